//! The constants of clients, services and message centres, as the model uses them: whole microseconds and counts.
//!
//! Plain values; the builder fills them from a scenario.

use crate::ledger::Protection;
use crate::random::Table;
use crate::units::{Duration, Probability};
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
    pub protection: Protection,
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

/// A fleet of nodes. Where one simulated job stands for many real ones, those would come to as many nodes; so nodes are
/// grouped behind one queue for the work, each group as fast as its nodes together. At full scale a group is a node.
pub struct FleetRules {
    /// Nodes.
    pub nodes: u32,
    /// Queues that they are grouped behind.
    pub groups: u32,
    /// A message.
    pub message: Job,
    /// A connection set-up.
    pub connect: Job,
    /// Simulated connections that a node holds, in 1/1024.
    pub connections_1024: u64,
    /// Wait beyond which a node sheds.
    pub shed: Duration,
    /// How long an undelivered message is kept.
    pub retention: Duration,
}

/// What a job asks of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Time a server needs for one real job.
    pub service: Duration,
    /// Server time that one simulated job stands for.
    pub work: Duration,
}

impl Job {
    /// How long a group of `servers` servers is busy with one simulated job.
    pub fn spread(self, servers: u32) -> Duration {
        Duration::from_micros(self.work.as_micros().div_ceil(u64::from(servers.max(1))))
    }
}

/// Servers behind one queue; grouped as nodes are where one simulated request stands for many.
pub struct PoolRules {
    /// Servers.
    pub servers: u32,
    /// Groups that act as one fast server each.
    pub groups: u32,
    /// A request.
    pub request: Job,
    /// Wait beyond which requests are refused.
    pub shed: Duration,
}

impl FleetRules {
    /// Whether `up` nodes that hold `held` connections, `least` on the least loaded, take one more. Nodes fill evenly, so
    /// fractions of a simulated connection count for the fleet and not for each node.
    pub fn has_room(&self, up: u32, held: u32, least: u32) -> bool {
        let fleet = (u64::from(up) * self.connections_1024 / 1024).max(1);
        u64::from(held) < fleet && u64::from(least) < self.connections_1024.div_ceil(1024).max(1)
    }
}

impl PoolRules {
    /// How long a group is busy with one simulated request.
    pub fn spread(&self) -> Duration {
        self.request.spread(self.servers / self.groups)
    }
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
    /// A segment.
    pub segment: Job,
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
