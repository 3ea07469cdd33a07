//! Mi Cloud: logins, what was stored, and whose contact cards were in it.

use super::metrics;
use super::reading::Reading;
use crate::ledger::Storage;

metrics! {
    "backup.logins", Count, "Logins to Mi Cloud.", |r| counted(r, |s| s.logins);
    "backup.runs", Count, "Backups that stored something.", |r| counted(r, |s| s.backups);
    "backup.items", Count, "Contact cards, notes, texts of SMS and photos stored.",
        |r| counted(r, |s| s.stored.items.iter().sum());
    "backup.cards", Count, "Of these, contact cards.", |r| counted(r, |s| s.stored.items[0]);
    "backup.bytes", Bytes, "Bytes of backups.", |r| counted(r, |s| s.stored.bytes);
    "backup.fetched_bytes", Bytes, "Bytes that second devices fetched.", |r| counted(r, |s| s.fetched.bytes);
}

fn counted(r: &Reading, count: impl Fn(&Storage) -> u64) -> Option<f64> {
    r.scaled(count(&r.run.ledger.storage))
}
