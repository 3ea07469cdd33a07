//! A made-up but plausible study: two arms, two replications, four weeks. No simulation is behind it.

use cloudmsg::analysis::{CountryFacts, Facts, PlacedFacts, RunRecord, StationFacts, StationKind, StudyFacts};
use cloudmsg::ledger::{
    Audit, Cause, Consent, Days, End, ExposureShape, Form, Identifier, Item, Kept, Law, Ledger, Parcel, Path,
    Protection, Readers, Register, Sample, Seat, Seats, Shape, Sort, StationLoad, Store, Traffic, Whose,
};
use cloudmsg::units::{Currency, Duration, Instant, Micros};

pub(crate) fn study() -> StudyFacts {
    StudyFacts {
        scenario: "made-up".into(),
        title: "Opt-in on 10 August 2014 (made up)".into(),
        seed: 20_140_810,
        arms: vec!["before".into(), "after".into()],
    }
}

pub(crate) fn runs(days: u64) -> Vec<RunRecord> {
    let arms = ["before", "after"];
    arms.iter().flat_map(|arm| (0..2).map(move |r| record(arm, r, days))).collect()
}

fn facts(days: u64) -> Facts {
    let station =
        |name: &str, kind, servers, rate| StationFacts { name: name.into(), kind, servers, rate, groups: servers };
    let country = |code: &str, currency: &[u8; 3], exchange, data_price_mib| CountryFacts {
        code: code.into(),
        currency: Currency(*currency),
        exchange,
        data_price_mib,
    };
    Facts {
        handsets: 20_000,
        represents: 60_000_000,
        start_unix_s: 1_406_476_800,
        utc_offset_s: 28_800,
        duration: Duration::DAY * days,
        warm_up: Duration::DAY,
        load_step: Duration::HOUR,
        countries: vec![country("CN", b"CNY", 1.0, 0.3), country("IN", b"INR", 0.1, 0.25)],
        stations: vec![
            station("beijing/relay", StationKind::Relay, 8, 4_000.0),
            station("oregon/relay", StationKind::Relay, 2, 4_000.0),
            station("beijing/lookup", StationKind::Lookup, 4, 3_000.0),
            station("beijing/presence", StationKind::Presence, 4, 3_000.0),
            station("CN/mobile/smsc", StationKind::Smsc, 4, 9_000.0),
            station("CN/unicom/smsc", StationKind::Smsc, 2, 9_000.0),
            station("CN/telecom/smsc", StationKind::Smsc, 2, 9_000.0),
            station("IN/airtel/smsc", StationKind::Smsc, 2, 9_000.0),
            station("IN/vodafone/smsc", StationKind::Smsc, 2, 9_000.0),
        ],
        nonusers_in_phonebooks: 210_000.0,
        places: vec!["CN".into(), "IN".into()],
        carriers: ["mobile", "airtel"].iter().zip(0..).map(|(name, place)| placed(name, place)).collect(),
        sites: ["beijing", "singapore"].iter().zip(0..).map(|(name, place)| placed(name, place)).collect(),
        nonusers: 400_000,
        reference_currency: Currency(*b"CNY"),
        textbook: Vec::new(),
    }
}

/// A small generator, so that curves are not smooth.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About normal.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// Two laws that hold.
fn audit(days: u64) -> Audit {
    let mut audit = Audit::default();
    audit.hold(Law::Messages, || "all".to_owned(), days * 1_000, days * 1_000);
    audit.hold(Law::Fallbacks, || "all".to_owned(), days, days * 1_000);
    audit
}

fn record(arm: &str, replication: u32, days: u64) -> RunRecord {
    let facts = facts(days);
    let mut ledger = Ledger::new(&shape(&facts, true));
    let mut noise = Noise(u64::from(replication) * 7 + 1);
    for hour in 0..days * 24 {
        let at = Instant::START + Duration::HOUR * hour + Duration::MINUTE;
        let updated = if arm == "after" { uptake(hour as f64 / 24.0 - 13.5) } else { 0.0 };
        let activity = 0.15 + 0.5 + libm::sin(std::f64::consts::TAU * (hour as f64 % 24.0 - 9.0) / 24.0) / 2.0;
        let activity = activity * (1.0 + 0.1 * noise.normal());
        messages(&mut ledger, &mut noise, at, activity, updated);
        crossings(&mut ledger, &mut noise, at, activity, updated);
        loads(&mut ledger, &facts, at, activity, updated);
        ledger.holdings.store(at, Store::Queue, 3);
        ledger.holdings.remove(at + Duration::MINUTE * 2, Store::Queue, 3);
        ledger.holdings.note(at, Register::Accounts, hour as u32);
    }
    ledger.holdings.finish(Instant::START + Duration::DAY * days);
    for (totals, station) in ledger.load.totals.iter_mut().zip(&facts.stations) {
        let job = StationLoad {
            accepted: 10,
            departed: 9,
            inside: 1,
            sojourn: 1_000_000,
            area: 900_000,
            remaining: 100_000,
            most: 2,
        };
        *totals = vec![job; station.servers as usize];
    }
    RunRecord {
        arm: arm.into(),
        replication,
        fingerprint: u64::from(replication) + arm.len() as u64,
        events: 12_345_678,
        peak_bytes: 300 << 20,
        wall_s: 1.5,
        ledger,
        facts,
        audit: audit(days),
    }
}

pub(crate) fn shape(facts: &Facts, exposure: bool) -> Shape {
    Shape {
        days: Days { warm_up: Instant::START + facts.warm_up, end: Instant::START + facts.duration },
        countries: 2,
        load_step: Duration::HOUR,
        stations: facts.stations.len(),
        outsiders: facts.nonusers,
        handsets: 20_000,
        exposure,
        exposed: ExposureShape {
            seats: Seats { places: 2, carriers: 2, sites: 2 },
            readers: Readers { undoes_hash: true, undoes_salted: true },
            people: Sample::ALL,
            edges: Sample::ALL,
        },
        kept: Kept::default(),
        composed: false,
        fates: false,
    }
}

fn placed(name: &str, place: u16) -> PlacedFacts {
    PlacedFacts { name: name.into(), place }
}

fn uptake(days: f64) -> f64 {
    if days < 0.0 { 0.0 } else { 0.88 / (1.0 + libm::exp(-(days - 4.0))) }
}

fn messages(ledger: &mut Ledger, noise: &mut Noise, at: Instant, activity: f64, updated: f64) {
    let deliveries = &mut ledger.deliveries;
    let eligible = (400.0 * activity * (1.0 - 0.03 * updated)).max(0.0) as u64;
    for message in 0..eligible {
        deliveries.composed(at, Traffic::Eligible);
        let cause = match noise.next() {
            x if x < 0.14 => Some(Cause::SenderOffline),
            x if x < 0.17 => Some(Cause::ChannelDown),
            x if x < 0.30 => Some(Cause::ReceiverUnknown),
            x if x < 0.38 + 0.01 * updated => Some(Cause::ReceiverOffline),
            x if x < 0.40 + 0.01 * updated => Some(Cause::Timer),
            x if x < 0.405 + 0.01 * updated => Some(Cause::Malformed),
            _ => None,
        };
        deliveries.first_message(at, cause.is_some() || message % 5 == 0);
        let bill = ledger.costs.bill_mut(at, usize::from(message % 9 == 0));
        let (path, median, sigma, end) = match cause {
            None => (Path::Ip, 0.8, 1.0, End::Ip),
            Some(Cause::Timer) => (Path::AfterFallback, 312.0, 0.1, End::Both),
            Some(_) if message % 11 == 0 => (Path::International, 14.0, 1.1, End::Sms),
            Some(_) if message % 3 == 0 => (Path::OnNet, 5.0, 0.7, End::Sms),
            Some(_) => (Path::OffNet, 8.0, 0.9, End::Sms),
        };
        if let Some(cause) = cause {
            deliveries.fell_back(at, cause);
            bill.paid += Micros(100_000);
        } else {
            bill.avoided += Micros(100_000);
            bill.sms_saved += 1;
            bill.data_bytes += 2_500;
        }
        let latency = median * libm::exp(sigma * noise.normal());
        deliveries.arrived(at, path, Duration::from_micros((latency * 1e6) as u64));
        deliveries.ended(at, Traffic::Eligible, end);
    }
    for _ in 0..eligible * 3 {
        deliveries.composed(at, Traffic::Outbound);
        deliveries.ended(at, Traffic::Outbound, End::Sms);
        let bill = ledger.costs.bill_mut(at, 0);
        bill.paid += Micros(100_000);
        bill.paid_direct += Micros(100_000);
    }
}

fn crossings(ledger: &mut Ledger, noise: &mut Noise, at: Instant, activity: f64, updated: f64) {
    for _ in 0..(600.0 * activity).max(0.0) as u64 {
        let person = (noise.next() * noise.next() * 400_000.0) as u32;
        let whose = if noise.next() < 0.7 { Whose::NonUser } else { Whose::User };
        let secret = noise.next() < updated;
        let protected = if secret { Protection::FieldEncrypted } else { Protection::Clear };
        let consent = if whose == Whose::NonUser { Consent::Never } else { Consent::DefaultOn };
        let person = if whose == Whose::NonUser { 20_000 + person } else { person % 20_000 };
        for seat in [Seat::Wifi(0), Seat::Border(0, 1), Seat::Operator(0)] {
            let operator = seat == Seat::Operator(0);
            let hidden = operator && noise.next() <= updated * 0.3;
            let plain = if hidden { Protection::Blind } else { Protection::Clear };
            let protected = if operator { plain } else { protected };
            let sort = Sort { identifier: Identifier::Msisdn, whose, consent, protected };
            let items = [Item { sort, person: Some(person), count: 1 }];
            ledger.exposure.carry(
                at,
                seat,
                &Parcel { form: Form::Lookup, bytes: 180, items: &items, edge: None, message: None },
            );
        }
        ledger.presence.count(at, 1, |p| &mut p.lookups);
        ledger.presence.count(at, 1, |p| &mut p.cache_hits);
        ledger.presence.count(at, 1, |p| &mut p.icons[usize::from(secret)][1]);
    }
}

fn loads(ledger: &mut Ledger, facts: &Facts, at: Instant, activity: f64, updated: f64) {
    for (row, station) in facts.stations.iter().enumerate() {
        let share = activity * [0.5, 0.3, 0.2, 0.1, 0.8, 0.6, 0.4, 0.3, 0.25][row] * (1.0 - 0.1 * updated);
        let hour = ledger.load.step_mut(row, at);
        hour.arrivals += (share * 3_000.0).max(0.0) as u64;
        hour.work += (share * 3.6e9 * f64::from(station.servers)).max(0.0) as u64;
        hour.wait += (share * 3e6).max(0.0) as u64;
        hour.wait_max = (share * 5e5).max(0.0) as u64;
        if station.kind == StationKind::Relay {
            let first = if at.hour() == 0 { 6_000 / (row.cast_signed() as i64 + 1) } else { 0 };
            hour.connections += first + (libm::cos(at.hour() as f64 / 24.0 * std::f64::consts::TAU) * 300.0) as i64;
        }
    }
}
