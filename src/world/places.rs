//! Where identifiers live: handsets, outsiders and carriers are numbered country by country.
//!
//! Knows no acquaintance and no choice.

use super::steps::Steps;
use crate::units::{CountryId, HandsetId, PersonId};

/// One country's share of the identifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryRange {
    /// First handset.
    pub first_handset: u32,
    /// Handsets.
    pub handsets: u32,
    /// First person without the service.
    pub first_outsider: u32,
    /// People without the service.
    pub outsiders: u32,
    /// First carrier.
    pub first_carrier: u16,
    /// Carriers.
    pub carriers: u16,
}

/// All countries' ranges, in the order of countries.
#[derive(Clone, Debug)]
pub struct Layout {
    countries: Vec<CountryRange>,
    handsets: u32,
    by_handset: Steps,
    by_outsider: Steps,
}

impl Layout {
    /// From ranges that follow each other without gaps.
    ///
    /// # Panics
    /// Where they have gaps.
    pub fn new(countries: Vec<CountryRange>) -> Self {
        for pair in countries.windows(2) {
            assert_eq!(pair[0].first_handset + pair[0].handsets, pair[1].first_handset, "handsets are dense");
            assert_eq!(pair[0].first_outsider + pair[0].outsiders, pair[1].first_outsider, "outsiders are dense");
            assert_eq!(pair[0].first_carrier + pair[0].carriers, pair[1].first_carrier, "carriers are dense");
        }
        let handsets = countries.last().map_or(0, |c| c.first_handset + c.handsets);
        let by_handset = Steps::new(countries.iter().map(|c| c.first_handset.into()));
        let by_outsider = Steps::new(countries.iter().map(|c| c.first_outsider.into()));
        Self { countries, handsets, by_handset, by_outsider }
    }

    /// All ranges.
    pub fn countries(&self) -> &[CountryRange] {
        &self.countries
    }

    /// A country's range.
    pub fn range(&self, country: CountryId) -> &CountryRange {
        &self.countries[country.index()]
    }

    /// Handsets in all.
    pub fn handsets(&self) -> u32 {
        self.handsets
    }

    /// People without the service in all.
    pub fn outsiders(&self) -> u32 {
        self.countries.last().map_or(0, |c| c.first_outsider + c.outsiders)
    }

    /// Carriers in all.
    pub fn carriers(&self) -> u16 {
        self.countries.last().map_or(0, |c| c.first_carrier + c.carriers)
    }

    /// The country of a handset's number.
    pub fn country(&self, handset: HandsetId) -> CountryId {
        CountryId((self.by_handset.passed(handset.0.into()) - 1) as u16)
    }

    /// The country of an outsider's number.
    pub fn outsider_country(&self, person: PersonId) -> CountryId {
        CountryId((self.by_outsider.passed(person.0.into()) - 1) as u16)
    }
}
