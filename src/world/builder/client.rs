//! The client's constants and those of its push channel.

use super::LONGEST_SPELL;
use crate::scenario::Scenario;
use crate::units::Duration;
use crate::world::TableCache;
use crate::world::rules::{ChannelRules, ClientRules};

pub(super) fn client(scenario: &Scenario, tables: &mut TableCache) -> ClientRules {
    let c = &scenario.client;
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
    }
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
    }
}
