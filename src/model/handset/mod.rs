//! A handset: its record, and what happens to it. One file for each thing it does.
//!
//! A handset knows its radio, its client and what it was told; it never reads the state of a server or of another
//! handset.

mod activity;
mod backup;
mod book;
mod cache;
mod channel;
mod compose;
mod content;
mod life;
mod lookup;
mod outbox;
mod receive;
mod script;
mod spell;

pub(super) use book::{Notes, book_answer, creations, each_entry, listed};
pub(super) use cache::{Beliefs, Cache};
pub(super) use channel::introduced;
pub(super) use compose::{named, submitted};
pub(super) use lookup::{looked_up, probed};
pub(super) use outbox::{Pool, sms_path};
pub(super) use receive::{copied, follow_up, reply};

use super::context::Context;
use super::event::{Event, ToHandset};
use crate::engine::weigh;
use crate::ledger::End;
use crate::units::{HandsetId, Instant};
use crate::world::{Access, World};
use life::Stage;

/// State of the push channel, as the handset sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Channel {
    /// Not wanted or not possible.
    Down = 0,
    /// Waiting for the next attempt.
    Waiting = 1,
    /// Hello sent.
    Connecting = 2,
    /// Up, as far as the handset knows.
    Up = 3,
}

/// The hot record of a handset: 48 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handset {
    /// When the current spell ends.
    pub(super) spell_end: Instant,
    /// Last traffic on the channel.
    pub(super) heard: Instant,
    /// When the channel came up, in seconds.
    pub(super) connected_s: u32,
    /// When the worker's look-up times out, in ticks; 0 where it is idle.
    worker_until: u32,
    /// Where the state of an active handset lies; never part of a digest.
    pub(super) active: u32,
    /// Number of the current spell.
    pub(super) spell: u32,
    /// Life of the address translation of this spell, in seconds.
    pub(super) nat_s: u16,
    /// Number of the next activity.
    pub(super) activity: u16,
    /// Slot that the worker looks up.
    pub(super) worker_slot: u16,
    /// Generation of the channel: voids events of earlier ones.
    pub(super) generation: u16,
    /// Data centre that the channel goes to.
    pub(super) site: u8,
    /// Attempts to reconnect since the channel was last up.
    pub(super) tries: u8,
    /// What the radio offers.
    pub(super) access: Access,
    /// State of the push channel.
    pub(super) channel: Channel,
    /// Whether it takes part.
    stage: Stage,
    /// Whether the service is on, its application in use, and a SIM bound.
    pub(super) enabled: bool,
    /// Whether it keeps a push channel: the service is in use, or a disabled application keeps it all the same.
    connects: bool,
}

/// Length of a tick in microseconds: instants that need not be exact are kept in 32 bits.
const TICK: u64 = 10_000;

/// Bits of a generation, so that a data centre can keep it in a few.
pub(super) const GENERATION: u16 = (1 << 12) - 1;

impl Handset {
    /// A handset before anything has happened.
    pub(super) fn new() -> Self {
        Self {
            spell_end: Instant::START,
            heard: Instant::START,
            connected_s: 0,
            worker_until: 0,
            nat_s: 0,
            active: Pool::NONE,
            spell: 0,
            activity: 0,
            worker_slot: 0,
            generation: 0,
            site: 0,
            tries: 0,
            access: Access::NoData,
            channel: Channel::Down,
            stage: Stage::NotYet,
            enabled: false,
            connects: false,
        }
    }

    /// Whether the look-up worker waits for an answer.
    pub(super) fn worker_busy(&self, now: Instant) -> bool {
        u64::from(self.worker_until) * TICK > now.as_micros()
    }

    /// When the look-up that the worker waits for times out.
    pub(super) fn worker_deadline(&self) -> Instant {
        Instant::from_micros(u64::from(self.worker_until) * TICK)
    }

    /// The worker waits until an instant, rounded up to a tick.
    pub(super) fn worker_waits(&mut self, until: Instant) {
        self.worker_until = until.as_micros().div_ceil(TICK) as u32;
    }

    /// The worker waits for nothing.
    pub(super) fn worker_idle(&mut self) {
        self.worker_until = 0;
    }

    /// A hash of everything that a run must agree on.
    pub(super) fn digest(&self) -> u64 {
        let small = u64::from(self.nat_s)
            | u64::from(self.generation) << 16
            | u64::from(self.site) << 32
            | u64::from(self.tries) << 40
            | (self.access as u64) << 48
            | (self.channel as u64) << 52
            | (self.stage as u64) << 56
            | u64::from(self.enabled) << 60
            | u64::from(self.connects) << 61;
        weigh([
            self.spell_end.as_micros(),
            self.heard.as_micros(),
            u64::from(self.connected_s) << 32 | u64::from(self.worker_until),
            u64::from(self.spell) << 32 | u64::from(self.activity) << 16 | u64::from(self.worker_slot),
            small,
        ])
    }
}

/// A handset at work: its record and what belongs to it.
pub(super) struct Phone<'a> {
    pub(super) id: HandsetId,
    pub(super) h: &'a mut Handset,
    pub(super) cache: Beliefs<'a>,
    /// Where the phonebook stands, in designs that keep notes.
    pub(super) book: Option<&'a mut book::Book>,
    pub(super) pool: &'a mut Pool,
}

impl Phone<'_> {
    /// Hands an event to the part it concerns.
    pub(super) fn handle(&mut self, cx: &mut Context<'_, '_>, event: Event) {
        let message = event.message();
        let argument = event.argument();
        match event.kind() {
            ToHandset::Spell => self.spell_ends(cx),
            ToHandset::Activity => self.activity(cx),
            ToHandset::Life => self.life(cx, argument as usize),
            ToHandset::Compose => self.compose(cx, message),
            ToHandset::Retry => self.retry(cx, argument as u16),
            ToHandset::LinkDead => self.link_dead(cx, argument as u16),
            ToHandset::Worker => self.worker_times_out(cx),
            ToHandset::DeliveryTimer => self.delivery_timer(cx, message),
            ToHandset::Connected => self.connected(cx, argument as u16),
            ToHandset::Rejected => self.rejected(cx, argument as u16),
            ToHandset::Reset => self.reset(cx, argument as u16),
            ToHandset::Deliver => self.deliver(cx, message),
            ToHandset::ServerAck => self.server_ack(cx, message),
            ToHandset::DeliveredAck => self.delivered_ack(cx, message),
            ToHandset::Bounce => self.bounce(cx, message),
            ToHandset::LookupAnswer => self.lookup_answer(cx, argument),
            ToHandset::ProbeAnswer => self.probe_answer(cx, argument),
            ToHandset::SmsDeliver => self.sms_deliver(cx, message),
            ToHandset::CopyDelivered => self.copy_delivered(cx, message),
            ToHandset::CopyClosed => self.copy_closed(cx, message),
            ToHandset::SmsDelivered => self.sms_ended(cx, message, End::Sms),
            ToHandset::SmsLost => self.sms_ended(cx, message, End::Lost),
            ToHandset::SmsExpired => self.sms_ended(cx, message, End::Expired),
            ToHandset::SmsFailed => self.sms_ended(cx, message, End::Failed),
            ToHandset::IconShown => self.icon_shown(cx, argument == 1),
            ToHandset::Activation => self.activation(cx, argument),
            ToHandset::LookupFailed => self.lookup_failed(cx, argument as u16),
            ToHandset::UploadBook => self.book_due(cx),
            ToHandset::BookAnswer => self.book_answer(cx, argument),
            ToHandset::Backup => self.back_up(cx, argument),
        }
    }

    /// The events that set a handset going.
    pub(super) fn start(&mut self, cx: &mut Context<'_, '_>) {
        self.start_spells(cx);
        self.start_life(cx);
        self.start_book(cx);
        self.next_activity(cx);
    }

    /// An event of this handset for itself.
    fn later(&self, cx: &mut Context<'_, '_>, at: Instant, kind: ToHandset, argument: u64) {
        cx.send(at, self.id.0, kind, argument);
    }

    /// The place the handset is in.
    fn place(&self, world: &World) -> usize {
        world.place(self.id)
    }
}
