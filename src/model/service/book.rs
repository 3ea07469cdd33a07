//! What designs other than MIUI's send to the account host: whole phonebooks, and the texts of SMS.
//!
//! Both are work for the look-up servers. Knows nothing of when a client sends them.

use super::{LOOKUP, Site};
use crate::model::context::Context;
use crate::model::event::{Caller, ToHandset, ToSite, forwarder};
use crate::model::handset::{book_answer, creations};
use crate::model::station::Served;
use crate::world::Job;

impl Site {
    /// A handset uploads its phonebook: every entry is compared with the users, and the handset told.
    pub(super) fn compare_book(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Caller { handset, word: activity, access } = Caller::unpack(argument);
        if !self.arrives(cx, handset) {
            return;
        }
        let rules = cx.world.client.book.as_ref().expect("only clients that upload send phonebooks");
        let created = creations(cx.world, handset, 0, activity).count() as u64;
        let entries = u64::from(cx.world.contacts.size(handset)) + created;
        let Some(served) = self.account_host(cx, rules.entry.times(entries)) else { return };
        self.books.insert(handset, activity);
        let answer = book_answer(cx.now, activity);
        self.downlink(cx, (handset, access), served.leaves, ToHandset::BookAnswer, answer);
    }

    /// The text of an SMS arrives, from the handset that sent or received it.
    pub(super) fn take_forwarded(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let (Caller { handset, .. }, _wrote) = forwarder(argument);
        if self.arrives(cx, handset) {
            let job = cx.world.sites[self.index].lookup.request;
            self.account_host(cx, job);
        }
    }

    /// A job for the look-up servers; none where it is shed.
    fn account_host(&mut self, cx: &mut Context<'_, '_>, job: Job) -> Option<Served> {
        let rules = &cx.world.sites[self.index].lookup;
        let row = Self::row(self.index, LOOKUP);
        let served = self.lookup.offer(cx.now, job.service, rules.busy(job), rules.shed);
        match served {
            Some(served) => cx.ledger.load.accepted(row, cx.now, served.wait, job.work),
            None => cx.ledger.load.step_mut(row, cx.now).shed += 1,
        }
        served
    }
}
