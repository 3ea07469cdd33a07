//! Text from elsewhere, as a page shows it.
//!
//! Knows no markup: maud escapes what it is given, and charts escape theirs.

use maud::{Markup, html};

pub(in crate::report) use crate::units::visible;

/// A name that somebody gave: an arm, a carrier, a station.
pub(in crate::report) fn name(text: &str) -> Markup {
    html! { bdi { (visible(text)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_with_a_direction_of_their_own() {
        assert_eq!(name("\u{202e}<b>&\"'").into_string(), "<bdi>&lt;b&gt;&amp;&quot;'</bdi>");
    }
}
