//! Where a number lies among rising bounds: a search that mostly looks at one guide and one bound.
//!
//! Knows neither what is numbered nor what lies between two bounds.

/// Rising bounds with a guide that says, for evenly spaced numbers, how many bounds lie below.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    bounds: Box<[u64]>,
    /// How many bounds are at most `i << shift`; the last entry counts all of them.
    guide: Box<[u32]>,
    shift: u32,
}

/// Guides for each bound.
const GUIDES: u64 = 4;

impl Steps {
    /// From bounds in rising order; equal ones are passed together.
    ///
    /// # Panics
    /// Where they do not rise.
    pub fn new(bounds: impl IntoIterator<Item = u64>) -> Self {
        let bounds: Box<[u64]> = bounds.into_iter().collect();
        assert!(bounds.is_sorted(), "bounds rise");
        let last = bounds.last().copied().unwrap_or(0);
        let mut shift = 0;
        while last >> shift > GUIDES * bounds.len() as u64 {
            shift += 1;
        }
        let guide = (0..=(last >> shift) + 1).map(|i| bounds.partition_point(|&b| b >> shift < i || b == i << shift));
        Self { guide: guide.map(|passed| passed as u32).collect(), bounds, shift }
    }

    /// How many bounds are at most `x`.
    #[inline]
    pub fn passed(&self, x: u64) -> usize {
        let Some(&all) = self.guide.last() else { return 0 };
        let mut passed = self.guide.get((x >> self.shift) as usize).copied().unwrap_or(all) as usize;
        while self.bounds.get(passed).is_some_and(|&bound| bound <= x) {
            passed += 1;
        }
        passed
    }

    /// The last of these bounds.
    pub fn last(&self) -> Option<u64> {
        self.bounds.last().copied()
    }

    /// All bounds.
    pub fn bounds(&self) -> &[u64] {
        &self.bounds
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_guided_search_finds_what_a_search_finds(
            mut bounds in proptest::collection::vec(0_u64..2_000, 0..40), scale in 0_u32..50, at: u64,
        ) {
            bounds.sort_unstable();
            for bound in &mut bounds {
                *bound <<= scale;
            }
            let steps = Steps::new(bounds.iter().copied());
            let near = bounds.iter().flat_map(|&b| [b.saturating_sub(1), b, b + 1]);
            for x in near.chain([0, at, at >> 5, at >> 20, at >> 50, u64::MAX]) {
                prop_assert_eq!(steps.passed(x), bounds.partition_point(|&b| b <= x));
            }
        }
    }
}
