//! Load of stations: utilisation, waits, shed jobs, by kind of station.
//!
//! Steps that begin after the warm-up. A run works stations at `handsets / represents` of their capacity, so shares
//! hold for the real fleet, while pooling losses make waits pessimistic.

use super::metrics;
use super::reading::{Reading, ratio};
use crate::analysis::StationKind::{self, Lookup, Presence, Relay, Smsc, Workers};
use crate::ledger::LoadStep;

metrics! {
    "load.relay.utilisation", Share, "Server time asked of the relay nodes as a share of the server time there was.",
        |r| utilisation(r, Relay);
    "load.relay.peak_utilisation", Share, "The same in the busiest step of the busiest row of the relay nodes.",
        |r| peak_utilisation(r, Relay);
    "load.relay.wait_mean", Seconds, "Mean wait before service at the relay nodes.", |r| wait_mean(r, Relay);
    "load.relay.wait_max", Seconds, "Longest wait before service at the relay nodes.", |r| wait_max(r, Relay);
    "load.relay.shed", Count, "Jobs that the relay nodes turned away.", |r| shed(r, Relay);
    "load.lookup.utilisation", Share, "Server time asked of the look-up service as a share of the server time there was.",
        |r| utilisation(r, Lookup);
    "load.lookup.peak_utilisation", Share, "The same in the busiest step of the busiest row of the look-up service.",
        |r| peak_utilisation(r, Lookup);
    "load.lookup.wait_mean", Seconds, "Mean wait before service at the look-up service.", |r| wait_mean(r, Lookup);
    "load.lookup.wait_max", Seconds, "Longest wait before service at the look-up service.", |r| wait_max(r, Lookup);
    "load.lookup.shed", Count, "Jobs that the look-up service turned away.", |r| shed(r, Lookup);
    "load.presence.utilisation", Share, "Server time asked of the presence service as a share of the server time there was.",
        |r| utilisation(r, Presence);
    "load.presence.peak_utilisation", Share, "The same in the busiest step of the busiest row of the presence service.",
        |r| peak_utilisation(r, Presence);
    "load.presence.wait_mean", Seconds, "Mean wait before service at the presence service.", |r| wait_mean(r, Presence);
    "load.presence.wait_max", Seconds, "Longest wait before service at the presence service.", |r| wait_max(r, Presence);
    "load.presence.shed", Count, "Jobs that the presence service turned away.", |r| shed(r, Presence);
    "load.smsc.utilisation", Share, "Server time asked of the message centres as a share of the server time there was.",
        |r| utilisation(r, Smsc);
    "load.smsc.peak_utilisation", Share, "The same in the busiest step of the busiest row of the message centres.",
        |r| peak_utilisation(r, Smsc);
    "load.smsc.wait_mean", Seconds, "Mean wait before service at the message centres.", |r| wait_mean(r, Smsc);
    "load.smsc.wait_max", Seconds, "Longest wait before service at the message centres.", |r| wait_max(r, Smsc);
    "load.smsc.shed", Count, "Jobs that the message centres turned away.", |r| shed(r, Smsc);
    "load.workers.utilisation", Share, "Server time asked of the routing workers as a share of the server time there was; left out where there are none.",
        |r| utilisation(r, Workers);
    "load.workers.peak_utilisation", Share, "The same in the busiest step of the busiest row of the routing workers.",
        |r| peak_utilisation(r, Workers);
    "load.workers.wait_mean", Seconds, "Mean wait before service at the routing workers.", |r| wait_mean(r, Workers);
    "load.workers.wait_max", Seconds, "Longest wait before service at the routing workers.", |r| wait_max(r, Workers);
    "load.workers.shed", Count, "Messages that the routing workers turned away.", |r| shed(r, Workers);
    "load.relay.connections_peak", Count, "Most push channels open at the end of a step.", connections_peak;
}

fn utilisation(r: &Reading, kind: StationKind) -> Option<f64> {
    let (mut work, mut capacity) = (0, 0);
    for (facts, steps) in r.stations(kind) {
        work += steps.iter().map(|h| h.work).sum::<u64>();
        let time: u64 = (0..steps.len()).map(|i| r.calendar.step_length(r.first_step() + i)).sum();
        capacity += time * u64::from(facts.servers);
    }
    ratio(work, capacity)
}

fn peak_utilisation(r: &Reading, kind: StationKind) -> Option<f64> {
    let mut peak = None;
    for (facts, steps) in r.stations(kind) {
        for (i, step) in steps.iter().enumerate() {
            let capacity = r.calendar.step_length(r.first_step() + i) * u64::from(facts.servers);
            peak = ratio(step.work, capacity).into_iter().chain(peak).reduce(f64::max);
        }
    }
    peak
}

fn wait_mean(r: &Reading, kind: StationKind) -> Option<f64> {
    ratio(total(r, kind, |h| h.wait), total(r, kind, |h| h.arrivals)).map(|micros| micros / 1e6)
}

fn wait_max(r: &Reading, kind: StationKind) -> Option<f64> {
    let longest = r.stations(kind).flat_map(|(_, steps)| steps).map(|h| h.wait_max).max()?;
    (total(r, kind, |h| h.arrivals) > 0).then_some(longest as f64 / 1e6)
}

fn shed(r: &Reading, kind: StationKind) -> Option<f64> {
    r.stations(kind).next()?;
    r.scaled(total(r, kind, |h| h.shed))
}

fn total(r: &Reading, kind: StationKind, of: impl Fn(&LoadStep) -> u64) -> u64 {
    r.stations(kind).flat_map(|(_, steps)| steps).map(of).sum()
}

/// The record holds changes, from the start of the study on.
fn connections_peak(r: &Reading) -> Option<f64> {
    let load = &r.run.ledger.load;
    let relays = r.run.facts.stations.iter().enumerate().filter(|(_, s)| s.kind == Relay);
    let rows: Vec<&[LoadStep]> = relays.map(|(row, _)| load.row(row)).collect();
    let measured = r.calendar.measured_steps(rows.first()?.len());
    let (mut open, mut peak) = (0_i64, 0_i64);
    for step in 0..measured.end {
        open += rows.iter().map(|row| row[step].connections).sum::<i64>();
        if measured.contains(&step) {
            peak = peak.max(open);
        }
    }
    r.scaled(peak.max(0).cast_unsigned())
}
