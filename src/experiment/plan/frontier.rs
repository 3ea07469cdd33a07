//! What is known of fleets: which suffice, which do not, and what follows for those above and below.
//!
//! Knows no oracle: it is told, and draws conclusions.

use super::search::Axis;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Levels of a fleet, one a tier.
pub type Levels = Vec<u32>;

/// The least fleets that suffice and the greatest that do not.
#[derive(Clone, Debug)]
pub(super) struct Frontier {
    axes: Vec<Axis>,
    told: BTreeMap<Levels, bool>,
    sufficient: Vec<Levels>,
    lacking: Vec<Levels>,
}

impl Frontier {
    /// Nothing is known.
    pub(super) fn new(axes: &[Axis]) -> Self {
        Self { axes: axes.to_vec(), told: BTreeMap::new(), sufficient: Vec::new(), lacking: Vec::new() }
    }

    /// Price above all tiers at level 0.
    pub(super) fn price(&self, fleet: &[u32]) -> u64 {
        self.axes.iter().zip(fleet).map(|(axis, level)| axis.price * u64::from(*level)).sum()
    }

    /// Takes an answer.
    pub(super) fn learn(&mut self, fleet: &[u32], suffices: bool) {
        self.told.insert(fleet.to_vec(), suffices);
        if suffices {
            self.sufficient.retain(|known| !within(fleet, known));
            self.sufficient.push(fleet.to_vec());
        } else {
            self.lacking.retain(|known| !within(known, fleet));
            self.lacking.push(fleet.to_vec());
        }
    }

    /// What was told of a fleet, or follows.
    pub(super) fn known(&self, fleet: &[u32]) -> Option<bool> {
        if let Some(told) = self.told.get(fleet) {
            return Some(*told);
        }
        if self.sufficient.iter().any(|less| within(less, fleet)) {
            return Some(true);
        }
        self.lacking.iter().any(|more| within(fleet, more)).then_some(false)
    }

    /// The cheapest fleet below a price that is not known to lack something: nothing that suffices is cheaper.
    ///
    /// Starts from all tiers at 0; a fleet that lies within one known to lack something is left through each of that
    /// one's sides.
    pub(super) fn cheapest_open(&self, below: u64) -> Option<Levels> {
        let start = vec![0; self.axes.len()];
        let mut open = BinaryHeap::from([Reverse((self.price(&start), start))]);
        let mut seen: BTreeSet<Levels> = BTreeSet::new();
        while let Some(Reverse((price, fleet))) = open.pop() {
            if price >= below {
                return None;
            }
            let Some(around) = self.lacking.iter().find(|more| within(&fleet, more)) else { return Some(fleet) };
            for (tier, axis) in self.axes.iter().enumerate() {
                let mut out = fleet.clone();
                out[tier] = around[tier] + 1;
                let price = self.price(&out);
                if out[tier] <= axis.most && price < below && seen.insert(out.clone()) {
                    open.push(Reverse((price, out)));
                }
            }
        }
        None
    }
}

/// Whether one fleet has at most as much of everything as another.
fn within(less: &[u32], more: &[u32]) -> bool {
    less.iter().zip(more).all(|(a, b)| a <= b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_above_suffices_and_what_is_below_lacks() {
        let mut frontier = Frontier::new(&[Axis { most: 9, price: 1 }, Axis { most: 9, price: 10 }]);
        frontier.learn(&[5, 5], true);
        frontier.learn(&[2, 7], false);
        frontier.learn(&[7, 1], false);
        let known = [[5, 6], [2, 3], [7, 0], [3, 3], [8, 1], [9, 9]].map(|fleet| frontier.known(&fleet));
        assert_eq!(known, [Some(true), Some(false), Some(false), None, None, Some(true)]);
        // Past the corner (7, 1): either 8 of the first at 0 of the second, or 3 of the first and 2 of the second.
        assert_eq!(frontier.cheapest_open(55), Some(vec![8, 0]));
        frontier.learn(&[9, 1], false);
        assert_eq!(frontier.cheapest_open(55), Some(vec![3, 2]));
        assert_eq!(frontier.cheapest_open(23), None);
    }

    /// A contradiction between answers: each fleet keeps its own.
    #[test]
    fn what_was_told_stands() {
        let mut frontier = Frontier::new(&[Axis { most: 9, price: 1 }]);
        frontier.learn(&[5], true);
        frontier.learn(&[7], false);
        assert_eq!([5, 6, 7].map(|level| frontier.known(&[level])), [Some(true), Some(true), Some(false)]);
    }
}
