//! `ota = { … }` of an intervention: an update of the client, and whether any handset can take it.
//!
//! Knows countries by name; nothing of other effects.

use super::client::PROTECTION;
use super::{Names, Span};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::kinds::{ChoiceKind, CurveKind, DURATION, SOME_TIME, ShareKind, find_name};
use crate::scenario::reader::{Item, Kind, Reader};
use crate::scenario::timeline::{Cadence, Curve, Effect, Ota, Rollout};
use crate::units::{Duration, Instant};

/// Keys of a roll-out in steps.
const STEPS: [&str; 5] = ["offer", "lag", "poll", "install", "cadence"];

/// Reads an update.
pub(super) fn read(own: &mut Reader<'_, '_>, names: &Names) -> Effect {
    Effect::Ota(Ota {
        opt_in: own.required(
            "default",
            "how new and reset handsets start",
            &ChoiceKind { names: &[("opt-in", true), ("on", false)] },
        ),
        numbers: own.required("numbers", "protection of numbers once updated", &PROTECTION),
        rollout: rollout(own, names),
    })
}

fn rollout(own: &mut Reader<'_, '_>, names: &Names) -> Rollout {
    let uptake = "share of handsets updated after a time";
    let steps: Vec<&str> = STEPS.into_iter().filter(|key| own.has(key)).collect();
    if steps.is_empty() {
        let curve = own.required("uptake", uptake, &CurveKind);
        for key in STEPS {
            own.known(key);
        }
        return Rollout::Uptake(curve);
    }
    if own.has("uptake") {
        let message = format!("stands beside `{}`", steps[0]);
        let help = format!("`uptake`: {uptake}, all steps in one; take it out, or {}", quoted(&steps));
        own.wrong("uptake", &message, "one curve, or steps", Some(help));
    }
    own.known("uptake");
    Rollout::Staged {
        offer: own.optional("offer", "share that it is offered to, a time after the build", &CurveKind),
        lag: lag(own, names),
        poll: own.optional("poll", "how often a handset asks for updates", &SOME_TIME),
        install: own.optional("install", "share that has it installed, a time after finding it", &CurveKind),
        cadence: cadence(own),
    }
}

fn quoted(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// How much later it is offered, by country.
fn lag(own: &mut Reader<'_, '_>, names: &Names) -> Vec<(usize, Duration)> {
    let read = |lags: &mut Reader<'_, '_>| {
        let mut read = Vec::new();
        for (key, node) in lags.entries("how much later, by the code of a country", || DURATION.shape()) {
            let item = Item { node, path: lags.below(key) };
            let length = DURATION.read(&item, lags.report);
            match find_name(key, "country", &names.countries) {
                Ok(country) => read.extend(length.map(|length| (country, length))),
                Err(fault) => {
                    let message = format!("`{}` {}", item.path, fault.message);
                    let mistake = Diagnostic::at(&node.key, message, format!("expected {}", fault.expected));
                    lags.report.push(mistake.help(fault.help));
                }
            }
        }
        read
    };
    own.optional_table("lag", "how much later it is offered in a country", read).unwrap_or_default()
}

/// Kinds of firmware; one of them may leave its share out and has the rest.
fn cadence(own: &mut Reader<'_, '_>) -> Vec<Cadence> {
    if !own.has("cadence") {
        own.known("cadence");
        return Vec::new();
    }
    let before = own.report.found();
    let kinds = own.named("cadence", "kinds of firmware by name, each with a rhythm of builds", |_, kind| {
        let share = kind.optional("share", "share of handsets that run it; the rest where left out", &ShareKind);
        let every = kind.required("every", "time from one build to the next", &SOME_TIME);
        let first = kind.optional("first", "time from the release to the first build with it", &DURATION);
        if let Some(first) = first.filter(|first| *first > every) {
            let help = "leave it out to have it fall by chance".to_owned();
            kind.wrong(
                "first",
                &format!("is {first}, and builds come every {every}"),
                "a time within the period",
                Some(help),
            );
        }
        (share, every, first)
    });
    let rest = 1.0 - kinds.iter().filter_map(|(_, (share, ..))| *share).sum::<f64>();
    let without = kinds.iter().filter(|(_, (share, ..))| share.is_none()).count();
    let right = match without {
        0 => rest.abs() <= 1e-6,
        1 => rest > 0.0,
        _ => false,
    };
    if !right && own.report.found() == before {
        let help = "one kind may leave its share out: it has the rest".to_owned();
        own.wrong("cadence", "shares handsets out wrongly", "shares that sum to 1", Some(help));
    }
    kinds.into_iter().map(|(_, (share, every, first))| Cadence { share: share.unwrap_or(rest), every, first }).collect()
}

/// Reports an update that no handset can take within the study, with the reason.
pub(super) fn check(entry: &mut Reader<'_, '_>, ota: &Ota, names: &Names, at: Instant, span: &Span) {
    let mut least = Duration::ZERO;
    let mut steps: Vec<(&str, String)> = Vec::new();
    let mut curve = |key: &'static str, curve: Option<&Curve>| match curve.map(Curve::earliest) {
        Some(None) => Some(key),
        Some(Some(wait)) => {
            least += wait;
            steps.push((key, wait.to_string()));
            None
        }
        None => None,
    };
    let nobody = match &ota.rollout {
        Rollout::Uptake(uptake) => curve("uptake", Some(uptake)),
        Rollout::Staged { offer, install, .. } => {
            let offered = curve("offer", offer.as_ref());
            offered.or_else(|| curve("install", install.as_ref()))
        }
    };
    if let Rollout::Staged { lag, cadence, .. } = &ota.rollout {
        let lagging = (0..names.countries.len()).map(|c| lag.iter().find(|(of, _)| *of == c).map(|(_, lag)| *lag));
        let build = cadence.iter().filter(|kind| kind.share > 0.0).map(|kind| kind.first.unwrap_or(Duration::ZERO));
        for (key, wait) in [("lag", lagging.map(Option::unwrap_or_default).min()), ("cadence", build.min())] {
            least += wait.unwrap_or_default();
            steps.extend(wait.map(|wait| (key, wait.to_string())));
        }
    }
    if let Some(key) = nobody {
        let help = format!("`ota.{key}` reaches nobody, at any time: raise its share, or disable the update");
        entry.wrong("ota", "is an update that no handset can take", "an update that reaches somebody", Some(help));
        return;
    }
    let end = Instant::START + span.duration;
    if at + least >= end {
        let left = end.saturating_since(at);
        steps.retain(|(_, wait)| *wait != Duration::ZERO.to_string());
        let parts: Vec<String> = steps.iter().map(|(key, wait)| format!("`{key}` {wait}")).collect();
        let help = format!(
            "the first handset could have it after {least} ({}), and the study ends after {left}",
            parts.join(" + ")
        );
        entry.wrong("ota", "is an update that no handset can take", "an update within the study", Some(help));
    }
}
