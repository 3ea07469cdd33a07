//! The kind that says how customers come from outside.
//!
//! Knows no particular key.

use super::{TIMES, from_text};
use crate::scenario::arrival_text;
use crate::scenario::layers::typed;
use crate::scenario::reader::{Item, Kind, Report};
use crate::scenario::schema::Shape;
use crate::scenario::stations::Arrivals;

/// A stream of arrivals.
pub(in crate::scenario) struct ArrivalsKind;

impl Kind for ArrivalsKind {
    type Value = Arrivals;
    fn expected(&self) -> String {
        arrival_text::FORMS.to_owned()
    }
    fn shape(&self) -> Shape {
        let stream = r#"(poisson|deterministic) {number} / (s|min|h|day)|given ["'].+["']"#;
        let shape = Shape::form(&format!("{stream}|{}", TIMES.form()));
        shape.example("poisson 8/s").example("deterministic 8/s").example("lognormal(mean 1 s, scv 4)")
    }
    fn placeholder(&self) -> Arrivals {
        Arrivals::Poisson(1.0)
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Arrivals> {
        let files = report.shelf.clone().trusting(typed(item.node));
        from_text(item, &self.expected(), report, |text| arrival_text::arrivals(text, &files))
    }
}
