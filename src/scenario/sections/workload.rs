//! `[workload]`: what people write, to whom and when; or the trace that replaces it.
//!
//! Knows no country.

use super::{Names, Span};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::kinds::{
    AMOUNT, CountKind, LawKind, ListKind, NUMBERS, NumberKind, Ruled, SPELLS, ShareKind, TextKind,
};
use crate::scenario::law_text::LawUnit;
use crate::scenario::layers::typed;
use crate::scenario::reader::{Kind, Reader};
use crate::scenario::shelf::OUTSIDE_HELP;
use crate::scenario::trace::beyond;
use crate::scenario::workload::{HourProfile, Language, Trace, Workload};
use std::path::PathBuf;

/// A law of plain numbers that are not all zero.
const SOME: LawKind = LawKind { unit: LawUnit::Plain, positive: true };

/// Units of a text at most.
const LONGEST: Ruled<CountKind> = Ruled {
    kind: CountKind { least: 1, most: 39_015 },
    why: "an SMS has at most 255 segments of 153 septets when they are joined (3GPP TS 23.040)",
};

/// Reads `[workload]`.
pub(super) fn read(reader: &mut Reader<'_, '_>, names: &Names, span: &Span) -> Workload {
    reader.table("workload", "what people write", |workload| Workload {
        sent_per_day: workload.required("sent_per_day", "messages that an owner sends a day", &NUMBERS),
        sent_limit: workload.required(
            "sent_limit",
            "messages that an owner sends a day at most",
            &NumberKind { least: 1e-6, most: 1e5 },
        ),
        turns: workload.required("turns", "messages in a conversation, of both sides", &SOME),
        think: workload.required("think", "time from reading a message to answering it", &SPELLS),
        again: workload.required("again", "chance that a turn has the same writer as the one before", &ShareKind),
        pause: workload.required("pause", "time from sending a message to sending another after it", &SPELLS),
        gap: workload.required("gap", "gap between conversations in units of its mean", &SOME),
        typing: workload.required("typing", "time from opening a thread to sending its first message", &SPELLS),
        unopened: workload.required(
            "unopened",
            "share of first messages written without opening the thread",
            &ShareKind,
        ),
        rank: workload.required("rank", "rank of the correspondent, 0 for the first", &NUMBERS),
        opens_per_day: workload.required("opens_per_day", "conversations opened without writing", &AMOUNT),
        new_contacts_per_month: workload.required(
            "new_contacts_per_month",
            "contacts that an owner creates in 30 days",
            &AMOUNT,
        ),
        strangers: workload.required("strangers", "share of incoming from numbers in no phonebook", &ShareKind),
        languages: languages(workload),
        hours: hours(workload, names),
        weekdays: weekdays(workload),
        trace: trace(workload, span),
    })
}

fn languages(workload: &mut Reader<'_, '_>) -> Vec<Language> {
    let read =
        workload.named("languages", "languages by name: alphabet and lengths of texts", |name, language| Language {
            name: name.to_owned(),
            ucs2: language.required("ucs2", "share of messages that need UCS-2", &ShareKind),
            gsm7_length: language.required("gsm7_length", "length of a text in the GSM-7 alphabet, in septets", &SOME),
            ucs2_length: language.required("ucs2_length", "length of a text in UCS-2, in UTF-16 units", &SOME),
            limit: language.required("limit", "longest message, in units of its alphabet", &LONGEST) as u32,
        });
    read.into_iter().map(|(_, language)| language).collect()
}

fn hours(workload: &mut Reader<'_, '_>, names: &Names) -> Vec<HourProfile> {
    workload.table("hours", "profiles of the 24 hours of a day, by name", |hours| {
        let mut profiles = Vec::new();
        let kind = ListKind { item: AMOUNT, least: 24, most: 24 };
        let about = "activity in each of the 24 hours of local time, from midnight on";
        for (name, node) in hours.entries(about, || kind.shape()) {
            let item = crate::scenario::reader::Item { node, path: hours.below(name) };
            let read = kind.read(&item, hours.report);
            let mut shares = [1.0 / 24.0; 24];
            if let Some(read) = read {
                let total: f64 = read.iter().sum();
                if total > 0.0 {
                    for (share, value) in shares.iter_mut().zip(read) {
                        *share = value / total;
                    }
                } else {
                    let help = "one share for each hour of local time".to_owned();
                    item.wrong("has no active hour", "24 shares, not all zero", Some(help), hours.report);
                }
            }
            profiles.push(HourProfile { name: name.to_owned(), shares });
        }
        assert!(profiles.is_empty() || profiles.len() == names.hours.len(), "names are the keys of this table");
        profiles
    })
}

fn weekdays(workload: &mut Reader<'_, '_>) -> [f64; 7] {
    let read = workload.required(
        "weekdays",
        "activity from Monday to Sunday, relative to each other",
        &ListKind { item: AMOUNT, least: 7, most: 7 },
    );
    let mut days = [1.0; 7];
    let mean = read.iter().sum::<f64>() / 7.0;
    if mean > 0.0 {
        for (day, value) in days.iter_mut().zip(read) {
            *day = value / mean;
        }
    } else {
        workload.wrong(
            "weekdays",
            "has no active day",
            "7 numbers, not all zero",
            Some("Monday to Sunday, mean 1".to_owned()),
        );
    }
    days
}

fn trace(workload: &mut Reader<'_, '_>, span: &Span) -> Option<Trace> {
    let path = TextKind { expected: "the path of a CSV file" };
    let read = |trace: &mut Reader<'_, '_>| {
        let about = "the recorded messages; on the command line: --set workload.trace.path=FILE";
        let named: String = trace.required("path", about, &path);
        let node = trace.node("path").filter(|_| !named.is_empty())?;
        let typed = typed(node);
        let shelf = trace.report.shelf.clone().trusting(typed);
        let folder = if typed { PathBuf::new() } else { shelf.folder.clone() };
        let path = match shelf.find(&folder, &named) {
            Ok(path) => path,
            Err(outside) => {
                trace.wrong("path", &outside.message(&named), shelf.named(), Some(OUTSIDE_HELP.to_owned()));
                return None;
            }
        };
        let read = trace.report.trace(&path, &node.at)?;
        if let Some((count, last)) = beyond(&read, span.duration) {
            let message = format!("{count} messages of the trace lie beyond the study's end");
            let days = last.as_micros() / 86_400_000_000 + 1;
            let help = format!("set `study.duration` to \"{days} days\" or more");
            let label = format!("expected messages within {}", span.duration);
            trace.report.push(Diagnostic::at(&node.at, message, label).help(Some(help)));
        }
        Some(read)
    };
    workload.optional_table("trace", "recorded messages, which replace what the generator writes", read).flatten()
}
