//! What the kernel asks of a model: its logical processes, its delays, its behaviour.
//!
//! Knows no particular model.

use super::codec::{Decoder, Encoder, Unreadable};
use super::event::Event;
use super::outbox::Outbox;
use crate::units::{Duration, Instant};
use std::io;

/// A world of logical processes that the kernel can run.
///
/// Processes that may reach each other without delay form a *group* (for example the stations of one site); a group
/// lies within one shard. Everything must follow from the arguments: no clock, no thread, no order of calls between
/// shards, so that any number of shards gives the same run.
pub trait Model: Sync {
    /// What happens.
    type Event: Event;
    /// The mutable state of one shard of logical processes.
    type Shard: Send;

    /// Number of shards, at least one.
    fn shards(&self) -> usize;

    /// The shard a logical process belongs to: below [`shards`](Self::shards).
    fn shard_of(&self, target: u32) -> usize;

    /// The least delay between groups: the least floor over all links, whether or not a shard boundary crosses them.
    /// More than zero.
    fn lookahead(&self) -> Duration;

    /// Whether two logical processes belong to one group, so that one may reach the other sooner than the lookahead.
    fn same_process_group(&self, a: u32, b: u32) -> bool;

    /// How many events a window must have to be worth the meeting of threads, which costs a microsecond or two on idle
    /// cores and a hundred times that where another program has taken one: fewer, the more a handler does. Thinner windows
    /// run on the leading thread. Never shows in a result.
    fn thin(&self) -> u64 {
        128
    }

    /// The end of the run: events at or after it stay pending.
    fn horizon(&self) -> Instant;

    /// The instants of the interventions, ascending. Each precedes all events of its instant; those of one instant
    /// happen in their order; those at or after the horizon do not happen.
    fn interventions(&self) -> &[Instant];

    /// Sends the initial events of a shard, all to its own processes.
    fn start(&self, shard: usize, state: &mut Self::Shard, out: &mut Outbox<'_, Self>);

    /// Carries out an intervention on one shard. Called once a shard; what it sends must not depend on how processes
    /// are cut into shards.
    fn intervene(&self, index: usize, shard: usize, state: &mut Self::Shard, out: &mut Outbox<'_, Self>);

    /// Handles one event.
    fn handle(&self, state: &mut Self::Shard, event: Self::Event, out: &mut Outbox<'_, Self>);

    /// A cheap hash of what an event may have changed of its target's state, taken after the event for the fingerprint,
    /// which mixes it.
    fn digest(&self, state: &Self::Shard, event: Self::Event) -> u64;

    /// An event at or after the horizon was left on the target's shard and will not happen. Called at the end for every
    /// one, in no particular order: what comes of it must not depend on that.
    fn left(&self, state: &mut Self::Shard, event: Self::Event) {
        let _ = (state, event);
    }

    /// Writes the state of a shard, between two events.
    ///
    /// # Errors
    /// What the encoder cannot take.
    fn save(&self, state: &Self::Shard, to: &mut Encoder<'_>) -> io::Result<()>;

    /// Reads the state of a shard that [`save`](Self::save) wrote for a model like this one.
    ///
    /// # Errors
    /// What is not the state of this shard.
    fn load(&self, shard: usize, from: &mut Decoder<'_>) -> Result<Self::Shard, Unreadable>;

    /// Whether an event that was read may be pending on a shard.
    fn belongs(&self, shard: usize, event: Self::Event) -> bool {
        self.shard_of(event.target()) == shard
    }

    /// Loads what the handler of an event to come will read, so that it is in the cache by then; the result is only kept
    /// from being optimised away. Must follow no pointer that is itself not near: it would wait for it.
    fn touch(&self, state: &Self::Shard, event: Self::Event) -> u64 {
        let _ = (state, event);
        0
    }
}
