//! Nothing gets lost: messages, jobs, money and connections add up in every world.

use crate::worlds::{SMALL, finish, shipped, study, tiny_trace, world};
use cloudmsg::analysis::measure;
use cloudmsg::experiment::{self, Options};
use cloudmsg::ledger::{End, Ledger, Tally, Traffic};
use cloudmsg::model::Finished;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// Sums that must hold in any ledger, beyond what the audit of a run looks at.
fn adds_up(ledger: &Ledger, handsets: u32) {
    let deliveries = &ledger.deliveries;
    for (phase, tally) in deliveries.phases.iter().enumerate() {
        for &traffic in Traffic::ALL {
            let ended: u64 = tally.ended[traffic as usize].iter().sum();
            let composed = tally.composed[traffic as usize];
            assert!(ended <= composed, "phase {phase}, {traffic:?}: {ended} ends of {composed} messages");
        }
        let fallbacks: u64 = tally.fallback.iter().sum();
        assert!(fallbacks <= tally.composed[Traffic::Eligible as usize], "phase {phase}: a message falls back once");
        assert!(tally.first[1] <= tally.first[0] && tally.first[0] <= tally.composed[0], "phase {phase}");
    }
    for &traffic in Traffic::ALL {
        let by_phase: u64 = deliveries.phases.iter().map(|p| p.composed[traffic as usize]).sum();
        let by_day: u64 = deliveries.days.iter().map(|d| d.composed[traffic as usize]).sum();
        assert_eq!(by_phase, by_day, "{traffic:?}: days and phases count the same messages");
    }
    let both = |of: &dyn Fn(&Tally) -> u64| deliveries.phases.iter().map(of).sum::<u64>();
    let by_ip = both(&|p| p.ended[0][End::Ip as usize] + p.ended[1][End::Ip as usize]);
    let bills = || (0..ledger.costs.days()).flat_map(|d| (0..ledger.costs.countries()).map(move |c| (d, c)));
    let saved: u64 = bills().map(|(d, c)| ledger.costs.bill(d, c).sms_saved).sum();
    assert!(saved <= by_ip, "{saved} SMS saved by {by_ip} messages over the service");
    for (day, country) in bills() {
        let bill = ledger.costs.bill(day, country);
        assert!(bill.paid_direct <= bill.paid && bill.paid.0 >= 0 && bill.avoided.0 >= 0, "{bill:?}");
    }
    for (row, stations) in ledger.load.totals.iter().enumerate() {
        let arrivals: u64 = ledger.load.row(row).iter().map(|h| h.arrivals).sum();
        let accepted: u64 = stations.iter().map(|s| s.accepted).sum();
        assert_eq!(arrivals, accepted, "row {row}: hours and totals count the same jobs");
        let mut open = 0;
        for hour in ledger.load.row(row) {
            open += hour.connections;
            assert!((0..=i64::from(handsets)).contains(&open), "row {row}: {open} connections of {handsets} handsets");
        }
    }
}

fn run_and_check(finished: &Finished) {
    adds_up(&finished.ledger, finished.world.layout.handsets());
}

/// A pass proves: in the small worlds everything adds up, however they are cut.
#[test]
fn small_worlds_conserve() {
    for name in SMALL {
        let (scenario, seed) = world(name, &[]);
        for shards in [1, 3] {
            for seed in [seed, seed + 1, seed + 2] {
                run_and_check(&finish(&scenario, seed, 0, &Options { shards: Some(shards), ..Options::default() }));
            }
        }
    }
}

/// A pass proves: in every shipped scenario, cut short, everything adds up in every arm, and every figure can be measured.
#[test]
fn shipped_scenarios_conserve() {
    let trace = tiny_trace();
    for short in crate::worlds::shortened(&trace) {
        let study = study(&shipped(short.name), &short.settings());
        let options = Options { threads: 2, ..Options::default() };
        for record in experiment::run(&study, &options, &|_| {}) {
            adds_up(&record.ledger, record.facts.handsets as u32);
            let messages: u64 = record.ledger.deliveries.phases.iter().map(Tally::composed_total).sum();
            assert!(messages > 0, "{}, arm {}: nobody wrote", short.name, record.arm);
            assert!(!measure(&record).is_empty());
        }
    }
}

/// Extreme settings, each taken or not.
const EXTREMES: [&[&str]; 38] = [
    &["sites.north.relay.retention=1 s", "sites.south.relay.retention=1 s"],
    &["client.delivery_timer=1 s"],
    &["client.delivery_timer=3 h"],
    &["sites.north.relay.shed=1 us", "sites.north.lookup.shed=1 us", "sites.north.presence.shed=1 us"],
    &["smsc.queue=100 ms"],
    &["sites.north.relay.connections=1"],
    &["client.ping=30 s"],
    &["client.ping=20 min", "client.server_timeout=2 s"],
    &["countries.AA.carriers.one.nat=fixed(1 s)", "countries.BB.carriers.three.nat=fixed(1 s)"],
    &["connectivity.black_hole=0.5"],
    &["connectivity.access.wifi.loss=0.5", "connectivity.access.3g.loss=0.5"],
    &["connectivity.retransmit=20 s", "connectivity.retransmit_limit=10"],
    &["smsc.loss=0.5", "smsc.reachable=0.01"],
    &["smsc.validity=1 s"],
    &["connectivity.on=fixed(10 s)", "connectivity.off=fixed(10 s)", "connectivity.unreachable=1.0"],
    &["client.ack_delay=fixed(70 s)"],
    &["client.fallback=false"],
    &["population.replacements_per_month=1", "population.sim_swaps_per_month=1", "population.leaves_per_month=1"],
    &["population.opt_in=1", "population.opt_in_after=exp(10 min)", "countries.AA.dual_sim=1"],
    &["activation.other_failure=0.5", "activation.once_per_sim=true"],
    &["activation.sms_loss=0.9", "activation.sms_delay=exp(1 h)", "activation.form=downlink-first"],
    &["countermeasures.disabled_app=0.5", "countermeasures.disabled_still_connects=true"],
    &["population.homophily=1000", "workload.turns=fixed(60)", "workload.think=fixed(1 s)"],
    &["countermeasures.firewall=0.4"],
    &[
        "countries.AA.national_form=1",
        "countries.BB.national_form=1",
        "countries.AA.number_digits=1",
        "countries.BB.number_digits=1",
        "countries.AA.lines=9",
        "countries.BB.lines=5",
        "sites.north.default_country=BB",
        "population.homophily=1e6",
    ],
    &["client.book={ every = \"5 min\", names = true }", "client.cache_entries=5"],
    &["client.forwards_sms=true", "client.lookup_on=[\"receive\"]"],
    &[
        "micloud={ share = 1.0, devices = 2, interval = \"20 min\", contacts = { consent = 1.0, bytes = \"fixed(9)\" } }",
    ],
    &[
        "micloud={ share = 0.7, interval = \"1 h\", wifi_only = false, photos = { consent = 1.0, a_day = \"exp(500)\", \
         bytes = \"exp(1e6)\" }, contacts = { consent = 0.5, bytes = \"fixed(9)\" } }",
        "timeline.purge.at=+4 h",
        "timeline.purge.deletion={ what = [\"backups\", \"accounts-off\"] }",
    ],
    &["content={ poll = \"1 min\", bytes = 5000, identified = true }"],
    &["holdings={ lookup_log = \"1 h\", accounts = \"1 h\" }"],
    &[
        "holdings={ lookup_log = \"for good\", accounts = \"2 h\" }",
        "timeline.forget.at=+5 h",
        "timeline.forget.deletion={ what = [\"lookup-log\", \"accounts-off\"] }",
    ],
    &["service.run_by=carriers"],
    &["client.numbers=bucket", "client.bucket_bits=3"],
    &[
        "timeline.blind={ at = \"+50 min\", ota = { default = \"on\", numbers = \"blind\", uptake = \"steps(0 h: 0.5)\" } }",
        "client.private_lookup={ bytes = 9000, server_time = \"300 ms\" }",
    ],
    &[
        "timeline.ban-here={ at = \"+100 min\", duration = \"2 h\", ban = { country = \"AA\" } }",
        "timeline.ban-there={ at = \"+130 min\", duration = \"4 h\", ban = { country = \"BB\" } }",
        "timeline.errors={ at = \"+110 min\", duration = \"3 h\", account_outage = { site = \"south\" } }",
    ],
    &["client.route=registered", "client.fallback=true", "client.book={ every = \"7 min\" }"],
    &["ledger.people=4", "ledger.owners=2"],
];

/// Interventions of the storm: the minutes in which each may begin.
const MOMENTS: [(&str, std::ops::Range<u32>); 13] = [
    ("update", 0..200),
    ("names", 0..500),
    ("both-ways", 0..240),
    ("one-way", 300..500),
    ("move-out", 0..250),
    ("back", 251..590),
    ("site", 0..500),
    ("nodes", 0..240),
    ("all-nodes", 300..500),
    ("crowd", 0..500),
    ("second-update", 200..590),
    ("accounts", 0..500),
    ("sale", 0..500),
];

/// Settings of one strange world: some extremes, some interventions, each at a minute of its own.
fn strange() -> impl Strategy<Value = (u64, Vec<String>)> {
    let extremes = proptest::sample::subsequence(EXTREMES.to_vec(), 0..=8);
    let moments: Vec<_> =
        MOMENTS.iter().map(|(name, minutes)| (Just(*name), minutes.clone(), any::<bool>(), any::<bool>())).collect();
    (0..1_000_000u64, extremes, moments).prop_map(|(seed, extremes, moments)| {
        let mut settings: Vec<String> = extremes.into_iter().flatten().map(|&setting| setting.to_owned()).collect();
        for (name, minute, late, enabled) in moments {
            let at = format!("2014-08-04T{:02}:{:02}:00.00000{}Z", minute / 60, minute % 60, u8::from(late));
            settings.push(format!("timeline.{name}.at={at}"));
            settings.push(format!("timeline.{name}.enabled={enabled}"));
        }
        (seed, settings)
    })
}

/// Twenty cases, or as many as `PROPTEST_CASES` says.
fn cases() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(cases())]

    /// A pass proves: worlds with absurd settings end, conserve, and are the same on one shard and on three.
    #[test]
    fn strange_worlds_end_and_conserve((seed, settings) in strange()) {
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let (scenario, _) = world("storm", &settings);
        let run = |shards| finish(&scenario, seed, 0, &Options { shards: Some(shards), ..Options::default() });
        let (one, three) = (run(1), run(3));
        run_and_check(&one);
        prop_assert_eq!((one.fingerprint, one.events), (three.fingerprint, three.events));
        prop_assert!(one.ledger == three.ledger);
    }

    /// A pass proves: the same of absurd scripts.
    #[test]
    fn strange_scripts_end_and_conserve((seed, settings) in strange_script()) {
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let (scenario, _) = world("script", &settings);
        let run = |shards| finish(&scenario, seed, 0, &Options { shards: Some(shards), ..Options::default() });
        let (one, three) = (run(1), run(3));
        run_and_check(&one);
        prop_assert_eq!((one.fingerprint, one.events), (three.fingerprint, three.events));
        prop_assert!(one.ledger == three.ledger);
    }
}

/// Settings of one strange script: who starts how, and up to a dozen deeds of three owners at minutes that often coincide.
fn strange_script() -> impl Strategy<Value = (u64, Vec<String>)> {
    const WHO: [&str; 3] = ["ana", "bob", "dan"];
    const DEEDS: [&str; 8] = ["write", "open", "create-contact", "receive", "enable", "disable", "reset", "log-in"];
    let action =
        (0..DEEDS.len(), 0..WHO.len(), 0..2usize, 4..47u32, 1..5u32).prop_map(|(deed, who, whom, tens, turns)| {
            let others: Vec<&str> = WHO.into_iter().filter(|other| *other != WHO[who]).collect();
            let whom = if DEEDS[deed] == "receive" || turns == 1 { "cat" } else { others[whom] };
            let whom = if deed < 4 { format!(", whom = '{whom}'") } else { String::new() };
            let converses = matches!(DEEDS[deed], "write" | "receive");
            let turns = if converses { format!(", turns = {turns}") } else { String::new() };
            format!("{{ at = '+{} min', who = '{}', does = '{}'{whom}{turns} }}", tens * 10, WHO[who], DEEDS[deed])
        });
    let of_generator = |setting: &&str| !setting.starts_with("timeline.update") && !setting.contains("homophily");
    let fits: Vec<&[&str]> = EXTREMES.into_iter().filter(|settings| settings.iter().all(of_generator)).collect();
    let extremes = proptest::sample::subsequence(fits, 0..=8);
    let access = proptest::sample::select(vec!["none", "3g", "wifi"]);
    (0..1_000_000u64, extremes, proptest::collection::vec(action, 0..12), access).prop_map(
        |(seed, extremes, actions, access)| {
            // What a script says anyway: a login needs to know how logins travel.
            let mut settings = vec!["micloud.share=0".to_owned(), format!("script.people.dan.access={access}")];
            settings.extend(extremes.into_iter().flatten().map(|&setting| setting.to_owned()));
            settings.push(format!("script.actions=[{}]", actions.join(", ")));
            (seed, settings)
        },
    )
}

/// A pass proves: worlds that once broke still hold.
#[test]
fn seeds_of_past_faults_conserve() {
    let fast = ["connectivity.on=fixed(10 s)", "connectivity.off=fixed(10 s)", "connectivity.unreachable=1.0"];
    let slow = [
        "connectivity.access.wifi.loss=0.5",
        "connectivity.access.3g.loss=0.5",
        "connectivity.retransmit=20 s",
        "connectivity.retransmit_limit=10",
    ];
    // An SMS expired in another phase than it was composed in; a cloud copy arrived after its end had been noted.
    let faults: [(u64, &[&str]); 2] = [(433_832, &fast), (676_484, &slow)];
    for (seed, settings) in faults {
        let mut settings = settings.to_vec();
        let off: Vec<String> = MOMENTS.iter().map(|(name, _)| format!("timeline.{name}.enabled=false")).collect();
        settings.extend(off.iter().map(String::as_str));
        let (scenario, _) = world("storm", &settings);
        run_and_check(&finish(&scenario, seed, 0, &Options::default()));
    }
}
