//! Every observer's ledger, written out by hand for a world of three people and five actions.

use crate::worlds::{small, study};
use Identifier::{Account, Content, Iccid, Imei, Imsi, Msisdn, Network};
use cloudmsg::analysis::{Knowledge, Observer, RunRecord, StationKind, measure, observers};
use cloudmsg::experiment::{Options, run};
use cloudmsg::ledger::{Form, Identifier, Seat, Sight};

fn record(settings: &[&str]) -> RunRecord {
    run(&study(&small("observers"), settings), &Options::default(), &|_| {}).remove(0)
}

/// What an observer saw of each identifier: crossings, of these readable, owners and people without the service known by it.
fn saw(record: &RunRecord, observer: &Observer) -> Vec<(Identifier, [u64; 4])> {
    let exposure = &record.ledger.exposure;
    let [owners, others] = exposure.owners_and_others();
    let row = |&identifier: &Identifier| {
        let of = |sort: cloudmsg::ledger::Sort| sort.identifier == identifier;
        let seen = exposure.seen_at(observer.seats.iter().copied(), Sight::Of(identifier));
        let counts = [
            observer.crossings(exposure, of),
            observer.readable(exposure, of),
            seen.count(&owners),
            seen.count(&others),
        ];
        (identifier, counts)
    };
    Identifier::ALL.iter().map(row).filter(|(_, [crossings, ..])| *crossings > 0).collect()
}

fn knows(record: &RunRecord, observer: &Observer) -> [u64; 5] {
    Knowledge::ALL.map(|what| observer.learns(&record.ledger.exposure, what).iter().sum())
}

/// Everything that was seen by somebody: name, what of each identifier, what it knows.
type Seen = (&'static str, &'static [(Identifier, [u64; 4])], [u64; 5]);

/// Ana says who she is when she starts, polls, connects; looks up Cat, Bob, and Cat again when her SMS comes; asks for Bob's
/// presence; sends him one message.
const WIFI: Seen = (
    "AA/wifi",
    &[
        (Msisdn, [5, 4, 2, 1]),
        (Imsi, [1, 0, 0, 0]),
        (Imei, [3, 2, 1, 0]),
        (Account, [3, 0, 0, 0]),
        (Network, [1, 1, 1, 0]),
        (Content, [1, 0, 0, 0]),
    ],
    [1, 2, 1, 0, 2],
);
/// Ana's carrier, and Cat's: the activation SMS, Bob's SMS to Cat, and Cat's to Ana. Hashes of IMEI and ICCID are undone.
const CARRIER_IN_AA: Seen = (
    "AA/one",
    &[(Msisdn, [5, 5, 2, 1]), (Imei, [1, 1, 1, 0]), (Iccid, [1, 1, 1, 0]), (Content, [2, 2, 1, 1])],
    [1, 2, 1, 0, 2],
);
/// Bob's carrier: he connects, gets Ana's message inside TLS, looks up Cat, and sends her an SMS.
const CARRIER_IN_BB: Seen = (
    "BB/three",
    &[
        (Msisdn, [4, 3, 1, 1]),
        (Imsi, [1, 0, 0, 0]),
        (Imei, [1, 0, 0, 0]),
        (Account, [1, 0, 0, 0]),
        (Content, [2, 1, 1, 0]),
    ],
    [1, 1, 0, 0, 1],
);
/// Between the countries: the same, and Bob is named by his own SMS.
const TRANSIT: Seen = ("AA-BB", CARRIER_IN_BB.1, CARRIER_IN_BB.2);
/// Two who connect, four look-ups, one probe, one message; all of it opened. Bob never tells his own number.
const OPERATOR: Seen = (
    "operator",
    &[
        (Msisdn, [6, 6, 2, 1]),
        (Imsi, [2, 2, 2, 0]),
        (Imei, [4, 4, 2, 0]),
        (Account, [4, 4, 2, 0]),
        (Network, [1, 1, 1, 0]),
        (Content, [1, 1, 1, 0]),
    ],
    [1, 2, 1, 1, 3],
);
/// All of these but Bob's carrier. Bob's number from his SMS and his IMEI and IMSI from the operator come together here only.
const STATE_OF_AA: Seen = (
    "AA/state",
    &[
        (Msisdn, [20, 18, 2, 1]),
        (Imsi, [4, 2, 2, 0]),
        (Imei, [9, 7, 2, 0]),
        (Iccid, [1, 1, 1, 0]),
        (Account, [8, 4, 2, 0]),
        (Network, [2, 2, 1, 0]),
        (Content, [6, 4, 2, 1]),
    ],
    [1, 2, 2, 2, 3],
);
/// Bob's carrier and the border.
const STATE_OF_BB: Seen = (
    "BB/state",
    &[
        (Msisdn, [8, 6, 1, 1]),
        (Imsi, [2, 0, 0, 0]),
        (Imei, [2, 0, 0, 0]),
        (Account, [2, 0, 0, 0]),
        (Content, [4, 2, 1, 0]),
    ],
    [1, 1, 0, 0, 1],
);

/// A pass proves: what every observer sees, can read and comes to know is what follows by hand from five actions.
#[test]
fn every_observers_ledger_is_as_written_by_hand() {
    let record = record(&[]);
    let expected = [WIFI, CARRIER_IN_AA, CARRIER_IN_BB, TRANSIT, OPERATOR, STATE_OF_AA, STATE_OF_BB];
    let all = observers(&record);
    let names: Vec<&str> = all.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names, expected.map(|(name, ..)| name));
    for (observer, (name, identifiers, knowledge)) in all.iter().zip(expected) {
        assert_eq!(saw(&record, observer), identifiers, "{name}");
        assert_eq!(knows(&record, observer), knowledge, "{name}");
    }
}

fn numbers_readable(record: &RunRecord, name: &str) -> [u64; 2] {
    let observer = observers(record).into_iter().find(|o| o.name == name).expect("something passed there");
    let (_, [_, readable, owners, others]) = saw(record, &observer)[0];
    [readable, owners + others]
}

/// A pass proves: a protection is worth what an observer cannot do. Field encryption blinds the Wi-Fi and not the operator; a
/// hash hides nothing from whoever can try all numbers, and everything from whoever cannot; buckets and blind look-ups hide
/// numbers from the operator, too.
#[test]
fn protections_hide_what_the_observer_cannot_undo() {
    let with = |numbers: &str, more: &[&str]| {
        let numbers = format!("client.numbers={numbers}");
        let settings: Vec<&str> = std::iter::once(numbers.as_str()).chain(more.iter().copied()).collect();
        let record = record(&settings);
        [numbers_readable(&record, "AA/wifi"), numbers_readable(&record, "operator")]
    };
    let patient = ["observers.hash_rate=4e9/s"];
    let slow = ["observers.hash_rate=1000/s"];
    let clear = [[4, 3], [6, 3]];
    assert_eq!(with("clear", &[]), clear);
    assert_eq!(with("encoded", &[]), clear);
    assert_eq!(with("field-encrypted", &[]), [[0, 0], [6, 3]]);
    assert_eq!(with("tls", &[]), [[0, 0], [6, 3]]);
    for hashed in ["hash", "salted-hash"] {
        assert_eq!(with(hashed, &patient), clear, "{hashed}");
        // What the channel says, the operator reads all the same: the message to Bob.
        assert_eq!(with(hashed, &slow), [[0, 0], [1, 1]], "{hashed}");
    }
    for hidden in ["bucket", "blind"] {
        assert_eq!(with(hidden, &[]), [[0, 0], [1, 1]], "{hidden}");
    }
}

/// A pass proves: numbers disclosed for each SMS saved are those the operator can read (in thousandths): of the five numbers
/// of others that reach it, three times Cat's, the message's is left where look-ups show a bucket, nothing, or a hash nobody
/// can undo.
#[test]
fn disclosed_is_what_the_operator_can_read() {
    let with = |numbers: &str| {
        let settings = [numbers, "observers.hash_rate=1000/s"];
        let record = record(&settings);
        ["exposure.numbers_per_sms_saved", "exposure.nonuser_share"].map(|name| {
            let found = measure(&record).into_iter().find(|(metric, _)| metric.name == name);
            let value = found.and_then(|(_, value)| value).expect("the figure is measured");
            (value * 1_000.0).round() as u64
        })
    };
    assert_eq!(with("client.numbers=clear"), [5_000, 600]);
    assert_eq!(with("client.numbers=field-encrypted"), [5_000, 600]);
    for hidden in ["bucket", "blind", "hash", "salted-hash"] {
        assert_eq!(with(&format!("client.numbers={hidden}")), [1_000, 0], "{hidden}");
    }
}

/// A pass proves: the data of those who roam pass a foreign carrier's network, and none their own.
#[test]
fn those_who_roam_are_seen_by_foreign_carriers() {
    let settings = ["countries.AA.roaming=1", "countries.BB.roaming=1"];
    let record = run(&study(&small("small"), &settings), &Options::default(), &|_| {}).remove(0);
    let seats: Vec<Seat> = record.ledger.exposure.seats().collect();
    assert!(seats.iter().any(|seat| matches!(seat, Seat::Visited(_))), "{seats:?}");
    assert!(!seats.iter().any(|seat| matches!(seat, Seat::Cellular(_))), "{seats:?}");
}

/// A pass proves: the exposure record and the load record, kept apart, count the same look-ups, served or turned away: what
/// is turned away has been said.
#[test]
fn look_ups_at_the_operator_are_those_that_came_to_its_station() {
    let patient: &[&str] = &[];
    let hasty: &[&str] = &["sites.north.lookup.shed=1 us", "sites.north.lookup.rate=0.02/s"];
    for (name, settings) in
        [("small", patient), ("small", hasty), ("ties", patient), ("strangers", patient), ("observers", patient)]
    {
        let record = run(&study(&small(name), settings), &Options::default(), &|_| {}).remove(0);
        let (mut seen, mut served, mut shed) = (0, 0, 0);
        for (row, station) in record.facts.stations.iter().enumerate().filter(|(_, s)| s.kind == StationKind::Lookup) {
            let site = record.facts.sites.iter().position(|s| station.name == format!("{}/lookup", s.name));
            let seat = Seat::Operator(site.expect("a look-up service stands in a data centre") as u16);
            seen += record.ledger.exposure.messages(seat, Form::Lookup).iter().map(|t| t.count).sum::<u64>();
            served += record.ledger.load.totals[row].iter().map(|t| t.accepted).sum::<u64>();
            shed += record.ledger.load.row(row).iter().map(|step| step.shed).sum::<u64>();
        }
        println!("{name}: {seen} seen, {served} served, {shed} turned away");
        assert!(served > 0 && seen == served + shed, "{name}: {seen} seen, {served} served, {shed} turned away");
        assert_eq!(shed > 20, settings == hasty, "{name}");
    }
}
