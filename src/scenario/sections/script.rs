//! `[script]`: named people and what each of them does when; it replaces population, contacts, wishes and coverage.
//!
//! Knows countries and carriers by name only.

use super::timeline::TimeKind;
use super::{Names, Span};
use crate::scenario::country::Carrier;
use crate::scenario::kinds::{ChoiceKind, CountKind, FlagKind, ListKind, NameKind};
use crate::scenario::network::ACCESS;
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::schema::{Shape, table_shape};
use crate::scenario::script::{
    Action, Deed, MOST_ACTIONS, MOST_PEOPLE, MOST_SWITCHES, Script, Scripted, ScriptedHandset, Service,
};
use crate::units::{Duration, Instant};
use serde_json::json;

/// Turns that a conversation can have.
const MOST_TURNS: u64 = 64;

/// Keys that only a handset has.
const OF_HANDSETS: [&str; 3] = ["service", "starts", "access"];

const SERVICES: ChoiceKind<'static, Service> =
    ChoiceKind { names: &[("on", Service::On), ("off", Service::Off), ("opted-in", Service::OptedIn)] };

/// Reads `[script]`, if there is one.
pub(super) fn read(
    reader: &mut Reader<'_, '_>,
    names: &Names,
    carriers: &[Carrier],
    traced: bool,
    span: &Span,
) -> Option<Script> {
    if traced && reader.has("script") {
        let help = "leave out the script, or take [workload.trace] out".to_owned();
        reader.wrong("script", "stands beside `workload.trace`", "one of them: both say who writes when", Some(help));
    }
    reader.optional_table("script", "named people and what they do", |script| {
        let before = script.report.found();
        let read = script
            .named("people", "people of the script, by name", |name, person| one(name, person, names, carriers, span));
        let people: Vec<Scripted> = read.into_iter().map(|(_, person)| person).collect();
        if people.len() > MOST_PEOPLE {
            let message = format!("names {} people", people.len());
            script.wrong(
                "people",
                &message,
                &format!("at most {MOST_PEOPLE}"),
                Some("leave the script out: the generator makes crowds".to_owned()),
            );
        } else if script.has("people")
            && script.report.found() == before
            && people.iter().all(|person| person.handset.is_none())
        {
            let help = "only owners of handsets do anything".to_owned();
            script.wrong("people", "names nobody with a handset", "at least one owner of a handset", Some(help));
        }
        let called: Vec<String> = people.iter().map(|person| person.name.clone()).collect();
        let kind = ActionKind { people: &people, called: &called, span };
        let actions = ListKind { item: kind, least: 0, most: MOST_ACTIONS };
        let actions = script.or("actions", "what people do, each with `at`, `who` and `does`", &actions, Vec::new());
        let actions: Vec<Action> = actions.into_iter().flatten().collect();
        restless(script, &called, &actions);
        Script { people, actions }
    })
}

/// Reports owners who switch the service or reset the handset more often than a life can hold.
fn restless(script: &mut Reader<'_, '_>, called: &[String], actions: &[Action]) {
    for (who, name) in called.iter().enumerate() {
        let count = actions.iter().filter(|action| action.who == who && action.does.switches()).count();
        if count > MOST_SWITCHES {
            let message = format!("lets `{name}` enable, disable or reset {count} times");
            let help = "give some of them to another person".to_owned();
            script.wrong("actions", &message, &format!("at most {MOST_SWITCHES} for each person"), Some(help));
        }
    }
}

fn one(name: &str, person: &mut Reader<'_, '_>, names: &Names, carriers: &[Carrier], span: &Span) -> Scripted {
    let before = person.report.found();
    let known = NameKind { what: "country", names: &names.countries };
    let country = person.required("country", "country of their number, one of [countries]", &known);
    let carrier = if person.describes() || person.report.found() == before {
        let here = carriers.iter().filter(|carrier| carrier.country == country);
        let here: Vec<String> = here.map(|carrier| carrier.name.clone()).collect();
        let known = NameKind { what: "carrier", names: &here };
        person.or_from_others("carrier", "their carrier; the country's first where it is left out", &known, 0)
    } else {
        person.known("carrier");
        0
    };
    let owns = person.or("handset", "whether they own a handset with the client", &FlagKind, true);
    if !owns {
        for key in OF_HANDSETS {
            person.known(key);
            if person.has(key) {
                let help = format!("take it out, or `handset = false` of `{name}`");
                person.wrong(key, "describes a handset that there is not", "no such key", Some(help));
            }
        }
        return Scripted { name: name.to_owned(), country, carrier, handset: None };
    }
    let before = person.report.found();
    let starts = person.optional(
        "starts",
        "when the handset is first switched on; owned before the study where it is left out",
        &TimeKind { start: &span.start },
    );
    if let Some(starts) = starts.filter(|starts| person.report.found() == before && *starts >= end(span)) {
        beyond(person, "starts", starts, span);
    }
    let kinds: [(&str, Option<usize>); 6] =
        std::array::from_fn(|kind| ACCESS.get(kind).map_or(("none", None), |name| (*name, Some(kind))));
    let handset = ScriptedHandset {
        service: person.optional("service", "state of the service when the handset starts", &SERVICES),
        // A new handset starts a microsecond into the study at the earliest: what starts at zero was owned before.
        starts: starts.map(|starts| starts.max(Instant::from_micros(1))),
        access: person.or(
            "access",
            "kind of access of the handset for the whole study",
            &ChoiceKind { names: &kinds },
            Some(WIFI),
        ),
    };
    Scripted { name: name.to_owned(), country, carrier, handset: Some(handset) }
}

/// The place of Wi-Fi in [`ACCESS`].
const WIFI: usize = 4;

fn end(span: &Span) -> Instant {
    Instant::START + span.duration
}

fn beyond(reader: &mut Reader<'_, '_>, key: &str, at: Instant, span: &Span) {
    let days = (at - Instant::START).as_micros() / Duration::DAY.as_micros() + 1;
    let help = format!("set `study.duration` to \"{days} days\" or more");
    reader.wrong(key, "lies beyond the study's end", &format!("a time within {}", span.duration), Some(help));
}

/// An action; none where it could not be read.
struct ActionKind<'p> {
    people: &'p [Scripted],
    called: &'p [String],
    span: &'p Span,
}

impl Kind for ActionKind<'_> {
    type Value = Option<Action>;
    fn expected(&self) -> String {
        "an action such as { at = \"+1 h\", who = \"ana\", does = \"write\", whom = \"bob\" }".to_owned()
    }
    fn shape(&self) -> Shape {
        let example = json!({ "at": "+1 h", "who": "ana", "does": "disable" });
        table_shape(|action| self.action(action)).example(example)
    }
    fn placeholder(&self) -> Option<Action> {
        None
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Option<Action>> {
        let table = super::network::table_of(item, &self.expected(), report)?;
        Some(Reader::run(table, &item.node.at, &item.path, report, |action| self.action(action)))
    }
}

impl ActionKind<'_> {
    fn action(&self, reader: &mut Reader<'_, '_>) -> Option<Action> {
        let before = reader.report.found();
        let person = NameKind { what: "person", names: self.called };
        let at = reader.required("at", "when it happens", &TimeKind { start: &self.span.start });
        let who = reader.required("who", "the owner who does it", &person);
        let does = reader.required("does", "what they do", &ChoiceKind { names: &Deed::NAMES });
        let concerns = reader.has("does") && does.concerns();
        let whom = if concerns {
            Some(reader.required("whom", "the person it concerns", &person))
        } else {
            reader.optional("whom", "the person it concerns", &person)
        };
        let turns = CountKind { least: 1, most: MOST_TURNS };
        let turns = reader.or("turns", "messages of the conversation, both sides", &turns, 1) as u32;
        // Missing keys are reported once the table is read.
        let missing = ["at", "who", "does"].iter().any(|key| !reader.has(key)) || concerns && !reader.has("whom");
        if reader.report.found() > before || missing {
            return None;
        }
        let action = Action { at, who, does, whom, turns };
        self.fits(reader, &action);
        Some(action)
    }

    /// Whether an action's parts fit each other and its people; reports what does not.
    fn fits(&self, reader: &mut Reader<'_, '_>, action: &Action) {
        let (who, name) = (&self.people[action.who], &self.called[action.who]);
        if action.at >= end(self.span) {
            beyond(reader, "at", action.at, self.span);
        }
        match who.handset {
            Some(handset) if handset.starts.is_some_and(|starts| action.at <= starts) => {
                let help = format!("act later, or set an earlier `script.people.{name}.starts`");
                reader.wrong("at", &format!("is not after the start of {name}'s handset"), "a later time", Some(help));
            }
            Some(_) => {}
            None => {
                let help = if action.does == Deed::Write && action.whom.is_some() {
                    format!("let the other one receive it: does = \"receive\", whom = \"{name}\"")
                } else {
                    format!("take `handset = false` of `{name}` out, or the action")
                };
                let message = format!("is `{name}`, who has no handset");
                reader.wrong("who", &message, "an owner of a handset", Some(help));
            }
        }
        if !action.does.converses() && reader.has("turns") {
            let help = "`turns`: messages of the conversation, both sides".to_owned();
            reader.wrong("turns", "counts messages where none is written", "`write` or `receive`", Some(help));
        }
        let Some(whom) = action.whom else { return };
        let other = &self.called[whom];
        if !action.does.concerns() {
            let help = "take it out".to_owned();
            reader.wrong("whom", "is named by a deed that concerns nobody else", "no such key", Some(help));
        } else if whom == action.who {
            reader.wrong("whom", &format!("is `{other}` too"), "another person", None);
        } else if action.does == Deed::Receive && self.people[whom].handset.is_some() {
            let help = format!("let them write: who = \"{other}\", does = \"write\", whom = \"{name}\"");
            let message = format!("is `{other}`, who owns a handset and decides which way it goes");
            reader.wrong("whom", &message, "somebody without a handset", Some(help));
        }
    }
}
