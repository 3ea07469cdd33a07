//! Identifying data: what crossed where, and how many people it was about.
//!
//! Nothing is measured where the scenario switches the record off. The definitions of crossing, hop and non-user are
//! the ledger's.

use super::metrics;
use super::reading::{Reading, ratio};
use crate::ledger::{Crossing, Exposure, Hop, Identifier, Protection, Whose};

metrics! {
    "exposure.crossings", Crossings, "Identifiers that crossed any hop.", |r| scaled(r, |_| true);
    "exposure.crossings.operator", Crossings, "Identifiers that reached the service's operator.",
        |r| scaled(r, |c| c.hop == Hop::Operator);
    "exposure.crossings.wire_clear", Crossings,
        "Identifiers that crossed Wi-Fi, a cellular access or a border so that whoever listened could read them.",
        |r| scaled(r, readable_on_wire);
    "exposure.nonusers.people", People,
        "People who never use the service whose number reached its operator at least once.",
        |r| people(r, |e| e.operator_nonusers.len());
    "exposure.nonusers.share", Share,
        "Those people (strangers who wrote to an owner included) over the people without the service expected to stand in an \
         owner's phonebook at the start.",
        nonuser_share_of_phonebooks;
    "exposure.nonusers.wire_people", People,
        "People who never use the service whose number could be read on the wire at least once.",
        |r| people(r, |e| e.wire_nonusers.len());
    "exposure.owners.people", People, "Owners whose number reached the operator from somebody else's phone.",
        |r| people(r, |e| e.operator_owners.len());
    "exposure.numbers_per_sms_saved", NumbersPerSms,
        "Other people's phone numbers disclosed to the operator for each SMS saved.",
        |r| ratio(r.crossings(looked_up)?, r.sms_saved());
    "exposure.nonuser_share", Share,
        "Share of the phone numbers of others disclosed to the operator that belong to people without the service.",
        |r| ratio(r.crossings(|c| looked_up(c) && c.whose == Whose::NonUser)?, r.crossings(looked_up)?);
}

/// Readable by an eavesdropper between the handset and the service.
pub fn readable_on_wire(crossing: Crossing) -> bool {
    let wire = match crossing.hop {
        Hop::Wifi | Hop::Cellular | Hop::Border => true,
        Hop::Operator | Hop::MessageCentre | Hop::Interconnect => false,
    };
    let readable = match crossing.protected {
        Protection::Clear | Protection::Encoded => true,
        Protection::Tls
        | Protection::FieldEncrypted
        | Protection::Hash
        | Protection::SaltedHash
        | Protection::Bucket
        | Protection::Blind => false,
    };
    wire && readable
}

/// Somebody else's number at the operator, in a form it can learn from.
fn looked_up(crossing: Crossing) -> bool {
    crossing.identifier == Identifier::Msisdn
        && crossing.hop == Hop::Operator
        && crossing.whose != Whose::Own
        && crossing.protected != Protection::Blind
}

fn scaled(r: &Reading, counts: impl Fn(Crossing) -> bool) -> Option<f64> {
    r.crossings(counts).and_then(|n| r.scaled(n))
}

fn people(r: &Reading, count: impl Fn(&Exposure) -> u64) -> Option<f64> {
    let exposure = &r.run.ledger.exposure;
    exposure.recording().then(|| count(exposure)).and_then(|n| r.scaled(n))
}

fn nonuser_share_of_phonebooks(r: &Reading) -> Option<f64> {
    let exposure = &r.run.ledger.exposure;
    let all = r.run.facts.nonusers_in_phonebooks;
    (exposure.recording() && all > 0.0).then(|| exposure.operator_nonusers.len() as f64 / all)
}
