//! The audit of a study: each law in each run, and in a line what that comes to.
//!
//! Only sound runs come this far: a run whose books do not balance is a fault of the program. Knows no file.

use super::{RunKey, RunRecord};
use crate::ledger::{Balance, Law};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One law in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Of which run.
    pub run: RunKey,
    /// Which law, how many parts of it were compared one by one, and the sums of both sides.
    pub balance: Balance,
}

/// What the audit of all runs comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditSummary {
    /// Laws that the runs were held against.
    pub laws: u64,
    /// Runs audited.
    pub runs: u64,
    /// Parts of laws that were compared one by one, over all runs.
    pub parts: u64,
    /// `held`: a result in which a law is broken cannot be.
    pub verdict: String,
}

impl AuditSummary {
    /// The summary of all rows; nothing where there are none.
    pub fn of(rows: &[AuditRow]) -> Option<Self> {
        let laws: BTreeSet<Law> = rows.iter().map(|row| row.balance.law).collect();
        let runs: BTreeSet<(&str, u32)> = rows.iter().map(|row| (row.run.arm.as_str(), row.run.replication)).collect();
        let parts = rows.iter().map(|row| row.balance.parts).sum();
        Self::held(laws.len() as u64, runs.len() as u64, parts)
    }

    /// The summary of runs of which only the laws and their parts were kept; nothing where there are none.
    pub fn over(runs: impl Iterator<Item = [u64; 2]>) -> Option<Self> {
        let sum = |[laws, runs, parts]: [u64; 3], of: [u64; 2]| [laws.max(of[0]), runs + 1, parts + of[1]];
        let [laws, runs, parts] = runs.fold([0; 3], sum);
        Self::held(laws, runs, parts)
    }

    fn held(laws: u64, runs: u64, parts: u64) -> Option<Self> {
        (laws > 0).then(|| Self { laws, runs, parts, verdict: "held".to_owned() })
    }
}

/// The audit of one run, law by law.
pub fn audit_rows(record: &RunRecord) -> impl Iterator<Item = AuditRow> {
    let run = RunKey { arm: record.arm.clone(), replication: record.replication };
    record.audit.balances.iter().map(move |&balance| AuditRow { run: run.clone(), balance })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_and_runs_are_counted_once() {
        let row = |arm: &str, replication, law| AuditRow {
            run: RunKey { arm: arm.to_owned(), replication },
            balance: Balance { law, parts: 3, left: 7, right: 7 },
        };
        let rows = [
            row("before", 0, Law::Messages),
            row("before", 0, Law::Money),
            row("before", 1, Law::Messages),
            row("after", 0, Law::Messages),
        ];
        let expected = AuditSummary { laws: 2, runs: 3, parts: 12, verdict: "held".to_owned() };
        assert_eq!(AuditSummary::of(&rows), Some(expected.clone()));
        assert_eq!(AuditSummary::over([[2, 6], [1, 3], [1, 3]].into_iter()), Some(expected));
        assert_eq!(AuditSummary::over(std::iter::empty()), None);
        assert_eq!(AuditSummary::of(&[]), None);
    }
}
