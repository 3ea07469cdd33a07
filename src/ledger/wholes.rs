//! Counted once more, on the whole: what the books have by day, country and step, and what the other end of a path saw.
//!
//! Only the audit reads it: a part that is misfiled, dropped or counted twice in the books is missing here or too much. No
//! part of any figure, and none of the ledger's hash.

use super::Path;
use crate::units::{Duration, Micros};
use serde::{Deserialize, Serialize};

/// What an owner's SMS are charged, counted where they arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toll {
    /// SMS.
    pub sms: u64,
    /// Their segments.
    pub segments: u64,
    /// What they cost their sender.
    pub price: Micros,
}

/// What a data centre holds when the run ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldAtSite {
    /// Connections that it closed, or that were reset.
    pub closed: u64,
    /// Connections open at the end.
    pub open: u64,
    /// Messages kept for receivers who have not acknowledged them.
    pub kept: u64,
}

/// Wholes of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wholes {
    /// Paid for SMS.
    pub paid: Micros,
    /// Of it, not between owners who have the service.
    pub paid_direct: Micros,
    /// What messages over the service alone would have cost as SMS.
    pub avoided: Micros,
    /// Paid for activation SMS.
    pub activation: Micros,
    /// Bytes over mobile data.
    pub data_bytes: u64,
    /// Messages over the service alone.
    pub by_ip_alone: u64,
    /// SMS that owners handed to a message centre.
    pub sms_sent: u64,
    /// Of owners' SMS, by the country of their sender: those that came to a message centre.
    pub arrived: Vec<Toll>,
    /// And those that were on their way to one when the run ended.
    pub on_the_way: Vec<Toll>,
    /// Acknowledgements of deliveries that senders heard while they cared: before and after the delivery.
    pub acknowledged: [u64; 2],
    /// The soonest first copy by path, warm-up included; nothing where none came.
    pub soonest: [Option<Duration>; Path::ALL.len()],
    /// Data centres by index; empty in shards that have none.
    pub sites: Vec<HeldAtSite>,
}

impl Wholes {
    pub(super) fn new(countries: usize) -> Self {
        Self {
            paid: Micros(0),
            paid_direct: Micros(0),
            avoided: Micros(0),
            activation: Micros(0),
            data_bytes: 0,
            by_ip_alone: 0,
            sms_sent: 0,
            arrived: vec![Toll::default(); countries],
            on_the_way: vec![Toll::default(); countries],
            acknowledged: [0; 2],
            soonest: [None; Path::ALL.len()],
            sites: Vec::new(),
        }
    }

    /// The first copy of a message took so long.
    #[inline]
    pub fn took(&mut self, path: Path, latency: Duration) {
        let soonest = &mut self.soonest[path as usize];
        *soonest = Some(soonest.map_or(latency, |soonest| soonest.min(latency)));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.paid += other.paid;
        self.paid_direct += other.paid_direct;
        self.avoided += other.avoided;
        self.activation += other.activation;
        self.data_bytes += other.data_bytes;
        self.by_ip_alone += other.by_ip_alone;
        self.sms_sent += other.sms_sent;
        for (mine, theirs) in [(&mut self.arrived, &other.arrived), (&mut self.on_the_way, &other.on_the_way)] {
            assert_eq!(mine.len(), theirs.len(), "ledgers of one run have one shape");
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| mine.add(theirs));
        }
        super::add_all(&mut self.acknowledged, &other.acknowledged);
        for (mine, theirs) in self.soonest.iter_mut().zip(other.soonest) {
            *mine = mine.iter().copied().chain(theirs).min();
        }
        assert!(self.sites.is_empty() || other.sites.is_empty(), "data centres share a shard");
        self.sites.extend_from_slice(&other.sites);
    }
}

impl Toll {
    /// One SMS more.
    pub fn count(&mut self, price: Micros, segments: u32) {
        self.add(&Self { sms: 1, segments: segments.into(), price });
    }

    fn add(&mut self, other: &Self) {
        self.sms += other.sms;
        self.segments += other.segments;
        self.price += other.price;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_added_and_the_soonest_of_all_stays() {
        let (mut one, mut other) = (Wholes::new(2), Wholes::new(2));
        one.arrived[1].count(Micros(300), 3);
        other.arrived[1].count(Micros(100), 1);
        one.took(Path::Ip, Duration::from_micros(9));
        other.took(Path::Ip, Duration::from_micros(7));
        other.took(Path::Ip, Duration::from_micros(8));
        other.sites.push(HeldAtSite { closed: 1, open: 2, kept: 3 });
        let mut turned = other.clone();
        turned.merge(&one);
        one.merge(&other);
        assert_eq!(one, turned);
        assert_eq!(one.arrived[1], Toll { sms: 2, segments: 4, price: Micros(400) });
        assert_eq!(one.soonest[Path::Ip as usize], Some(Duration::from_micros(7)));
        assert_eq!(one.soonest[Path::OnNet as usize], None);
        assert_eq!(one.sites.len(), 1);
    }
}
