//! What a handler works with: the world, the instant, the ledger, the way out.

use super::Ecosystem;
use super::event::{Event, Kind, ToHandset, is_about_message};
use crate::engine::Outbox;
use crate::ledger::{Known, Ledger, Noted, Protection, Source, Wait};
use crate::random::halves;
use crate::units::{CarrierId, Duration, HandsetId, Instant, Probability};
use crate::world::{Access, MessageId, Stream, World};

/// The surroundings of one event.
pub(super) struct Context<'a, 'o> {
    pub(super) world: &'a World,
    pub(super) now: Instant,
    pub(super) ledger: &'a mut Ledger,
    pub(super) out: &'a mut Outbox<'o, Ecosystem>,
}

impl World {
    /// The logical process of a data centre.
    pub(super) fn site_process(&self, site: usize) -> u32 {
        self.layout.handsets() + site as u32
    }

    /// The logical process of a carrier's message centres.
    pub(super) fn centre_process(&self, carrier: CarrierId) -> u32 {
        self.layout.handsets() + self.sites.len() as u32 + u32::from(carrier.0)
    }
}

impl Context<'_, '_> {
    /// Sends an event.
    #[inline]
    pub(super) fn send(&mut self, at: Instant, target: u32, kind: impl Kind, argument: u64) {
        if self.watched() && is_about_message(kind.number()) {
            self.witness_sent(at, target, kind.number(), MessageId::from_bits(argument), None);
        }
        self.out.send(Event::new(at, target, kind, argument));
    }

    /// Sends an event about a message that waits before it sets out.
    #[inline]
    pub(super) fn send_after(&mut self, wait: Wait, at: Instant, target: u32, kind: impl Kind, argument: u64) {
        if self.watched() && is_about_message(kind.number()) {
            self.witness_sent(at, target, kind.number(), MessageId::from_bits(argument), Some(wait));
        }
        self.out.send(Event::new(at, target, kind, argument));
    }

    /// Sends an event about a message which its argument does not name.
    #[inline]
    pub(super) fn send_for(&mut self, message: MessageId, at: Instant, target: u32, kind: impl Kind, argument: u64) {
        if self.watched() {
            self.witness_sent(at, target, kind.number(), message, None);
        }
        self.out.send(Event::new(at, target, kind, argument));
    }

    /// Whether anybody follows single messages.
    #[inline]
    pub(super) fn watched(&self) -> bool {
        self.ledger.witness.is_some()
    }

    /// What happens to a message, for whoever follows it.
    #[inline]
    pub(super) fn note(&mut self, message: MessageId, noted: impl FnOnce() -> Noted) {
        if self.watched() {
            self.witness(message, noted());
        }
    }

    #[cold]
    fn witness(&mut self, message: MessageId, noted: Noted) {
        if let Some(witness) = &mut self.ledger.witness {
            witness.note(self.now, message.bits(), noted);
        }
    }

    #[cold]
    fn witness_sent(&mut self, arrives: Instant, to: u32, kind: u8, message: MessageId, wait: Option<Wait>) {
        self.witness(message, Noted::Sent { kind, to, arrives, wait });
    }

    /// Tells a handset the truth about one of its messages, for the ledger. Nobody acts on it, so it takes the least
    /// delay there is.
    pub(super) fn notice(&mut self, handset: HandsetId, kind: ToHandset, message: MessageId) {
        self.send(self.now + self.world.lookahead, handset.0, kind, message.bits());
    }

    /// The delay of a connection's packet between a handset's access and another place, retransmissions included; none
    /// where it is given up. `key` names the packet.
    pub(super) fn packet(
        &self,
        access: Access,
        from: usize,
        to: usize,
        at: Instant,
        key: (u64, u64),
    ) -> Option<Duration> {
        let geography = &self.world.geography;
        if !access.carries() || geography.cut(from, to, at) {
            return None;
        }
        let (air, wide) = (&geography.access[access as usize], geography.link(from, to));
        let (more, loss) = geography.conditions(wide, at);
        // One block has bits for both hops' delay and loss.
        let [over_air, far] = self.world.draws.pair(Stream::AccessDelay, key.0, key.1);
        let ([over_air, lost_in_air], [far, lost_far]) = (halves(over_air), halves(far));
        let jitter = Duration::from_micros(air.jitter.draw(over_air) + wide.jitter.draw(far));
        let delay = air.floor + wide.floor + more + jitter;
        if air.loss.hits(lost_in_air) || loss.hits(lost_far) {
            return Some(delay + self.sent_again(&[air.loss, loss], key)?);
        }
        Some(delay)
    }

    /// The same between two data centres.
    pub(super) fn trunk(&self, from: usize, to: usize, at: Instant, key: (u64, u64)) -> Option<Duration> {
        let geography = &self.world.geography;
        if geography.cut(from, to, at) {
            return None;
        }
        let wide = geography.link(from, to);
        let (more, loss) = geography.conditions(wide, at);
        let [bits, first] = self.world.draws.pair(Stream::WideDelay, key.0, key.1);
        let delay = wide.floor + more + Duration::from_micros(wide.jitter.draw(bits));
        if loss.hits(first) { Some(delay + self.sent_again(&[loss], key)?) } else { Some(delay) }
    }

    /// Time lost to retransmission of a packet that was lost once, on hops with these losses; none beyond the limit.
    #[cold]
    fn sent_again(&self, losses: &[Probability], key: (u64, u64)) -> Option<Duration> {
        let rules = &self.world.channel;
        let mut wait = rules.retransmit;
        for attempt in 1..rules.retransmit_limit {
            let bits = self.world.draws.pair(Stream::Loss, key.0 | u64::from(attempt) << 56, key.1);
            if !losses.iter().zip(bits).any(|(loss, bits)| loss.hits(bits)) {
                return Some(wait);
            }
            wait += rules.retransmit * (1 << attempt);
        }
        None
    }

    /// Counts bytes that a handset pays for on behalf of a message.
    pub(super) fn data_of(&mut self, message: MessageId, handset: HandsetId, access: Access, bytes: u64) {
        self.data(handset, access, bytes);
        if access.cellular() {
            self.note(message, || Noted::Mobile { bytes });
        }
    }

    /// What a handset learns of one of its correspondents, for whoever follows a message between them.
    #[inline]
    pub(super) fn learns(&mut self, handset: HandsetId, slot: u16, source: Source, known: Known) {
        if self.watched() {
            let learned = Noted::Learned { known: Some(known), source, protected: None };
            self.witness_learns(handset, slot, learned);
        }
    }

    /// A handset asks about one of its correspondents, and the question protects their number somehow.
    #[inline]
    pub(super) fn asks(&mut self, handset: HandsetId, slot: u16, source: Source, protected: Protection) {
        if self.watched() {
            let learned = Noted::Learned { known: None, source, protected: Some(protected) };
            self.witness_learns(handset, slot, learned);
        }
    }

    #[cold]
    fn witness_learns(&mut self, handset: HandsetId, slot: u16, learned: Noted) {
        if let Some(witness) = &mut self.ledger.witness {
            witness.learns(self.now, handset.0, slot.into(), learned);
        }
    }

    /// Counts bytes that a handset pays for.
    pub(super) fn data(&mut self, handset: HandsetId, access: Access, bytes: u64) {
        if access.cellular() {
            let country = self.world.layout.country(handset);
            self.ledger.costs.bill_mut(self.now, country.index()).data_bytes += bytes;
            self.ledger.wholes.data_bytes += bytes;
        }
    }
}

/// Names a packet for its draws: who sends or receives it, what it is, and which one.
pub(super) fn packet_key(handset: HandsetId, kind: impl Kind, n: u64) -> (u64, u64) {
    (u64::from(handset.0) << 8 | u64::from(kind.number()), n)
}
