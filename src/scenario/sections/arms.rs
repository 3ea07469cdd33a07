//! The whole study: `[study]`, and one scenario for every `[arm.NAME]` laid over the rest.
//!
//! Knows how arms are laid over the base, but no section's keys.

use super::study::StudySection;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Node, Table, Value, merge};
use crate::scenario::layers::{Document, position};
use crate::scenario::reader::{Reader, Report};
use crate::scenario::study::{Arm, Study, Subject};

/// Most arms of a study.
const MOST_ARMS: usize = 200;

/// Reads the study; what it reports decides whether the value may be used.
pub(in crate::scenario) fn read_study(document: &Document, name: &str, report: &mut Report) -> Study {
    let arms = arms(&document.root, report);
    let of_stations = super::stations::has_stations(&arms);
    let mut section = None;
    let mut read = Vec::new();
    for (arm, root) in &arms {
        let subject = Reader::run(root, &document.start, "", report, |reader| {
            let study: StudySection = super::study::read(reader, !of_stations);
            let subject = if of_stations {
                Subject::Stations(super::stations::read(reader, &study.span))
            } else {
                Subject::Ecosystem(Box::new(super::scenario(root, reader, &study.span)))
            };
            section = Some(study);
            subject
        });
        read.push(Arm { name: arm.clone(), subject });
    }
    let study = section.expect("there is at least one arm");
    let plan = super::plan::read(document, &arms, &read, &study.span, report);
    Study {
        name: name.to_owned(),
        title: if study.title.is_empty() { name.to_owned() } else { study.title },
        start: study.span.start,
        duration: study.span.duration,
        warm_up: study.span.warm_up,
        detect_warm_up: study.detect_warm_up,
        seed: study.seed,
        replications: study.replications,
        arms: read,
        bounds: Vec::new(),
        plan,
        unknowns: Vec::new(),
        sweep: None,
        resolved: String::new(),
    }
}

/// The merged document of each arm, in the order of the file; the document itself where there are no arms.
fn arms(root: &Table, report: &mut Report) -> Vec<(String, Table)> {
    let Some(node) = root.get("arm") else {
        return vec![("base".to_owned(), root.clone())];
    };
    let named = node.table().filter(|table| !table.is_empty());
    let Some(named) = named else {
        let message = "`arm` names no arm";
        report.push(
            Diagnostic::at(&node.key, message, "expected tables such as [arm.before]")
                .help(Some("take it out for a study without arms".to_owned())),
        );
        return vec![("base".to_owned(), root.clone())];
    };
    let mut ordered: Vec<(&String, &Node)> = named.iter().collect();
    ordered.sort_by_key(|(_, node)| position(node));
    if let Some((_, node)) = ordered.get(MOST_ARMS) {
        let message = format!("the study has {} arms", ordered.len());
        let help = "each arm is a whole scenario that is held beside the others; cut the study into several".to_owned();
        report.push(Diagnostic::at(&node.key, message, format!("expected at most {MOST_ARMS}")).help(Some(help)));
        ordered.truncate(1);
    }
    ordered.into_iter().map(|(name, node)| (name.clone(), overlaid(root, name, node, report))).collect()
}

fn overlaid(root: &Table, name: &str, arm: &Node, report: &mut Report) -> Table {
    let mut merged = root.clone();
    merged.remove("arm");
    let Value::Table(over) = &arm.value else {
        let message = format!("`arm.{name}` is {}", arm.value.what());
        report.push(
            Diagnostic::at(&arm.at, message, "expected a table with the keys that differ in this arm")
                .help(Some(format!("write [arm.{name}]"))),
        );
        return merged;
    };
    check_name(name, arm, report);
    let mut over = over.clone();
    for shared in ["study", "arm", "extends", "unknown", "slo", "sweep", "plan"] {
        if let Some(node) = over.remove(shared) {
            let message = format!("`arm.{name}.{shared}` cannot differ between arms");
            let label = "expected keys of the scenario, such as timeline.opt-in.enabled";
            let help = match shared {
                "slo" => format!("write [slo.{name}] for bounds on this arm alone"),
                _ => "arms are compared on the same days with the same random numbers".to_owned(),
            };
            report.push(Diagnostic::at(&node.key, message, label).help(Some(help)));
        }
    }
    merge(&mut merged, over);
    merged
}

/// Names of arms become parts of file names.
fn check_name(name: &str, arm: &Node, report: &mut Report) {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !plain || name.is_empty() {
        let message = format!("`{name}` cannot be the name of an arm");
        report.push(
            Diagnostic::at(&arm.key, message, "expected letters, digits, `-` and `_`")
                .help(Some("it names columns and files of the results".to_owned())),
        );
    }
}
