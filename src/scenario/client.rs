//! The Cloud Messaging client on the handset: timers, cache lives, back-off, protection, whom it asks about and when.

use crate::ledger::Protection;
use crate::random::Law;
use crate::units::Duration;

/// Constants and switches of the client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Life of a presence answer about a known user.
    pub presence_known: Duration,
    /// Life of the answer "not a user".
    pub presence_not_user: Duration,
    /// How long the account id of a number stays known.
    pub id_life: Duration,
    /// Connect time-out of the look-up worker and of the push channel.
    pub connect_timeout: Duration,
    /// Waiting look-ups beyond which new ones are dropped.
    pub lookup_queue: u32,
    /// Without a delivered-ack within this time the message becomes an SMS.
    pub delivery_timer: Duration,
    /// Whether the timer falls back to SMS ("Send as SMS").
    pub fallback: bool,
    /// Time a receiver takes before it acknowledges.
    pub ack_delay: Law,
    /// Interval of the push channel's ping.
    pub ping: Duration,
    /// Time-out of a ping's reply.
    pub reply_timeout: Duration,
    /// Silence after which the server gives a connection up.
    pub server_timeout: Duration,
    /// Waits between attempts to reconnect.
    pub backoff: Vec<Backoff>,
    /// How phone numbers are protected between handset and service.
    pub numbers: Protection,
    /// How the push channel is protected (account ids, device identifiers, contents).
    pub channel: Protection,
    /// When the client looks up, in the order of [`OCCASIONS`].
    pub lookup_on: [bool; 4],
    /// What must be known of a contact for a message to go by IP.
    pub route: Route,
    /// Contacts that the client keeps an answer about.
    pub cache_entries: u32,
    /// The upload of the phonebook, if the client does that.
    pub book: Option<Book>,
    /// Bits of a number's hash that a look-up by bucket shows, if it is priced by them.
    pub bucket_bits: Option<u32>,
    /// Bytes of one user in the answer to a look-up by bucket.
    pub bucket_entry: u64,
    /// What a blind look-up costs, if it is priced.
    pub private_lookup: Option<PrivateLookup>,
    /// Whether the texts of SMS go to the operator too.
    pub forwards_sms: bool,
    /// Bytes of one look-up with its answer.
    pub lookup_bytes: u64,
    /// Bytes of one message with its acknowledgements, without its text.
    pub message_bytes: u64,
    /// Bytes of one connection set-up.
    pub connect_bytes: u64,
    /// Bytes of one ping with its reply.
    pub ping_bytes: u64,
}

/// The wait before an attempt to reconnect.
#[derive(Clone, Debug, PartialEq)]
pub struct Backoff {
    /// Last attempt (counted from 1) that this rule covers; the last rule covers all later ones.
    pub through: u32,
    /// The wait, in seconds.
    pub wait: Law,
}

/// Occasions for a look-up: a thread or contact is opened, a contact is created, the owner begins to write, an SMS comes.
pub const OCCASIONS: [&str; 4] = ["open", "create", "compose", "receive"];

/// What must be known of a contact for a message to go by IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// That they are online.
    Online,
    /// That they are users: the service keeps the message for them.
    Registered,
}

/// The upload of the whole phonebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// How often.
    pub every: Duration,
    /// Bytes of an entry with its share of the answer.
    pub entry_bytes: u64,
    /// Time of a look-up server for an entry.
    pub entry_time: Duration,
    /// Whether names go with the numbers.
    pub names: bool,
}

/// What a look-up costs that tells the operator nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct PrivateLookup {
    /// Bytes of the look-up with its answer.
    pub bytes: u64,
    /// Time of a look-up server.
    pub server_time: Duration,
}
