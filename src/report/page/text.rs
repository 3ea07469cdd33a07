//! Text from elsewhere, as a page shows it: what cannot be seen is made visible, what is too long is cut.
//!
//! Knows no markup: maud escapes what it is given, and charts escape theirs.

use maud::{Markup, html};
use std::borrow::Cow;

/// Text in which control characters are pictures of themselves, and marks that turn the direction of writing are gone: an
/// isolated element gives every text a direction of its own.
pub(in crate::report) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || turns(c)) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        c if turns(c) => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        c if c.is_control() => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    };
    Cow::Owned(text.chars().filter_map(shown).collect())
}

/// Whether a character turns the direction of writing, or joins and breaks words without being seen.
fn turns(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}')
}

/// A name that somebody gave: an arm, a carrier, a station.
pub(in crate::report) fn name(text: &str) -> Markup {
    html! { bdi { (visible(text)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_or_gone() {
        assert_eq!(visible("before"), "before");
        assert_eq!(visible("a\0b\nc\u{7f}d\u{85}e"), "a␀b␊c␡d\u{fffd}e");
        assert_eq!(visible("\u{202e}evil\u{2066}\u{200f}"), "evil");
        assert_eq!(name("<b>&\"'").into_string(), "<bdi>&lt;b&gt;&amp;&quot;'</bdi>");
    }
}
