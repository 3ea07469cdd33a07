//! What one seat saw: crossings and messages by day, people, and who knows whom.
//!
//! Rows are made when a sort of crossing first happens. Knows not which seat it is of.

use super::crossing::{Edge, Form, Greeting, Identifier, Item, Parcel, Sort, Whose};
use super::greetings::Greetings;
use super::people::{Crowd, Edges, FirstSeen, Sample};
use super::seat::Readers;
use serde::{Deserialize, Serialize};

/// Sorts of sight: an identifier of somebody, and for numbers also those that handsets told of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Somebody's identifier, whoever told it.
    Of(Identifier),
    /// A number that came from its own handset: it can be linked with what else came from there.
    OwnNumber,
    /// An owner's number that came from somebody else's handset.
    Known,
    /// The number of a person without the service who stood in an owner's phonebook when the study began; kept at the
    /// operator's seats.
    KeptNumber,
}

impl Sight {
    const COUNT: usize = Identifier::ALL.len() + 3;

    const fn index(self) -> usize {
        match self {
            Self::Of(identifier) => identifier as usize,
            Self::OwnNumber => Identifier::ALL.len(),
            Self::Known => Identifier::ALL.len() + 1,
            Self::KeptNumber => Identifier::ALL.len() + 2,
        }
    }
}

/// Crossings and messages of one row on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Crossings, or messages.
    pub count: u64,
    /// Bytes of the messages that carried them.
    pub bytes: u64,
}

/// How large a seat's book is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Size {
    pub(super) crowd: Crowd,
    pub(super) edges: Sample,
    pub(super) readers: Readers,
}

/// The book of one seat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SeatBook {
    /// Row of each sort of crossing, from 1; 0 where it has not happened.
    rows: Vec<u16>,
    /// Sort of each row.
    sorts: Vec<u16>,
    /// By row, then by day.
    crossings: Vec<Tally>,
    /// By form, then by day.
    messages: Vec<Tally>,
    /// Messages that are alike, until the book is closed.
    greetings: Greetings,
    /// Identifiers in messages of forms that carry now more, now less, by identifier.
    loose: Vec<u64>,
    /// Whether the operator sits here, for whom it counts who stood in a phonebook.
    operator: bool,
    seen: Vec<Option<Box<FirstSeen>>>,
    edges: Option<Box<Edges>>,
}

/// The same counts, in whatever order the rows were made.
impl PartialEq for SeatBook {
    fn eq(&self, other: &Self) -> bool {
        let days = self.messages.len() / Form::ALL.len();
        (&self.messages, &self.loose, &self.seen, &self.edges)
            == (&other.messages, &other.loose, &other.seen, &other.edges)
            && self.crossings(days) == other.crossings(days)
    }
}

impl Eq for SeatBook {}

impl SeatBook {
    pub(super) fn new(size: &Size, operator: bool) -> Self {
        Self {
            rows: vec![0; Sort::COUNT],
            sorts: Vec::new(),
            crossings: Vec::new(),
            messages: vec![Tally::default(); Form::ALL.len() * size.crowd.days],
            greetings: Greetings::default(),
            loose: vec![0; Identifier::ALL.len()],
            operator,
            seen: vec![None; Sight::COUNT],
            edges: None,
        }
    }

    #[inline]
    fn row(&mut self, sort: Sort, days: usize) -> usize {
        match self.rows[sort.index()] {
            0 => self.new_row(sort, days),
            row => usize::from(row) - 1,
        }
    }

    #[cold]
    fn new_row(&mut self, sort: Sort, days: usize) -> usize {
        self.sorts.push(sort.index() as u16);
        self.rows[sort.index()] = self.sorts.len() as u16;
        self.crossings.resize(self.sorts.len() * days, Tally::default());
        self.sorts.len() - 1
    }

    /// A message passes on a day, counted from 1 once what it shows is also kept by person; `opened` where transport ends
    /// here.
    pub(super) fn carry(&mut self, size: &Size, day: u8, opened: bool, parcel: &Parcel<'_>) {
        let days = size.crowd.days;
        let message = &mut self.messages[parcel.form as usize * days + usize::from(day)];
        message.count += 1;
        message.bytes += parcel.bytes;
        let loose = parcel.form.varies();
        let mut last = (u32::MAX, None);
        for item in parcel.items {
            let mut sort = item.sort;
            if opened {
                sort.protected = sort.protected.at_service();
            }
            let row = self.row(sort, days);
            let crossing = &mut self.crossings[row * days + usize::from(day)];
            crossing.count += item.count;
            crossing.bytes += parcel.bytes;
            if loose {
                self.loose[sort.identifier as usize] += item.count;
            }
            if day > 0 && size.readers.reads(sort.protected) {
                let block = item.person.and_then(|person| {
                    if person != last.0 {
                        last = (person, size.crowd.sample.block(person));
                    }
                    last.1
                });
                self.learn(size, day, (sort, block), parcel.edge);
            }
        }
    }

    /// A message passes that is like all of its form: the same as [`carry`](Self::carry) with an item for each identifier.
    pub(super) fn greet(&mut self, size: &Size, day: u8, opened: bool, greeting: &Greeting) {
        let days = size.crowd.days;
        let message = &mut self.messages[greeting.form as usize * days + usize::from(day)];
        message.count += 1;
        message.bytes += greeting.bytes;
        let mut sort = greeting.sort;
        if opened {
            sort.protected = sort.protected.at_service();
        }
        let row = self.greetings.count(days, day, greeting, sort);
        if day > 0
            && size.readers.reads(sort.protected)
            && let Some(block) = size.crowd.sample.block(greeting.person)
            && self.greetings.shows(row, day, block)
        {
            for &identifier in greeting.identifiers {
                self.learn(size, day, (Sort { identifier, ..sort }, Some(block)), None);
            }
        }
    }

    /// Closes the book: what was counted together is counted apart.
    pub(super) fn close(&mut self, days: usize) {
        for (sort, tallies) in self.greetings.take() {
            let row = self.row(sort, days);
            add(&mut self.crossings[row * days..(row + 1) * days], &tallies);
        }
    }

    /// Somebody in a message that is counted already.
    pub(super) fn show(&mut self, size: &Size, day: u8, opened: bool, item: &Item, edge: Edge) {
        let protected = item.sort.protected;
        if size.readers.reads(if opened { protected.at_service() } else { protected }) {
            let block = item.person.and_then(|person| size.crowd.sample.block(person));
            self.learn(size, day, (item.sort, block), Some(edge));
        }
    }

    /// An identifier was read, of whoever stands for a block, if they are followed.
    fn learn(&mut self, size: &Size, day: u8, (sort, block): (Sort, Option<u32>), edge: Option<Edge>) {
        let own = sort.whose == Whose::Own;
        if let Some(block) = block {
            self.sight(Sight::Of(sort.identifier), size).note(block, day);
            if sort.identifier == Identifier::Msisdn && sort.whose != Whose::NonUser {
                let sight = if own { Sight::OwnNumber } else { Sight::Known };
                self.sight(sight, size).note(block, day);
            }
        }
        let (false, Identifier::Msisdn, Some(edge)) = (own, sort.identifier, edge) else { return };
        if size.edges.follows(edge.owner) {
            self.edges.get_or_insert_with(|| Box::new(Edges::new(size.edges))).see(edge.owner, edge.slot, day);
        }
        if let (true, Whose::NonUser, Some(block)) = (edge.kept && self.operator, sort.whose, block) {
            self.sight(Sight::KeptNumber, size).note(block, day);
        }
    }

    fn sight(&mut self, sight: Sight, size: &Size) -> &mut FirstSeen {
        self.seen[sight.index()].get_or_insert_with(|| Box::new(FirstSeen::new(size.crowd)))
    }

    pub(super) fn seen(&self, sight: Sight) -> Option<&FirstSeen> {
        self.seen[sight.index()].as_deref()
    }

    pub(super) fn edges(&self) -> Option<&Edges> {
        self.edges.as_deref()
    }

    /// Sorts of crossings that happened, with their days, in the order of sorts.
    pub(super) fn crossings(&self, days: usize) -> Vec<(Sort, &[Tally])> {
        assert!(self.greetings.is_empty(), "a book is closed before it is read");
        let row =
            |(row, &sort): (usize, &u16)| (Sort::of(usize::from(sort)), &self.crossings[row * days..(row + 1) * days]);
        let mut rows: Vec<_> = self.sorts.iter().enumerate().map(row).collect();
        rows.sort_unstable_by_key(|(sort, _)| sort.index());
        rows
    }

    pub(super) fn messages(&self, form: Form, days: usize) -> &[Tally] {
        &self.messages[form as usize * days..(form as usize + 1) * days]
    }

    /// Crossings of an identifier, and what they should be: messages times what each carries, and what was counted loose.
    pub(super) fn balance(&self, identifier: Identifier, days: usize) -> [u64; 2] {
        let of = |(sort, days): &(Sort, &[Tally])| {
            if sort.identifier == identifier { days.iter().map(|t| t.count).sum::<u64>() } else { 0 }
        };
        let crossed = self.crossings(days).iter().map(of).sum();
        let carried = |&form: &Form| {
            form.carries(identifier).unwrap_or(0) * self.messages(form, days).iter().map(|t| t.count).sum::<u64>()
        };
        let due = Form::ALL.iter().map(carried).sum::<u64>() + self.loose[identifier as usize];
        [crossed, due]
    }

    pub(super) fn merge(&mut self, other: &Self, days: usize) {
        for (sort, theirs) in other.crossings(days) {
            let row = self.row(sort, days);
            add(&mut self.crossings[row * days..(row + 1) * days], theirs);
        }
        add(&mut self.messages, &other.messages);
        crate::ledger::add_all(&mut self.loose, &other.loose);
        for (mine, theirs) in self.seen.iter_mut().zip(&other.seen) {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) => mine.merge(theirs),
                (mine @ None, Some(theirs)) => *mine = Some(theirs.clone()),
                (_, None) => {}
            }
        }
        match (&mut self.edges, &other.edges) {
            (Some(mine), Some(theirs)) => mine.merge(theirs),
            (mine @ None, Some(theirs)) => *mine = Some(theirs.clone()),
            (_, None) => {}
        }
    }

    pub(super) fn absorb(&self, days: usize, absorb: &mut impl FnMut(u64)) {
        for (sort, tallies) in self.crossings(days) {
            absorb(sort.index() as u64);
            tallies.iter().flat_map(|t| [t.count, t.bytes]).for_each(&mut *absorb);
        }
        self.messages.iter().filter(|t| t.count > 0).flat_map(|t| [t.count, t.bytes]).for_each(&mut *absorb);
        self.loose.iter().for_each(|&n| absorb(n));
        self.seen.iter().flatten().for_each(|seen| seen.absorb(absorb));
        self.edges.iter().for_each(|edges| edges.absorb(absorb));
    }

    pub(super) fn bytes(&self) -> usize {
        let tallies = self.crossings.capacity() + self.messages.capacity();
        let seen: usize = self.seen.iter().flatten().map(|s| s.bytes()).sum();
        let greetings = self.greetings.bytes();
        self.rows.capacity() * 2
            + tallies * size_of::<Tally>()
            + greetings
            + seen
            + self.edges.as_ref().map_or(0, |e| e.bytes())
    }
}

fn add(mine: &mut [Tally], theirs: &[Tally]) {
    assert_eq!(mine.len(), theirs.len(), "ledgers of one run have one shape");
    for (m, t) in mine.iter_mut().zip(theirs) {
        m.count += t.count;
        m.bytes += t.bytes;
    }
}
