//! Countries and their carriers.

use crate::random::Law;
use crate::units::{Currency, Duration};

/// A country with owners of handsets.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166 code, e.g. `CN`.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// International calling code without the plus.
    pub calling_code: u16,
    /// Mobile country code.
    pub mcc: u16,
    /// Minutes to add to UTC.
    pub utc_offset_min: i32,
    /// Share of all simulated handsets.
    pub share: f64,
    /// Mobile lines in the country.
    pub lines: u64,
    /// Text messages that a line sends a day, person to person.
    pub sms_per_line_day: f64,
    /// Index of the language in [`super::Workload::languages`].
    pub language: usize,
    /// Index of the hour profile in [`super::Workload::hours`].
    pub hours: usize,
    /// Name of the data centre that serves this country at the start (index into the sites).
    pub home: usize,
    /// Share of handsets with two SIMs in use.
    pub dual_sim: f64,
    /// Share of handsets that are abroad, on a foreign network, for the whole study.
    pub roaming: f64,
    /// Digits of a mobile's national significant number.
    pub number_digits: u8,
    /// What people write before a national number at home, if anything.
    pub trunk_prefix: Option<String>,
    /// Share of contacts of the same country that are stored without country code.
    pub national_form: f64,
    /// Kind of access of an on-spell, shares in the order of [`super::ACCESS`].
    pub access: [f64; 5],
    /// Currency of the tariffs.
    pub currency: Currency,
    /// Units of the reference currency for one unit of `currency`.
    pub exchange: f64,
    /// Price of a mebibyte of mobile data.
    pub data_price_mib: f64,
    /// Price of the activation SMS; none where it is billed like any SMS to its gateway.
    pub activation_price: Option<f64>,
}

/// A mobile carrier of one country.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// Name in the file.
    pub name: String,
    /// Index of its country.
    pub country: usize,
    /// Mobile network code, as dialled (two or three digits).
    pub mnc: String,
    /// Share of the country's handsets and lines.
    pub share: f64,
    /// Share of the country's second SIMs.
    pub second_sim: f64,
    /// Price of one SMS segment to the same carrier.
    pub on_net: f64,
    /// Price of one segment to another carrier of the country.
    pub off_net: f64,
    /// Price of one segment abroad.
    pub international: f64,
    /// Price of one segment sent while roaming.
    pub roaming: f64,
    /// Segments a second its message centres carry in all.
    pub smsc_rate: f64,
    /// How long an idle address translation lives on its cellular network, in seconds.
    pub nat: Law,
}

/// Rules of store and forward at all message centres.
#[derive(Clone, Debug)]
pub struct Smsc {
    /// Handset to message centre.
    pub submit: super::Link,
    /// Message centre to handset.
    pub deliver: super::Link,
    /// Added for another carrier of the same country.
    pub interconnect: super::Link,
    /// Added for another country.
    pub international: super::Link,
    /// Share of messages lost silently on a normal day.
    pub loss: f64,
    /// Waits before the first, second, … retry; the last doubles up to `retry_cap`.
    pub retries: Vec<Law>,
    /// Longest wait between retries.
    pub retry_cap: Duration,
    /// Age at which an undelivered message is dropped.
    pub validity: Duration,
    /// Backlog at which new messages are refused.
    pub queue: Duration,
    /// Chance that an attempt finds a person who has no simulated handset.
    pub reachable: f64,
}
