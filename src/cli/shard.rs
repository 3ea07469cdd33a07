//! Which share of a sweep's points this process runs: as typed, or as the cluster's own variables say.
//!
//! Knows the variables that schedulers set, and no sweep.

use super::Failure;
use crate::report::Cut;

/// Variables with a task's number, the first that is set counts.
const INDEX: [&str; 3] = ["SLURM_ARRAY_TASK_ID", "HQ_TASK_ID", "JOB_COMPLETION_INDEX"];

/// The share of this process; none where it shall run the whole sweep.
///
/// # Errors
/// A share that cannot be, or a number that nothing gives.
pub(super) fn cut(typed: Option<&str>) -> Result<Option<Cut>, Failure> {
    of(typed, &|name| std::env::var(name).ok())
}

fn of(typed: Option<&str>, variable: &dyn Fn(&str) -> Option<String>) -> Result<Option<Cut>, Failure> {
    let number = |name: &str| variable(name).and_then(|text| text.trim().parse::<u64>().ok());
    let Some(typed) = typed else {
        // Slurm alone says how many tasks its array has.
        let [id, count] = ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT"].map(number);
        let (Some(id), Some(of)) = (id, count.filter(|of| *of > 0)) else { return Ok(None) };
        let (least, step) = (number("SLURM_ARRAY_TASK_MIN").unwrap_or(0), number("SLURM_ARRAY_TASK_STEP").unwrap_or(1));
        return checked(id.saturating_sub(least) / step.max(1), of, "SLURM_ARRAY_TASK_ID");
    };
    let wrong = || {
        let text =
            format!("--shard {typed}: expected I/N with I from 0 to N - 1, such as 0/4, or /N in a cluster's task");
        Failure::Input(text)
    };
    let (index, of) = typed.split_once('/').ok_or_else(wrong)?;
    let of = of.trim().parse::<u64>().ok().filter(|of| *of > 0).ok_or_else(wrong)?;
    if !index.trim().is_empty() {
        let index = index.trim().parse::<u64>().map_err(|_| wrong())?;
        return if index < of { Ok(Some(Cut { index, of })) } else { Err(wrong()) };
    }
    let found = INDEX.iter().find_map(|name| Some((number(name)?, *name)));
    let Some((index, name)) = found else {
        return Err(Failure::Input(format!("--shard {typed}: none of {} is set; write I/N", INDEX.join(", "))));
    };
    checked(index, of, name)
}

fn checked(index: u64, of: u64, name: &str) -> Result<Option<Cut>, Failure> {
    if index < of {
        return Ok(Some(Cut { index, of }));
    }
    Err(Failure::Input(format!("{name} gives shard {index} of {of}: shards are numbered from 0; write --shard I/N")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(typed: Option<&str>, set: &[(&str, &str)]) -> Result<Option<(u64, u64)>, String> {
        let variable = |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        of(typed, &variable).map(|cut| cut.map(|cut| (cut.index, cut.of))).map_err(|failure| failure.text().to_owned())
    }

    #[test]
    fn what_is_typed_wins_over_what_is_set() {
        let slurm = [("SLURM_ARRAY_TASK_ID", "3"), ("SLURM_ARRAY_TASK_COUNT", "7"), ("SLURM_ARRAY_TASK_MIN", "1")];
        assert_eq!(with(None, &[]), Ok(None));
        assert_eq!(with(None, &slurm), Ok(Some((2, 7))));
        assert_eq!(with(Some("5/9"), &slurm), Ok(Some((5, 9))));
        assert_eq!(with(Some("/9"), &slurm), Ok(Some((3, 9))));
        assert_eq!(with(Some("/4"), &[("HQ_TASK_ID", "0")]), Ok(Some((0, 4))));
        assert_eq!(with(None, &[("HQ_TASK_ID", "0")]), Ok(None), "it does not say of how many");
        assert_eq!(with(Some("/4"), &[("JOB_COMPLETION_INDEX", "2")]), Ok(Some((2, 4))));
    }

    #[test]
    fn shares_that_cannot_be_are_refused() {
        for typed in ["3", "3/3", "x/3", "1/0", "-1/3", "/"] {
            with(Some(typed), &[]).expect_err(typed);
        }
        assert!(with(Some("/3"), &[]).expect_err("nothing is set").contains("HQ_TASK_ID"));
        assert!(with(Some("/3"), &[("HQ_TASK_ID", "3")]).expect_err("beyond").contains("numbered from 0"));
    }
}
