//! Who takes part: handsets, what they stand for, how they come, reset and decide.

/// Most entries of a phonebook: numbers from here on stand for contacts created during the study.
pub(super) const MOST_ENTRIES: u32 = 0x4000;

/// The simulated owners and how they change.
#[derive(Clone, Debug)]
pub struct Population {
    /// Simulated handsets, joiners included.
    pub handsets: u32,
    /// Handsets of the real world that they stand for; at least `handsets`.
    pub represents: u64,
    /// Share of the handsets that are bought during the study, per 30 days.
    pub joins_per_month: f64,
    /// Chance that an owner resets the handset to factory settings, per 30 days.
    pub resets_per_month: f64,
    /// Chance that an owner replaces the handset by a new one and keeps the SIMs, per 30 days.
    pub replacements_per_month: f64,
    /// Chance that an owner puts another SIM in, per 30 days.
    pub sim_swaps_per_month: f64,
    /// Share of swapped SIMs whose number is kept.
    pub number_kept: f64,
    /// Chance that an owner takes a SIM out and puts it back, per 30 days.
    pub sim_removals_per_month: f64,
    /// Chance that an owner stops using the handset, per 30 days.
    pub leaves_per_month: f64,
    /// Share of owners who had switched the service off before the study.
    pub opted_out: f64,
    /// Share of owners who switch it on where it is off until asked for.
    pub opt_in: f64,
    /// Time from a start with the service off to switching it on, by those who do, in seconds.
    pub opt_in_after: crate::random::Law,
    /// Whether the service is on without being asked, before any update.
    pub default_on: bool,
    /// Odds that a contact is an owner, against a random subscriber of the same country.
    pub homophily: f64,
    /// Entries in a phonebook.
    pub phonebook: crate::random::Law,
    /// Largest phonebook.
    pub phonebook_limit: u32,
    /// Share of a phonebook's non-user entries that are abroad.
    pub contacts_abroad: f64,
    /// Links among owners across borders.
    pub corridors: Vec<Corridor>,
}

/// Acquaintance among owners of two countries.
#[derive(Clone, Debug, PartialEq)]
pub struct Corridor {
    /// Index of the first country.
    pub a: usize,
    /// Index of the second country.
    pub b: usize,
    /// Links for each owner of the smaller of the two populations.
    pub links: f64,
}
