//! The constants of clients, services and message centres, as the model uses them: whole microseconds and counts.
//!
//! Plain values; the builder fills them from a scenario.

use crate::ledger::Protection;
use crate::random::Table;
use crate::units::{Duration, Probability};
use std::sync::Arc;

/// Entries of the cache that every handset has.
pub const CACHE_ENTRIES: usize = 4;

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
    /// When the client looks up.
    pub lookup_on: Occasions,
    /// What must be known of a contact for a message to go by IP.
    pub route: Route,
    /// Entries of the cache beyond those that every handset has.
    pub more_entries: usize,
    /// The upload of the phonebook.
    pub book: Option<BookRules>,
    /// Bytes of a look-up by bucket, where it has a price of its own.
    pub bucket_bytes: Option<u64>,
    /// A blind look-up, where it has a price of its own: bytes, and what it asks of a server.
    pub private_lookup: Option<(u64, Job)>,
    /// Whether the texts of SMS go to the operator too.
    pub forwards_sms: bool,
}

/// Occasions on which a client may look a contact up, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasions(u8);

impl Occasions {
    /// A thread or contact is opened.
    pub const OPEN: Self = Self(1);
    /// A contact is created.
    pub const CREATE: Self = Self(2);
    /// The owner begins to write.
    pub const COMPOSE: Self = Self(4);
    /// An SMS comes.
    pub const RECEIVE: Self = Self(8);
    /// The four, in the order of a scenario.
    pub const ALL: [Self; 4] = [Self::OPEN, Self::CREATE, Self::COMPOSE, Self::RECEIVE];

    /// None of them.
    pub const NONE: Self = Self(0);

    /// These and the others.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether one of these is among the others.
    pub const fn meets(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

/// What must be known of a contact for a message to go by IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// That they are online.
    Online,
    /// That they are users: the service keeps the message for them.
    Registered,
}

/// The upload of the phonebook.
pub struct BookRules {
    /// How often.
    pub every: Duration,
    /// Bytes of an entry with its share of the answer.
    pub entry_bytes: u64,
    /// What an entry asks of a look-up server.
    pub entry: Job,
    /// Whether names go with the numbers.
    pub names: bool,
}

impl ClientRules {
    /// Bytes of a look-up with its answer, by how the number is protected, which is asked only where it matters.
    pub fn lookup_bytes(&self, protected: impl FnOnce() -> Protection) -> u64 {
        if self.bucket_bytes.is_none() && self.private_lookup.is_none() {
            return self.lookup_bytes;
        }
        let priced = match protected() {
            Protection::Bucket => self.bucket_bytes,
            Protection::Blind => self.private_lookup.map(|(bytes, _)| bytes),
            Protection::Clear
            | Protection::Encoded
            | Protection::Tls
            | Protection::FieldEncrypted
            | Protection::Hash
            | Protection::SaltedHash => None,
        };
        priced.unwrap_or(self.lookup_bytes)
    }

    /// What a look-up asks of a server, where that is not what others ask.
    pub fn lookup_job(&self, protected: impl FnOnce() -> Protection) -> Option<Job> {
        let (_, job) = self.private_lookup?;
        (protected() == Protection::Blind).then_some(job)
    }
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
    /// Whether every ping is an event: what counting them by arithmetic is held to.
    pub each_ping: bool,
}

/// A data centre.
pub struct SiteRules {
    /// Its place.
    pub place: usize,
    /// Its connection nodes.
    pub relay: FleetRules,
    /// Its routing workers; none where the nodes route.
    pub workers: Option<PoolRules>,
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
    /// This job, some times over.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self { service: self.service * count, work: self.work * count }
    }

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
        self.busy(self.request)
    }

    /// How long a group is busy with one simulated job of another size.
    pub fn busy(&self, job: Job) -> Duration {
        job.spread(self.servers / self.groups)
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
