//! `[holdings]`: what the operator keeps, and for how long.
//!
//! Knows no data centre; deletions stand in the timeline.

use super::timeline::About;
use crate::scenario::holdings::{Deleted, Holdings, Keep};
use crate::scenario::kinds::{ChoiceKind, DurationKind, ListKind, spoken};
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::schema::Shape;
use crate::units::Duration;

/// Shortest time of keeping: it is counted in hours.
const HOURS: DurationKind = DurationKind { least: Duration::HOUR };

/// `"for good"`, a duration, or (for a log) `"none"`.
struct KeepKind {
    none: bool,
}

impl Kind for KeepKind {
    type Value = Option<Keep>;
    fn expected(&self) -> String {
        let none = if self.none { "\"none\", " } else { "" };
        format!("{none}\"for good\" or a duration of an hour or more")
    }
    fn shape(&self) -> Shape {
        let none = if self.none { "none|" } else { "" };
        Shape::form(&format!(r"{none}for\x20good|{{number}} {{time}}")).example("for good").example("30 days")
    }
    fn written(&self, value: &Option<Keep>) -> Option<serde_json::Value> {
        Some(match value {
            None if self.none => "none".into(),
            None | Some(Keep::ForGood) => "for good".into(),
            Some(Keep::For(time)) => spoken(*time).into(),
        })
    }
    fn placeholder(&self) -> Option<Keep> {
        Some(Keep::ForGood)
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Option<Keep>> {
        match item.text(&self.expected(), report)? {
            "none" if self.none => Some(None),
            "for good" => Some(Some(Keep::ForGood)),
            _ => HOURS.read(item, report).map(|time| Some(Keep::For(time))),
        }
    }
}

/// Reads `[holdings]`; where it is left out nothing is logged and accounts stay for good.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Holdings {
    let read = |holdings: &mut Reader<'_, '_>| Holdings {
        lookup_log: holdings.or(
            "lookup_log",
            "how long the operator keeps a log of look-ups",
            &KeepKind { none: true },
            None,
        ),
        accounts: holdings
            .or("accounts", "how long accounts are kept after the last connection", &KeepKind { none: false }, None)
            .unwrap_or_default(),
    };
    reader.optional_table("holdings", "what the operator keeps", read).unwrap_or_default()
}

/// Reports a deletion of what is not kept.
pub(super) fn check(entry: &mut Reader<'_, '_>, what: &[Deleted], about: &About<'_>) {
    for (deleted, kept, name, help) in [
        (Deleted::LookupLog, about.log, "a log of look-ups", "keep one with `holdings.lookup_log`"),
        (Deleted::Backups, about.backups, "backups", "let owners back up with `[micloud]`"),
    ] {
        if what.contains(&deleted) && !kept {
            let message = format!("deletes {name}, and there are none");
            entry.wrong("deletion", &message, "what the operator keeps", Some(help.to_owned()));
        }
    }
}

/// What a deletion takes away.
pub(super) const DELETED: ListKind<ChoiceKind<'static, Deleted>> = ListKind {
    item: ChoiceKind {
        names: &[
            ("lookup-log", Deleted::LookupLog),
            ("accounts-off", Deleted::AccountsOff),
            ("backups", Deleted::Backups),
        ],
    },
    least: 1,
    most: 3,
};
