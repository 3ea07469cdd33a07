//! What people want: when they turn to their phones, whom they write to, how much, how quickly they answer.
//!
//! A handset has one stream of activities; each activity is a message, a look, a new contact, or an outsider's message
//! to its owner. Draws only, so that people want the same in every arm. Knows no service and no state.

use super::contacts::{NEW_CONTACTS, STRANGERS, Whom};
use super::{ActivityClock, Alphabet, Contacts, Demand, MessageId, Stream};
use crate::random::{Draws, Table, below, halves};
use crate::units::{CountryId, Duration, HandsetId, Instant, Probability};
use std::sync::Arc;

/// What an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// The owner begins a conversation.
    Write,
    /// Somebody without a handset begins a conversation with the owner.
    Incoming,
    /// The owner opens a conversation or a contact without writing.
    Look,
    /// The owner creates a contact.
    Create,
}

/// Alphabet and length of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// The alphabet it needs.
    pub alphabet: Alphabet,
    /// Septets or UTF-16 units.
    pub units: u32,
}

/// A language's texts.
pub struct LanguageRules {
    /// Chance that a message needs UCS-2.
    pub ucs2: Probability,
    /// Length in septets.
    pub gsm7: Arc<Table>,
    /// Length in UTF-16 units.
    pub ucs2_length: Arc<Table>,
}

/// Everything about what people want.
pub struct Conversations {
    /// One clock a country.
    pub clocks: Vec<ActivityClock>,
    /// Language of each country.
    pub languages: Vec<usize>,
    /// Texts by language.
    pub texts: Vec<LanguageRules>,
    /// Messages sent a day, in millionths, over owners.
    pub sent: Arc<Table>,
    /// Mean length of a conversation in millionths.
    pub mean_turns: u64,
    /// Gap between activities, mean one million.
    pub gap: Arc<Table>,
    /// What is left, at the start, of a gap that began before the study.
    pub first_gap: Arc<Table>,
    /// Rank of a conversation's correspondent.
    pub rank: Arc<Table>,
    /// Length of a conversation.
    pub turns: Arc<Table>,
    /// Time to write a first message.
    pub typing: Arc<Table>,
    /// Chance that a first message is written without opening the thread before.
    pub unopened: Probability,
    /// Time from reading to answering.
    pub think: Arc<Table>,
    /// Chance that a turn has the same writer as the one before, in 1/[`AGAIN_ONE`](Self::AGAIN_ONE).
    pub again: u32,
    /// Time from sending a message to sending another after it.
    pub pause: Arc<Table>,
    /// Looks a day, in millionths.
    pub looks: u64,
    /// Contacts created a day, in millionths.
    pub creates: u64,
    /// Chance that an incoming conversation's number is in no phonebook.
    pub strangers: Probability,
    /// A written demand instead of the generated one.
    pub written: Option<Demand>,
}

/// An owner's activities a day, in millionths.
struct Rates {
    write: u64,
    incoming: u64,
    look: u64,
    create: u64,
}

impl Rates {
    fn total(&self) -> u64 {
        self.write + self.incoming + self.look + self.create
    }

    /// What an activity with these random bits is.
    fn intent(&self, bits: u64) -> Intent {
        let mut at = below(bits, self.total());
        for (rate, intent) in
            [(self.write, Intent::Write), (self.incoming, Intent::Incoming), (self.look, Intent::Look)]
        {
            if at < rate {
                return intent;
            }
            at -= rate;
        }
        Intent::Create
    }
}

const MILLION: u128 = 1_000_000;

/// Spreads the bits of a draw: the finaliser of `SplitMix64`.
const fn mixed(word: u64) -> u64 {
    let word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

impl Conversations {
    /// The unit of [`again`](Self::again).
    pub const AGAIN_ONE: u32 = 256;

    fn rates(&self, draws: &Draws, handset: HandsetId) -> Rates {
        self.rates_and_ranks(draws, handset).0
    }

    /// An owner's rates, and the bits that say which slot of their phonebook holds which rank.
    fn rates_and_ranks(&self, draws: &Draws, handset: HandsetId) -> (Rates, u64) {
        let [sent, ranks] = draws.pair(Stream::Rate, handset.0.into(), 0);
        let sent = self.sent.draw(sent);
        // A conversation of n turns is half written by each side; outsiders begin as many as owners do.
        let begun = (u128::from(sent) * MILLION / u128::from(self.mean_turns)) as u64;
        (Rates { write: begun, incoming: begun, look: self.looks, create: self.creates }, ranks)
    }

    /// When activity `n` of a handset happens, given when the one before it did.
    pub fn next(
        &self,
        draws: &Draws,
        handset: HandsetId,
        country: CountryId,
        n: u32,
        last: Instant,
    ) -> Option<Instant> {
        if let Some(written) = &self.written {
            return written.at(handset, n);
        }
        let total = self.rates(draws, handset).total();
        if total == 0 || n >= MessageId::ACTIVITIES {
            return None;
        }
        let bits = draws.bits(Stream::Gap, handset.0.into(), n.into());
        let mean = u128::from(Duration::DAY.as_micros()) * MILLION / u128::from(total);
        let gap = if n == 0 { self.first_gap.draw(bits) } else { self.gap.draw(bits) };
        let operational = (u128::from(gap) * mean / MILLION) as u64;
        self.clocks[country.index()].after(last, operational.max(1))
    }

    /// The slot of an owner's phonebook that holds the correspondent of a rank (0 = first).
    pub fn slot_of_rank(&self, contacts: &Contacts, draws: &Draws, handset: HandsetId, rank: u64) -> u32 {
        contacts.slot(handset, Whom::Rank { rank, ranks: self.rates_and_ranks(draws, handset).1 })
    }

    /// What an activity is.
    pub fn intent(&self, draws: &Draws, message: MessageId) -> Intent {
        if let Some(written) = &self.written {
            return written.begun(message).0;
        }
        let handset = message.initiator();
        let [_, how] = draws.pair(Stream::Correspondent, handset.0.into(), message.activity().into());
        self.rates(draws, handset).intent(halves(how)[0])
    }

    /// What an activity is, and the phonebook slot it concerns.
    pub fn begun(&self, contacts: &Contacts, draws: &Draws, message: MessageId) -> (Intent, u32) {
        let (intent, whom) = self.wish(draws, message);
        (intent, contacts.slot(message.initiator(), whom))
    }

    /// What an activity is, and whom it concerns.
    pub(super) fn wish(&self, draws: &Draws, message: MessageId) -> (Intent, Whom) {
        let handset = message.initiator();
        if let Some(written) = &self.written {
            let (intent, slot) = written.begun(message);
            return (intent, Whom::Slot(slot));
        }
        let [who, how] = draws.pair(Stream::Correspondent, handset.0.into(), message.activity().into());
        let (rates, ranks) = self.rates_and_ranks(draws, handset);
        let [what, how] = halves(how);
        let by_rank = || Whom::Rank { rank: self.rank.draw(who), ranks };
        let intent = rates.intent(what);
        let whom = match intent {
            Intent::Incoming if self.strangers.hits(how) => {
                Whom::Slot(STRANGERS + u32::from(message.activity() & 0x7fff))
            }
            Intent::Write | Intent::Incoming => by_rank(),
            Intent::Look if how >> 63 == 0 => by_rank(),
            Intent::Look => Whom::Any(who),
            Intent::Create => Whom::Slot(NEW_CONTACTS + u32::from(message.activity() & 0x3fff)),
        };
        (intent, whom)
    }

    /// The slot of the contact that activity `n` of an owner creates, if it does.
    pub fn created(&self, contacts: &Contacts, draws: &Draws, handset: HandsetId, n: u16) -> Option<u32> {
        if let Some(written) = &self.written {
            return written.created(handset, n.into());
        }
        let message = MessageId::new(handset, n, 0);
        (self.intent(draws, message) == Intent::Create).then(|| self.begun(contacts, draws, message).1)
    }

    /// Messages in a conversation, both sides.
    pub fn turns(&self, draws: &Draws, message: MessageId) -> u32 {
        if let Some(written) = &self.written {
            return written.turns(message);
        }
        let bits = draws.bits(Stream::Turns, message.initiator().0.into(), message.activity().into());
        (self.turns.draw(bits) as u32).clamp(1, MessageId::TURNS)
    }

    /// Time from opening the thread to sending its first message; none where the thread is not opened before.
    pub fn typing(&self, draws: &Draws, message: MessageId) -> Option<Duration> {
        if self.written.as_ref().is_some_and(|written| !written.types()) {
            return None;
        }
        let [how_long, whether] = draws.pair(Stream::Typing, message.initiator().0.into(), message.activity().into());
        (!self.unopened.hits(whether)).then(|| Duration::from_micros(self.typing.draw(how_long)))
    }

    /// Time from the receipt of the turn before to the sending of this one; from its sending, where that had the same
    /// writer.
    pub fn think(&self, draws: &Draws, message: MessageId, same_writer: bool) -> Duration {
        let law = if same_writer { &self.pause } else { &self.think };
        Duration::from_micros(law.draw(draws.bits(Stream::Think, message.conversation(), message.turn().into())))
    }

    /// Whether the writer of this turn also wrote the one before.
    pub fn same_writer(&self, draws: &Draws, message: MessageId) -> bool {
        self.again > 0 && self.repeats(draws, message) >> message.turn() & 1 == 1
    }

    /// How often the writers have changed from the first turn to this one.
    pub fn changes(&self, draws: &Draws, message: MessageId) -> u32 {
        let turn = message.turn();
        if self.again == 0 || turn == 0 {
            return turn;
        }
        // Bits 0 to `turn`; turn 0 repeats nobody.
        let so_far = u64::MAX >> (MessageId::TURNS - 1 - turn);
        turn - (self.repeats(draws, message) & so_far).count_ones()
    }

    /// Bit `t` says whether turn `t` of the conversation has the same writer as the turn before; bit 0 is clear.
    ///
    /// One draw serves all turns: each binary digit of the chance, the least first, takes a word of random bits and
    /// joins it to the bits so far, with "or" for a one and "and" for a zero.
    fn repeats(&self, draws: &Draws, message: MessageId) -> u64 {
        if self.again == Self::AGAIN_ONE {
            return !1;
        }
        let [mut word, step] = draws.pair(Stream::Again, message.conversation(), 0);
        // Zeros before the first one would only clear what is clear.
        let bits = (self.again.trailing_zeros()..Self::AGAIN_ONE.ilog2()).fold(0, |bits, digit| {
            word = mixed(word.wrapping_add(step | 1));
            if self.again >> digit & 1 == 1 { bits | word } else { bits & word }
        });
        bits & !1
    }

    /// A message's alphabet and length, written in a country's language.
    pub fn text(&self, draws: &Draws, country: CountryId, message: MessageId) -> Text {
        let language = &self.texts[self.languages[country.index()]];
        let [alphabet, length] = draws.pair(Stream::Text, message.conversation(), message.turn().into());
        if language.ucs2.hits(alphabet) {
            Text { alphabet: Alphabet::Ucs2, units: (language.ucs2_length.draw(length) as u32).max(1) }
        } else {
            Text { alphabet: Alphabet::Gsm7, units: (language.gsm7.draw(length) as u32).max(1) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Law, StreamName};

    /// People of whom nothing matters but who writes which turn.
    fn writing_again(again: u32) -> Conversations {
        let table = Arc::new(Table::new(&Law::Fixed(1.0), 1.0, 1));
        let law = || Arc::clone(&table);
        Conversations {
            clocks: Vec::new(),
            languages: Vec::new(),
            texts: Vec::new(),
            sent: law(),
            mean_turns: 1,
            gap: law(),
            first_gap: law(),
            rank: law(),
            turns: law(),
            typing: law(),
            unopened: Probability::ZERO,
            think: law(),
            again,
            pause: law(),
            looks: 0,
            creates: 0,
            strangers: Probability::ZERO,
            written: None,
        }
    }

    #[test]
    fn a_change_is_a_turn_that_does_not_keep_its_writer() {
        let draws = Draws::new(1, 0, Stream::COUNT);
        for again in [0, 1, 64, 255, 256] {
            let people = writing_again(again);
            let mut kept = 0;
            for conversation in 0..400 {
                let mut message = MessageId::new(HandsetId(conversation), 3, 0);
                assert_eq!(people.changes(&draws, message), 0, "the first turn follows none");
                for _ in 1..MessageId::TURNS {
                    let before = people.changes(&draws, message);
                    message = message.next();
                    let same = people.same_writer(&draws, message);
                    assert_eq!(people.changes(&draws, message), before + u32::from(!same));
                    kept += u32::from(same);
                }
            }
            let (share, expected) = (f64::from(kept) / (400.0 * 63.0), f64::from(again) / 256.0);
            // Five standard errors.
            assert!((share - expected).abs() < 0.016, "{share} instead of {expected}");
        }
    }
}
