//! Stories on a page: each message's life as a diagram, as text, and who saw what in a table.
//!
//! Knows plain data alone.

mod diagram;

use super::frame::{Page, Section, render};
use super::text::{name, visible};
use crate::analysis::{PartSort, SeenRow, Story, StoryDocument, StoryStep, span};
use crate::report::text::{before, identifier, money, offset, readers, sentence, sightings};
use maud::{Markup, html};

/// The section of a run's page; none where nobody kept a story.
pub(super) fn section(stories: &[Story]) -> Option<Section> {
    if stories.is_empty() {
        return None;
    }
    let heading = if stories.len() == 1 { "The life of a message" } else { "The lives of messages" };
    Some(Section { id: "stories", heading: heading.to_owned(), body: body(stories) })
}

/// A page with the stories of a document alone.
pub fn story_page(document: &StoryDocument) -> String {
    let title = document.stories.first().map_or_else(String::new, |story| format!("Message {}", story.message));
    let lead = html! {
        @if let Some(story) = document.stories.first() {
            p.lead { "Of the study " (name(&story.study)) ", seed " (story.seed) ", replication " (story.replication)
                ". Every person and number is made up." }
        }
        @for absent in &document.not_written {
            p.lead { "In arm " (name(&absent.arm)) " it was not written: " (absent.why) "." }
        }
    };
    let sections = section(&document.stories).into_iter().collect();
    render(&Page { title: &title, kind: "Message", lead, arms: &[], sections })
}

fn body(stories: &[Story]) -> Markup {
    html! {
        @if stories.len() > 1 { (beside(stories)) }
        @for story in stories { (told(story)) }
    }
}

/// What differs between stories.
fn beside(stories: &[Story]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Stories side by side" {
            table {
                caption { "Side by side" }
                thead { tr {
                    th scope="col" { "Message, arm" } th scope="col" { "Sender" } th scope="col" { "Receiver" }
                    th scope="col" { "End" } th scope="col" { "Latency" } th scope="col" { "Cost" }
                    th scope="col" { "Could be read" }
                } }
                tbody {
                    @for story in stories {
                        tr {
                            th scope="row" { (story.message) ", " (name(&story.arm)) }
                            td { (story.sender.standing) } td { (story.receiver.standing) }
                            td { (story.ending.words) }
                            td.number { (story.latency.as_ref().map_or_else(|| "–".to_owned(), |l| span(l.total_us))) }
                            td { (money(&story.cost)) } td { (visible(&readers(story))) }
                        }
                    }
                }
            }
        }
    }
}

/// A sentence that says the whole.
fn said(story: &Story) -> String {
    let late = story.latency.as_ref().map_or_else(String::new, |latency| {
        let of = PartSort::ALL.map(|sort| format!("{} {}", span(latency.of(sort)), sort.words()));
        format!(", {} after it was written: {}", span(latency.total_us), of.join(", "))
    });
    format!("Message {} in arm {}: {}{late}", story.message, story.arm, story.ending.words)
}

fn told(story: &Story) -> Markup {
    let said = said(story);
    html! {
        h3 { "Message " (story.message) ", arm " (name(&story.arm)) ", replication " (story.replication) }
        p { "Written " (story.written) " by " (name(&story.sender.who)) " (" (visible(&story.sender.carrier)) "; "
            (story.sender.standing) ") to " (name(&story.receiver.who)) " (" (visible(&story.receiver.carrier)) "; "
            (story.receiver.standing) "). " (story.text.units) " characters, " (story.text.segments) " SMS segment"
            @if story.text.segments != 1 { "s" } ". "
            strong { (capital(&story.ending.words)) } @if let Some(latency) = &story.latency { ", " (span(latency.total_us)) " later" }
            ". " (capital(&money(&story.cost))) "." }
        figure {
            figcaption { p.what { "Time runs downwards; each hop has the time it took. Letters mark who sits on the way, and "
                "below them stands what they saw." } }
            (diagram::diagram(story, &said))
            details { summary { "The same as text" } (as_text(story)) }
        }
        (time_table(story))
        (seen_table(story))
    }
}

/// A sentence begins with a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn as_text(story: &Story) -> Markup {
    html! {
        ol.told {
            @for step in &story.steps {
                li {
                    span.time { (offset(step.at_us)) }
                    div { (line(story, step)) }
                }
            }
        }
    }
}

fn line(story: &Story, step: &StoryStep) -> Markup {
    let seen = sightings(&step.seen);
    let sentence = sentence(story, step);
    html! {
        @if step.failed { span.failed { (visible(&sentence)) } } @else { (visible(&sentence)) }
        @if !(step.why.is_empty() && step.stays.is_empty() && seen.is_empty()) {
            ul {
                @for why in &step.why { li { (why) } }
                @for stay in &step.stays { li { (before(step)) (stay.sort.words()) " " (span(stay.us)) ", " (visible(&stay.what)) } }
                @for (who, what) in &seen { li { (visible(who)) ": " (what) } }
            }
        }
    }
}

fn time_table(story: &Story) -> Markup {
    let Some(latency) = &story.latency else { return html! {} };
    html! {
        div.scroll tabindex="0" role="region" aria-label="Where the time went" {
            table {
                caption { "Where the time went until the first copy arrived" }
                thead { tr { th scope="col" { "Time" } th scope="col" { "Sort" } th scope="col" { "Where" } } }
                tbody {
                    @for part in &latency.parts {
                        tr { td.number { (span(part.us)) } td { (part.sort.words()) } td { (visible(&part.what)) } }
                    }
                    tr { td.number { strong { (span(latency.total_us)) } } th scope="row" colspan="2" { "together" } }
                }
            }
        }
    }
}

/// Observers by identifiers of people: who could read what.
fn seen_table(story: &Story) -> Markup {
    if !story.recorded {
        return html! { p.note { "Who saw what was not recorded: the scenario switches the exposure record off." } };
    }
    let mut columns: Vec<(&str, &str)> = Vec::new();
    let mut observers: Vec<&str> = Vec::new();
    for row in &story.seen {
        if !columns.contains(&(&row.of, &row.identifier)) {
            columns.push((&row.of, &row.identifier));
        }
        if !observers.contains(&row.observer.as_str()) {
            observers.push(&row.observer);
        }
    }
    let cell = |observer: &str, (of, identifier): (&str, &str)| -> Vec<&SeenRow> {
        let same = |row: &&SeenRow| (row.observer.as_str(), row.of.as_str()) == (observer, of);
        story.seen.iter().filter(same).filter(|row| row.identifier == identifier).collect()
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label="Who saw what" {
            table {
                caption { "Who saw which identifier of whom, how it was protected there, and what that person had agreed to" }
                thead { tr {
                    th scope="col" { "Observer" }
                    @for (of, what) in &columns { th scope="col" { (of) "'s " (identifier(what)) } }
                } }
                tbody {
                    @for observer in &observers {
                        tr {
                            th scope="row" { (name(observer)) }
                            @for column in &columns { (seen_cell(&cell(observer, *column))) }
                        }
                    }
                }
            }
        }
        @if observers.is_empty() { p { "Nothing of it passed anybody." } }
    }
}

fn seen_cell(rows: &[&SeenRow]) -> Markup {
    let Some(row) = rows.first() else { return html! { td.sealed { "–" } } };
    let how = row.protected.join(", ");
    if row.readable > 0 {
        html! { td.reads { "read: " (how) br; (row.consent.replace('_', " ")) } }
    } else {
        html! { td.sealed { "sealed: " (how) br; (row.consent.replace('_', " ")) } }
    }
}
