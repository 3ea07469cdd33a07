//! What every run was audited for: each law with both of its sides, in whole numbers.
//!
//! Knows no law but by its row: nothing is judged here anew.

use super::PageData;
use crate::analysis::AuditRow;
use crate::ledger::{Law, Relation};
use maud::{Markup, html};

/// One law over all runs.
#[derive(Clone, Copy, Default)]
struct Sum {
    runs: u64,
    parts: u64,
    left: i128,
    right: i128,
}

/// What the runs were held against, and that it holds.
pub(super) fn audits(data: &PageData) -> Markup {
    let runs = data.tables.runs.len();
    let all = if runs == 1 { "The run was".to_owned() } else { format!("All {runs} runs were") };
    let laws: Vec<(Law, Sum)> =
        Law::ALL.iter().map(|&law| (law, sum(&data.tables.audit, law))).filter(|(_, sum)| sum.runs > 0).collect();
    html! {
        h3 { "What was audited" }
        p { (all) " audited at the end, and held: a run whose books do not balance ends in an error, never in a result." }
        @if laws.is_empty() {
            p.aside { "This result has no record of its audit: an earlier version wrote it." }
        } @else {
            div.scroll tabindex="0" role="region" aria-label="What was audited" {
                table.audit {
                    caption { "Both sides of every law, counted apart. Each part (a kind of traffic, a country, a station, a seat) \
                               was compared alone; the sums are over parts and runs." }
                    thead { tr {
                        th scope="col" { "Counted" } th.number scope="col" { "Sum" }
                        th scope="col" { "Held against" } th.number scope="col" { "Sum" }
                        th.number scope="col" { "Parts" } th scope="col" { "Verdict" }
                    } }
                    tbody { @for (law, sum) in laws { (row(law, sum)) } }
                }
            }
        }
    }
}

fn sum(rows: &[AuditRow], law: Law) -> Sum {
    rows.iter().map(|row| row.balance).filter(|balance| balance.law == law).fold(Sum::default(), |sum, of| Sum {
        runs: sum.runs + 1,
        parts: sum.parts + of.parts,
        left: sum.left + of.left,
        right: sum.right + of.right,
    })
}

fn row(law: Law, sum: Sum) -> Markup {
    let [left, right] = law.sides();
    let bound = match law.relation() {
        Relation::Equal => "",
        Relation::AtMost => "at most ",
        Relation::AtLeast => "at least ",
    };
    html! {
        tr data-law=(law.name()) {
            th scope="row" { (left) }
            td.number { (whole(sum.left)) }
            td { (bound) (right) }
            td.number { (whole(sum.right)) }
            td.number { (whole(sum.parts.into())) }
            td { span.held { "holds" } }
        }
    }
}

/// A whole number with its thousands apart, with all digits.
fn whole(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn all_digits_are_shown() {
        assert_eq!(whole(0), "0");
        assert_eq!(whole(999), "999");
        assert_eq!(whole(-1_000), "−1,000");
        assert_eq!(whole(i128::from(u64::MAX) * 10), "184,467,440,737,095,516,150");
    }
}
