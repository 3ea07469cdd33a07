//! What Mi Cloud keeps of the backups that arrive.
//!
//! The truth for the ledger; nothing here changes what happens. A handset knows by itself what it has stored.

use super::Site;
use crate::ledger::{Register, Store};
use crate::model::context::Context;
use crate::model::event::{Cards, sized};
use crate::world::Party;

impl Site {
    /// A backup arrives.
    pub(super) fn stored(cx: &mut Context<'_, '_>, argument: u64) {
        let (items, bytes) = sized(argument);
        cx.ledger.holdings.store(cx.now, Store::Backup, items);
        cx.ledger.holdings.store(cx.now, Store::BackupBytes, bytes);
    }

    /// Contact cards arrive: most are about people who never used the service.
    pub(super) fn cards(cx: &mut Context<'_, '_>, argument: u64) {
        let (owner, cards) = Cards::unpack(argument);
        let world = cx.world;
        let created = |n| world.conversations.created(&world.contacts, &world.draws, owner, n);
        let slots = match cards {
            Cards::Book => 0..world.contacts.size(owner),
            Cards::Created(n) => created(n).map_or(0..0, |slot| slot..slot + 1),
        };
        for slot in slots {
            if let Party::Outsider(person) = world.contacts.party(owner, slot) {
                let person = world.layout.handsets() + person.0;
                cx.ledger.holdings.note(cx.now, Register::BackedUpNonUsers, person);
            }
        }
    }
}
