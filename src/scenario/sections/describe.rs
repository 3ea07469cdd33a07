//! The language described: every section's declarations walked once more, with nothing to read.
//!
//! Knows which sections there are; no key.

use super::slo::figure_shapes;
use super::study::StudySection;
use super::sweep::{levels_shape, shape as sweep_shape, values_shape};
use super::{bounds_shape, plan, plan_prices};
use crate::scenario::diagnostic::{Origin, Source};
use crate::scenario::document::{Table, parse};
use crate::scenario::layers::Document;
use crate::scenario::schema::{Shape, walked};
use crate::scenario::study::{Arm, Subject};
use crate::units::{Duration, FigureName};
use std::sync::Arc;

/// Names that others refer to: one of each, so that declarations below them are reached.
const NAMES: &str = "[countries.CN]\n[sites.beijing]\nplace = \"CN\"\n[workload.languages.english]\n[workload.hours.day]\n\
                     [stations.desk]\n[arm.after]\n[script.people.ana]\n";

/// What may stand in a scenario.
pub(in crate::scenario) struct Described {
    /// Tables and keys of a study and of what it runs.
    pub(in crate::scenario) root: Shape,
    /// What is referred to by name.
    pub(in crate::scenario) definitions: Vec<(String, Shape)>,
    /// Examples and defaults that their own kinds refuse: none, as a test holds.
    pub(in crate::scenario) refused: Vec<String>,
}

/// Walks over all declarations; `figures` may be bounded and charted.
pub(in crate::scenario) fn describe(figures: &[(FigureName, &str)]) -> Described {
    let source = Arc::new(Source { name: "names".to_owned(), text: NAMES.to_owned(), first_line: 1, order: 0 });
    let root: Table = parse(&source).expect("the names are TOML");
    let start = Origin { source, span: 0..0 };
    let document = Document { root: root.clone(), start };
    let roots = [("after".to_owned(), root.clone())];
    let (shape, refused) = walked(&root, |reader| {
        let mut study: StudySection = super::study::read(reader, true);
        // So long that times which are offered lie inside.
        study.span.duration = Duration::DAY * 20;
        let scenario = super::scenario(&root, reader, &study.span);
        let arms = [Arm { name: "after".to_owned(), subject: Subject::Ecosystem(Box::new(scenario)) }];
        let about = "which fleet is looked for: `cloudmsg plan` finds the cheapest one that keeps every bound of [slo]";
        reader.optional_table("plan", about, |own| plan::section(own, &document, &roots, &arms, &study.span));
        super::stations::read(reader, &study.span)
    });
    let bounds = "Bounds on figures, such as \"delivery.ip.p99\" = \"< 2 s\".";
    let of_arm = Shape::as_defined("bounds");
    let slo = bounds_shape(figures, Some(of_arm)).about(
        "What figures shall keep to: `run`, `plan` and `compare` say for each bound whether it holds, with 95 % confidence. \
         A table [slo.NAME] holds for one arm alone.",
    );
    let sweep = sweep_shape(figures)
        .about("Settings with the levels they shall have: `cloudmsg sweep` runs the study at every point.");
    let unknown = Shape::table([], Some(Shape::as_defined("values"))).about(
        "Settings that nobody outside knows, with the values they may have: `run --ranges` takes them one at a time.",
    );
    let own = [("slo", slo), ("sweep", sweep), ("unknown", unknown)].map(|(key, shape)| (key.to_owned(), shape));
    let named = [
        ("bounds", bounds_shape(figures, None).about(bounds)),
        ("price", plan_prices::shape()),
        ("levels", levels_shape()),
        ("values", values_shape()),
    ];
    let named = named.map(|(name, shape)| (name.to_owned(), shape));
    Described {
        root: shape.joined(Shape::table(own, None)),
        definitions: named.into_iter().chain(figure_shapes(figures)).collect(),
        refused,
    }
}
