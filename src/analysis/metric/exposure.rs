//! Identifying data: what crossed where, and how many people it was about.
//!
//! Nothing is measured where the scenario switches the record off. The definitions of crossing, hop and non-user are
//! the ledger's.

use super::metrics;
use super::reading::{Reading, ratio};
use crate::analysis::{Knowledge, Role, together};
use crate::ledger::{Exposure, Hop, Identifier, Protection, Seat, Sight, Sort, Whose};

metrics! {
    "exposure.crossings", Crossings, "Identifiers that crossed any hop.", |r| scaled(r, |_, _| true);
    "exposure.crossings.operator", Crossings, "Identifiers that reached the service's operator.",
        |r| scaled(r, |hop, _| hop == Hop::Operator);
    "exposure.crossings.wire_clear", Crossings,
        "Identifiers that crossed Wi-Fi, a cellular access or a border in clear or encoded: whoever listened could read them as they were.",
        |r| scaled(r, readable_on_wire);
    "exposure.nonusers.people", People,
        "People who never use the service whose number reached its operator at least once.",
        |r| people(r, |e| others(e, operator, Sight::Of(Identifier::Msisdn)));
    "exposure.nonusers.share", Share,
        "People without the service who stood in an owner's phonebook at the start and whose number reached the operator, over \
         all who are expected to stand in one.",
        nonuser_share_of_phonebooks;
    "exposure.nonusers.wire_people", People,
        "People who never use the service whose number could be read on the wire at least once.",
        |r| people(r, |e| others(e, wire, Sight::Of(Identifier::Msisdn)));
    "exposure.owners.people", People, "Owners whose number reached the operator from somebody else's phone.",
        |r| people(r, owners_known);
    "exposure.numbers_per_sms_saved", NumbersPerSms,
        "Other people's phone numbers disclosed to the operator for each SMS saved.",
        |r| ratio(disclosed(r, |_| true)?, r.sms_saved());
    "exposure.nonuser_share", Share,
        "Share of the phone numbers of others disclosed to the operator that belong to people without the service.",
        |r| ratio(disclosed(r, |whose| whose == Whose::NonUser)?, disclosed(r, |_| true)?);
    "exposure.crossings.border", Crossings, "Identifiers that crossed a border between a handset and the service.",
        |r| scaled(r, |hop, _| hop == Hop::Border);
    "exposure.without_consent", Share,
        "Share of the identifiers readable at the operator whose person did not agree: on by default, off, or never a user.",
        |r| ratio(at_operator(r, |sort| !sort.consent.given())?, at_operator(r, |_| true)?);
    "exposure.operator.devices", People, "Owners whose number the operator can link with their handset's identity.",
        |r| knows(r, Role::Operator, Knowledge::NumberWithImei);
    "exposure.operator.subscribers", People, "Owners whose number the operator can link with their SIM's identity.",
        |r| knows(r, Role::Operator, Knowledge::NumberWithImsi);
    "exposure.operator.acquaintances", Count, "Who knows whom, as the operator can tell from look-ups and messages.",
        |r| knows(r, Role::Operator, Knowledge::Acquaintances);
    "exposure.wifi.nonusers", People, "People who never use the service whose number could be read on some Wi-Fi.",
        |r| knows(r, Role::Wifi, Knowledge::NonUsers);
    "exposure.wifi.devices", People, "Owners whose number could be linked with their handset's identity on some Wi-Fi.",
        |r| knows(r, Role::Wifi, Knowledge::NumberWithImei);
    "exposure.wifi.acquaintances", Count,
        "Who knows whom, as could be told on Wi-Fi, of owners whose own number had passed in clear.",
        |r| knows(r, Role::Wifi, Knowledge::Acquaintances);
    "exposure.cards.nonusers", People,
        "People who never use the service of whom a contact card reached the operator.",
        |r| people(r, |e| others(e, operator, Sight::Of(Identifier::Contact)));
    "exposure.carrier.nonusers", People,
        "People who never use the service whose number carriers could read, SMS included.",
        |r| knows(r, Role::Carrier, Knowledge::NonUsers);
    "exposure.transit.nonusers", People,
        "People who never use the service whose number could be read between countries.",
        |r| knows(r, Role::Transit, Knowledge::NonUsers);
    "exposure.transit.acquaintances", Count,
        "Who knows whom, as could be told between countries, of owners whose own number had passed in clear.",
        |r| knows(r, Role::Transit, Knowledge::Acquaintances);
}

/// What all observers of a role know together by the end, scaled up.
fn knows(r: &Reading, role: Role, what: Knowledge) -> Option<f64> {
    people(r, |exposure| together(r.run, role).learns(exposure, what).iter().sum())
}

fn at_operator(r: &Reading, counts: impl Fn(Sort) -> bool) -> Option<u64> {
    let exposure = &r.run.ledger.exposure;
    exposure.recording().then(|| together(r.run, Role::Operator).readable(exposure, counts))
}

/// Whether a seat lies between a handset and the service.
const fn on_wire(hop: Hop) -> bool {
    match hop {
        Hop::Wifi | Hop::Cellular | Hop::Visited | Hop::Border => true,
        Hop::Operator | Hop::MessageCentre | Hop::Interconnect => false,
    }
}

/// Readable by an eavesdropper between the handset and the service.
pub fn readable_on_wire(hop: Hop, sort: Sort) -> bool {
    on_wire(hop) && matches!(sort.protected, Protection::Clear | Protection::Encoded)
}

fn wire(seat: Seat) -> bool {
    on_wire(seat.hop())
}

fn operator(seat: Seat) -> bool {
    seat.hop() == Hop::Operator
}

/// Crossings of somebody else's number at the operator, as far as it can read them or undo their protection: a bucket
/// discloses nobody's number.
fn disclosed(r: &Reading, counts: impl Fn(Whose) -> bool) -> Option<u64> {
    let readers = r.run.ledger.exposure.shape().readers;
    r.crossings(|hop, sort| {
        let others = sort.identifier == Identifier::Msisdn && hop == Hop::Operator && sort.whose != Whose::Own;
        others && readers.reads(sort.protected) && counts(sort.whose)
    })
}

fn scaled(r: &Reading, counts: impl Fn(Hop, Sort) -> bool) -> Option<f64> {
    r.crossings(counts).and_then(|n| r.scaled(n))
}

fn people(r: &Reading, count: impl Fn(&Exposure) -> u64) -> Option<f64> {
    let exposure = &r.run.ledger.exposure;
    exposure.recording().then(|| count(exposure)).and_then(|n| r.scaled(n))
}

/// People without the service seen at some seats.
fn others(exposure: &Exposure, at: impl Fn(Seat) -> bool, sight: Sight) -> u64 {
    let [_, others] = exposure.owners_and_others();
    exposure.seen_at(exposure.seats().filter(|&seat| at(seat)), sight).count(&others)
}

fn owners_known(exposure: &Exposure) -> u64 {
    let [owners, _] = exposure.owners_and_others();
    exposure.seen_at(exposure.seats().filter(|&seat| operator(seat)), Sight::Known).count(&owners)
}

fn nonuser_share_of_phonebooks(r: &Reading) -> Option<f64> {
    let exposure = &r.run.ledger.exposure;
    let all = r.run.facts.nonusers_in_phonebooks;
    (exposure.recording() && all > 0.0).then(|| others(exposure, operator, Sight::KeptNumber) as f64 / all)
}
