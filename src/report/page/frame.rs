//! The frame of a page: head, contents, switches for arms and theme, sections, and the script that draws charts.
//!
//! Knows sections by their headings only. One file comes out: style and script stand in it, and its policy forbids every
//! request to a network.

use super::text::{name, visible};
use crate::report::chart::style;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use plotly::Plot;
use std::fmt::Write;

/// A part of a page: an anchor, a heading, markup.
pub(in crate::report) struct Section {
    /// Anchor, unique on the page.
    pub id: &'static str,
    /// Heading; plain text.
    pub heading: String,
    /// What stands below it; its headings begin with `h3`.
    pub body: Markup,
}

/// A whole page; everything but markup is plain text.
pub(in crate::report) struct Page<'a> {
    /// What it is about.
    pub title: &'a str,
    /// What kind of page it is, in a word or two.
    pub kind: &'a str,
    /// What stands below the title.
    pub lead: Markup,
    /// Arms that can be switched on and off, in the order of their colours.
    pub arms: &'a [String],
    /// All sections.
    pub sections: Vec<Section>,
}

/// Forbids every request: what the page needs stands in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; \
     form-action 'none'";

const STYLE: &str = concat!(include_str!("style.css"), include_str!("tables.css"), include_str!("topology/schema.css"));
const SCRIPT: &str = include_str!("page.js");

/// The page as one file.
pub(in crate::report) fn render(page: &Page) -> String {
    let markup = html! {
        (DOCTYPE) "\n"
        html lang="en" {
            "\n" head {
                "\n" meta charset="utf-8";
                "\n" meta http-equiv="Content-Security-Policy" content=(POLICY);
                "\n" meta name="viewport" content="width=device-width, initial-scale=1";
                "\n" meta name="color-scheme" content="light dark";
                "\n" meta name="generator" content=(concat!("cloudmsg ", env!("CARGO_PKG_VERSION")));
                "\n" title { (visible(page.title)) " · " (page.kind) " · cloudmsg" }
                "\n" style { (PreEscaped(STYLE)) (PreEscaped(colours())) }
            }
            "\n" body {
                "\n" a.skip href="#content" { "Skip to the content" }
                "\n" (header(page))
                "\n" div.page {
                    (contents(page)) "\n"
                    main #content tabindex="-1" {
                        @for section in &page.sections {
                            "\n" section id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                                h2 id={ (section.id) "-heading" } { (visible(&section.heading)) }
                                (section.body)
                            }
                        }
                    }
                }
                "\n" footer {
                    p { "Made by cloudmsg " (env!("CARGO_PKG_VERSION"))
                        ", a simulator. This file needs no network and sends nothing anywhere." }
                }
                "\n" script type="application/json" id="twins" { (PreEscaped(twins())) }
                "\n" (PreEscaped(plotly_script()))
                "\n" script { (PreEscaped(SCRIPT)) }
            }
        }
        "\n"
    };
    markup.into_string()
}

fn header(page: &Page) -> Markup {
    html! {
        header.top {
            p.kind { "cloudmsg · " (page.kind) }
            h1 { (name(page.title)) }
            (page.lead)
        }
        div.bar role="region" aria-label="What is shown" {
            @if page.arms.len() > 1 {
                fieldset.arms {
                    legend { "Arms" }
                    @for (n, arm) in page.arms.iter().enumerate() {
                        label {
                            input type="checkbox" checked data-arm-switch=(arm) ;
                            span.swatch style={ "--swatch:var(--c" (n % style::PALETTE.len()) ")" } {}
                            (name(arm))
                        }
                    }
                }
            }
            button.theme type="button" hidden { "Theme: " span { "as the system" } }
        }
    }
}

fn contents(page: &Page) -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            ol {
                @for section in &page.sections {
                    li { a href={ "#" (section.id) } { (visible(&section.heading)) } }
                }
            }
        }
    }
}

/// The colours of lines as variables of the style sheet, in both themes.
fn colours() -> String {
    let mut css = String::from(":root{");
    for n in 0..style::PALETTE.len() {
        write!(css, "--c{n}:light-dark({},{});", style::css(n), style::dark(n)).expect("memory takes every line");
    }
    css + "}"
}

/// Which colour of a chart becomes which in the dark.
fn twins() -> String {
    let pairs: serde_json::Map<String, serde_json::Value> =
        (0..style::PALETTE.len()).map(|n| (style::css(n), style::dark(n).into())).collect();
    serde_json::Value::Object(pairs).to_string()
}

/// The script that draws charts, without the one for formulas that comes behind it.
fn plotly_script() -> String {
    const END: &str = "</script>";
    let mut both = Plot::offline_js_sources();
    let end = both.find(END).expect("the first script has an end") + END.len();
    both.truncate(end);
    both
}
