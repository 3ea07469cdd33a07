//! Who is in a story and where: parties with their made-up numbers, lifelines, observers at seats.
//!
//! Knows world and facts, and nothing of what happened.

use crate::analysis::{Facts, Lifeline, StoryParty, seated};
use crate::ledger::{Note, Noted, Seat};
use crate::units::{HandsetId, Instant};
use crate::world::{Envelope, Episode, Party, Standing, World};

/// The people and places of one message's life.
pub(super) struct Cast<'w> {
    pub(super) world: &'w World,
    pub(super) facts: &'w Facts,
    pub(super) envelope: Envelope,
    pub(super) stranger: Option<HandsetId>,
    pub(super) written: Instant,
    /// Processes in the order of the lifelines; none of somebody without a handset.
    places: Vec<Option<u32>>,
    pub(super) lifelines: Vec<Lifeline>,
}

/// The lifeline of the writer, who stands first.
pub(super) const SENDER: usize = 0;

impl<'w> Cast<'w> {
    pub(super) fn new(
        world: &'w World,
        facts: &'w Facts,
        envelope: Envelope,
        written: Instant,
        notes: &[Note],
    ) -> Self {
        // The stranger whom the number leads to is in the story only where something reached them.
        let stranger = world.stranger(&envelope).filter(|stranger| touches(notes, stranger.0));
        let mut cast = Self { world, facts, envelope, stranger, written, places: Vec::new(), lifelines: Vec::new() };
        cast.enter(envelope.sender, "Sender");
        let mut between: Vec<u32> = notes.iter().flat_map(processes).collect();
        between.retain(|&process| process >= world.layout.handsets());
        between.sort_unstable();
        between.dedup();
        for process in between {
            cast.enter_station(process);
        }
        if let Some(stranger) = stranger {
            cast.enter(Party::Owner(stranger), "Stranger");
        }
        cast.enter(envelope.receiver, "Receiver");
        cast
    }

    fn enter(&mut self, party: Party, role: &str) {
        let (process, name) = match party {
            Party::Owner(handset) => (Some(handset.0), format!("{role}'s handset")),
            Party::Outsider(_) => (None, format!("{role}'s phone")),
        };
        self.places.push(process);
        self.lifelines.push(Lifeline { name, which: who(party) });
    }

    fn enter_station(&mut self, process: u32) {
        let station = (process - self.world.layout.handsets()) as usize;
        let (name, which) = match station.checked_sub(self.world.sites.len()) {
            None => ("Data centre", self.site(station)),
            Some(carrier) => ("Message centre", self.carrier(carrier)),
        };
        self.places.push(Some(process));
        self.lifelines.push(Lifeline { name: name.to_owned(), which });
    }

    /// `CN/beijing`.
    pub(super) fn site(&self, site: usize) -> String {
        let site = &self.facts.sites[site];
        format!("{}/{}", self.facts.places[usize::from(site.place)], site.name)
    }

    /// `CN/mobile`.
    pub(super) fn carrier(&self, carrier: usize) -> String {
        let carrier = &self.facts.carriers[carrier];
        format!("{}/{}", self.facts.places[usize::from(carrier.place)], carrier.name)
    }

    /// The lifeline of a process. Where somebody without a handset writes, what they send has no process of its own.
    pub(super) fn lifeline(&self, process: u32) -> usize {
        let found = self.places.iter().position(|place| *place == Some(process));
        found.unwrap_or(SENDER)
    }

    /// The lifeline of the receiver, who stands last.
    pub(super) fn receiver(&self) -> usize {
        self.lifelines.len() - 1
    }

    /// The handset of the reader.
    pub(super) fn receiver_handset(&self) -> Option<u32> {
        handset(self.envelope.receiver)
    }

    /// Whose an identifier is.
    pub(super) fn of(&self, person: Option<u32>) -> &'static str {
        let is = |party: Party| person == Some(self.number(party));
        if is(self.envelope.sender) {
            "sender"
        } else if is(self.envelope.receiver) {
            "receiver"
        } else if self.world.stranger(&self.envelope).is_some_and(|stranger| person == Some(stranger.0)) {
            "stranger"
        } else {
            "nobody in particular"
        }
    }

    fn number(&self, party: Party) -> u32 {
        match party {
            Party::Owner(handset) => handset.0,
            Party::Outsider(person) => self.world.layout.handsets() + person.0,
        }
    }

    /// Who sits at a seat.
    pub(super) fn observers(&self, seat: Seat) -> Vec<String> {
        seated(self.facts, seat).into_iter().map(|(_, name)| name).collect()
    }

    /// Somebody with their made-up numbers.
    pub(super) fn party(&self, party: Party) -> StoryParty {
        let world = self.world;
        let (consent, standing) = self.standing(party);
        let country = self.facts.countries[world.country(party).index()].code.clone();
        let stranger = self.stranger.map(Party::Owner) == Some(party);
        let carrier = match party {
            // A stranger is no party of the conversation: their first SIM.
            Party::Owner(handset) if stranger => world.data_carrier(handset),
            Party::Owner(_) | Party::Outsider(_) => world.carrier(party, &self.envelope),
        };
        let mut told = StoryParty {
            who: who(party),
            person: self.number(party),
            country,
            carrier: self.carrier(carrier.index()),
            consent: consent.to_owned(),
            standing: standing.to_owned(),
            msisdn: String::new(),
            imei: None,
            imsi: None,
            account: None,
        };
        match party {
            Party::Outsider(_) => told.msisdn = world.msisdn(party, 0).to_string(),
            Party::Owner(handset) => {
                let sim = if stranger { 0 } else { world.sim_towards(handset, self.envelope.slot_at(handset)) };
                let life = world.life(handset);
                // Cards of the second SIM are counted after those that the first can have had.
                let card = 2 * sim + life.card(sim, self.written);
                told.msisdn = world.msisdn(party, card).to_string();
                told.imsi = Some(world.imsi(carrier, handset, card).to_string());
                told.imei = Some(world.imei(handset, life.device(self.written)).to_string());
                told.account = Some(world.account_id(handset).to_string());
            }
        }
        told
    }

    fn standing(&self, party: Party) -> (&'static str, &'static str) {
        let Party::Owner(handset) = party else { return ("never", "never a user, never asked") };
        let reset = self.world.starts(handset).iter().any(|start| start.episode == Episode::Reset);
        match self.world.standing(handset, self.written) {
            Standing::Chosen => ("opted_in", "service on, by their own choice"),
            Standing::Default => ("default_on", "service on by default, never asked"),
            Standing::Off if reset => ("off", "service off (the handset is reset in this study)"),
            Standing::Off => ("off", "service off"),
        }
    }
}

/// Somebody by their number in results.
pub(super) fn who(party: Party) -> String {
    match party {
        Party::Owner(handset) => format!("owner {}", handset.0),
        Party::Outsider(person) => format!("person {} without the service", person.0),
    }
}

fn handset(party: Party) -> Option<u32> {
    match party {
        Party::Owner(handset) => Some(handset.0),
        Party::Outsider(_) => None,
    }
}

fn processes(note: &Note) -> Vec<u32> {
    if let Noted::Sent { to, .. } = note.what { vec![note.process, to] } else { vec![note.process] }
}

fn touches(notes: &[Note], process: u32) -> bool {
    notes.iter().any(|note| processes(note).contains(&process))
}
