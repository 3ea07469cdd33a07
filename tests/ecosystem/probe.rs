//! One phone on a Wi-Fi that is listened to: exactly what the published test of August 2014 saw, and no more.

use crate::worlds::{finish, shipped, study};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{Consent, CrossingTally, Hop, Identifier, Ledger, Protection, Seat, Sight, Sort, Whose};
use cloudmsg::units::Duration;
use std::collections::BTreeSet;

/// Minutes of the study just before the next step, and at its end.
const STARTED: u64 = 15;
const ADDED: u64 = 35;
const RECEIVED: u64 = 55;
const WROTE: u64 = 85;
const END: u64 = 180;

/// The ledger of an arm, stopped after some minutes.
fn arm(name: &str, minutes: u64) -> Ledger {
    let study = study(&shipped("probe-2014-08-07"), &[]);
    let arm = study.arms.into_iter().find(|arm| arm.name == name).expect("the scenario has the arm");
    let mut scenario = arm.into_scenario();
    scenario.duration = Duration::MINUTE * minutes;
    finish(&scenario, study.seed, 0, &Options::default()).ledger
}

/// Sorts of crossings on some sort of hop.
fn crossed(ledger: &Ledger, hop: Hop) -> BTreeSet<Sort> {
    let at = |seat: Seat| ledger.exposure.crossings(seat).into_iter().filter(some).map(|(sort, _)| sort);
    ledger.exposure.seats().filter(|seat| seat.hop() == hop).flat_map(at).collect()
}

fn some((_, days): &(Sort, &[CrossingTally])) -> bool {
    days.iter().any(|day| day.count > 0)
}

/// What crossed on the Wi-Fi: identifier, whose, how protected.
fn on_wifi(ledger: &Ledger) -> BTreeSet<(Identifier, Whose, Protection)> {
    crossed(ledger, Hop::Wifi).into_iter().map(|sort| (sort.identifier, sort.whose, sort.protected)).collect()
}

/// What a listener on the Wi-Fi can read.
fn read(ledger: &Ledger) -> BTreeSet<(Identifier, Whose)> {
    let clear = |sort: &Sort| matches!(sort.protected, Protection::Clear | Protection::Encoded);
    crossed(ledger, Hop::Wifi).into_iter().filter(clear).map(|sort| (sort.identifier, sort.whose)).collect()
}

/// Whose numbers a listener on some Wi-Fi has read: the tester is 0, the one added 1, the sender 2.
fn people(ledger: &Ledger) -> Vec<u32> {
    let wifi = ledger.exposure.seats().filter(|seat| seat.hop() == Hop::Wifi);
    let seen = ledger.exposure.seen_at(wifi, Sight::Of(Identifier::Msisdn));
    seen.entries().into_iter().map(|(person, _)| person).collect()
}

const OWN_NUMBER: (Identifier, Whose) = (Identifier::Msisdn, Whose::Own);
const OTHERS_NUMBER: (Identifier, Whose) = (Identifier::Msisdn, Whose::NonUser);
const IMEI: (Identifier, Whose) = (Identifier::Imei, Whose::Own);
const IMSI: (Identifier, Whose) = (Identifier::Imsi, Whose::Own);
const NETWORK: (Identifier, Whose) = (Identifier::Network, Whose::Own);

/// A pass proves: step by step, what could be read is what was published: at the start the carrier's name, IMEI and own
/// number; the number of the contact added; of the SMS's sender; nothing new when writing; IMSI at the login.
#[test]
fn before_the_update_each_step_shows_what_was_published() {
    let steps = [
        (STARTED, vec![OWN_NUMBER, IMEI, NETWORK], vec![0]),
        (ADDED, vec![OWN_NUMBER, IMEI, NETWORK, OTHERS_NUMBER], vec![0, 1]),
        (RECEIVED, vec![OWN_NUMBER, IMEI, NETWORK, OTHERS_NUMBER], vec![0, 1, 2]),
        (WROTE, vec![OWN_NUMBER, IMEI, NETWORK, OTHERS_NUMBER], vec![0, 1, 2]),
        (END, vec![OWN_NUMBER, IMEI, NETWORK, OTHERS_NUMBER, IMSI], vec![0, 1, 2]),
    ];
    for (minutes, expected, whose) in steps {
        let ledger = arm("before", minutes);
        assert_eq!(read(&ledger), expected.into_iter().collect(), "after {minutes} minutes");
        assert_eq!(people(&ledger), whose, "after {minutes} minutes");
    }
}

/// A pass proves: of what crosses in clear nobody had agreed to anything; what the channel says of the phone is inside TLS.
#[test]
fn before_the_update_nobody_had_been_asked() {
    let ledger = arm("before", END);
    let inside: BTreeSet<_> =
        on_wifi(&ledger).into_iter().filter(|(.., protected)| *protected == Protection::Tls).collect();
    let channel = [Identifier::Account, Identifier::Imei, Identifier::Imsi];
    assert_eq!(inside, channel.map(|identifier| (identifier, Whose::Own, Protection::Tls)).into());
    for sort in crossed(&ledger, Hop::Wifi) {
        let expected = if sort.whose == Whose::NonUser { Consent::Never } else { Consent::DefaultOn };
        assert_eq!(sort.consent, expected, "{sort:?}");
    }
}

/// A pass proves: after the update and a reset, with the service off, nothing at all leaves by Wi-Fi, crosses the border or
/// reaches the operator; the SMS still show what SMS show.
#[test]
fn after_the_update_nothing_is_sent_until_it_is_switched_on() {
    let ledger = arm("after", END);
    for hop in [Hop::Wifi, Hop::Cellular, Hop::Visited, Hop::Border, Hop::Operator] {
        assert_eq!(crossed(&ledger, hop), BTreeSet::new(), "{hop:?}");
    }
    assert!(!crossed(&ledger, Hop::MessageCentre).is_empty());
}

/// A pass proves: switched on by its owner it says the same as before, but nobody on the Wi-Fi can read it, and the owner
/// has agreed; the operator reads all of it still, and nobody asked those whose numbers they are.
#[test]
fn switched_on_it_says_the_same_encrypted() {
    let ledger = arm("after-enabled", END);
    let expected = [
        (Identifier::Msisdn, Whose::Own, Protection::FieldEncrypted),
        (Identifier::Imei, Whose::Own, Protection::FieldEncrypted),
        (Identifier::Network, Whose::Own, Protection::FieldEncrypted),
        (Identifier::Msisdn, Whose::NonUser, Protection::FieldEncrypted),
        (Identifier::Account, Whose::Own, Protection::Tls),
        (Identifier::Imei, Whose::Own, Protection::Tls),
        (Identifier::Imsi, Whose::Own, Protection::Tls),
        (Identifier::Msisdn, Whose::Own, Protection::Tls),
    ];
    assert_eq!(on_wifi(&ledger), expected.into());
    assert_eq!((read(&ledger), people(&ledger)), (BTreeSet::new(), Vec::new()));
    for sort in crossed(&ledger, Hop::Wifi) {
        let expected = if sort.whose == Whose::NonUser { Consent::Never } else { Consent::OptedIn };
        assert_eq!(sort.consent, expected, "{sort:?}");
    }
    let strip = |ledger: &Ledger| -> BTreeSet<_> {
        let operator = crossed(ledger, Hop::Operator).into_iter();
        operator.map(|sort| (sort.identifier, sort.whose, sort.protected)).collect()
    };
    assert_eq!(strip(&ledger), strip(&arm("before", END)));
}
