//! Money and bytes, by country and day.
//!
//! Amounts are in millionths of the country's own currency, for simulated messages (not scaled up). Knows no tariff and
//! no exchange rate: the model states each amount, the analysis converts.

use super::Days;
use crate::units::{Instant, Micros};
use serde::{Deserialize, Serialize};

/// What one country's people paid and were spared on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Paid for SMS: segments times tariff.
    pub paid: Micros,
    /// Of `paid`: SMS to people without the service and between owners of whom one has it off.
    pub paid_direct: Micros,
    /// What messages delivered by IP alone would have cost as SMS.
    pub avoided: Micros,
    /// Paid for activation SMS.
    pub activation: Micros,
    /// Bytes over mobile data.
    pub data_bytes: u64,
    /// Segments paid.
    pub segments: u64,
    /// Messages delivered by IP alone: SMS saved.
    pub sms_saved: u64,
}

/// Bills by day and country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costs {
    calendar: Days,
    countries: usize,
    bills: Vec<Bill>,
}

impl Costs {
    pub(super) fn new(calendar: Days, countries: usize) -> Self {
        Self { calendar, countries, bills: vec![Bill::default(); calendar.count() * countries] }
    }

    /// The bill of a country on the day of `at`.
    pub fn bill_mut(&mut self, at: Instant, country: usize) -> &mut Bill {
        &mut self.bills[self.calendar.index(at) * self.countries + country]
    }

    /// The bill of a country on a day, indexed as [`Days`] says.
    pub fn bill(&self, day: usize, country: usize) -> &Bill {
        &self.bills[day * self.countries + country]
    }

    /// Days recorded.
    pub fn days(&self) -> usize {
        self.bills.len() / self.countries.max(1)
    }

    /// Countries recorded.
    pub fn countries(&self) -> usize {
        self.countries
    }

    pub(super) fn merge(&mut self, other: &Self) {
        assert_eq!(self.bills.len(), other.bills.len(), "ledgers of one run have one shape");
        for (mine, theirs) in self.bills.iter_mut().zip(&other.bills) {
            mine.paid += theirs.paid;
            mine.paid_direct += theirs.paid_direct;
            mine.avoided += theirs.avoided;
            mine.activation += theirs.activation;
            mine.data_bytes += theirs.data_bytes;
            mine.segments += theirs.segments;
            mine.sms_saved += theirs.sms_saved;
        }
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        for b in &self.bills {
            for word in [b.paid.0, b.paid_direct.0, b.avoided.0, b.activation.0] {
                absorb(word.cast_unsigned());
            }
            [b.data_bytes, b.segments, b.sms_saved].into_iter().for_each(&mut *absorb);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bills.capacity() * size_of::<Bill>()
    }
}
