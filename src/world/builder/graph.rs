//! Builds the layout and the social graph of a scenario: how many are in which country and class.
//!
//! Floats end here; the graph itself is a function (see [`crate::world::Contacts`]).

use crate::random::{Draws, Law, Permutation};
use crate::scenario::{Corridor, Population, Scenario};
use crate::units::{CountryId, Probability};
use crate::world::contacts::{Class, Classes, CountryContacts, Generated, Links, Popularity};
use crate::world::places::CountryRange;
use crate::world::steps::Steps;
use crate::world::{Layout, Stream};

/// Classes of phonebook size, of equal population.
const SIZES: u32 = 12;

/// The mean of a law cut at a limit, by its quantiles.
fn mean_between(law: &Law, from: f64, to: f64, low: f64, high: f64) -> f64 {
    const POINTS: u32 = 64;
    let sum: f64 = (0..POINTS)
        .map(|i| law.quantile(from + (to - from) * (f64::from(i) + 0.5) / f64::from(POINTS)).clamp(low, high))
        .sum();
    sum / f64::from(POINTS)
}

/// Largest-remainder apportionment of `total` by shares.
fn apportion(total: u32, shares: &[f64]) -> Vec<u32> {
    let sum: f64 = shares.iter().sum();
    let exact: Vec<f64> = shares.iter().map(|s| f64::from(total) * s / sum).collect();
    let mut counts: Vec<u32> = exact.iter().map(|e| *e as u32).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| (exact[b] - exact[b].trunc()).total_cmp(&(exact[a] - exact[a].trunc())).then(a.cmp(&b)));
    let missing = total - counts.iter().sum::<u32>();
    for &i in order.iter().cycle().take(missing as usize) {
        counts[i] += 1;
    }
    counts
}

/// Numbers of handsets, outsiders and carriers by country.
pub(super) fn layout(scenario: &Scenario) -> Layout {
    let p = &scenario.population;
    let shares: Vec<f64> = scenario.countries.iter().map(|c| c.share).collect();
    let handsets = apportion(p.handsets, &shares);
    let scale = p.represents as f64 / f64::from(p.handsets);
    let (mut first_handset, mut first_outsider, mut first_carrier) = (0, 0, 0);
    let mut ranges = Vec::new();
    for (i, country) in scenario.countries.iter().enumerate() {
        let lines = (country.lines as f64 / scale) as u64;
        let outsiders = lines.saturating_sub(u64::from(handsets[i])).max(1);
        let outsiders = u32::try_from(outsiders).expect("a scenario has no more people than can be numbered");
        let (handsets, outsiders) = match &scenario.script {
            Some(script) => super::script::counts(script, i),
            None => (handsets[i], outsiders),
        };
        let carriers = scenario.carriers.iter().filter(|c| c.country == i).count() as u16;
        ranges.push(CountryRange { first_handset, handsets, first_outsider, outsiders, first_carrier, carriers });
        first_handset += handsets;
        first_outsider += outsiders;
        first_carrier += carriers;
    }
    Layout::new(ranges)
}

/// The generated graph.
pub(super) fn generated(scenario: &Scenario, layout: &Layout, draws: &Draws) -> Generated {
    let p = &scenario.population;
    let sizes: Vec<f64> = (0..SIZES)
        .map(|q| {
            let (from, to) = (f64::from(q) / f64::from(SIZES), f64::from(q + 1) / f64::from(SIZES));
            mean_between(&p.phonebook, from, to, 0.0, p.phonebook_limit.into())
        })
        .collect();
    let corridors: Vec<Links> = p
        .corridors
        .iter()
        .enumerate()
        .map(|(n, c)| {
            let [a, b] = [c.a, c.b].map(|i| layout.countries()[i].handsets);
            let links = (c.links * f64::from(a.min(b)) + 0.5) as u64;
            let ends = [c.a, c.b].map(|i| CountryId(i as u16));
            Links::new(ends, [a, b], links, draws.bits(Stream::Graph, 1 + n as u64, 0))
        })
        .collect();
    let countries: Vec<CountryContacts> = (0..scenario.countries.len())
        .map(|i| {
            let range = &layout.countries()[i];
            let mut classes = classes(range.handsets, &sizes, owner_chance(scenario, i));
            let stubs: u64 = classes.iter().map(|c| u64::from(c.count) * u64::from(c.stubs)).sum();
            if stubs == 1 {
                // A stub alone in its country has no partner: the entry is an outsider's.
                for class in &mut classes {
                    class.stubs = 0;
                }
            }
            let (outsiders, by_popularity) = popularity(range, &sizes);
            CountryContacts {
                pairing: Permutation::new(draws.bits(Stream::Graph, 0, i as u64), (stubs & !1).max(2)),
                outsiders,
                by_popularity,
                corridors: sides(p, i),
                classes: Classes::new(classes),
            }
        })
        .collect();
    let lines: f64 = scenario.countries.iter().map(|c| c.lines as f64).sum();
    let mut sum = 0.0;
    let mut by_lines: Vec<u64> = scenario
        .countries
        .iter()
        .map(|c| {
            sum += c.lines as f64 / lines;
            (sum.min(1.0) * 4_294_967_296.0) as u64
        })
        .collect();
    *by_lines.last_mut().expect("a scenario has a country") = 1 << 32;
    let abroad = Probability::from_share(if scenario.countries.len() > 1 { p.contacts_abroad } else { 0.0 });
    Generated {
        everybody_knows_somebody: countries.iter().all(|c| c.classes.iter().all(|c| c.size > 0)),
        countries,
        corridors,
        abroad,
        by_lines: Steps::new(by_lines),
        layout: layout.clone(),
        draws: draws.clone(),
    }
}

/// Chance that a contact of an owner in country `i` is an owner of the same country.
fn owner_chance(scenario: &Scenario, i: usize) -> f64 {
    let country = &scenario.countries[i];
    let owners = scenario.population.represents as f64 * country.share;
    let base = (owners / (country.lines as f64).max(1.0)).min(0.99);
    let odds = scenario.population.homophily * base / (1.0 - base);
    odds / (1.0 + odds)
}

fn sides(population: &Population, country: usize) -> Vec<(usize, usize)> {
    let side = |(n, c): (usize, &Corridor)| {
        if c.a == country {
            Some((n, 0))
        } else if c.b == country {
            Some((n, 1))
        } else {
            None
        }
    };
    population.corridors.iter().enumerate().filter_map(side).collect()
}

/// Owners by size of phonebook, each size split in two so that the mean number of owners among its entries comes out.
fn classes(owners: u32, sizes: &[f64], chance: f64) -> Vec<Class> {
    let mut classes = Vec::new();
    let (mut first, mut first_stub) = (0, 0);
    for (q, &size) in sizes.iter().enumerate() {
        let (from, to) = (bound(owners, q, sizes.len()), bound(owners, q + 1, sizes.len()));
        let rounded = libm::round(size) as u32;
        let wanted = (size * chance).min(f64::from(rounded));
        let more = (f64::from(to - from) * (wanted - libm::floor(wanted)) + 0.5) as u32;
        for (count, stubs) in [(to - from - more, wanted as u32), (more, wanted as u32 + 1)] {
            if count > 0 {
                classes.push(Class { first, count, size: rounded.max(stubs), stubs, first_stub });
                first += count;
                first_stub += u64::from(count) * u64::from(stubs);
            }
        }
    }
    assert_eq!(first, owners, "every owner has a class");
    classes
}

fn bound(total: u32, q: usize, of: usize) -> u32 {
    (u64::from(total) * q as u64 / of as u64) as u32
}

/// Outsiders by popularity: somebody with a large phonebook stands in proportionally many.
fn popularity(range: &CountryRange, sizes: &[f64]) -> (Vec<Popularity>, Steps) {
    let counts: Vec<u32> = (0..sizes.len())
        .map(|q| bound(range.outsiders, q + 1, sizes.len()) - bound(range.outsiders, q, sizes.len()))
        .collect();
    let total: f64 = sizes.iter().zip(&counts).map(|(s, n)| s.max(1e-9) * f64::from(*n)).sum();
    let (mut sum, mut first) = (0.0, range.first_outsider);
    let (classes, mut below): (Vec<Popularity>, Vec<u64>) = sizes
        .iter()
        .zip(&counts)
        .filter(|(_, count)| **count > 0)
        .map(|(size, &count)| {
            sum += size.max(1e-9) * f64::from(count) / total;
            let class = Popularity { first, count };
            first += count;
            (class, (sum * 4_294_967_296.0) as u64)
        })
        .unzip();
    *below.last_mut().expect("every country has an outsider") = 1 << 32;
    (classes, Steps::new(below))
}

impl Generated {
    /// Expected number of outsiders who stand in at least one owner's phonebook.
    pub fn nonusers_in_phonebooks(&self) -> f64 {
        let mut entries = vec![0.0; self.countries.len()];
        let abroad = self.abroad.share();
        for (i, country) in self.countries.iter().enumerate() {
            let own: f64 = country.classes.iter().map(|c| f64::from(c.count) * f64::from(c.size - c.stubs)).sum();
            entries[i] += own * (1.0 - abroad);
            let mut before = 0;
            for (j, &below) in self.by_lines.bounds().iter().enumerate() {
                entries[j] += own * abroad * (below - before) as f64 / 4_294_967_296.0;
                before = below;
            }
        }
        let mut expected = 0.0;
        for (country, entries) in self.countries.iter().zip(entries) {
            let mut before = 0;
            for (class, &below) in country.outsiders.iter().zip(country.by_popularity.bounds()) {
                let share = (below - before) as f64 / 4_294_967_296.0;
                before = below;
                let missed = libm::exp(entries * share * libm::log1p(-1.0 / f64::from(class.count.max(2))));
                expected += f64::from(class.count) * (1.0 - missed);
            }
        }
        expected
    }
}
