//! Updates of the client, from the scenario's curves to tables.

use crate::random::Draws;
use crate::scenario::{Cadence, Effect, Rollout, Scenario};
use crate::units::{Duration, Instant, Probability};
use crate::world::Layout;
use crate::world::curve::InverseCurve;
use crate::world::firmware::{Reach, Staged, UpdateRules, next_build};

pub(super) fn updates(scenario: &Scenario, layout: &Layout, draws: &Draws) -> Vec<UpdateRules> {
    let updates = scenario.timeline.iter().filter_map(|event| {
        let Effect::Ota(ota) = &event.effect else { return None };
        Some(UpdateRules {
            at: event.at,
            opt_in: ota.opt_in,
            numbers: ota.numbers,
            reach: match &ota.rollout {
                Rollout::Uptake(curve) => Reach::Uptake(InverseCurve::new(curve)),
                Rollout::Staged { offer, lag, poll, install, cadence } => Reach::Staged(Staged {
                    builds: builds(cadence, event.at, draws),
                    lag: lags(lag, layout),
                    offer: offer.as_ref().map(InverseCurve::new),
                    poll: *poll,
                    install: install.as_ref().map(InverseCurve::new),
                }),
            },
        })
    });
    updates.collect()
}

/// Chance of each kind of firmware or an earlier one, and the time to its next build.
fn builds(cadence: &[Cadence], released: Instant, draws: &Draws) -> Vec<(Probability, Duration)> {
    let mut sum = 0.0;
    let one = |(kind, cadence): (usize, &Cadence)| {
        sum += cadence.share;
        let wait = cadence.first.unwrap_or_else(|| next_build(draws, kind, released, cadence.every));
        (Probability::from_share(sum), wait)
    };
    cadence.iter().enumerate().map(one).collect()
}

/// The lag of each country, none at all where no country has one.
fn lags(lag: &[(usize, Duration)], layout: &Layout) -> Vec<(u32, Duration)> {
    if lag.is_empty() {
        return Vec::new();
    }
    let of = |country: usize| lag.iter().find(|(c, _)| *c == country).map_or(Duration::ZERO, |(_, lag)| *lag);
    layout.countries().iter().enumerate().map(|(country, range)| (range.first_handset, of(country))).collect()
}
