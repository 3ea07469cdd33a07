//! What a study takes, before it runs: events, memory, time.
//!
//! Arithmetic on a scenario's own figures with the measured constants of [`Measured`]. Knows neither this machine nor the
//! clock, and builds nothing. Events are within a tenth for studies like the shipped ones; memory is meant to be an upper
//! bound by a small margin, because a run that outgrows it may be killed; time is that of a machine like the one measured.

use super::{Options, range_runs, visit_rates};
use crate::ledger::Fate;
use crate::scenario::{Arm, Scenario, Stations, Study, Subject};
use crate::units::Duration;

/// What a study takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Runs of the study, those of its ranges included.
    pub runs: u64,
    /// Runs at a time.
    pub abreast: u64,
    /// Threads within each.
    pub inside: u64,
    /// Model events of all runs.
    pub events: f64,
    /// Most bytes that one run holds.
    pub run_bytes: u64,
    /// Most bytes held at one time: runs abreast, and what is kept of finished ones.
    pub bytes: u64,
    /// Seconds of the longest run, alone on its threads.
    pub run_seconds: f64,
    /// Seconds of the whole study.
    pub seconds: f64,
}

/// The figures behind an estimate. `cargo test --release --test estimate -- --ignored --nocapture` prints estimates beside
/// what runs took; whoever makes the program faster or leaner writes the new figures here.
struct Measured {
    /// Events of a handset a day, whatever happens: silences that run out, updates, what is due on the hour.
    events_a_day: f64,
    /// Events of a handset for each of its times off the network: spells, attempts to connect, what the service does then.
    events_a_cycle: f64,
    /// Events for each message sent, to anybody: composing, texts and acknowledgements, attempts of message centres.
    events_a_message: f64,
    /// Events for each contact that is opened: the activity, and its share of look-ups.
    events_an_open: f64,
    /// Nanoseconds an event on one thread, by handsets: records leave the caches one after another.
    event_ns: [(f64, f64); 5],
    /// Nanoseconds a handset for building its world and state, and closing its books.
    handset_ns: f64,
    /// Two threads within a run over one, by handsets.
    two_threads: [(f64, f64); 4],
    /// A run beside others on as many cores, over one alone: they share caches and memory.
    company: f64,
    /// Bytes a handset: record, cache, registry, pending events, pools.
    handset_bytes: f64,
    /// Bytes a handset for each of the cache's entries beyond the first four, where a design has them.
    entry_bytes: f64,
    /// Bytes a run: the program, tables of laws, ledgers.
    run_bytes: u64,
    /// Bytes a shard beside its handsets: its ledger, its wheel.
    shard_bytes: u64,
    /// Seats with books of their own that are as busy as the busiest.
    seats: u64,
    /// Bytes of an acquaintance that is followed, at all its seats.
    acquaintance_bytes: f64,
    /// Bytes of a message of a trace, sorted by who wrote and to whom.
    recorded_bytes: f64,
    /// Bytes of a textbook station's record.
    station_bytes: u64,
    /// How much more is asked for than the figures give.
    margin: f64,
}

/// Measured on two cores of a 2024 server processor, optimised. Events: the July week for two days with 1,500 handsets, its
/// messages, openings and spells one by one set to other values (4 to 28 spells without network a day): within a sixth.
/// Bytes, nanoseconds and the gain of a second thread: `scenarios/scale`, resident memory at its most. `company` is assumed.
const MEASURED: Measured = Measured {
    events_a_day: 18.5,
    events_a_cycle: 4.5,
    events_a_message: 6.0,
    events_an_open: 2.8,
    event_ns: [(1e4, 300.0), (1e5, 320.0), (1e6, 290.0), (1e7, 300.0), (8.5e7, 330.0)],
    handset_ns: 400.0,
    two_threads: [(1e4, 1.0), (1e6, 1.0), (1e7, 1.4), (8.5e7, 1.75)],
    company: 1.2,
    handset_bytes: 98.0,
    entry_bytes: 8.0,
    run_bytes: 48 << 20,
    shard_bytes: 1 << 20,
    seats: 8,
    acquaintance_bytes: 34.0,
    // Three lists of it; ten million messages took 390 MB beside the trace itself.
    recorded_bytes: 48.0,
    station_bytes: 160 << 10,
    margin: 1.05,
};

/// What a study takes with these options, and with `range` replications of its ranges.
pub fn estimate(study: &Study, options: &Options, range: u32) -> Estimate {
    estimate_of(study, options, range, 1.0)
}

/// The most handsets with which a study stays within so many bytes; none where even one does not.
pub fn most_handsets(study: &Study, options: &Options, range: u32, bytes: u64) -> Option<u32> {
    let now = study.arms.iter().filter_map(Arm::ecosystem).map(|scenario| scenario.population.handsets).max()?;
    let fits = |handsets: u32| estimate_of(study, options, range, f64::from(handsets) / f64::from(now)).bytes <= bytes;
    let (mut fit, mut not) = (0, now);
    while fit + 1 < not {
        let middle = fit + (not - fit) / 2;
        if fits(middle) {
            fit = middle;
        } else {
            not = middle;
        }
    }
    // Two digits are as much as the estimate is worth.
    let unit = 10_u32.pow(fit.checked_ilog10()?.saturating_sub(1));
    Some(fit / unit * unit).filter(|&fit| fit > 0)
}

/// The estimate for a population of `size` times the one written.
fn estimate_of(study: &Study, options: &Options, range: u32, size: f64) -> Estimate {
    let own = study.arms.iter().map(|arm| (arm, u64::from(study.replications)));
    let swept = study.unknowns.iter().filter(|_| range > 0).flat_map(|unknown| &unknown.arms);
    let all: Vec<(&Arm, u64)> = own.chain(swept.map(|arm| (arm, u64::from(range)))).collect();
    let threads = options.threads.max(1) as u64;
    let runs = study.arms.len() as u64 * u64::from(study.replications) + range_runs(study, range) as u64;
    let abreast = runs.min(threads).max(1);
    let inside = (threads / abreast).max(1);
    let sizes: Vec<(Size, u64)> = all.iter().map(|(arm, times)| (Size::of_arm(arm, size), *times)).collect();

    let shards = options.shards.map_or(inside, |n| n as u64).max(1);
    let run_bytes = sizes.iter().map(|(of, _)| of.bytes(shards)).max().unwrap_or(0);
    let listed = |of: &Size| of.kept() + if options.fates { of.fates() } else { 0 };
    let left: u64 = sizes.iter().take(study.arms.len()).map(|(of, times)| listed(of) * times).sum();
    let inner = inside.min(shards);
    let seconds = |of: &Size| of.seconds(inner) * if abreast > 1 { MEASURED.company } else { 1.0 };
    let run_seconds = sizes.iter().map(|(of, _)| seconds(of)).fold(0.0, f64::max);
    let together: f64 = sizes.iter().map(|(of, times)| seconds(of) * *times as f64).sum();
    Estimate {
        runs,
        abreast,
        inside: inner,
        events: sizes.iter().map(|(of, times)| of.events * *times as f64).sum(),
        run_bytes,
        bytes: abreast * run_bytes + left,
        run_seconds,
        // Runs of unequal length leave a core idle at the end.
        seconds: (together / abreast as f64).max(run_seconds),
    }
}

/// What an estimate needs to know of a scenario.
struct Size {
    handsets: f64,
    people: f64,
    followed: f64,
    acquaintances: f64,
    exposure: bool,
    cache_entries: f64,
    sent: f64,
    /// Messages of a trace.
    recorded: f64,
    events: f64,
    /// Textbook stations; then all else but events is nothing.
    stations: u64,
}

impl Size {
    fn of_arm(arm: &Arm, size: f64) -> Self {
        match &arm.subject {
            Subject::Ecosystem(scenario) => Self::of(scenario, size),
            Subject::Stations(stations) => Self::of_stations(stations),
        }
    }

    /// Each customer comes, and where somebody may go on or a real queue is kept, is also done.
    fn of_stations(network: &Stations) -> Self {
        let seconds = network.duration.as_micros() as f64 / 1e6;
        let visits: f64 = visit_rates(network).map_or(0.0, |rates| rates.iter().flatten().sum());
        Self {
            handsets: 0.0,
            people: 0.0,
            followed: 0.0,
            acquaintances: 0.0,
            exposure: false,
            cache_entries: 0.0,
            sent: 0.0,
            recorded: 0.0,
            events: visits * seconds * 1.5,
            stations: network.stations.len() as u64,
        }
    }

    fn of(scenario: &Scenario, size: f64) -> Self {
        let (p, w, ledger) = (&scenario.population, &scenario.workload, &scenario.ledger);
        let handsets = f64::from(p.handsets) * size;
        let lines: u64 = scenario.countries.iter().map(|c| c.lines).sum();
        let outsiders = match &scenario.script {
            Some(script) => script.people.len() as f64,
            None => lines as f64 * handsets / p.represents.max(1) as f64,
        };
        let seconds = scenario.duration.as_micros() as f64 / 1e6;
        let days = seconds / (Duration::DAY.as_micros() as f64 / 1e6);
        let cycles = seconds / (scenario.connectivity.on.mean() + scenario.connectivity.off.mean()).max(1.0);
        let recorded = w.trace.as_ref().map(|trace| trace.messages.len() as f64);
        let sent = recorded.unwrap_or(handsets * w.sent_per_day.mean() * days);
        let opened = handsets * w.opens_per_day * days;
        let asked = (w.opens_per_day + w.sent_per_day.mean()) * days;
        let known = asked.min(p.phonebook.mean()).min(f64::from(p.phonebook_limit));
        let m = &MEASURED;
        Self {
            handsets,
            people: (handsets + outsiders).min(ledger.people as f64),
            followed: handsets.min(ledger.owners as f64),
            acquaintances: known,
            exposure: ledger.exposure,
            cache_entries: f64::from(scenario.client.cache_entries.saturating_sub(4)),
            sent,
            recorded: recorded.unwrap_or(0.0),
            events: handsets * (days * m.events_a_day + cycles * m.events_a_cycle)
                + sent * m.events_a_message
                + opened * m.events_an_open,
            stations: 0,
        }
    }

    /// Most bytes that a run holds.
    fn bytes(&self, shards: u64) -> u64 {
        let m = &MEASURED;
        let handsets = self.handsets * (m.handset_bytes + self.cache_entries * m.entry_bytes);
        let exposed = if self.exposure { self.exposed() * shards as f64 } else { 0.0 };
        let recorded = self.recorded * m.recorded_bytes;
        ((handsets + exposed + recorded) * m.margin) as u64 + m.run_bytes + shards * m.shard_bytes
    }

    /// Bytes of the exposure record: a byte a person followed at each busy seat, and the acquaintances of followed owners,
    /// as far as the days suffice to look them all up.
    fn exposed(&self) -> f64 {
        self.people * MEASURED.seats as f64 + self.followed * self.acquaintances * MEASURED.acquaintance_bytes
    }

    /// Bytes that stay of a finished run: its ledger.
    fn kept(&self) -> u64 {
        if self.stations > 0 {
            return self.stations * MEASURED.station_bytes;
        }
        MEASURED.shard_bytes + if self.exposure { self.exposed() as u64 } else { 0 }
    }

    /// Bytes of a run's list of fates, if a third of all that is sent went to other owners.
    fn fates(&self) -> u64 {
        (self.sent / 3.0) as u64 * size_of::<Fate>() as u64
    }

    /// Seconds of a run.
    fn seconds(&self, threads: u64) -> f64 {
        let m = &MEASURED;
        let serial = 2.0 / between(&m.two_threads, self.handsets) - 1.0;
        let faster = 1.0 / (serial + (1.0 - serial) / threads as f64);
        (self.events * between(&m.event_ns, self.handsets) / faster + self.handsets * m.handset_ns) / 1e9
    }
}

/// A figure between measured ones, straight over the logarithm of the size; beyond them that of the nearest.
fn between(measured: &[(f64, f64)], size: f64) -> f64 {
    let after = measured.partition_point(|(at, _)| *at < size);
    match (after.checked_sub(1).map(|before| measured[before]), measured.get(after)) {
        (Some((at, low)), Some((end, high))) => low + (high - low) * libm::log(size / at) / libm::log(end / at),
        (None, Some((_, nearest))) => *nearest,
        (Some((_, nearest)), None) => nearest,
        (None, None) => unreachable!("something was measured"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{read, render};
    use std::path::Path;

    fn study(name: &str, settings: &[&str]) -> Study {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let settings = ["study.replications=1"].iter().chain(settings);
        let settings: Vec<String> = settings.map(|setting| (*setting).to_owned()).collect();
        read(&path, &settings).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)))
    }

    fn on(threads: usize) -> Options {
        Options { threads, ..Options::default() }
    }

    #[test]
    fn between_two_measurements_lies_a_figure_between_theirs() {
        let measured = [(10.0, 1.0), (1000.0, 3.0)];
        let figures = [1.0, 10.0, 100.0, 1000.0, 1e6].map(|size| between(&measured, size));
        assert_eq!(figures.map(|figure| format!("{figure:.6}")), [1, 1, 2, 3, 3].map(|n| format!("{n}.000000")));
    }

    #[test]
    fn more_handsets_and_more_runs_take_more() {
        let flagship = study("opt-in-2014.toml", &[]);
        let larger = study("opt-in-2014.toml", &["population.handsets=40000"]);
        let (one, more) = (estimate(&flagship, &on(1), 0), estimate(&larger, &on(1), 0));
        assert_eq!((one.runs, one.abreast, one.inside), (2, 1, 1));
        assert!(more.bytes > one.bytes && more.events > 1.99 * one.events && more.seconds > 1.9 * one.seconds);
        let two = estimate(&flagship, &on(2), 0);
        assert_eq!((two.abreast, two.inside), (2, 1));
        assert!(two.bytes > one.bytes && two.seconds < one.seconds && two.run_seconds >= one.run_seconds);
        let ranges = estimate(&flagship, &on(2), 1);
        assert!(ranges.runs > two.runs && ranges.seconds > 3.0 * two.seconds);
        let alone = estimate(&study("scale/10m.toml", &[]), &on(2), 0);
        assert_eq!((alone.runs, alone.abreast, alone.inside), (1, 1, 2));
    }

    #[test]
    fn the_most_that_fits_fits_and_a_little_more_does_not() {
        let whole = study("scale/85m.toml", &[]);
        let limit = 2 << 30;
        assert!(estimate(&whole, &on(2), 0).bytes > limit);
        let most = most_handsets(&whole, &on(2), 0, limit).expect("some fit");
        let of = |handsets: u32| {
            estimate(&study("scale/85m.toml", &[&format!("population.handsets={handsets}")]), &on(2), 0).bytes
        };
        assert!(of(most) <= limit && of(most + most / 10) > limit, "{most}");
        assert_eq!(most_handsets(&whole, &on(2), 0, 1 << 20), None);
    }

    #[test]
    fn lists_of_fates_and_wide_caches_are_counted() {
        let flagship = study("opt-in-2014.toml", &[]);
        let listing = Options { fates: true, ..on(2) };
        assert!(estimate(&flagship, &listing, 0).bytes > estimate(&flagship, &on(2), 0).bytes);
        let wide = study("opt-in-2014.toml", &["client.cache_entries=64"]);
        assert!(estimate(&wide, &on(2), 0).run_bytes > estimate(&flagship, &on(2), 0).run_bytes);
    }
}
