//! Lines of text for a terminal of 80 columns: wrapped, cut, and never wider, whatever names a study has.
//!
//! Knows how wide letters are; no figure, no colour and no terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that all text for people keeps to.
pub const WIDTH: usize = 80;

/// A text of at most `width` letters, its end cut off where it has more.
pub(in crate::report) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// Columns that a text takes on a terminal.
pub(in crate::report) fn columns(text: &str) -> usize {
    text.width()
}

/// Lines as one text: none ends in blanks, and those that are too wide go on, set in, below.
pub(in crate::report) fn finished(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        let line = line.trim_end();
        if columns(line) <= WIDTH {
            text.push_str(line);
            text.push('\n');
            continue;
        }
        for part in wrapped(line, line.chars().take_while(|c| *c == ' ').count().min(WIDTH / 2)) {
            text.push_str(part.trim_end());
            text.push('\n');
        }
    }
    text
}

/// Text in lines of at most 80 columns, all but the first set in by four more than `indent`. Words that are wider than a
/// line are broken.
pub(in crate::report) fn wrapped(text: &str, indent: usize) -> Vec<String> {
    hanging(text, &" ".repeat(indent), indent + if indent > 0 { 4 } else { 0 })
}

/// Text behind a lead, in lines of at most 80 columns; the later ones begin at column `under`.
pub(in crate::report) fn hanging(text: &str, lead: &str, under: usize) -> Vec<String> {
    let mut lines = vec![lead.to_owned()];
    let mut begun = false;
    for word in text.split_whitespace().flat_map(|word| broken(word, WIDTH - under.max(columns(lead)))) {
        let line = lines.last_mut().expect("there is a first line");
        if begun && columns(line) + 1 + columns(&word) > WIDTH {
            lines.push(format!("{}{word}", " ".repeat(under)));
            continue;
        }
        if begun {
            line.push(' ');
        }
        line.push_str(&word);
        begun = true;
    }
    lines
}

/// A word in parts of at most so many columns.
fn broken(word: &str, most: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for letter in word.chars() {
        let part = parts.last_mut().expect("there is a first part");
        if columns(part) + letter.width().unwrap_or(0) > most.max(2) {
            parts.push(letter.to_string());
        } else {
            part.push(letter);
        }
    }
    parts
}

/// A name at the left of figures, in a column of its own where it fits, else on a line of its own above them.
pub(in crate::report) fn named(name: &str, width: usize, figures: &str) -> Vec<String> {
    let room = width - columns(name).min(width);
    if columns(name) < width {
        return vec![format!("{name}{}{figures}", " ".repeat(room))];
    }
    vec![name.to_owned(), format!("{}{figures}", " ".repeat(width))]
}

/// Names over columns of figures: those that are wider than that are called A, B, …, each with its line of a key.
pub(in crate::report) fn heads<const N: usize>(names: [&str; N], width: usize) -> ([String; N], Vec<String>) {
    if names.iter().all(|name| columns(name) <= width) {
        return (names.map(str::to_owned), Vec::new());
    }
    let letters = std::array::from_fn(|n| char::from(b'A' + n as u8).to_string());
    let key =
        names.iter().zip(&letters).flat_map(|(name, letter): (_, &String)| hanging(name, &format!("{letter} = "), 4));
    let key = key.collect();
    (letters, key)
}

/// `1 run`, `2 runs`, `12,345 runs`.
pub fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{} {what}s", super::summary::grouped(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_lost_and_lines_are_short() {
        let text = "a bc def ".repeat(40);
        let lines = wrapped(&text, 2);
        assert!(lines.len() > 3 && lines.iter().all(|line| columns(line) <= WIDTH && line.starts_with("  ")));
        assert_eq!(lines.join(" ").split_whitespace().count(), 120);
    }

    #[test]
    fn what_has_no_blanks_is_broken_and_wide_letters_count_twice() {
        let word = "x".repeat(200);
        for indent in [0, 2, 40] {
            let lines = wrapped(&word, indent);
            assert!(lines.iter().all(|line| columns(line) <= WIDTH), "{lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), word);
        }
        assert_eq!(columns("消息"), 4);
        let text = finished(&["消息".repeat(50), format!("   {}", "figures 1 ".repeat(20))]);
        assert!(text.lines().all(|line| columns(line) <= WIDTH), "{text}");
    }

    #[test]
    fn long_names_get_a_line_or_a_letter() {
        assert_eq!(named("short", 8, "1  2"), ["short   1  2"]);
        assert_eq!(named("long-name", 8, "1  2"), ["long-name", "        1  2"]);
        assert_eq!(heads(["before", "after"], 12), (["before".into(), "after".into()], Vec::new()));
        let (letters, key) = heads(["opt-in-2014/before", "after"], 12);
        assert_eq!((letters.join(" "), key), ("A B".into(), vec!["A = opt-in-2014/before".into(), "B = after".into()]));
    }
}
