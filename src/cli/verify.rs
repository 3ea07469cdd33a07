//! `verify`: the user's own machine works out again what theory says, and says whether the two agree.
//!
//! Knows the order of things: simulate, hold against the formulas, print. Writes no file.

use super::arguments::{StationArguments, VerifyAction, VerifyArguments, VerifyHow};
use super::clock::Clock;
use super::meter::Meter;
use super::terminal::say;
use super::{Failure, Terminal, check};
use crate::analysis::{Check, CheckVerdict, PRECISION, figure_names};
use crate::experiment::Options;
use crate::experiment::verify::{Extent, station_checks, verify as verify_all};
use crate::report::checks_text;
use crate::scenario::{self, Law, Study};
use serde::Serialize;

/// Runs `verify`.
///
/// # Errors
/// A station that is none, and a figure that differs from its exact answer.
pub fn verify(arguments: &VerifyArguments, terminal: &Terminal) -> Result<(), Failure> {
    terminal.mind_interruptions("nothing was written");
    let clock = Clock::start();
    let (how, checks) = match &arguments.action {
        Some(VerifyAction::Station(station)) => (&station.how, of_station(station, *terminal)?),
        None => {
            let how = &arguments.how;
            let extent = if arguments.quick { Extent::Quick } else { Extent::Full };
            let meter = Meter::start(*terminal, how.quiet);
            let options = check::options(&how.machine);
            (how, verify_all(extent, how.seed, &options, &|progress| meter.show(progress)))
        }
    };
    if !how.quiet {
        say(&format!("{:.1} s", clock.seconds()));
    }
    deliver(how, &checks, arguments.action.is_none(), *terminal)
}

/// Checks as one document.
#[derive(Serialize)]
struct Document<'c> {
    schema: u32,
    seed: u64,
    checks: &'c [Check],
}

/// Prints checks. Of the program's own rows each must say something; of a station that somebody asks about none may differ.
fn deliver(how: &VerifyHow, checks: &[Check], strict: bool, terminal: Terminal) -> Result<(), Failure> {
    let document = Document { schema: 1, seed: how.seed, checks };
    terminal.deliver(how.format, &document, || checks_text(checks))?;
    let fails = |check: &&Check| match check.verdict {
        CheckVerdict::Differs => true,
        CheckVerdict::TooWide | CheckVerdict::NoAnswer => strict,
        CheckVerdict::Agrees => false,
    };
    let failed: Vec<String> =
        checks.iter().filter(fails).map(|c| format!("{}: {}", c.claim.subject, c.claim.figure)).collect();
    if failed.is_empty() { Ok(()) } else { Err(Failure::Bound(format!("not as theory says: {}", failed.join("; ")))) }
}

/// Customers that a station's runs may have together: a minute or so of work.
const MOST_CUSTOMERS: f64 = 3e8;
/// How much below the wanted error the length is aimed, because the pilot's own error is not known exactly.
const AIM: f64 = 0.7;

fn of_station(station: &StationArguments, terminal: Terminal) -> Result<Vec<Check>, Failure> {
    let meter = Meter::start(terminal, station.how.quiet);
    let options: Options = check::options(&station.how.machine);
    let run = |study: &Study| station_checks(study, "This station", &options, &|progress| meter.show(progress));
    if let Some(duration) = &station.duration {
        let measured = of_station_for(station, duration, terminal)?;
        return Ok(run(&measured));
    }
    let pilot = of_station_for(station, "1 h", terminal)?;
    let stations = pilot.arms[0].stations().expect("the text has stations");
    let desk = &stations.stations[0];
    let rate: f64 =
        desk.classes.iter().filter_map(|class| class.arrivals.as_ref()).map(|a| a.rate(pilot.duration)).sum();
    let longest = desk.classes.iter().map(|class| class.service.mean()).fold(0.0, f64::max);
    let patience = desk.patience.as_ref().map_or(0.0, Law::mean);
    // A few hundred customers and services, whichever are slower.
    let short = 300.0 * (longest + patience).max(1.0 / rate.max(1e-9));
    let most = MOST_CUSTOMERS / f64::from(station.replications) / rate.max(1e-9);
    let checks = run(&of_station_for(station, &seconds(short.min(most)), terminal)?);
    let judged = checks.iter().filter(|check| check.verdict != CheckVerdict::NoAnswer);
    let widest = judged.filter_map(Check::relative_error).fold(0.0, f64::max);
    let ratio = widest / (AIM * PRECISION);
    if ratio <= 1.0 {
        return Ok(checks);
    }
    let measured = of_station_for(station, &seconds((short * ratio * ratio).min(most)), terminal)?;
    Ok(run(&measured))
}

fn seconds(length: f64) -> String {
    format!("{} s", libm::ceil(length).max(60.0))
}

/// The station as a study of so much measured time, after a warm-up of a tenth more.
fn of_station_for(station: &StationArguments, measured: &str, terminal: Terminal) -> Result<Study, Failure> {
    let how = &station.how;
    let text = format!("[study]\nseed = {}\nreplications = {}\n[stations.desk]\n", how.seed, station.replications);
    let mut settings = vec![format!("study.duration={measured}"), format!("stations.desk.servers={}", station.servers)];
    let mut set = |key: &str, value: Option<String>| {
        settings.extend(value.map(|value| format!("stations.desk.{key}={value}")));
    };
    set("service", Some(as_law(&station.service)));
    set("arrivals", station.arrivals.as_deref().map(as_law));
    set("priorities.high.arrivals", station.high.as_deref().map(as_law));
    set("priorities.low.arrivals", station.low.as_deref().map(as_law));
    set("queue", station.queue.map(|n| n.to_string()));
    set("patience", station.patience.as_deref().map(as_law));
    let read = |settings: &[String]| {
        scenario::open_text("station", &text, settings, &figure_names())
            .map(|base| base.study().clone())
            .map_err(|mistakes| Failure::Mistakes(scenario::render(&mistakes, terminal.color)))
    };
    let whole = read(&settings)?;
    let micros = whole.duration.as_micros();
    settings[0] = format!("study.duration={} us", micros + micros / 10);
    settings.push(format!("study.warm_up={} us", micros / 10));
    read(&settings)
}

/// A law as a scenario writes it; `exp 1 s` is meant as `exp(1 s)`. Arrivals such as `poisson 8/s` have no brackets there
/// either.
fn as_law(text: &str) -> String {
    let text = text.trim();
    match text.split_once(' ') {
        Some((name, rest))
            if !text.contains('(') && !["poisson", "deterministic"].contains(&name) && !rest.trim().is_empty() =>
        {
            format!("{name}({})", rest.trim())
        }
        Some(_) | None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_may_be_typed_without_brackets() {
        assert_eq!(as_law("exp 1 s"), "exp(1 s)");
        assert_eq!(as_law(" uniform 1 s, 2 s "), "uniform(1 s, 2 s)");
        for law in ["exp(1 s)", "poisson 8/s", "deterministic 2/min", "lognormal(mean 1 s, scv 4)"] {
            assert_eq!(as_law(law), law);
        }
    }
}
