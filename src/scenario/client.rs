//! The Cloud Messaging client on the handset: timers, cache lives, back-off, protection.

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

/// How an identifier travels on a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// Readable by whoever carries it.
    Clear,
    /// Encoded (base64), readable by whoever looks.
    Encoded,
    /// Inside a TLS connection that ends at the server.
    Tls,
    /// Encrypted as a field, opened by the service.
    FieldEncrypted,
    /// A plain hash: undone by whoever can hash the number space.
    Hash,
    /// A hash with a secret salt.
    SaltedHash,
    /// A k-anonymous prefix.
    Bucket,
    /// Private set intersection or an enclave: the service learns nothing but volume.
    Blind,
}

impl Protection {
    /// All protections with their names in a scenario.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("clear", Self::Clear),
        ("encoded", Self::Encoded),
        ("tls", Self::Tls),
        ("field-encrypted", Self::FieldEncrypted),
        ("hash", Self::Hash),
        ("salted-hash", Self::SaltedHash),
        ("bucket", Self::Bucket),
        ("blind", Self::Blind),
    ];

    /// The name in a scenario and in results.
    ///
    /// # Panics
    ///
    /// Never: `NAMES` lists every variant.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, p)| *p == self).expect("NAMES lists every variant").0
    }
}
