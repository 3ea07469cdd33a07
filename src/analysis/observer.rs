//! Observers: who sits at which seats of the network, and what they come to know there.
//!
//! An observer knows what can be read at its seats, or undone in the time it has; what its neighbours read it does not
//! know, unless it is a state, which may ask all within its borders. Knows no arm and no interval.

use super::{Facts, RunRecord};
use crate::ledger::{Exposure, Hop, Identifier, Seat, Sight, Sort};

/// Sorts of observers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Listens to all Wi-Fi of a place: a bound for any one of them.
    Wifi,
    /// A carrier: its radio network at home, and its message centres.
    Carrier,
    /// Foreign carriers' networks in a place, to which roaming handsets connect.
    Visited,
    /// Transit and border networks between two places.
    Transit,
    /// Interconnects between carriers of a place.
    Interconnect,
    /// The service's operator: all its data centres.
    Operator,
    /// A state: lawful request at each seat within its borders.
    State,
}

impl Role {
    /// All roles in their order.
    pub const ALL: [Self; 7] =
        [Self::Wifi, Self::Carrier, Self::Visited, Self::Transit, Self::Interconnect, Self::Operator, Self::State];

    /// The name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wifi => "wifi",
            Self::Carrier => "carrier",
            Self::Visited => "visited",
            Self::Transit => "transit",
            Self::Interconnect => "interconnect",
            Self::Operator => "operator",
            Self::State => "state",
        }
    }

    /// Whether an observer of this role holds a seat of this sort. States hold all.
    const fn holds(self, hop: Hop) -> bool {
        match hop {
            Hop::Wifi => matches!(self, Self::Wifi),
            Hop::Cellular | Hop::MessageCentre => matches!(self, Self::Carrier),
            Hop::Visited => matches!(self, Self::Visited),
            Hop::Border => matches!(self, Self::Transit),
            Hop::Interconnect => matches!(self, Self::Interconnect | Self::Transit),
            Hop::Operator => matches!(self, Self::Operator),
        }
    }
}

/// Somebody who sees what passes some seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observer {
    /// What sort.
    pub role: Role,
    /// Name, e.g. `CN/wifi`, `CN/mobile`, `CN-SG`, `operator`, `CN/state`.
    pub name: String,
    /// The seats at which anything passed.
    pub seats: Vec<Seat>,
}

/// What an observer may come to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knowledge {
    /// Numbers of people who never use the service.
    NonUsers,
    /// Numbers of owners.
    Owners,
    /// Numbers linked with the identity of their handset.
    NumberWithImei,
    /// Numbers linked with the identity of their SIM.
    NumberWithImsi,
    /// Who keeps whom in their phonebook or writes to them; each direction counts.
    Acquaintances,
}

impl Knowledge {
    /// All sorts in their order.
    pub const ALL: [Self; 5] =
        [Self::NonUsers, Self::Owners, Self::NumberWithImei, Self::NumberWithImsi, Self::Acquaintances];

    /// The name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NonUsers => "nonusers",
            Self::Owners => "owners",
            Self::NumberWithImei => "number_with_imei",
            Self::NumberWithImsi => "number_with_imsi",
            Self::Acquaintances => "acquaintances",
        }
    }
}

/// All observers of a run that saw anything, in the order of roles and names.
pub fn observers(run: &RunRecord) -> Vec<Observer> {
    let exposure = &run.ledger.exposure;
    let mut found: Vec<Observer> = Vec::new();
    for seat in exposure.seats() {
        for (role, name) in seated(&run.facts, seat) {
            match found.iter_mut().find(|o| o.role == role && o.name == name) {
                Some(observer) => observer.seats.push(seat),
                None => found.push(Observer { role, name, seats: vec![seat] }),
            }
        }
    }
    found.sort_by(|a, b| (a.role, &a.name).cmp(&(b.role, &b.name)));
    found
}

/// One observer for each role: what all who play it know together.
pub fn together(run: &RunRecord, role: Role) -> Observer {
    let seats = run.ledger.exposure.seats();
    let held = seats.filter(|seat| role == Role::State || role.holds(seat.hop())).filter(|seat| transit(role, *seat));
    Observer { role, name: role.name().to_owned(), seats: held.collect() }
}

/// Interconnects within a place are no transit, and those between places no interconnect.
fn transit(role: Role, seat: Seat) -> bool {
    match (role, seat) {
        (Role::Transit, Seat::Interconnect(a, b)) => a != b,
        (Role::Interconnect, Seat::Interconnect(a, b)) => a == b,
        (_, _) => true,
    }
}

/// Who sits at a seat: each role with the observer's name.
pub fn seated(facts: &Facts, seat: Seat) -> Vec<(Role, String)> {
    let place = |p: u16| facts.places[usize::from(p)].as_str();
    let state = |p: u16| (Role::State, format!("{}/state", place(p)));
    let both = |role: Role, a: u16, b: u16| vec![(role, format!("{}-{}", place(a), place(b))), state(a), state(b)];
    match seat {
        Seat::Wifi(p) => vec![(Role::Wifi, format!("{}/wifi", place(p))), state(p)],
        Seat::Visited(p) => vec![(Role::Visited, format!("{}/visited", place(p))), state(p)],
        Seat::Cellular(c) | Seat::MessageCentre(c) => {
            let carrier = &facts.carriers[usize::from(c)];
            vec![(Role::Carrier, format!("{}/{}", place(carrier.place), carrier.name)), state(carrier.place)]
        }
        Seat::Border(a, b) => both(Role::Transit, a, b),
        Seat::Interconnect(a, b) if a != b => both(Role::Transit, a, b),
        Seat::Interconnect(a, _) => vec![(Role::Interconnect, format!("{}/interconnect", place(a))), state(a)],
        Seat::Operator(s) => vec![(Role::Operator, "operator".to_owned()), state(facts.sites[usize::from(s)].place)],
    }
}

impl Observer {
    /// What the observer first knew on each day (indexed as the ledger's days), in simulated people or pairs; followed ones
    /// count for those they stand for.
    pub fn learns(&self, exposure: &Exposure, what: Knowledge) -> Vec<u64> {
        let seen = |sight| exposure.seen_at(self.seats.iter().copied(), sight);
        let [owners, others] = exposure.owners_and_others();
        let days = exposure.days();
        let linked = |identity| seen(Sight::OwnNumber).by_later_day(&seen(Sight::Of(identity)), days);
        match what {
            Knowledge::NonUsers => seen(Sight::Of(Identifier::Msisdn)).by_day(&others, days),
            Knowledge::Owners => seen(Sight::Of(Identifier::Msisdn)).by_day(&owners, days),
            Knowledge::NumberWithImei => linked(Identifier::Imei),
            Knowledge::NumberWithImsi => linked(Identifier::Imsi),
            Knowledge::Acquaintances => self.acquaintances(exposure),
        }
    }

    /// A carrier knows its subscribers, the operator its accounts: they know who asks. Others know it from the day on which
    /// they have seen the asker's own number.
    fn acquaintances(&self, exposure: &Exposure) -> Vec<u64> {
        let known = |seat: &Seat| match seat.hop() {
            Hop::Cellular | Hop::MessageCentre | Hop::Operator => true,
            Hop::Wifi | Hop::Visited | Hop::Border | Hop::Interconnect => false,
        };
        let (by_name, by_number): (Vec<Seat>, Vec<Seat>) = self.seats.iter().copied().partition(known);
        let numbers = exposure.seen_at(self.seats.iter().copied(), Sight::OwnNumber);
        let named = exposure.edges_at(by_name);
        let weight = named.weight();
        let mut by_day = vec![0; exposure.days()];
        for (_, _, day) in named.any_order() {
            by_day[usize::from(day)] += weight;
        }
        // Only askers who are followed among the people can be told to be named: they stand for the others.
        let weight = weight * exposure.shape().people.weight();
        for (owner, slot, day) in exposure.edges_at(by_number).any_order() {
            if let (None, Some(first)) = (named.first(owner, slot), numbers.first(owner)) {
                by_day[usize::from(day.max(first))] += weight;
            }
        }
        by_day
    }

    /// Measured crossings of some sorts at the observer's seats.
    pub fn crossings(&self, exposure: &Exposure, counts: impl Fn(Sort) -> bool) -> u64 {
        let at = |&seat: &Seat| {
            let sorts = exposure.crossings(seat).into_iter().filter(|(sort, _)| counts(*sort));
            sorts.map(|(_, days)| days[1..].iter().map(|t| t.count).sum::<u64>()).sum::<u64>()
        };
        self.seats.iter().map(at).sum()
    }

    /// The same, as far as the observer can read what crosses, or undo its protection.
    pub fn readable(&self, exposure: &Exposure, counts: impl Fn(Sort) -> bool) -> u64 {
        let readers = exposure.shape().readers;
        self.crossings(exposure, |sort| readers.reads(sort.protected) && counts(sort))
    }
}
