//! Who the owners are, what they pay, what they want.

use super::{LONGEST_SPELL, cumulative, firmware};
use crate::random::{Draws, Law};
use crate::scenario::{ActivationForm, Effect, Scenario};
use crate::units::{CountryId, Duration, Micros, Probability};
use crate::world::conversation::{Conversations, LanguageRules};
use crate::world::geography::Window;
use crate::world::lives::{Lives, Sale, sales_of};
use crate::world::owners::{Customs, Owners};
use crate::world::tariff::{Gateway, Prices, Tariffs};
use crate::world::{ActivationRules, ActivityClock, Demand, Layout, MessageId, Script, TableCache, clock};
use std::sync::Arc;

/// What happens to handsets and SIMs.
fn lives(scenario: &Scenario) -> Lives {
    let p = &scenario.population;
    let months = scenario.duration.as_micros() as f64 / (30.0 * Duration::DAY.as_micros() as f64);
    // People of a trace are there, and stay, for what was recorded.
    let recorded = scenario.workload.trace.is_some();
    // A growth of g a month makes 1 - (1 + g)^-m of those who take part in m months newcomers.
    let joins = if recorded { 0.0 } else { 1.0 - libm::pow(1.0 + p.joins_per_month, -months) };
    let once = |per_month: f64| Probability::from_share(1.0 - libm::exp(-per_month * months));
    let sales: Vec<(Sale, Vec<usize>)> = scenario
        .timeline
        .iter()
        .filter(|_| !recorded)
        .filter_map(|event| {
            let Effect::Sale { share, countries } = &event.effect else { return None };
            let window = Window { from: event.at, until: event.until };
            Some((Sale { window, share: Probability::from_share(*share) }, countries.clone()))
        })
        .collect();
    let by_country = (0..scenario.countries.len()).map(|i| sales_of(CountryId(i as u16), &sales));
    Lives {
        joins: Probability::from_share(joins),
        sales: if sales.is_empty() { Vec::new() } else { by_country.collect() },
        resets: once(p.resets_per_month),
        replacements: once(p.replacements_per_month),
        swaps: once(p.sim_swaps_per_month),
        number_kept: Probability::from_share(p.number_kept),
        removals: once(p.sim_removals_per_month),
        leaves: once(if recorded { 0.0 } else { p.leaves_per_month }),
        length: scenario.duration,
    }
}

pub(super) fn owners(
    scenario: &Scenario,
    layout: &Layout,
    draws: &Draws,
    script: Option<Arc<Script>>,
    tables: &mut TableCache,
) -> Owners {
    let p = &scenario.population;
    let customs = scenario.countries.iter().enumerate().map(|(i, country)| Customs {
        carriers: cumulative(scenario.carriers.iter().filter(|c| c.country == i).map(|c| c.share)),
        second_carriers: cumulative(scenario.carriers.iter().filter(|c| c.country == i).map(|c| c.second_sim)),
        dual_sim: Probability::from_share(country.dual_sim),
        roaming: Probability::from_share(country.roaming),
    });
    Owners {
        customs: customs.collect(),
        lives: lives(scenario),
        default_on: p.default_on,
        opted_out: Probability::from_share(p.opted_out),
        opt_in: Probability::from_share(p.opt_in),
        opt_in_after: (p.opt_in_after.quantile(1.0) > 0.0).then(|| tables.time(&p.opt_in_after, LONGEST_SPELL)),
        disabled_app: Probability::from_share(scenario.countermeasures.disabled_app),
        disabled_still_connects: scenario.countermeasures.disabled_still_connects,
        numbers: scenario.client.numbers,
        updates: firmware::updates(scenario, layout, draws),
        places: scenario.countries.len(),
        script,
    }
}

/// How SIMs are bound.
pub(super) fn activation(scenario: &Scenario, tables: &mut TableCache) -> ActivationRules {
    let a = &scenario.activation;
    let share = Probability::from_share;
    let downlink = match a.form {
        ActivationForm::Uplink => 0.0,
        ActivationForm::DownlinkFirst => 1.0 - (1.0 - a.server_knows) * (1.0 - a.sim_knows),
    };
    ActivationRules {
        once_per_sim: a.once_per_sim,
        guard_retry: a.guard_retry,
        delay: tables.time(&a.sms_delay, LONGEST_SPELL),
        loss: share(a.sms_loss),
        no_balance: share(a.no_balance),
        any_failure: share(a.no_balance + a.other_failure),
        works_roaming: a.works_roaming,
        language_barrier: share(a.language_barrier),
        manual_retry: share(a.manual_retry),
        downlink: share(downlink),
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
        activation: scenario
            .countries
            .iter()
            .enumerate()
            .map(|(i, c)| match c.activation_price {
                Some(price) => Gateway::Priced(micros(price)),
                None if scenario.sites[c.home].place == i => Gateway::Domestic,
                None => Gateway::International,
            })
            .collect(),
    }
}

pub(super) fn conversations(scenario: &Scenario, written: Option<Demand>, tables: &mut TableCache) -> Conversations {
    let w = &scenario.workload;
    let clocks = scenario.countries.iter().enumerate().map(|(i, country)| {
        let crowds: Vec<clock::Crowd> = scenario
            .timeline
            .iter()
            .filter_map(|event| {
                let Effect::FlashCrowd { factor, countries } = &event.effect else { return None };
                let crowd = clock::Crowd { from: event.at, until: event.until, factor: *factor };
                countries.contains(&i).then_some(crowd)
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
        first_gap: tables.count_of_rest(&w.gap, 1_000_000, 1e6, what_is_left),
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
        written,
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
