//! The numbers that name people and cards, and numbers as they stand in phonebooks.

use crate::worlds::{finish, ledgers, shipped, study, world};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{Cause, End, Ledger, Tally, Traffic};
use cloudmsg::units::{CarrierId, HandsetId, PersonId};
use cloudmsg::world::{Dialled, Digits, Party, World};

fn distinct<T: Ord + Copy + std::fmt::Debug>(what: &str, mut numbers: Vec<T>) {
    let all = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all, "{what}: two have the same number");
}

/// A pass proves: no two of 100,000 owners share a number, whichever card or handset, nor with any outsider; each number
/// has its length, its prefix and its check digit.
#[test]
fn identities_are_unique_and_well_formed() {
    const OWNERS: u32 = 100_000;
    let scenario = study(&shipped("baseline"), &["population.handsets=100000"]).arms.remove(0).into_scenario();
    let world = World::build(&scenario, 9, 0);
    let owners = || (0..OWNERS).map(HandsetId);
    let mut msisdn = Vec::new();
    for handset in owners() {
        let country = &scenario.countries[world.layout.country(handset).index()];
        for card in [0, 1, 15] {
            let number = world.msisdn(Party::Owner(handset), card);
            assert_eq!(number.calling_code.value(), u64::from(country.calling_code));
            assert_eq!(number.national.length(), country.number_digits, "{number} of {}", country.code);
            assert!(number.national.to_string().starts_with('0'), "{number} can be dialled");
            assert!(number.to_string().len() <= 16, "{number}: E.164 has 15 digits");
            msisdn.push(number);
        }
    }
    msisdn.extend((0..OWNERS).map(|person| world.msisdn(Party::Outsider(PersonId(person * 7)), 0)));
    distinct("MSISDN", msisdn);
    distinct("account", owners().map(|handset| world.account_id(handset)).collect());
    let imei: Vec<Digits> = owners().flat_map(|h| [0, 1, 255].map(|device| world.imei(h, device))).collect();
    assert!(imei.iter().all(|n| n.length() == 15 && n.is_checked() && n.to_string().starts_with("00")));
    distinct("IMEI", imei);
    let (mut subscribers, mut cards) = (Vec::new(), Vec::new());
    for handset in owners() {
        let range = world.layout.range(world.layout.country(handset));
        let carrier = CarrierId(range.first_carrier + handset.0 as u16 % range.carriers);
        let facts = &scenario.carriers[carrier.index()];
        let country = &scenario.countries[facts.country];
        for card in [0, 1] {
            let (subscriber, printed) = (world.imsi(carrier, handset, card), world.iccid(carrier, handset, card));
            assert!(
                subscriber.length() == 15
                    && subscriber.to_string().starts_with(&format!("{}{}", country.mcc, facts.mnc))
            );
            assert!(printed.length() == 19 && printed.is_checked());
            assert!(printed.to_string().starts_with(&format!("89{}{}", country.calling_code, facts.mnc)));
            subscribers.push(subscriber);
            cards.push(printed);
        }
    }
    distinct("IMSI", subscribers);
    distinct("ICCID", cards);
    println!("{}, {}", world.msisdn(Party::Owner(HandsetId(5)), 0), world.imei(HandsetId(5), 0));
}

/// Two countries of whom the account host takes one for the other, with 10,000 numbers.
fn crowded(more: &[&str]) -> World {
    let settings = [
        "population.handsets=600",
        "population.represents=600",
        "countries.AA.lines=5000",
        "countries.BB.lines=6000",
        "countries.AA.number_digits=4",
        "countries.BB.number_digits=4",
        "countries.AA.national_form=0.6",
        "countries.BB.national_form=0.6",
        "population.phonebook=fixed(20)",
        "sites.north.default_country=BB",
    ];
    let settings: Vec<&str> = settings.iter().chain(more).copied().collect();
    let (scenario, seed) = world("small", &settings);
    World::build(&scenario, seed, 0)
}

/// A pass proves: of contacts stored without country code, as many are taken for an owner, for another person and for
/// nobody as the plan is full of them: 200 and 5,800 (6,000 lines) of 10,000 numbers. Those of the host's own country, those
/// abroad and those who wrote first are right.
#[test]
fn collisions_are_as_frequent_as_the_plan_is_full() {
    let world = crowded(&[]);
    let (mut found, mut slots, mut strangers) = ([0_u32; 4], 0, Vec::new());
    for handset in (0..600).map(HandsetId) {
        let home = world.layout.country(handset);
        for slot in 0..world.contacts.size(handset) {
            let domestic = world.country(world.contacts.party(handset, slot)) == home;
            let dialled = world.dialled(handset, slot);
            assert_eq!(dialled, world.dialled(handset, slot));
            if home.index() == 1 || !domestic {
                assert_eq!(dialled, Dialled::Right);
                continue;
            }
            slots += 1;
            found[match dialled {
                Dialled::Right => 0,
                Dialled::Nobody => 1,
                Dialled::Wrong(stranger) => {
                    assert_eq!(world.layout.country(stranger).index(), 1);
                    strangers.push(stranger);
                    2
                }
                Dialled::WrongOutsider => 3,
            }] += 1;
        }
    }
    let exact = [0.4, 0.6 * 0.4, 0.6 * 0.02, 0.6 * 0.58];
    for (n, p) in found.iter().zip(exact) {
        let (share, error) = (f64::from(*n) / f64::from(slots), (p * (1.0 - p) / f64::from(slots)).sqrt());
        println!("exact {p:.4}, found {share:.4}, standard error {error:.4}");
        assert!((share - p).abs() < 4.0 * error, "{found:?} of {slots}");
    }
    strangers.sort_unstable();
    strangers.dedup();
    assert!(strangers.len() > 50, "collisions spread over all owners");
}

/// A pass proves: numbers of another length than the host's own, or with a prefix that it does not take off, are nobody's;
/// and where everybody writes codes, or the host is at home, nothing is ever missed.
#[test]
fn lengths_that_do_not_fit_only_miss() {
    let count = |more: &[&str]| {
        let world = crowded(more);
        let mut found = [0_u32; 2];
        for handset in (0..400).map(HandsetId) {
            for slot in 0..world.contacts.size(handset) {
                found[match world.dialled(handset, slot) {
                    Dialled::Nobody => 0,
                    Dialled::Wrong(_) | Dialled::WrongOutsider => 1,
                    Dialled::Right => continue,
                }] += 1;
            }
        }
        found
    };
    for more in ["countries.AA.number_digits=5", "countries.AA.trunk_prefix=\"0\""] {
        let [nobody, wrong] = count(&[more]);
        assert!(nobody > 1000 && wrong == 0, "{more}: {nobody} missed, {wrong} collided");
    }
    let both = ["countries.AA.trunk_prefix=\"0\"", "countries.BB.trunk_prefix=\"0\""];
    assert!(count(&both)[1] > 500, "the host takes its own prefix off");
    assert_eq!(count(&["countries.AA.national_form=0"]), [0, 0]);
    assert_eq!(count(&["sites.north.default_country=AA"]), [0, 0]);
}

/// Everybody is on for good; ten owners keep each other without code, and the host takes them for six others'.
const ASTRAY: [&str; 18] = [
    "population.handsets=16",
    "population.represents=16",
    "countries.AA.share=0.625",
    "countries.BB.share=0.375",
    "countries.AA.lines=10",
    "countries.BB.lines=6",
    "countries.AA.number_digits=1",
    "countries.BB.number_digits=1",
    "countries.AA.national_form=1",
    "countries.BB.national_form=0",
    "sites.north.default_country=BB",
    "client.presence_known=1 h",
    "connectivity.on=fixed(29 days)",
    "connectivity.off=fixed(1 ms)",
    "study.duration=2 days",
    "workload.sent_per_day=fixed(40)",
    "countries.BB.access.3g=0",
    "countries.BB.access.wifi=1",
];

fn measured(ledger: &Ledger) -> &Tally {
    &ledger.deliveries.phases[1]
}

/// A pass proves: a message goes astray exactly where its number is an online stranger's: six owners of 10 numbers, .6, or
/// of 100, .06; all others fall back as malformed. Pairs of owners are few and keep their fate for a whole run, so the
/// standard error is larger than in other oracles.
#[test]
fn messages_go_astray_as_often_as_numbers_collide() {
    for (digits, exact) in [("1", 0.6), ("2", 0.06)] {
        let digits = ["AA", "BB"].map(|code| format!("countries.{code}.number_digits={digits}"));
        let settings: Vec<&str> = ASTRAY.iter().copied().chain(digits.iter().map(String::as_str)).collect();
        let shares: Vec<f64> = ledgers(&settings)
            .iter()
            .map(|ledger| {
                let ended = &measured(ledger).ended[Traffic::Eligible as usize];
                let (astray, missed) =
                    (ended[End::Astray as usize], measured(ledger).fallback[Cause::Malformed as usize]);
                astray as f64 / (astray + missed) as f64
            })
            .collect();
        let n = shares.len() as f64;
        let mean = shares.iter().sum::<f64>() / n;
        let error = (shares.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
        println!("astray: exact {exact}, simulated {mean:.4} +- {error:.4}");
        assert!(error < 0.2 * exact, "a standard error of {error} proves nothing about {exact}");
        assert!((mean - exact).abs() < 4.0 * error, "exact {exact}, simulated {mean} +- {error}");
    }
}

/// A pass proves: where every number is a stranger's, nobody is reached over the service by whom they kept without code;
/// strangers read everything, every sender believes it delivered, and the books balance.
#[test]
fn a_world_of_strangers_delivers_nothing_right() {
    let (scenario, seed) = world("strangers", &[]);
    let (mut astray, mut lookups, mut collisions, mut silent) = (0, 0, 0, 0);
    for seed in seed..seed + 10 {
        let finished = finish(&scenario, seed, 0, &Options { shards: Some(3), ..Options::default() });
        let presence = &finished.ledger.presence;
        astray += finished.ledger.deliveries.phases.iter().map(|tally| tally.ended_total(End::Astray)).sum::<u64>();
        lookups += presence.lookups;
        collisions += presence.collisions;
        silent += presence.silent_misses;
    }
    println!("{astray} astray; {collisions} collisions and {silent} misses in {lookups} look-ups");
    assert!(astray > 100 && collisions > 100 && silent > 100);
    assert!(collisions + silent <= lookups);
}

/// A pass proves: with country codes everywhere the same people lose nothing, and the tests above measure the form alone.
#[test]
fn codes_mend_everything() {
    let settings: Vec<&str> = ASTRAY.iter().copied().chain(["countries.AA.national_form=0"]).collect();
    let (scenario, seed) = world("bare", &settings);
    let ledger = finish(&scenario, seed, 0, &Options::default()).ledger;
    let tally = measured(&ledger);
    assert_eq!((tally.ended_total(End::Astray), tally.fallback[Cause::Malformed as usize]), (0, 0));
    assert_eq!((ledger.presence.collisions, ledger.presence.silent_misses), (0, 0));
    let all = tally.composed[Traffic::Eligible as usize];
    let by_ip = tally.ended[Traffic::Eligible as usize][End::Ip as usize];
    println!("{by_ip} of {all} by IP");
    assert!(by_ip * 100 > all * 98, "{by_ip} of {all}");
}
