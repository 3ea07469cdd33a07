//! `[countries.CODE]` and their carriers: where handsets are, what messages cost there.
//!
//! Knows languages, hour profiles and sites by name only.

use super::{Names, is_place};
use crate::scenario::country::{Carrier, Country};
use crate::scenario::diagnostic::{Diagnostic, Origin};
use crate::scenario::document::{Node, Table};
use crate::scenario::kinds::{
    AMOUNT, CountKind, CurrencyKind, DigitsKind, FACTOR, NameKind, OffsetKind, PriceKind, RateKind, Ruled, SPELLS,
    ShareKind, TextKind,
};
use crate::scenario::layers::position;
use crate::scenario::network::ACCESS;
use crate::scenario::population::Population;
use crate::scenario::reader::Reader;
use crate::units::Currency;

/// A mobile network code.
const MNC: Ruled<DigitsKind> = Ruled {
    kind: DigitsKind { least: 2, most: 3, many: "two or three digits", example: "01" },
    why: "a mobile network code has two or three digits, and a leading zero counts (ITU-T E.212)",
};

/// A mobile country code.
const MCC: Ruled<CountKind> =
    Ruled { kind: CountKind { least: 100, most: 999 }, why: "a mobile country code has three digits (ITU-T E.212)" };

/// What people write before a national number.
const TRUNK: DigitsKind = DigitsKind { least: 1, most: 3, many: "one to three digits", example: "0" };

/// Digits of a national number where the file does not say.
const NUMBER_DIGITS: u64 = 10;

/// How far shares may be from a sum of one.
const TOLERANCE: f64 = 1e-6;

/// Reads `[countries]` and all carriers, grouped by country.
pub(super) fn read(reader: &mut Reader<'_, '_>, names: &Names, reference: Currency) -> (Vec<Country>, Vec<Carrier>) {
    let before = reader.report.found();
    let mut carriers = Vec::new();
    let read = reader.named("countries", "countries with owners of handsets", |code, country| {
        let index = names.countries.iter().position(|name| name == code).expect("names are the keys of this table");
        if !is_place(code) {
            let help = Some("for example [countries.CN] (ISO 3166)".to_owned());
            country.wrong_here("is no country", "a code of two capital letters", help);
        }
        let (value, own) = one(code, index, country, names, reference);
        carriers.extend(own);
        value
    });
    let countries: Vec<Country> = read.into_iter().map(|(_, country)| country).collect();
    if reader.report.found() == before
        && let Some(table) = reader.node("countries").and_then(Node::table)
    {
        let shares = countries.iter().map(|country| (country.code.as_str(), country.share));
        check_sum(reader, shares_of(table, "share"), "countries", &shares.collect::<Vec<_>>());
    }
    (countries, carriers)
}

fn one(
    code: &str,
    index: usize,
    country: &mut Reader<'_, '_>,
    names: &Names,
    reference: Currency,
) -> (Country, Vec<Carrier>) {
    let before = country.report.found();
    let currency = country.required("currency", "currency of the country's tariffs (ISO 4217)", &CurrencyKind);
    let exchange = country.required("exchange", "units of the reference currency for one unit", &FACTOR);
    if currency == reference && (exchange - 1.0).abs() > 1e-9 {
        let message = format!("is {exchange}, and {currency} is the reference currency");
        let help = "`exchange`: units of the reference currency for one unit".to_owned();
        country.wrong("exchange", &message, "1.0", Some(help));
    }
    let value = Country {
        code: code.to_owned(),
        name: country.required("name", "its name for people", &TextKind { expected: "a text such as \"China\"" }),
        calling_code: country.required(
            "calling_code",
            "international calling code, without the plus (ITU-T E.164)",
            &CountKind { least: 1, most: 999 },
        ) as u16,
        mcc: country.required("mcc", "mobile country code, three digits (ITU-T E.212)", &MCC) as u16,
        utc_offset_min: country.required("utc_offset", "offset of local time from UTC, all year", &OffsetKind),
        share: country.required("share", "share of all handsets; shares of countries sum to 1", &ShareKind),
        lines: country.required(
            "lines",
            "mobile lines in the country, with and without the service",
            &CountKind { least: 1, most: 100_000_000_000 },
        ),
        sms_per_line_day: country.required(
            "sms_per_line_day",
            "SMS that a line without the service sends a day",
            &AMOUNT,
        ),
        language: country.required(
            "language",
            "language of its texts, one of [workload.languages]",
            &NameKind { what: "language", names: &names.languages },
        ),
        hours: country.required(
            "hours",
            "profile of the hours of a day, one of [workload.hours]",
            &NameKind { what: "hour profile", names: &names.hours },
        ),
        home: country.required(
            "home",
            "data centre that serves the country at the start, one of [sites]",
            &NameKind { what: "site", names: &names.sites },
        ),
        dual_sim: country.required("dual_sim", "share of handsets with two SIMs", &ShareKind),
        roaming: country.required("roaming", "share of handsets that are on a foreign network", &ShareKind),
        number_digits: country.or(
            "number_digits",
            "digits of a mobile's national number",
            &CountKind { least: 1, most: 14 },
            NUMBER_DIGITS,
        ) as u8,
        trunk_prefix: country.optional("trunk_prefix", "what people write before a national number", &TRUNK),
        national_form: country.or("national_form", "share of contacts stored without country code", &ShareKind, 0.0),
        access: access(country),
        currency,
        exchange,
        data_price_mib: country.required("data_price", "price of mobile data", &PriceKind { currency, per_mib: true }),
        activation_price: country.optional("activation_price", "price of one activation SMS", &price(currency)),
    };
    if country.report.found() == before {
        check_plan(country, &value);
    }
    let carriers = carriers(country, index, currency, value.dual_sim);
    (value, carriers)
}

/// Refuses more lines than there are numbers.
fn check_plan(country: &mut Reader<'_, '_>, value: &Country) {
    let numbers = 10_u64.pow(value.number_digits.into());
    if value.lines > numbers {
        let message = format!("is {}, and the country has {} lines", value.number_digits, value.lines);
        let help = format!("{} digits make {numbers} numbers", value.number_digits);
        country.wrong("number_digits", &message, "at least as many numbers as lines", Some(help));
    }
}

fn price(currency: Currency) -> PriceKind {
    PriceKind { currency, per_mib: false }
}

fn access(country: &mut Reader<'_, '_>) -> [f64; 5] {
    let before = country.report.found();
    let shares =
        country.table("access", "shares of the kinds of access, of spells with data; they sum to 1", |access| {
            ACCESS.map(|kind| access.required(kind, "share of spells with data that have this access", &ShareKind))
        });
    if country.report.found() == before
        && let Some(table) = country.node("access").and_then(Node::table)
    {
        let named: Vec<(&str, f64)> = ACCESS.into_iter().zip(shares).collect();
        check_sum(country, table.values(), "access", &named);
    }
    shares
}

fn carriers(country: &mut Reader<'_, '_>, index: usize, currency: Currency, dual_sim: f64) -> Vec<Carrier> {
    let before = country.report.found();
    let read = country.named("carriers", "mobile carriers of the country, by names of your choice", |name, carrier| {
        let [on_net, off_net, international, roaming] =
            carrier.table("sms", "prices of an SMS, for each segment", |sms| {
                [
                    sms.required("on_net", "price of a segment to the same carrier", &price(currency)),
                    sms.required("off_net", "price of a segment to another carrier of the country", &price(currency)),
                    sms.required("international", "price of a segment to another country", &price(currency)),
                    sms.required("roaming", "price of a segment while roaming", &price(currency)),
                ]
            });
        Carrier {
            name: name.to_owned(),
            country: index,
            mnc: carrier.required("mnc", "mobile network code, two or three digits (ITU-T E.212)", &MNC),
            share: carrier.required(
                "share",
                "share of the country's lines; shares of all carriers sum to 1",
                &ShareKind,
            ),
            second_sim: carrier.or("second_sim", "share of the country's second SIMs", &ShareKind, 0.0),
            on_net,
            off_net,
            international,
            roaming,
            smsc_rate: carrier.required("smsc_rate", "SMS segments that its message centres carry", &RateKind),
            nat: carrier.required(
                "nat",
                "how long the carrier keeps the address translation of an idle connection",
                &SPELLS,
            ),
        }
    });
    let carriers: Vec<Carrier> = read.into_iter().map(|(_, carrier)| carrier).collect();
    if country.report.found() == before
        && let Some(table) = country.node("carriers").and_then(Node::table)
    {
        if carriers.is_empty() {
            country.wrong(
                "carriers",
                "names no carrier",
                "a table such as [countries.CN.carriers.mobile]",
                Some("every line belongs to a carrier".to_owned()),
            );
        } else {
            let shares: Vec<(&str, f64)> = carriers.iter().map(|one| (one.name.as_str(), one.share)).collect();
            check_sum(country, shares_of(table, "share"), "carriers", &shares);
            check_second_sims(country, table, &carriers, dual_sim);
        }
    }
    carriers
}

/// Second SIMs have tariffs of their own: their shares must be there where such SIMs are, and sum to one.
fn check_second_sims(country: &mut Reader<'_, '_>, table: &Table, carriers: &[Carrier], dual_sim: f64) {
    let shares: Vec<(&str, f64)> = carriers.iter().map(|one| (one.name.as_str(), one.second_sim)).collect();
    if shares_of(table, "second_sim").next().is_some() {
        check_sum(country, shares_of(table, "second_sim"), "carriers.*.second_sim", &shares);
    } else if dual_sim > 0.0 {
        let help = "add `second_sim`, a share of the second SIMs, to the carriers; or set `dual_sim = 0`".to_owned();
        country.wrong(
            "dual_sim",
            "is a dual-SIM share without tariffs of a second SIM",
            "`second_sim` at some carrier of this country",
            Some(help),
        );
    }
}

/// The shares of named sub-tables.
fn shares_of<'d>(table: &'d Table, key: &'static str) -> impl Iterator<Item = &'d Node> {
    table.values().filter_map(move |node| node.table()?.get(key))
}

/// Reports shares below `key` that do not sum to one, at the one of their `nodes` that was written last.
fn check_sum<'d>(
    reader: &mut Reader<'_, '_>,
    nodes: impl Iterator<Item = &'d Node>,
    key: &str,
    shares: &[(&str, f64)],
) {
    let total: f64 = shares.iter().map(|(_, share)| share).sum();
    if (total - 1.0).abs() <= TOLERANCE {
        return;
    }
    let last = nodes.max_by_key(|share| position(share));
    let at: Origin = last.map_or_else(|| reader.at(key), |share| share.at.clone());
    let sum = shares.iter().map(|(name, share)| format!("{name} {share}")).collect::<Vec<_>>().join(" + ");
    let message = format!("shares of `{}` sum to {}", reader.below(key), shown(total));
    let diagnostic = Diagnostic::at(&at, message, "expected shares that sum to 1");
    reader.report.push(diagnostic.note(Some(sum)).help(Some(difference(total))));
}

fn difference(total: f64) -> String {
    let off = shown((total - 1.0).abs());
    if total > 1.0 { format!("take {off} away from one of them") } else { format!("add {off} to one of them") }
}

/// A sum without the noise of its last binary digits.
fn shown(number: f64) -> f64 {
    libm::round(number * 1e9) / 1e9
}

/// Refuses more owners in a country than it has lines: those without the service would be fewer than none.
pub(super) fn check_lines(root: &Table, countries: &[Country], population: &Population, reader: &mut Reader<'_, '_>) {
    let owners = |country: &Country| country.share * population.represents as f64;
    let crowded: Vec<&Country> = countries.iter().filter(|country| owners(country) > country.lines as f64).collect();
    let Some(first) = crowded.first() else { return };
    // One such country has too large a share; several mean that too many are represented.
    let represents = root.get("population").and_then(Node::table).and_then(|own| own.get("represents"));
    let table = root.get("countries").and_then(Node::table);
    let share = table.and_then(|table| table.get(&first.code)).and_then(Node::table).and_then(|own| own.get("share"));
    let Some(node) = represents.filter(|_| crowded.len() > 1).or(share) else { return };
    let message = format!(
        "`countries.{}.share` makes {} owners, and the country has {} lines",
        first.code,
        libm::round(owners(first)),
        first.lines
    );
    let codes: Vec<&str> = crowded.iter().map(|country| country.code.as_str()).collect();
    let others = (codes.len() > 1).then(|| format!("the same in {}", codes[1..].join(", ")));
    let help = "lower the share, or `population.represents`".to_owned();
    let mistake = Diagnostic::at(&node.at, message, "expected no more owners than lines in any country");
    reader.report.push(mistake.note(others).help(Some(help)));
}

/// Refuses more people than can be numbered: all lines, as many as the simulated handsets stand for.
pub(super) fn check_people(root: &Table, countries: &[Country], population: &Population, reader: &mut Reader<'_, '_>) {
    let lines: u64 = countries.iter().map(|country| country.lines).sum();
    let scale = population.represents as f64 / f64::from(population.handsets.max(1));
    // One more a country, because none is without people; rounding aside.
    let people = lines as f64 / scale.max(1.0) + f64::from(population.handsets) + countries.len() as f64;
    if people < f64::from(u32::MAX) {
        return;
    }
    let own = root.get("population").and_then(Node::table);
    let Some(node) = own.and_then(|own| own.get("handsets")) else { return };
    let message = format!(
        "{} handsets stand for {}, and the countries have {lines} lines: {people:.0} people to simulate",
        population.handsets, population.represents
    );
    let help = "simulate fewer handsets, or let them stand for more with `population.represents`".to_owned();
    let expected = format!("expected fewer than {} people, with and without the service", u32::MAX);
    reader.report.push(Diagnostic::at(&node.at, message, expected).help(Some(help)));
}
