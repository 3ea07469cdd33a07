//! `[plan]`: which fleet is looked for and what it must bear.
//!
//! Knows which studies can be planned; prices stand beside.

use super::{Span, plan_prices};
use crate::scenario::diagnostic::{Diagnostic, did_you_mean};
use crate::scenario::document::Table;
use crate::scenario::kinds::{ChoiceKind, CountKind, DurationKind, ListKind, NameKind, SOME_TIME, ShareKind};
use crate::scenario::layers::Document;
use crate::scenario::plan::{Hardship, Plan};
use crate::scenario::reader::{Reader, Report};
use crate::scenario::schema::Shape;
use crate::scenario::study::{Arm, Scenario, Study};
use crate::units::{Bound, Duration, FigureName};

/// Shortest stretch that is simulated.
const SHORTEST: DurationKind = DurationKind { least: Duration::MINUTE };

/// Reads `[plan]` of a study with these arms, whose merged documents stand in the same order.
pub(super) fn read(
    document: &Document,
    roots: &[(String, Table)],
    arms: &[Arm],
    span: &Span,
    report: &mut Report,
) -> Option<Plan> {
    let node = document.root.get("plan")?;
    let Some(table) = node.table() else {
        let message = format!("`plan` is {}", node.value.what());
        let help = "write [plan] and below it [plan.price] with what a unit of each tier costs".to_owned();
        report.push(Diagnostic::at(&node.at, message, "expected a table").help(Some(help)));
        return None;
    };
    if !document.root.contains_key("slo") {
        let mistake = Diagnostic::at(&node.key, "`plan` has nothing to meet", "expected bounds in a table [slo]");
        let help = "for example [slo] \"load.relay.wait_max\" = \"< 1 s\"".to_owned();
        report.push(mistake.help(Some(help)));
    }
    Some(Reader::run(table, &node.key, "plan", report, |plan| section(plan, document, roots, arms, span)))
}

/// Reads `[plan]` itself; roots and arms as for [`read`].
pub(super) fn section(
    plan: &mut Reader<'_, '_>,
    document: &Document,
    roots: &[(String, Table)],
    arms: &[Arm],
    span: &Span,
) -> Plan {
    let arm = arm(plan, arms);
    let scenario = arms[arm].ecosystem();
    if let Some(scenario) = scenario {
        refuse_written_people(plan, scenario);
    }
    let confidence = plan.or("confidence", "one-sided confidence of every bound", &ShareKind, 0.95);
    if !(0.5..1.0).contains(&confidence) {
        plan.wrong("confidence", &format!("is {confidence}"), "a share from 0.5 to below 1, such as 0.95", None);
    }
    let window = window(plan, span, scenario.is_some());
    let lead = plan.or("lead", "warm-up before the busiest stretch", &SHORTEST, Duration::MINUTE * 10);
    let many = CountKind { least: 2, most: 10_000 };
    let replications = plan.or("replications", "replications of every fleet to begin with", &many, 5) as u32;
    let at_most = plan.or_from_others(
        "at_most",
        "replications of a fleet at most, where a bound is undecided; 40 or `replications` where left out",
        &many,
        40.max(replications.into()),
    ) as u32;
    if at_most < replications {
        let message = format!("is {at_most}, and `plan.replications` is {replications}");
        plan.wrong("at_most", &message, "at least as many as to begin with", None);
    }
    let hardships = hardships(plan, scenario);
    let storm = plan.optional("storm", "for how long all push channels are cut", &SOME_TIME);
    if let Some(storm) = storm.filter(|storm| *storm >= window) {
        let message = format!("is {storm}, and `plan.window` is {window}");
        plan.wrong("storm", &message, "a storm shorter than the stretch that is simulated", None);
    }
    let failover = plan.or(
        "failover",
        "after which a lost data centre's countries are served by others",
        &SOME_TIME,
        Duration::MINUTE,
    );
    let budget =
        plan.or("budget", "how many fleets are tried at most", &CountKind { least: 1, most: 100_000 }, 400) as u32;
    // Their bounds are read when all those of `[slo]` are.
    plan.optional_table("slo", "bounds that replace those of [slo] under a hardship", |own| {
        for hardship in Hardship::ALL {
            own.known_as(hardship.name(), "bounds that hold under this hardship instead", || {
                Shape::as_defined("bounds")
            });
        }
    });
    let prices = plan_prices::read(plan, document, &roots[arm]);
    Plan {
        arm,
        confidence,
        window,
        lead,
        replications,
        at_most,
        hardships: hardships.into_iter().chain(storm.map(|_| Hardship::Storm)).collect(),
        storm: storm.unwrap_or(Duration::ZERO),
        failover,
        budget,
        currency: prices.currency,
        tiers: prices.tiers,
        bounds: Vec::new(),
    }
    .in_order()
}

/// Reads `[plan.slo.HARDSHIP]`: bounds that replace those of `[slo]` on the same metric, as far as they are there.
pub(in crate::scenario) fn read_hard_bounds(
    document: &Document,
    study: &Study,
    figures: &[FigureName],
    report: &mut Report,
) -> Vec<(Hardship, Bound)> {
    let own = document.root.get("plan").and_then(|plan| plan.table()?.get("slo")?.table());
    let mut all = Vec::new();
    for hardship in Hardship::ALL {
        let Some(node) = own.and_then(|own| own.get(hardship.name())) else { continue };
        let path = format!("plan.slo.{}", hardship.name());
        let bounds = super::slo::read_bounds_in((&path, node), document, study, figures, report);
        all.extend(bounds.into_iter().map(|bound| (hardship, bound)));
    }
    all
}

impl Plan {
    /// The mildest hardship first, each once.
    fn in_order(mut self) -> Self {
        self.hardships.sort_unstable();
        self.hardships.dedup();
        self
    }
}

/// The arm that is planned for: the only one, or the one that is named.
fn arm(plan: &mut Reader<'_, '_>, arms: &[Arm]) -> usize {
    let names: Vec<String> = arms.iter().map(|arm| arm.name.clone()).collect();
    if let Some(arm) = plan.optional(
        "arm",
        "which arm is planned for; needed where there are several",
        &NameKind { what: "arm", names: &names },
    ) {
        return arm;
    }
    if names.len() > 1 {
        let message = format!("does not say for which of the arms {}", names.join(", "));
        let help = format!("add arm = \"{}\"", names[names.len() - 1]);
        plan.wrong_here(&message, "`arm`, one of them", Some(help));
    }
    0
}

/// A trace and a script have their people and their hours: neither can be enlarged to full scale.
fn refuse_written_people(plan: &mut Reader<'_, '_>, scenario: &Scenario) {
    let what = match (&scenario.script, &scenario.workload.trace) {
        (Some(_), _) => "script",
        (None, Some(_)) => "trace",
        (None, None) => return,
    };
    let message = format!("cannot plan for a {what}: it has the people that it names, and no more");
    plan.wrong_here(&message, "people who are drawn", Some("plan with [population] and [workload] alone".to_owned()));
}

fn window(plan: &mut Reader<'_, '_>, span: &Span, cut: bool) -> Duration {
    let window =
        plan.or("window", "length of the busiest stretch, which is simulated at full scale", &SHORTEST, Duration::HOUR);
    let measured = span.duration.saturating_sub(span.warm_up);
    if cut && window > measured {
        let message = format!("is {window}, and {measured} of the study are measured");
        let help = Some("shorten it, or lengthen `study.duration`".to_owned());
        plan.wrong("window", &message, "a stretch of the study", help);
    }
    window
}

/// What must be survived, as far as the scenario has it.
fn hardships(plan: &mut Reader<'_, '_>, scenario: Option<&Scenario>) -> Vec<Hardship> {
    let lost = ChoiceKind { names: &[("node", Hardship::Node), ("site", Hardship::Site)] };
    let listed = ListKind { item: lost, least: 0, most: 2 };
    let survived = plan.or(
        "lose",
        "what must be survived: \"node\", a server of each tier; \"site\", any data centre",
        &listed,
        Vec::new(),
    );
    let Some(scenario) = scenario else {
        for key in ["lose", "storm", "window", "lead", "failover"] {
            if plan.has(key) {
                let help = Some("take it out: stations are run as they are".to_owned());
                plan.wrong(key, "is for handsets and data centres, and this study has stations", "no such key", help);
            }
        }
        return vec![Hardship::Usual];
    };
    if survived.contains(&Hardship::Site) && scenario.sites.len() < 2 {
        let message = "asks to survive the loss of a data centre, and there is only one";
        let help = "add a second one ([sites.NAME]), or take \"site\" out".to_owned();
        plan.wrong("lose", message, "at most \"node\"", Some(help));
    }
    [Hardship::Usual].into_iter().chain(survived).collect()
}

/// A key of the scenario that is close to one that does not exist.
pub(super) fn close<'n>(key: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    did_you_mean(key, known)
}
