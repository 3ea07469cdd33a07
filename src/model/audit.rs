//! The end of a run: does everything add up? Checked in release too; a breach is a fault of the program.
//!
//! Both sides of every law are counted on paths of their own: at the sender and at the message centre, by day and on the
//! whole, event by event and at the end. Changes nothing.

use super::event::{Event, ToCentre};
use super::handset::charge;
use super::service::{RELAY, SERVICES};
use super::shard::Shard;
use crate::engine::{Event as _, Model, Outcome};
use crate::ledger::{Audit, Cause, End, Identifier, Law, Ledger, Path, Stations, Store, Tally, Toll, Traffic};
use crate::units::{CarrierId, Duration, Micros};
use crate::world::{Party, World};

/// What was still open when a run ended, and what the engine counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtEnd {
    /// Messages in outboxes, in message centres and on the air, by [`Traffic`].
    pub in_flight: [u64; 4],
    /// Of those composed after the warm-up: a copy has arrived, and another may.
    pub arrived: u64,
    /// Events sent.
    pub sent: u64,
    /// Events handled.
    pub handled: u64,
    /// Events due after the end.
    pub left: u64,
}

impl AtEnd {
    /// What the engine counted.
    pub(super) fn of_events<M: Model>(outcome: &Outcome<M>) -> Self {
        Self { sent: outcome.sent, handled: outcome.events, left: outcome.left, ..Self::default() }
    }

    /// The same with messages on their way, counted where they are.
    pub(super) fn of_messages(world: &World, outcome: &Outcome<super::Ecosystem>) -> Self {
        let mut found = Self::of_events(outcome);
        let mut add = |traffic: Traffic, count: u64| found.in_flight[traffic as usize] += count;
        for state in &outcome.states {
            state.pool.outgoing().for_each(|outgoing| add(outgoing.traffic(), 1));
            add(Traffic::Outbound, state.on_the_air);
            for [to_outsiders, from_outsiders] in state.centres.iter().flatten().map(|c| c.in_flight(world)) {
                add(Traffic::Outbound, to_outsiders);
                add(Traffic::Inbound, from_outsiders);
            }
        }
        let outboxes = outcome.states.iter().flat_map(|state| state.pool.outgoing());
        found.arrived = outboxes.filter(|outgoing| outgoing.arrived_since(world.warm_up)).count() as u64;
        found
    }
}

/// Counts an event that was left at the end, where it is an owner's SMS on its way to a message centre.
pub(super) fn left(world: &World, state: &mut Shard, event: Event) {
    if event.target() < world.centre_process(CarrierId(0)) || event.kind::<ToCentre>() != ToCentre::SmsSubmit {
        return;
    }
    let envelope = world.envelope(event.message());
    let Party::Owner(sender) = envelope.sender else { return };
    let (price, segments) = charge(world, &envelope, sender);
    state.ledger.wholes.on_the_way[world.layout.country(sender).index()].count(price, segments);
    // No outbox knows of it otherwise.
    state.on_the_air += u64::from(!world.kept_by_sender(&envelope));
}

/// Holds the ledger of an ecosystem against every law.
pub fn audit(world: &World, ledger: &Ledger, end: &AtEnd) -> Audit {
    let mut audit = Audit::default();
    messages(&mut audit, ledger, end);
    deliveries(&mut audit, world, ledger, end);
    sms(&mut audit, ledger);
    money(&mut audit, ledger);
    stations(&mut audit, ledger);
    operator(&mut audit, ledger);
    events(&mut audit, end);
    audit
}

/// Holds the record of textbook stations against every law.
pub fn audit_stations(record: &Stations, end: &AtEnd) -> Audit {
    let mut audit = Audit::default();
    for (station, book) in record.books.iter().enumerate() {
        let name = || format!("station {station}");
        for (class, of) in book.classes.iter().enumerate() {
            let part = || format!("station {station}, class {class}");
            audit.hold(Law::Customers, part, of.arrivals, of.visits + of.blocked);
        }
        let totals = &book.totals;
        audit.hold(Law::Jobs, name, totals.accepted, totals.departed + totals.inside);
        audit.hold(
            Law::LittlesLaw,
            name,
            totals.area.cast_signed(),
            totals.sojourn.cast_signed() - totals.remaining.cast_signed(),
        );
        let spent: u128 = book.steps.iter().map(|step| u128::from(step.in_system)).sum();
        audit.hold(Law::NumberInSystem, name, totals.area.cast_signed(), spent.cast_signed());
    }
    events(&mut audit, end);
    audit
}

fn messages(audit: &mut Audit, ledger: &Ledger, end: &AtEnd) {
    let [warm_up, measured] = &ledger.deliveries.phases;
    for &traffic in Traffic::ALL {
        let n = traffic as usize;
        let composed = warm_up.composed[n] + measured.composed[n];
        let ended: u64 = warm_up.ended[n].iter().chain(&measured.ended[n]).sum();
        audit.hold(Law::Messages, || traffic.name().to_owned(), composed, ended + end.in_flight[n]);
    }
    for (phase, tally) in [("warm-up", warm_up), ("measured", measured)] {
        by_day(audit, ledger, phase, tally);
        let fallbacks: u64 = tally.fallback.iter().sum();
        audit.hold(Law::Fallbacks, || phase.to_owned(), fallbacks, tally.composed[Traffic::Eligible as usize]);
        let [first, by_sms] = tally.first;
        audit.hold(Law::Fallbacks, || format!("{phase}, first messages"), by_sms, first);
    }
}

/// Days and phases count the same: the whole warm-up is one day.
fn by_day(audit: &mut Audit, ledger: &Ledger, phase: &str, tally: &Tally) {
    let days = &ledger.deliveries.days;
    let days = if phase == "warm-up" { &days[..1] } else { &days[1..] };
    for (n, traffic) in Traffic::ALL.iter().enumerate() {
        let part = || format!("{phase}, composed, {}", traffic.name());
        audit.hold(Law::MessagesByDay, part, tally.composed[n], days.iter().map(|day| day.composed[n]).sum::<u64>());
    }
    for (n, cause) in Cause::ALL.iter().enumerate() {
        let part = || format!("{phase}, fallen back, {}", cause.name());
        audit.hold(Law::MessagesByDay, part, tally.fallback[n], days.iter().map(|day| day.fallback[n]).sum::<u64>());
    }
    for (n, way) in End::ALL.iter().enumerate() {
        let part = || format!("{phase}, ended, {}", way.name());
        let ended = tally.ended[Traffic::Eligible as usize][n];
        audit.hold(Law::MessagesByDay, part, ended, days.iter().map(|day| day.ended[n]).sum::<u64>());
    }
}

fn deliveries(audit: &mut Audit, world: &World, ledger: &Ledger, end: &AtEnd) {
    let measured: u64 = ledger.deliveries.latency.iter().map(hdrhistogram::Histogram::len).sum();
    let reached = [End::Ip, End::Sms, End::Both].iter().map(|&way| ledger.deliveries.phases[1].ended_total(way));
    audit.hold(Law::FirstCopies, || "measured".to_owned(), measured, reached.sum::<u64>() + end.arrived);
    for &path in Path::ALL {
        if let Some(soonest) = ledger.wholes.soonest[path as usize] {
            let floor = floor(world, path).as_micros();
            audit.hold(Law::DeliveryFloors, || path.name().to_owned(), soonest.as_micros(), floor);
        }
    }
    let [before, after] = ledger.wholes.acknowledged;
    audit.hold(Law::Acknowledgements, || "all".to_owned(), before + after, after);
}

/// The least that a path can take: what its links take when nothing is in the way.
fn floor(world: &World, path: Path) -> Duration {
    let (geography, smsc) = (&world.geography, &world.smsc);
    let least = |floors: &mut dyn Iterator<Item = Duration>| floors.min().unwrap_or(Duration::ZERO);
    match path {
        Path::Ip => {
            let air = least(&mut geography.access.iter().map(|access| access.floor));
            let wide = least(&mut geography.links.iter().map(|link| link.floor));
            (air + wide) * 2
        }
        Path::OnNet | Path::AfterFallback => smsc.submit.floor + smsc.deliver.floor,
        Path::OffNet => smsc.submit.floor + smsc.deliver.floor + smsc.interconnect.floor,
        Path::International => smsc.submit.floor + smsc.deliver.floor + smsc.international.floor,
    }
}

fn sms(audit: &mut Audit, ledger: &Ledger) {
    let wholes = &ledger.wholes;
    let there = |of: &dyn Fn(&Toll) -> u64| wholes.arrived.iter().chain(&wholes.on_the_way).map(of).sum::<u64>();
    audit.hold(Law::Sms, || "all".to_owned(), wholes.sms_sent, there(&|toll| toll.sms));
    for (country, (arrived, on_the_way)) in wholes.arrived.iter().zip(&wholes.on_the_way).enumerate() {
        let days = || (0..ledger.costs.days()).map(|day| ledger.costs.bill(day, country));
        let part = || format!("country {country}");
        let paid: u64 = days().map(|bill| bill.segments).sum();
        audit.hold(Law::Segments, part, paid, arrived.segments + on_the_way.segments);
        let Micros(paid) = days().map(|bill| bill.paid).sum();
        audit.hold(Law::SmsCharged, part, paid, (arrived.price + on_the_way.price).0);
    }
}

fn money(audit: &mut Audit, ledger: &Ledger) {
    let (costs, wholes) = (&ledger.costs, &ledger.wholes);
    let bills =
        || (0..costs.days()).flat_map(|day| (0..costs.countries()).map(move |country| costs.bill(day, country)));
    let amounts: [(&str, Micros, Micros); 4] = [
        ("paid", bills().map(|bill| bill.paid).sum(), wholes.paid),
        ("paid directly", bills().map(|bill| bill.paid_direct).sum(), wholes.paid_direct),
        ("avoided", bills().map(|bill| bill.avoided).sum(), wholes.avoided),
        ("activation", bills().map(|bill| bill.activation).sum(), wholes.activation),
    ];
    for (what, Micros(parts), Micros(whole)) in amounts {
        audit.hold(Law::Money, || what.to_owned(), parts, whole);
    }
    let all = || "all".to_owned();
    audit.hold(Law::MobileData, all, bills().map(|bill| bill.data_bytes).sum::<u64>(), wholes.data_bytes);
    audit.hold(Law::SmsSaved, all, bills().map(|bill| bill.sms_saved).sum::<u64>(), wholes.by_ip_alone);
}

fn stations(audit: &mut Audit, ledger: &Ledger) {
    for (row, stations) in ledger.load.totals.iter().enumerate() {
        for (station, totals) in stations.iter().enumerate() {
            let part = || format!("row {row}, station {station}");
            audit.hold(Law::Jobs, part, totals.accepted, totals.departed + totals.inside);
            let spent = totals.sojourn.cast_signed() - totals.remaining.cast_signed();
            audit.hold(Law::LittlesLaw, part, totals.area.cast_signed(), spent);
        }
        let by_step: u64 = ledger.load.row(row).iter().map(|step| step.arrivals).sum();
        let accepted: u64 = stations.iter().map(|totals| totals.accepted).sum();
        audit.hold(Law::JobsByStep, || format!("row {row}"), by_step, accepted);
    }
}

/// What the operator holds, and what was said of people on the way to it.
fn operator(audit: &mut Audit, ledger: &Ledger) {
    let (holdings, sites) = (&ledger.holdings, &ledger.wholes.sites);
    for (index, site) in sites.iter().enumerate() {
        let steps = ledger.load.row(index * SERVICES + RELAY);
        let part = || format!("data centre {index}");
        let opened: u64 = steps.iter().map(|step| step.connects).sum();
        audit.hold(Law::Connections, part, opened, site.closed + site.open);
        let net: i64 = steps.iter().map(|step| step.connections).sum();
        audit.hold(Law::Connections, || format!("data centre {index}, step by step"), net, site.open);
    }
    if holdings.recording() {
        let found = [
            (Store::Presence, sites.iter().map(|site| site.open).sum::<u64>()),
            (Store::Queue, sites.iter().map(|site| site.kept).sum()),
        ];
        for (store, found) in found {
            audit.hold(Law::Stores, || store.name().to_owned(), holdings.level(store).there(), found);
        }
    }
    for (seat, identifier, [crossed, carried]) in ledger.exposure.balances() {
        let part = || format!("{seat:?}, {}", Identifier::name(identifier));
        audit.hold(Law::Crossings, part, crossed, carried);
    }
    let activations = &ledger.presence.activations;
    let ended = activations.bound + activations.not_bound.iter().sum::<u64>();
    audit.hold(Law::Activations, || "all".to_owned(), ended, activations.started);
}

fn events(audit: &mut Audit, end: &AtEnd) {
    audit.hold(Law::Events, || "all".to_owned(), end.sent, end.handled + end.left);
}
