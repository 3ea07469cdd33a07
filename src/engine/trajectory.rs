//! Holds both future event lists to one trajectory, over ordinary and strange loads.
//!
//! Knows the lists only by their contract; the expected order comes from a third list, a sorted vector.

use proptest::prelude::*;

use super::phold::PholdEvent;
use super::{Event, FutureEventList, RadixWheel, ReferenceList};
use crate::units::mix2;
use crate::units::{Duration, Instant};

/// One thing done to a list.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// Push an event so long after the last popped time, for this target; a small argument makes twins.
    Push { delay: u64, target: u32, argument: u64 },
    /// Pop one event if it comes within this time.
    Pop { within: u64 },
    /// Pop everything that comes within this time.
    PopAll { within: u64 },
}

/// The simplest list there is.
#[derive(Default)]
struct SortedVec(Vec<PholdEvent>);

impl FutureEventList<PholdEvent> for SortedVec {
    fn push(&mut self, event: PholdEvent) {
        let at = self.0.partition_point(|other| *other > event);
        self.0.insert(at, event);
    }

    fn pop_before(&mut self, limit: Instant) -> Option<PholdEvent> {
        self.0.pop_if(|event| event.time() < limit)
    }

    fn next_time(&self) -> Option<Instant> {
        self.0.last().map(|event| event.time())
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn each(&self, see: impl FnMut(PholdEvent)) {
        self.0.iter().copied().for_each(see);
    }

    fn empty(self, take: impl FnMut(PholdEvent)) {
        self.0.into_iter().for_each(take);
    }

    fn bytes(&self) -> u64 {
        0
    }
}

/// Everything a list shows while deeds are done to it.
fn trajectory<L: FutureEventList<PholdEvent>>(deeds: &[Deed]) -> (Vec<PholdEvent>, Vec<Option<Instant>>) {
    let mut list = L::default();
    let (mut popped, mut next) = (Vec::new(), Vec::new());
    let mut now = Instant::START;
    for &deed in deeds {
        match deed {
            Deed::Push { delay, target, argument } => {
                let at = Instant::MAX.min(now + Duration::from_micros(delay));
                list.push(PholdEvent::new(at, target, argument));
            }
            Deed::Pop { within } => {
                if let Some(event) = list.pop_before(now + Duration::from_micros(within)) {
                    now = event.time();
                    popped.push(event);
                }
            }
            Deed::PopAll { within } => {
                let limit = now + Duration::from_micros(within);
                while let Some(event) = list.pop_before(limit) {
                    now = event.time();
                    popped.push(event);
                }
            }
        }
        next.push(list.next_time());
        let upcoming = list.upcoming();
        assert!(upcoming.is_sorted(), "upcoming events are out of order");
        assert_eq!(list.is_empty(), list.next_time().is_none());
    }
    let left = list.len();
    let mut pending = Vec::new();
    list.empty(|event| pending.push(event));
    assert_eq!(pending.len(), left);
    pending.sort_unstable();
    popped.extend(pending);
    (popped, next)
}

fn assert_one_trajectory(deeds: &[Deed]) {
    let expected = trajectory::<SortedVec>(deeds);
    assert_eq!(trajectory::<ReferenceList<PholdEvent>>(deeds), expected, "the reference left the trajectory");
    assert_eq!(trajectory::<RadixWheel<PholdEvent>>(deeds), expected, "the wheel left the trajectory");
}

/// Deeds by a seed: `delay` and `within` say how far ahead for a random number.
fn drawn(count: u64, seed: u64, delay: impl Fn(u64) -> u64, within: impl Fn(u64) -> u64) -> Vec<Deed> {
    let deed = |n: u64| {
        let draw = mix2(seed, n);
        match draw % 16 {
            0..8 => Deed::Push { delay: delay(mix2(draw, 1)), target: (draw >> 60) as u32, argument: (draw >> 8) % 3 },
            8..15 => Deed::Pop { within: within(mix2(draw, 2)) },
            _ => Deed::PopAll { within: within(mix2(draw, 3)) / 8 },
        }
    };
    (0..count).map(deed).collect()
}

#[test]
fn all_events_at_one_instant() {
    assert_one_trajectory(&drawn(6_000, 1, |_| 0, |_| 1));
    let mut crowd: Vec<_> =
        (0..3_000).map(|n| Deed::Push { delay: 9, target: n % 7, argument: u64::from(n % 5) }).collect();
    crowd.extend(drawn(3_000, 2, |_| 0, |_| 10));
    crowd.push(Deed::PopAll { within: 100 });
    assert_one_trajectory(&crowd);
}

#[test]
fn many_ties_and_pushes_at_the_current_instant() {
    assert_one_trajectory(&drawn(20_000, 3, |draw| draw % 4 * 1_000, |_| 10_000));
    assert_one_trajectory(&drawn(20_000, 4, |draw| draw % 3, |draw| draw % 5));
}

#[test]
fn huge_gaps() {
    assert_one_trajectory(&drawn(5_000, 5, |draw| draw >> (20 + draw % 44), |draw| 1 << (draw % 44)));
    assert_one_trajectory(&drawn(5_000, 6, |_| Instant::MAX.as_micros(), |_| Instant::MAX.as_micros() + 1));
}

#[test]
fn a_storm_breaks_out_within_a_long_sparse_run() {
    let mut deeds: Vec<_> = (0..50).map(|n| Deed::Push { delay: u64::from(n) << 32, target: n, argument: 0 }).collect();
    deeds.extend([Deed::Pop { within: 1 << 43 }; 3]);
    deeds.extend(drawn(20_000, 7, |draw| draw % 5_000_000, |_| 1_000_000));
    deeds.extend(drawn(20_000, 8, |draw| draw % 50, |_| 1_000_000));
    deeds.push(Deed::PopAll { within: 1 << 44 });
    assert_one_trajectory(&deeds);
}

#[test]
fn peeking_beyond_the_limit_leaves_room_for_mail() {
    let push = |delay| Deed::Push { delay, target: 1, argument: 1 };
    let deeds = [push(5), push(1 << 30), Deed::PopAll { within: 10 }, push(100), push(20), Deed::PopAll { within: 50 }];
    assert_one_trajectory(&deeds);
}

#[test]
fn many_pending_events_pass_through_every_level() {
    let mut deeds: Vec<_> = (0..60_000_u64)
        .map(|n| Deed::Push { delay: mix2(9, n) % (1 << (8 + n % 36)), target: n as u32 & 0xff, argument: n })
        .collect();
    deeds.push(Deed::PopAll { within: 1 << 44 });
    let expected = trajectory::<ReferenceList<PholdEvent>>(&deeds);
    assert_eq!(trajectory::<RadixWheel<PholdEvent>>(&deeds), expected);
}

#[test]
#[should_panic(expected = "an event in the past")]
fn an_event_in_the_past_is_refused() {
    let mut wheel = RadixWheel::default();
    wheel.push(PholdEvent::new(Instant::from_micros(1_000), 0, 0));
    let popped = wheel.pop_before(Instant::MAX);
    assert!(popped.is_some());
    wheel.push(PholdEvent::new(Instant::from_micros(999), 0, 0));
}

fn deed() -> impl Strategy<Value = Deed> {
    let span = prop_oneof![0_u64..4, 0_u64..2_000, 0_u64..5_000_000, (0_u32..44).prop_map(|bits| 1_u64 << bits)];
    prop_oneof![
        5 => (span.clone(), 0_u32..4, 0_u64..2)
            .prop_map(|(delay, target, argument)| Deed::Push { delay, target, argument }),
        3 => span.clone().prop_map(|within| Deed::Pop { within }),
        1 => span.prop_map(|within| Deed::PopAll { within }),
    ]
}

proptest! {
    #[test]
    fn any_deeds(deeds in prop::collection::vec(deed(), 0..2_000)) {
        assert_one_trajectory(&deeds);
    }
}
