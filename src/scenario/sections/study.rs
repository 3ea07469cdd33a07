//! `[study]`: title, span, seed and replications.
//!
//! Knows nothing of what is simulated.

use super::Span;
use crate::scenario::calendar;
use crate::scenario::document::Value;
use crate::scenario::kinds::{CountKind, DurationKind, TextKind, from_text, spoken};
use crate::scenario::quantity;
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::schema::Shape;
use crate::scenario::study::StudyStart;
use crate::units::Duration;

/// Values of `[study]`.
pub(super) struct StudySection {
    pub(super) title: String,
    pub(super) span: Span,
    /// Whether the warm-up is to be found by a pilot run.
    pub(super) detect_warm_up: bool,
    pub(super) seed: u64,
    pub(super) replications: u32,
}

/// Replications where the file does not say: the fewest whose intervals are not mostly Student's t.
const REPLICATIONS: u64 = 5;

struct StartKind;

impl Kind for StartKind {
    type Value = StudyStart;
    fn expected(&self) -> String {
        calendar::DATE.to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::form(calendar::PATTERN).example("2014-08-10T12:00:00+08:00")
    }
    fn placeholder(&self) -> StudyStart {
        StudyStart { text: "1970-01-01T00:00:00Z".to_owned(), unix_seconds: 0 }
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<StudyStart> {
        if let Value::Date(date) = &item.node.value {
            return calendar::start(date)
                .map_err(|fault| item.wrong(&fault.message, &fault.expected, fault.help, report))
                .ok();
        }
        from_text(item, &self.expected(), report, calendar::start)
    }
}

/// A duration, or nothing where it is to be found.
struct WarmUpKind;

impl Kind for WarmUpKind {
    type Value = Option<Duration>;
    fn expected(&self) -> String {
        "a duration such as \"1 day\", or \"detect\"".to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::form("{number} {time}|detect").example("1 day").example("detect")
    }
    fn written(&self, value: &Option<Duration>) -> Option<serde_json::Value> {
        Some(value.map_or_else(|| "detect".to_owned(), spoken).into())
    }
    fn placeholder(&self) -> Option<Duration> {
        Some(Duration::ZERO)
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Option<Duration>> {
        from_text(item, &self.expected(), report, |text| match text.trim() {
            "detect" => Ok(None),
            _ => quantity::duration(text).map(Some),
        })
    }
}

/// Reads `[study]`; the first instant may be left out where no calendar matters.
pub(super) fn read(reader: &mut Reader<'_, '_>, calendar_matters: bool) -> StudySection {
    reader.table("study", "title, span, seed and replications", |study| {
        let before = study.report.found();
        let title = study.or("title", "a line for people", &TextKind { expected: "a text" }, String::new());
        let start = if calendar_matters {
            study.required("start", "first instant of the study, a date with its offset from UTC", &StartKind)
        } else {
            study.or(
                "start",
                "first instant of the study, a date with its offset from UTC",
                &StartKind,
                StartKind.placeholder(),
            )
        };
        let length = DurationKind { least: Duration::MINUTE };
        let duration = study.required("duration", "length of the study, warm-up included", &length);
        let about = "time at the start that is simulated and not measured; \"detect\" finds it by a pilot run";
        let declared = study.or("warm_up", about, &WarmUpKind, Some(Duration::ZERO));
        let warm_up = declared.unwrap_or(Duration::ZERO);
        if study.report.found() == before && warm_up >= duration {
            let message = format!("is {warm_up}, and the study lasts {duration}");
            let help = "shorten `warm_up` or lengthen `duration`".to_owned();
            study.wrong(
                if study.has("warm_up") { "warm_up" } else { "duration" },
                &message,
                "a warm-up shorter than the study",
                Some(help),
            );
        }
        let any = CountKind { least: 0, most: i64::MAX as u64 };
        let seed = study.or("seed", "root of all random numbers: the same seed gives the same result", &any, 1);
        let repeated = CountKind { least: 1, most: 10_000 };
        let about = "independent repetitions of every arm";
        let replications = study.or("replications", about, &repeated, REPLICATIONS) as u32;
        StudySection {
            title,
            span: Span { start, duration, warm_up },
            detect_warm_up: declared.is_none(),
            seed,
            replications,
        }
    })
}
