//! Answers on paper: what the ecosystem must reproduce exactly in worlds bare enough to be solved by hand.
//!
//! A row is accepted where, over a hundred replications, the mean lies within four standard errors of the exact value and
//! the standard error is below one per cent of it: a test that cannot fail proves nothing.

use crate::worlds::{finish, small, study, world};
use cloudmsg::experiment::{self, Options};
use cloudmsg::ledger::{Cause, End, Ledger, Path, Traffic};

const REPLICATIONS: usize = 100;

/// Holds estimates, one a replication, to the exact value; prints both and the margin.
fn accept(what: &str, exact: f64, estimates: &[f64]) {
    assert!(estimates.len() >= REPLICATIONS, "{what}: {} replications", estimates.len());
    let n = estimates.len() as f64;
    let mean = estimates.iter().sum::<f64>() / n;
    let variance = estimates.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    let margin = (mean - exact).abs() / error;
    println!(
        "{what}: exact {exact}, simulated {mean:.6}, standard error {:.3} %, off by {margin:.2} of them",
        100.0 * error / exact
    );
    assert!(error < 0.01 * exact, "{what}: a standard error of {error} proves nothing about {exact}");
    assert!(margin <= 4.0, "{what}: exact {exact}, simulated {mean} +- {error}");
}

/// The ledgers of a hundred replications of a bare world.
pub(crate) fn ledgers(settings: &[&str]) -> Vec<Ledger> {
    let replications = format!("study.replications={REPLICATIONS}");
    let settings: Vec<&str> = settings.iter().copied().chain([replications.as_str()]).collect();
    let study = study(&small("bare"), &settings);
    let options = Options { threads: 2, ..Options::default() };
    experiment::run(&study, &options, &|_| {}).into_iter().map(|record| record.ledger).collect()
}

/// A pass proves: a message finds its receiver online, and waits for them otherwise, as an alternating renewal process
/// says. On 300 s, off 60 s, both exponential: online .833333; the mean delay .166667 * 60 s = 10 s; over 60 s
/// .166667 / e = .061313.
#[test]
fn store_and_forward_waits_for_a_receiver_who_comes_and_goes() {
    // The sender's timer never runs out, so that a friend seen online once counts as online ever after, and what a
    // message meets depends on the receiver's spells alone.
    let ledgers = ledgers(&[
        "connectivity.on=exp(300 s)",
        "connectivity.off=exp(60 s)",
        "client.fallback=false",
        "client.delivery_timer=60 days",
        "client.server_timeout=10 min",
        "client.ping=10 min",
    ]);
    let waits: Vec<_> = ledgers.iter().map(|l| &l.deliveries.latency[Path::Ip as usize]).collect();
    let share =
        |from: u64| move |h: &&hdrhistogram::Histogram<u64>| h.count_between(from, u64::MAX) as f64 / h.len() as f64;
    let messages: u64 = waits.iter().map(|h| h.len()).sum();
    println!("{messages} messages");
    accept("mean delay of store and forward", 10.0, &waits.iter().map(|h| h.mean() / 1e6).collect::<Vec<_>>());
    let online: Vec<f64> = waits.iter().map(|h| 1.0 - share(100_000)(h)).collect();
    accept("receiver online", 300.0 / 360.0, &online);
    let long: Vec<f64> = waits.iter().map(share(60_000_000)).collect();
    accept("delay over 60 s", (60.0 / 360.0) * libm::exp(-1.0), &long);
}

/// A pass proves: a message falls back exactly where the acknowledgement loses the race against the timer. Exponential of
/// mean 2 s against 10 s: exp(-5) = .006738.
#[test]
fn the_fallback_race_is_lost_by_slow_acknowledgements() {
    let ledgers = ledgers(&[
        "study.duration=10 days",
        "population.handsets=26",
        "population.represents=26",
        "countries.AA.lines=26",
        "connectivity.on=fixed(20 days)",
        "connectivity.off=fixed(1 s)",
        "client.ack_delay=exp(2 s)",
        "client.delivery_timer=10 s",
        // After a fallback the friend counts as offline for a second.
        "client.presence_known=1 s",
        "client.id_life=30 days",
        "smsc.validity=1 s",
        "sites.north.relay.retention=1 min",
    ]);
    let shares: Vec<f64> = ledgers
        .iter()
        .map(|ledger| {
            let tally = &ledger.deliveries.phases[1];
            let timer = tally.fallback[Cause::Timer as usize];
            let others = tally.fallback.iter().sum::<u64>() - timer;
            timer as f64 / (tally.composed[Traffic::Eligible as usize] - others) as f64
        })
        .collect();
    accept("fallback race", libm::exp(-5.0), &shares);
}

/// A pass proves: a message centre tries when and as often as its ladder says. Success .2 a try, at 0, then after 5, 10,
/// 20 ... s, at most 300 s, for 900 s: tries at 0, 5, 15, 35, 75, 155, 315, 615 s, so delivered 1 - .8^8 = .832228, with
/// 4.161139 attempts on average.
#[test]
fn retries_follow_the_ladder_until_the_message_expires() {
    let ledgers = ledgers(&[
        "study.duration=4 days",
        "population.homophily=0.000001",
        "countries.AA.lines=1000",
        "smsc.reachable=0.2",
        "smsc.retries=[\"fixed(5 s)\"]",
        "smsc.retry_cap=300 s",
        "smsc.validity=900 s",
    ]);
    let steps = [0, 5, 15, 35, 75, 155, 315, 615];
    let (mut delivered, mut attempts) = (Vec::new(), Vec::new());
    for ledger in &ledgers {
        let ended = &ledger.deliveries.phases[1].ended[Traffic::Outbound as usize];
        let (sms, expired) = (ended[End::Sms as usize], ended[End::Expired as usize]);
        delivered.push(sms as f64 / (sms + expired) as f64);
        // Which try succeeded shows in how late the message came.
        let (mut tries, mut seen) = (8 * expired, 0);
        for path in [Path::OnNet, Path::OffNet] {
            let latency = &ledger.deliveries.latency[path as usize];
            for (n, at) in steps.iter().enumerate() {
                let (from, to) = (at * 995_000, at * 1_005_000 + 500_000);
                let here = latency.count_between(from, to);
                tries += here * (n as u64 + 1);
                seen += here;
            }
        }
        // Inbound SMS take the same paths, and reach handsets that are nearly always covered at the first try.
        let inbound = ledger.deliveries.phases[1].ended[Traffic::Inbound as usize][End::Sms as usize];
        assert_eq!(seen, sms + inbound, "every delivered message came at one of the tries");
        attempts.push((tries - inbound) as f64 / (sms + expired) as f64);
    }
    accept("delivered within its life", 1.0 - libm::pow(0.8, 8.0), &delivered);
    accept("attempts", (1.0 - libm::pow(0.8, 8.0)) / 0.2, &attempts);
}

/// A pass proves: N clients that are always on send N / T keep-alives a second, to the ping: another day brings exactly
/// N * 86,400 / T more.
#[test]
fn keep_alives_are_clients_by_period() {
    let pings = |days: u64| {
        let days = format!("study.duration={days} days");
        let settings = ["connectivity.on=fixed(29 days)", "connectivity.off=fixed(1 ms)", "client.ping=300 s", &days];
        let (scenario, seed) = world("bare", &settings);
        finish(&scenario, seed, 0, &Options::default()).ledger.presence.keepalives
    };
    let (two, five) = (pings(2), pings(5));
    let exact = 20 * 3 * 86_400 / 300;
    println!("keep-alives of 20 clients every 300 s in three days: exact {exact}, simulated {}", five - two);
    assert_eq!(five - two, exact);
}
