//! The result folder of a plan: tables of what was tried, the charts, the resolved scenario.
//!
//! Plain values in, bytes out. Knows no path on any machine.

use super::files::{Manifest, PAGE, ResultFile, file, json};
use crate::analysis::{PlanDocument, TriedCondition};
use crate::report::chart::{PLAN_PICTURES, PlanPicture};
use crate::report::page::plan_page;
use crate::report::tables::safe_csv_line;

/// What the folder is made of.
#[derive(Clone, Copy, Debug)]
pub struct PlanFiles<'a> {
    /// The plan.
    pub plan: &'a PlanDocument,
    /// The merged scenario.
    pub resolved: &'a str,
    /// The command that was typed.
    pub command: &'a str,
}

impl PlanFiles<'_> {
    /// All files in the order in which they are written; the manifest comes last.
    pub fn render(&self) -> Vec<ResultFile> {
        let plan = self.plan;
        let mut files = vec![
            file("summary.json", json(plan)),
            file("scenario.resolved.toml", self.resolved.as_bytes().to_vec()),
            file("plan.csv", fleets(plan)),
            file("bounds.csv", bounds(plan)),
        ];
        let manifest = Manifest {
            program: Manifest::PROGRAM.to_owned(),
            kind: Some("plan".to_owned()),
            version: plan.version.clone(),
            scenario: plan.scenario.clone(),
            seed: plan.seed,
            replications: plan.replications[0],
            fingerprint: plan.fingerprint.clone(),
            resolved: Manifest::hash_of(self.resolved),
            command: self.command.to_owned(),
        };
        files.extend(drawn(plan, &manifest, self.resolved));
        files.push(file(Manifest::FILE, json(&manifest)));
        files
    }
}

/// What is drawn from a plan, and can be drawn again: its pictures and its page.
pub(super) fn drawn(plan: &PlanDocument, manifest: &Manifest, resolved: &str) -> Vec<ResultFile> {
    let mut files = Vec::new();
    for picture in PLAN_PICTURES {
        let PlanPicture { name, .. } = picture;
        files.push(file(&format!("charts/{name}.svg"), picture.svg(plan).into_bytes()));
        files.push(file(&format!("charts/{name}.png"), picture.png(plan)));
    }
    files.push(file(PAGE, plan_page(plan, manifest, resolved).into_bytes()));
    files
}

fn table(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let line = |row: Vec<String>| safe_csv_line(row.iter().map(String::as_str));
    rows.into_iter().map(line).collect::<String>().into_bytes()
}

fn optional(value: Option<f64>) -> String {
    value.map_or_else(String::new, |x| x.to_string())
}

/// One row a fleet: what it has, what it costs, and how far it came.
fn fleets(plan: &PlanDocument) -> Vec<u8> {
    let mut head = vec!["place".to_owned()];
    head.extend(
        plan.tiers
            .iter()
            .map(|tier| if tier.unit.is_empty() { tier.key.clone() } else { format!("{}_per_s", tier.key) }),
    );
    let price = format!("price_{}_month", plan.currency);
    head.extend([price, "verdict".to_owned(), "left_at".to_owned(), "why".to_owned()]);
    let rows = plan.tried.iter().enumerate().map(|(place, tried)| {
        let left = match (tried.verdict, tried.conditions.last()) {
            (crate::analysis::FleetVerdict::Met, _) | (_, None) => String::new(),
            (_, Some(last)) => plan.conditions[last.condition].clone(),
        };
        let mut row = vec![place.to_string()];
        row.extend(tried.fleet.iter().map(ToString::to_string));
        row.extend([
            tried.price.to_string(),
            tried.verdict.words().to_owned(),
            left,
            tried.why.clone().unwrap_or_default(),
        ]);
        row
    });
    table(std::iter::once(head).chain(rows))
}

/// One row a fleet, condition and bound, with the utilisation of no tier; and one a fleet, condition and tier.
fn bounds(plan: &PlanDocument) -> Vec<u8> {
    let head = [
        "place",
        "condition",
        "replications",
        "metric",
        "unit",
        "bound",
        "limit",
        "mean",
        "shown",
        "margin",
        "verdict",
    ];
    let rows =
        plan.tried.iter().enumerate().flat_map(|(place, tried)| {
            tried.conditions.iter().flat_map(move |condition| rows_of(plan, place, condition))
        });
    table(std::iter::once(head.map(str::to_owned).to_vec()).chain(rows))
}

fn rows_of(plan: &PlanDocument, place: usize, condition: &TriedCondition) -> Vec<Vec<String>> {
    let begin =
        || vec![place.to_string(), plan.conditions[condition.condition].clone(), condition.replications.to_string()];
    let bounds = condition.bounds.iter().map(|bound| {
        let mut row = begin();
        row.extend([bound.metric.clone(), bound.unit.clone(), bound.bound.clone(), bound.limit.to_string()]);
        row.extend([bound.value, bound.shown, bound.margin].map(optional));
        row.push(bound.verdict.words().to_owned());
        row
    });
    let tiers = plan.tiers.iter().zip(&condition.utilisation).flat_map(|(tier, found)| {
        let of = |name: &str, value: f64| {
            let mut row = begin();
            row.extend([format!("{name}.{}", tier.key), "share".to_owned(), String::new(), String::new()]);
            row.extend([value.to_string(), String::new(), String::new(), String::new()]);
            row
        };
        found
            .iter()
            .flat_map(|[mean, peak]| [of("utilisation", *mean), of("peak_utilisation", *peak)])
            .collect::<Vec<_>>()
    });
    bounds.chain(tiers).collect()
}
