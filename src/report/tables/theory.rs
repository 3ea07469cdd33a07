//! The tables of stations against theory: columns, cells, and the way back for those of single runs.
//!
//! Knows no formula and no folder.

use super::line::{Line, table};
use super::row::{Cells, Row};
use crate::analysis::{TheoryRow, TheoryRunRow};
use crate::report::folder::{ResultFile, file};

/// Between two reasons of one cell; no reason has it.
const BETWEEN: &str = "; ";

/// Every station of every run beside theory, in full, so that standard errors can be taken from it.
impl Row for TheoryRunRow {
    const FILE: &'static str = "theory_runs.csv";
    const HEADER: &'static [&'static str] =
        &["arm", "replication", "station", "formula", "what_does_not_hold", "metric", "unit", "theory", "simulated"];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).text(&self.station).text(&self.formula).text(&self.what_does_not.join(BETWEEN));
        line.text(&self.metric).text(&self.unit).full(self.theory).full(self.simulated)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        let (run, station, formula) = (cells.run()?, cells.text(), cells.text());
        let reasons = cells.text();
        let what_does_not = reasons.split(BETWEEN).filter(|reason| !reason.is_empty()).map(str::to_owned).collect();
        let (metric, unit) = (cells.name("a metric")?, cells.name("a unit")?);
        let (theory, simulated) = (cells.measured()?, cells.measured()?);
        Ok(Self { run, station, formula, what_does_not, metric, unit, theory, simulated })
    }
}

/// `theory.csv`: every station of every arm against theory, over replications.
pub(in crate::report) fn theory(rows: &[TheoryRow]) -> ResultFile {
    let header = [
        "arm",
        "station",
        "formula",
        "assumptions_hold",
        "what_does_not",
        "metric",
        "unit",
        "theory",
        "simulated",
        "standard_error",
        "deviation_se",
    ];
    let lines = rows.iter().map(|row| {
        let holds = if row.assumptions_hold() { "yes" } else { "no" };
        let line = Line::empty().text(&row.arm).text(&row.station).text(&row.formula).text(holds);
        let line = line.text(&row.what_does_not.join(BETWEEN)).text(&row.metric).text(&row.unit);
        line.measured(row.theory).measured(row.simulated).measured(row.standard_error).measured(row.deviation_se())
    });
    file("theory.csv", table(&header, lines))
}
