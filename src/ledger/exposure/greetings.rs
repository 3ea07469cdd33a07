//! Messages that are all alike: each carries the same identifiers of whoever sends it, so one count stands for all.
//!
//! What was shown of somebody on the same day or an earlier one need not be looked up again. Knows not who sits where.

use super::book::Tally;
use super::crossing::{Form, Greeting, Identifier, Sort};
use serde::{Deserialize, Serialize};

/// Greetings of one sort at a seat.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    form: Form,
    /// Of every identifier, but for which one it is.
    sort: Sort,
    identifiers: Vec<Identifier>,
    /// By day.
    tallies: Vec<Tally>,
    /// Latest day on which anybody was shown.
    latest: u8,
    /// Blocks of people that have been shown by that day, a bit each.
    shown: Vec<u64>,
}

/// All greetings at a seat, until its book is closed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Greetings {
    rows: Vec<Row>,
}

impl Greetings {
    /// Counts a greeting whose identifiers are of a sort here; gives back its row.
    #[inline]
    pub(super) fn count(&mut self, days: usize, day: u8, greeting: &Greeting, sort: Sort) -> usize {
        let alike = |row: &Row| row.sort == sort && row.form == greeting.form;
        let row = self.rows.iter().position(alike).unwrap_or_else(|| self.open(days, greeting, sort));
        debug_assert_eq!(self.rows[row].identifiers[..], *greeting.identifiers, "messages of a form are alike");
        let tally = &mut self.rows[row].tallies[usize::from(day)];
        tally.count += 1;
        tally.bytes += greeting.bytes;
        row
    }

    #[cold]
    fn open(&mut self, days: usize, greeting: &Greeting, sort: Sort) -> usize {
        let &Greeting { form, identifiers, .. } = greeting;
        let (tallies, identifiers) = (vec![Tally::default(); days], identifiers.to_vec());
        self.rows.push(Row { form, sort, identifiers, tallies, latest: 0, shown: Vec::new() });
        self.rows.len() - 1
    }

    /// Somebody is shown on a day by a greeting of a row: whether that may be news.
    #[inline]
    pub(super) fn shows(&mut self, row: usize, day: u8, block: u32) -> bool {
        let Row { latest, shown, .. } = &mut self.rows[row];
        if day < *latest {
            return true;
        }
        *latest = day;
        let (word, bit) = (block as usize / 64, 1 << (block % 64));
        if word >= shown.len() {
            shown.resize(word + 1, 0);
        }
        let news = shown[word] & bit == 0;
        shown[word] |= bit;
        news
    }

    /// Nothing was counted, or all of it has been taken.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes all that was counted: each sort of crossing with its days.
    pub(super) fn take(&mut self) -> Vec<(Sort, Vec<Tally>)> {
        let rows = std::mem::take(&mut self.rows).into_iter();
        rows.flat_map(|Row { sort, identifiers, tallies, .. }| {
            identifiers.into_iter().map(move |identifier| (Sort { identifier, ..sort }, tallies.clone()))
        })
        .collect()
    }

    pub(super) fn bytes(&self) -> usize {
        let of = |row: &Row| row.tallies.capacity() * size_of::<Tally>() + row.shown.capacity() * 8;
        self.rows.iter().map(of).sum()
    }
}
