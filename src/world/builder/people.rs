//! Who the owners are, what they pay, what they want.

use super::{LONGEST_SPELL, cumulative};
use crate::scenario::{Effect, Scenario};
use crate::units::{Duration, Micros, Probability};
use crate::world::conversation::{Conversations, LanguageRules};
use crate::world::curve::InverseCurve;
use crate::world::owners::{Customs, Owners};
use crate::world::rules::UpdateRules;
use crate::world::tariff::{Prices, Tariffs};
use crate::world::{ActivityClock, MessageId, TableCache, TraceDemand, clock};

pub(super) fn owners(scenario: &Scenario) -> Owners {
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
        malformed: Probability::from_share(country.malformed),
    });
    let updates = scenario.timeline.iter().filter_map(|event| match &event.effect {
        Effect::Ota(ota) => Some(UpdateRules {
            at: event.at,
            opt_in: ota.opt_in,
            numbers: ota.numbers,
            uptake: InverseCurve::new(&ota.uptake),
        }),
        Effect::Partition { .. }
        | Effect::NameOutage { .. }
        | Effect::SiteOutage { .. }
        | Effect::NodeOutage { .. }
        | Effect::FlashCrowd { .. }
        | Effect::Migration { .. } => None,
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
        updates: updates.collect(),
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
                | Effect::Migration { .. } => None,
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
