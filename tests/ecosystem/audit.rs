//! The audit finds whatever does not add up, and names it exactly.

use crate::worlds::{finish, world};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{Breach, End, Form, Law, Ledger, Parcel, Path, Seat, Store};
use cloudmsg::model::{AtEnd, Finished, audit};
use cloudmsg::units::{Duration, Instant, Micros};

/// What is found once something is planted in a sound run.
fn found(run: &Finished, plant: impl Fn(&mut Ledger, &mut AtEnd)) -> Vec<Breach> {
    let (mut ledger, mut end) = (run.ledger.clone(), run.at_end);
    plant(&mut ledger, &mut end);
    audit(&run.world, &ledger, &end).breaches
}

/// A bill in the middle of the run.
fn noon(run: &Finished) -> Instant {
    run.world.warm_up + Duration::MINUTE
}

type Plant<'a> = (Law, &'a str, &'a dyn Fn(&mut Ledger, &mut AtEnd));

/// A pass proves: every law of an ecosystem is looked at in a sound run and holds; one unit too many on either side of any
/// of them is found, in its part, with both sides.
#[test]
fn every_law_finds_what_is_planted() {
    let (scenario, seed) = world("small", &[]);
    let run = finish(&scenario, seed, 0, &Options::default());
    let of_stations = [Law::Customers, Law::NumberInSystem];
    let looked_at: Vec<Law> = run.audit.balances.iter().map(|balance| balance.law).collect();
    let expected: Vec<Law> = Law::ALL.iter().copied().filter(|law| !of_stations.contains(law)).collect();
    assert_eq!(looked_at, expected);
    assert!(run.audit.balances.iter().all(|balance| balance.parts > 0));
    let at = noon(&run);
    let empty = Parcel { form: Form::Lookup, bytes: 1, items: &[], edge: None, message: None };
    let plants: [Plant<'_>; 24] = [
        (Law::Messages, "from_nonuser", &|l, _| l.deliveries.phases[1].ended[3][End::Lost as usize] += 1),
        (Law::Messages, "eligible", &|_, end| end.in_flight[0] += 1),
        (Law::MessagesByDay, "measured, fallen back, timer", &|l, _| l.deliveries.days[1].fallback[4] += 1),
        (Law::MessagesByDay, "warm-up, composed, to_nonuser", &|l, _| l.deliveries.days[0].composed[2] += 1),
        (Law::MessagesByDay, "measured, ended, ip", &|l, _| l.deliveries.days[1].ended[0] += 1),
        (Law::Fallbacks, "measured, first messages", &|l, _| l.deliveries.phases[1].first = [3, 4]),
        (Law::FirstCopies, "measured", &|l, _| l.deliveries.latency[0].record(62_000).expect("within bounds")),
        (Law::FirstCopies, "measured", &|_, end| end.arrived += 1),
        (Law::DeliveryFloors, "ip", &|l, _| l.wholes.took(Path::Ip, Duration::from_micros(1))),
        (Law::Acknowledgements, "all", &|l, _| l.wholes.acknowledged[0] += 1),
        (Law::Sms, "all", &|l, _| l.wholes.sms_sent += 1),
        (Law::Segments, "country 1", &|l, _| l.costs.bill_mut(at, 1).segments += 1),
        (Law::SmsCharged, "country 0", &|l, _| l.wholes.on_the_way[0].price += Micros(1)),
        (Law::Money, "paid", &|l, _| l.wholes.paid += Micros(1)),
        (Law::Money, "avoided", &|l, _| l.costs.bill_mut(at, 0).avoided += Micros(1)),
        (Law::Money, "activation", &|l, _| l.costs.bill_mut(at, 0).activation += Micros(1)),
        (Law::MobileData, "all", &|l, _| l.costs.bill_mut(at, 0).data_bytes += 1),
        (Law::SmsSaved, "all", &|l, _| l.costs.bill_mut(at, 0).sms_saved += 1),
        (Law::Jobs, "row 0, station 0", &|l, _| l.load.totals[0][0].departed += 1),
        (Law::JobsByStep, "row 0", &|l, _| l.load.step_mut(0, at).arrivals += 1),
        (Law::LittlesLaw, "row 1, station 0", &|l, _| l.load.totals[1][0].sojourn += 1),
        (Law::Connections, "data centre 0", &|l, _| l.wholes.sites[0].closed += 1),
        (Law::Activations, "all", &|l, _| l.presence.activations.bound += 1_000_000),
        (Law::Events, "all", &|_, end| end.sent += 1),
    ];
    for (law, part, plant) in plants {
        let breaches = found(&run, plant);
        let [breach] = &breaches[..] else { panic!("{law:?}: {breaches:?}") };
        assert_eq!((breach.law, breach.part.as_str()), (law, part));
        assert!(!law.relation().holds(breach.left, breach.right), "{breach}");
    }
    let stored = found(&run, |l, _| l.holdings.store(run.world.horizon, Store::Queue, 1));
    assert!(matches!(&stored[..], [Breach { law: Law::Stores, part, .. }] if part == "queue"), "{stored:?}");
    // A message that carries nothing: all identifiers that it should carry are missing.
    let bare = found(&run, |l, _| l.exposure.carry(at, Seat::Operator(0), &empty));
    assert!(!bare.is_empty() && bare.iter().all(|b| b.law == Law::Crossings && b.left < b.right), "{bare:?}");
}

/// A pass proves: errors that cancel in the sum over all parts are found all the same.
#[test]
fn errors_that_cancel_are_found() {
    let (scenario, seed) = world("small", &[]);
    let run = finish(&scenario, seed, 0, &Options::default());
    let at = noon(&run);
    let swapped = found(&run, |l, _| {
        l.costs.bill_mut(at, 0).segments += 1;
        l.costs.bill_mut(at, 1).segments -= 1;
    });
    let parts: Vec<(Law, &str)> = swapped.iter().map(|breach| (breach.law, breach.part.as_str())).collect();
    assert_eq!(parts, [(Law::Segments, "country 0"), (Law::Segments, "country 1")]);
    let text = swapped[0].to_string();
    assert!(text.starts_with("segments (country 0): segments paid for ") && text.contains("off by 1"), "{text}");
}

/// A pass proves: what is counted for the audit alone is no part of the hash.
#[test]
fn the_audit_is_outside_of_the_fingerprint() {
    let (scenario, seed) = world("small", &[]);
    let ledger = finish(&scenario, seed, 0, &Options::default()).ledger;
    let mut other = ledger.clone();
    other.wholes.paid += Micros(1);
    other.wholes.sites[0].open += 1;
    other.load.totals[0][0].inside += 1;
    assert!(other != ledger);
    assert_eq!(other.hash(cloudmsg::units::mix2), ledger.hash(cloudmsg::units::mix2));
}
