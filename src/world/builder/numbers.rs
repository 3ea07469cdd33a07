//! The spaces of numbers, and how account hosts read national ones.

use crate::random::Draws;
use crate::scenario::{Country, Scenario};
use crate::units::{CountryId, Probability};
use crate::world::Layout;
use crate::world::dialling::{Dialling, Reading};
use crate::world::identity::{Digits, Identities, Network, NumberPlan};

/// The digits of a whole number, without zeros in front.
fn digits(number: u16) -> Digits {
    Digits::parse(&number.to_string()).expect("a whole number is digits")
}

fn plan(country: &Country) -> NumberPlan {
    let trunk = country.trunk_prefix.as_deref().map(|text| Digits::parse(text).expect("checked as digits"));
    NumberPlan { calling_code: digits(country.calling_code), digits: country.number_digits, trunk }
}

pub(super) fn identities(scenario: &Scenario, layout: &Layout, draws: &Draws) -> Identities {
    let plans: Vec<NumberPlan> = scenario.countries.iter().map(plan).collect();
    let people: Vec<(u32, u32)> = layout.countries().iter().map(|range| (range.handsets, range.outsiders)).collect();
    let networks = scenario.carriers.iter().map(|carrier| {
        let country = &scenario.countries[carrier.country];
        Network {
            mcc: digits(country.mcc),
            mnc: Digits::parse(&carrier.mnc).expect("checked as digits"),
            calling_code: digits(country.calling_code),
        }
    });
    Identities::new(draws, &plans, &people, &networks.collect::<Vec<_>>())
}

pub(super) fn dialling(scenario: &Scenario, layout: &Layout) -> Dialling {
    let scale = scenario.population.represents as f64 / f64::from(scenario.population.handsets);
    let readings = scenario.countries.iter().enumerate().map(|(asker, country)| {
        let default = scenario.sites[country.home].default_country;
        if country.national_form <= 0.0 || default == Some(asker) {
            return None;
        }
        let chance = |people: u32| match default.map(|default| &scenario.countries[default]) {
            Some(there) if fits(&plan(country), &plan(there)) => {
                // As if the plan's numbers were given out evenly (assumed).
                Probability::from_share(f64::from(people) * scale / libm::pow(10.0, there.number_digits.into()))
            }
            Some(_) | None => Probability::ZERO,
        };
        let default = CountryId(default.unwrap_or(0) as u16);
        let range = layout.range(default);
        Some(Reading {
            national: Probability::from_share(country.national_form),
            owner: chance(range.handsets),
            anybody: chance(range.handsets + range.outsiders),
            default,
        })
    });
    Dialling::new(readings.collect())
}

/// Whether a number as people write it in one country can be one of another: the host takes its own trunk prefix off,
/// and then counts. A prefix that it does not know begins nobody's number.
fn fits(written: &NumberPlan, read: &NumberPlan) -> bool {
    (written.trunk.is_none() || written.trunk == read.trunk) && written.digits == read.digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_prefixes_decide_whether_a_number_can_be_anothers() {
        let plan = |digits, trunk: Option<&str>| NumberPlan {
            calling_code: Digits::new(1, 1),
            digits,
            trunk: trunk.map(|text| Digits::parse(text).expect("digits")),
        };
        assert!(fits(&plan(8, None), &plan(8, None)));
        assert!(fits(&plan(8, None), &plan(8, Some("0"))));
        assert!(fits(&plan(9, Some("0")), &plan(9, Some("0"))));
        // Ten digits and a prefix are eleven letters, and still no Chinese number.
        assert!(!fits(&plan(10, Some("0")), &plan(11, None)));
        assert!(!fits(&plan(9, Some("0")), &plan(9, None)));
        assert!(!fits(&plan(9, None), &plan(8, None)));
    }
}
