//! A country bans the service; owners keep the client from the network.

use crate::worlds::{finish, world};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{Cause, End, Hop, Ledger, Traffic};

/// Two countries of ten owners each, who know nobody abroad; everybody is on for good, the data centre is in the first.
const TWO: [&str; 12] = [
    "countries.AA.share=0.5",
    "countries.BB.share=0.5",
    "countries.AA.lines=1000",
    "countries.BB.lines=1000",
    "countries.BB.national_form=0",
    "countries.BB.access.3g=0",
    "countries.BB.access.wifi=1",
    "client.presence_known=1 h",
    "connectivity.on=fixed(29 days)",
    "connectivity.off=fixed(1 ms)",
    "study.duration=4 days",
    "study.warm_up=0 s",
];

fn run(more: &[&str]) -> Ledger {
    let settings: Vec<&str> = TWO.iter().chain(more).copied().collect();
    let (scenario, seed) = world("bare", &settings);
    finish(&scenario, seed, 0, &Options { shards: Some(2), ..Options::default() }).ledger
}

fn ban(country: &str, until: &str) -> Vec<String> {
    let of = |key: &str, value: &str| format!("timeline.ban.{key}={value}");
    vec![of("at", "+1 day"), of("until", until), of("ban.country", country)]
}

/// SMS saved by each country's owners on each day.
fn saved(ledger: &Ledger) -> Vec<[u64; 2]> {
    (1..=4).map(|day| [0, 1].map(|country| ledger.costs.bill(day, country).sms_saved)).collect()
}

/// A pass proves: a ban silences its own country and nobody else, whichever side the data centre is on: not a message goes
/// by IP there while it lasts, the others' traffic is the same to the message, and all comes back when it is lifted.
#[test]
fn a_ban_silences_its_own_country_only() {
    let free = saved(&run(&[]));
    for (banned, code) in ["AA", "BB"].into_iter().enumerate() {
        let settings = ban(code, "+3 days");
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let ledger = run(&settings);
        let found = saved(&ledger);
        println!("saved a day, free {free:?}, without {code} {found:?}");
        for day in 0..4 {
            assert_eq!(found[day][1 - banned], free[day][1 - banned], "{code}, day {day}: the others go on");
            assert!(free[day][banned] > 50);
        }
        assert_eq!(found[0][banned], free[0][banned], "nothing happens before");
        assert_eq!([found[1][banned], found[2][banned]], [0, 0], "{code}: not a message");
        assert!(found[3][banned] * 10 > free[3][banned] * 9, "{code}: lifted");
        let tally = &ledger.deliveries.phases[1];
        assert!(tally.fallback[Cause::Partition as usize] > 100, "people go on writing, by SMS");
        assert_eq!(tally.ended[Traffic::Eligible as usize][End::Failed as usize], 0, "SMS work on");
    }
}

/// A pass proves: a ban is about where handsets are: it misses its own people who are abroad, and hits guests.
#[test]
fn a_ban_follows_places_and_not_people() {
    let abroad = ["countries.AA.roaming=1"];
    let free = saved(&run(&abroad));
    let with = |code: &str| {
        let settings = ban(code, "+3 days");
        let settings: Vec<&str> = settings.iter().map(String::as_str).chain(abroad).collect();
        saved(&run(&settings))
    };
    let (home, host) = (with("AA"), with("BB"));
    println!("saved a day by guests and hosts, free {free:?}, banned at home {home:?}, by the host {host:?}");
    assert_eq!(home, free, "nobody is there");
    assert_eq!([host[1], host[2]], [[0, 0]; 2], "guests and hosts alike");
    assert!(free[1][0] > 50 && free[1][1] > 50);
}

/// A pass proves: a ban in both places leaves SMS and nothing else, and nobody's identifiers reach the operator.
#[test]
fn a_ban_everywhere_leaves_sms() {
    let ledger = run(&[
        "timeline.a.at=+1 h",
        "timeline.a.ban.country=AA",
        "timeline.b.at=+1 h",
        "timeline.b.ban.country=BB",
        "study.warm_up=1 day",
    ]);
    let tally = &ledger.deliveries.phases[1];
    let eligible = tally.composed[Traffic::Eligible as usize];
    assert_eq!(tally.fallback.iter().sum::<u64>(), eligible);
    assert!(eligible > 1000 && tally.ended_total(End::Ip) == 0);
    assert_eq!((ledger.presence.connects, ledger.presence.probes), (0, 0));
    assert_eq!(seen_by_operator(&ledger), 0);
}

/// Identifiers that reached the operator in the measured days.
fn seen_by_operator(ledger: &Ledger) -> u64 {
    ledger.exposure.measured(|hop, _| hop == Hop::Operator)
}

/// A pass proves: owners who keep the client from the network are on, fall back always and show nothing to anybody but
/// their carriers; others reach each other as before, and never them.
#[test]
fn behind_a_firewall_nothing_crosses() {
    let all = run(&["countermeasures.firewall=1", "study.warm_up=1 h", "population.resets_per_month=1"]);
    let tally = &all.deliveries.phases[1];
    let eligible = tally.composed[Traffic::Eligible as usize];
    assert!(eligible > 1000, "the service is on: {eligible}");
    assert_eq!(tally.fallback.iter().sum::<u64>(), eligible);
    assert_eq!((all.presence.connects, seen_by_operator(&all)), (0, 0));
    let carriers = [Hop::MessageCentre, Hop::Interconnect];
    assert_eq!(all.exposure.measured(|hop, _| !carriers.contains(&hop)), 0, "nothing leaves but SMS");
    assert!(all.presence.lookups > 0 && all.presence.connects_failed > 0, "attempts fail at home");
    let some = run(&["countermeasures.firewall=0.5", "study.warm_up=1 h"]);
    let (half, none) = (by_ip(&some), by_ip(&run(&["study.warm_up=1 h"])));
    println!("by IP: {half} of {none} where half are behind one");
    // Both sides must be free of it: about a quarter.
    assert!(half > 0 && half * 2 < none);
}

fn by_ip(ledger: &Ledger) -> u64 {
    ledger.deliveries.phases[1].ended[Traffic::Eligible as usize][End::Ip as usize]
}
