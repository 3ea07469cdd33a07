//! A ledger made by hand: every figure here was worked out on paper.

use super::*;
use crate::ledger::{
    Audit, Cause, Consent, Days, Edge, End, ExposureShape, Form, Identifier, Item, Kept, Ledger, Parcel, Path,
    Protection, Readers, Sample, Seat, Seats, Shape, Sort, Traffic, Whose,
};
use crate::units::{Currency, Duration, Instant, Micros};

const CNY: Currency = Currency(*b"CNY");

/// One day of warm-up, two measured days; each of the 10 handsets stands for 100.
fn facts() -> Facts {
    let country =
        |code: &str, currency, exchange| CountryFacts { code: code.into(), currency, exchange, data_price_mib: 0.5 };
    let station =
        |name: &str, kind, servers| StationFacts { name: name.into(), kind, servers, rate: 1.0, groups: servers };
    Facts {
        handsets: 10,
        represents: 1_000,
        start_unix_s: 1_406_476_800,
        utc_offset_s: 28_800,
        duration: Duration::DAY * 3,
        warm_up: Duration::DAY,
        load_step: Duration::HOUR,
        countries: vec![country("CN", CNY, 1.0), country("IN", Currency(*b"INR"), 0.1)],
        stations: vec![station("beijing/relay", StationKind::Relay, 2), station("CN/smsc", StationKind::Smsc, 1)],
        nonusers_in_phonebooks: 8.0,
        places: vec!["CN".into()],
        carriers: Vec::new(),
        sites: vec![PlacedFacts { name: "beijing".into(), place: 0 }],
        nonusers: 20,
        reference_currency: CNY,
        textbook: Vec::new(),
    }
}

fn empty(facts: &Facts) -> Ledger {
    Ledger::new(&Shape {
        days: Days { warm_up: Instant::START + facts.warm_up, end: Instant::START + facts.duration },
        countries: 2,
        load_step: Duration::HOUR,
        stations: 2,
        outsiders: 20,
        handsets: 10,
        exposure: true,
        exposed: ExposureShape {
            seats: Seats { places: 1, carriers: 0, sites: 1 },
            readers: Readers { undoes_hash: true, undoes_salted: true },
            people: Sample::ALL,
            edges: Sample::ALL,
        },
        kept: Kept::default(),
        composed: false,
        fates: false,
    })
}

fn at(hours: u64) -> Instant {
    Instant::START + Duration::HOUR * hours
}

/// Eight eligible messages on the first measured day: five by IP, one by SMS, one twice, one on its way; two outbound.
fn messages(ledger: &mut Ledger) {
    let d = &mut ledger.deliveries;
    d.composed(at(1), Traffic::Eligible);
    for _ in 0..8 {
        d.composed(at(30), Traffic::Eligible);
    }
    for latency_s in [1, 1, 1, 2, 2] {
        d.ended(at(30), Traffic::Eligible, End::Ip);
        d.arrived(at(30), Path::Ip, Duration::from_secs(latency_s));
    }
    d.fell_back(at(30), Cause::SenderOffline);
    d.ended(at(30), Traffic::Eligible, End::Sms);
    d.arrived(at(30), Path::OnNet, Duration::from_secs(8));
    d.fell_back(at(30), Cause::Timer);
    d.ended(at(30), Traffic::Eligible, End::Both);
    d.arrived(at(30), Path::AfterFallback, Duration::from_secs(310));
    for by_sms in [true, false, false, false] {
        d.first_message(at(30), by_sms);
    }
    for end in [End::Sms, End::Expired] {
        d.composed(at(60), Traffic::Outbound);
        d.ended(at(60), Traffic::Outbound, end);
    }
}

fn bills(ledger: &mut Ledger) {
    ledger.costs.bill_mut(at(1), 0).paid = Micros(99_000_000);
    let china = ledger.costs.bill_mut(at(30), 0);
    china.paid = Micros(300_000);
    china.paid_direct = Micros(100_000);
    china.avoided = Micros(500_000);
    china.activation = Micros(100_000);
    china.data_bytes = 1 << 18;
    china.sms_saved = 5;
    ledger.costs.bill_mut(at(60), 1).paid = Micros(2_000_000);
}

fn crossings(ledger: &mut Ledger) {
    let handsets = 10;
    let mut cross = |hours, seat, whose, protected, people: &[u32]| {
        for &person in people {
            let consent = if whose == Whose::NonUser { Consent::Never } else { Consent::DefaultOn };
            let sort = Sort { identifier: Identifier::Msisdn, whose, consent, protected };
            let person = if whose == Whose::NonUser { handsets + person } else { person };
            let items = [Item { sort, person: Some(person), count: 1 }];
            let edge = (whose != Whose::Own).then_some(Edge { owner: 1, slot: person, kept: true });
            ledger.exposure.carry(
                at(hours),
                seat,
                &Parcel { form: Form::Lookup, bytes: 100, items: &items, edge, message: None },
            );
        }
    };
    let (wifi, operator) = (Seat::Wifi(0), Seat::Operator(0));
    cross(30, wifi, Whose::NonUser, Protection::Clear, &[3; 6]);
    cross(30, wifi, Whose::NonUser, Protection::Tls, &[4; 2]);
    cross(1, operator, Whose::NonUser, Protection::Clear, &[6]);
    cross(30, operator, Whose::NonUser, Protection::Clear, &[3, 4, 3, 4, 3]);
    cross(60, operator, Whose::NonUser, Protection::Clear, &[5]);
    cross(30, operator, Whose::NonUser, Protection::Blind, &[7; 2]);
    cross(30, operator, Whose::User, Protection::Clear, &[9; 4]);
    cross(30, operator, Whose::Own, Protection::Clear, &[1]);
}

fn load(ledger: &mut Ledger) {
    ledger.load.step_mut(0, at(1)).connections = 7;
    let relay = ledger.load.step_mut(0, at(30));
    relay.arrivals = 4;
    relay.shed = 1;
    relay.work = 3_600_000_000;
    relay.wait = 6_000_000;
    relay.wait_max = 3_000_000;
    relay.connections = 3;
    ledger.presence.icons = [[3, 1], [1, 4]];
    ledger.presence.lookups = 3;
    ledger.presence.cache_hits = 1;
}

fn run(arm: &str, replication: u32) -> RunRecord {
    let facts = facts();
    let mut ledger = empty(&facts);
    messages(&mut ledger);
    bills(&mut ledger);
    crossings(&mut ledger);
    load(&mut ledger);
    RunRecord {
        arm: arm.into(),
        replication,
        fingerprint: 1,
        events: 10,
        peak_bytes: 0,
        wall_s: 0.0,
        ledger,
        facts,
        audit: Audit::default(),
    }
}

fn close(value: Option<f64>, paper: f64, tolerance: f64) -> bool {
    value.is_some_and(|x| (x - paper).abs() <= tolerance * paper.abs().max(1e-12))
}

#[test]
fn figures_agree_with_paper() {
    let paper = [
        ("messages.composed", 1_000.0),
        ("messages.eligible", 800.0),
        ("messages.delivered.ip", 500.0),
        ("messages.delivered.sms", 200.0),
        ("messages.delivered.both", 100.0),
        ("messages.expired", 100.0),
        ("messages.in_flight", 100.0),
        ("messages.direct.to_nonuser", 200.0),
        ("fallback.rate", 0.25),
        ("fallback.timer", 0.125),
        ("first_message.sms_rate", 0.25),
        ("duplicates.rate", 1.0 / 7.0),
        ("icon.blue_wrong", 0.2),
        ("icon.gray_wrong", 0.25),
        ("presence.cache_hit_rate", 0.25),
        // 0.3 CNY and 2 INR at a tenth, times 100.
        ("cost.paid", 50.0),
        ("cost.paid_direct", 10.0),
        ("cost.paid_fallback", 40.0),
        ("cost.avoided", 50.0),
        ("cost.activation", 10.0),
        // A quarter of a mebibyte at 0.5 CNY, times 100.
        ("cost.data", 12.5),
        ("cost.saved", 27.5),
        ("sms.saved", 500.0),
        ("exposure.crossings", 2_100.0),
        ("exposure.crossings.operator", 1_300.0),
        ("exposure.crossings.wire_clear", 600.0),
        ("exposure.nonusers.people", 300.0),
        ("exposure.nonusers.share", 0.375),
        ("exposure.nonusers.wire_people", 100.0),
        ("exposure.owners.people", 100.0),
        ("exposure.numbers_per_sms_saved", 2.0),
        ("exposure.nonuser_share", 0.6),
        // One server-hour of 2 servers times 48 hours.
        ("load.relay.utilisation", 1.0 / 96.0),
        ("load.relay.peak_utilisation", 0.5),
        ("load.relay.wait_mean", 1.5),
        ("load.relay.wait_max", 3.0),
        ("load.relay.shed", 100.0),
        ("load.relay.connections_peak", 1_000.0),
        ("load.smsc.utilisation", 0.0),
    ];
    let found = measure(&run("base", 0));
    let value = |name: &str| found.iter().find(|(m, _)| m.name == name).expect("the table has it").1;
    for (name, paper) in paper {
        assert!(close(value(name), paper, 1e-12), "{name}: {:?}, on paper {paper}", value(name));
    }
    // The histogram keeps two digits.
    for (name, paper) in [("delivery.ip.p50", 1.0), ("delivery.ip.p99", 2.0), ("delivery.sms.p50", 8.0)] {
        assert!(close(value(name), paper, 0.01), "{name}: {:?}, on paper {paper}", value(name));
    }
    for name in ["delivery.sms_off_net.p50", "load.lookup.utilisation", "load.smsc.wait_mean"] {
        assert_eq!(value(name), None, "{name} was not measured");
    }
}

/// A pass proves: a quantile of latencies is the upper edge of the histogram's bucket that holds the exact one: never sooner, and
/// at most a hundredth later.
#[test]
fn quantiles_are_never_better_than_they_were() {
    let mut run = run("base", 0);
    run.ledger.deliveries = empty(&facts()).deliveries;
    // One message each of 1 to 1,000 times 37 ms: most lie within a bucket and not at an edge.
    for n in 1..=1_000 {
        run.ledger.deliveries.arrived(at(30), Path::Ip, Duration::from_micros(n * 37_001));
    }
    let found = measure(&run);
    for (name, rank) in [("delivery.ip.p50", 500.0), ("delivery.ip.p90", 900.0), ("delivery.ip.p99", 990.0)] {
        let exact = rank * 0.037_001;
        let value = found.iter().find(|(metric, _)| metric.name == name).and_then(|(_, value)| *value);
        let value = value.expect("it was measured");
        assert!(value >= exact && value <= exact * 1.01, "{name}: {value}, exactly {exact}");
    }
}

#[test]
fn differences_are_paired_by_replication() {
    let study =
        StudyFacts { scenario: "s".into(), title: "t".into(), seed: 1, arms: vec!["before".into(), "after".into()] };
    let mut runs = Vec::new();
    for replication in 0..2 {
        runs.push(run("before", replication));
        let mut after = run("after", replication);
        for _ in 0..=replication {
            after.ledger.deliveries.composed(at(40), Traffic::Inbound);
        }
        runs.push(after);
    }
    let summarised = |runs: &[RunRecord]| {
        let tables = tables(runs);
        summarise(&study, &tables.replications, &tables.runs)
    };
    let summary = summarised(&runs);
    assert_eq!((summary.replications, summary.engine.events), (2, 40));
    let [difference] = summary.differences.as_slice() else { panic!("two arms have one difference") };
    // 100 and 200 more: mean 150, standard error 50, times 12.7062.
    let figure = &difference.metrics["messages.composed"];
    assert!(close(figure.value, 150.0, 1e-12) && close(figure.high, 150.0 + 635.31, 1e-4), "{figure:?}");
    let same = &difference.metrics["cost.paid"];
    assert_eq!((same.value, same.low, same.high), (Some(0.0), Some(0.0), Some(0.0)));
    assert_eq!(difference.metrics["delivery.sms_off_net.p50"].value, None);
    runs.reverse();
    assert_eq!(summarised(&runs), summary, "the order of the runs does not matter");
}

#[test]
fn tables_add_up() {
    let tables = tables(&[run("base", 0)]);
    let composed = tables.days.iter().filter(|row| row.quantity == "composed.eligible");
    let composed: Vec<_> = composed.map(|row| (row.day.date.as_str(), row.messages)).collect();
    assert_eq!(composed, [("2014-07-29", 800.0), ("2014-07-30", 0.0)]);
    let ip: Vec<_> = tables.delivery.iter().filter(|row| row.path == Path::Ip).collect();
    let steps: Vec<_> = ip.iter().map(|row| (row.messages, row.share_at_or_below)).collect();
    assert_eq!(steps, [(300.0, 0.6), (200.0, 1.0)]);
    assert!(ip[0].latency_upper_s > 1.0 && ip[0].latency_upper_s < 1.13);
    let rupees = tables.cost.iter().find(|row| row.country == "IN" && row.day.day == 2).expect("every day has a row");
    assert!((rupees.local.paid - 200.0).abs() < 1e-9 && (rupees.reference.paid - 20.0).abs() < 1e-9);
    let known = tables.knowledge.iter().filter(|r| r.role == Role::Operator && r.knowledge == Knowledge::NonUsers);
    let known: Vec<_> = known.map(|row| row.cumulative).collect();
    assert_eq!(known, [200.0, 300.0]);
    assert!((tables.exposure.iter().map(|row| row.crossings).sum::<f64>() - 2_100.0).abs() < 1e-9);
    let relay = tables.load.iter().find(|row| row.step == 30).expect("every measured hour has a row");
    assert_eq!((relay.step_start.as_str(), relay.connections), ("2014-07-29T06:00:00", 1_000.0));
    assert_eq!((relay.wait_mean_s, tables.load[0].wait_mean_s), (Some(1.5), None));
    assert_eq!(tables.load.len(), 2 * 48);
}

/// The interval of a quantile is that of the replications' own quantiles: latencies of all runs together have another 99th
/// percentile, and a normal formula over them would be far too narrow.
#[test]
fn the_interval_of_p99_is_over_the_replications_own() {
    let runs: Vec<RunRecord> = (0..3)
        .map(|replication| {
            let mut run = run("base", replication);
            // Replication r has a thousand messages of 10 (r + 1) seconds more, one in fifty of them ten times as late.
            for n in 0..1_000 {
                let seconds = 10 * (u64::from(replication) + 1) * if n % 50 == 0 { 10 } else { 1 };
                run.ledger.deliveries.arrived(at(30), Path::Ip, Duration::from_secs(seconds));
            }
            run
        })
        .collect();
    let tables = tables(&runs);
    let own: Vec<f64> = (0..3)
        .map(|n| {
            let of = |row: &&FigureRow| row.run.replication == n && row.metric == "delivery.ip.p99";
            tables.replications.iter().find(of).and_then(|row| row.value).expect("it was measured")
        })
        .collect();
    for (found, expected) in own.iter().zip([100.0, 200.0, 300.0]) {
        assert!((found - expected).abs() < 0.01 * expected, "{own:?}");
    }
    let study = StudyFacts { scenario: "s".into(), title: String::new(), seed: 1, arms: vec!["base".into()] };
    let summary = summarise(&study, &tables.replications, &tables.runs);
    let figure = summary.figure("base", "delivery.ip.p99").expect("it is a metric");
    // 100, 200, 300: mean 200, standard error 100 / sqrt(3), times 4.30265.
    assert!(close(figure.value, 200.0, 2.0) && close(figure.high, 200.0 + 248.4, 5.0), "{figure:?}");
}

fn finding_of(change: impl Fn(&mut Summary, &mut Tables)) -> Vec<Finding> {
    let runs: Vec<RunRecord> = (0..2).map(|replication| run("base", replication)).collect();
    let mut tables = tables(&runs);
    let study = StudyFacts { scenario: "s".into(), title: String::new(), seed: 1, arms: vec!["base".into()] };
    let mut summary = summarise(&study, &tables.replications, &tables.runs);
    change(&mut summary, &mut tables);
    findings(&summary, &tables, &["base".to_owned()])
}

#[test]
fn what_a_planner_should_know_is_found() {
    // Ten simulated messages, and nothing is loaded.
    let few = |found: &[Finding]| {
        found.iter().any(|one| matches!(one, Finding::FewMeasured { measured, .. } if *measured < 100.0))
    };
    assert!(few(&finding_of(|_, _| {})));
    let found = finding_of(|_, tables| {
        tables.load[0].utilisation = 1.31;
        tables.load[0].shed = 50.0;
        let other = tables.load.iter().position(|row| row.station == "CN/smsc").expect("there are two stations");
        tables.load[other].shed = 1.0;
    });
    let saturated = found.iter().find(|one| matches!(one, Finding::Saturated { .. })).expect("two stations are");
    let Finding::Saturated { station, utilisation, shed, others, .. } = saturated else {
        unreachable!("matched above")
    };
    assert_eq!((station.as_str(), *others), ("beijing/relay", 1));
    // 100 jobs of each replication are turned away anyway.
    assert!((utilisation - 1.31).abs() < 1e-12 && (shed - 125.0).abs() < 1e-9, "{utilisation} {shed}");
    let found = finding_of(|_, tables| tables.runs.iter_mut().for_each(|run| run.start_up = StartUp::TooShort));
    assert!(found.contains(&Finding::Unsettled { arm: "base".into(), runs: 2, of: 2 }));
    let found = finding_of(|_, tables| {
        tables.runs.iter_mut().for_each(|run| run.start_up = StartUp::Settled(Duration::HOUR * 30));
    });
    let short = Finding::WarmUpShort { arm: "base".into(), start_up_s: 108_000.0, warm_up_s: 86_400.0 };
    assert!(found.contains(&short), "{found:?}");
    let found =
        finding_of(|_, tables| tables.runs.iter_mut().for_each(|run| run.start_up = StartUp::Settled(Duration::DAY)));
    assert!(!found.iter().any(|one| matches!(one, Finding::WarmUpShort { .. } | Finding::Unsettled { .. })));
    assert!(finding_of(|summary, _| summary.replications = 1).contains(&Finding::Single));
}

#[test]
fn the_widest_headline_says_how_many_more_would_do() {
    let found = finding_of(|summary, tables| {
        for (row, value) in tables.replications.iter_mut().filter(|row| row.metric == "sms.saved").zip([90.0, 110.0]) {
            row.value = Some(value);
        }
        let figure = summary.arms.get_mut("base").and_then(|arm| arm.metrics.get_mut("sms.saved")).expect("a metric");
        (figure.value, figure.low, figure.high) = (Some(100.0), Some(-27.06), Some(227.06));
    });
    let Some(Finding::Wide { metric, half, replications, more, .. }) = found.last() else { panic!("{found:?}") };
    assert_eq!((metric.as_str(), *replications), ("sms.saved", 2));
    // Standard deviation 14.14: t(n - 1) * 14.14 / sqrt(n) <= 5 first at n = 33 (2.0369 * 14.142 / 5.7446 = 5.015; 34: 4.934).
    assert!((half - 1.2706).abs() < 1e-3 && *more == Some(32), "{half} {more:?}");
}
