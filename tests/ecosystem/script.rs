//! Scripted worlds: named people whose every step is written down, so that every count can be made by hand.

use crate::worlds::{finish, world};
use cloudmsg::experiment::{Options, Watch};
use cloudmsg::ledger::{Bill, Cause, Composed, End, Ledger, Noted, Path, Traffic};
use cloudmsg::units::{Duration, Instant, Micros, mix2};

fn run(settings: &[&str]) -> Ledger {
    let (scenario, seed) = world("script", settings);
    let with = |seed| finish(&scenario, seed, 0, &Options { composed: true, ..Options::default() }).ledger;
    let (ledger, other) = (with(seed), with(seed + 1));
    // No draw shows: another seed has the same history.
    assert_eq!((other.hash(mix2), &other.composed), (ledger.hash(mix2), &ledger.composed));
    ledger
}

/// Owners come first, in the order of names; people without a handset after them.
const ANA: u32 = 0;
const BOB: u32 = 1;
const DAN: u32 = 2;
const CAT: u32 = 3;

fn composed(millis: u64, source: u32, target: u32) -> Composed {
    Composed { at: millis * 1000, source, target }
}

const MINUTE: u64 = 60_000;

/// The one latency of a path, in milliseconds, to a hundredth of it.
fn latencies(ledger: &Ledger, path: Path) -> Vec<u64> {
    let seen = ledger.deliveries.latency[path as usize].iter_recorded();
    seen.flat_map(|v| vec![v.value_iterated_to() / 1000; v.count_at_value() as usize]).collect()
}

/// A pass proves: what people of a script do, and what follows from it, is what the file says, to the millisecond.
#[test]
fn a_scripted_day_is_what_is_written() {
    let ledger = run(&[]);
    // Bob's answer: 30 ms up, 1 ms at the sender's node and 1 ms at the receiver's, 30 ms down, 20 s to think.
    let mut list = ledger.composed.clone().expect("the list was asked for");
    list.sort_unstable();
    assert_eq!(
        list,
        [
            composed(122 * MINUTE, ANA, BOB),
            composed(122 * MINUTE + 62 + 20_000, BOB, ANA),
            composed(180 * MINUTE, CAT, ANA),
            composed(240 * MINUTE, ANA, CAT),
            composed(310 * MINUTE, ANA, BOB),
            composed(360 * MINUTE, DAN, BOB),
        ]
    );
    let tally = &ledger.deliveries.phases[1];
    let one = |traffic: Traffic, end: End| tally.ended[traffic as usize][end as usize];
    assert_eq!(tally.composed, [2, 2, 1, 1]);
    assert_eq!(one(Traffic::Eligible, End::Ip), 2);
    assert_eq!(one(Traffic::Owners, End::Sms), 2);
    assert_eq!(one(Traffic::Outbound, End::Sms), 1);
    assert_eq!(one(Traffic::Inbound, End::Sms), 1);
    assert_eq!(tally.fallback, [0; 8]);
}

/// A pass proves: look-ups, probes, icons and connections of the same day. Look-ups: Cat when created; Bob when first
/// opened; Cat again when she writes and when she is written to, because "not a user" lasts two minutes. Bob asks for
/// nobody whose SMS reach him: he has the service off then.
#[test]
fn the_client_asks_as_often_as_by_hand() {
    let presence = run(&[]).presence;
    assert_eq!((presence.lookups, presence.lookups_failed), (4, 0));
    // At 2:00 after the look-up; at 5:10, the entry expired, its id known.
    assert_eq!(presence.probes, 2);
    // At 2:01 and at 2:02 Ana's answer of 2:00 is fresh; when Bob answers, he knows from her message that she is there.
    assert_eq!(presence.cache_hits, 3);
    // Gray at 2:00, as nothing is known yet, and wrong; blue at 2:01, and right.
    assert_eq!(presence.icons, [[0, 1], [0, 1]]);
    // Ana and Bob at the start; Bob when he is back; Ana after her reset. Dan has no data.
    assert_eq!((presence.connects, presence.connects_failed), (4, 0));
    // Dan's new handset, Bob's return, Ana's reset.
    assert_eq!((presence.activations.started, presence.activations.bound), (3, 3));
}

/// A pass proves: who pays what. Ana on-net to Cat .10, off-net to Bob .20 after the timer; Dan off-net .20; two messages
/// over the service spare .20 each; three activations at .50.
#[test]
fn money_is_what_the_tariffs_say() {
    let ledger = run(&[]);
    let bill = ledger.costs.bill(1, 0);
    let expected = Bill {
        paid: Micros(500_000),
        paid_direct: Micros(500_000),
        avoided: Micros(400_000),
        activation: Micros(1_500_000),
        data_bytes: 0,
        segments: 3,
        sms_saved: 2,
    };
    assert_eq!(*bill, expected);
}

/// A pass proves: how late. By IP 62 ms; an SMS 2 s up, 100 ms in the queue, 3 s down, 1 s more between carriers; the
/// one that the timer sent, a minute more.
#[test]
fn delays_are_the_floors_of_the_links() {
    let ledger = run(&[]);
    let near = |found: Vec<u64>, expected: &[u64]| {
        assert_eq!(found.len(), expected.len(), "{found:?}, expected {expected:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.abs_diff(*expected) * 100 <= *expected + 100, "{found} instead of {expected}");
        }
    };
    near(latencies(&ledger, Path::Ip), &[62, 62]);
    near(latencies(&ledger, Path::OnNet), &[5_100, 5_100]);
    near(latencies(&ledger, Path::OffNet), &[6_100]);
    near(latencies(&ledger, Path::AfterFallback), &[66_100]);
}

/// When messages went by SMS because their timer had run out.
fn timers_ran_out(settings: &[&str]) -> Vec<Instant> {
    let (scenario, seed) = world("script", settings);
    let ledger = finish(&scenario, seed, 0, &Options { watch: Some(Watch::All), ..Options::default() }).ledger;
    let witness = ledger.witness.expect("all messages were followed");
    let fell_back = witness.notes().iter().filter(|note| matches!(note.what, Noted::BySms(Cause::Timer)));
    fell_back.map(|note| note.at).collect()
}

/// A pass proves: the delivery timer of the message at 5:10, whose reader has the service off, runs out when the client's
/// constant says, to the microsecond; latencies are kept to a hundredth only.
#[test]
fn the_timer_runs_out_to_the_microsecond() {
    for (timer, length) in [("60 s", Duration::SECOND * 60), ("59999999 us", Duration::from_micros(59_999_999))] {
        let written = Instant::START + Duration::SECOND * (310 * 60);
        assert_eq!(timers_ran_out(&[&format!("client.delivery_timer={timer}")]), [written + length], "{timer}");
    }
}

/// A pass proves: at the instant at which a partition heals packets pass again, and a microsecond before they do not. Ana,
/// abroad, writes to Bob at 2:02; the cut is too short for anybody to miss a ping.
#[test]
fn a_partition_ends_at_its_instant() {
    let cut_until = |end: &str| {
        let (begins, ends) = ("timeline.cut.at=2014-08-04T02:01:50Z", format!("timeline.cut.duration={end}"));
        let partition = r#"timeline.cut.partition={ from = "AA", to = "BB" }"#;
        let abroad = ["script.people.ana.country=BB", "countries.BB.home=north", begins, &ends, partition];
        let ledger = run(&abroad);
        let by_ip = ledger.deliveries.phases[1].ended[Traffic::Eligible as usize][End::Ip as usize];
        (by_ip, ledger.deliveries.phases[1].fallback.iter().sum::<u64>())
    };
    assert_eq!(cut_until("10 s"), (2, 0), "hers at the instant of healing, and his answer");
    assert_eq!(cut_until("10000001 us"), (1, 1), "hers a microsecond before it heals: by SMS, and his answer");
}

/// A pass proves: the script's switch is the owner's: off, nothing is asked or sent over the service; and a thread that is
/// opened first is typed in for as long as the law says.
#[test]
fn a_service_that_is_off_asks_nothing() {
    let off = "script.people.ana.service=off";
    let ledger = run(&[off, "script.people.bob.service=off", "workload.unopened=0"]);
    let presence = &ledger.presence;
    assert_eq!((presence.lookups, presence.probes, presence.cache_hits), (0, 0, 0));
    assert_eq!(ledger.deliveries.phases[1].composed[Traffic::Eligible as usize], 0);
    // Bob comes back and asks for the service; Ana resets a handset that has it on by default.
    assert_eq!((presence.connects, presence.activations.started), (2, 3));
    let list = ledger.composed.clone().expect("the list was asked for");
    assert!(list.contains(&composed(122 * MINUTE + 10_000, ANA, BOB)), "{list:?}");
}

/// A pass proves: a reset handset, and a new one, stand as the rules for new handsets say; one with a state of its own does
/// not.
#[test]
fn fresh_handsets_follow_the_rules() {
    let presence = run(&["population.default_on=false"]).presence;
    // Nobody is on but Bob from seven o'clock.
    assert_eq!((presence.connects, presence.activations.started), (1, 1));
    let presence = run(&["population.default_on=false", "script.people.dan.service=opted-in"]).presence;
    assert_eq!((presence.connects, presence.activations.started), (1, 2));
}

/// A pass proves: a new handset at the very start is activated, and access is what the script gives it.
#[test]
fn a_handset_may_start_with_the_study() {
    // The other carrier's network forgets a channel between two pings.
    let dan = ["starts=+0 s", "access=3g", "carrier=two"].map(|key| format!("script.people.dan.{key}"));
    let settings = dan.each_ref().map(String::as_str);
    let presence = run(&settings).presence;
    assert_eq!((presence.connects, presence.activations.started), (5, 3));
    let bytes = run(&settings).costs.bill(1, 0).data_bytes;
    // A connection two seconds after the start, a look-up of Bob, who has it off, and a ping a minute.
    assert_eq!(bytes, 3_000 + 700 + 479 * 120);
}
