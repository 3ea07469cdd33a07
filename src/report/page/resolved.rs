//! The scenario as it was read, to unfold below where a result is from, and names of its settings.
//!
//! Text line by line; knows nothing of TOML.

use super::text::visible;
use maud::{Markup, html};

/// A dotted name that may break after its dots.
pub(super) fn dotted(text: &str) -> Markup {
    let shown = visible(text);
    html! { bdi { @for part in shown.split_inclusive('.') { (part) wbr; } } }
}

/// The merged scenario.
pub(super) fn scenario(resolved: &str) -> Markup {
    let lines: Vec<_> = resolved.lines().map(visible).collect();
    html! {
        "\n" details {
            summary { "The scenario as it was read" }
            pre tabindex="0" { (lines.join("\n")) }
        }
    }
}
