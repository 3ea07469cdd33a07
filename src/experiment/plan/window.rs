//! A stretch of a study as a scenario of its own, at full scale.
//!
//! Cuts and shifts; knows neither why this stretch nor which fleet.

use crate::scenario::{Effect, Intervention, Scenario};
use crate::units::{Duration, Instant};

/// A stretch of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// When it begins, after the study's start.
    pub from: Duration,
    /// Its length.
    pub length: Duration,
    /// Warm-up before it; less where the study begins later.
    pub lead: Duration,
}

/// A stretch cut out, and what could not come along.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The stretch, one simulated handset for each real one.
    pub scenario: Scenario,
    /// Interventions that were left out because they are over, or not yet due, by name.
    pub left_out: Vec<String>,
}

/// Cuts a stretch out of a scenario. Interventions that are over when it begins are left out but for moves of countries,
/// which stay; those under way are clipped, those to come shifted.
pub fn cut(scenario: &Scenario, stretch: Stretch) -> Cut {
    let begins = stretch.from.saturating_sub(stretch.lead);
    let end = stretch.from + stretch.length;
    let mut out = scenario.clone();
    out.start = scenario.start.later(begins);
    out.duration = end - begins;
    out.warm_up = stretch.from - begins;
    out.population.handsets = u32::try_from(scenario.population.represents).unwrap_or(u32::MAX);
    out.ledger.load_step = Duration::MINUTE;
    let mut left_out = Vec::new();
    out.timeline = Vec::new();
    let (begins, end) = (Instant::START + begins, Instant::START + end);
    for event in &scenario.timeline {
        if let (Effect::Migration { country, site }, true) = (&event.effect, event.at <= begins) {
            out.countries[*country].home = *site;
            continue;
        }
        match shifted(event, begins, end) {
            Some(event) => out.timeline.push(event),
            None => left_out.push(event.name.clone()),
        }
    }
    Cut { scenario: out, left_out }
}

/// An intervention as the stretch sees it; none where it has no part in it.
fn shifted(event: &Intervention, begins: Instant, end: Instant) -> Option<Intervention> {
    let stays = event.until <= event.at;
    if event.at >= end || (event.at < begins && (stays || event.until <= begins)) {
        return None;
    }
    let since = |at: Instant| Instant::START + at.max(begins).saturating_since(begins);
    let (at, until) = (since(event.at), since(event.until.min(end)));
    let mut own = Intervention { at, until: if stays { at } else { until }, ..event.clone() };
    if let Effect::Sale { share, .. } = &mut own.effect {
        // The part of the sale that falls into the stretch.
        let [whole, part] = [event.until - event.at, until - at].map(|d| d.as_micros() as f64);
        *share *= part / whole.max(1.0);
    }
    Some(own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;
    use std::path::Path;

    fn stormy() -> Scenario {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ecosystem/worlds/storm.toml");
        scenario::read(&file, &[]).expect("a small world").arms.remove(0).into_scenario()
    }

    /// From half past four, ten minutes of warm-up before it: inside the outage of a site (4:25 to 4:45), after the
    /// country BB has moved south (3:25), before the nodes fail (5:25).
    #[test]
    fn what_is_over_is_left_out_what_goes_on_is_clipped_what_comes_is_shifted() {
        let minutes = |m: u64| Duration::MINUTE * m;
        let whole = stormy();
        let cut = cut(&whole, Stretch { from: minutes(280), length: minutes(60), lead: minutes(10) });
        let part = &cut.scenario;
        assert_eq!((part.duration, part.warm_up), (minutes(70), minutes(10)));
        assert_eq!(part.start.text, "2014-08-04T04:30:00+00:00");
        assert_eq!(u64::from(part.population.handsets), whole.population.represents);
        let found: Vec<(&str, u64, u64)> = part
            .timeline
            .iter()
            .map(|e| (e.name.as_str(), e.at.as_micros() / 1_000_000, e.until.as_micros() / 1_000_000))
            .collect();
        assert_eq!(found, [("site", 0, 900), ("nodes", 3_300, 3_900), ("all-nodes", 3_900, 4_200)]);
        let [aa, bb] = &part.countries[..] else { panic!("two countries") };
        assert_eq!((part.sites[aa.home].name.as_str(), part.sites[bb.home].name.as_str()), ("north", "south"));
        for name in ["update", "names", "both-ways", "one-way", "accounts", "sale", "crowd", "back", "second-update"] {
            assert!(cut.left_out.iter().any(|left| left == name), "{name}: {:?}", cut.left_out);
        }
    }

    #[test]
    fn there_is_no_more_warm_up_than_there_is_study() {
        let cut = cut(&stormy(), Stretch { from: Duration::MINUTE * 4, length: Duration::HOUR, lead: Duration::HOUR });
        assert_eq!((cut.scenario.warm_up, cut.scenario.duration), (Duration::MINUTE * 4, Duration::MINUTE * 64));
    }
}
