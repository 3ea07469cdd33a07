//! `run --until`: replications in rounds until intervals are narrow enough.
//!
//! Knows what was asked for and says how far it is; the rule itself stands in `analysis`. Which replications there are never
//! depends on threads: each round's figures alone decide.

use super::meter::Meter;
use super::terminal::say;
use super::{Failure, Terminal, fit};
use crate::analysis::{CONFIDENCE, FigureRow, RangeRun, Standing, Tables, Width, figure_names, next_total, tables};
use crate::experiment::{self, Options};
use crate::report::{joined_tables, quantity, quantity_change};
use crate::scenario::{self, Arm, Study, with_replications};
use crate::units::{Currency, FigureName, NETWORK_FIGURES, STATION_CLASSES, STATION_FIGURES};

/// Replications of the first round at least: a rule that stops at what looks narrow by luck covers too little, the more so the
/// fewer it began with.
const FIRST: u32 = 5;

/// One interval that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Target {
    metric: String,
    width: Width,
    /// The width as it was typed.
    written: String,
}

/// What was typed after `--until`, for a study.
///
/// # Errors
/// Texts that are no width, unknown metrics, and units that a metric is not counted in: all of them; fewer replications at
/// most than the study begins with.
pub(super) fn targets(typed: &[String], at_most: u32, study: &Study) -> Result<Vec<Target>, Failure> {
    if !typed.is_empty() && study.replications > at_most {
        let text = format!("--at-most {at_most}: fewer than the {} replications of the study", study.replications);
        return Err(Failure::Input(text));
    }
    let names = names(study);
    let reference = study.arms.iter().find_map(Arm::ecosystem).map_or_else(Currency::default, |s| s.reference_currency);
    let (mut targets, mut mistakes) = (Vec::new(), Vec::new());
    for text in typed {
        match target(text, &names, reference) {
            Ok(target) => targets.push(target),
            Err(mistake) => mistakes.push(format!("--until \"{text}\": {mistake}")),
        }
    }
    if mistakes.is_empty() { Ok(targets) } else { Err(Failure::Input(mistakes.join("\n"))) }
}

/// What a study's runs measure.
fn names(study: &Study) -> Vec<FigureName> {
    let stations = study.arms.iter().filter_map(Arm::stations).flat_map(|network| &network.stations);
    let mut names = Vec::new();
    for station in stations {
        for (figure, unit) in STATION_FIGURES {
            names.push(FigureName { name: format!("stations.{}.{figure}", station.name), unit });
            let class = |class| FigureName { name: format!("stations.{}.{class}.{figure}", station.name), unit };
            names.extend(STATION_CLASSES.map(class));
        }
    }
    if names.is_empty() {
        return figure_names();
    }
    names.extend(NETWORK_FIGURES.map(|(figure, unit)| FigureName { name: format!("network.{figure}"), unit }));
    names
}

fn target(text: &str, names: &[FigureName], reference: Currency) -> Result<Target, String> {
    let parts = ["±", "+-", "+/-"].iter().find_map(|sign| text.split_once(sign));
    let Some((metric, written)) = parts else {
        return Err("expected a metric and a width, as in \"delivery.ip.p99 ± 2 %\"".to_owned());
    };
    let (metric, written) = (metric.trim(), written.trim());
    let Some(figure) = names.iter().find(|figure| figure.name == metric) else {
        let close = names.iter().map(|figure| (strsim::damerau_levenshtein(metric, &figure.name), &figure.name)).min();
        let help = close.filter(|(distance, _)| *distance <= metric.len() / 3 + 1);
        let help = help.map(|(_, name)| format!("; did you mean `{name}`?")).unwrap_or_default();
        return Err(format!("unknown metric `{metric}`{help}"));
    };
    let width = match written.strip_suffix('%') {
        Some(share) => match share.trim().parse::<f64>() {
            Ok(share) if share > 0.0 && share < 100.0 => Width::Relative(share / 100.0),
            Ok(_) | Err(_) => return Err(format!("`{written}` is not a share of the figure, such as 2 %")),
        },
        None => match scenario::width(written, figure.unit, reference)? {
            half if half > 0.0 => Width::Absolute(half),
            _ => return Err(format!("`{written}` is not above zero")),
        },
    };
    Ok(Target { metric: metric.to_owned(), width, written: written.to_owned() })
}

/// How a study is run round by round.
pub(super) struct Rounds<'a> {
    pub(super) options: &'a Options,
    /// Intervals that were asked for; without any there is one round.
    pub(super) targets: &'a [Target],
    /// Replications at most, where there are targets.
    pub(super) at_most: u32,
}

/// What all rounds left behind.
pub(super) struct Ended {
    /// The study, with as many replications as were run.
    pub(super) study: Study,
    /// All its runs.
    pub(super) tables: Tables,
    /// The runs of its ranges.
    pub(super) variants: Vec<RangeRun>,
    /// Which intervals are not narrow enough yet; nothing where all are.
    pub(super) lacking: Option<String>,
}

impl Rounds<'_> {
    /// Runs a study, its ranges with so many replications in the first round.
    pub(super) fn run(&self, mut study: Study, range: u32, quiet: bool, terminal: Terminal) -> Ended {
        let asked = study.replications;
        if !self.targets.is_empty() {
            study.replications = asked.max(FIRST).min(self.at_most);
        }
        let meter = Meter::start(terminal, quiet).expecting(fit::events(&study, self.options, range));
        let (runs, variants) =
            experiment::run_with_ranges(&study, self.options, range, &|progress| meter.show(progress));
        drop(meter);
        let mut all = tables(&runs);
        drop(runs);
        let arms: Vec<String> = study.arms.iter().map(|arm| arm.name.clone()).collect();
        loop {
            let standings = self.standings(&all.replications, &arms);
            let (now, then) = (study.replications, self.next(&standings, study.replications));
            if !quiet && !self.targets.is_empty() {
                say(&told(now, then, &standings));
            }
            if then == now {
                break;
            }
            let round = Study { replications: then - now, ..study.clone() };
            let meter = Meter::start(terminal, quiet).expecting(fit::events(&round, self.options, 0));
            let more = experiment::run_some(&study, now..then, self.options, &|progress| meter.show(progress));
            drop(meter);
            all = joined_tables(all, tables(&more), &arms);
            study.replications = then;
        }
        if study.replications != asked {
            study.resolved = with_replications(&study.resolved, study.replications);
        }
        let lacking = lacking(&self.standings(&all.replications, &arms), study.replications);
        Ended { study, tables: all, variants, lacking }
    }

    /// Where each figure of each arm stands.
    fn standings(&self, rows: &[FigureRow], arms: &[String]) -> Vec<Stood<'_>> {
        let mut all = Vec::new();
        for target in self.targets {
            for arm in arms {
                let of = rows.iter().filter(|row| row.run.arm == *arm && row.metric == target.metric);
                let (unit, values): (Vec<&str>, Vec<Option<f64>>) =
                    of.map(|row| (row.unit.as_str(), row.value)).unzip();
                let values: Vec<f64> = values.into_iter().flatten().collect();
                let unit = unit.first().map(|unit| (*unit).to_owned()).unwrap_or_default();
                let standing = Standing::of(&values, target.width, CONFIDENCE);
                all.push(Stood { target, arm: arm.clone(), unit, standing });
            }
        }
        all
    }

    /// How many replications there are after the next round; as many as now where there is none.
    fn next(&self, standings: &[Stood<'_>], now: u32) -> u32 {
        let measured: Vec<Standing> = standings.iter().filter_map(|stood| stood.standing).collect();
        if self.targets.is_empty() { now } else { next_total(now, &measured, self.at_most) }
    }
}

/// Where one figure of one arm stands; nothing where no run measured it.
struct Stood<'t> {
    target: &'t Target,
    arm: String,
    unit: String,
    standing: Option<Standing>,
}

impl Stood<'_> {
    fn narrow(&self) -> bool {
        self.standing.is_some_and(|standing| standing.narrow())
    }

    /// `delivery.ip.p99 (after): 1.25 s ± 3.1 %, wanted ± 2 %, about 7 more`.
    fn words(&self) -> String {
        let Target { metric, width, written } = self.target;
        let name = format!("{metric} ({})", self.arm);
        let Some(standing) = self.standing else { return format!("{name}: not measured by any run") };
        let half = match (standing.half, width) {
            (None, _) => "?".to_owned(),
            (Some(half), Width::Relative(_)) if standing.mean.abs() > 0.0 => {
                quantity(Some(half / standing.mean.abs()), "share")
            }
            (Some(half), Width::Relative(_) | Width::Absolute(_)) => {
                quantity_change(Some(half), None, &self.unit).trim_start_matches('+').to_owned()
            }
        };
        let more = match standing.more {
            Some(0) => "narrow enough".to_owned(),
            Some(more) => format!("about {more} more"),
            None => "more than anybody would wait for".to_owned(),
        };
        format!("{name}: {} ± {half}, wanted ± {written}: {more}", quantity(Some(standing.mean), &self.unit))
    }
}

/// What to say after a round.
fn told(now: u32, then: u32, standings: &[Stood<'_>]) -> String {
    let head = if then > now {
        format!("{now} replications, {} more to run", then - now)
    } else {
        format!("{now} replications")
    };
    let lines = standings.iter().map(|stood| format!("  {}", stood.words()));
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

/// What is not narrow enough, in words; nothing where all is.
fn lacking(standings: &[Stood<'_>], replications: u32) -> Option<String> {
    let wide: Vec<String> =
        standings.iter().filter(|stood| !stood.narrow()).map(|stood| format!("  {}", stood.words())).collect();
    let head = format!("after {replications} replications these intervals are not as narrow as asked for:");
    (!wide.is_empty()).then(|| std::iter::once(head).chain(wide).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CNY: Currency = Currency(*b"CNY");

    #[test]
    fn widths_are_of_the_figure_or_in_its_unit() {
        let of = |text: &str| target(text, &figure_names(), CNY).map(|target| (target.metric, target.width));
        let p99 = || "delivery.ip.p99".to_owned();
        assert_eq!(of("delivery.ip.p99 ± 2 %"), Ok((p99(), Width::Relative(0.02))));
        assert_eq!(of("delivery.ip.p99+-2%"), Ok((p99(), Width::Relative(0.02))));
        assert_eq!(of("delivery.ip.p99 +/- 100 ms"), Ok((p99(), Width::Absolute(0.1))));
        assert_eq!(of("fallback.rate ± 0.01"), Ok(("fallback.rate".to_owned(), Width::Absolute(0.01))));
    }

    #[test]
    fn what_cannot_be_a_width_is_said() {
        let wrong = |text: &str| target(text, &figure_names(), CNY).map(|_| ()).expect_err(text);
        assert!(wrong("delivery.ip.p98 ± 2 %").contains("did you mean `delivery.ip.p9"));
        assert!(wrong("delivery.ip.p99 < 2 s").contains("± 2 %"));
        assert!(wrong("delivery.ip.p99 ± 2").contains("expected \"2 s\""), "{}", wrong("delivery.ip.p99 ± 2"));
        for none in
            ["delivery.ip.p99 ± 0 %", "delivery.ip.p99 ± 0 s", "delivery.ip.p99 ± much", "delivery.ip.p99 ± 120 %"]
        {
            wrong(none);
        }
    }
}
