//! How many SMS segments a text takes: 3GPP TS 23.038 (alphabets) and 23.040 (concatenation).
//!
//! Knows no price and no language.

/// The alphabet an SMS is coded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Seven-bit default alphabet: 160 septets alone, 153 in a joined message.
    Gsm7,
    /// UCS-2: 70 UTF-16 units alone, 67 in a joined message.
    Ucs2,
}

impl Alphabet {
    const fn alone(self) -> u32 {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    const fn joined(self) -> u32 {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

/// Segments of a message of `units` septets or UTF-16 units that has no pair to keep together; at least one.
pub const fn segments(alphabet: Alphabet, units: u32) -> u32 {
    if units <= alphabet.alone() { 1 } else { units.div_ceil(alphabet.joined()) }
}

/// Alphabet and segments of a real text. A character of the extension table takes an escape and a septet, one outside
/// the basic plane a surrogate pair; neither pair is split between segments.
///
/// # Panics
/// Never: the alphabet is chosen so that it has every character.
pub fn segments_of(text: &str) -> (Alphabet, u32) {
    let alphabet = if text.chars().all(|c| septets(c).is_some()) { Alphabet::Gsm7 } else { Alphabet::Ucs2 };
    let widths = text.chars().map(|c| match alphabet {
        Alphabet::Gsm7 => septets(c).expect("every character was found in the alphabet"),
        Alphabet::Ucs2 => c.len_utf16() as u32,
    });
    let total: u32 = widths.clone().sum();
    if total <= alphabet.alone() {
        return (alphabet, 1);
    }
    let (mut count, mut room) = (1, alphabet.joined());
    for width in widths {
        if width > room {
            count += 1;
            room = alphabet.joined();
        }
        room -= width;
    }
    (alphabet, count)
}

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Septets of a character in the default alphabet, if it is there.
fn septets(c: char) -> Option<u32> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_change_at_the_published_limits() {
        for (units, expected) in [(0, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)] {
            assert_eq!(segments(Alphabet::Gsm7, units), expected, "{units} septets");
            assert_eq!(segments_of(&"a".repeat(units as usize)), (Alphabet::Gsm7, expected), "{units} letters");
        }
        for (units, expected) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)] {
            assert_eq!(segments(Alphabet::Ucs2, units), expected, "{units} units");
            assert_eq!(segments_of(&"字".repeat(units as usize)), (Alphabet::Ucs2, expected), "{units} characters");
        }
    }

    #[test]
    fn extension_characters_take_two_septets() {
        for c in "€[]{}~^\\|".chars() {
            assert_eq!(segments_of(&c.to_string().repeat(80)), (Alphabet::Gsm7, 1), "{c}");
            assert_eq!(segments_of(&c.to_string().repeat(81)), (Alphabet::Gsm7, 2), "{c}");
        }
    }

    #[test]
    fn no_escape_pair_is_split() {
        // 152 letters and a pair: the pair does not fit the first segment's last septet.
        let text = format!("{}€{}", "a".repeat(152), "a".repeat(152));
        assert_eq!(text.chars().map(|c| septets(c).expect("in the alphabet")).sum::<u32>(), 306);
        assert_eq!(segments_of(&text), (Alphabet::Gsm7, 3));
    }

    #[test]
    fn no_surrogate_pair_is_split() {
        let text = format!("{}😀{}", "字".repeat(66), "字".repeat(66));
        assert_eq!(text.encode_utf16().count(), 134);
        assert_eq!(segments_of(&text), (Alphabet::Ucs2, 3));
    }
}
