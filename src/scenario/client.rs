//! The Cloud Messaging client on the handset: timers, cache lives, back-off, protection.

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
