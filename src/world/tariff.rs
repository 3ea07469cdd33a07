//! What a message costs: segments times the tariff of the writer's carrier.
//!
//! Whole millionths of the country's own currency. Knows no exchange rate.

use crate::units::{CarrierId, CountryId, Micros};

/// How the carriers of writer and reader lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The same carrier.
    OnNet,
    /// Another carrier of the same country.
    OffNet,
    /// Another country.
    International,
}

/// Prices of one segment at one carrier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// To the same carrier.
    pub on_net: Micros,
    /// To another carrier of the country.
    pub off_net: Micros,
    /// Abroad.
    pub international: Micros,
    /// While roaming, to anybody.
    pub roaming: Micros,
}

/// All prices.
#[derive(Clone, Debug, Default)]
pub struct Tariffs {
    /// By carrier.
    pub carriers: Vec<Prices>,
    /// The activation SMS, by country.
    pub activation: Vec<Micros>,
}

impl Tariffs {
    /// The price of `segments` segments.
    pub fn sms(&self, carrier: CarrierId, relation: Relation, roaming: bool, segments: u32) -> Micros {
        let prices = &self.carriers[carrier.index()];
        let one = if roaming {
            prices.roaming
        } else {
            match relation {
                Relation::OnNet => prices.on_net,
                Relation::OffNet => prices.off_net,
                Relation::International => prices.international,
            }
        };
        one * u64::from(segments)
    }

    /// The price of an activation SMS.
    pub fn activation(&self, country: CountryId) -> Micros {
        self.activation[country.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_relation_has_its_own_price_and_roaming_beats_them_all() {
        let prices = Prices {
            on_net: Micros(270_000),
            off_net: Micros(600_000),
            international: Micros(1_500_000),
            roaming: Micros(3_000_000),
        };
        let tariffs = Tariffs { carriers: vec![prices], activation: vec![Micros(5)] };
        let price = |relation, roaming| tariffs.sms(CarrierId(0), relation, roaming, 2).0;
        assert_eq!(price(Relation::OnNet, false), 540_000);
        assert_eq!(price(Relation::OffNet, false), 1_200_000);
        assert_eq!(price(Relation::International, false), 3_000_000);
        assert_eq!(price(Relation::OnNet, true), 6_000_000);
    }
}
