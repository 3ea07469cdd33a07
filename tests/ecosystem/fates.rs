//! The list of what became of single messages: it says the same as the counts, and changes nothing.

use crate::worlds::{SMALL, finish, world};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{Cause, End, Fate, Traffic};

fn counted(fates: &[Fate], of: impl Fn(&Fate) -> bool) -> u64 {
    fates.iter().filter(|fate| of(fate)).count() as u64
}

/// A pass proves: listing fates changes neither trajectory nor fingerprint.
#[test]
fn listing_fates_changes_nothing() {
    for name in SMALL {
        let (scenario, seed) = world(name, &[]);
        let run = |fates| finish(&scenario, seed, 0, &Options { fates, shards: Some(2), ..Options::default() });
        let (with, without) = (run(true), run(false));
        assert_eq!((with.trajectory, with.fingerprint), (without.trajectory, without.fingerprint), "{name}");
        assert!(with.ledger.fates.is_some() && without.ledger.fates.is_none());
    }
}

/// A pass proves: the list holds every message between owners once, with the traffic, cause and end that were counted.
#[test]
fn fates_are_what_was_counted() {
    for name in ["small", "storm", "ties"] {
        let (scenario, seed) = world(name, &[]);
        let ledger = finish(&scenario, seed, 0, &Options { fates: true, ..Options::default() }).ledger;
        let fates = ledger.fates.expect("the list was asked for");
        assert!(fates.windows(2).all(|two| two[0].message < two[1].message), "{name}: each once, in order");
        let phases = &ledger.deliveries.phases;
        for traffic in [Traffic::Eligible, Traffic::Owners] {
            let t = traffic as usize;
            let composed: u64 = phases.iter().map(|p| p.composed[t]).sum();
            assert_eq!(counted(&fates, |f| f.traffic == traffic), composed, "{name}: {traffic:?}");
            for &end in End::ALL {
                let ended: u64 = phases.iter().map(|p| p.ended[t][end as usize]).sum();
                assert_eq!(counted(&fates, |f| f.traffic == traffic && f.end == Some(end)), ended, "{name}: {end:?}");
            }
        }
        for &cause in Cause::ALL {
            let fell_back: u64 = phases.iter().map(|p| p.fallback[cause as usize]).sum();
            let listed = counted(&fates, |f| f.traffic == Traffic::Eligible && f.cause == Some(cause));
            assert_eq!(listed, fell_back, "{name}: {cause:?}");
        }
        // Latency is counted of the measured phase.
        let warm_up = scenario.warm_up.as_micros();
        let timed: u64 = ledger.deliveries.latency.iter().map(hdrhistogram::Histogram::len).sum();
        let between = counted(&fates, |f| f.latency.is_some() && f.composed >= warm_up);
        assert!(between > 0 && between <= timed, "{name}: {between} of {timed}");
    }
}
