//! Checks against exact answers for the terminal: exact, simulated, interval, deviation, verdict.
//!
//! Knows checks, not how they came about.

use super::lines::{counted, finished, wrapped};
use crate::analysis::{Check, CheckVerdict, PRECISION, REACH};

/// Widths of the columns.
const FIGURE: usize = 30;
const VALUE: usize = 12;
const HALF: usize = 10;
const OFF: usize = 9;

/// A table of checks, by what they are about, and what follows from them.
pub fn checks_text(checks: &[Check]) -> String {
    let mut lines = Vec::new();
    for of_subject in checks.chunk_by(|a, b| a.claim.subject == b.claim.subject) {
        let first = &of_subject[0].claim;
        lines.extend(wrapped(&format!("{} ({})", first.subject, first.formula), 0));
        for reservation in &first.reservations {
            lines.extend(wrapped(&format!("no verdict: {reservation}"), 2));
        }
        lines.extend(of_subject.iter().map(line));
        lines.push(String::new());
    }
    lines.insert(
        0,
        format!("{:FIGURE$}{:>VALUE$}{:>VALUE$}{:>HALF$}{:>OFF$}", "", "exact", "simulated", "± 95 %", "off by"),
    );
    lines.extend(wrapped(&conclusion(checks), 0));
    finished(&lines)
}

fn line(check: &Check) -> String {
    let claim = &check.claim;
    let digits = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), six);
    let half = check.interval.map(|(low, high)| (high - low) / 2.0);
    let off = check.deviation_se().map_or_else(String::new, |off| format!("{off:+.2} SE").replacen('-', "−", 1));
    // Shares and counts are plain from their names.
    let unit = if claim.unit == "s" { ", s" } else { "" };
    let figure = format!("  {}{unit}", claim.figure);
    let [exact, simulated] = [claim.exact, check.simulated].map(digits);
    let half = half.map_or_else(|| "–".to_owned(), short);
    let verdict = match check.verdict {
        CheckVerdict::Agrees => "ok",
        CheckVerdict::Differs => "DIFFERS",
        CheckVerdict::TooWide => "wide",
        CheckVerdict::NoAnswer => "",
    };
    format!("{figure:FIGURE$}{exact:>VALUE$}{simulated:>VALUE$}{half:>HALF$}{off:>OFF$} {verdict}")
}

/// Six digits, for figures from thousandths to millions.
fn six(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        size if !(1e-3..1e7).contains(&size) => format!("{x:.3e}"),
        size if size < 10.0 => format!("{x:.6}"),
        size if size < 1e4 => format!("{x:.3}"),
        _ => format!("{x:.0}"),
    }
}

/// Two digits.
fn short(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        size if !(1e-4..1e5).contains(&size) => format!("{x:.1e}"),
        size if size < 1.0 => {
            let digits = (1.0 - libm::floor(libm::log10(size))) as usize;
            format!("{x:.digits$}")
        }
        _ => format!("{x:.1}"),
    }
}

/// How many agree, and what a reader should think of it.
fn conclusion(checks: &[Check]) -> String {
    let of = |verdict: CheckVerdict| checks.iter().filter(|check| check.verdict == verdict).count() as u64;
    let (agree, differ, wide) = (of(CheckVerdict::Agrees), of(CheckVerdict::Differs), of(CheckVerdict::TooWide));
    let farthest = checks
        .iter()
        .filter(|check| check.verdict != CheckVerdict::NoAnswer)
        .filter_map(|check| Some((check.deviation_se()?, check)))
        .max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    let judged = agree + differ + wide;
    let mut text = format!(
        "{agree} of {} agree: within {REACH} standard errors of the exact answer, which are below {} % of it.",
        counted(judged, "figure"),
        PRECISION * 100.0
    );
    let farthest = farthest.map(|(off, check)| {
        let off = format!("{off:+.2}").replacen('-', "−", 1);
        format!(" Farthest off: {}, {} ({off} SE).", check.claim.subject, check.claim.figure)
    });
    let wide = (wide > 0).then(|| format!(" {} too wide to say: longer runs tell more.", counted(wide, "figure")));
    text.extend(farthest.into_iter().chain(wide));
    if judged == 0 {
        "No figure here has an exact answer to be held against.".clone_into(&mut text);
    }
    text
}
