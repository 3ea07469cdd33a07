//! Links between handsets, places and data centres: delays, losses, and what is cut when.
//!
//! Immutable facts; what becomes of a packet is decided by the model. Knows no handset's state.

use crate::random::Table;
use crate::units::{CountryId, Duration, Instant, Probability};
use std::sync::Arc;

/// What a handset's radio offers at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Access {
    /// GPRS.
    Gprs = 0,
    /// EDGE.
    Edge = 1,
    /// Third generation.
    ThreeG = 2,
    /// Fourth generation.
    Lte = 3,
    /// Wi-Fi.
    Wifi = 4,
    /// Wi-Fi that lets nothing pass.
    BlackHole = 5,
    /// No data, but SMS work.
    NoData = 6,
    /// Neither.
    Unreachable = 7,
}

impl Access {
    /// The five kinds that carry data, in the order of a scenario.
    pub const KINDS: [Self; 5] = [Self::Gprs, Self::Edge, Self::ThreeG, Self::Lte, Self::Wifi];

    /// Whether the handset believes that it has data.
    pub const fn seems_on(self) -> bool {
        (self as u8) <= Self::BlackHole as u8
    }

    /// Whether packets pass.
    pub const fn carries(self) -> bool {
        (self as u8) <= Self::Wifi as u8
    }

    /// Whether it is a cellular network that counts bytes and translates addresses.
    pub const fn cellular(self) -> bool {
        (self as u8) <= Self::Lte as u8
    }
}

/// One way of a link.
#[derive(Clone)]
pub struct Path {
    /// Least delay.
    pub floor: Duration,
    /// What comes on top.
    pub jitter: Arc<Table>,
    /// Chance that a packet is lost.
    pub loss: Probability,
    /// Busy hours.
    pub congested: Option<Congested>,
}

/// What busy hours add: hours `[from, to)` of the day at `utc_offset_s`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Congested {
    /// First hour.
    pub from: u8,
    /// Hour after the last.
    pub to: u8,
    /// Seconds to add to UTC.
    pub utc_offset_s: i64,
    /// Delay on top.
    pub delay: Duration,
    /// Chance of loss instead of the quiet one.
    pub loss: Probability,
}

/// A time `[from, until)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it begins.
    pub from: Instant,
    /// When it is over.
    pub until: Instant,
}

impl Window {
    /// Whether an instant lies within.
    pub fn holds(self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }
}

/// All links and what happens to them.
pub struct Geography {
    /// First instant, seconds since 1970.
    pub start_unix_s: i64,
    /// Number of places.
    pub places: usize,
    /// Handset to gateway, by kind of access.
    pub access: [Path; 5],
    /// Between places: `links[from * places + to]`.
    pub links: Vec<Path>,
    /// Links cut: `(from, to, when)`, one way each.
    pub cuts: Vec<(usize, usize, Window)>,
    /// Places where names do not resolve.
    pub name_outages: Vec<(usize, Window)>,
    /// Data centres that are down.
    pub site_outages: Vec<(usize, Window)>,
    /// Data centres whose account service answers "server error".
    pub account_outages: Vec<(usize, Window)>,
    /// Places whose handsets reach no data centre.
    pub bans: Vec<(usize, Window)>,
    /// Home data centre of each country, from instants on.
    pub homes: Vec<Vec<(Instant, usize)>>,
    /// Cumulative chances of the kinds of access, by country.
    pub access_mix: Vec<[Probability; 5]>,
    /// Length of a spell with data.
    pub on: Arc<Table>,
    /// Length of a spell without data.
    pub off: Arc<Table>,
    /// Chance that an off-spell leaves no SMS either.
    pub unreachable: Probability,
    /// Chance that an off-spell begins with a clean close.
    pub graceful: Probability,
    /// Chance that a Wi-Fi spell is a black hole.
    pub black_hole: Probability,
    /// Length of a stay on one.
    pub black_hole_stay: Arc<Table>,
    /// Chance that a handset has data at the start.
    pub on_at_start: Probability,
    /// Life of idle address translations, by carrier.
    pub nat: Vec<Arc<Table>>,
}

impl Geography {
    /// The link from one place to another.
    pub fn link(&self, from: usize, to: usize) -> &Path {
        &self.links[from * self.places + to]
    }

    /// Whether packets from one place to another die at this instant.
    pub fn cut(&self, from: usize, to: usize, at: Instant) -> bool {
        self.cuts.iter().any(|&(f, t, window)| f == from && t == to && window.holds(at))
    }

    /// Whether handsets in a place find no way to the service that they do not have yet: names do not resolve, or lead
    /// nowhere because the service is banned there.
    pub fn names_fail(&self, place: usize, at: Instant) -> bool {
        self.name_outages.iter().any(|&(p, window)| p == place && window.holds(at)) || self.banned(place, at)
    }

    /// Whether nothing passes between handsets in a place and any data centre. Packets of others to a data centre in that
    /// place do.
    pub fn banned(&self, place: usize, at: Instant) -> bool {
        self.bans.iter().any(|&(p, window)| p == place && window.holds(at))
    }

    /// Whether a data centre is down.
    pub fn site_down(&self, site: usize, at: Instant) -> bool {
        self.site_outages.iter().any(|&(s, window)| s == site && window.holds(at))
    }

    /// Whether the account service of a data centre answers "server error".
    pub fn accounts_fail(&self, site: usize, at: Instant) -> bool {
        self.account_outages.iter().any(|&(s, window)| s == site && window.holds(at))
    }

    /// The data centre that serves a country.
    pub fn home(&self, country: CountryId, at: Instant) -> usize {
        let homes = &self.homes[country.index()];
        homes[homes.partition_point(|&(from, _)| from <= at) - 1].1
    }

    /// Extra delay and chance of loss of a link at an instant.
    pub fn conditions(&self, path: &Path, at: Instant) -> (Duration, Probability) {
        match path.congested {
            Some(busy) if busy.holds(self.start_unix_s, at) => (busy.delay, busy.loss),
            Some(_) | None => (Duration::ZERO, path.loss),
        }
    }

    /// Cuts of whole links are rare: whether there are any at all.
    pub fn ever_cut(&self) -> bool {
        !self.cuts.is_empty() || !self.site_outages.is_empty() || !self.name_outages.is_empty() || !self.bans.is_empty()
    }
}

impl Congested {
    fn holds(&self, start_unix_s: i64, at: Instant) -> bool {
        let local = start_unix_s + (at.as_micros() / 1_000_000).cast_signed() + self.utc_offset_s;
        let hour = (local.rem_euclid(86_400) / 3_600) as u8;
        if self.from <= self.to { (self.from..self.to).contains(&hour) } else { hour >= self.from || hour < self.to }
    }
}
