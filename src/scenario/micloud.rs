//! Mi Cloud and public content: what handsets exchange with the service beside messages.

use crate::ledger::Protection;
use crate::random::Law;
use crate::units::Duration;

/// Backup of an owner's data: off unless a scenario has it.
#[derive(Clone, Debug)]
pub struct MiCloud {
    /// Share of owners who log in; of a script, those who do so.
    pub share: f64,
    /// Devices of somebody who is logged in, on average: from 1 to 2. The second one fetches all that the first stores.
    pub devices: f64,
    /// Time from one backup to the next.
    pub interval: Duration,
    /// Whether photos wait for Wi-Fi.
    pub wifi_only: bool,
    /// How backups travel.
    pub protection: Protection,
    /// How logins travel.
    pub login_protection: Protection,
    /// Bytes of a login with its answer.
    pub login_bytes: u64,
    /// Bytes of a backup without what it stores.
    pub run_bytes: u64,
    /// Contacts, notes, SMS, photos, in this order. Contacts come from the phonebook: their `a_day` is not used.
    pub kinds: [Storable; 4],
}

/// One kind of data.
#[derive(Clone, Debug)]
pub struct Storable {
    /// Share of those logged in who agreed to store it.
    pub consent: f64,
    /// New ones a day, over owners.
    pub a_day: Law,
    /// Bytes of one.
    pub bytes: Law,
}

/// Greeting texts, jokes, poems, notices of updates: nothing personal. Off unless a scenario has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicContent {
    /// Time from one poll to the next.
    pub poll: Duration,
    /// Bytes of a poll with its answer.
    pub bytes: u64,
    /// Whether polls name the account.
    pub identified: bool,
    /// How polls travel.
    pub protection: Protection,
}
