//! Messages: how many were composed, by which path they went, how late they came, how they ended.
//!
//! Counts in simulated messages (not scaled up). Knows no handset and no tariff.

use super::{Days, histogram};
use crate::units::{Duration, Instant};
use hdrhistogram::Histogram;
use serde::{Deserialize, Deserializer, Serialize};

/// Who writes to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Traffic {
    /// Both have the service enabled when the message is composed.
    Eligible,
    /// Both own a handset, but at least one has the service off.
    Owners,
    /// From an owner to a person without the service.
    Outbound,
    /// From a person without the service to an owner.
    Inbound,
}

/// Why a message between two enabled owners went by SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Cause {
    /// The sender's handset had no data.
    SenderOffline,
    /// The sender had data, but no push channel.
    ChannelDown,
    /// The sender's presence cache knew nothing of the receiver.
    ReceiverUnknown,
    /// The sender's presence cache said the receiver was offline.
    ReceiverOffline,
    /// No delivered-ack came in time.
    Timer,
    /// The relay shed the message.
    Overload,
    /// A partition or a ban lay between the sender and the service.
    Partition,
    /// The number was stored without its country code, so the look-up missed or found somebody else.
    Malformed,
}

/// The path of the copy that arrived first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Path {
    /// Over the relays.
    Ip,
    /// SMS within one carrier.
    OnNet,
    /// SMS between carriers of one country.
    OffNet,
    /// SMS across a border.
    International,
    /// SMS sent after the cloud copy had failed.
    AfterFallback,
}

/// How a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum End {
    /// Delivered by IP only.
    Ip,
    /// Delivered by SMS only.
    Sms,
    /// Delivered by both: the user saw it twice.
    Both,
    /// Dropped by a network, and nobody will retry.
    Lost,
    /// Its validity ran out in a message centre.
    Expired,
    /// Refused, and the sender was told.
    Failed,
    /// Delivered to a stranger, whose number the account host read: the sender believes it delivered, its reader never has
    /// it.
    Astray,
}

macro_rules! named {
    ($kind:ident: $($variant:ident = $name:literal),+) => {
        impl $kind {
            /// All variants in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// All names with their variants.
            pub const NAMES: &'static [(&'static str, Self)] = &[$(($name, Self::$variant)),+];
            /// The name in results.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}
pub(super) use named;

named!(Traffic: Eligible = "eligible", Owners = "owners_off", Outbound = "to_nonuser", Inbound = "from_nonuser");
named!(Cause: SenderOffline = "sender_offline", ChannelDown = "channel_down", ReceiverUnknown = "receiver_unknown",
    ReceiverOffline = "receiver_offline", Timer = "timer", Overload = "overload", Partition = "partition",
    Malformed = "malformed");
named!(Path: Ip = "ip", OnNet = "sms_on_net", OffNet = "sms_off_net", International = "sms_international",
    AfterFallback = "sms_after_fallback");
named!(End: Ip = "ip", Sms = "sms", Both = "both", Lost = "lost", Expired = "expired", Failed = "failed",
    Astray = "astray");

/// Counts of one phase of the study (warm-up or measured).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Composed messages by traffic.
    pub composed: [u64; 4],
    /// Ended messages by traffic and end.
    pub ended: [[u64; 7]; 4],
    /// Messages between enabled owners that went by SMS, by cause.
    pub fallback: [u64; 8],
    /// First messages of conversations between enabled owners, and those of them that went by SMS.
    pub first: [u64; 2],
}

/// Everything about messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deliveries {
    /// Counts by phase: warm-up, measured. A message belongs to the phase in which it was composed.
    pub phases: [Tally; 2],
    /// Latency of the first copy by path, in microseconds, measured phase only.
    #[serde(serialize_with = "histogram::write_all", deserialize_with = "latencies")]
    pub latency: Vec<Histogram<u64>>,
    /// Counts by day of composing, indexed as [`Days`] says.
    pub days: Vec<Day>,
    calendar: Days,
}

/// One day of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Composed by traffic.
    pub composed: [u64; 4],
    /// Fallbacks by cause.
    pub fallback: [u64; 8],
    /// Ends of messages composed on this day, between enabled owners.
    pub ended: [u64; 7],
}

/// Longest latency a histogram distinguishes: ten days, the longest validity of an SMS.
const LONGEST: u64 = 10 * Duration::DAY.as_micros();

/// An empty histogram for each path.
fn no_latencies() -> impl ExactSizeIterator<Item = Histogram<u64>> {
    let empty = |_| Histogram::new_with_bounds(1, LONGEST, 2).expect("bounds and digits are constants");
    Path::ALL.iter().map(empty)
}

fn latencies<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Histogram<u64>>, D::Error> {
    histogram::read_all(no_latencies(), from)
}

impl Deliveries {
    pub(super) fn new(calendar: Days) -> Self {
        Self {
            phases: [Tally::default(), Tally::default()],
            latency: no_latencies().collect(),
            days: vec![Day::default(); calendar.count()],
            calendar,
        }
    }

    /// A message was composed.
    pub fn composed(&mut self, at: Instant, traffic: Traffic) {
        self.phases[self.calendar.phase(at)].composed[traffic as usize] += 1;
        self.days[self.calendar.index(at)].composed[traffic as usize] += 1;
    }

    /// A message between enabled owners goes by SMS.
    pub fn fell_back(&mut self, composed: Instant, cause: Cause) {
        self.phases[self.calendar.phase(composed)].fallback[cause as usize] += 1;
        self.days[self.calendar.index(composed)].fallback[cause as usize] += 1;
    }

    /// The first message of a conversation between enabled owners chose its path.
    pub fn first_message(&mut self, composed: Instant, by_sms: bool) {
        let phase = self.calendar.phase(composed);
        self.phases[phase].first[0] += 1;
        self.phases[phase].first[1] += u64::from(by_sms);
    }

    /// A message came to its end.
    pub fn ended(&mut self, composed: Instant, traffic: Traffic, end: End) {
        self.phases[self.calendar.phase(composed)].ended[traffic as usize][end as usize] += 1;
        if traffic == Traffic::Eligible {
            self.days[self.calendar.index(composed)].ended[end as usize] += 1;
        }
    }

    /// The first copy of a message arrived `latency` after it was composed.
    pub fn arrived(&mut self, composed: Instant, path: Path, latency: Duration) {
        if self.calendar.phase(composed) == 1 {
            self.latency[path as usize].saturating_record(latency.as_micros().max(1));
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.phases.iter_mut().zip(&other.phases) {
            super::add_all(&mut mine.composed, &theirs.composed);
            super::add_all(mine.ended.as_flattened_mut(), theirs.ended.as_flattened());
            super::add_all(&mut mine.fallback, &theirs.fallback);
            super::add_all(&mut mine.first, &theirs.first);
        }
        for (mine, theirs) in self.latency.iter_mut().zip(&other.latency) {
            mine.add(theirs).expect("all histograms have the same bounds");
        }
        for (mine, theirs) in self.days.iter_mut().zip(&other.days) {
            super::add_all(&mut mine.composed, &theirs.composed);
            super::add_all(&mut mine.fallback, &theirs.fallback);
            super::add_all(&mut mine.ended, &theirs.ended);
        }
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        for tally in &self.phases {
            tally.composed.iter().for_each(|&n| absorb(n));
            tally.ended.as_flattened().iter().for_each(|&n| absorb(n));
            tally.fallback.iter().for_each(|&n| absorb(n));
            tally.first.iter().for_each(|&n| absorb(n));
        }
        for histogram in &self.latency {
            for value in histogram.iter_recorded() {
                absorb(value.value_iterated_to());
                absorb(value.count_at_value());
            }
        }
        for day in &self.days {
            day.composed.iter().chain(&day.fallback).chain(&day.ended).for_each(|&n| absorb(n));
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.latency.iter().map(|h| h.distinct_values() * 8).sum::<usize>() + self.days.len() * size_of::<Day>()
    }
}

impl Tally {
    /// Messages composed, over all traffic.
    pub fn composed_total(&self) -> u64 {
        self.composed.iter().sum()
    }

    /// Messages that ended in this way, over all traffic.
    pub fn ended_total(&self, end: End) -> u64 {
        self.ended.iter().map(|by_end| by_end[end as usize]).sum()
    }
}
