//! What becomes of a handset and its SIM cards: bought, reset, replaced, cards changed or put back, given up.
//!
//! Pure functions of draws, the same in every arm: these are wishes. Each thing happens to a handset at most once in a
//! study, at an instant that is uniform over it; a new handset and a new card keep the carrier, and correspondents learn
//! a new number at once (all assumed). Knows no service.

use super::geography::Window;
use super::{Layout, Stream};
use crate::random::{Draws, below, halves};
use crate::units::{CountryId, Duration, HandsetId, Instant, Probability};
use std::ops::Deref;

/// What happens at a start. The order breaks ties of instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Episode {
    /// The owner had the handset before the study.
    HadIt = 0,
    /// The handset is bought.
    Joined = 1,
    /// It is reset to factory settings.
    Reset = 2,
    /// It is replaced by a new one: another IMEI, the same SIMs.
    Replaced = 3,
    /// A SIM gives way to a new card: another IMSI and ICCID.
    Swapped = 4,
    /// A SIM is taken out and put back.
    PutBack = 5,
    /// The owner switches the service on some time after a start with the service off.
    OptedIn = 6,
    /// The owner gives the handset up: it is silent from then on.
    Left = 7,
    /// The owner switches the service off, where a script says so.
    SwitchedOff = 8,
}

impl Episode {
    /// Whether the handset comes up as out of the box, so that its firmware says whether the service is on.
    pub const fn fresh(self) -> bool {
        matches!(self, Self::HadIt | Self::Joined | Self::Reset | Self::Replaced)
    }
}

/// A start: an instant from which something about a handset is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Start {
    /// When.
    pub at: Instant,
    /// What happens.
    pub episode: Episode,
    /// The SIM it happens to; none where it is the whole handset.
    pub sim: Option<u8>,
}

/// Most starts of a handset: each episode once, and an opting in after each of the fresh ones; the first, and as many more
/// as a script may have.
pub(super) const STARTS: usize = 10;

/// The starts of one handset, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    starts: [Start; STARTS],
    count: u8,
}

impl Deref for Life {
    type Target = [Start];
    fn deref(&self) -> &[Start] {
        &self.starts[..usize::from(self.count)]
    }
}

impl Life {
    /// The life of a handset that is there from an instant on.
    pub(super) fn from(at: Instant) -> Self {
        let episode = if at == Instant::START { Episode::HadIt } else { Episode::Joined };
        Self { starts: [Start { at, episode, sim: None }; STARTS], count: 1 }
    }

    /// Puts a start in its place.
    ///
    /// # Panics
    /// Where there are more starts than can happen.
    pub(super) fn insert(&mut self, start: Start) {
        let place = self.partition_point(|s| *s < start);
        let count = usize::from(self.count);
        assert!(count < STARTS, "each thing happens once");
        self.starts.copy_within(place..count, place + 1);
        self.starts[place] = start;
        self.count += 1;
    }

    /// When the handset is first switched on; `Instant::START` for those who have it already.
    pub fn joined(&self) -> Instant {
        self.starts[0].at
    }

    /// When its owner gives it up.
    pub fn left(&self) -> Option<Instant> {
        self.last().filter(|s| s.episode == Episode::Left).map(|s| s.at)
    }

    /// When something happens to the handset.
    pub fn when(&self, episode: Episode) -> Option<Instant> {
        self.iter().find(|s| s.episode == episode).map(|s| s.at)
    }

    /// How many handsets the owner has used up before an instant: 0 or 1.
    pub fn device(&self, at: Instant) -> u8 {
        u8::from(self.when(Episode::Replaced).is_some_and(|r| r <= at))
    }

    /// How many cards a SIM slot has seen before the one that is in it at an instant: 0 or 1.
    pub fn card(&self, sim: u8, at: Instant) -> u8 {
        let swapped = |s: &&Start| s.episode == Episode::Swapped && s.sim == Some(sim) && s.at <= at;
        u8::from(self.iter().any(|s| swapped(&s)))
    }
}

/// A time in which more handsets are bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale {
    /// When.
    pub window: Window,
    /// Share of the country's handsets that are bought in it, of those not bought in an earlier one.
    pub share: Probability,
}

/// How often what happens to handsets, as chances in the whole study.
#[derive(Clone, Debug)]
pub struct Lives {
    /// Bought.
    pub joins: Probability,
    /// Sales, by country.
    pub sales: Vec<Vec<Sale>>,
    /// Reset.
    pub resets: Probability,
    /// Replaced.
    pub replacements: Probability,
    /// A SIM swapped.
    pub swaps: Probability,
    /// Of those, the number is kept.
    pub number_kept: Probability,
    /// A SIM taken out and put back.
    pub removals: Probability,
    /// Given up.
    pub leaves: Probability,
    /// Length of the study.
    pub length: Duration,
}

impl Lives {
    /// The life of a handset; `two_sims` is asked where it matters.
    pub fn life(&self, draws: &Draws, layout: &Layout, handset: HandsetId, two_sims: impl Fn() -> bool) -> Life {
        let [[bought, _], [given_up, _]] =
            Self::whether(draws, handset, 0, [[self.joins, Probability::ZERO], [self.leaves, Probability::ZERO]]);
        let joined = self.joined(draws, layout, handset, bought);
        let mut life = Life::from(joined);
        let when = |stream| self.within(draws.bits(stream, handset.0.into(), 0));
        let leaves = given_up.then(|| when(Stream::Leave)).filter(|&at| at > joined);
        let [[reset, swapped], [replaced, put_back]] =
            Self::whether(draws, handset, 1, [[self.resets, self.swaps], [self.replacements, self.removals]]);
        for (happens, stream, episode) in [
            (reset, Stream::Reset, Episode::Reset),
            (replaced, Stream::Replacement, Episode::Replaced),
            (swapped, Stream::Swap, Episode::Swapped),
            (put_back, Stream::Removal, Episode::PutBack),
        ] {
            if !happens {
                continue;
            }
            let at = when(stream);
            if at <= joined || leaves.is_some_and(|left| at >= left) {
                continue;
            }
            let sim = matches!(episode, Episode::Swapped | Episode::PutBack)
                .then(|| if two_sims() { (draws.bits(stream, handset.0.into(), 1) & 1) as u8 } else { 0 });
            life.insert(Start { at, episode, sim });
        }
        if let Some(at) = leaves {
            life.insert(Start { at, episode: Episode::Left, sim: None });
        }
        life
    }

    /// Whether a swapped SIM gets another number.
    pub fn number_changes(&self, draws: &Draws, handset: HandsetId) -> bool {
        !self.number_kept.hits(draws.bits(Stream::Swap, handset.0.into(), 2))
    }

    /// When the handset is first switched on; `Instant::START` for those who have it already. A sale is drawn by its
    /// instant, so that leaving one out changes nobody else's.
    fn joined(&self, draws: &Draws, layout: &Layout, handset: HandsetId, bought: bool) -> Instant {
        if !self.sales.is_empty() {
            for sale in &self.sales[layout.country(handset).index()] {
                let [whether, when] = draws.pair(Stream::Sale, handset.0.into(), sale.window.from.as_micros());
                if sale.share.hits(whether) {
                    let length = (sale.window.until - sale.window.from).as_micros();
                    return sale.window.from + Duration::from_micros(1 + below(when, length));
                }
            }
        }
        if bought { self.within(draws.bits(Stream::Join, handset.0.into(), 0)) } else { Instant::START }
    }

    /// Whether each of four things happens: one draw has bits for all.
    fn whether(draws: &Draws, handset: HandsetId, n: u64, chances: [[Probability; 2]; 2]) -> [[bool; 2]; 2] {
        if chances == [[Probability::ZERO; 2]; 2] {
            return [[false; 2]; 2];
        }
        let [one, other] = draws.pair(Stream::Life, handset.0.into(), n);
        let both = |chances: [Probability; 2], bits| {
            let [first, second] = halves(bits);
            [chances[0].hits(first), chances[1].hits(second)]
        };
        [both(chances[0], one), both(chances[1], other)]
    }

    /// An instant that is uniform over the study; never its very start.
    fn within(&self, bits: u64) -> Instant {
        Instant::from_micros(1 + below(bits, self.length.as_micros() - 1))
    }
}

/// The country's sales among all, for [`Lives::sales`].
pub(super) fn sales_of(country: CountryId, sales: &[(Sale, Vec<usize>)]) -> Vec<Sale> {
    sales.iter().filter(|(_, countries)| countries.contains(&country.index())).map(|(sale, _)| *sale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_stand_in_the_order_of_time_and_what_happens() {
        let mut life = Life::from(Instant::START);
        let at = |s: u64| Instant::START + Duration::from_secs(s);
        for (s, episode) in [(5, Episode::Left), (3, Episode::Swapped), (3, Episode::Reset), (1, Episode::OptedIn)] {
            life.insert(Start { at: at(s), episode, sim: (episode == Episode::Swapped).then_some(1) });
        }
        let order: Vec<Episode> = life.iter().map(|s| s.episode).collect();
        let expected = [Episode::HadIt, Episode::OptedIn, Episode::Reset, Episode::Swapped, Episode::Left];
        assert_eq!(order, expected);
        assert_eq!((life.left(), life.joined()), (Some(at(5)), Instant::START));
        assert_eq!((life.card(1, at(2)), life.card(1, at(3)), life.card(0, at(9))), (0, 1, 0));
        assert_eq!((life.device(at(9)), life.when(Episode::Reset)), (0, Some(at(3))));
    }
}
