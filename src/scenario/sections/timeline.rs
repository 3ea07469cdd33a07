//! `[timeline.NAME]`: interventions with a time and one effect.
//!
//! Knows countries, places and sites by name; which effects contradict each other stands beside.

use super::holdings::DELETED;
use super::timeline_checks::{Entry, check};
use super::{Names, Span, firmware, holdings};
use crate::scenario::calendar;
use crate::scenario::document::Value;
use crate::scenario::kinds::{
    ChoiceKind, CountKind, FlagKind, ListKind, NameKind, NumberKind, SOME_TIME, ShareKind, from_text,
};
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::schema::Shape;
use crate::scenario::site::Site;
use crate::scenario::study::StudyStart;
use crate::scenario::timeline::{Effect, Intervention};
use crate::units::Instant;

/// Keys of effects.
const EFFECTS: [&str; 11] = [
    "partition",
    "name_outage",
    "site_outage",
    "node_outage",
    "flash_crowd",
    "ota",
    "migration",
    "sale",
    "account_outage",
    "deletion",
    "ban",
];

/// As many countries as have codes of two letters.
const MOST_COUNTRIES: usize = 676;

/// A time of the study.
pub(super) struct TimeKind<'s> {
    /// When the study starts.
    pub(super) start: &'s StudyStart,
}

impl Kind for TimeKind<'_> {
    type Value = Instant;
    fn expected(&self) -> String {
        calendar::TIME.to_owned()
    }
    fn shape(&self) -> Shape {
        let date = calendar::PATTERN;
        Shape::form(&format!(r"{date}|\+{{number}} {{time}}")).example("+13 days")
    }
    fn placeholder(&self) -> Instant {
        Instant::START
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Instant> {
        if let Value::Date(date) = &item.node.value {
            return calendar::instant(date, self.start)
                .map_err(|fault| item.wrong(&fault.message, &fault.expected, fault.help, report))
                .ok();
        }
        from_text(item, &self.expected(), report, |text| calendar::instant(text, self.start))
    }
}

/// What an intervention may be about.
pub(super) struct About<'s> {
    /// The data centres.
    pub(super) sites: &'s [Site],
    /// Whether look-ups are logged.
    pub(super) log: bool,
    /// Whether anything is backed up.
    pub(super) backups: bool,
}

/// Reads `[timeline]`: sorted by time, disabled ones left out.
pub(super) fn read(reader: &mut Reader<'_, '_>, names: &Names, span: &Span, about: &About<'_>) -> Vec<Intervention> {
    if !reader.describes() && !reader.has("timeline") {
        reader.known("timeline");
        return Vec::new();
    }
    let before = reader.report.found();
    let read = reader.named("timeline", "interventions by name, each with a time and one effect", |name, entry| {
        one(name, entry, names, span, about)
    });
    let mut entries: Vec<Entry> = read.into_iter().filter_map(|(_, entry)| entry).collect();
    entries.sort_by(|a, b| (a.value.at, &a.value.name).cmp(&(b.value.at, &b.value.name)));
    if reader.report.found() == before {
        check(&entries, names, reader.report);
    }
    entries.into_iter().map(|entry| entry.value).collect()
}

fn one(name: &str, entry: &mut Reader<'_, '_>, names: &Names, span: &Span, about: &About<'_>) -> Option<Entry> {
    let before = entry.report.found();
    let enabled = entry.or(
        "enabled",
        "whether the intervention happens; arms switch it off with timeline.NAME.enabled = false",
        &FlagKind,
        true,
    );
    let at = entry.required("at", "when the intervention begins", &TimeKind { start: &span.start });
    let effect = effect(entry, names, about.sites);
    let until = match effect {
        Some(Effect::Ota(_) | Effect::Migration { .. } | Effect::Deletion { .. }) => no_end(entry, at),
        // A ban may be lifted, and mostly is not.
        Some(Effect::Ban { .. }) if !entry.has("duration") && !entry.has("until") => {
            no_end(entry, at);
            (Instant::START + span.duration).max(at)
        }
        Some(_) | None => until(entry, at, span),
    };
    if enabled {
        let end = Instant::START + span.duration;
        for (key, time, last) in [("at", at, Instant::from_micros(end.as_micros() - 1)), ("until", until, end)] {
            if time > last && entry.report.found() == before {
                let key = if key == "until" && !entry.has("until") { "duration" } else { key };
                let help = format!("lengthen `study.duration`, or leave it out with `{}`", off(name));
                let message = format!("goes beyond the end of the study ({} after its start)", span.duration);
                entry.wrong(key, &message, "a time inside the study", Some(help));
            }
        }
    }
    if let (true, Some(Effect::Ota(ota))) = (enabled && entry.report.found() == before, &effect) {
        firmware::check(entry, ota, names, at, span);
    }
    if let (true, Some(Effect::Deletion { what })) = (enabled && entry.report.found() == before, &effect) {
        holdings::check(entry, what, about);
    }
    let value = Intervention { name: name.to_owned(), at, until, effect: effect? };
    enabled.then(|| Entry { at: entry.at("at"), value })
}

fn off(name: &str) -> String {
    format!("timeline.{name}.enabled = false")
}

fn until(entry: &mut Reader<'_, '_>, at: Instant, span: &Span) -> Instant {
    let before = entry.report.found();
    let duration = entry.optional("duration", "how long the intervention lasts", &SOME_TIME);
    let until = entry.optional("until", "when the intervention ends", &TimeKind { start: &span.start });
    let readable = entry.report.found() == before;
    match (duration, until) {
        (Some(_), Some(_)) => {
            entry.wrong(
                "until",
                "stands beside `duration`",
                "one of `duration` and `until`",
                Some("take one out".to_owned()),
            );
            at
        }
        (Some(duration), None) => at + duration,
        (None, Some(until)) => {
            if readable && until <= at {
                entry.wrong("until", "is not after `at`", "a time after `at`", Some("swap the two times?".to_owned()));
            }
            until
        }
        (None, None) => {
            let help = "how long does it last?".to_owned();
            entry.wrong_here("has no end", "`duration = \"3 h\"` or `until = \"…\"`", Some(help));
            at
        }
    }
}

fn no_end(entry: &mut Reader<'_, '_>, at: Instant) -> Instant {
    for key in ["duration", "until"] {
        entry.known(key);
        if entry.has(key) {
            let help = Some(format!("take `{key}` out; write a second entry to change it back"));
            entry.wrong(key, "ends what stays: updates, migrations and deletions have no end", "no end", help);
        }
    }
    at
}

fn effect(entry: &mut Reader<'_, '_>, names: &Names, sites: &[Site]) -> Option<Effect> {
    let present: Vec<&str> = EFFECTS.into_iter().filter(|key| entry.has(key)).collect();
    let effects = [
        entry.optional_table("partition", "packets between two places die", |own| partition(own, names)),
        entry.optional_table("name_outage", "new connections from a place fail", |own| Effect::NameOutage {
            place: own.required("place", "place, the code of a country", &place(names)),
        }),
        entry.optional_table("site_outage", "a whole data centre is down", |own| Effect::SiteOutage {
            site: own.required("site", "data centre, one of [sites]", &site(names)),
        }),
        entry.optional_table("node_outage", "nodes of a data centre are down", |own| node_outage(own, names, sites)),
        entry.optional_table("flash_crowd", "people write more messages than usual", |own| flash_crowd(own, names)),
        entry.optional_table("ota", "an update of the client", |own| firmware::read(own, names)),
        entry.optional_table("migration", "a country is served by another data centre", |own| Effect::Migration {
            country: own.required("country", "country, one of [countries]", &country(names)),
            site: own.required("site", "data centre that serves the country from then on", &site(names)),
        }),
        entry.optional_table("deletion", "the operator deletes what it holds", |own| Effect::Deletion {
            what: own.required("what", "what the operator deletes", &DELETED),
        }),
        entry.optional_table("sale", "more people than usual buy handsets", |own| Effect::Sale {
            share: own.required("share", "share of the countries' handsets", &ShareKind),
            countries: countries(own, names),
        }),
        entry.optional_table("account_outage", "the account service fails", |own| Effect::AccountOutage {
            site: own.required("site", "data centre, one of [sites]", &site(names)),
        }),
        entry.optional_table("ban", "nothing passes between handsets in a country and the service", |own| {
            Effect::Ban { country: own.required("country", "country, one of [countries]", &country(names)) }
        }),
    ];
    let mut found = effects.into_iter().flatten();
    match (found.next(), present.len()) {
        (Some(effect), 1) => Some(effect),
        (_, 0) => {
            let expected = format!("one of {}", EFFECTS.map(|key| format!("`{key}`")).join(", "));
            entry.wrong_here("has no effect", &expected, Some("what happens then?".to_owned()));
            None
        }
        (_, _) => {
            let help = "write one entry of the timeline for each effect".to_owned();
            entry.wrong(present[1], &format!("stands beside `{}`", present[0]), "one effect", Some(help));
            None
        }
    }
}

fn place(names: &Names) -> NameKind<'_> {
    NameKind { what: "place", names: &names.places }
}

fn country(names: &Names) -> NameKind<'_> {
    NameKind { what: "country", names: &names.countries }
}

fn site(names: &Names) -> NameKind<'_> {
    NameKind { what: "site", names: &names.sites }
}

fn partition(own: &mut Reader<'_, '_>, names: &Names) -> Effect {
    let before = own.report.found();
    let from = own.required("from", "where packets come from", &place(names));
    let to = own.required("to", "where packets go to", &place(names));
    let ways = ChoiceKind { names: &[("both", true), ("one-way", false)] };
    let both = own.or("direction", "whether the other direction is cut too", &ways, true);
    if own.report.found() == before && from == to {
        own.wrong(
            "to",
            "is where packets come from, too",
            "another place",
            Some("a place without any data: name_outage".to_owned()),
        );
    }
    Effect::Partition { from, to, both }
}

fn node_outage(own: &mut Reader<'_, '_>, names: &Names, sites: &[Site]) -> Effect {
    let before = own.report.found();
    let site = own.required("site", "data centre, one of [sites]", &site(names));
    let nodes =
        own.required("nodes", "how many connection nodes are down", &CountKind { least: 1, most: 1_000_000 }) as u32;
    if let Some(of) = sites.get(site).filter(|of| own.report.found() == before && nodes > of.relay.nodes) {
        let message = format!("is {nodes}, and `{}` has {} nodes", of.name, of.relay.nodes);
        own.wrong("nodes", &message, "at most as many as there are", Some("all of them: site_outage".to_owned()));
    }
    Effect::NodeOutage { site, nodes }
}

fn flash_crowd(own: &mut Reader<'_, '_>, names: &Names) -> Effect {
    let factor = own.required(
        "factor",
        "how many times the usual number of messages people write",
        &NumberKind { least: 1e-6, most: 1e4 },
    );
    Effect::FlashCrowd { factor, countries: countries(own, names) }
}

/// Countries by name, each once.
fn countries(own: &mut Reader<'_, '_>, names: &Names) -> Vec<usize> {
    let most = if own.describes() { MOST_COUNTRIES } else { names.countries.len().max(1) };
    let listed = ListKind { item: country(names), least: 1, most };
    let all = (0..names.countries.len()).collect();
    let mut countries = own.or_from_others("countries", "which countries; all where left out", &listed, all);
    countries.sort_unstable();
    countries.dedup();
    countries
}
