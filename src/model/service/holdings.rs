//! What the operator keeps of those who come by, and deletes.
//!
//! The truth for the ledger; nothing here changes what happens.

use crate::ledger::{Item, Ledger, Register, Store, Whose};
use crate::model::context::Context;
use crate::units::{HandsetId, Instant};
use crate::world::{Holding, Standing, World};

impl Context<'_, '_> {
    /// Somebody connects, or their SIM is bound: their account is kept from now on.
    pub(super) fn keep_account(&mut self, handset: HandsetId) {
        self.ledger.holdings.note(self.now, Register::Accounts, handset.0);
    }

    /// A look-up is logged, if there is a log, as far as the operator can read it.
    pub(super) fn keep_lookup(&mut self, item: &Item) {
        if let Some(person) = item.person
            && self.world.exposed.readers.reads(item.sort.protected.at_service())
        {
            let register =
                if item.sort.whose == Whose::NonUser { Register::LoggedNonUsers } else { Register::LoggedOwners };
            self.ledger.holdings.log(self.now, register, person);
        }
    }

    /// Something comes into a store, or leaves it.
    pub(super) fn held(&mut self, store: Store, more: bool) {
        if more {
            self.ledger.holdings.store(self.now, store, 1);
        } else {
            self.ledger.holdings.remove(self.now, store, 1);
        }
    }
}

/// The operator has had the accounts of all whose SIMs were bound before the study.
pub(in crate::model) fn keep_bound(world: &World, ledger: &mut Ledger) {
    if !ledger.holdings.recording() {
        return;
    }
    for handset in (0..world.layout.handsets()).map(HandsetId) {
        if world.registered(handset, Instant::START) {
            ledger.holdings.note(Instant::START, Register::Accounts, handset.0);
        }
    }
}

/// The operator deletes something.
pub(in crate::model) fn delete(world: &World, ledger: &mut Ledger, now: Instant, what: Holding) {
    match what {
        Holding::LookupLog => ledger.holdings.delete_log(now),
        Holding::AccountsOff => {
            let off = |person| world.standing(HandsetId(person), now) == Standing::Off;
            ledger.holdings.delete(now, Register::Accounts, off);
        }
        Holding::Backups => ledger.holdings.delete_backups(now),
    }
}
