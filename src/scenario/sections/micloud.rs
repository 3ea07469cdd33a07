//! `[micloud]` and `[content]`: backups of owners' data, and public content.
//!
//! Knows no owner and no data centre.

use super::client::PROTECTION;
use crate::ledger::Protection;
use crate::random::Law;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::kinds::{DurationKind, FlagKind, LawKind, NUMBERS, NumberKind, ShareKind, SizeKind};
use crate::scenario::law_text::LawUnit;
use crate::scenario::micloud::{MiCloud, PublicContent, Storable};
use crate::scenario::reader::Reader;
use crate::scenario::script::{Deed, Script};
use crate::units::Duration;

/// Sizes that are not all zero.
const SIZES: LawKind = LawKind { unit: LawUnit::Plain, positive: true };

/// Least time between backups: the grain in which a backup knows when the last one was.
const LEAST_INTERVAL: Duration = Duration::from_secs(1_200);

/// Reads `[micloud]`, if there is one.
pub(super) fn read(reader: &mut Reader<'_, '_>, script: Option<&Script>) -> Option<MiCloud> {
    let uses = script.is_some_and(|script| script.actions.iter().any(|action| action.does == Deed::LogIn));
    if uses && !reader.has("micloud") {
        let message = "the script logs in, and there is no `[micloud]`";
        let mistake = Diagnostic::at(&reader.at("script"), message, "expected [micloud] in the scenario");
        reader.report.push(mistake.help(Some("it says how logins travel; `share = 0.0` is enough".to_owned())));
    }
    reader.optional_table("micloud", "backup of owners' data", |cloud| MiCloud {
        share: cloud.required("share", "share of owners who log in to the cloud", &ShareKind),
        devices: cloud.or("devices", "devices of one account, on average", &NumberKind { least: 1.0, most: 2.0 }, 1.0),
        interval: cloud.or(
            "interval",
            "time from one backup to the next",
            &DurationKind { least: LEAST_INTERVAL },
            Duration::DAY,
        ),
        wifi_only: cloud.or("wifi_only", "whether photos wait for Wi-Fi", &FlagKind, true),
        protection: cloud.or("protection", "protection of backups on the way", &PROTECTION, Protection::Tls),
        login_protection: cloud.or(
            "login_protection",
            "protection of logins on the way",
            &PROTECTION,
            Protection::Clear,
        ),
        login_bytes: cloud.or("login_bytes", "bytes of a login with its answer", &SizeKind, 2_000),
        run_bytes: cloud.or("run_bytes", "bytes of a backup without what it stores", &SizeKind, 1_000),
        kinds: [
            storable(cloud, "contacts", false),
            storable(cloud, "notes", true),
            storable(cloud, "sms", true),
            storable(cloud, "photos", true),
        ],
    })
}

/// A kind of data; nobody agreed to store what is left out.
fn storable(cloud: &mut Reader<'_, '_>, key: &'static str, grows: bool) -> Storable {
    let read = |kind: &mut Reader<'_, '_>| Storable {
        consent: kind.required("consent", "share of those logged in who store it", &ShareKind),
        a_day: if grows {
            kind.required("a_day", "how many new ones an owner has a day", &NUMBERS)
        } else {
            Law::Fixed(0.0)
        },
        bytes: kind.required("bytes", "size of one, in bytes", &SIZES),
    };
    let none = Storable { consent: 0.0, a_day: Law::Fixed(0.0), bytes: Law::Fixed(1.0) };
    cloud
        .optional_table(key, "a kind of data that is backed up; nobody agreed to what is left out", read)
        .unwrap_or(none)
}

/// Reads `[content]`, if there is one.
pub(super) fn content(reader: &mut Reader<'_, '_>) -> Option<PublicContent> {
    reader.optional_table("content", "public content", |content| PublicContent {
        poll: content.required("poll", "time from one poll to the next", &DurationKind { least: Duration::MINUTE }),
        bytes: content.required("bytes", "bytes of a poll with its answer", &SizeKind),
        identified: content.or("identified", "whether polls name the account", &FlagKind, false),
        protection: content.or("protection", "protection of polls on the way", &PROTECTION, Protection::Clear),
    })
}
