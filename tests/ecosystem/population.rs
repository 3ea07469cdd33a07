//! The world before anything happens: who knows whom, who writes when, who has the service on, who gets the update.

use crate::worlds::{shipped, study, world};
use cloudmsg::ledger::Protection;
use cloudmsg::scenario::Scenario;
use cloudmsg::units::{Duration, HandsetId, Instant};
use cloudmsg::world::{Contacts, Episode, Intent, MessageId, Party, Standing, World};
use std::collections::BTreeSet;

/// Every entry of every phonebook that is an owner has this owner in the slot it names; gives entries and owners.
fn symmetric(what: &str, world: &World) -> (u64, u64) {
    let handsets = world.layout.handsets();
    let (mut entries, mut owners) = (0, 0);
    for handset in (0..handsets).map(HandsetId) {
        let mut taken = BTreeSet::new();
        for slot in 0..world.contacts.size(handset) {
            let contact = world.contacts.contact(handset, slot);
            entries += 1;
            let Party::Owner(other) = contact.party else { continue };
            owners += 1;
            assert!(other.0 < handsets && other != handset, "{what}: {handset:?} keeps {other:?} in slot {slot}");
            let back = world.contacts.contact(other, contact.slot_there);
            assert_eq!(
                (back.party, back.slot_there),
                (Party::Owner(handset), slot),
                "{what}: {handset:?} keeps {other:?} in slot {slot}, who keeps them in {}",
                contact.slot_there
            );
            assert!(taken.insert((other, contact.slot_there)), "{what}: two slots lead to one");
        }
    }
    (entries, owners)
}

fn populated(handsets: u32, more: &[&str]) -> Scenario {
    let handsets = [format!("population.handsets={handsets}"), format!("population.represents={handsets}")];
    let lines = ["countries.AA.lines=100000", "countries.BB.lines=100000"];
    let settings: Vec<&str> = handsets.iter().map(String::as_str).chain(lines).chain(more.iter().copied()).collect();
    world("small", &settings).0
}

/// A pass proves: acquaintance is mutual, slot by slot, in countries of none, one, two and many owners, along corridors,
/// with phonebooks from nothing to everybody.
#[test]
fn acquaintance_is_mutual() {
    let mut owners = 0;
    for handsets in [1, 2, 3, 4, 5, 7, 12, 40] {
        for (a, b) in [("1.0", "0.0"), ("0.5", "0.5"), ("0.9", "0.1")] {
            for phonebook in ["fixed(1)", "fixed(2)", "uniform(0, 9)", "exp(12)"] {
                for odds in ["1", "2000", "100000", "1e9"] {
                    let more = [
                        format!("countries.AA.share={a}"),
                        format!("countries.BB.share={b}"),
                        format!("population.phonebook={phonebook}"),
                        format!("population.homophily={odds}"),
                    ];
                    let more: Vec<&str> = more.iter().map(String::as_str).collect();
                    let scenario = populated(handsets, &more);
                    for seed in 1..4 {
                        let what = format!("{handsets} handsets, {more:?}, seed {seed}");
                        owners += symmetric(&what, &World::build(&scenario, seed, 0)).1;
                    }
                }
            }
        }
    }
    assert!(owners > 10_000, "{owners} entries");
}

/// A pass proves: the same in the flagship's nine countries with all their corridors, and in a recorded world.
#[test]
fn acquaintance_is_mutual_in_the_flagship_and_in_a_trace() {
    let flagship = study(&shipped("opt-in-2014"), &["population.handsets=4000"]).arms.remove(0).into_scenario();
    let (entries, owners) = symmetric("flagship", &World::build(&flagship, 20_140_810, 0));
    println!("flagship: {owners} owners in {entries} entries");
    let (ties, seed) = world("ties", &[]);
    let world = World::build(&ties, seed, 0);
    let (entries, owners) = symmetric("ties", &world);
    assert!(entries == owners && owners > 100, "{owners} of {entries}");
}

/// A pass proves: phonebooks are as large, and as full of owners, as the scenario says: within five standard errors.
#[test]
fn phonebooks_have_the_sizes_and_the_owners_they_should() {
    let flagship = study(&shipped("opt-in-2014"), &["population.handsets=6000", "population.corridors.CN-HK=0"]);
    let scenario = flagship.arms[0].scenario();
    let world = World::build(scenario, 1, 0);
    let china = scenario.countries.iter().position(|c| c.code == "CN").expect("the base has China");
    let range = &world.layout.countries()[china];
    let (mut entries, mut domestic) = (0u64, 0u64);
    for handset in (range.first_handset..range.first_handset + range.handsets).map(HandsetId) {
        for slot in 0..world.contacts.size(handset) {
            match world.contacts.party(handset, slot) {
                Party::Owner(other) if world.layout.country(other).index() == china => domestic += 1,
                Party::Owner(_) => continue,
                Party::Outsider(_) => {}
            }
            entries += 1;
        }
    }
    // 58.2 M of 1.256 bn lines at odds of 2; a lognormal of median 80 and sigma 1.12, cut at 1,000.
    let base = 0.97 * 60e6 / 1.256e9;
    let odds = 2.0 * base / (1.0 - base);
    let expected = odds / (1.0 + odds);
    let found = domestic as f64 / entries as f64;
    let mean = entries as f64 / f64::from(range.handsets);
    println!("owners among domestic entries: expected {expected:.5}, found {found:.5}; mean phonebook {mean:.1}");
    assert!((found / expected - 1.0).abs() < 0.01, "{found} of {expected}");
    // The cut takes about a tenth off the mean of 150.
    assert!((130.0..150.0).contains(&mean), "{mean}");
}

/// A pass proves: the expected number of non-users in phonebooks is what counting them gives, within 2 %.
#[test]
fn expected_nonusers_in_phonebooks_are_those_one_counts() {
    let mut worlds: Vec<(String, Scenario)> = vec![(
        "flagship".to_owned(),
        study(&shipped("opt-in-2014"), &["population.handsets=2000"]).arms.remove(0).into_scenario(),
    )];
    for lines in ["3000", "20000"] {
        let more = [format!("countries.AA.lines={lines}"), format!("countries.BB.lines={lines}")];
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        worlds.push((format!("{lines} lines"), populated(500, &more)));
    }
    for (name, scenario) in worlds {
        let (mut counted, mut expected) = (0, 0.0);
        for seed in 0..5 {
            let world = World::build(&scenario, seed, 0);
            let mut known = BTreeSet::new();
            for handset in (0..world.layout.handsets()).map(HandsetId) {
                for slot in 0..world.contacts.size(handset) {
                    if let Party::Outsider(person) = world.contacts.party(handset, slot) {
                        assert!(person.0 < world.layout.outsiders(), "{name}: nobody has number {}", person.0);
                        known.insert(person);
                    }
                }
            }
            counted += known.len();
            expected += world.contacts.nonusers_in_phonebooks();
        }
        let margin = expected / counted as f64 - 1.0;
        println!("{name}: expected {expected:.1}, counted {counted}, off by {:.3} %", margin * 100.0);
        assert!(margin.abs() < 0.02, "{name}: expected {expected}, counted {counted}");
    }
}

/// A pass proves: every slot of a phonebook has exactly one rank, so that correspondents are distinct.
#[test]
fn ranks_are_a_permutation_of_slots() {
    let scenario = populated(12, &["population.phonebook=uniform(0, 20)"]);
    let world = World::build(&scenario, 9, 0);
    for handset in (0..12).map(HandsetId) {
        let size = world.contacts.size(handset);
        let slots: BTreeSet<u32> = (0..size.into())
            .map(|rank| world.conversations.slot_of_rank(&world.contacts, &world.draws, handset, rank))
            .collect();
        assert_eq!(slots, (0..size).collect(), "{handset:?}");
    }
}

/// A pass proves: owners begin as many conversations a day as their rate and the mean conversation say, in the hours that
/// the profile says, each kind of activity at its own rate.
#[test]
fn activities_come_at_their_rates_and_hours() {
    const SETTLED: u64 = 10;
    let settings = [
        "population.handsets=1500",
        "study.duration=40 days",
        "timeline.opt-in.enabled=false",
        "population.corridors.CN-HK=0",
    ];
    let scenario = study(&shipped("opt-in-2014"), &settings).arms.remove(0).into_scenario();
    let world = World::build(&scenario, 5, 0);
    let china = scenario.countries.iter().position(|c| c.code == "CN").expect("the base has China");
    let range = &world.layout.countries()[china];
    let (mut hours, mut kinds, mut all) = ([0u64; 24], [0u64; 4], 0u64);
    for handset in (range.first_handset..range.first_handset + range.handsets).map(HandsetId) {
        let (mut n, mut at) = (0, Instant::START);
        let country = world.layout.country(handset);
        while let Some(next) = world.conversations.next(&world.draws, handset, country, n, at) {
            // The study begins at midnight in China; everybody's first gap is too short, which wears off in days.
            if next.day() >= SETTLED {
                hours[(next.hour() % 24) as usize] += 1;
                let message = MessageId::new(handset, n as u16, 0);
                kinds[world.conversations.intent(&world.draws, message) as usize] += 1;
                all += 1;
            }
            (n, at) = (n + 1, next);
        }
    }
    let shares = &scenario.workload.hours[scenario.countries[china].hours].shares;
    for (hour, (&found, &expected)) in hours.iter().zip(shares).enumerate() {
        let found = found as f64 / all as f64;
        // Activities of one owner come in bursts, so counts spread a few times more than independent ones.
        let error = (expected / all as f64).sqrt();
        assert!((found - expected).abs() < 12.0 * error, "hour {hour}: {found:.4}, expected {expected:.4}");
    }
    let days = f64::from(range.handsets) * (40 - SETTLED) as f64;
    let [write, incoming, look, create] = kinds.map(|k| k as f64 / days);
    println!("a day: {write:.3} conversations, {incoming:.3} incoming, {look:.3} looks, {create:.4} contacts created");
    assert!((look / scenario.workload.opens_per_day - 1.0).abs() < 0.02, "{look} looks a day");
    let created = scenario.workload.new_contacts_per_month / 30.0;
    assert!((create / created - 1.0).abs() < 0.05, "{create} contacts created a day, expected {created}");
    assert!((write / incoming - 1.0).abs() < 0.05, "{write} begun, {incoming} incoming");
    // D: 1.53 messages a day and 3.1 a conversation; half of a conversation is written by each side.
    assert!((0.35..0.55).contains(&write), "{write} conversations begun a day");
}

/// A pass proves: whether an owner has the service on changes only at a start that may change it; before the handset is
/// bought and after it is given up, it is off.
#[test]
fn the_service_switches_only_with_a_start() {
    let (scenario, seed) = world(
        "storm",
        &[
            "population.handsets=400",
            "population.represents=400",
            "countries.AA.lines=1000",
            "countries.BB.lines=1000",
            "population.joins_per_month=0.999",
            "population.resets_per_month=1",
            "population.opt_in_after=exp(2 days)",
            "study.duration=60 days",
            "timeline.second-update.enabled=false",
        ],
    );
    let world = World::build(&scenario, seed, 0);
    let (mut fresh, mut off_after_reset, mut asked) = (0, 0, 0);
    let before = |at: Instant| Instant::from_micros(at.as_micros() - 1);
    for handset in (0..world.layout.handsets()).map(HandsetId) {
        let starts = world.starts(handset);
        assert!(starts.windows(2).all(|pair| pair[0] < pair[1]), "{handset:?}: {starts:?}");
        let on = |at: Instant| world.standing(handset, at);
        if starts.joined() > Instant::START {
            fresh += 1;
            assert_eq!(on(before(starts.joined())), Standing::Off, "{handset:?} was on before it was bought");
        }
        for (i, start) in starts.iter().enumerate() {
            let until = starts.get(i + 1).map_or(world.horizon.max(start.at), |next| next.at);
            let now = on(start.at);
            let length = (until - start.at).as_micros();
            for part in 0..20 {
                let at = start.at + Duration::from_micros(length / 20 * part);
                assert_eq!(on(at), now, "{handset:?} changed without a start at {at:?}");
            }
            let was = if i > 0 { on(before(start.at)) } else { Standing::Off };
            match start.episode {
                Episode::Reset => off_after_reset += u32::from(was != Standing::Off && now == Standing::Off),
                Episode::Swapped | Episode::PutBack => assert_eq!(was, now),
                Episode::OptedIn => {
                    assert_eq!((was, now), (Standing::Off, Standing::Chosen));
                    asked += 1;
                }
                Episode::Left => assert_eq!((now, i + 1), (Standing::Off, starts.len()), "nothing follows"),
                Episode::SwitchedOff => panic!("only a script switches off"),
                Episode::HadIt | Episode::Joined | Episode::Replaced => {}
            }
        }
    }
    println!("{fresh} bought, {off_after_reset} off after a reset, {asked} switched it on later");
    assert!(fresh > 100 && off_after_reset > 10 && asked > 10);
}

/// A pass proves: the update reaches as many as its curve says, at any time, and its protection comes with it.
#[test]
fn the_update_is_adopted_along_its_curve() {
    let settings = ["population.handsets=20000"];
    let scenario = study(&shipped("opt-in-2014"), &settings).arms.remove(1).into_scenario();
    let world = World::build(&scenario, 3, 0);
    let n = world.layout.handsets();
    let released = world.owners.updates[0].at;
    for hours in [1, 24, 48, 72, 96, 120, 144, 192, 300] {
        let at = released + Duration::HOUR * hours;
        let updated = (0..n).filter(|&h| {
            let update = world.owners.updated(&world.draws, HandsetId(h), 0).is_some_and(|u| u <= at);
            let protection = world.owners.protection(&world.draws, HandsetId(h), at);
            assert_eq!(update, protection == Protection::FieldEncrypted, "the update brings the protection");
            update
        });
        let found = updated.count() as f64 / f64::from(n);
        let expected = 0.88 / (1.0 + libm::exp(4.0 - hours as f64 / 24.0));
        let error = (expected * (1.0 - expected) / f64::from(n)).sqrt();
        println!("{hours} h after: expected {expected:.4}, found {found:.4}");
        assert!((found - expected).abs() < 4.0 * error + 1e-3, "{hours} h: {found}, expected {expected}");
    }
}

/// A pass proves: writers, readers and slots of a conversation agree from both of its ends.
#[test]
fn both_ends_of_a_conversation_agree() {
    let (scenario, seed) = world("small", &[]);
    let world = World::build(&scenario, seed, 0);
    let mut owners = 0;
    for handset in (0..12).map(HandsetId) {
        for activity in 0..300 {
            let first = MessageId::new(handset, activity, 0);
            let incoming = world.conversations.intent(&world.draws, first) == Intent::Incoming;
            let envelope = world.envelope(first);
            let peer = if incoming { envelope.sender } else { envelope.receiver };
            let expected = if incoming { (peer, Party::Owner(handset)) } else { (Party::Owner(handset), peer) };
            assert_eq!((envelope.sender, envelope.receiver), expected);
            let second = world.envelope(first.next());
            let kept = (second.sender, second.receiver) == expected;
            assert!(kept || (second.receiver, second.sender) == expected, "a turn has the same two parties");
            assert_eq!(world.relation(&envelope), world.relation(&second), "carriers stay within a conversation");
            if let Party::Owner(other) = peer {
                owners += 1;
                let there = envelope.slot_at(other);
                assert_eq!(world.contacts.party(other, there), Party::Owner(handset));
            }
        }
    }
    assert!(owners > 200 && matches!(world.contacts, Contacts::Generated(_)));
}
