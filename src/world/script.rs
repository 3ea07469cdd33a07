//! Scripted demand and lives: named people who do what a script says, instead of what draws say.
//!
//! Knows no file and no state; what follows from an action is the model's business.

use super::contacts::Recorded;
use super::conversation::Intent;
use super::geography::Access;
use super::lives::{Episode, Life, Start};
use super::owners::Standing;
use crate::units::{HandsetId, Instant, PersonId};

/// What a script says of one handset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ScriptedOwner {
    /// Carrier, counted within the country.
    pub carrier: u16,
    /// When it is first switched on; [`Instant::START`] where it was owned before.
    pub starts: Instant,
    /// The service when it starts; none where the rules for new handsets decide.
    pub service: Option<Standing>,
    /// Access for the whole study.
    pub access: Access,
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
    pub fn starts_at(&self, handset: HandsetId) -> Instant {
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

    /// The service when a handset starts; none where the rules for new handsets decide.
    pub fn service(&self, handset: HandsetId) -> Option<Standing> {
        self.owner(handset).service
    }

    /// What an owner does with the handset itself, in order.
    fn lived(&self, handset: HandsetId) -> impl Iterator<Item = (Instant, LifeAct)> {
        self.of(handset).iter().filter_map(|&(at, act)| match act {
            Act::Life(act) => Some((at, act)),
            Act::Wish(..) => None,
        })
    }

    /// What happens to a handset, whatever the policy.
    pub fn life(&self, handset: HandsetId) -> Life {
        let mut life = Life::from(self.starts_at(handset));
        for (at, act) in self.lived(handset) {
            if act == LifeAct::Reset {
                life.insert(Start { at, episode: Episode::Reset, sim: None });
            }
        }
        life
    }

    /// The same, with the instants at which the owner switches the service on where it is off, and off where it is on;
    /// `switched` says how it stands after a start, given how it stood before.
    pub fn starts(&self, handset: HandsetId, switched: impl Fn(&Start, Standing) -> Standing) -> Life {
        let mut starts = Life::from(self.starts_at(handset));
        let mut standing = switched(&starts[0], Standing::Off);
        for (at, act) in self.lived(handset) {
            let episode = match (act, standing) {
                (LifeAct::Reset, _) => Episode::Reset,
                (LifeAct::Enable, Standing::Off) => Episode::OptedIn,
                (LifeAct::Disable, Standing::Chosen | Standing::Default) => Episode::SwitchedOff,
                (LifeAct::Enable, Standing::Chosen | Standing::Default)
                | (LifeAct::Disable, Standing::Off)
                | (LifeAct::LogIn, _) => continue,
            };
            let start = Start { at, episode, sim: None };
            standing = switched(&start, standing);
            starts.insert(start);
        }
        starts
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

    fn owner(starts: u64, service: Option<Standing>) -> ScriptedOwner {
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
    fn switching_is_something_only_where_it_changes_something() {
        let lives = [
            (10, LifeAct::Enable),
            (20, LifeAct::Disable),
            (30, LifeAct::Disable),
            (40, LifeAct::Reset),
            (50, LifeAct::Enable),
        ];
        let raw: Vec<Raw> = lives.iter().map(|&(us, act)| (0, at(us), Deed::Life(act))).collect();
        let (script, _) = Script::new(vec![owner(5, None)], Vec::new(), raw);
        let seen = |on: bool| {
            let fresh = if on { Standing::Default } else { Standing::Off };
            let switched = |start: &Start, _| match start.episode {
                Episode::OptedIn => Standing::Chosen,
                Episode::SwitchedOff => Standing::Off,
                Episode::HadIt
                | Episode::Joined
                | Episode::Reset
                | Episode::Replaced
                | Episode::Swapped
                | Episode::PutBack
                | Episode::Left => fresh,
            };
            let starts = script.starts(HandsetId(0), switched);
            starts.iter().map(|s| (s.at.as_micros(), s.episode)).collect::<Vec<_>>()
        };
        assert_eq!(seen(true), [(5, Episode::Joined), (20, Episode::SwitchedOff), (40, Episode::Reset)]);
        let off = [
            (5, Episode::Joined),
            (10, Episode::OptedIn),
            (20, Episode::SwitchedOff),
            (40, Episode::Reset),
            (50, Episode::OptedIn),
        ];
        assert_eq!(seen(false), off);
        let life: Vec<Episode> = script.life(HandsetId(0)).iter().map(|s| s.episode).collect();
        assert_eq!(life, [Episode::Joined, Episode::Reset]);
    }
}
