//! Parts of the ecosystem that can be solved by hand, in a world bare enough for it.
//!
//! Each row says what it sets, what theory says then, and how the figure is read from the ledger of a run.

use super::{REPLICATIONS, Reading, exactly, study};
use crate::analysis::{Check, Claim};
use crate::ledger::{Cause, End, Ledger, Path, Traffic};
use crate::world::{Alphabet, segments_of};

/// The world in which everything that is not asked about is out of the way.
const BARE: &str = include_str!("../../../scenarios/verify/bare.toml");

/// One part of the ecosystem.
pub(super) struct Row {
    /// What is set, once for each variant whose figures are combined.
    settings: &'static [&'static [&'static str]],
    /// What theory says, figure by figure.
    pub(super) claims: fn() -> Vec<Claim>,
    /// The figures of a run, in the order of the claims.
    pub(super) measure: fn(&Ledger) -> Vec<f64>,
}

/// The `n`-th claim of a row against every replication; of two variants the second less the first.
pub(super) fn check(claim: Claim, n: usize, variants: &[&[Vec<f64>]]) -> Check {
    let observed: Vec<f64> = match variants {
        [less, more] => less.iter().zip(*more).map(|(less, more)| more[n] - less[n]).collect(),
        [..] => variants.iter().flat_map(|runs| runs.iter().map(|run| run[n])).collect(),
    };
    Check::of(claim, &observed)
}

/// The rows, ready to run.
pub(super) fn rows(seed: u64) -> Vec<super::Row> {
    let one = |row: &'static Row| super::Row {
        studies: row.settings.iter().map(|settings| of_settings(settings, seed)).collect(),
        read: Reading::Domain(row),
    };
    [&STORE_AND_FORWARD, &FALLBACK_RACE, &RETRIES, &KEEP_ALIVES].into_iter().map(one).collect()
}

fn of_settings(settings: &[&str], seed: u64) -> crate::scenario::Study {
    let own = [format!("study.seed={seed}"), format!("study.replications={REPLICATIONS}")];
    let settings: Vec<String> = own.into_iter().chain(settings.iter().map(|s| (*s).to_owned())).collect();
    study("bare", BARE, &settings)
}

/// A message finds its receiver online, and waits for them otherwise, as an alternating renewal process says.
const STORE_AND_FORWARD: Row = Row {
    // The sender's timer never runs out, so that a friend seen online once counts as online ever after, and what a message
    // meets depends on the receiver's spells alone.
    settings: &[&[
        "connectivity.on=exp(300 s)",
        "connectivity.off=exp(60 s)",
        "client.fallback=false",
        "client.delivery_timer=60 days",
        "client.server_timeout=10 min",
        "client.ping=10 min",
    ]],
    claims: || {
        let subject = "Store and forward: on 300 s, off 60 s, both exponential";
        let offline = 60.0 / 360.0;
        vec![
            exactly(subject, "receiver online", "share", "on / (on + off)", 1.0 - offline),
            exactly(subject, "mean delay", "s", "offline × mean off", offline * 60.0),
            exactly(subject, "delay over 60 s", "share", "offline × exp(-60 s / off)", offline * libm::exp(-1.0)),
        ]
    },
    measure: |ledger| {
        let waits = &ledger.deliveries.latency[Path::Ip as usize];
        let longer = |micros: u64| waits.count_between(micros, u64::MAX) as f64 / waits.len() as f64;
        vec![1.0 - longer(100_000), waits.mean() / 1e6, longer(60_000_000)]
    },
};

/// A message falls back exactly where the acknowledgement loses the race against the timer.
const FALLBACK_RACE: Row = Row {
    settings: &[&[
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
    ]],
    claims: || {
        let subject = "Fallback race: acknowledgement Exp(2 s) against a timer of 10 s";
        vec![exactly(subject, "falls back", "share", "exp(-10 s / 2 s)", libm::exp(-5.0))]
    },
    measure: |ledger| {
        let tally = &ledger.deliveries.phases[1];
        let timer = tally.fallback[Cause::Timer as usize];
        let others = tally.fallback.iter().sum::<u64>() - timer;
        vec![timer as f64 / (tally.composed[Traffic::Eligible as usize] - others) as f64]
    },
};

/// Seconds after submission at which a message centre tries: base 5 s, doubled, at most 300 s apart, for 900 s.
const TRIES_S: [u64; 8] = [0, 5, 15, 35, 75, 155, 315, 615];

/// A message centre tries when and as often as its ladder says.
const RETRIES: Row = Row {
    settings: &[&[
        "study.duration=4 days",
        "population.homophily=0.000001",
        "countries.AA.lines=1000",
        "smsc.reachable=0.2",
        "smsc.retries=[\"fixed(5 s)\"]",
        "smsc.retry_cap=300 s",
        "smsc.validity=900 s",
    ]],
    claims: || {
        let subject = "Retries: .2 a try, 5 s doubled to 300 s, for 900 s";
        let delivered = 1.0 - libm::pow(0.8, TRIES_S.len() as f64);
        vec![
            exactly(subject, "delivered", "share", "1 - .8^8", delivered),
            exactly(subject, "attempts", "tries", "(1 - .8^8) / .2", delivered / 0.2),
        ]
    },
    measure: |ledger| {
        let phase = &ledger.deliveries.phases[1];
        let ended = &phase.ended[Traffic::Outbound as usize];
        let (sms, expired) = (ended[End::Sms as usize], ended[End::Expired as usize]);
        // Which try succeeded shows in how late the message came.
        let mut tries = TRIES_S.len() as u64 * expired;
        for path in [Path::OnNet, Path::OffNet] {
            let latency = &ledger.deliveries.latency[path as usize];
            for (n, at) in TRIES_S.iter().enumerate() {
                tries += latency.count_between(at * 995_000, at * 1_005_000 + 500_000) * (n as u64 + 1);
            }
        }
        // Inbound SMS take the same paths, and reach handsets that are nearly always covered at the first try.
        let inbound = phase.ended[Traffic::Inbound as usize][End::Sms as usize];
        let all = (sms + expired) as f64;
        vec![sms as f64 / all, (tries - inbound) as f64 / all]
    },
};

/// Clients that are always on send a keep-alive a period each: three days more bring exactly so many more.
const KEEP_ALIVES: Row = Row {
    settings: &[
        &[
            "study.duration=2 days",
            "connectivity.on=fixed(29 days)",
            "connectivity.off=fixed(1 ms)",
            "client.ping=300 s",
        ],
        &[
            "study.duration=5 days",
            "connectivity.on=fixed(29 days)",
            "connectivity.off=fixed(1 ms)",
            "client.ping=300 s",
        ],
    ],
    claims: || {
        let subject = "Keep-alives: 20 clients, every 300 s, for three days";
        vec![exactly(subject, "keep-alives", "messages", "clients × time / period", f64::from(20 * 3 * 86_400 / 300))]
    },
    measure: |ledger| vec![ledger.presence.keepalives as f64],
};

/// Texts at the edges of what a segment holds are cut as 3GPP TS 23.038 and 23.040 say.
pub(super) fn texts() -> Vec<Check> {
    let plain = |letter: &str, n: usize, rest: &str| letter.repeat(n) + rest;
    let edges: [(&str, String, Alphabet, u32); 12] = [
        ("160 septets", plain("a", 160, ""), Alphabet::Gsm7, 1),
        ("161 septets", plain("a", 161, ""), Alphabet::Gsm7, 2),
        ("306 septets", plain("a", 306, ""), Alphabet::Gsm7, 2),
        ("307 septets", plain("a", 307, ""), Alphabet::Gsm7, 3),
        ("158 septets and €", plain("a", 158, "€"), Alphabet::Gsm7, 1),
        ("159 septets and €", plain("a", 159, "€"), Alphabet::Gsm7, 2),
        ("70 units of UCS-2", plain("好", 70, ""), Alphabet::Ucs2, 1),
        ("71 units of UCS-2", plain("好", 71, ""), Alphabet::Ucs2, 2),
        ("134 units of UCS-2", plain("好", 134, ""), Alphabet::Ucs2, 2),
        ("135 units of UCS-2", plain("好", 135, ""), Alphabet::Ucs2, 3),
        ("68 units and an emoji", plain("好", 68, "😀"), Alphabet::Ucs2, 1),
        ("66 units, an emoji, 66", plain("好", 66, "😀") + &plain("好", 66, ""), Alphabet::Ucs2, 3),
    ];
    let check = |(name, text, alphabet, exact): (&str, String, Alphabet, u32)| {
        let (found, segments) = segments_of(&text);
        let observed = if found == alphabet { f64::from(segments) } else { 0.0 };
        let claim = exactly("Segments of an SMS", name, "segments", "3GPP TS 23.038, 23.040", exact.into());
        Check::of(claim, &[observed, observed])
    };
    edges.into_iter().map(check).collect()
}
