//! The cheapest fleet that suffices: bracketing, bisection tier by tier, then proof by branch and bound.
//!
//! Pure over an oracle that says whether a fleet suffices. Knows no simulation, no queue and no tier by name: a fleet is a
//! list of levels, a level has a price, and more of anything never hurts.

use super::frontier::{Frontier, Levels};

/// One tier as the search sees it: levels from 0 to `most`, each dearer than the one below by `price`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Highest level.
    pub most: u32,
    /// What a level more costs, in millionths of a currency unit; above zero.
    pub price: u64,
}

/// Says whether a fleet suffices.
pub trait Oracle {
    /// Whether the fleet at these levels, one a tier, suffices. A fleet with more of everything does too: where answers
    /// contradict that, the search may miss a cheaper fleet, but never gives one that was not found to suffice.
    fn suffices(&mut self, fleet: &[u32]) -> bool;
}

/// How a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not even all tiers at their top suffice.
    Impossible,
    /// A fleet that suffices.
    Found {
        /// Its levels.
        fleet: Levels,
        /// Price above all tiers at level 0 that every fleet which suffices costs at least; that of `fleet` where it is proved
        /// to be the cheapest.
        bound: u64,
    },
    /// The budget was spent before any fleet sufficed.
    Unknown,
}

/// How often a seed is doubled before it is asked whether anything suffices.
const DOUBLED: u32 = 2;

/// A search under way.
struct Search<'o, O> {
    axes: &'o [Axis],
    oracle: &'o mut O,
    frontier: Frontier,
    budget: usize,
}

/// The budget was spent.
struct Spent;

/// Searches from a seed, which is a guess; asks the oracle at most `budget` times, and never twice about a fleet.
///
/// # Panics
/// Without axes, or where the seed has another number of tiers.
pub fn cheapest(axes: &[Axis], seed: &[u32], budget: usize, oracle: &mut impl Oracle) -> Outcome {
    assert!(!axes.is_empty() && axes.len() == seed.len(), "a seed has a level for each tier");
    assert!(axes.iter().all(|axis| axis.price > 0), "every tier has a price");
    let mut search = Search { axes, oracle, frontier: Frontier::new(axes), budget };
    let seed: Levels = seed.iter().zip(axes).map(|(level, axis)| (*level).min(axis.most)).collect();
    let first = match search.bracket(seed) {
        Ok(Some(fleet)) => fleet,
        Ok(None) => return Outcome::Impossible,
        Err(Spent) => return Outcome::Unknown,
    };
    let mut best = first;
    let proved = search.improve(&mut best).is_ok();
    let price = search.frontier.price(&best);
    let open = if proved { None } else { search.frontier.cheapest_open(price) };
    Outcome::Found { bound: open.map_or(price, |open| search.frontier.price(&open)), fleet: best }
}

impl<O: Oracle> Search<'_, O> {
    /// Whether a fleet suffices, from what is known or else from the oracle.
    fn ask(&mut self, fleet: &[u32]) -> Result<bool, Spent> {
        if let Some(known) = self.frontier.known(fleet) {
            return Ok(known);
        }
        if self.budget == 0 {
            return Err(Spent);
        }
        self.budget -= 1;
        let suffices = self.oracle.suffices(fleet);
        self.frontier.learn(fleet, suffices);
        Ok(suffices)
    }

    /// Doubles all tiers until a fleet suffices; nothing where not even their tops do, which is asked before long.
    fn bracket(&mut self, seed: Levels) -> Result<Option<Levels>, Spent> {
        let tops: Levels = self.axes.iter().map(|axis| axis.most).collect();
        let mut fleet = seed;
        for doubled in 0.. {
            if self.ask(&fleet)? {
                break;
            }
            if doubled == DOUBLED && !self.ask(&tops)? {
                return Ok(None);
            }
            let next: Levels = fleet
                .iter()
                .zip(self.axes)
                .map(|(l, axis)| l.saturating_mul(2).saturating_add(1).min(axis.most))
                .collect();
            if next == fleet {
                return Ok(None);
            }
            fleet = next;
        }
        Ok(Some(fleet))
    }

    /// Makes the best fleet cheaper until it is proved that none is.
    fn improve(&mut self, best: &mut Levels) -> Result<(), Spent> {
        self.descend(best)?;
        self.floors(best)?;
        while let Some(open) = self.frontier.cheapest_open(self.frontier.price(best)) {
            let mut probe = self.widened(open, best);
            if self.ask(&probe)? {
                std::mem::swap(best, &mut probe);
                self.descend(best)?;
            }
        }
        Ok(())
    }

    /// Takes from each tier what the others at their levels allow, the tier that costs most first. Afterwards no tier can
    /// be lowered alone.
    fn descend(&mut self, best: &mut Levels) -> Result<(), Spent> {
        let mut order: Vec<usize> = (0..best.len()).collect();
        order.sort_by_key(|&tier| std::cmp::Reverse(u64::from(best[tier]) * self.axes[tier].price));
        for tier in order {
            let least = self.least(best, tier, best[tier])?;
            best[tier] = least;
        }
        Ok(())
    }

    /// The least level of a tier with which a fleet suffices that suffices with level `high`: ever longer steps down, then
    /// halving. Most seeds are near, so the first step is short.
    fn least(&mut self, fleet: &Levels, tier: usize, high: u32) -> Result<u32, Spent> {
        let mut with = fleet.clone();
        let (mut high, mut low, mut step) = (high, None, 1);
        while high > 0 {
            let next = high.saturating_sub(step);
            with[tier] = next;
            if !self.ask(&with)? {
                low = Some(next);
                break;
            }
            high = next;
            step = step.saturating_mul(4);
        }
        let Some(mut low) = low else { return Ok(0) };
        while high - low > 1 {
            let middle = u32::midpoint(low, high);
            with[tier] = middle;
            if self.ask(&with)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(high)
    }

    /// Each tier's absolute minimum: with all others as high as a cheaper fleet could have them.
    fn floors(&mut self, best: &Levels) -> Result<(), Spent> {
        let price = self.frontier.price(best);
        for tier in 0..best.len() {
            let mut wide: Levels =
                self.axes.iter().map(|axis| u64::from(axis.most).min(price / axis.price) as u32).collect();
            wide[tier] = best[tier];
            self.least(&wide, tier, best[tier])?;
        }
        Ok(())
    }

    /// A fleet above `open` that costs less than the best and has no room for more: what it rules out, is most. Money goes
    /// to the tier that is furthest behind the best fleet.
    fn widened(&self, open: Levels, best: &Levels) -> Levels {
        let mut fleet = open;
        let mut left = self.frontier.price(best) - 1 - self.frontier.price(&fleet);
        loop {
            let room = |&tier: &usize| fleet[tier] < self.axes[tier].most && self.axes[tier].price <= left;
            // The share of the best fleet's level, compared without division.
            let behind = |a: &usize, b: &usize| {
                let [x, y] = [(*a, *b), (*b, *a)].map(|(p, q)| (u64::from(fleet[p]) + 1) * (u64::from(best[q]) + 1));
                x.cmp(&y).then(a.cmp(b))
            };
            let Some(tier) = (0..fleet.len()).filter(room).min_by(behind) else { return fleet };
            fleet[tier] += 1;
            left -= self.axes[tier].price;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::mix;

    /// Fleets at or above one of some corners suffice.
    struct Corners {
        corners: Vec<Levels>,
        asked: Vec<Levels>,
    }

    impl Corners {
        fn met(&self, fleet: &[u32]) -> bool {
            self.corners.iter().any(|corner| corner.iter().zip(fleet).all(|(least, level)| level >= least))
        }
    }

    impl Oracle for Corners {
        fn suffices(&mut self, fleet: &[u32]) -> bool {
            self.asked.push(fleet.to_vec());
            self.met(fleet)
        }
    }

    /// Small numbers from a seed.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, n: u64) -> u64 {
            self.0 = self.0.wrapping_add(1);
            mix(self.0) % n
        }
    }

    struct Random {
        axes: Vec<Axis>,
        seed: Levels,
        oracle: Corners,
    }

    fn random(number: u64) -> Random {
        let mut dice = Dice(number << 20);
        let tiers = 1 + dice.below(4) as usize;
        let axes: Vec<Axis> = (0..tiers)
            .map(|_| Axis { most: dice.below([40, 14, 8, 6][tiers - 1]) as u32, price: 1 + dice.below(9) })
            .collect();
        let mut levels = |beyond: u64| -> Levels {
            axes.iter().map(|axis| dice.below(u64::from(axis.most) + 1 + beyond) as u32).collect()
        };
        let seed = levels(0);
        let many = 1 + levels(6).iter().sum::<u32>() as usize % 5;
        // Some corners lie beyond the tops: nothing suffices there.
        let corners = (0..many).map(|_| levels(u64::from(number.is_multiple_of(3)) * 2)).collect();
        Random { axes, seed, oracle: Corners { corners, asked: Vec::new() } }
    }

    fn price(axes: &[Axis], fleet: &[u32]) -> u64 {
        axes.iter().zip(fleet).map(|(axis, level)| axis.price * u64::from(*level)).sum()
    }

    /// The least price of all fleets that suffice, one after the other.
    fn brute_force(axes: &[Axis], oracle: &Corners) -> Option<u64> {
        let mut fleet = vec![0; axes.len()];
        let mut least = None;
        loop {
            if oracle.met(&fleet) {
                least = [least, Some(price(axes, &fleet))].into_iter().flatten().min();
            }
            let Some(tier) = (0..axes.len()).find(|&tier| fleet[tier] < axes[tier].most) else { return least };
            fleet[tier] += 1;
            fleet[..tier].fill(0);
        }
    }

    /// A pass proves: on thousands of small problems the answer is that of trying every fleet, whatever the seed.
    #[test]
    fn the_cheapest_fleet_is_found_and_proved() {
        let (mut asked, mut fleets, mut impossible) = (0, 0, 0);
        for number in 0..6_000 {
            let Random { axes, seed, mut oracle } = random(number);
            let outcome = cheapest(&axes, &seed, usize::MAX, &mut oracle);
            match (outcome, brute_force(&axes, &oracle)) {
                (Outcome::Impossible, None) => impossible += 1,
                (Outcome::Found { fleet, bound }, Some(least)) => {
                    assert!(oracle.met(&fleet), "problem {number}");
                    assert_eq!((price(&axes, &fleet), bound), (least, least), "problem {number}");
                    for tier in (0..axes.len()).filter(|&tier| fleet[tier] > 0) {
                        let mut less = fleet.clone();
                        less[tier] -= 1;
                        assert!(!oracle.met(&less), "problem {number}: tier {tier} could be lower");
                    }
                }
                (other, least) => panic!("problem {number}: {other:?}, but {least:?}"),
            }
            let mut once = oracle.asked.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), oracle.asked.len(), "problem {number}: asked twice");
            asked += once.len();
            fleets += axes.iter().map(|axis| axis.most as usize + 1).product::<usize>();
        }
        assert!(impossible > 50, "{impossible} problems have no answer");
        assert!(asked * 10 < fleets, "asked about {asked} of {fleets} fleets");
    }

    /// A pass proves: what a spent budget leaves is true: the fleet suffices and no fleet is cheaper than the bound.
    #[test]
    fn a_spent_budget_leaves_a_gap_that_holds() {
        let mut gaps = 0;
        for number in 0..3_000 {
            let Random { axes, seed, mut oracle } = random(number);
            let budget = 1 + number as usize % 9;
            let outcome = cheapest(&axes, &seed, budget, &mut oracle);
            assert!(oracle.asked.len() <= budget);
            if let Outcome::Found { fleet, bound } = outcome {
                let least = brute_force(&axes, &oracle).expect("one was found");
                assert!(oracle.met(&fleet) && bound <= least && least <= price(&axes, &fleet), "problem {number}");
                gaps += u32::from(bound < price(&axes, &fleet));
            }
        }
        assert!(gaps > 300, "{gaps} searches ended with a gap");
    }

    /// Five tiers of a thousand levels each, a seed that is near, as formulas give it: few questions.
    #[test]
    fn a_seed_that_is_near_saves_questions() {
        let axes: Vec<Axis> = [1500, 900, 600, 600, 40].map(|price| Axis { most: 1_000, price }).to_vec();
        let corner = vec![37, 12, 5, 3, 61];
        let mut counts = Vec::new();
        for seed in [[40, 13, 5, 4, 70], [0; 5], [1_000; 5]] {
            let mut oracle = Corners { corners: vec![corner.clone()], asked: Vec::new() };
            let found = cheapest(&axes, &seed, 1_000, &mut oracle);
            assert_eq!(found, Outcome::Found { fleet: corner.clone(), bound: price(&axes, &corner) });
            counts.push(oracle.asked.len());
        }
        assert!(counts[0] <= 30 && counts[1] <= 60 && counts[2] <= 90, "{counts:?}");
    }

    #[test]
    fn one_of_everything_may_suffice() {
        let axes = [Axis { most: 9, price: 1 }; 3];
        let mut oracle = Corners { corners: vec![vec![0; 3]], asked: Vec::new() };
        let found = cheapest(&axes, &[4, 4, 4], 100, &mut oracle);
        assert_eq!(found, Outcome::Found { fleet: vec![0; 3], bound: 0 });
    }
}
