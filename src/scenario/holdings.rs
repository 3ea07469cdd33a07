//! What the operator keeps, and for how long.

use crate::units::Duration;

/// Rules of keeping. Messages in the queue have theirs at each data centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// The log of look-ups; none where nothing is logged.
    pub lookup_log: Option<Keep>,
    /// Accounts, after the last connection.
    pub accounts: Keep,
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Until somebody deletes it.
    #[default]
    ForGood,
    /// For some time, counted in whole hours.
    For(Duration),
}

/// What a deletion takes away, whenever it was collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deleted {
    /// The log of look-ups.
    LookupLog,
    /// Accounts of owners who have the service off.
    AccountsOff,
    /// Everything backed up.
    Backups,
}
