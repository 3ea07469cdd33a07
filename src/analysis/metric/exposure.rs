//! Identifying data: what crossed where, and how many people it was about.
//!
//! Nothing is measured where the scenario switches the record off. The definitions of crossing, hop and non-user are
//! the ledger's.

use super::metrics;
use super::reading::{Reading, ratio};
use crate::ledger::{Exposure, Hop, Identifier, Protection, Seat, Sight, Sort, Whose};

metrics! {
    "exposure.crossings", Crossings, "Identifiers that crossed any hop.", |r| scaled(r, |_, _| true);
    "exposure.crossings.operator", Crossings, "Identifiers that reached the service's operator.",
        |r| scaled(r, |hop, _| hop == Hop::Operator);
    "exposure.crossings.wire_clear", Crossings,
        "Identifiers that crossed Wi-Fi, a cellular access or a border so that whoever listened could read them.",
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
        |r| ratio(r.crossings(looked_up)?, r.sms_saved());
    "exposure.nonuser_share", Share,
        "Share of the phone numbers of others disclosed to the operator that belong to people without the service.",
        |r| ratio(r.crossings(|hop, sort| looked_up(hop, sort) && sort.whose == Whose::NonUser)?, r.crossings(looked_up)?);
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

pub(in crate::analysis) fn operator(seat: Seat) -> bool {
    seat.hop() == Hop::Operator
}

/// Somebody else's number at the operator, in a form it can learn from.
fn looked_up(hop: Hop, sort: Sort) -> bool {
    sort.identifier == Identifier::Msisdn
        && hop == Hop::Operator
        && sort.whose != Whose::Own
        && sort.protected != Protection::Blind
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
    exposure.seen_at(exposure.seats().filter(|&seat| at(seat)), sight).count(others)
}

fn owners_known(exposure: &Exposure) -> u64 {
    let [owners, _] = exposure.owners_and_others();
    exposure.seen_at(exposure.seats().filter(|&seat| operator(seat)), Sight::Known).count(owners)
}

fn nonuser_share_of_phonebooks(r: &Reading) -> Option<f64> {
    let exposure = &r.run.ledger.exposure;
    let all = r.run.facts.nonusers_in_phonebooks;
    (exposure.recording() && all > 0.0).then(|| others(exposure, operator, Sight::KeptNumber) as f64 / all)
}
