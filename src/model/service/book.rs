//! What designs other than MIUI's send to the account host: whole phonebooks, and the texts of SMS.
//!
//! Both are work for the look-up servers. Knows nothing of when a client sends them.

use super::{LOOKUP, Site};
use crate::ledger::{Form, Identifier, Parcel};
use crate::model::context::Context;
use crate::model::event::{Caller, ToHandset, forwarder};
use crate::model::exposure::edge;
use crate::model::handset::{book_answer, copied, creations, each_entry, listed};
use crate::model::station::Served;
use crate::units::HandsetId;
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
        self.learn_book(cx, handset, activity, created);
        if cx.world.geography.accounts_fail(self.index, cx.now) {
            // Nothing is compared, but all has been said.
            return;
        }
        let Some(served) = self.account_host(cx, rules.entry.times(entries)) else { return };
        let answer = book_answer(cx.now, activity);
        self.downlink(cx, (handset, access), served.leaves, ToHandset::BookAnswer, answer);
    }

    /// The text of an SMS arrives, from the handset that sent or received it.
    pub(super) fn take_forwarded(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let (Caller { handset, word: slot, .. }, wrote) = forwarder(argument);
        if !self.arrives(cx, handset) {
            return;
        }
        let job = cx.world.sites[self.index].lookup.request;
        let _ = self.account_host(cx, job);
        if cx.recording() {
            let items = copied(cx, handset, slot.into(), wrote);
            let edge = Some(edge(cx, handset, slot.into()));
            let bytes = cx.world.client.message_bytes;
            cx.at_the_service(
                handset,
                self.index,
                &Parcel { form: Form::ForwardedSms, bytes, items: &items, edge, message: None },
            );
        }
    }

    /// The operator now knows everybody in a phonebook, unless they are protected even from them.
    fn learn_book(&mut self, cx: &mut Context<'_, '_>, handset: HandsetId, activity: u16, created: u64) {
        if !cx.recording() {
            return;
        }
        let items = listed(cx, handset, created, activity);
        let rules = cx.world.client.book.as_ref().expect("only clients that upload send phonebooks");
        let entries = u64::from(cx.world.contacts.size(handset)) + created;
        let bytes = cx.world.client.lookup_bytes + entries * rules.entry_bytes;
        cx.at_the_service(
            handset,
            self.index,
            &Parcel { form: Form::Book, bytes, items: &items, edge: None, message: None },
        );
        let readable = items.first().is_some_and(|item| {
            let at_service = item.sort.protected.at_service();
            cx.world.exposed.readers.reads(at_service)
        });
        if !readable {
            return;
        }
        if cx.now >= cx.world.warm_up {
            let (site, shown) = (self.index, self.books.insert(handset, activity));
            each_entry(cx, handset, shown, activity, |cx, item, edge| {
                cx.shown_to_the_service(handset, site, item, edge);
            });
        }
        if cx.ledger.holdings.logs() {
            // A log has every upload whole: those who stood in an earlier one are heard of again.
            each_entry(cx, handset, None, activity, |cx, item, _| {
                if item.sort.identifier == Identifier::Msisdn {
                    cx.keep_lookup(item);
                }
            });
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
