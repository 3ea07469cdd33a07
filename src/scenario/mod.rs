//! The scenario language: a TOML file becomes validated values, or a list of all mistakes in it.
//!
//! # Which files a scenario may name
//!
//! `extends` is relative to the file that says it, `profile` to the folder of the scenario that is run. Both reach files in
//! that scenario's folder and below. Where the folder lies in one called `scenarios`, they reach all of the nearest such
//! folder, so that `scenarios/scale/1m.toml` may extend `../base/miui-2014.toml`. So it is with traces and files of numbers.
//! Nothing else is read: an absolute path, `..` out of that folder and a link that leads out of it are mistakes, because a
//! scenario may come from anybody. What the user types names any file, and who trusts a scenario says so ([`Reach`]).

mod activation;
mod arrival_text;
mod bound_text;
mod calendar;
mod client;
mod countermeasures;
mod country;
mod decimal;
mod diagnostic;
mod document;
mod holdings;
mod kinds;
mod law_text;
mod layers;
mod lines;
mod micloud;
mod network;
mod observers;
mod plan;
mod population;
mod quantity;
mod range_text;
mod read;
mod reader;
mod resolved;
mod schema;
mod script;
mod sections;
mod shelf;
mod site;
mod stations;
mod study;
mod sweep;
mod text_file;
mod timeline;
mod trace;
mod unknown;
mod variant;
mod workload;

pub use crate::random::Law;
pub use crate::units::{Bound, Relation};
pub use activation::{Activation, ActivationForm};
pub use bound_text::width;
pub use client::{Backoff, Book, Client, OCCASIONS, PrivateLookup, Route};
pub use countermeasures::Countermeasures;
pub use country::{Carrier, Country, Smsc};
pub use diagnostic::{Diagnostic, Source, render};
pub use holdings::{Deleted, Holdings, Keep};
pub use micloud::{MiCloud, PublicContent, Storable};
pub use network::{ACCESS, BorderLink, Congestion, Connectivity, Link, WideArea};
pub use observers::Observers;
pub use plan::{Hardship, Measure, Plan, Tier};
pub use population::{Corridor, Population};
pub use read::{Base, open, open_reaching, open_text, read};
pub use resolved::with_replications;
pub use schema::schema;
pub use script::{Action, Deed, Script, Scripted, ScriptedHandset, Service};
pub use shelf::Reach;
pub use site::{Relay, Servers, Site};
pub use stations::{Arrivals, Class, ROUNDING, Station, Stations};
pub use study::{Arm, LedgerOptions, Scenario, Study, StudyStart, Subject, Unknown};
pub use sweep::{Factor, Level, Sweep};
pub use timeline::{Cadence, Curve, Effect, Intervention, Ota, Rollout};
pub use trace::read_trace;
pub use workload::{HourProfile, Language, Trace, TraceMessage, Workload};
