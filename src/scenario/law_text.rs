//! Probability laws and growth curves as users write them: `lognormal(median 122 s, sigma 1.61)`.
//!
//! A recursive-descent parser over the text; knows no document. Mistakes point inside the text.

use super::quantity::{Fault, duration, leading_number};
use super::shelf::{OUTSIDE_HELP, Reach, Shelf};
use super::text_file::{self, MOST_NUMBERS};
use super::timeline::Curve;
use crate::random::Law;
use crate::units::Duration;
use std::ops::Range;
use std::path::PathBuf;

/// What the values of a law are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LawUnit {
    /// Durations, kept in seconds.
    Seconds,
    /// Plain numbers.
    Plain,
}

const LAWS: [&str; 7] = ["exp", "fixed", "uniform", "lognormal", "erlang", "mix", "empirical"];
const LAW_LIST: &str = "one of exp, fixed, uniform, lognormal, erlang, mix, empirical";
/// Largest plain number in a law.
const LARGEST: f64 = 1e12;
/// Most values of an empirical law.
const MOST_VALUES: usize = 10_000_000;

/// Mixtures within mixtures.
const DEEPEST: u32 = 8;
/// Letters of a line that are shown where it is no number.
const SHOWN: usize = 40;

/// Reads a law; files are those of a shelf.
pub(super) fn law(text: &str, unit: LawUnit, shelf: &Shelf) -> Result<Law, Fault> {
    let mut parser = Parser { text, next: 0, unit, shelf, depth: 0 };
    let law = parser.law()?;
    parser.end()?;
    Ok(law)
}

/// Reads a curve: `logistic(mid 4 days, spread 1 day, never 0.12)` or `steps(0 days: 0.001, 3 days: 0.05)`.
pub(super) fn curve(text: &str) -> Result<Curve, Fault> {
    let shelf = Shelf::in_folder(PathBuf::new(), Reach::Shelf);
    let mut parser = Parser { text, next: 0, unit: LawUnit::Plain, shelf: &shelf, depth: 0 };
    let curve = parser.curve()?;
    parser.end()?;
    Ok(curve)
}

/// The numbers of a file, one a line, in the order of the file; `at` is where the text names it.
pub(super) fn numbers_of(shelf: &Shelf, name: &str, at: Range<usize>) -> Result<Vec<f64>, Fault> {
    let path = shelf
        .find(&shelf.folder, name)
        .map_err(|outside| Fault::new(at.clone(), outside.message(name), shelf.named()).help(OUTSIDE_HELP))?;
    let contents = text_file::read(&path, MOST_NUMBERS).map_err(|why| {
        let message = format!("names `{name}`, which cannot be read: {}", why.reason());
        let fault = Fault::new(at.clone(), message, "a file with one number a line, relative to the scenario");
        fault.help(why.help(&path).unwrap_or_else(|| "check the path and its spelling".to_owned()))
    })?;
    let mut values = Vec::new();
    for (index, line) in contents.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let number = line.parse::<f64>().ok().filter(|number| (0.0..=LARGEST).contains(number));
        let message = || {
            let start: String = line.chars().take(SHOWN).collect();
            let rest = if start.len() < line.len() { "…" } else { "" };
            format!("names `{name}`, whose line {} is `{start}{rest}`", index + 1)
        };
        values.push(number.ok_or_else(|| Fault::new(at.clone(), message(), "one number of at least 0 a line"))?);
    }
    if values.is_empty() || values.len() > MOST_VALUES {
        let message = format!("names `{name}`, which has {} values", values.len());
        return Err(Fault::new(at, message, format!("1 to {MOST_VALUES} values")));
    }
    Ok(values)
}

struct Parser<'t> {
    text: &'t str,
    next: usize,
    unit: LawUnit,
    shelf: &'t Shelf,
    /// Mixtures that are open.
    depth: u32,
}

impl<'t> Parser<'t> {
    fn law(&mut self) -> Result<Law, Fault> {
        let (name, at) = self.word();
        if !LAWS.contains(&name) {
            return Err(self.no_such(name, at, &LAWS, LAW_LIST));
        }
        self.expect('(')?;
        let law = match name {
            "exp" => Law::Exponential { mean: self.positive()? },
            "fixed" => Law::Fixed(self.value()?),
            "uniform" => self.uniform()?,
            "lognormal" => self.lognormal()?,
            "erlang" => self.erlang()?,
            "mix" => self.mix()?,
            _ => self.empirical()?,
        };
        self.expect(')')?;
        Ok(law)
    }

    fn uniform(&mut self) -> Result<Law, Fault> {
        let begins = self.next;
        let low = self.value()?;
        self.expect(',')?;
        let high = self.value()?;
        if low > high {
            let fault = Fault::new(begins..self.next, "has its bounds the wrong way round", "the least value first");
            return Err(fault.help("swap the two values"));
        }
        Ok(Law::Uniform { low, high })
    }

    fn lognormal(&mut self) -> Result<Law, Fault> {
        let (first, at) = self.word();
        match first {
            "median" => {
                let median = self.positive()?;
                self.expect(',')?;
                self.keyword("sigma")?;
                let sigma = self.number_between(0.0, 10.0, "sigma: a number from 0 to 10")?;
                Ok(Law::Lognormal { median, sigma })
            }
            "mean" => {
                let mean = self.positive()?;
                self.expect(',')?;
                self.keyword("scv")?;
                let scv = self.number_between(0.0, 1e6, "scv: a squared coefficient of variation from 0 to 1e6")?;
                let sigma = libm::sqrt(libm::log1p(scv));
                Ok(Law::Lognormal { median: mean / libm::sqrt(1.0 + scv), sigma })
            }
            _ => {
                let expected = "median … , sigma … or mean … , scv …";
                Err(Fault::new(at, "does not say which parameter comes first", expected)
                    .help("for example lognormal(median 122 s, sigma 1.61)"))
            }
        }
    }

    fn erlang(&mut self) -> Result<Law, Fault> {
        let begins = self.skip();
        let phases = self.number_between(1.0, 1000.0, "a number of phases from 1 to 1000")?;
        if libm::trunc(phases) < phases {
            return Err(Fault::new(begins..self.next, "has a broken number of phases", "a whole number of phases"));
        }
        self.expect(',')?;
        Ok(Law::Erlang { k: phases as u32, mean: self.positive()? })
    }

    fn mix(&mut self) -> Result<Law, Fault> {
        let begins = self.next;
        if self.depth == DEEPEST {
            let message = format!("has mixtures within mixtures, more than {DEEPEST} deep");
            return Err(Fault::new(begins..self.text.len(), message, "one list of weights and laws"));
        }
        self.depth += 1;
        let mut parts = Vec::new();
        loop {
            let weight = self.number_between(0.0, 1.0, "a weight from 0 to 1")?;
            self.expect(':')?;
            parts.push((weight, self.law()?));
            if !self.accept(',') {
                break;
            }
        }
        self.depth -= 1;
        let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
        if (total - 1.0).abs() > 1e-6 {
            let fault =
                Fault::new(begins..self.next, format!("has weights that sum to {total}"), "weights that sum to 1");
            return Err(fault);
        }
        Ok(Law::Mix(parts))
    }

    fn empirical(&mut self) -> Result<Law, Fault> {
        let begins = self.skip();
        let rest = &self.text[begins..];
        let name = rest.strip_prefix(['"', '\'']).and_then(|inner| inner.split(['"', '\'']).next());
        let Some(name) = name.filter(|name| rest.len() >= name.len() + 2) else {
            return Err(Fault::new(begins..self.text.len(), "names no file", "a file in quotes")
                .help("for example 'empirical(\"file.csv\")', in single quotes outside"));
        };
        self.next = begins + name.len() + 2;
        let mut values = numbers_of(self.shelf, name, begins + 1..self.next - 1)?;
        values.sort_by(f64::total_cmp);
        Ok(Law::Empirical(values))
    }

    fn curve(&mut self) -> Result<Curve, Fault> {
        let names = ["logistic", "steps"];
        let (name, at) = self.word();
        if !names.contains(&name) {
            return Err(self.no_such(name, at, &names, "logistic(…) or steps(…)"));
        }
        self.expect('(')?;
        let curve = if name == "logistic" {
            self.keyword("mid")?;
            let mid = self.duration()?;
            self.expect(',')?;
            self.keyword("spread")?;
            let begins = self.next;
            let spread = self.duration()?;
            if spread == Duration::ZERO {
                return Err(Fault::new(begins..self.next, "has no spread", "a spread above 0 s"));
            }
            self.expect(',')?;
            self.keyword("never")?;
            Curve::Logistic { mid, spread, never: self.number_between(0.0, 1.0, "never: a share from 0 to 1")? }
        } else {
            Curve::Steps(self.steps()?)
        };
        self.expect(')')?;
        Ok(curve)
    }

    fn steps(&mut self) -> Result<Vec<(Duration, f64)>, Fault> {
        let mut steps: Vec<(Duration, f64)> = Vec::new();
        loop {
            let begins = self.skip();
            let after = self.duration()?;
            self.expect(':')?;
            let share = self.number_between(0.0, 1.0, "a share from 0 to 1")?;
            if let Some((earlier, smaller)) = steps.last()
                && (after <= *earlier || share < *smaller)
            {
                let fault =
                    Fault::new(begins..self.next, "has steps that do not grow", "later times with larger shares");
                return Err(fault.help("sort the steps by time; a share never falls"));
            }
            steps.push((after, share));
            if !self.accept(',') {
                return Ok(steps);
            }
        }
    }

    /// A value of the law: a duration in seconds, or a plain number.
    fn value(&mut self) -> Result<f64, Fault> {
        match self.unit {
            LawUnit::Seconds => Ok(self.duration()?.as_micros() as f64 / 1e6),
            LawUnit::Plain => self.number_between(0.0, LARGEST, "a plain number from 0 to 1e12"),
        }
    }

    fn positive(&mut self) -> Result<f64, Fault> {
        let begins = self.skip();
        let value = self.value()?;
        if value > 0.0 {
            Ok(value)
        } else {
            Err(Fault::new(begins..self.next, "has a parameter that is zero", "a value above zero"))
        }
    }

    fn duration(&mut self) -> Result<Duration, Fault> {
        let piece = self.piece();
        let text = &self.text[piece.clone()];
        if text.is_empty() {
            return Err(Fault::new(self.here(), "breaks off", "a duration such as `2 s`"));
        }
        duration(text).map_err(|fault| fault.shifted(piece.start))
    }

    fn number_between(&mut self, least: f64, most: f64, expected: &str) -> Result<f64, Fault> {
        let piece = self.piece();
        let text = &self.text[piece.clone()];
        if text.is_empty() {
            return Err(Fault::new(self.here(), "breaks off", expected));
        }
        match leading_number(text) {
            Some((number, end)) if end == text.len() && (least..=most).contains(&number) => Ok(number),
            Some((_, end)) if end == text.len() => Err(Fault::new(piece, "has a number out of bounds", expected)),
            Some((_, end)) => {
                let within = piece.start + end..piece.end;
                Err(Fault::new(within, "has a unit where none belongs", expected).help("take the unit out"))
            }
            None => Err(Fault::new(piece, format!("has `{text}` where a number belongs"), expected)),
        }
    }

    /// Everything up to the next separator, without the space around it.
    fn piece(&mut self) -> Range<usize> {
        let begins = self.skip();
        let rest = &self.text[begins..];
        let length = rest.find([',', ')', ':', '(']).unwrap_or(rest.len());
        self.next = begins + length;
        begins..begins + rest[..length].trim_end().len()
    }

    fn word(&mut self) -> (&'t str, Range<usize>) {
        let begins = self.skip();
        let rest = &self.text[begins..];
        let length = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        self.next = begins + length;
        (&rest[..length], begins..self.next)
    }

    fn keyword(&mut self, wanted: &str) -> Result<(), Fault> {
        let (word, at) = self.word();
        if word == wanted {
            return Ok(());
        }
        let at = if at.is_empty() { self.here() } else { at };
        Err(Fault::new(at, format!("lacks `{wanted}`"), format!("`{wanted}` and its value")))
    }

    fn accept(&mut self, mark: char) -> bool {
        let begins = self.skip();
        let found = self.text[begins..].starts_with(mark);
        self.next = begins + if found { mark.len_utf8() } else { 0 };
        found
    }

    fn expect(&mut self, mark: char) -> Result<(), Fault> {
        if self.accept(mark) {
            return Ok(());
        }
        Err(Fault::new(self.here(), format!("lacks `{mark}`"), format!("`{mark}`")))
    }

    fn end(&mut self) -> Result<(), Fault> {
        let begins = self.skip();
        if begins == self.text.len() {
            return Ok(());
        }
        Err(Fault::new(begins..self.text.len(), "goes on after its end", "nothing more"))
    }

    fn skip(&mut self) -> usize {
        let rest = &self.text[self.next..];
        self.next += rest.len() - rest.trim_start().len();
        self.next
    }

    /// The letter that comes next, or the last one where the text is over.
    fn here(&mut self) -> Range<usize> {
        let begins = self.skip();
        let letter = self.text[begins..].chars().next().map_or(0, char::len_utf8);
        begins..begins + letter
    }

    fn no_such(&self, name: &str, at: Range<usize>, names: &[&str], expected: &str) -> Fault {
        if name.is_empty() {
            let help = "a value that never varies is written fixed(…)";
            return Fault::new(0..self.text.len(), "names no law", expected).help(help);
        }
        let fault = Fault::new(at, format!("names the unknown `{name}`"), expected);
        match super::diagnostic::did_you_mean(name, names.iter().copied()) {
            Some(close) => fault.help(format!("did you mean `{close}`?")),
            None => fault.help("a value that never varies is written fixed(…)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Result<Law, Fault> {
        law(text, LawUnit::Seconds, &shelf())
    }

    fn shelf() -> Shelf {
        Shelf::in_folder(PathBuf::new(), Reach::Shelf)
    }

    #[test]
    fn every_law_is_read() {
        assert_eq!(seconds("exp(2 s)"), Ok(Law::Exponential { mean: 2.0 }));
        assert_eq!(seconds("fixed(5 min)"), Ok(Law::Fixed(300.0)));
        assert_eq!(seconds("uniform(10 s, 30 s)"), Ok(Law::Uniform { low: 10.0, high: 30.0 }));
        assert_eq!(seconds("erlang(2, 1 s)"), Ok(Law::Erlang { k: 2, mean: 1.0 }));
        assert_eq!(seconds("lognormal(median 122 s, sigma 1.61)"), Ok(Law::Lognormal { median: 122.0, sigma: 1.61 }));
        let parts = vec![(0.87, Law::Fixed(1.0)), (0.13, Law::Exponential { mean: 60.0 })];
        assert_eq!(seconds("mix(0.87: fixed(1 s), 0.13: exp(1 min))"), Ok(Law::Mix(parts)));
        let Ok(Law::Lognormal { median, sigma }) = law("lognormal(mean 1, scv 4)", LawUnit::Plain, &shelf()) else {
            panic!("a lognormal");
        };
        assert!((median * libm::exp(sigma * sigma / 2.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_mistake_points_at_the_wrong_part() {
        let part = |text: &str| seconds(text).map_err(|fault| text[fault.within].to_owned());
        assert_eq!(part("lognormal(median 122 sec, sigma 1)"), Err("sec".to_owned()));
        assert_eq!(part("lognormal(122 s, sigma 1)"), Err("122".to_owned()));
        assert_eq!(part("expo(2 s)"), Err("expo".to_owned()));
        assert_eq!(part("exp(2 s"), Err(String::new()));
        assert_eq!(part("exp(2 s) x"), Err("x".to_owned()));
        assert_eq!(part("exp(0 s)"), Err("0 s".to_owned()));
        assert_eq!(part("mix(0.5: fixed(1 s), 0.4: fixed(2 s))"), Err("0.5: fixed(1 s), 0.4: fixed(2 s)".to_owned()));
        assert!(law("fixed(5 s)", LawUnit::Plain, &shelf()).is_err());
        assert!(seconds("5 s").expect_err("no law").help.is_some_and(|help| help.contains("fixed")));
    }

    #[test]
    fn curves_are_read_and_must_grow() {
        let day = Duration::DAY;
        assert_eq!(
            curve("logistic(mid 4 days, spread 1 day, never 0.12)"),
            Ok(Curve::Logistic { mid: day * 4, spread: day, never: 0.12 })
        );
        assert_eq!(
            curve("steps(0 days: 0.001, 3 days: 0.05)"),
            Ok(Curve::Steps(vec![(Duration::ZERO, 0.001), (day * 3, 0.05)]))
        );
        assert!(curve("steps(3 days: 0.05, 1 day: 0.1)").is_err());
        assert!(curve("steps(1 days: 0.05, 2 day: 0.01)").is_err());
    }
}
