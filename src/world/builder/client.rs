//! The client's constants and those of its push channel.

use super::LONGEST_SPELL;
use crate::scenario::{self, Scenario};
use crate::units::Duration;
use crate::world::TableCache;
use crate::world::rules::{BookRules, CACHE_ENTRIES, ChannelRules, ClientRules, Job, Occasions, Route};

pub(super) fn client(scenario: &Scenario, scale_1024: u64, tables: &mut TableCache) -> ClientRules {
    let c = &scenario.client;
    let chosen = Occasions::ALL.into_iter().zip(c.lookup_on).filter(|&(_, on)| on);
    let represents = u128::from(scenario.population.represents);
    // All users share the buckets evenly.
    let in_bucket = |bits: u32| (represents * u128::from(c.bucket_entry)) >> bits;
    ClientRules {
        presence_known: c.presence_known,
        presence_not_user: c.presence_not_user,
        id_days: c.id_life.as_micros() / Duration::DAY.as_micros(),
        connect_timeout: c.connect_timeout,
        lookup_queue: c.lookup_queue as usize,
        delivery_timer: c.delivery_timer,
        fallback: c.fallback,
        ack_delay: tables.time(&c.ack_delay, LONGEST_SPELL),
        lookup_bytes: c.lookup_bytes,
        message_bytes: c.message_bytes,
        protection: c.channel,
        lookup_on: chosen.fold(Occasions::NONE, |all, (one, _)| all.and(one)),
        route: match c.route {
            scenario::Route::Online => Route::Online,
            scenario::Route::Registered => Route::Registered,
        },
        more_entries: (c.cache_entries as usize).saturating_sub(CACHE_ENTRIES),
        book: c.book.as_ref().map(|book| BookRules {
            every: book.every,
            entry_bytes: book.entry_bytes,
            entry: exactly(book.entry_time, scale_1024),
            names: book.names,
        }),
        bucket_bytes: c.bucket_bits.map(|bits| c.lookup_bytes + in_bucket(bits) as u64),
        private_lookup: c.private_lookup.as_ref().map(|p| (p.bytes, exactly(p.server_time, scale_1024))),
        forwards_sms: c.forwards_sms,
    }
}

/// A job that takes a server this long.
fn exactly(service: Duration, scale_1024: u64) -> Job {
    let work = u128::from(service.as_micros()) * u128::from(scale_1024) / 1024;
    Job { service, work: Duration::from_micros(work as u64) }
}

pub(super) fn channel(scenario: &Scenario, tables: &mut TableCache) -> ChannelRules {
    let c = &scenario.client;
    ChannelRules {
        ping: c.ping,
        reply_timeout: c.reply_timeout,
        server_timeout: c.server_timeout,
        backoff: c.backoff.iter().map(|b| (b.through, tables.time(&b.wait, LONGEST_SPELL))).collect(),
        retransmit: scenario.connectivity.retransmit,
        retransmit_limit: scenario.connectivity.retransmit_limit,
        connect_bytes: c.connect_bytes,
        ping_bytes: c.ping_bytes,
        each_ping: false,
    }
}
