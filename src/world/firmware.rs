//! Updates of the client on their way to handsets: release, build, staged offer, poll, installation.
//!
//! Each step is a function of draws, so that anybody may know when anybody's handset has an update without any event, and
//! so that arms share who is early and who never comes. Knows no client and no owner's other decisions.

use super::Stream;
use super::curve::InverseCurve;
use crate::ledger::Protection;
use crate::random::{Draws, below};
use crate::units::{Duration, HandsetId, Instant, Probability};

/// An update of the client as it reaches handsets.
#[derive(Clone, Debug)]
pub struct UpdateRules {
    /// When it is released.
    pub at: Instant,
    /// Whether new and reset handsets start with the service off.
    pub opt_in: bool,
    /// Protection of numbers from then on.
    pub numbers: Protection,
    /// When it reaches whom.
    pub reach: Reach,
}

/// When an update reaches whom.
#[derive(Clone, Debug)]
pub enum Reach {
    /// From release to installation in one curve.
    Uptake(InverseCurve),
    /// Step by step.
    Staged(Staged),
}

/// The steps from release to installation; a step left out takes no time.
#[derive(Clone, Debug)]
pub struct Staged {
    /// Kinds of firmware: cumulative chance of a handset to run it, and time from the release to its next build.
    pub builds: Vec<(Probability, Duration)>,
    /// Later where the country comes later: first handset of each country, and its lag.
    pub lag: Vec<(u32, Duration)>,
    /// From the build to the offer.
    pub offer: Option<InverseCurve>,
    /// Time between two questions of a handset whether there is an update.
    pub poll: Option<Duration>,
    /// From the poll that finds it to its installation.
    pub install: Option<InverseCurve>,
}

impl UpdateRules {
    /// When a handset has this update, the `n`-th of the study, if ever.
    pub fn installed(&self, draws: &Draws, handset: HandsetId, n: u64) -> Option<Instant> {
        match &self.reach {
            Reach::Uptake(uptake) => {
                let wait = uptake.draw(draws.bits(Stream::Update, handset.0.into(), n))?;
                Some(self.at + wait)
            }
            Reach::Staged(staged) => staged.installed(draws, handset, n, self.at),
        }
    }
}

impl Staged {
    fn installed(&self, draws: &Draws, handset: HandsetId, n: u64, released: Instant) -> Option<Instant> {
        let offered = released + self.build(draws, handset) + self.lag(handset) + self.offer(draws, handset, n)?;
        let found = self.poll.map_or(offered, |poll| next_poll(draws, handset, offered, poll));
        let wait = match &self.install {
            Some(install) => install.draw(draws.bits(Stream::Update, handset.0.into(), n))?,
            None => Duration::ZERO,
        };
        Some(found + wait)
    }

    /// From the release to the next build of the handset's kind of firmware, which it keeps for the whole study.
    fn build(&self, draws: &Draws, handset: HandsetId) -> Duration {
        if self.builds.is_empty() {
            return Duration::ZERO;
        }
        let bits = draws.bits(Stream::Cadence, handset.0.into(), 0);
        let kind = self.builds.iter().position(|(chance, _)| chance.hits(bits)).unwrap_or(self.builds.len() - 1);
        self.builds[kind].1
    }

    fn lag(&self, handset: HandsetId) -> Duration {
        let country = self.lag.partition_point(|(first, _)| *first <= handset.0);
        country.checked_sub(1).map_or(Duration::ZERO, |country| self.lag[country].1)
    }

    fn offer(&self, draws: &Draws, handset: HandsetId, n: u64) -> Option<Duration> {
        match &self.offer {
            Some(offer) => offer.draw(draws.bits(Stream::Offer, handset.0.into(), n)),
            None => Some(Duration::ZERO),
        }
    }
}

/// The first poll of a handset at an instant or after: every handset asks at its own time of the period, switched on or not.
fn next_poll(draws: &Draws, handset: HandsetId, from: Instant, poll: Duration) -> Instant {
    let period = poll.as_micros();
    let phase = below(draws.bits(Stream::Poll, handset.0.into(), 0), period);
    let wait = (phase + period - from.as_micros() % period) % period;
    from + Duration::from_micros(wait)
}

/// From an instant to the next build of a kind of firmware whose builds come every so often, on days of its own.
pub(super) fn next_build(draws: &Draws, kind: usize, from: Instant, every: Duration) -> Duration {
    let period = every.as_micros();
    let phase = below(draws.bits(Stream::Cadence, 1 << 32 | kind as u64, 0), period);
    Duration::from_micros((phase + period - from.as_micros() % period) % period)
}
