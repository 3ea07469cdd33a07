//! Recorded demand: who wrote to whom and when, from a trace instead of the generator.
//!
//! Open loop: every recorded message is a conversation of one turn. Knows no file.

use super::contacts::Recorded;
use crate::scenario::TraceMessage;
use crate::units::{HandsetId, Instant};

/// The recorded messages of each person, in the order of time.
pub struct TraceDemand {
    /// Where each person's messages begin; one entry more than people.
    offsets: Vec<u32>,
    /// When, and to which slot of the sender's phonebook.
    messages: Vec<(Instant, u32)>,
}

impl TraceDemand {
    /// Sorts a trace by person; also gives the graph of who wrote to whom, in either direction.
    ///
    /// # Panics
    /// Where a person of the trace is not below `people`.
    pub fn new(people: u32, trace: &[TraceMessage]) -> (Self, Recorded) {
        let mut pairs: Vec<(u32, u32)> =
            trace.iter().flat_map(|m| [(m.source, m.target), (m.target, m.source)]).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let starts = offsets(people, pairs.iter().map(|p| p.0));
        let slot = |of: u32, with: u32| {
            let (from, to) = (starts[of as usize] as usize, starts[of as usize + 1] as usize);
            pairs[from..to].binary_search(&(of, with)).expect("every message is a pair of the graph") as u32
        };
        let mut messages: Vec<(u32, Instant, u32)> =
            trace.iter().map(|m| (m.source, m.at, slot(m.source, m.target))).collect();
        messages.sort_unstable();
        let offsets = offsets(people, messages.iter().map(|m| m.0));
        let demand = Self { offsets, messages: messages.into_iter().map(|(_, at, slot)| (at, slot)).collect() };
        let neighbours = pairs.iter().map(|&(of, with)| (with, slot(with, of))).collect();
        let known = starts.windows(2).map(|book| book[1] - book[0]).collect();
        (demand, Recorded { offsets: starts.clone(), neighbours, known, owners: people })
    }

    /// When a person's `n`-th message is sent.
    pub fn at(&self, handset: HandsetId, n: u32) -> Option<Instant> {
        self.of(handset).get(n as usize).map(|m| m.0)
    }

    /// The slot of the phonebook that it goes to.
    pub fn slot(&self, handset: HandsetId, n: u32) -> u32 {
        self.of(handset)[n as usize].1
    }

    fn of(&self, handset: HandsetId) -> &[(Instant, u32)] {
        let (from, to) = (self.offsets[handset.index()], self.offsets[handset.index() + 1]);
        &self.messages[from as usize..to as usize]
    }
}

/// Where each of `people` begins in a list sorted by person.
pub(super) fn offsets(people: u32, sorted: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0; people as usize + 1];
    for person in sorted {
        starts[person as usize + 1] += 1;
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_finds_each_other_and_messages_keep_their_order() {
        let m = |at, source, target| TraceMessage { at: Instant::from_micros(at), source, target };
        let (demand, graph) = TraceDemand::new(4, &[m(5, 0, 2), m(1, 0, 1), m(9, 2, 0), m(7, 3, 0)]);
        assert_eq!(demand.at(HandsetId(0), 0), Some(Instant::from_micros(1)));
        assert_eq!(demand.at(HandsetId(0), 1), Some(Instant::from_micros(5)));
        assert_eq!(demand.at(HandsetId(0), 2), None);
        assert_eq!(demand.at(HandsetId(1), 0), None);
        let neighbours = |p: usize| &graph.neighbours[graph.offsets[p] as usize..graph.offsets[p + 1] as usize];
        assert_eq!(neighbours(0).iter().map(|n| n.0).collect::<Vec<_>>(), [1, 2, 3]);
        for person in 0..4u32 {
            for (slot, &(with, there)) in neighbours(person as usize).iter().enumerate() {
                assert_eq!(neighbours(with as usize)[there as usize], (person, slot as u32));
            }
        }
    }
}
