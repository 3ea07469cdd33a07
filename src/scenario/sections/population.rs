//! `[population]`: who takes part, and how that changes.
//!
//! Knows countries by name only.

use super::Names;
use crate::random::Law;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::kinds::find_name;
use crate::scenario::kinds::{CountKind, FACTOR, FlagKind, LawKind, NumberKind, Ruled, ShareKind, TIMES};
use crate::scenario::law_text::LawUnit;
use crate::scenario::population::{Corridor, Population};
use crate::scenario::reader::{Item, Kind, Reader};

/// Most simulated handsets: identifiers have 28 bits, a few of which name other things.
const MOST_HANDSETS: u64 = (1 << 28) - 4096;

/// Reads `[population]`; a trace or a script says how many handsets there are.
pub(super) fn read(reader: &mut Reader<'_, '_>, names: &Names, people: Option<u32>) -> Population {
    reader.table("population", "who takes part, and how that changes", |population| {
        let before = population.report.found();
        let kind = CountKind { least: 1, most: MOST_HANDSETS };
        let some = Ruled { kind, why: "events name handsets with 28 bits; more of them are said by `represents`" };
        let written = population.required("handsets", "handsets that are simulated", &some) as u32;
        let handsets = people.unwrap_or(written);
        let many = CountKind { least: 1, most: 100_000_000_000 };
        let represents = population.or_from_others(
            "represents",
            "handsets that the simulated ones stand for, one each where left out; counts are scaled up to it",
            &many,
            u64::from(handsets),
        );
        if people.is_none() && population.report.found() == before && represents < u64::from(handsets) {
            let message = format!("is {represents}, and {handsets} handsets are simulated");
            let help =
                "`represents` counts what the simulated handsets stand for; leave it out for one each".to_owned();
            population.wrong("represents", &message, "at least as many as are simulated", Some(help));
        }
        // People of a trace or a script stand for themselves.
        let represents = people.map_or(represents, u64::from);
        Population {
            handsets,
            represents,
            joins_per_month: population.required("joins_per_month", "share of handsets bought in 30 days", &ShareKind),
            resets_per_month: population.required(
                "resets_per_month",
                "chance that a handset is reset to factory settings in 30 days",
                &ShareKind,
            ),
            replacements_per_month: monthly(population, "replacements_per_month", "chance of a new handset in 30 days"),
            sim_swaps_per_month: monthly(population, "sim_swaps_per_month", "chance of another SIM in 30 days"),
            number_kept: population.or("number_kept", "share of swapped SIMs that keep the number", &ShareKind, 1.0),
            sim_removals_per_month: monthly(
                population,
                "sim_removals_per_month",
                "chance that a SIM is taken out and put back in 30 days",
            ),
            leaves_per_month: monthly(population, "leaves_per_month", "chance of giving the handset up in 30 days"),
            opted_out: population.required("opted_out", "share that had switched the service off", &ShareKind),
            opt_in: population.required("opt_in", "share that switches on what is off", &ShareKind),
            opt_in_after: population.or(
                "opt_in_after",
                "time from a start with the service off to switching it on",
                &TIMES,
                Law::Fixed(0.0),
            ),
            default_on: population.required("default_on", "whether the service is on without being asked", &FlagKind),
            homophily: population.required(
                "homophily",
                "odds that a contact of an owner owns a handset with the client too, over chance",
                &FACTOR,
            ),
            phonebook: population.required(
                "phonebook",
                "entries in an owner's phonebook",
                &LawKind { unit: LawUnit::Plain, positive: true },
            ),
            phonebook_limit: population.required(
                "phonebook_limit",
                "entries in the largest phonebook",
                &CountKind { least: 1, most: crate::scenario::population::MOST_ENTRIES.into() },
            ) as u32,
            contacts_abroad: population.required("contacts_abroad", "share of non-user contacts abroad", &ShareKind),
            corridors: corridors(population, names),
        }
    })
}

/// A chance in 30 days that is none where the file does not say.
fn monthly(population: &mut Reader<'_, '_>, key: &'static str, about: &'static str) -> f64 {
    population.or(key, about, &ShareKind, 0.0)
}

fn corridors(population: &mut Reader<'_, '_>, names: &Names) -> Vec<Corridor> {
    let read = |corridors: &mut Reader<'_, '_>| {
        let mut read: Vec<Corridor> = Vec::new();
        let most = NumberKind { least: 0.0, most: 1e4 };
        let about = "links between two countries, such as CN-IN: acquaintances for each owner of the smaller side";
        for (key, node) in corridors.entries(about, || most.shape()) {
            let pair = pair(key, "country", &names.countries);
            let item = Item { node, path: corridors.below(key) };
            let links = most.read(&item, corridors.report).unwrap_or(0.0);
            match pair {
                Ok((a, b)) if a == b => {
                    let message = format!("`{}` joins a country with itself", item.path);
                    let label = "expected two different countries";
                    corridors
                        .report
                        .push(Diagnostic::at(&node.key, message, label).help(Some("take it out".to_owned())));
                }
                Ok((a, b)) if read.iter().any(|other| (other.a, other.b) == (b, a)) => {
                    let message = format!("`{}` stands in both orders", item.path);
                    let label = "expected each pair of countries once";
                    corridors
                        .report
                        .push(Diagnostic::at(&node.key, message, label).help(Some("take it out".to_owned())));
                }
                Ok((a, b)) => read.push(Corridor { a, b, links }),
                Err((message, label, help)) => {
                    let message = format!("`{}` {message}", item.path);
                    corridors.report.push(Diagnostic::at(&node.key, message, label).help(help));
                }
            }
        }
        read
    };
    population.optional_table("corridors", "links among owners across borders", read).unwrap_or_default()
}

/// The two indices of a key such as `CN-IN`, or message, expectation and advice.
pub(super) fn pair(
    key: &str,
    what: &str,
    names: &[String],
) -> Result<(usize, usize), (String, String, Option<String>)> {
    let Some((a, b)) = key.split_once('-') else {
        let expected = format!("expected two names with a hyphen, such as CN-IN ({what} and {what})");
        let help = format!("join the codes of a {what} and a {what} with a hyphen");
        return Err((format!("is not a pair: {what} and {what}"), expected, Some(help)));
    };
    let find = |name: &str| {
        find_name(name, what, names)
            .map_err(|fault| (fault.message, format!("expected {}", fault.expected), fault.help))
    };
    Ok((find(a)?, find(b)?))
}
