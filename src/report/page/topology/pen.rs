//! Shapes of a schema as SVG: boxes, lines, labels, circles with letters.
//!
//! Knows no place and no station. Colours are the page's, so that drawings follow its theme; texts are cut to their room.

use crate::analysis::Role;
use crate::report::page::text::visible;
use crate::report::text::cut;
use maud::{Markup, html};

/// Pixels that a letter takes, at the size of labels.
const LETTER: f64 = 7.1;
/// Radius of a seat.
const RADIUS: i32 = 9;

/// A drawing while it is made.
pub(super) struct Pen {
    parts: Vec<Markup>,
}

/// Where a text stands from its point.
#[derive(Clone, Copy)]
pub(super) enum From {
    Start,
    Middle,
    End,
}

impl Pen {
    pub(super) const fn new() -> Self {
        Self { parts: Vec::new() }
    }

    /// A box with rounded corners.
    pub(super) fn frame(&mut self, (x, y): (i32, i32), (width, height): (i32, i32), class: &str) {
        self.parts.push(html! { rect class=(class) x=(x) y=(y) width=(width) height=(height) rx="6" {} "\n" });
    }

    /// A line through some points.
    pub(super) fn line(&mut self, points: &[(i32, i32)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        self.parts.push(html! { polyline class=(class) points=(points.join(" ")) {} "\n" });
    }

    /// A text, cut where it would take more than `room` pixels.
    pub(super) fn text(&mut self, text: &str, (x, y): (i32, i32), room: i32, from: From, class: &str) {
        let letters = (f64::from(room) / LETTER) as usize;
        let anchor = match from {
            From::Start => "start",
            From::Middle => "middle",
            From::End => "end",
        };
        let text = cut(&visible(text), letters.max(1));
        self.parts.push(html! { text class=(class) x=(x) y=(y) text-anchor=(anchor) { (text) } "\n" });
    }

    /// Seats in a row from the left.
    pub(super) fn seats(&mut self, roles: &[Role], (x, y): (i32, i32)) {
        for (n, role) in (0..).zip(roles) {
            let x = x + n * (2 * RADIUS + 4);
            self.parts.push(html! {
                circle.seat cx=(x) cy=(y) r=(RADIUS) {}
                text.seat x=(x) y=(y + 4) text-anchor="middle" { (super::letter(*role)) } "\n"
            });
        }
    }

    /// The drawing; `described` says what it shows to those who do not see it.
    pub(super) fn svg(self, (width, height): (i32, i32), class: &str, described: &str) -> Markup {
        html! {
            "\n" svg class=(class) viewBox={ "0 0 " (width) " " (height) } role="img" aria-label=(visible(described))
                xmlns="http://www.w3.org/2000/svg" { @for part in self.parts { (part) } }
        }
    }
}

/// How many pixels a row of seats takes.
pub(super) fn seats_width(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(0) * (2 * RADIUS + 4)
}
