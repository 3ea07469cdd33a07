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

/// Where a country's activation SMS go, as far as their price is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// To a number whose price is known.
    Priced(Micros),
    /// To a gateway of the country's own: billed as an SMS to another carrier of the country.
    Domestic,
    /// To the international gateway: billed as an SMS abroad.
    International,
}

/// All prices.
#[derive(Clone, Debug, Default)]
pub struct Tariffs {
    /// By carrier.
    pub carriers: Vec<Prices>,
    /// The activation SMS, by country.
    pub activation: Vec<Gateway>,
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

    /// The price of an activation SMS: it is billed to the owner, as an SMS abroad where no gateway of the country's own
    /// takes it.
    pub fn activation(&self, country: CountryId, carrier: CarrierId, roaming: bool) -> Micros {
        match self.activation[country.index()] {
            Gateway::Priced(_) if roaming => self.sms(carrier, Relation::International, true, 1),
            Gateway::Priced(price) => price,
            Gateway::Domestic => self.sms(carrier, Relation::OffNet, roaming, 1),
            Gateway::International => self.sms(carrier, Relation::International, roaming, 1),
        }
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
        let tariffs = Tariffs { carriers: vec![prices], activation: vec![Gateway::Priced(Micros(5))] };
        let price = |relation, roaming| tariffs.sms(CarrierId(0), relation, roaming, 2).0;
        assert_eq!(price(Relation::OnNet, false), 540_000);
        assert_eq!(price(Relation::OffNet, false), 1_200_000);
        assert_eq!(price(Relation::International, false), 3_000_000);
        assert_eq!(price(Relation::OnNet, true), 6_000_000);
    }

    #[test]
    fn an_activation_is_billed_as_an_sms_abroad_where_no_gateway_matches() {
        let prices = Prices { on_net: Micros(1), off_net: Micros(2), international: Micros(3), roaming: Micros(4) };
        let of = |gateway, roaming| {
            let tariffs = Tariffs { carriers: vec![prices], activation: vec![gateway] };
            tariffs.activation(CountryId(0), CarrierId(0), roaming).0
        };
        let gateways = [Gateway::Priced(Micros(9)), Gateway::Domestic, Gateway::International];
        assert_eq!(gateways.map(|g| of(g, false)), [9, 2, 3]);
        assert_eq!(gateways.map(|g| of(g, true)), [4, 4, 4]);
    }
}
