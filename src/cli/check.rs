//! `check`: reads a scenario and says every mistake in it, or what a run would take.
//!
//! Runs nothing and writes nothing.

use super::arguments::{CheckArguments, MachineArguments, ScenarioArguments};
use super::terminal::print;
use super::{Failure, Format, Terminal, fit};
use crate::analysis::figure_names;
use crate::experiment::{self, Options};
use crate::report::{counted, grouped, in_lines};
use crate::scenario::{self, Arm, Base, Study, Sweep};
use crate::units::{Bound, Duration};
use serde::Serialize;

/// Runs `check`.
///
/// # Errors
/// Mistakes in the scenario.
pub fn check(arguments: &CheckArguments, terminal: &Terminal) -> Result<(), Failure> {
    let study = read(&arguments.scenario, *terminal)?;
    if arguments.resolved && arguments.format == Format::Text {
        return print(&study.resolved);
    }
    let options = options(&arguments.machine);
    fit::refuse_wide_windows(&study, &options)?;
    let document = CheckDocument::of(&study, &options, arguments.resolved);
    terminal.deliver(arguments.format, &document, || description(&study, &options))
}

/// The study that was named, or all mistakes in it.
pub(super) fn read(arguments: &ScenarioArguments, terminal: Terminal) -> Result<Study, Failure> {
    open(arguments, terminal).map(|base| base.study().clone())
}

/// As [`read`], so that more settings can be laid over it.
pub(super) fn open(arguments: &ScenarioArguments, terminal: Terminal) -> Result<Base, Failure> {
    scenario::open_reaching(&arguments.file, &arguments.overrides(), &figure_names(), arguments.reach())
        .map_err(|mistakes| Failure::Mistakes(scenario::render(&mistakes, terminal.color)))
}

fn warm_up(study: &Study) -> String {
    if study.detect_warm_up { "found by pilot runs".to_owned() } else { study.warm_up.to_string() }
}

/// How to run, with what the machine offers where nothing was typed.
pub(super) fn options(arguments: &MachineArguments) -> Options {
    let threads = arguments.threads.map_or_else(fit::processors, |n| n as usize);
    Options {
        threads,
        list: arguments.list.into(),
        shards: arguments.shards.map(|n| n as usize),
        window: arguments.window,
        ..Options::default()
    }
}

/// How many settings nobody knows.
fn keys(study: &Study) -> usize {
    let mut keys: Vec<&str> = study.unknowns.iter().map(|unknown| unknown.key.as_str()).collect();
    keys.dedup();
    keys.len()
}

/// What is asked of every textbook station, and whether that is more than it can do.
fn stations(study: &Study) -> Vec<String> {
    let mut lines = Vec::new();
    for arm in &study.arms {
        let Some(network) = arm.stations() else { continue };
        let Some(rates) = experiment::visit_rates(network) else { continue };
        for (station, rates) in network.stations.iter().zip(rates) {
            let work = |place: usize, rate: f64| rate * station.classes[place].service.mean();
            // Where there are no classes, where customers came from first does not matter.
            let load = work(0, rates[0]) + work(station.classes.len() - 1, rates[1]);
            let name =
                if study.arms.len() > 1 { format!("{}/{}", arm.name, station.name) } else { station.name.clone() };
            let asked = load / f64::from(station.servers);
            let bounded = station.queue.is_some() || station.patience.is_some();
            let said = match (asked >= 1.0, bounded) {
                (true, false) => "; saturated: its queue grows without end",
                (true, true) => "; more than it can do: some are turned away or give up",
                (false, _) => "",
            };
            let of = counted(station.servers.into(), "server");
            lines.push(format!("{name}: {load:.4} Erlang on {of}, {:.1} %{said}", asked * 100.0));
        }
    }
    lines
}

fn description(study: &Study, options: &Options) -> String {
    let mut lines = vec![(String::new(), format!("{}: {}", study.name, study.title))];
    let arms: Vec<&str> = study.arms.iter().map(|arm| arm.name.as_str()).collect();
    let runs = study.arms.len() * study.replications as usize;
    let mut line = |name: &str, value: String| lines.push((format!("  {name:<12} "), value));
    line("arms", arms.join(", "));
    line(
        "runs",
        format!(
            "{} ({} × {})",
            grouped(runs as u64),
            counted(arms.len() as u64, "arm"),
            counted(study.replications.into(), "replication")
        ),
    );
    if !study.unknowns.is_empty() {
        let more = experiment::range_runs(study, 1);
        line(
            "ranges",
            format!(
                "{} more with --ranges ({} of {})",
                counted(more as u64, "run"),
                counted(study.unknowns.len() as u64, "value"),
                counted(keys(study) as u64, "unknown")
            ),
        );
    }
    if let Some(sweep) = &study.sweep {
        let points = sweep.points();
        let all = points.saturating_mul(runs as u64);
        line(
            "sweep",
            format!(
                "{} of {}: {}",
                counted(points, "point"),
                counted(sweep.factors.len() as u64, "setting"),
                counted(all, "run")
            ),
        );
    }
    if let Some(scenario) = study.arms.first().and_then(Arm::ecosystem) {
        let people = &scenario.population;
        line("handsets", format!("{} standing for {}", grouped(people.handsets.into()), grouped(people.represents)));
    }
    if study.arms.iter().any(|arm| arm.stations().is_some()) {
        for (n, station) in stations(study).into_iter().enumerate() {
            line(if n == 0 { "stations" } else { "" }, station);
        }
        line("time", format!("{}, warm-up {}", study.duration, warm_up(study)));
    } else {
        let span = format!("{} from {}", study.duration, study.start.text);
        line("time", format!("{span}, warm-up {}", warm_up(study)));
    }
    for (n, bound) in study.bounds.iter().enumerate() {
        let of = bound.arm.as_ref().map(|arm| format!(" ({arm})")).unwrap_or_default();
        line(if n == 0 { "bounds" } else { "" }, format!("{} {}{of}", bound.metric, bound.written));
    }
    for (name, value) in fit::lines(study, options) {
        line(name, value);
    }
    in_lines(&lines)
}

/// Version of the layout of the JSON document.
const SCHEMA: u32 = 1;

/// What a study is and takes, for machines.
#[derive(Serialize)]
struct CheckDocument {
    schema: u32,
    version: &'static str,
    scenario: String,
    title: String,
    seed: u64,
    arms: Vec<String>,
    replications: u32,
    duration_s: f64,
    /// Nothing where pilot runs are to find it.
    warm_up_s: Option<f64>,
    handsets: Option<u32>,
    represents: Option<u64>,
    /// Points of `sweep`, where there are some.
    sweep_points: Option<u64>,
    bounds: Vec<CheckedBound>,
    estimate: fit::Fit,
    /// With `--resolved`: the scenario with everything that it extends and sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved: Option<String>,
}

#[derive(Serialize)]
struct CheckedBound {
    /// Nothing where it is of every arm.
    arm: Option<String>,
    metric: String,
    bound: String,
}

impl CheckDocument {
    fn of(study: &Study, options: &Options, resolved: bool) -> Self {
        let seconds = |length: Duration| length.as_micros() as f64 / 1e6;
        let people = study.arms.first().and_then(Arm::ecosystem).map(|scenario| &scenario.population);
        let bound = |bound: &Bound| CheckedBound {
            arm: bound.arm.clone(),
            metric: bound.metric.clone(),
            bound: bound.written.clone(),
        };
        Self {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            scenario: study.name.clone(),
            title: study.title.clone(),
            seed: study.seed,
            arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
            replications: study.replications,
            duration_s: seconds(study.duration),
            warm_up_s: (!study.detect_warm_up).then(|| seconds(study.warm_up)),
            handsets: people.map(|people| people.handsets),
            represents: people.map(|people| people.represents),
            sweep_points: study.sweep.as_ref().map(Sweep::points),
            bounds: study.bounds.iter().map(bound).collect(),
            estimate: fit::Fit::of(study, options),
            resolved: resolved.then(|| study.resolved.clone()),
        }
    }
}
