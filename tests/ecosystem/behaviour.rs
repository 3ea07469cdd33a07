//! What a faithful run must show by itself, though no line of the model says so.

use crate::worlds::{finish, shipped, small, study};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{Cause, End, Hop, Identifier, Ledger, Path, Sight, Tally, Traffic, Whose};
use cloudmsg::units::Duration;

/// A few days of 600 owners who know many owners. Few handsets that stand for very many would fill a node with one
/// connection: nodes are patient.
const BASELINE: [&str; 7] = [
    "population.handsets=600",
    "population.homophily=50",
    "study.duration=4 days",
    "sites.beijing.relay.shed=1 h",
    "workload.sent_per_day=fixed(10)",
    "smsc.loss=0",
    "connectivity.unreachable=0",
];

fn baseline(more: &[&str]) -> Ledger {
    let settings: Vec<&str> = BASELINE.iter().chain(more).copied().collect();
    let scenario = study(&shipped("baseline"), &settings).arms.remove(0).into_scenario();
    finish(&scenario, 4, 0, &Options::default()).ledger
}

fn measured(ledger: &Ledger) -> &Tally {
    &ledger.deliveries.phases[1]
}

fn eligible(ledger: &Ledger) -> u64 {
    measured(ledger).composed[Traffic::Eligible as usize]
}

fn share(part: u64, whole: u64) -> f64 {
    assert!(whole > 100, "{whole} are too few to speak of shares");
    part as f64 / whole as f64
}

/// A pass proves: a first message to somebody whom the client does not know yet is paid as SMS; opening the thread before
/// writing, which asks in time, avoids most of that.
#[test]
fn first_messages_to_uncached_contacts_are_paid() {
    let of = |unopened: &str| {
        let ledger = baseline(&[unopened]);
        let first = measured(&ledger).first;
        let unknown = measured(&ledger).fallback[Cause::ReceiverUnknown as usize];
        (share(first[1], first[0]), share(unknown, eligible(&ledger)))
    };
    let ((unopened, unknown), (opened, _)) = (of("workload.unopened=1"), of("workload.unopened=0"));
    println!("first messages by SMS: {unopened:.3} from the new-message screen, {opened:.3} from an open thread");
    println!("receivers unknown: {unknown:.3}");
    assert!(unknown > 0.03 && unopened > 1.3 * opened);
}

/// A pass proves: after a silent disconnect the SMS comes five minutes late or more; clean closes spare most of that.
#[test]
fn silent_disconnects_make_messages_five_minutes_late() {
    let of = |graceful: &str| {
        let ledger = baseline(&[graceful]);
        let late = &ledger.deliveries.latency[Path::AfterFallback as usize];
        let least = (!late.is_empty()).then(|| late.min());
        (measured(&ledger).fallback[Cause::Timer as usize], least, late.len(), eligible(&ledger))
    };
    let (silent, least, late, all) = of("connectivity.graceful=0");
    let (clean, ..) = of("connectivity.graceful=1");
    println!(
        "of {all} messages {silent} fell back by the timer, {late} came by SMS alone; {clean} where links close cleanly"
    );
    let timer = Duration::from_secs(300).as_micros();
    assert!(silent > 100 && late > 0);
    assert!(least.is_some_and(|least| least > timer * 99 / 100), "{least:?}");
    // Black holes and forgotten address translations stay silent either way.
    assert!(clean * 5 < silent * 4, "{clean} of {silent}");
}

/// A pass proves: the SMS does not call the cloud copy back: readers see some messages twice, the more the longer the relay
/// keeps them.
#[test]
fn late_cloud_copies_make_duplicates() {
    let of = |retention: &str| {
        let ledger = baseline(&[retention]);
        (measured(&ledger).ended[Traffic::Eligible as usize][End::Both as usize], eligible(&ledger))
    };
    let (long, all) = of("sites.beijing.relay.retention=3 h");
    let (short, _) = of("sites.beijing.relay.retention=1 s");
    println!("twice, of {all}: {long} where copies are kept for 3 h, {short} for 1 s");
    assert!(long > 20 && long > short);
}

/// A pass proves: icons stay blue while a black hole hides that a handset is gone.
#[test]
fn black_holes_make_false_blue_icons() {
    let of = |share_of_holes: &str| {
        let ledger =
            baseline(&[share_of_holes, "workload.opens_per_day=30", "connectivity.black_hole_stay=fixed(10 min)"]);
        let [offline, online] = ledger.presence.icons[1];
        share(offline, offline + online)
    };
    let (many, none) = (of("connectivity.black_hole=0.8"), of("connectivity.black_hole=0"));
    println!("blue icons that are wrong: {many:.4} with black holes, {none:.4} without");
    assert!(many > none);
}

/// A pass proves: nobody pays for activation but who starts afresh, and each SMS costs the price.
#[test]
fn resets_cost_activations() {
    let of = |resets: &str| {
        let settings = [
            resets,
            "population.joins_per_month=0",
            "population.opted_out=0",
            "population.replacements_per_month=0",
            "population.sim_swaps_per_month=0",
            "population.sim_removals_per_month=0",
            "countries.AA.roaming=0",
            "population.handsets=60",
            "population.represents=60",
            "study.warm_up=0 s",
            "countries.AA.lines=60000",
            "countries.BB.lines=60000",
            "study.duration=20 days",
            "workload.sent_per_day=fixed(1)",
        ];
        let scenario = study(&small("small"), &settings).arms.remove(0).into_scenario();
        let ledger = finish(&scenario, 4, 0, &Options::default()).ledger;
        let paid = |country: usize| {
            (0..ledger.costs.days()).map(|day| ledger.costs.bill(day, country).activation.0).sum::<i64>()
        };
        (ledger.presence.activations.sms, paid(0), paid(1))
    };
    assert_eq!(of("population.resets_per_month=0"), (0, 0, 0));
    let (messages, a, b) = of("population.resets_per_month=1");
    println!("{messages} activation SMS cost {a} and {b} millionths");
    // 0.50 AAA in one country, 1 BBB in the other.
    assert!(messages > 10 && a % 500_000 == 0 && b % 1_000_000 == 0);
    assert_eq!(messages.cast_signed(), a / 500_000 + b / 1_000_000);
}

/// A pass proves: most numbers that reach the operator belong to people who never used the service.
#[test]
fn most_looked_up_numbers_are_of_non_users() {
    let scenario = study(&shipped("baseline"), &["population.handsets=600", "study.duration=4 days"])
        .arms
        .remove(0)
        .into_scenario();
    let ledger = finish(&scenario, 4, 0, &Options::default()).ledger;
    let of = |whose: Whose| -> u64 {
        ledger
            .exposure
            .measured(|hop, sort| sort.identifier == Identifier::Msisdn && hop == Hop::Operator && sort.whose == whose)
    };
    let (non_users, users, off) = (of(Whose::NonUser), of(Whose::User), of(Whose::SwitchedOff));
    let [owners, others] = ledger.exposure.owners_and_others();
    let seen = |sight| ledger.exposure.seen_at(ledger.exposure.seats().filter(|s| s.hop() == Hop::Operator), sight);
    let people = seen(Sight::Of(Identifier::Msisdn)).count(&others);
    let owners = seen(Sight::Known).count(&owners);
    println!("numbers seen by the operator: {non_users} of non-users, {users} of users, {off} of owners who are off");
    println!("different people: {people} non-users, {owners} owners");
    assert!(non_users > 3 * (users + off) && people > 3 * owners);
}

/// Connections set up in each hour, in the arms of a study.
fn connects(name: &str, more: &[&str]) -> Vec<Vec<u64>> {
    let settings: Vec<&str> = ["population.handsets=800", "ledger.load_step=1 h"].iter().chain(more).copied().collect();
    let arms = study(&shipped(name), &settings).arms;
    let of =
        |scenario| finish(scenario, 4, 0, &Options::default()).ledger.load.row(0).iter().map(|h| h.connects).collect();
    arms.iter().map(|arm| of(arm.scenario())).collect()
}

/// A pass proves: when a partition heals, its handsets come back all at once.
#[test]
fn a_healed_partition_shows_a_reconnect_storm() {
    let arms = connects("partition", &["countries.CN.share=0.10", "countries.IN.share=0.60"]);
    let [whole, cut] = &arms[..] else { panic!("two arms") };
    // 20:00 to 23:00 of the second day.
    println!("connects an hour from 19:00: whole {:?}, cut {:?}", &whole[43..49], &cut[43..49]);
    assert!(cut[46] < whole[46] && cut[47] > 2 * cut[46] && 2 * cut[47] > 3 * whole[47]);
}

/// A pass proves: when nodes crash, their handsets connect again at once, to the others.
#[test]
fn a_node_outage_shows_a_reconnect_storm() {
    let arms = connects(
        "fleet-outage",
        &["timeline.nodes-down.node_outage.nodes=300", "sites.beijing.relay.connections=10_000_000"],
    );
    let [whole, down] = &arms[..] else { panic!("two arms") };
    println!("connects an hour from 19:00: whole {:?}, down {:?}", &whole[43..47], &down[43..47]);
    assert_eq!(whole[..44], down[..44]);
    assert!(down[44] > whole[44] + 300, "three quarters of 800 handsets, of which four fifths had a connection");
}

/// A pass proves: a flash crowd overloads the message centres, which then refuse messages.
#[test]
fn a_flash_crowd_overloads_the_message_centres() {
    let arms = study(&shipped("flash-crowd"), &["population.handsets=600"]).arms;
    let failed: Vec<(u64, u64)> = arms
        .iter()
        .map(|arm| {
            let ledger = finish(arm.scenario(), 4, 0, &Options::default()).ledger;
            (measured(&ledger).ended_total(End::Failed), measured(&ledger).composed_total())
        })
        .collect();
    let [usual, eve] = failed[..] else { panic!("two arms") };
    println!("refused, of composed: usually {usual:?}, on the eve {eve:?}");
    assert!(eve.1 > usual.1 && eve.0 > 20 && eve.0 > 10 * usual.0);
}
