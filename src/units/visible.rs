//! Text from elsewhere, made harmless: what a terminal would obey, and what nobody could see, is shown or left out.
//!
//! Names, paths and values come from anybody. Knows no terminal, no markup and no format.

use std::borrow::Cow;

/// A line in which control characters are pictures of themselves, and marks that turn the direction of writing or cannot be
/// seen are left out.
pub fn visible(text: &str) -> Cow<'_, str> {
    cleaned(text, |_| false, None)
}

/// As [`visible`], of a text whose lines and tabs stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    cleaned(text, |c| matches!(c, '\n' | '\t'), None)
}

/// As [`visible`], but with a sign in the place of everything that was left out: for whoever looks for a mistake.
pub fn marked(text: &str) -> Cow<'_, str> {
    cleaned(text, |_| false, Some(char::REPLACEMENT_CHARACTER))
}

/// Whether a character is shown by something else: a terminal would obey it, or nobody could see it.
pub fn is_harmful(c: char) -> bool {
    c.is_control() || is_hidden(c)
}

/// What is shown in the place of a character; nothing where it is left out.
pub fn shown(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        c if c.is_control() => Some(char::REPLACEMENT_CHARACTER),
        c if is_hidden(c) => None,
        c => Some(c),
    }
}

/// Whether a character turns the direction of writing, breaks lines that nobody wrote, or joins and parts letters without
/// being seen.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn cleaned(text: &str, stays: impl Fn(char) -> bool, hidden: Option<char>) -> Cow<'_, str> {
    let harmful = |c: char| is_harmful(c) && !stays(c);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(|c| if harmful(c) { shown(c).or(hidden) } else { Some(c) }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_or_gone() {
        assert_eq!(visible("before"), "before");
        assert_eq!(visible("a\0b\nc\u{7f}d\u{85}e\u{1b}[31m"), "a␀b␊c␡d\u{fffd}e␛[31m");
        assert_eq!(visible("\u{202e}evil\u{2066}\u{200f}\u{200b}\u{2028}"), "evil");
        assert_eq!(visible_lines("a\tb\r\nc\u{9b}31m"), "a\tb␍\nc\u{fffd}31m");
        assert_eq!(marked("a\u{202e}b\nc"), "a\u{fffd}b␊c");
    }

    #[test]
    fn nothing_harmful_is_left_of_any_character() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let text = String::from(c);
            assert!(!visible(&text).contains(is_harmful) && !marked(&text).contains(is_harmful), "{:x}", c as u32);
            assert_eq!(is_harmful(c), visible(&text) != text, "{:x}", c as u32);
        }
    }
}
