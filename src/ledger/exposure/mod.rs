//! Identifying data on the wire and at the operator: crossings, and the people they are about.
//!
//! A crossing is one message on one hop carrying one identifier. Every hop is a seat with a book of its own. Knows no
//! network and no observer: the model says what crossed where, the analysis who sits there.

mod book;
mod crossing;
mod greetings;
mod marks;
mod people;
mod seat;
mod table;

pub use book::{Sight, Tally as CrossingTally};
pub use crossing::{Consent, Edge, Form, Greeting, Identifier, Item, Parcel, Protection, Sort, Whose};
pub use people::{Crowd, Edges, FirstSeen, Sample};
pub use seat::{Hop, Readers, Seat, Seats};

use super::{Days, Shape};
use crate::units::Instant;
use book::{SeatBook, Size};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How much of the exposure record is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExposureShape {
    /// All seats.
    pub seats: Seats,
    /// Which protections give way.
    pub readers: Readers,
    /// Which people are followed.
    pub people: Sample,
    /// Whose acquaintances are followed.
    pub edges: Sample,
}

/// Everything about identifying data. Empty where the scenario switches it off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    recording: bool,
    calendar: Days,
    shape: ExposureShape,
    size: Size,
    books: Vec<Option<Box<SeatBook>>>,
}

impl Exposure {
    pub(super) fn new(shape: &Shape) -> Self {
        let seats = if shape.exposure { shape.exposed.seats.count() } else { 0 };
        Self {
            recording: shape.exposure,
            calendar: shape.days,
            shape: shape.exposed,
            size: Size {
                crowd: Crowd {
                    owners: shape.handsets,
                    people: shape.handsets + shape.outsiders as u32,
                    sample: shape.exposed.people,
                    days: if shape.exposure { shape.days.count() } else { 0 },
                },
                edges: shape.exposed.edges,
                readers: shape.exposed.readers,
            },
            books: vec![None; seats],
        }
    }

    /// Whether anything is recorded at all.
    pub fn recording(&self) -> bool {
        self.recording
    }

    /// A message passes a seat. What it shows about people is kept from the end of the warm-up on.
    ///
    /// # Panics
    /// Where the study has more days than a first sight can name.
    pub fn carry(&mut self, at: Instant, seat: Seat, parcel: &Parcel<'_>) {
        self.pass(at, seat, false, parcel);
    }

    /// A message reaches a seat where transport ends, and its protection with it.
    ///
    /// # Panics
    /// As `carry` does.
    pub fn open(&mut self, at: Instant, seat: Seat, parcel: &Parcel<'_>) {
        self.pass(at, seat, true, parcel);
    }

    fn pass(&mut self, at: Instant, seat: Seat, opened: bool, parcel: &Parcel<'_>) {
        if self.recording {
            let day = self.day(at);
            let (book, size) = self.book_mut(seat);
            book.carry(size, day, opened, parcel);
        }
    }

    /// A message passes a seat that shows of its sender what every one of its form does; `opened` as [`open`](Self::open)
    /// says. Counts as `carry` would, with an item for each identifier.
    ///
    /// # Panics
    /// As `carry` does.
    pub fn greet(&mut self, at: Instant, seat: Seat, opened: bool, greeting: &Greeting) {
        if self.recording {
            let day = self.day(at);
            let (book, size) = self.book_mut(seat);
            book.greet(size, day, opened, greeting);
        }
    }

    /// Closes the books. Nothing is read before, where anybody has [greeted](Self::greet).
    pub fn finish(&mut self) {
        let days = self.days();
        self.books.iter_mut().flatten().for_each(|book| book.close(days));
    }

    /// Somebody in a message of many that [`carry`](Self::carry) has counted, or [`open`](Self::open) where it was `opened`:
    /// what it shows of them, and who keeps them.
    ///
    /// # Panics
    /// As `carry` does.
    pub fn show(&mut self, at: Instant, seat: Seat, opened: bool, item: &Item, edge: Edge) {
        if self.recording && self.calendar.phase(at) == 1 {
            let day = self.day(at);
            let (book, size) = self.book_mut(seat);
            book.show(size, day, opened, item, edge);
        }
    }

    fn day(&self, at: Instant) -> u8 {
        u8::try_from(self.calendar.index(at)).expect("a study has at most 255 days, because an instant has 44 bits")
    }

    /// The book of a seat, made where there is none.
    fn book_mut(&mut self, seat: Seat) -> (&mut SeatBook, &Size) {
        let size = &self.size;
        let book = self.books[self.shape.seats.index(seat)]
            .get_or_insert_with(|| Box::new(SeatBook::new(size, seat.hop() == Hop::Operator)));
        (book, size)
    }

    fn book(&self, seat: Seat) -> Option<&SeatBook> {
        self.books.get(self.shape.seats.index(seat))?.as_deref()
    }

    /// Seats at which anything crossed, in the order of their numbers.
    pub fn seats(&self) -> impl Iterator<Item = Seat> {
        let open = |seat: &Seat| self.book(*seat).is_some();
        let all = self.recording.then(|| self.shape.seats.all());
        all.into_iter().flatten().filter(open)
    }

    /// Sorts of crossings at a seat, each with its days, indexed as [`Days`] says.
    pub fn crossings(&self, seat: Seat) -> Vec<(Sort, &[CrossingTally])> {
        self.book(seat).map(|book| book.crossings(self.days())).unwrap_or_default()
    }

    /// Messages of a form at a seat by day; empty where nothing crossed.
    pub fn messages(&self, seat: Seat, form: Form) -> &[CrossingTally] {
        self.book(seat).map_or(&[], |book| book.messages(form, self.days()))
    }

    /// Crossings of some kinds over the measured days.
    pub fn measured(&self, counts: impl Fn(Hop, Sort) -> bool) -> u64 {
        let measured = |days: &[CrossingTally]| days[1..].iter().map(|t| t.count).sum::<u64>();
        let at = |seat: Seat| {
            let sorts = self.crossings(seat).into_iter().filter(|(sort, _)| counts(seat.hop(), *sort));
            sorts.map(|(_, days)| measured(days)).sum::<u64>()
        };
        self.seats().map(at).sum()
    }

    /// Who was seen at a seat, and when first; none where nobody was.
    pub fn seen(&self, seat: Seat, sight: Sight) -> Option<&FirstSeen> {
        self.book(seat)?.seen(sight)
    }

    /// Who was seen to know whom at a seat.
    pub fn edges(&self, seat: Seat) -> Option<&Edges> {
        self.book(seat)?.edges()
    }

    /// People seen at any of some seats.
    pub fn seen_at(&self, seats: impl IntoIterator<Item = Seat>, sight: Sight) -> Cow<'_, FirstSeen> {
        let mut found = seats.into_iter().filter_map(|seat| self.seen(seat, sight));
        let mut all = found.next().map_or_else(|| Cow::Owned(FirstSeen::new(self.size.crowd)), Cow::Borrowed);
        found.for_each(|seen| all.to_mut().merge(seen));
        all
    }

    /// Edges seen at any of some seats.
    pub fn edges_at(&self, seats: impl IntoIterator<Item = Seat>) -> Cow<'_, Edges> {
        let mut found = seats.into_iter().filter_map(|seat| self.edges(seat));
        let mut all = found.next().map_or_else(|| Cow::Owned(Edges::new(self.shape.edges)), Cow::Borrowed);
        found.for_each(|edges| all.to_mut().merge(edges));
        all
    }

    /// The owners among the people, and the others.
    pub fn owners_and_others(&self) -> [std::ops::Range<u32>; 2] {
        [0..self.size.crowd.owners, self.size.crowd.owners..self.size.crowd.people]
    }

    /// How this record was cut.
    pub fn shape(&self) -> &ExposureShape {
        &self.shape
    }

    /// Days recorded; 0 where recording is off.
    pub fn days(&self) -> usize {
        self.size.crowd.days
    }

    /// Every seat and identifier with its crossings, and the messages there times what they carry: the same in a sound run.
    pub fn balances(&self) -> impl Iterator<Item = (Seat, Identifier, [u64; 2])> {
        let books = self.seats().filter_map(|seat| Some((seat, self.book(seat)?)));
        books.flat_map(move |(seat, book)| {
            Identifier::ALL.iter().map(move |&identifier| (seat, identifier, book.balance(identifier, self.days())))
        })
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let days = self.days();
        for (mine, theirs) in self.books.iter_mut().zip(&other.books) {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) => mine.merge(theirs, days),
                (mine @ None, Some(theirs)) => *mine = Some(theirs.clone()),
                (_, None) => {}
            }
        }
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        for (seat, book) in self.books.iter().enumerate().filter_map(|(n, book)| Some((n, book.as_ref()?))) {
            absorb(seat as u64);
            book.absorb(self.days(), absorb);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.books.iter().flatten().map(|book| book.bytes()).sum()
    }
}

#[cfg(test)]
mod tests;
