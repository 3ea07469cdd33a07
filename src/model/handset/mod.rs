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
mod ping;
mod pool;
mod receive;
mod record;
mod script;
mod spell;

pub(super) use book::{Notes, book_answer, creations, each_entry, listed};
pub(super) use cache::{Beliefs, Cache};
pub(super) use channel::introduced;
pub(super) use compose::{charge, named, submitted};
pub(super) use lookup::{looked_up, probed};
pub(super) use outbox::sms_path;
pub(super) use pool::Pool;
pub(super) use receive::{copied, follow_up, reply};
pub(super) use record::{GENERATION, Handset, Record};

use super::context::Context;
use super::event::{Event, ToHandset};
use crate::ledger::End;
use crate::units::{HandsetId, Instant};
use crate::world::World;

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
        if !self.h.followed() {
            self.pass_spells(cx);
        }
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
            ToHandset::Ping => self.ping(cx, argument as u16),
        }
    }

    /// The events that set a handset going.
    pub(super) fn start(&mut self, cx: &mut Context<'_, '_>) {
        self.start_life(cx);
        self.start_spells(cx);
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
