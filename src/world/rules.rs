//! The constants of clients, services and message centres, as the model uses them: whole microseconds and counts.
//!
//! Plain values; the builder fills them from a scenario.

use super::curve::InverseCurve;
use crate::ledger::Protected;
use crate::random::Table;
use crate::units::{Duration, Instant, Probability};
use std::sync::Arc;

/// The look-ups, cache and timers of the client.
pub struct ClientRules {
    /// Life of a presence answer about a known user.
    pub presence_known: Duration,
    /// Life of the answer "not a user".
    pub presence_not_user: Duration,
    /// Days that an account id stays known.
    pub id_days: u64,
    /// Connect time-out of look-ups and channel.
    pub connect_timeout: Duration,
    /// Waiting look-ups beyond which new ones are dropped.
    pub lookup_queue: usize,
    /// Time without a delivered-ack after which a message goes by SMS.
    pub delivery_timer: Duration,
    /// Whether it does.
    pub fallback: bool,
    /// Receiver's time to acknowledge.
    pub ack_delay: Arc<Table>,
    /// Bytes of a look-up with its answer.
    pub lookup_bytes: u64,
    /// Bytes of a message with its acknowledgements.
    pub message_bytes: u64,
    /// How account ids, device identities and contents travel.
    pub protection: Protected,
}

/// The push channel.
pub struct ChannelRules {
    /// Interval of pings.
    pub ping: Duration,
    /// Time-out of a ping's reply.
    pub reply_timeout: Duration,
    /// Silence after which the server gives a connection up.
    pub server_timeout: Duration,
    /// Waits before attempts to reconnect, with the last attempt each covers.
    pub backoff: Vec<(u32, Arc<Table>)>,
    /// First retransmission time-out.
    pub retransmit: Duration,
    /// Losses in a row after which a packet is given up.
    pub retransmit_limit: u32,
    /// Bytes of a connection set-up.
    pub connect_bytes: u64,
    /// Bytes of a ping with its reply.
    pub ping_bytes: u64,
}

/// A data centre.
pub struct SiteRules {
    /// Its place.
    pub place: usize,
    /// Its connection nodes.
    pub relay: FleetRules,
    /// Its look-up service.
    pub lookup: PoolRules,
    /// Its presence service.
    pub presence: PoolRules,
}

/// A fleet of nodes, each with its own queue.
pub struct FleetRules {
    /// Nodes.
    pub nodes: u32,
    /// Time a node needs for one real message.
    pub message: Duration,
    /// Node time that one simulated message stands for.
    pub message_work: Duration,
    /// Time a node needs to set up one real connection.
    pub connect: Duration,
    /// Node time that one simulated connection set-up stands for.
    pub connect_work: Duration,
    /// Simulated connections that a node holds.
    pub connections: u32,
    /// Wait beyond which a node sheds.
    pub shed: Duration,
    /// How long an undelivered message is kept.
    pub retention: Duration,
}

/// Servers behind one queue.
pub struct PoolRules {
    /// Servers.
    pub servers: u32,
    /// Time a server needs for one real request.
    pub service: Duration,
    /// Server time that one simulated request stands for.
    pub work: Duration,
    /// Wait beyond which requests are refused.
    pub shed: Duration,
}

/// One way of a link that SMS take.
pub struct SmsLink {
    /// Least delay.
    pub floor: Duration,
    /// What comes on top.
    pub jitter: Arc<Table>,
}

impl SmsLink {
    /// The delay for these bits.
    pub fn delay(&self, bits: u64) -> Duration {
        self.floor + Duration::from_micros(self.jitter.draw(bits))
    }
}

/// Store and forward.
pub struct SmscRules {
    /// Handset to message centre.
    pub submit: SmsLink,
    /// Message centre to handset.
    pub deliver: SmsLink,
    /// On top between carriers.
    pub interconnect: SmsLink,
    /// On top between countries.
    pub international: SmsLink,
    /// Silent loss.
    pub loss: Probability,
    /// Waits before the first retries; the last doubles.
    pub retries: Vec<Arc<Table>>,
    /// Longest wait.
    pub retry_cap: Duration,
    /// Age at which a message expires.
    pub validity: Duration,
    /// Backlog at which messages are refused.
    pub queue: Duration,
    /// Chance that an attempt finds an outsider.
    pub reachable: Probability,
    /// By carrier.
    pub centres: Vec<CentreRules>,
}

/// One carrier's message centres.
pub struct CentreRules {
    /// Time for one segment.
    pub segment: Duration,
    /// Time that one simulated segment stands for.
    pub segment_work: Duration,
    /// Share of capacity that people without the service take in each quarter of an hour, in 1/65536.
    pub background: Vec<u64>,
}

impl SmscRules {
    /// The wait before retry `n` (from 0).
    pub fn wait(&self, n: u32, bits: u64) -> Duration {
        let last = self.retries.len() as u32 - 1;
        let base = self.retries[n.min(last) as usize].draw(bits);
        let doubled = base.saturating_mul(1u64.checked_shl(n.saturating_sub(last)).unwrap_or(u64::MAX));
        Duration::from_micros(doubled.min(self.retry_cap.as_micros()))
    }
}

/// An update of the client as it reaches handsets.
#[derive(Clone, Debug)]
pub struct UpdateRules {
    /// When it is released.
    pub at: Instant,
    /// Whether new and reset handsets start with the service off.
    pub opt_in: bool,
    /// Protection of numbers from then on.
    pub numbers: Protected,
    /// When it reaches whom.
    pub uptake: InverseCurve,
}
