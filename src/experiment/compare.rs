//! Arms run side by side to be compared: figures by pairs of replications, and messages one by one.
//!
//! Knows which studies can be paired; what is made of their figures stands in `analysis`.

use super::{Options, Progress, run};
use crate::analysis::{AccountBook, Comparison, FigureRow, MovedMessage, RunRecord, Sample, compare, figures_of};
use crate::scenario::{Arm, Study};
use crate::units::{Duration, Instant};

/// One study of two arms from two studies, each arm under a name of its own.
///
/// # Errors
/// Everything in which the studies differ and must not, so that their runs could not be paired.
pub fn joined(from: (&Study, &Arm), to: (&Study, &Arm), names: [String; 2]) -> Result<Study, Vec<String>> {
    let differences = differences(from, to);
    if !differences.is_empty() {
        return Err(differences);
    }
    let [first, second] = names;
    let arms = vec![
        Arm { name: first, scenario: from.1.scenario.clone() },
        Arm { name: second, scenario: to.1.scenario.clone() },
    ];
    Ok(Study { arms, ..from.0.clone() })
}

fn differences((a, x): (&Study, &Arm), (b, y): (&Study, &Arm)) -> Vec<String> {
    let days = |d: Duration| format!("{} days", d.as_micros() as f64 / Duration::DAY.as_micros() as f64);
    let (p, q) = (&x.scenario.population, &y.scenario.population);
    let rows = [
        ("study.seed", a.seed.to_string(), b.seed.to_string()),
        ("study.replications", a.replications.to_string(), b.replications.to_string()),
        ("study.start", a.start.unix_seconds.to_string(), b.start.unix_seconds.to_string()),
        ("study.duration", days(a.duration), days(b.duration)),
        ("study.warm_up", days(a.warm_up), days(b.warm_up)),
        ("population.handsets", p.handsets.to_string(), q.handsets.to_string()),
        ("population.represents", p.represents.to_string(), q.represents.to_string()),
        ("reference_currency", x.scenario.reference_currency.to_string(), y.scenario.reference_currency.to_string()),
    ];
    let written = |key, first: String, second: String| {
        // An instant is said as it was written.
        if key == "study.start" { (a.start.text.clone(), b.start.text.clone()) } else { (first, second) }
    };
    rows.into_iter()
        .filter(|(_, first, second)| first != second)
        .map(|(key, first, second)| {
            let (first, second) = written(key, first, second);
            format!("`{key}` is {first} in the one and {second} in the other")
        })
        .collect()
}

/// Runs a study's arms and compares the first with each other one; every message that moved goes to `sink` with the name
/// of the second arm.
///
/// # Panics
/// Where a run's books do not balance, or the study has no arm.
pub fn compare_arms(
    study: &Study,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
    sink: &mut dyn FnMut(&str, MovedMessage),
) -> Vec<Comparison> {
    let records = run(study, &Options { fates: true, ..options.clone() }, progress);
    let (first, later) = study.arms.split_first().expect("a study has an arm");
    let of_arm = |arm: &Arm| records.iter().filter(|r| r.arm == arm.name).collect::<Vec<&RunRecord>>();
    let sample = |arm: &Arm| {
        let rows: Vec<FigureRow> = of_arm(arm).into_iter().flat_map(figures_of).collect();
        Sample::of(&arm.name, &rows)
    };
    let (base, of_base) = (sample(first), of_arm(first));
    later
        .iter()
        .map(|arm| {
            let mut book = AccountBook::default();
            for (a, b) in of_base.iter().zip(of_arm(arm)) {
                assert_eq!(a.replication, b.replication, "records come in the order of replications");
                let warm_up = Instant::START + study.warm_up;
                book.add(a.replication, [fates(a), fates(b)], warm_up, &mut |moved| sink(&arm.name, moved));
            }
            let scale = of_base.first().expect("a study has a replication").facts.scale();
            let account = book.close(&first.name, scale);
            Comparison { messages: Some(account), ..compare(&base, &sample(arm), None) }
        })
        .collect()
}

fn fates(record: &RunRecord) -> &[crate::ledger::Fate] {
    record.ledger.fates.as_deref().expect("the run was asked to list them")
}
