//! Colours on a result for people: headings, and the words of verdicts.
//!
//! Knows how our own texts look; changes no letter of them and no width. Whether colours are wanted, others know.

const BOLD: &str = "\u{1b}[1m";
const GOOD: &str = "\u{1b}[32m";
const BAD: &str = "\u{1b}[1;31m";
const DOUBTFUL: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

/// How lines begin that are headings.
const HEADINGS: [&str; 16] = [
    "Latency",
    "Fallback",
    "Delivered",
    "Saved",
    "Exposed",
    "Bounds",
    "Before you trust this",
    "Against theory",
    "Network",
    "Station ",
    "Margins",
    "Tier ",
    "Utilisation (",
    "A step less, a step more",
    "What the formula takes",
    "Unknowns, ",
];

/// Words of verdicts, as they stand in a line, and their colour.
const WORDS: [(&str, &str); 9] = [
    ("holds, ", GOOD),
    ("holds in a single replication", GOOD),
    ("BROKEN", BAD),
    ("UNDECIDED", DOUBTFUL),
    ("NOT MEASURED", DOUBTFUL),
    ("no difference shown", DOUBTFUL),
    ("  met  ", GOOD),
    ("  broken  ", BAD),
    ("  not shown  ", DOUBTFUL),
];

/// The text with its first line, headings and verdicts in colour.
pub(super) fn painted(text: &str) -> String {
    let line = |(n, line): (usize, &str)| {
        if n == 0 || HEADINGS.iter().any(|heading| line.starts_with(heading)) {
            // Only words are set off, not the figures beside them.
            let (head, rest) = line.split_once("  ").unwrap_or((line, ""));
            let gap = if rest.is_empty() { "" } else { "  " };
            return format!("{BOLD}{head}{PLAIN}{gap}{rest}");
        }
        let found = WORDS.iter().find_map(|(word, colour)| Some((line.find(word)?, word, colour)));
        found.map_or_else(
            || line.to_owned(),
            |(at, word, colour)| format!("{}{colour}{word}{PLAIN}{}", &line[..at], &line[at + word.len()..]),
        )
    };
    text.lines().enumerate().map(|numbered| line(numbered) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_verdicts_are_set_off_and_no_letter_is_lost() {
        let text =
            "Title\nLatency\n  median   1 s\nBounds\n  a: m < 1: 2, BROKEN, 1 beyond\n  6  1,000  met       usual\n";
        let shown = painted(text);
        assert!(
            shown.contains("\u{1b}[1mLatency\u{1b}[0m\n") && shown.contains("\u{1b}[1;31mBROKEN\u{1b}[0m"),
            "{shown}"
        );
        let mut plain = shown;
        for code in [BOLD, GOOD, BAD, DOUBTFUL, PLAIN] {
            plain = plain.replace(code, "");
        }
        assert_eq!(plain, text);
    }
}
