//! The life of a message as text: a timeline, where the time went, what it cost, who saw what.
//!
//! Never wider than 80 columns. Knows plain data alone.

use super::lines::{columns, cut, finished, hanging};
use crate::analysis::{
    Lifeline, MessageList, PartSort, Seen, Story, StoryCost, StoryDocument, StoryParty, StoryStep, span,
};

/// Column at which what happened begins, behind its offset.
const INDENT: usize = 13;

/// Stories of one message, one after the other, with what differs between them at the end.
pub fn story_text(document: &StoryDocument, identifiers: bool) -> String {
    let mut lines = Vec::new();
    for story in &document.stories {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(told(story, identifiers));
    }
    for absent in &document.not_written {
        lines.push(String::new());
        let text = format!("Arm {}: message {} was not written: {}", absent.arm, absent.message, absent.why);
        lines.extend(hanging(&text, "", 4));
    }
    if document.stories.len() > 1 {
        lines.push(String::new());
        lines.extend(beside(&document.stories));
    }
    finished(&lines)
}

fn told(story: &Story, identifiers: bool) -> Vec<String> {
    let of = format!("Message {}, arm {}, replication {}", story.message, story.arm, story.replication);
    let mut lines = hanging(&of, "", 2);
    lines.push(format!("  written {}, {} of {} in its conversation", story.written, story.turn + 1, story.turns));
    lines.extend(party("from", &story.sender, identifiers));
    lines.extend(party("to", &story.receiver, identifiers));
    if let Some(stranger) = &story.stranger {
        lines.extend(party("got by", stranger, identifiers));
    }
    if identifiers {
        lines.push("  All numbers are made up, and none can be dialled.".to_owned());
    }
    lines.push(String::new());
    for step in &story.steps {
        lines.extend(step_lines(story, step));
    }
    lines.push(String::new());
    lines.extend(ending(story));
    lines.extend(hanging(&money(&story.cost), "Cost         ", INDENT));
    lines.push(String::new());
    lines.extend(seen_table(story));
    lines
}

fn party(role: &str, party: &StoryParty, identifiers: bool) -> Vec<String> {
    let text = format!("{}, {}: {}", party.who, party.carrier, party.standing);
    let mut lines = hanging(&text, &format!("  {role:<7} "), 10);
    if identifiers {
        let more = [("IMSI", &party.imsi), ("IMEI", &party.imei), ("account", &party.account)];
        let more = more.into_iter().filter_map(|(name, value)| Some(format!(", {name} {}", value.as_ref()?)));
        lines.extend(hanging(&format!("number {}{}", party.msisdn, more.collect::<String>()), "          ", 10));
    }
    lines
}

/// What a lifeline is called within a sentence.
fn place(story: &Story, lifeline: usize) -> String {
    let Some(Lifeline { name, which }) = story.lifelines.get(lifeline) else { return String::new() };
    let station = which.contains('/');
    let name = name.to_lowercase();
    if station { format!("{name} {which}") } else { name }
}

/// An offset with its sign, never wider than eleven columns.
pub(in crate::report) fn offset(us: i64) -> String {
    let sign = if us < 0 { "−" } else { "" };
    let length = us.unsigned_abs();
    match length {
        0 => "0 s".to_owned(),
        1..10_000_000_000 => format!("{sign}{:.3} s", length as f64 / 1e6),
        _ => format!("{sign}{}", span(length)),
    }
}

fn step_lines(story: &Story, step: &StoryStep) -> Vec<String> {
    let mark = if step.failed { "! " } else { "" };
    let lead = format!("{:>11}  ", offset(step.at_us));
    let mut lines = hanging(&format!("{mark}{}", sentence(story, step)), &lead, INDENT);
    let room = " ".repeat(INDENT);
    let under = INDENT + 4;
    for why in &step.why {
        lines.extend(hanging(why, &format!("{room}  · "), under));
    }
    for stay in &step.stays {
        let text = format!("{} {} ({})", stay.sort.words(), span(stay.us), stay.what);
        lines.extend(hanging(&text, &format!("{room}  · {}", before(step)), under));
    }
    if let Some(paid) = step.paid_micros {
        lines.push(format!("{room}  · costs {}", amount(paid, &story.cost.currency)));
    }
    for (who, what) in sightings(&step.seen) {
        lines.extend(hanging(&format!("{who}: {what}"), &format!("{room}  "), under));
    }
    lines
}

/// What is waited for before a hop is told with it; what goes on at a place is told there.
pub(in crate::report) const fn before(step: &StoryStep) -> &'static str {
    if step.to.is_some() { "before: " } else { "" }
}

/// Where it happened and what, with the way and the time it took.
pub(in crate::report) fn sentence(story: &Story, step: &StoryStep) -> String {
    let from = place(story, step.at);
    let Some(to) = step.to else { return format!("{from}: {}", step.what) };
    let took = step.arrived_us.map(|at| (at - step.at_us).max(0).unsigned_abs());
    let took = took.map_or_else(String::new, |us| format!(", there {} later", span(us)));
    format!("{from} → {}: {}{took}", place(story, to), step.what)
}

/// What passed each seat, in a line: who sits there, and which identifiers in which protection.
pub(in crate::report) fn sightings(seen: &[Seen]) -> Vec<(String, String)> {
    let mut seats: Vec<(String, Vec<&Seen>)> = Vec::new();
    for one in seen {
        let who = format!("seen by {}", one.observers.join(", "));
        match seats.iter_mut().find(|(name, _)| *name == who) {
            Some((_, all)) => all.push(one),
            None => seats.push((who, vec![one])),
        }
    }
    let said = |all: &[&Seen]| {
        let of = |one: &Seen| format!("{}'s {}", one.of, identifier(&one.identifier));
        let groups = [("reads", true), ("cannot read", false)].into_iter().filter_map(|(verb, readable)| {
            let mut parts: Vec<String> = Vec::new();
            for one in all.iter().filter(|one| one.readable == readable) {
                let part = format!("{} ({})", of(one), one.protected);
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            (!parts.is_empty()).then(|| format!("{verb} {}", parts.join(", ")))
        });
        groups.collect::<Vec<_>>().join("; ")
    };
    seats.into_iter().map(|(who, all)| (who, said(&all))).collect()
}

/// An identifier as people call it.
pub(in crate::report) fn identifier(name: &str) -> &str {
    match name {
        "msisdn" => "number",
        "content" => "text",
        "imei" => "IMEI",
        "imsi" => "IMSI",
        other => other,
    }
}

fn ending(story: &Story) -> Vec<String> {
    let mut lines = hanging(&story.ending.words, "End          ", INDENT);
    let Some(latency) = &story.latency else { return lines };
    let total = format!("{} from writing to the first arrival, of which", span(latency.total_us));
    lines.extend(hanging(&total, "Latency      ", INDENT));
    for part in &latency.parts {
        let text = format!("{}: {}", part.sort.words(), part.what);
        lines.extend(hanging(&text, &format!("{}{:>11}  ", " ".repeat(INDENT), exact(part.us)), 2 * INDENT));
    }
    let sums = PartSort::ALL.map(|sort| format!("{} {}", sort.words(), exact(latency.of(sort))));
    lines.extend(hanging(&format!("together: {}", sums.join(", ")), &" ".repeat(INDENT), INDENT));
    lines
}

/// A length of time to the microsecond, where that is short enough to be read.
fn exact(us: u64) -> String {
    if us < 1_000_000 { format!("{}.{:03} ms", us / 1_000, us % 1_000) } else { span(us) }
}

/// Money with its currency.
fn amount(micros: i64, currency: &str) -> String {
    let text = format!("{:.4}", micros as f64 / 1e6);
    let short = text.trim_end_matches('0');
    let decimals = short.len() - short.find('.').unwrap_or(short.len()) - 1;
    let text = if decimals < 2 { format!("{:.2}", micros as f64 / 1e6) } else { short.to_owned() };
    format!("{text} {currency}")
}

/// What a message cost, in a sentence.
pub(in crate::report) fn money(cost: &StoryCost) -> String {
    let mut parts = Vec::new();
    if cost.segments > 0 {
        let plural = if cost.segments == 1 { "" } else { "s" };
        parts.push(format!("{} for {} SMS segment{plural}", amount(cost.paid_micros, &cost.currency), cost.segments));
    } else {
        parts.push("nothing is billed for it".to_owned());
    }
    if cost.saved_micros > 0 {
        parts.push(format!("as SMS it would have cost {}", amount(cost.saved_micros, &cost.currency)));
    }
    if cost.mobile_bytes > 0 {
        parts.push(format!("{} bytes over mobile data", cost.mobile_bytes));
    }
    parts.join("; ")
}

fn seen_table(story: &Story) -> Vec<String> {
    if !story.recorded {
        return vec!["Who saw what: not recorded in this scenario (ledger.exposure = false).".to_owned()];
    }
    if story.seen.is_empty() {
        return vec!["Who saw what: nothing passed anybody.".to_owned()];
    }
    let head = format!("{:<20} {:<18} {:<11} {:<17} {}", "Observer", "saw", "consent", "protected", "read");
    let mut lines = vec![head.clone(), "─".repeat(78)];
    let mut last = "";
    for row in &story.seen {
        let observer = if row.observer == last { "" } else { &row.observer };
        last = &row.observer;
        let what = format!("{}'s {}", row.of, identifier(&row.identifier));
        let read = format!("{} of {}", row.readable, row.times);
        let how = row.protected.join(", ");
        let [observer, what, how] = [pad(observer, 20), pad(&what, 18), pad(&how, 17)];
        lines.push(format!("{observer} {what} {:<11} {how} {read}", row.consent));
    }
    lines
}

fn pad(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let room = width.saturating_sub(columns(&text));
    text + &" ".repeat(room)
}

/// The same message in several arms: what differs.
fn beside(stories: &[Story]) -> Vec<String> {
    let mut lines = vec!["Side by side".to_owned()];
    for story in stories {
        lines.push(format!("  {}", story.arm));
        let late = story.latency.as_ref().map_or_else(String::new, |l| format!(" after {}", span(l.total_us)));
        let rows = [
            ("sender", story.sender.standing.clone()),
            ("receiver", story.receiver.standing.clone()),
            ("end", format!("{}{late}", story.ending.words)),
            ("cost", money(&story.cost)),
            ("could read", readers(story)),
        ];
        for (name, text) in rows {
            lines.extend(hanging(&text, &format!("    {name:<11} "), 16));
        }
    }
    lines
}

/// Who could read what, in a sentence.
pub(in crate::report) fn readers(story: &Story) -> String {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for row in story.seen.iter().filter(|row| row.readable > 0) {
        let what = format!("{}'s {}", row.of, identifier(&row.identifier));
        match found.iter_mut().find(|(name, _)| *name == what) {
            Some((_, who)) => who.push(&row.observer),
            None => found.push((what, vec![&row.observer])),
        }
    }
    if found.is_empty() {
        return if story.recorded { "nobody anything" } else { "not recorded" }.to_owned();
    }
    let said = found.into_iter().map(|(what, who)| format!("{what}: {}", who.join(", ")));
    said.collect::<Vec<_>>().join("; ")
}

/// A list of messages.
pub fn message_list_text(list: &MessageList) -> String {
    let mut lines = vec![format!("Arm {}, replication {}", list.arm, list.replication)];
    if list.messages.is_empty() {
        lines.push("No measured message of this fate.".to_owned());
        return finished(&lines);
    }
    let wide = list.messages.iter().map(|row| columns(&row.message)).max().unwrap_or(0).max(2);
    lines.push(format!("{:<wide$}  {:<19}  what became of it", "id", "written"));
    for row in &list.messages {
        let from = short(&row.sender);
        let to = short(&row.receiver);
        let text = format!("{from} → {to}: {}", became(row));
        lines.extend(hanging(&text, &format!("{:<wide$}  {:<19}  ", row.message, row.written), wide + 25));
    }
    finished(&lines)
}

/// People without the service in fewer words.
fn short(who: &str) -> String {
    who.replace(" without the service", "")
}

fn became(row: &crate::analysis::ListedMessage) -> String {
    let end = row.end.as_deref().unwrap_or("on its way at the end");
    let by = match row.path.as_deref() {
        Some(path) if row.end.as_deref() == Some("sms") => path,
        Some(_) | None => end,
    };
    let why = row.cause.as_ref().map_or_else(String::new, |cause| format!(", {cause}"));
    format!("{}{}", by.replace('_', " "), why.replace('_', " "))
}
