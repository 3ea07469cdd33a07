//! Which interventions contradict each other.
//!
//! Knows read interventions only.

use super::Names;
use crate::scenario::diagnostic::{Diagnostic, Origin};
use crate::scenario::reader::Report;
use crate::scenario::timeline::{Effect, Intervention};

/// An intervention with the place of its time in the file.
pub(super) struct Entry {
    /// Where `at` stands.
    pub(super) at: Origin,
    /// The intervention.
    pub(super) value: Intervention,
}

/// Reports every pair that contradicts itself, at the later of the two.
pub(super) fn check(entries: &[Entry], names: &Names, report: &mut Report) {
    for (index, later) in entries.iter().enumerate() {
        for earlier in &entries[..index] {
            let Some(why) = contradiction(&earlier.value, &later.value, names) else { continue };
            let message = format!("`timeline.{}` and `timeline.{}` {why}", earlier.value.name, later.value.name);
            let (label, help) = if earlier.value.until > earlier.value.at {
                let ends = earlier.value.until - crate::units::Instant::START;
                ("expected a time when the other is over".to_owned(), format!("the other ends {ends} after the start"))
            } else {
                ("expected another time".to_owned(), "move one of them, or disable it in each arm".to_owned())
            };
            report.push(Diagnostic::at(&later.at, message, label).help(Some(help)));
        }
    }
}

/// Why two interventions, sorted by time, cannot both be; `None` where they can.
fn contradiction(earlier: &Intervention, later: &Intervention, names: &Names) -> Option<String> {
    let overlap = later.at < earlier.until;
    let together = later.at == earlier.at;
    match (&earlier.effect, &later.effect) {
        (Effect::Partition { .. }, Effect::Partition { .. }) => {
            let cut = cuts(&earlier.effect);
            let twice = cuts(&later.effect).into_iter().find(|way| cut.contains(way)).filter(|_| overlap)?;
            Some(format!("cut {}-{} at once", names.places[twice.0], names.places[twice.1]))
        }
        (Effect::NameOutage { place: a }, Effect::NameOutage { place: b }) => {
            (overlap && a == b).then(|| format!("overlap in {}", names.places[*a]))
        }
        (
            Effect::SiteOutage { site: a } | Effect::NodeOutage { site: a, .. },
            Effect::SiteOutage { site: b } | Effect::NodeOutage { site: b, .. },
        ) => (overlap && a == b).then(|| format!("overlap at `{}`", names.sites[*a])),
        (Effect::FlashCrowd { countries: a, .. }, Effect::FlashCrowd { countries: b, .. }) => {
            let shared = a.iter().find(|country| b.contains(country)).filter(|_| overlap)?;
            Some(format!("overlap in {}", names.countries[*shared]))
        }
        (Effect::AccountOutage { site: a }, Effect::AccountOutage { site: b }) => {
            (overlap && a == b).then(|| format!("overlap at `{}`", names.sites[*a]))
        }
        (Effect::Sale { countries: a, .. }, Effect::Sale { countries: b, .. }) => {
            let shared = a.iter().find(|country| b.contains(country)).filter(|_| overlap)?;
            Some(format!("overlap in {}", names.countries[*shared]))
        }
        (Effect::Ota(_), Effect::Ota(_)) => together.then(|| "are two updates at the same instant".to_owned()),
        (Effect::Migration { country: a, .. }, Effect::Migration { country: b, .. }) => {
            (together && a == b).then(|| format!("move {} at the same instant", names.countries[*a]))
        }
        (Effect::Ban { country: a }, Effect::Ban { country: b }) => {
            (overlap && a == b).then(|| format!("ban the service in {} at once", names.countries[*a]))
        }
        (_, _) => None,
    }
}

/// Ordered pairs of places that a partition cuts.
fn cuts(effect: &Effect) -> Vec<(usize, usize)> {
    let Effect::Partition { from, to, both } = *effect else { return Vec::new() };
    if both { vec![(from, to), (to, from)] } else { vec![(from, to)] }
}
