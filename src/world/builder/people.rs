//! Who the owners are, what they pay, what they want.

use super::{LONGEST_SPELL, cumulative, firmware};
use crate::random::{Draws, Law};
use crate::scenario::{Effect, Scenario};
use crate::units::{Duration, Micros, Probability};
use crate::world::conversation::{Conversations, LanguageRules};
use crate::world::owners::{Customs, Owners};
use crate::world::tariff::{Prices, Tariffs};
use crate::world::{ActivityClock, Layout, MessageId, TableCache, TraceDemand, clock};

pub(super) fn owners(scenario: &Scenario, layout: &Layout, draws: &Draws) -> Owners {
    let p = &scenario.population;
    let months = scenario.duration.as_micros() as f64 / (30.0 * Duration::DAY.as_micros() as f64);
    let recorded = scenario.workload.trace.is_some();
    // A growth of g a month makes 1 - (1 + g)^-m of those who take part in m months newcomers.
    let joins = if recorded { 0.0 } else { 1.0 - libm::pow(1.0 + p.joins_per_month, -months) };
    let resets = 1.0 - libm::exp(-p.resets_per_month * months);
    let customs = scenario.countries.iter().enumerate().map(|(i, country)| Customs {
        carriers: cumulative(scenario.carriers.iter().filter(|c| c.country == i).map(|c| c.share)),
        dual_sim: Probability::from_share(country.dual_sim),
        roaming: Probability::from_share(country.roaming),
    });
    Owners {
        customs: customs.collect(),
        joins: Probability::from_share(joins),
        resets: Probability::from_share(resets),
        length: scenario.duration,
        default_on: p.default_on,
        opted_out: Probability::from_share(p.opted_out),
        opt_in: Probability::from_share(p.opt_in),
        activation: Probability::from_share(p.activation_success),
        numbers: scenario.client.numbers,
        updates: firmware::updates(scenario, layout, draws),
        places: scenario.countries.len(),
    }
}

pub(super) fn tariffs(scenario: &Scenario) -> Tariffs {
    let micros = |price: f64| Micros(libm::round(price * 1e6) as i64);
    Tariffs {
        carriers: scenario
            .carriers
            .iter()
            .map(|c| Prices {
                on_net: micros(c.on_net),
                off_net: micros(c.off_net),
                international: micros(c.international),
                roaming: micros(c.roaming),
            })
            .collect(),
        activation: scenario.countries.iter().map(|c| micros(c.activation_price)).collect(),
    }
}

pub(super) fn conversations(scenario: &Scenario, trace: Option<TraceDemand>, tables: &mut TableCache) -> Conversations {
    let w = &scenario.workload;
    let clocks = scenario.countries.iter().enumerate().map(|(i, country)| {
        let crowds: Vec<clock::Crowd> = scenario
            .timeline
            .iter()
            .filter_map(|event| match &event.effect {
                Effect::FlashCrowd { factor, countries } if countries.contains(&i) => {
                    Some(clock::Crowd { from: event.at, until: event.until, factor: *factor })
                }
                Effect::FlashCrowd { .. }
                | Effect::Partition { .. }
                | Effect::NameOutage { .. }
                | Effect::SiteOutage { .. }
                | Effect::NodeOutage { .. }
                | Effect::Ota(_)
                | Effect::Migration { .. }
                | Effect::Deletion { .. }
                | Effect::Ban { .. } => None,
            })
            .collect();
        ActivityClock::new(
            scenario.start.unix_seconds,
            i64::from(country.utc_offset_min) * 60,
            scenario.duration,
            &w.hours[country.hours].shares,
            &w.weekdays,
            &crowds,
        )
    });
    let texts = w.languages.iter().map(|l| LanguageRules {
        ucs2: Probability::from_share(l.ucs2),
        gsm7: tables.count(&l.gsm7_length, 1, l.limit.into()),
        ucs2_length: tables.count(&l.ucs2_length, 1, l.limit.into()),
    });
    let texts = texts.collect();
    let turns = tables.count(&w.turns, 1, MessageId::TURNS.into());
    let mean_turns = (turns.mean().max(1.0) * 1e6) as u64;
    let days_a_month = 30.0;
    Conversations {
        clocks: clocks.collect(),
        languages: scenario.countries.iter().map(|c| c.language).collect(),
        texts,
        sent: tables.count(&w.sent_per_day, 1_000_000, w.sent_limit),
        mean_turns,
        gap: tables.count(&w.gap, 1_000_000, 1e6),
        first_gap: tables.count(&what_is_left(&w.gap), 1_000_000, 1e6),
        rank: tables.count(&w.rank, 1, scenario.population.phonebook_limit.into()),
        turns,
        typing: tables.time(&w.typing, Duration::HOUR),
        unopened: Probability::from_share(w.unopened),
        think: tables.time(&w.think, LONGEST_SPELL),
        again: libm::round(w.again * f64::from(Conversations::AGAIN_ONE)) as u32,
        pause: tables.time(&w.pause, LONGEST_SPELL),
        looks: (w.opens_per_day * 1e6) as u64,
        creates: (w.new_contacts_per_month / days_a_month * 1e6) as u64,
        strangers: Probability::from_share(w.strangers),
        trace,
    }
}

/// What is left of a gap met at an arbitrary instant: long gaps are met more often than short ones, so a renewal stream
/// that starts with this is stationary (the equilibrium law, with density `(1 - F) / mean`).
fn what_is_left(gap: &Law) -> Law {
    const POINTS: usize = 16_384;
    const SAMPLE: usize = 4_096;
    let gaps: Vec<f64> = (0..POINTS).map(|i| gap.quantile((i as f64 + 0.5) / POINTS as f64)).collect();
    let total: f64 = gaps.iter().sum();
    // The integral of the survival function up to the k-th gap is the sum of all gaps cut there, over the number of gaps.
    let mut below = 0.0;
    let mut reached = Vec::with_capacity(POINTS);
    for (k, &x) in gaps.iter().enumerate() {
        below += x;
        reached.push((below + (POINTS - 1 - k) as f64 * x) / total);
    }
    let left = |p: f64| {
        let k = reached.partition_point(|&r| r < p).min(POINTS - 1);
        let (from, at) = if k == 0 { (0.0, 0.0) } else { (reached[k - 1], gaps[k - 1]) };
        let span = reached[k] - from;
        if span > 0.0 { at + (gaps[k] - at) * (p - from) / span } else { gaps[k] }
    };
    Law::Empirical((0..SAMPLE).map(|j| left((j as f64 + 0.5) / SAMPLE as f64)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_gap_has_the_mean_of_renewal_theory() {
        // E[residual] = E[X^2] / (2 E[X]); an exponential gap leaves an exponential one, a fixed gap a uniform one.
        for (law, expected) in [
            (Law::Exponential { mean: 1.0 }, 1.0),
            (Law::Fixed(1.0), 0.5),
            (Law::Erlang { k: 2, mean: 1.0 }, 0.75),
            (Law::lognormal(1.0, 1.0), 1.0),
        ] {
            let left = what_is_left(&law).mean();
            assert!((left - expected).abs() < 0.02 * expected, "{law:?}: {left}, expected {expected}");
        }
    }
}
