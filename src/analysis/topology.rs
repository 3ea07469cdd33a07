//! What a study's world looks like from above: places, carriers, data centres, the links between them, and where observers
//! sit; or the network of textbook stations.
//!
//! Plain data, to be drawn and to be written. Knows neither the scenario's language nor how it is drawn.

use super::Role;
use serde::Serialize;

/// The layouts of all arms, those that are alike once.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Topology {
    /// In the order of the arms.
    pub layouts: Vec<Layout>,
}

/// What one or several arms run on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Layout {
    /// The arms that run on it.
    pub arms: Vec<String>,
    /// What it is made of.
    pub ground: Ground,
}

/// An ecosystem or textbook stations.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Handsets, carriers and data centres.
    Ecosystem(Regions),
    /// Textbook stations, on one site with no delay between them.
    Stations(Vec<StationNode>),
}

/// Places with what stands in them, and how they are joined.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Regions {
    /// All places: countries with handsets, then places with a data centre only.
    pub places: Vec<PlaceNode>,
    /// Carriers, grouped by place.
    pub carriers: Vec<CarrierNode>,
    /// Data centres.
    pub sites: Vec<SiteNode>,
    /// Links between places over which the service's packets go: of handsets to data centres, and between these.
    pub links: Vec<LinkNode>,
    /// Kinds of access of a handset.
    pub access: Vec<AccessNode>,
    /// The way of SMS.
    pub sms: Vec<AccessNode>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceNode {
    /// Its code, e.g. `CN`.
    pub code: String,
    /// Its name for people, where it has one.
    pub name: String,
    /// Handsets of the real world; none where there is a data centre only.
    pub handsets: f64,
    /// Share of them abroad for the whole study.
    pub roaming: f64,
    /// Index of the data centre that serves them at the start.
    pub home: Option<usize>,
    /// Indices of data centres that serve them later.
    pub later: Vec<usize>,
}

/// A carrier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CarrierNode {
    /// Its name.
    pub name: String,
    /// Index of its place.
    pub place: usize,
    /// Share of the place's handsets.
    pub share: f64,
    /// Segments a second that its message centres carry.
    pub segments_per_s: f64,
}

/// A data centre.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SiteNode {
    /// Its name.
    pub name: String,
    /// Index of its place.
    pub place: usize,
    /// What stands there.
    pub fleets: Vec<FleetNode>,
}

/// Equal servers of a data centre.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FleetNode {
    /// What they are: `relay`, `workers`, `lookup`, `presence`.
    pub kind: &'static str,
    /// How many.
    pub servers: u32,
    /// Jobs a second of each.
    pub per_s: f64,
    /// Connections that each holds, where it holds any.
    pub connections: Option<u64>,
}

/// A link between two places, or within one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkNode {
    /// Index of the place where packets set out.
    pub from: usize,
    /// Index of the place where they arrive.
    pub to: usize,
    /// Whether the other direction is alike.
    pub both: bool,
    /// Least delay of one way in seconds.
    pub floor_s: f64,
    /// Share of packets lost.
    pub loss: f64,
    /// Hours in which it is congested.
    pub congested: Option<CongestedHours>,
}

/// When a link is congested, and what that does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CongestedHours {
    /// First hour on the clock of the place where packets arrive.
    pub from: u8,
    /// Hour after the last.
    pub to: u8,
    /// Delay added in seconds.
    pub delay_s: f64,
    /// Share of packets lost then.
    pub loss: f64,
}

/// One way with a least delay and a loss.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccessNode {
    /// What it is called.
    pub name: String,
    /// Least delay in seconds.
    pub floor_s: f64,
    /// Share lost.
    pub loss: f64,
}

/// A textbook station.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StationNode {
    /// Its name.
    pub name: String,
    /// Servers.
    pub servers: u32,
    /// How many may wait; nothing where there is room for all.
    pub queue: Option<u64>,
    /// Whether customers give up waiting.
    pub patience: bool,
    /// Classes of customers.
    pub classes: usize,
    /// Arrivals from outside a second, in the long run; nothing where none come from outside.
    pub arrivals_per_s: Option<f64>,
    /// Mean service in seconds, of each class.
    pub service_s: Vec<f64>,
    /// Where a share of those who were served goes, by the station's place in the list.
    pub routing: Vec<(usize, f64)>,
}

impl Regions {
    /// The carriers of a place.
    pub fn carriers_of(&self, place: usize) -> impl Iterator<Item = &CarrierNode> {
        self.carriers.iter().filter(move |carrier| carrier.place == place)
    }

    /// The link from one place to another, where packets of the service go over it.
    pub fn link(&self, from: usize, to: usize) -> Option<&LinkNode> {
        let joins = |l: &&LinkNode| (l.from, l.to) == (from, to) || (l.both && (l.to, l.from) == (from, to));
        self.links.iter().find(joins)
    }

    /// Which observers sit in a place: who listens to Wi-Fi, its carriers, networks visited, interconnects, the state; and the
    /// operator, where a data centre stands there.
    pub fn observers_in(&self, place: usize) -> Vec<Role> {
        let handsets = self.places[place].handsets > 0.0;
        let carriers = self.carriers_of(place).count();
        let guests = self.places.iter().enumerate().any(|(other, p)| other != place && p.roaming > 0.0);
        let sits = |role: &Role| match role {
            Role::Wifi => handsets,
            Role::Carrier => carriers > 0,
            Role::Visited => guests && carriers > 0,
            Role::Interconnect => carriers > 1,
            Role::Transit => false,
            Role::Operator => self.sites.iter().any(|site| site.place == place),
            Role::State => true,
        };
        Role::ALL.into_iter().filter(sits).collect()
    }
}
