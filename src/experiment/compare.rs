//! Arms run side by side to be compared: figures by pairs of replications, and messages one by one.
//!
//! Knows which studies can be paired; what is made of their figures stands in `analysis`.

use super::{Options, Progress, run};
use crate::analysis::{AccountBook, Comparison, FigureRow, MovedMessage, RunRecord, Sample, compare, figures_of};
use crate::scenario::{Arm, Scenario, Study};
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
    let arms =
        vec![Arm { name: first, subject: from.1.subject.clone() }, Arm { name: second, subject: to.1.subject.clone() }];
    Ok(Study { arms, ..from.0.clone() })
}

fn differences(from: (&Study, &Arm), to: (&Study, &Arm)) -> Vec<String> {
    let pairs = shared(from).into_iter().zip(shared(to));
    let differ = pairs.filter(|((_, first), (_, second))| first != second);
    differ
        .map(|((key, first), (_, second))| format!("`{key}` is {first} in the one and {second} in the other"))
        .collect()
}

/// What runs that are paired have in common, with its key.
fn shared((study, arm): (&Study, &Arm)) -> [(&'static str, String); 8] {
    let days = |d: Duration| format!("{} days", d.as_micros() as f64 / Duration::DAY.as_micros() as f64);
    let of_people = |of: &dyn Fn(&Scenario) -> String| arm.ecosystem().map_or("none, for stations".to_owned(), of);
    [
        ("study.seed", study.seed.to_string()),
        ("study.replications", study.replications.to_string()),
        // As written: the offset makes the clock.
        ("study.start", study.start.text.clone()),
        ("study.duration", days(study.duration)),
        ("study.warm_up", days(study.warm_up)),
        ("population.handsets", of_people(&|s| s.population.handsets.to_string())),
        ("population.represents", of_people(&|s| s.population.represents.to_string())),
        ("reference_currency", of_people(&|s| s.reference_currency.to_string())),
    ]
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
            if arm.ecosystem().is_none() {
                // Customers of stations are not followed one by one.
                return compare(&base, &sample(arm), None);
            }
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
