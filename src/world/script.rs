//! Scripted demand and lives: named people who do what a script says, instead of what draws say.
//!
//! Knows no file and no state; what follows from an action is the model's business.

use super::contacts::Recorded;
use super::conversation::Intent;
use super::geography::Access;
use crate::units::{HandsetId, Instant, PersonId};

/// What a script says of one handset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ScriptedOwner {
    /// Carrier, counted within the country.
    pub carrier: u16,
    /// When it is first switched on; [`Instant::START`] where it was owned before.
    pub starts: Instant,
    /// The service when it starts; none where the rules for new handsets decide.
    pub service: Option<Switch>,
    /// Access for the whole study.
    pub access: Access,
}

/// The owner's hand on the switch of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// On without having been asked for.
    LeftOn,
    /// Off.
    Off,
    /// Switched on.
    TurnedOn,
}

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A wish about the person in a slot of the phonebook, with the messages of the conversation it begins.
    Wish(Intent, u32, u32),
    /// Something about the handset.
    Life(LifeAct),
}

/// What an owner does with the handset itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeAct {
    /// Switches the service on.
    Enable,
    /// Switches the service off.
    Disable,
    /// Resets the handset.
    Reset,
    /// Logs in to Mi Cloud.
    LogIn,
}

/// What is known of the service on a scripted handset at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It has not been switched on yet.
    NotYet,
    /// The owner's hand was on the switch.
    Decided(Switch),
    /// It started afresh at this instant, and the rules for new handsets decide.
    Fresh(Instant),
}

/// An act of an owner before it has found its slot: the handset, when, what, and of a wish the other person, counted
/// after all handsets where they own none.
pub(super) type Raw = (u32, Instant, Deed);

/// An act as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// A wish about a person, with the messages of the conversation.
    Wish(Intent, u32, u32),
    /// Something about the handset.
    Life(LifeAct),
}

/// The people of a script and their acts.
pub struct Script {
    owners: Vec<ScriptedOwner>,
    /// Carriers of people without a handset, counted within their countries.
    outsiders: Vec<u16>,
    /// Where each owner's acts begin; one entry more than owners.
    offsets: Vec<u32>,
    /// In the order of owners, then of time, then of the script.
    acts: Vec<(Instant, Act)>,
}

impl Script {
    /// Sorts acts by owner; also gives the phonebooks: everybody who is named together with an owner, those whom the
    /// owner creates as a contact after the others.
    ///
    /// # Panics
    /// Where an act's owner is not below the number of owners.
    pub(super) fn new(owners: Vec<ScriptedOwner>, outsiders: Vec<u16>, mut raw: Vec<Raw>) -> (Self, Recorded) {
        let handsets = owners.len() as u32;
        let mut pairs: Vec<(u32, bool, u32)> = Vec::new();
        let mut creations: Vec<(u32, u32)> = raw.iter().filter_map(creation).collect();
        creations.sort_unstable();
        let created = |of: u32, with: u32| creations.binary_search(&(of, with)).is_ok();
        for &(who, _, deed) in &raw {
            if let Deed::Wish(_, whom, _) = deed {
                pairs.push((who, created(who, whom), whom));
                if whom < handsets {
                    pairs.push((whom, created(whom, who), who));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let starts = super::trace::offsets(handsets, pairs.iter().map(|pair| pair.0));
        let slot = |of: u32, with: u32| {
            let book = &pairs[starts[of as usize] as usize..starts[of as usize + 1] as usize];
            book.iter().position(|entry| entry.2 == with).expect("everybody named together is a pair") as u32
        };
        raw.sort_by_key(|(who, at, _)| (*who, *at));
        let acts = raw.iter().map(|&(who, at, deed)| {
            let act = match deed {
                Deed::Wish(intent, whom, turns) => Act::Wish(intent, slot(who, whom), turns),
                Deed::Life(act) => Act::Life(act),
            };
            (at, act)
        });
        let acts = acts.collect();
        let known = |of: u32| pairs.iter().filter(|pair| pair.0 == of && !pair.1).count() as u32;
        let there = |&(of, _, with): &(u32, bool, u32)| (with, if with < handsets { slot(with, of) } else { 0 });
        let contacts = Recorded {
            neighbours: pairs.iter().map(there).collect(),
            known: (0..handsets).map(known).collect(),
            offsets: starts.clone(),
            owners: handsets,
        };
        let offsets = super::trace::offsets(handsets, raw.iter().map(|act| act.0));
        (Self { owners, outsiders, offsets, acts }, contacts)
    }

    fn owner(&self, handset: HandsetId) -> &ScriptedOwner {
        &self.owners[handset.index()]
    }

    fn of(&self, handset: HandsetId) -> &[(Instant, Act)] {
        let (from, to) = (self.offsets[handset.index()], self.offsets[handset.index() + 1]);
        &self.acts[from as usize..to as usize]
    }

    /// When an owner does something for the `n`-th time, counted from 0.
    pub fn at(&self, handset: HandsetId, n: u32) -> Option<Instant> {
        self.of(handset).get(n as usize).map(|act| act.0)
    }

    /// What an owner does then.
    pub fn act(&self, handset: HandsetId, n: u32) -> Act {
        self.of(handset)[n as usize].1
    }

    /// A wish, the slot it concerns, and the messages of its conversation.
    ///
    /// # Panics
    /// Where the act is no wish.
    pub fn wish(&self, handset: HandsetId, n: u32) -> (Intent, u32, u32) {
        match self.act(handset, n) {
            Act::Wish(intent, slot, turns) => (intent, slot, turns),
            Act::Life(act) => unreachable!("{act:?} is no wish: the handset sees to it before anybody asks"),
        }
    }

    /// The access of a handset, for the whole study.
    pub fn access(&self, handset: HandsetId) -> Access {
        self.owner(handset).access
    }

    /// When a handset is first switched on; [`Instant::START`] where it was owned before.
    pub fn starts(&self, handset: HandsetId) -> Instant {
        self.owner(handset).starts
    }

    /// The carrier of an owner, counted within the country.
    pub fn carrier(&self, handset: HandsetId) -> u16 {
        self.owner(handset).carrier
    }

    /// The carrier of a person without a handset, counted within the country.
    pub fn outsider_carrier(&self, person: PersonId) -> u16 {
        self.outsiders[person.0 as usize]
    }

    /// How often an owner has logged in to Mi Cloud by an instant; none where they have not since the last reset.
    pub fn logins(&self, handset: HandsetId, at: Instant) -> Option<u32> {
        let so_far = self.of(handset).iter().take_while(|act| act.0 <= at);
        let (count, inside) = so_far.fold((0, false), |(count, inside), &(_, act)| match act {
            Act::Life(LifeAct::LogIn) => (count + 1, true),
            Act::Life(LifeAct::Reset) => (count, false),
            Act::Life(LifeAct::Enable | LifeAct::Disable) | Act::Wish(..) => (count, inside),
        });
        inside.then_some(count)
    }

    /// How the service stands on a handset at an instant: what happened last decides.
    pub fn written(&self, handset: HandsetId, at: Instant) -> Written {
        let owner = self.owner(handset);
        if owner.starts > at {
            return Written::NotYet;
        }
        let first = owner.service.map_or(Written::Fresh(owner.starts), Written::Decided);
        let so_far = self.of(handset).iter().take_while(|act| act.0 <= at);
        so_far.fold(first, |written, &(when, act)| match act {
            Act::Life(LifeAct::Enable) => Written::Decided(Switch::TurnedOn),
            Act::Life(LifeAct::Disable) => Written::Decided(Switch::Off),
            Act::Life(LifeAct::Reset) => Written::Fresh(when),
            Act::Life(LifeAct::LogIn) | Act::Wish(..) => written,
        })
    }
}

/// Who creates whom as a contact, in an act that does so.
fn creation(&(who, _, deed): &Raw) -> Option<(u32, u32)> {
    match deed {
        Deed::Wish(Intent::Create, whom, _) => Some((who, whom)),
        Deed::Wish(Intent::Write | Intent::Incoming | Intent::Look, ..) | Deed::Life(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(us: u64) -> Instant {
        Instant::from_micros(us)
    }

    fn owner(starts: u64, service: Option<Switch>) -> ScriptedOwner {
        ScriptedOwner { carrier: 0, starts: at(starts), service, access: Access::Wifi }
    }

    #[test]
    fn books_hold_those_named_together_and_the_created_last() {
        let wish = |who, us, intent, whom| (who, at(us), Deed::Wish(intent, whom, 1));
        // Two owners, 0 and 1; two others, 2 and 3.
        let (script, books) = Script::new(
            vec![owner(0, None); 2],
            vec![0, 0],
            vec![
                wish(0, 9, Intent::Write, 1),
                wish(0, 5, Intent::Create, 2),
                wish(0, 7, Intent::Incoming, 3),
                (1, at(1), Deed::Life(LifeAct::Disable)),
            ],
        );
        let entries = |p: usize| &books.neighbours[books.offsets[p] as usize..books.offsets[p + 1] as usize];
        assert_eq!(entries(0), [(1, 0), (3, 0), (2, 0)]);
        assert_eq!(entries(1), [(0, 0)]);
        assert_eq!(books.known, [2, 1]);
        assert_eq!(
            (0..4).map(|n| script.at(HandsetId(0), n)).collect::<Vec<_>>(),
            [Some(at(5)), Some(at(7)), Some(at(9)), None]
        );
        assert_eq!(script.wish(HandsetId(0), 0), (Intent::Create, 2, 1));
        assert_eq!(script.act(HandsetId(1), 0), Act::Life(LifeAct::Disable));
    }

    #[test]
    fn what_happened_last_decides() {
        let lives = [(10, LifeAct::Disable), (20, LifeAct::Reset), (30, LifeAct::Enable), (30, LifeAct::LogIn)];
        let raw = lives.iter().map(|&(us, act)| (0, at(us), Deed::Life(act))).collect();
        let (script, _) = Script::new(vec![owner(5, Some(Switch::LeftOn))], Vec::new(), raw);
        let seen = [4, 5, 9, 10, 20, 29, 30].map(|us| script.written(HandsetId(0), at(us)));
        let on = Written::Decided(Switch::LeftOn);
        let (off, fresh) = (Written::Decided(Switch::Off), Written::Fresh(at(20)));
        assert_eq!(seen, [Written::NotYet, on, on, off, fresh, fresh, Written::Decided(Switch::TurnedOn)]);
        let (script, _) = Script::new(vec![owner(1, None)], Vec::new(), Vec::new());
        assert_eq!(script.written(HandsetId(0), at(3)), Written::Fresh(at(1)));
    }
}
