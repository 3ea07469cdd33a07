//! The account of what moved: single messages of one arm beside the same messages of another.
//!
//! A message has the same id in every arm, so the lists of fates are joined by it. Knows neither the world nor why an arm
//! differs: only what each arm's sender noted.

use super::reason::{Absence, Reason, absence, reason, words};
use crate::ledger::{Fate, Way};
use crate::units::Instant;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What became of messages between owners in one arm, beside another; those composed in the measured phase of either.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Messages written in either arm.
    pub all: Count,
    /// The same way, at the same instant.
    pub unmoved: Count,
    /// The same way, but later in the second arm.
    pub later: Shift,
    /// The same way, but earlier in the second arm.
    pub earlier: Shift,
    /// Another way: the cells of the matrix off its diagonal, largest first.
    pub moved: Vec<Cell>,
    /// Written in the first arm only.
    pub only_from: Only,
    /// Written in the second arm only.
    pub only_to: Only,
}

/// A number of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// Simulated, over all replications.
    pub simulated: u64,
    /// Scaled up to the real population, mean over replications.
    pub messages: f64,
}

/// Messages that came at another instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// How many.
    pub count: Count,
    /// By how much, in seconds; nothing where there are none.
    pub median_s: Option<f64>,
}

/// Messages that went one way in the first arm and another way in the second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Way in the first arm.
    pub from: String,
    /// Way in the second arm.
    pub to: String,
    /// The same in words.
    pub words: String,
    /// How many.
    pub count: Count,
    /// Why, largest first.
    pub why: Vec<Why>,
}

/// Messages that were written in one arm only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Only {
    /// How many.
    pub count: Count,
    /// Why the other arm has none, largest first.
    pub why: Vec<Why>,
}

/// How many for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The reason, with the arm in which it held where that is the first.
    pub reason: String,
    /// How many.
    pub count: Count,
}

/// What happened to one message between the arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Another way.
    Moved(Reason),
    /// The same way, so many microseconds later.
    Later(u64),
    /// The same way, so many microseconds earlier.
    Earlier(u64),
    /// Written in the first arm only.
    OnlyFrom(Absence),
    /// Written in the second arm only.
    OnlyTo(Absence),
}

/// One message that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedMessage {
    /// In which replication.
    pub replication: u32,
    /// Its fate in the first arm.
    pub from: Option<Fate>,
    /// Its fate in the second arm.
    pub to: Option<Fate>,
    /// What happened to it.
    pub moved: Move,
}

/// An account in the making.
#[derive(Clone, Debug, Default)]
pub struct AccountBook {
    replications: u64,
    all: u64,
    unmoved: u64,
    later: Vec<u64>,
    earlier: Vec<u64>,
    moved: BTreeMap<(Way, Way), BTreeMap<Reason, u64>>,
    only: [BTreeMap<Absence, u64>; 2],
}

impl AccountBook {
    /// Joins the fates of one replication, both in the order of ids; every message that moved goes to `sink`.
    ///
    /// # Panics
    /// Where a message is missed or counted twice.
    pub fn add(
        &mut self,
        replication: u32,
        [from, to]: [&[Fate]; 2],
        warm_up: Instant,
        sink: &mut dyn FnMut(MovedMessage),
    ) {
        let measured = |fate: &Fate| fate.composed >= warm_up.as_micros();
        let (mut i, mut j) = (0, 0);
        let mut seen = [0; 2];
        while i < from.len() || j < to.len() {
            let order = match (from.get(i), to.get(j)) {
                (Some(a), Some(b)) => a.message.cmp(&b.message),
                (Some(_), None) => Ordering::Less,
                (None, _) => Ordering::Greater,
            };
            let a = from.get(i).filter(|_| order.is_le());
            let b = to.get(j).filter(|_| order.is_ge());
            i += usize::from(a.is_some());
            j += usize::from(b.is_some());
            seen[0] += usize::from(a.is_some_and(measured));
            seen[1] += usize::from(b.is_some_and(measured));
            if a.into_iter().chain(b).any(measured) {
                let told = |from, to, moved| MovedMessage { replication, from, to, moved };
                self.enter(a, b, [from, to], &mut |from, to, moved| sink(told(from, to, moved)));
            }
        }
        self.replications += 1;
        let expected = [from, to].map(|of| of.iter().filter(|f| measured(f)).count());
        assert_eq!(seen, expected, "replication {replication}: every message of both arms is met once");
    }

    fn enter(
        &mut self,
        a: Option<&Fate>,
        b: Option<&Fate>,
        all: [&[Fate]; 2],
        sink: &mut dyn FnMut(Option<Fate>, Option<Fate>, Move),
    ) {
        match (a, b) {
            (Some(a), Some(b)) if (a.sender, a.receiver) == (b.sender, b.receiver) => {
                self.all += 1;
                if let Some(moved) = self.both(a, b) {
                    sink(Some(*a), Some(*b), moved);
                }
            }
            (a, b) => {
                let others = a.is_some() && b.is_some();
                for (side, fate) in [a, b].into_iter().enumerate() {
                    let Some(fate) = fate else { continue };
                    let why = if others { Absence::OtherPeople } else { absence(fate.message, all[1 - side]) };
                    self.all += 1;
                    *self.only[side].entry(why).or_default() += 1;
                    if side == 0 {
                        sink(Some(*fate), None, Move::OnlyFrom(why));
                    } else {
                        sink(None, Some(*fate), Move::OnlyTo(why));
                    }
                }
            }
        }
    }

    /// A message of both arms: what happened to it, if anything did.
    fn both(&mut self, a: &Fate, b: &Fate) -> Option<Move> {
        if a.way() != b.way() {
            let why = reason(a, b);
            *self.moved.entry((a.way(), b.way())).or_default().entry(why).or_default() += 1;
            return Some(Move::Moved(why));
        }
        let (then, now) = a.arrived().zip(b.arrived()).unwrap_or((a.composed, b.composed));
        match now.cmp(&then) {
            Ordering::Equal => {
                self.unmoved += 1;
                None
            }
            Ordering::Greater => {
                self.later.push(now - then);
                Some(Move::Later(now - then))
            }
            Ordering::Less => {
                self.earlier.push(then - now);
                Some(Move::Earlier(then - now))
            }
        }
    }

    /// The account; `from` is the first arm's name, and a simulated message stands for `scale`.
    ///
    /// # Panics
    /// Where its parts do not make up the whole.
    pub fn close(self, from: &str, scale: f64) -> Account {
        let scale = scale / self.replications.max(1) as f64;
        let count = |simulated: u64| Count { simulated, messages: simulated as f64 * scale };
        let shift = |by: Vec<u64>| Shift { count: count(by.len() as u64), median_s: median_s(by) };
        let mut moved: Vec<Cell> = self
            .moved
            .into_iter()
            .map(|((a, b), reasons)| Cell {
                from: a.name().to_owned(),
                to: b.name().to_owned(),
                words: words(a, b),
                count: count(reasons.values().sum()),
                why: largest_first(reasons.into_iter().map(|(why, n)| (why.words(from), count(n)))),
            })
            .collect();
        moved.sort_by_key(|cell| std::cmp::Reverse(cell.count.simulated));
        let [only_from, only_to] = self.only.map(|reasons| Only {
            count: count(reasons.values().sum()),
            why: largest_first(reasons.into_iter().map(|(why, n)| (why.words().to_owned(), count(n)))),
        });
        let account = Account {
            all: count(self.all),
            unmoved: count(self.unmoved),
            later: shift(self.later),
            earlier: shift(self.earlier),
            moved,
            only_from,
            only_to,
        };
        assert_eq!(account.parts(), account.all.simulated, "the parts make up all messages");
        account
    }
}

impl Account {
    /// Messages in the parts: unmoved, later, earlier, moved, and written in one arm only.
    pub fn parts(&self) -> u64 {
        let moved: u64 = self.moved.iter().map(|cell| cell.count.simulated).sum();
        let counts = [self.unmoved, self.later.count, self.earlier.count, self.only_from.count, self.only_to.count];
        moved + counts.iter().map(|count| count.simulated).sum::<u64>()
    }
}

fn largest_first(reasons: impl Iterator<Item = (String, Count)>) -> Vec<Why> {
    let mut all: Vec<Why> = reasons.map(|(reason, count)| Why { reason, count }).collect();
    all.sort_by_key(|why| std::cmp::Reverse(why.count.simulated));
    all
}

fn median_s(mut by: Vec<u64>) -> Option<f64> {
    by.sort_unstable();
    by.get(by.len().saturating_sub(1) / 2).map(|us| *us as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Cause, End, Traffic};

    fn fate(message: u64, end: End, cause: Option<Cause>) -> Fate {
        Fate {
            message,
            composed: 100,
            sender: 1,
            receiver: 2,
            traffic: Traffic::Eligible,
            sender_on: true,
            tried: cause.is_none(),
            cause,
            end: Some(end),
            latency: Some(5),
        }
    }

    fn account(from: &[Fate], to: &[Fate], warm_up: u64) -> (Account, Vec<MovedMessage>) {
        let (mut book, mut listed) = (AccountBook::default(), Vec::new());
        book.add(0, [from, to], Instant::from_micros(warm_up), &mut |moved| listed.push(moved));
        (book.close("before", 10.0), listed)
    }

    #[test]
    fn every_message_has_one_place() {
        let by_ip = |message| fate(message, End::Ip, None);
        let late = Fate { latency: Some(25), ..by_ip(4) };
        let early = Fate { latency: Some(2), ..by_ip(5) };
        let by_sms = fate(2, End::Sms, Some(Cause::ReceiverUnknown));
        let other = Fate { receiver: 3, ..by_ip(8) };
        let from = [by_ip(1), by_ip(2), by_ip(3), by_ip(4), by_ip(5), by_ip(8)];
        let to = [by_ip(1), by_sms, late, early, by_ip(128), other];
        let mut to = to;
        to.sort_unstable_by_key(|f| f.message);
        let (account, listed) = account(&from, &to, 0);
        assert_eq!((account.all.simulated, account.unmoved.simulated), (8, 1));
        assert_eq!((account.later.count.simulated, account.later.median_s), (1, Some(20e-6)));
        assert_eq!((account.earlier.count.simulated, account.earlier.median_s), (1, Some(3e-6)));
        let [cell] = &account.moved[..] else { panic!("one cell: {account:?}") };
        assert_eq!((cell.from.as_str(), cell.to.as_str(), cell.count.messages), ("service", "sms", 10.0));
        assert_eq!(cell.words, "went by SMS instead of over the service");
        assert_eq!(cell.why[0].reason, "presence unknown");
        assert_eq!((account.only_from.count.simulated, account.only_to.count.simulated), (2, 2));
        assert_eq!((account.parts(), listed.len()), (8, 7));
    }

    #[test]
    fn messages_of_the_warm_up_do_not_count_unless_an_arm_wrote_them_later() {
        let early = fate(1, End::Ip, None);
        let measured = Fate { composed: 200, ..early };
        assert_eq!(account(&[early], &[early], 150).0.all.simulated, 0);
        assert_eq!(account(&[early], &[measured], 150).0.later.count.simulated, 1);
    }

    #[test]
    fn a_median_of_an_even_number_is_the_lower_one() {
        assert_eq!(median_s(vec![4_000_000, 1_000_000]), Some(1.0));
        assert_eq!(median_s(Vec::new()), None);
    }
}
