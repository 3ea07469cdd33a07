//! Numbers the people of a script: owners and outsiders, each country by country, in the order of their names.

use crate::scenario::{self, Scenario, Service};
use crate::units::Instant;
use crate::world::contacts::Recorded;
use crate::world::geography::Access;
use crate::world::script::{Deed, LifeAct, Raw, Script, ScriptedOwner};
use crate::world::{Intent, Standing};

/// How many owners and others a script has in a country.
pub(super) fn counts(script: &scenario::Script, country: usize) -> (u32, u32) {
    let here = || script.people.iter().filter(|person| person.country == country);
    let owners = here().filter(|person| person.handset.is_some()).count();
    (owners as u32, (here().count() - owners) as u32)
}

/// The script and the phonebooks it makes.
pub(super) fn script(scenario: &Scenario, written: &scenario::Script) -> (Script, Recorded) {
    let numbers = numbers(written, scenario.countries.len());
    let handsets = written.handsets();
    let mut owners = vec![None; handsets as usize];
    let mut outsiders = vec![0; written.people.len() - owners.len()];
    for (person, &number) in written.people.iter().zip(&numbers) {
        match &person.handset {
            Some(handset) => {
                owners[number as usize] = Some(ScriptedOwner {
                    carrier: person.carrier as u16,
                    starts: handset.starts.unwrap_or(Instant::START),
                    service: handset.service.map(standing),
                    access: handset.access.map_or(Access::NoData, |kind| Access::KINDS[kind]),
                });
            }
            None => outsiders[(number - handsets) as usize] = person.carrier as u16,
        }
    }
    let owners = owners.into_iter().map(|owner| owner.expect("numbers are dense")).collect();
    let raw = written.actions.iter().map(|action| raw(action, &numbers)).collect();
    Script::new(owners, outsiders, raw)
}

/// The number of each person: handsets first, then the others.
fn numbers(script: &scenario::Script, countries: usize) -> Vec<u32> {
    let mut numbers = vec![0; script.people.len()];
    let mut next = 0;
    for owns in [true, false] {
        for country in 0..countries {
            for (number, person) in numbers.iter_mut().zip(&script.people) {
                if person.country == country && person.handset.is_some() == owns {
                    *number = next;
                    next += 1;
                }
            }
        }
    }
    numbers
}

const fn standing(service: Service) -> Standing {
    match service {
        Service::On => Standing::Default,
        Service::Off => Standing::Off,
        Service::OptedIn => Standing::Chosen,
    }
}

fn raw(action: &scenario::Action, numbers: &[u32]) -> Raw {
    let wish = |intent| {
        let whom = action.whom.expect("a wish concerns somebody: its reader saw to that");
        Deed::Wish(intent, numbers[whom], action.turns)
    };
    let deed = match action.does {
        scenario::Deed::CreateContact => wish(Intent::Create),
        scenario::Deed::Open => wish(Intent::Look),
        scenario::Deed::Write => wish(Intent::Write),
        scenario::Deed::Receive => wish(Intent::Incoming),
        scenario::Deed::Enable => Deed::Life(LifeAct::Enable),
        scenario::Deed::Disable => Deed::Life(LifeAct::Disable),
        scenario::Deed::Reset => Deed::Life(LifeAct::Reset),
        scenario::Deed::LogIn => Deed::Life(LifeAct::LogIn),
    };
    (numbers[action.who], action.at, deed)
}
