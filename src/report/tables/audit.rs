//! The table of the audit: columns, cells, and the way back.
//!
//! Both sides are whole numbers with all their digits. Knows no folder; a law that does not hold is no row of a table.

use super::line::Line;
use super::row::{Cells, Row};
use crate::analysis::AuditRow;
use crate::ledger::{Balance, Law};

/// What a row says in its last column.
const HELD: &str = "held";

/// Every law in every run.
impl Row for AuditRow {
    const FILE: &'static str = "audit.csv";
    const HEADER: &'static [&'static str] =
        &["arm", "replication", "law", "parts", "left", "relation", "right", "left_is", "right_is", "verdict"];

    fn line(&self) -> Line {
        let Balance { law, parts, left, right } = self.balance;
        let [left_is, right_is] = law.sides();
        let line = Line::of(&self.run).text(law.name()).number(parts);
        let line = line.number(left).text(law.relation().name()).number(right);
        line.text(left_is).text(right_is).text(HELD)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        let run = cells.run()?;
        let law = cells.one_of("a law", Law::ALL, Law::name)?;
        let (parts, left) = (cells.whole()?, cells.whole()?);
        let _ = cells.one_of("the relation of the law", &[law], |law| law.relation().name())?;
        let right = cells.whole()?;
        let _ = cells.one_of("the left side of the law", &[law], |law| law.sides()[0])?;
        let _ = cells.one_of("the right side of the law", &[law], |law| law.sides()[1])?;
        let _ = cells.one_of("a verdict", &[HELD], |verdict| verdict)?;
        if law.relation().holds(left, right) {
            Ok(Self { run, balance: Balance { law, parts, left, right } })
        } else {
            Err(format!("{} does not hold: {left} and {right}", law.name()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::{read, write};
    use super::*;
    use crate::analysis::RunKey;

    #[test]
    fn what_was_written_is_read_and_what_was_changed_is_refused() {
        let row = |law, left, right| AuditRow {
            run: RunKey { arm: "after".to_owned(), replication: 3 },
            balance: Balance { law, parts: 2, left, right },
        };
        let huge = i128::from(u64::MAX) * 1_000;
        let rows = [row(Law::Fallbacks, 3, 9), row(Law::LittlesLaw, huge, huge), row(Law::Money, -7, -7)];
        let bytes = write(&rows);
        assert_eq!(read::<AuditRow>(&bytes).expect("it was written"), rows);
        let text = String::from_utf8(bytes).expect("a table is text");
        assert!(
            text.contains("after,3,fallbacks,2,3,at_most,9,messages fallen back,eligible messages,held\n"),
            "{text}"
        );
        let changed = text.replace(",3,at_most,9,", ",10,at_most,9,");
        assert_eq!(read::<AuditRow>(changed.as_bytes()), Err("2: fallbacks does not hold: 10 and 9".to_owned()));
    }
}
