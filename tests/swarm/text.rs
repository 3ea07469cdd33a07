//! From a strange world to the text of its scenario, and its trace.
//!
//! One line a key, so that the text says how the world differs from the plain one. Knows nothing of runs.

use crate::knobs::Settings;
use crate::strange::{ACCESS, Action, Country, Edge, Effect, Ends, Entry, Person, RATES, Site, Strange, Workload};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const MINUTE: u64 = 60_000_000;
const COUNTRIES: [&str; 3] = ["AA", "BB", "CC"];
const SITES: [&str; 2] = ["north", "south"];
const CARRIERS: [&str; 2] = ["one", "two"];
const PEOPLE: [&str; 5] = ["ana", "bob", "cat", "dan", "eve"];
/// How owners are dealt out to one, two or three countries.
const SHARES: [&[&str]; 3] = [&["1.0"], &["0.75", "0.25"], &["0.5", "0.25", "0.25"]];

/// A scenario as it is written to files.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) scenario: String,
    /// `trace.csv` beside it.
    pub(crate) trace: Option<String>,
}

type Keys = BTreeMap<String, String>;

/// The text of a world.
pub(crate) fn text(world: &Strange) -> Text {
    let mut keys = Keys::new();
    let mut set = |key: &str, value: String| drop(keys.insert(key.to_owned(), value));
    set("study.duration", format!("'{} min'", world.minutes));
    set("study.seed", world.seed.to_string());
    set("study.warm_up", time(warm_up(world)));
    set("population.handsets", world.handsets.to_string());
    set("population.represents", (world.handsets * world.scale).to_string());
    places(world.scale, &world.countries, &world.sites, &mut keys);
    for settings in &world.knobs {
        apply(world, "", settings, &mut keys);
    }
    let trace = workload(world, &mut keys);
    timeline(world, &mut keys);
    for (n, design) in world.arms.iter().enumerate() {
        apply(world, &format!("arm.a{n}."), design, &mut keys);
    }
    let plain = in_the_plain_world();
    keys.retain(|key, value| plain.get(key) != Some(value));
    let mut scenario = "extends = 'plain.toml'\n".to_owned();
    for (key, value) in &keys {
        writeln!(scenario, "{key} = {value}").expect("a text takes everything");
    }
    for n in 0..world.arms.len() {
        writeln!(scenario, "[arm.a{n}]").expect("a text takes everything");
    }
    Text { scenario: arms_last(&scenario), trace }
}

/// What `plain.toml` says of its country and its data centre.
fn in_the_plain_world() -> Keys {
    let mut keys = Keys::new();
    let country =
        Country { carriers: 1, home: 0, outsiders: 0, access: ACCESS[0], dual_sim: "0.0", national_form: "0.0" };
    let site = Site { place: 0, nodes: 1, rate: RATES[0] };
    places(1, &[country], &[site], &mut keys);
    keys
}

/// Keys of arms go under the arms' own headings: a table has one place in a file.
fn arms_last(text: &str) -> String {
    let (of_arms, others): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("arm."));
    let mut all: Vec<String> = Vec::new();
    for line in others {
        all.push(line.to_owned());
        if let Some(arm) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let own = of_arms.iter().filter_map(|line| line.strip_prefix(arm)?.strip_prefix('.'));
            all.extend(own.map(str::to_owned));
        }
    }
    all.join("\n") + "\n"
}

fn warm_up(world: &Strange) -> u64 {
    world.minutes * MINUTE / 8 * world.warm_up
}

/// A time as the language writes it, in the largest unit that fits.
fn time(micros: u64) -> String {
    format!("'{}'", plain(micros))
}

fn plain(micros: u64) -> String {
    if micros.is_multiple_of(MINUTE) { format!("{} min", micros / MINUTE) } else { format!("{micros} us") }
}

fn sites(world: &Strange) -> &'static [&'static str] {
    &SITES[..world.sites.len()]
}

fn countries(world: &Strange) -> &'static [&'static str] {
    &COUNTRIES[..world.countries.len()]
}

fn places(scale: u64, countries: &[Country], sites: &[Site], keys: &mut Keys) {
    for (name, site) in SITES.iter().zip(sites) {
        let mut set = |key: &str, value: String| drop(keys.insert(format!("sites.{name}.{key}"), value));
        set("place", format!("'{}'", COUNTRIES[site.place % countries.len()]));
        set("relay.nodes", site.nodes.to_string());
        for (key, value) in [("rate", site.rate), ("connect_rate", "'10/s'"), ("connections", "20")] {
            set(&format!("relay.{key}"), value.to_owned());
        }
        set("relay.shed", "'1 s'".to_owned());
        set("relay.retention", "'2 min'".to_owned());
        for service in ["lookup", "presence"] {
            for (key, value) in [("servers", "1"), ("rate", site.rate), ("shed", "'1 s'")] {
                set(&format!("{service}.{key}"), value.to_owned());
            }
        }
    }
    for (n, (code, country)) in COUNTRIES.iter().zip(countries).enumerate() {
        let mut set = |key: &str, value: &str| drop(keys.insert(format!("countries.{code}.{key}"), value.to_owned()));
        set("name", &format!("'Land {code}'"));
        set("calling_code", &(n + 1).to_string());
        set("mcc", &(101 + n).to_string());
        set("utc_offset", ["'+00:00'", "'+05:30'", "'-03:00'"][n]);
        set("share", SHARES[countries.len() - 1][n]);
        set("lines", &(scale * (16 + country.outsiders)).to_string());
        set("sms_per_line_day", "5.0");
        set("language", "'plain'");
        set("hours", "'flat'");
        set("home", &format!("'{}'", SITES[country.home % sites.len()]));
        set("dual_sim", country.dual_sim);
        set("roaming", "0.0");
        set("national_form", country.national_form);
        set("access", country.access);
        set("currency", ["'AAA'", "'BBB'", "'CCC'"][n]);
        set("exchange", ["1.0", "2.0", "0.1"][n]);
        set("data_price", ["'0.10 AAA/MiB'", "'0.10 BBB/MiB'", "'0.10 CCC/MiB'"][n]);
        set("activation_price", ["'0.50 AAA'", "'1 BBB'", "'2 CCC'"][n]);
        let money = ["AAA", "BBB", "CCC"][n];
        for (m, carrier) in CARRIERS[..country.carriers].iter().enumerate() {
            let mut set = |key: &str, value: String| set(&format!("carriers.{carrier}.{key}"), &value);
            set("mnc", format!("'{:02}'", n * 2 + m + 1));
            for key in ["share", "second_sim"] {
                set(key, if country.carriers == 1 { "1.0" } else { "0.5" }.to_owned());
            }
            for (way, price) in
                [("on_net", "0.10"), ("off_net", "0.20"), ("international", "1.00"), ("roaming", "2.00")]
            {
                set(&format!("sms.{way}"), format!("'{price} {money}'"));
            }
            set("smsc_rate", "'10/s'".to_owned());
            set("nat", "'fixed(10 min)'".to_owned());
        }
    }
}

/// Lays settings over the keys, for every site, country or carrier that they are about.
fn apply(world: &Strange, prefix: &str, settings: Settings, keys: &mut Keys) {
    for (key, value) in settings {
        let mut all = vec![(*key).to_owned()];
        for (slot, names) in [("{site}", sites(world)), ("{country}", countries(world))] {
            let named = |key: &String| names.iter().map(|name| key.replace(slot, name)).collect::<Vec<_>>();
            all = all.iter().flat_map(|key| if key.contains(slot) { named(key) } else { vec![key.clone()] }).collect();
        }
        for key in all {
            let country = countries(world).iter().position(|code| key.contains(&format!("countries.{code}.")));
            let carriers = country.map_or(0, |country| world.countries[country].carriers);
            if key.contains("{carrier}") {
                for carrier in &CARRIERS[..carriers] {
                    keys.insert(format!("{prefix}{}", key.replace("{carrier}", carrier)), (*value).to_owned());
                }
            } else {
                keys.insert(format!("{prefix}{key}"), (*value).to_owned());
            }
        }
    }
}

fn workload(world: &Strange, keys: &mut Keys) -> Option<String> {
    match &world.workload {
        Workload::Generator(wishes) => {
            keys.extend(wishes.iter().map(|(key, value)| (format!("workload.{key}"), (*value).to_owned())));
            None
        }
        Workload::Trace(rows) => {
            keys.insert("workload.trace.path".to_owned(), "'trace.csv'".to_owned());
            let mut text = "source,target,timestamp\n".to_owned();
            for (who, whom, when) in rows {
                // Nobody writes to themselves.
                let whom = if who == whom { whom + 8 } else { *whom };
                writeln!(text, "{who},{whom},{}", u64::from(*when) % (world.minutes * 60)).expect("a text takes all");
            }
            Some(text)
        }
        Workload::Script(people, actions) => {
            for (name, person) in PEOPLE.iter().zip(people) {
                one(world, name, person, keys);
            }
            if actions.iter().any(|action| action.does == "log-in") {
                // What a login is, must be known.
                let named =
                    [("share", "0.0"), ("interval", "'1 h'"), ("contacts", "{ consent = 1.0, bytes = 'fixed(300)' }")];
                for (key, value) in named {
                    keys.entry(format!("micloud.{key}")).or_insert_with(|| value.to_owned());
                }
            }
            let does: Vec<String> = actions.iter().filter_map(|action| deed(world, people, action)).collect();
            keys.insert("script.actions".to_owned(), format!("[{}]", does.join(", ")));
            None
        }
    }
}

fn one(world: &Strange, name: &str, person: &Person, keys: &mut Keys) {
    let mut set = |key: &str, value: String| drop(keys.insert(format!("script.people.{name}.{key}"), value));
    set("country", format!("'{}'", COUNTRIES[person.country % world.countries.len()]));
    if !owns(name, person) {
        set("handset", "false".to_owned());
        return;
    }
    set("access", format!("'{}'", person.access));
    if let Some(starts) = starts(world, person) {
        set("starts", format!("'+{}'", plain(starts)));
    }
    if !person.service.is_empty() {
        set("service", format!("'{}'", person.service));
    }
}

/// Somebody owns a handset, or there is no script: the first.
fn owns(name: &str, person: &Person) -> bool {
    person.handset || name == PEOPLE[0]
}

fn starts(world: &Strange, person: &Person) -> Option<u64> {
    person.starts.map(|minute| minute % world.minutes * MINUTE)
}

/// An action that its people can do; nothing where they cannot.
fn deed(world: &Strange, people: &[Person], action: &Action) -> Option<String> {
    let (who, whom) = (action.who % people.len(), action.whom % people.len());
    let at = action.minute % world.minutes * MINUTE;
    let owner = |n: usize| owns(PEOPLE[n], &people[n]);
    if !owner(who) || starts(world, &people[who]).is_some_and(|starts| at <= starts.max(1)) {
        return None;
    }
    let concerns = ["write", "open", "create-contact", "receive"].contains(&action.does);
    if concerns && (who == whom || action.does == "receive" && owner(whom)) {
        return None;
    }
    let whom = if concerns { format!(", whom = '{}'", PEOPLE[whom]) } else { String::new() };
    let converses = ["write", "receive"].contains(&action.does);
    let turns = if converses { format!(", turns = {}", action.turns) } else { String::new() };
    Some(format!("{{ at = '+{}', who = '{}', does = '{}'{whom}{turns} }}", plain(at), PEOPLE[who], action.does))
}

/// What an intervention holds against others of its kind, from when to when.
struct Taken {
    what: String,
    from: u64,
    until: u64,
}

fn timeline(world: &Strange, keys: &mut Keys) {
    let mut taken: Vec<Taken> = Vec::new();
    let horizon = world.minutes * MINUTE;
    for (n, entry) in world.timeline.iter().enumerate() {
        let from = begins(world, entry).min(horizon - 1);
        let until = match entry.ends {
            Ends::AfterMinutes => from + entry.length * MINUTE,
            Ends::AtOnce => from + 1,
            Ends::WithTheStudy => horizon,
        }
        .min(horizon);
        let Some((what, effect, lasts)) = effect(world, entry, keys) else { continue };
        let until = if lasts { until } else { from + 1 };
        // Two of a kind at once would contradict each other.
        if taken.iter().any(|other| other.what == what && other.from < until && from < other.until) {
            continue;
        }
        taken.push(Taken { what, from, until });
        keys.insert(format!("timeline.t{n}.at"), format!("'+{}'", plain(from)));
        if lasts {
            keys.insert(format!("timeline.t{n}.duration"), time(until - from));
        }
        keys.insert(format!("timeline.t{n}.{}", effect.0), effect.1);
    }
}

fn begins(world: &Strange, entry: &Entry) -> u64 {
    let minute = entry.minute % world.minutes * MINUTE;
    match entry.edge {
        Edge::OnTheMinute => minute,
        Edge::JustAfter => minute + 1,
        Edge::JustBefore => minute.saturating_sub(1),
        Edge::AFloorAfter => minute + 10_000,
        Edge::Start => 0,
        Edge::WarmUp => warm_up(world),
        Edge::Midnight => 120 * MINUTE,
        Edge::Last => u64::MAX,
    }
}

/// What an intervention is about, its key and value, and whether it ends; nothing where the world has nothing like it.
fn effect(world: &Strange, entry: &Entry, keys: &Keys) -> Option<(String, (&'static str, String), bool)> {
    let site = entry.about % world.sites.len();
    let country = entry.about % world.countries.len();
    let other = entry.other % world.countries.len();
    let (at, code) = (SITES[site], COUNTRIES[country]);
    let nodes = 1 + entry.form as u64 % world.sites[site].nodes;
    let form = entry.form;
    Some(match entry.effect {
        Effect::NodeOutage => {
            (format!("site {at}"), ("node_outage", format!("{{ site = '{at}', nodes = {nodes} }}")), true)
        }
        Effect::SiteOutage => (format!("site {at}"), ("site_outage", format!("{{ site = '{at}' }}")), true),
        Effect::Partition | Effect::OneWay => {
            let direction = if entry.effect == Effect::OneWay { ", direction = 'one-way'" } else { "" };
            let to = COUNTRIES[other];
            if other == country {
                return None;
            }
            ("cut".to_owned(), ("partition", format!("{{ from = '{code}', to = '{to}'{direction} }}")), true)
        }
        Effect::NameOutage => (format!("names {code}"), ("name_outage", format!("{{ place = '{code}' }}")), true),
        Effect::AccountOutage => (format!("accounts {at}"), ("account_outage", format!("{{ site = '{at}' }}")), true),
        Effect::Ban => (format!("ban {code}"), ("ban", format!("{{ country = '{code}' }}")), true),
        Effect::Migration => {
            let to = SITES[entry.other % world.sites.len()];
            (format!("move {code}"), ("migration", format!("{{ country = '{code}', site = '{to}' }}")), false)
        }
        Effect::Ota => ("update".to_owned(), ("ota", update(form, keys)), false),
        Effect::FlashCrowd => {
            let factor = ["9", "0.001", "100", "1", "0.5", "3"][form];
            ("crowd".to_owned(), ("flash_crowd", format!("{{ factor = {factor}, countries = ['{code}'] }}")), true)
        }
        Effect::Sale => {
            let share = ["0.2", "0.9", "0.0", "0.5", "0.1", "0.3"][form];
            ("sale".to_owned(), ("sale", format!("{{ share = {share}, countries = ['{code}'] }}")), true)
        }
        Effect::Deletion => {
            let mut what = vec!["'accounts-off'"];
            what.extend(keys.contains_key("holdings").then_some("'lookup-log'"));
            what.extend(keys.contains_key("micloud.contacts").then_some("'backups'"));
            ("deletion".to_owned(), ("deletion", format!("{{ what = [{}] }}", what.join(", "))), false)
        }
    })
}

fn update(form: usize, keys: &Keys) -> String {
    let protection = if keys.contains_key("client.bucket_bits") { "bucket" } else { "field-encrypted" };
    match form {
        0 => "{ default = 'opt-in', numbers = 'field-encrypted', uptake = 'steps(0 h: 1)' }".to_owned(),
        1 => format!("{{ default = 'on', numbers = '{protection}', uptake = 'steps(0 h: 0.2, 1 h: 0.5, 2 h: 0.9)' }}"),
        2 => "{ default = 'opt-in', numbers = 'hash', uptake = 'logistic(mid 1 h, spread 10 min, never 0.1)' }"
            .to_owned(),
        3 => "{ default = 'on', numbers = 'tls', uptake = 'steps(0 h: 0.5)' }".to_owned(),
        4 => "{ default = 'opt-in', numbers = 'salted-hash', uptake = 'steps(0 h: 0.0, 1 min: 1.0)' }".to_owned(),
        _ => "{ default = 'opt-in', numbers = 'field-encrypted', offer = 'steps(0 h: 0.5, 1 h: 1)', poll = '20 min', \
              install = 'steps(0 h: 0.5, 20 min: 0.9)' }"
            .to_owned(),
    }
}
