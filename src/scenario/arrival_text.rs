//! Arrivals as users write them: `poisson 8/s`, `deterministic 8/s`, `given "file.csv"`, or a law of gaps.
//!
//! Knows texts, but no document: mistakes are given as bytes of the text.

use super::diagnostic::did_you_mean;
use super::kinds::always_zero;
use super::law_text::{self, LawUnit};
use super::quantity::{Fault, LONGEST, rate};
use super::shelf::Shelf;
use super::stations::Arrivals;
use crate::units::Instant;

/// How arrivals are written.
pub(super) const FORMS: &str = "arrivals such as \"poisson 8/s\", \"deterministic 8/s\", 'given \"file.csv\"', or a law of \
                                gaps such as \"lognormal(mean 1 s, scv 4)\"";
/// Words that begin what is no law.
const WORDS: [&str; 3] = ["poisson", "deterministic", "given"];

/// Reads arrivals; files are those of a shelf.
pub(super) fn arrivals(text: &str, shelf: &Shelf) -> Result<Arrivals, Fault> {
    let begins = text.len() - text.trim_start().len();
    let word = &text[begins..];
    let word = &word[..word.find(|letter: char| !letter.is_alphabetic()).unwrap_or(word.len())];
    let after = begins + word.len();
    let rest = &text[after..];
    match word {
        "poisson" => Ok(Arrivals::Poisson(rate(rest).map_err(|fault| fault.shifted(after))?)),
        "deterministic" => Ok(Arrivals::Deterministic(rate(rest).map_err(|fault| fault.shifted(after))?)),
        "given" => given(text, after, shelf),
        _ if rest.trim_start().starts_with('(') => {
            let law = law_text::law(text, LawUnit::Seconds, shelf)?;
            if always_zero(&law) {
                return Err(Fault::new(0..text.len(), "has gaps that are always zero", FORMS));
            }
            Ok(Arrivals::Gaps(law))
        }
        _ => {
            let letter = rest.chars().next().map_or(0, char::len_utf8);
            let ends = if word.is_empty() { after + letter } else { after };
            let fault = Fault::new(begins..ends, "is no stream of arrivals", FORMS);
            Err(match did_you_mean(word, WORDS.iter().copied()) {
                Some(close) => fault.help(format!("did you mean `{close}`?")),
                None => fault.help("say how they come: \"poisson 8/s\" for independent ones"),
            })
        }
    }
}

/// Instants in seconds after the start, one a line, in a file.
fn given(text: &str, after: usize, shelf: &Shelf) -> Result<Arrivals, Fault> {
    let begins = after + text[after..].len() - text[after..].trim_start().len();
    let quoted = text[begins..].trim_end();
    let name = quoted.strip_prefix(['"', '\'']).and_then(|inner| inner.strip_suffix(['"', '\'']));
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return Err(Fault::new(begins..text.len(), "names no file", "a file in quotes")
            .help("for example 'given \"file.csv\"', in single quotes outside"));
    };
    let at = begins + 1..begins + 1 + name.len();
    let seconds = law_text::numbers_of(shelf, name, at.clone())?;
    if let Some(n) = seconds.windows(2).position(|pair| pair[0] > pair[1]) {
        let message = format!("names `{name}`, where {} s comes after {} s", seconds[n + 1], seconds[n]);
        return Err(Fault::new(at, message, "instants in seconds after the start, ascending"));
    }
    let longest = LONGEST.as_micros() as f64;
    let instants = seconds.iter().map(|s| Instant::from_micros(libm::round(s * 1e6).min(longest) as u64));
    Ok(Arrivals::Given(instants.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Law;
    use crate::scenario::shelf::Reach;
    use std::path::PathBuf;

    fn shelf() -> Shelf {
        Shelf::in_folder(PathBuf::new(), Reach::Shelf)
    }

    fn read(text: &str) -> Result<Arrivals, Fault> {
        arrivals(text, &shelf())
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(read("poisson 8/s"), Ok(Arrivals::Poisson(8.0)));
        assert_eq!(read(" deterministic 30/min "), Ok(Arrivals::Deterministic(0.5)));
        assert_eq!(read("exp(2 s)"), Ok(Arrivals::Gaps(Law::Exponential { mean: 2.0 })));
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(folder.path().join("at.csv"), "# s\n0\n1.5\n1.5\n").expect("the folder is ours");
        let instants = [0, 1_500_000, 1_500_000].map(Instant::from_micros).to_vec();
        assert_eq!(
            arrivals("given \"at.csv\"", &Shelf::in_folder(folder.path().to_owned(), Reach::Shelf)),
            Ok(Arrivals::Given(instants))
        );
        std::fs::write(folder.path().join("at.csv"), "2\n1\n").expect("the folder is ours");
        assert!(
            arrivals("given \"at.csv\"", &Shelf::in_folder(folder.path().to_owned(), Reach::Shelf))
                .expect_err("not ascending")
                .message
                .contains("1 s comes after 2 s")
        );
    }

    #[test]
    fn a_mistake_points_at_the_wrong_part() {
        let part = |text: &str| read(text).map_err(|fault| text[fault.within].to_owned());
        assert_eq!(part("poison 8/s"), Err("poison".to_owned()));
        assert_eq!(part("poisson 8/sec"), Err("/sec".to_owned()));
        assert_eq!(part("expo(8 s)"), Err("expo".to_owned()));
        assert_eq!(part("given file.csv"), Err("file.csv".to_owned()));
        assert_eq!(part("8/s"), Err("8".to_owned()));
        assert_eq!(part("→ 8/s"), Err("→".to_owned()));
        assert!(read("poison 8/s").expect_err("no word").help.is_some_and(|help| help.contains("`poisson`")));
    }
}
