//! The scenario as it was read, to unfold below where a result is from.
//!
//! Text line by line; knows nothing of TOML.

use super::text::visible;
use maud::{Markup, html};

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
