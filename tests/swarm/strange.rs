//! A strange world as a value: what proptest makes at random and makes smaller again.
//!
//! All parts are independent plain numbers, taken modulo what there is when the text is written, so that taking a part away
//! never makes another one meaningless. Shrinks towards fewer of everything, and the first of each list.

use crate::knobs::{DESIGNS, KNOBS, Settings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// A world.
#[derive(Clone, Debug)]
pub(crate) struct Strange {
    pub(crate) seed: u64,
    pub(crate) minutes: u64,
    /// Eighths of the study.
    pub(crate) warm_up: u64,
    pub(crate) handsets: u64,
    /// Handsets of the real world that each stands for.
    pub(crate) scale: u64,
    pub(crate) countries: Vec<Country>,
    pub(crate) sites: Vec<Site>,
    pub(crate) knobs: Vec<Settings>,
    pub(crate) timeline: Vec<Entry>,
    pub(crate) workload: Workload,
    pub(crate) arms: Vec<Settings>,
}

#[derive(Clone, Debug)]
pub(crate) struct Country {
    pub(crate) carriers: usize,
    pub(crate) home: usize,
    pub(crate) outsiders: u64,
    pub(crate) access: &'static str,
    pub(crate) dual_sim: &'static str,
    pub(crate) national_form: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) place: usize,
    pub(crate) nodes: u64,
    pub(crate) rate: &'static str,
}

/// An intervention.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) effect: Effect,
    pub(crate) minute: u64,
    pub(crate) edge: Edge,
    pub(crate) length: u64,
    pub(crate) ends: Ends,
    /// What it is about: a country, a site.
    pub(crate) about: usize,
    /// A second one.
    pub(crate) other: usize,
    /// Which of its forms.
    pub(crate) form: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    NodeOutage,
    SiteOutage,
    Partition,
    OneWay,
    NameOutage,
    AccountOutage,
    Ban,
    Migration,
    Ota,
    FlashCrowd,
    Sale,
    Deletion,
}

/// Where in its minute an intervention begins, or at which edge of the study.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edge {
    OnTheMinute,
    JustAfter,
    JustBefore,
    AFloorAfter,
    Start,
    WarmUp,
    Midnight,
    Last,
}

/// When it is over.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ends {
    AfterMinutes,
    AtOnce,
    WithTheStudy,
}

/// Who writes.
#[derive(Clone, Debug)]
pub(crate) enum Workload {
    Generator(Vec<(&'static str, &'static str)>),
    /// Rows of a trace: who, to whom, in which second.
    Trace(Vec<(u32, u32, u32)>),
    Script(Vec<Person>, Vec<Action>),
}

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) country: usize,
    pub(crate) handset: bool,
    pub(crate) starts: Option<u64>,
    pub(crate) access: &'static str,
    pub(crate) service: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Action {
    pub(crate) minute: u64,
    pub(crate) who: usize,
    pub(crate) whom: usize,
    pub(crate) does: &'static str,
    pub(crate) turns: u64,
}

pub(crate) const RATES: [&str; 4] = ["'100/s'", "'2/s'", "'1000/s'", "'10/min'"];
pub(crate) const ACCESS: [&str; 4] = [
    "{ gprs = 0.0, edge = 0.0, 3g = 0.0, lte = 0.0, wifi = 1.0 }",
    "{ gprs = 0.0, edge = 0.0, 3g = 1.0, lte = 0.0, wifi = 0.0 }",
    "{ gprs = 0.0, edge = 0.0, 3g = 0.5, lte = 0.0, wifi = 0.5 }",
    "{ gprs = 0.1, edge = 0.1, 3g = 0.2, lte = 0.2, wifi = 0.4 }",
];
const SHARES: [&str; 4] = ["0.0", "0.3", "1.0", "0.0"];

/// Ways to write, each as it is in the plain world or one of some others.
const WISHES: [(&str, [&str; 3]); 11] = [
    ("sent_per_day", ["'fixed(1000)'", "'mix(0.5: fixed(0), 0.5: fixed(400))'", "'exp(100)'"]),
    ("turns", ["'fixed(1)'", "'mix(0.5: fixed(1), 0.5: fixed(5))'", "'fixed(60)'"]),
    ("think", ["'fixed(1 us)'", "'mix(0.7: fixed(10 s), 0.3: fixed(5 min))'", "'exp(10 min)'"]),
    ("gap", ["'mix(0.9: fixed(0), 0.1: fixed(10))'", "'mix(0.5: fixed(0), 0.5: fixed(2))'", "'exp(1)'"]),
    ("typing", ["'fixed(1 us)'", "'exp(30 s)'", "'fixed(10 min)'"]),
    ("again", ["0.3", "0.9", "0.5"]),
    ("unopened", ["1.0", "0.3", "0.5"]),
    ("rank", ["'fixed(0)'", "'uniform(0, 2)'", "'exp(3)'"]),
    ("opens_per_day", ["0.0", "500.0", "100.0"]),
    ("new_contacts_per_month", ["300.0", "3000.0", "100.0"]),
    ("strangers", ["1.0", "0.2", "0.5"]),
];

fn country() -> impl Strategy<Value = Country> {
    (1..=2usize, 0..3usize, 0..40u64, select(&ACCESS[..]), select(&SHARES[..]), select(&SHARES[..])).prop_map(
        |(carriers, home, outsiders, access, dual_sim, national_form)| Country {
            carriers,
            home,
            outsiders,
            access,
            dual_sim,
            national_form,
        },
    )
}

fn site() -> impl Strategy<Value = Site> {
    (0..3usize, 1..=3u64, select(&RATES[..])).prop_map(|(place, nodes, rate)| Site { place, nodes, rate })
}

fn entry() -> impl Strategy<Value = Entry> {
    use Edge::{AFloorAfter, JustAfter, JustBefore, Last, Midnight, OnTheMinute, Start, WarmUp};
    use Effect::{
        AccountOutage, Ban, Deletion, FlashCrowd, Migration, NameOutage, NodeOutage, OneWay, Ota, Partition, Sale,
        SiteOutage,
    };
    let effects = vec![
        NodeOutage,
        SiteOutage,
        Partition,
        OneWay,
        NameOutage,
        AccountOutage,
        Ban,
        Migration,
        Ota,
        FlashCrowd,
        Sale,
        Deletion,
    ];
    let edges =
        vec![OnTheMinute, JustAfter, JustBefore, AFloorAfter, Start, WarmUp, Midnight, Last, OnTheMinute, JustAfter];
    let ends = vec![Ends::AfterMinutes, Ends::AfterMinutes, Ends::AfterMinutes, Ends::AtOnce, Ends::WithTheStudy];
    let when = (0..600u64, select(edges), 1..200u64, select(ends));
    (select(effects), when, 0..6usize, 0..6usize, 0..6usize).prop_map(
        |(effect, (minute, edge, length, ends), about, other, form)| Entry {
            effect,
            minute,
            edge,
            length,
            ends,
            about,
            other,
            form,
        },
    )
}

fn wishes() -> impl Strategy<Value = Workload> {
    let wish = (0..WISHES.len(), 0..3usize).prop_map(|(key, value)| (WISHES[key].0, WISHES[key].1[value]));
    vec(wish, 0..6).prop_map(Workload::Generator)
}

fn trace() -> impl Strategy<Value = Workload> {
    // Whole seconds on a coarse grid: much happens together.
    let row = (0..8u32, 0..8u32, 0..120u32).prop_map(|(who, whom, when)| (who, whom, when * 60));
    vec(row, 1..60).prop_map(Workload::Trace)
}

fn script() -> impl Strategy<Value = Workload> {
    let starts = prop_oneof![Just(None), (0..200u64).prop_map(Some)];
    let access = select(vec!["wifi", "3g", "none"]);
    let service = select(vec!["", "on", "off", "opted-in"]);
    let person = (0..3usize, prop::bool::weighted(0.75), starts, access, service)
        .prop_map(|(country, handset, starts, access, service)| Person { country, handset, starts, access, service });
    let does = vec!["write", "open", "create-contact", "receive", "enable", "disable", "reset", "log-in"];
    let action = (0..24u64, 0..5usize, 0..5usize, select(does), 1..6u64)
        .prop_map(|(tens, who, whom, does, turns)| Action { minute: tens * 10, who, whom, does, turns });
    (vec(person, 1..6), vec(action, 0..16)).prop_map(|(people, actions)| Workload::Script(people, actions))
}

/// Worlds at random.
pub(crate) fn strange() -> impl Strategy<Value = Strange> {
    let size = (
        0..1_000_000u64,
        select(vec![60u64, 180, 240, 360, 600, 2880, 1]),
        0..8u64,
        1..15u64,
        select(vec![1u64, 1, 1, 50]),
    );
    let places = (vec(country(), 1..=3), vec(site(), 1..=2));
    let workload = prop_oneof![6 => wishes(), 2 => script(), 1 => trace()];
    let arms = subsequence(DESIGNS.to_vec(), 1..=2);
    let knobs = subsequence(KNOBS.to_vec(), 0..=10);
    (size, places, knobs, vec(entry(), 0..8), workload, arms).prop_map(
        |((seed, minutes, warm_up, handsets, scale), (countries, sites), knobs, timeline, workload, arms)| Strange {
            seed,
            minutes,
            warm_up,
            handsets,
            scale,
            countries,
            sites,
            knobs,
            timeline,
            workload,
            arms,
        },
    )
}
