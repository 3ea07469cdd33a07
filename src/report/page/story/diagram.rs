//! A story as a sequence diagram: lifelines side by side, time downwards, whoever listens marked on the way.
//!
//! Drawn twice from one plan, wide and narrow, in the page's own colours. Knows steps and no words of its own.

use crate::analysis::{Story, StoryStep, span};
use crate::report::text::{before, offset, sightings};
use maud::{Markup, html};

/// The measures of a drawing, in pixels.
#[derive(Clone, Copy)]
struct Sheet {
    class: &'static str,
    width: f64,
    /// Where times stand; none where they stand before the words.
    gutter: f64,
    /// Words of a step stand beside its place, not across the whole width.
    beside: bool,
    /// Height of a head.
    head: f64,
}

const WIDE: Sheet = Sheet { class: "wide", width: 960.0, gutter: 92.0, beside: true, head: 46.0 };
const NARROW: Sheet = Sheet { class: "narrow", width: 380.0, gutter: 0.0, beside: false, head: 76.0 };

const LINE: f64 = 17.0;
/// Room that a letter of 13 pixels takes, a little more than on average.
const LETTER: f64 = 7.0;
/// Steps farther apart have a line that says so.
const GAP_US: i64 = 10_000_000;

/// What is drawn at a height.
struct Pen<'s> {
    sheet: Sheet,
    story: &'s Story,
    y: f64,
    marks: Vec<Markup>,
}

/// Both drawings of a story.
pub(super) fn diagram(story: &Story, said: &str) -> Markup {
    html! { div.story { (drawing(WIDE, story, said)) (drawing(NARROW, story, said)) } }
}

fn drawing(sheet: Sheet, story: &Story, said: &str) -> Markup {
    let mut pen = Pen { sheet, story, y: sheet.head + 26.0, marks: Vec::new() };
    let mut before: Option<i64> = None;
    for step in &story.steps {
        if let Some(gap) = before.map(|before| step.at_us - before).filter(|gap| *gap >= GAP_US) {
            pen.gap(gap.unsigned_abs());
        }
        pen.step(step);
        before = Some(step.arrived_us.unwrap_or(step.at_us).max(step.at_us).max(before.unwrap_or(step.at_us)));
    }
    let height = pen.y + 8.0;
    html! {
        svg class=(sheet.class) viewBox={ "0 0 " (sheet.width) " " (number(height)) } role="img" aria-label=(said) {
            @for n in 0..story.lifelines.len() {
                line.life x1=(number(pen.x(n))) x2=(number(pen.x(n))) y1=(sheet.head) y2=(number(height)) {}
            }
            @for n in 0..story.lifelines.len() { (pen.head(n)) }
            @for mark in &pen.marks { (mark) }
        }
    }
}

/// A coordinate with one decimal.
fn number(value: f64) -> String {
    format!("{value:.1}")
}

impl Pen<'_> {
    /// Width of a lifeline's column.
    fn column(&self) -> f64 {
        (self.sheet.width - self.sheet.gutter) / self.story.lifelines.len().max(1) as f64
    }

    fn x(&self, lifeline: usize) -> f64 {
        self.sheet.gutter + self.column() * (lifeline as f64 + 0.5)
    }

    fn head(&self, lifeline: usize) -> Markup {
        let (x, width) = (self.x(lifeline), (self.column() - 8.0).min(210.0));
        let life = &self.story.lifelines[lifeline];
        let room = ((width - 8.0) / LETTER) as usize;
        let (names, which) = (wrapped(&life.name, room), wrapped(&life.which, room + 1));
        html! {
            rect.head x=(number(x - width / 2.0)) y="1" width=(number(width)) height=(self.sheet.head - 2.0) rx="6" {}
            @for (n, line) in names.iter().enumerate() {
                text.name x=(number(x)) y=(number(18.0 + 15.0 * n as f64)) text-anchor="middle" { (line) }
            }
            @for (n, line) in which.iter().enumerate() {
                text.which x=(number(x)) y=(number(19.0 + 15.0 * (names.len() + n) as f64)) text-anchor="middle" { (line) }
            }
        }
    }

    fn gap(&mut self, us: u64) {
        let x = self.sheet.gutter.max(2.0);
        let text = format!("· · ·  {} later  · · ·", span(us));
        self.marks.push(html! { text.gap x=(number(x)) y=(number(self.y + 4.0)) { (text) } });
        self.y += LINE + 10.0;
    }

    /// Where words at a place begin, how many letters a line has, and at which end they are held.
    fn words_at(&self, from: f64, to: f64) -> (f64, usize, &'static str) {
        let left = from.min(to);
        if !self.sheet.beside {
            return (2.0, ((self.sheet.width - 6.0) / LETTER) as usize, "start");
        }
        let room = self.sheet.width - left - 16.0;
        if room >= 270.0 || from.max(to) < self.sheet.width / 2.0 {
            (left + 10.0, ((room / LETTER) as usize).min(96), "start")
        } else {
            let right = from.max(to);
            (right - 10.0, (((right - self.sheet.gutter - 16.0) / LETTER) as usize).min(96), "end")
        }
    }

    fn step(&mut self, step: &StoryStep) {
        let from = self.x(step.at);
        let to = step.to.map(|to| self.x(to)).filter(|to| (to - from).abs() > 1.0);
        let (x, letters, anchor) = self.words_at(from, to.unwrap_or(from));
        let time = offset(step.at_us);
        let took = step.arrived_us.map(|at| (at - step.at_us).max(0).unsigned_abs());
        let took = took.map_or_else(String::new, |us| format!(" ({})", span(us)));
        let what = format!("{}{took}", step.what);
        let what = if self.sheet.gutter > 0.0 { what } else { format!("{time} · {what}") };
        let class = if step.failed { "lost" } else { "what" };
        if self.sheet.gutter > 0.0 {
            let (right, y) = (self.sheet.gutter - 8.0, self.y);
            self.marks.push(html! { text.time x=(number(right)) y=(number(y)) text-anchor="end" { (time) } });
        }
        let top = self.y;
        self.lines(&what, class, (x, letters, anchor));
        for stay in &step.stays {
            let text = format!("{}{} {}, {}", before(step), stay.sort.words(), span(stay.us), stay.what);
            self.lines(&text, "soft", (x, letters, anchor));
        }
        match to {
            None => {
                let here = if step.failed { "here lost" } else { "here" };
                let y = number(if self.sheet.beside { top - 4.0 } else { self.y - 8.0 });
                self.marks.push(html! { circle class=(here) cx=(number(from)) cy=(y) r="4.5" {} });
                if !self.sheet.beside {
                    self.y += 8.0;
                }
            }
            Some(to) => self.arrow(step, from, to),
        }
        self.seen(step, (x, letters, anchor));
        self.y += 12.0;
    }

    fn lines(&mut self, text: &str, class: &str, (x, letters, anchor): (f64, usize, &str)) {
        for line in wrapped(text, letters) {
            let (x, y) = (number(x), number(self.y));
            self.marks.push(html! { text class=(class) x=(x) y=(y) text-anchor=(anchor) { (line) } });
            self.y += LINE;
        }
    }

    fn arrow(&mut self, step: &StoryStep, from: f64, to: f64) {
        let y = self.y - 4.0;
        let way = if to > from { 1.0 } else { -1.0 };
        let (class, tip) = if step.failed { ("way lost", "tip lost") } else { ("way", "tip") };
        let line = format!("M{} {y:.1}H{}", number(from), number(to - way * 3.0));
        let (back, up, down) = (number(to - way * 9.0), y - 4.5, y + 4.5);
        let head = if step.failed {
            format!("M{back} {up:.1}L{} {down:.1}M{back} {down:.1}L{} {up:.1}", number(to), number(to))
        } else {
            format!("M{} {y:.1}L{back} {up:.1}L{back} {down:.1}Z", number(to))
        };
        self.marks.push(html! { path class=(class) d=(line) {} path class=(tip) d=(head) {} });
        let seats = sightings(&step.seen);
        for (n, (who, said)) in seats.iter().enumerate() {
            let x = from + (to - from) * Self::place(step, n, seats.len());
            let class = if said.contains("cannot read") && !said.starts_with("reads") { "seat" } else { "seat reads" };
            let letter = letter(n);
            self.marks.push(html! {
                circle class=(class) cx=(number(x)) cy=(number(y)) r="8.5" { title { (who) ": " (said) } }
                text.seat x=(number(x)) y=(number(y + 4.0)) text-anchor="middle" { (letter) }
            });
        }
        self.y += if seats.is_empty() { 8.0 } else { 19.0 };
    }

    /// How far along the way the n-th seat lies. What goes down passes the networks near its end last.
    fn place(step: &StoryStep, n: usize, of: usize) -> f64 {
        let down = step.seen.iter().any(|seen| seen.form == "deliver");
        let n = if down { of - 1 - n } else { n };
        let opened = step.seen.iter().any(|seen| matches!(seen.hop.as_str(), "operator" | "message_centre"));
        if opened { 0.9 * (n as f64 + 1.0) / of as f64 } else { (n as f64 + 1.0) / (of as f64 + 1.0) }
    }

    fn seen(&mut self, step: &StoryStep, at: (f64, usize, &str)) {
        for (n, (who, said)) in sightings(&step.seen).iter().enumerate() {
            let class = if said.starts_with("reads") { "reads" } else { "soft" };
            let who = who.trim_start_matches("seen by ");
            self.lines(&format!("{} {who}: {said}", letter(n)), class, at);
        }
    }
}

fn letter(n: usize) -> char {
    char::from(b'a' + (n % 26) as u8)
}

/// Text in lines of at most so many letters; longer words stand alone.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}
