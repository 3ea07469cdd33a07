//! What policy must not touch: people, phonebooks, lives and wishes are the same in every arm of every shipped study.

use crate::worlds::{shipped, study};
use cloudmsg::scenario::Arm;
use cloudmsg::units::{HandsetId, Instant};
use cloudmsg::world::{MessageId, World};
use std::fmt::Write as _;

const HANDSETS: u32 = 120;
const ACTIVITIES: u16 = 30;

/// Everything about an owner that no policy may change, in words.
fn person(world: &World, handset: HandsetId) -> String {
    let (conversations, draws, contacts) = (&world.conversations, &world.draws, &world.contacts);
    let mut told =
        format!("{:?} at {}, firewall {}", world.life(handset), world.place(handset), world.firewalled(handset));
    let country = world.layout.country(handset);
    let sims: Vec<_> = (0..world.sims(handset)).map(|sim| world.sim_carrier(handset, sim)).collect();
    write!(told, "; {country:?} {sims:?}").expect("a text takes what is written");
    for slot in 0..contacts.size(handset) {
        let (party, sim) = (contacts.contact(handset, slot), world.sim_towards(handset, slot));
        write!(told, "; {slot}: {party:?} {sim}").expect("a text takes what is written");
    }
    let mut at = Instant::START;
    for activity in 0..ACTIVITIES {
        let first = MessageId::new(handset, activity, 0);
        at = conversations.next(draws, handset, country, activity.into(), at).unwrap_or(world.horizon);
        let begun = conversations.begun(contacts, draws, first);
        let turns = conversations.turns(draws, first);
        let typing = conversations.typing(draws, first);
        write!(told, "\n{at:?} {begun:?} {turns} {typing:?}").expect("a text takes what is written");
        for turn in 0..turns.min(MessageId::TURNS) {
            let message = MessageId::new(handset, activity, turn);
            let envelope = world.envelope(message);
            let same = conversations.same_writer(draws, message);
            let think = conversations.think(draws, message, same);
            let text = world.text(&envelope);
            let way = (world.relation(&envelope), world.carrier(envelope.receiver, &envelope));
            write!(told, " {envelope:?} {same} {think:?} {text:?} {way:?}").expect("a text takes what is written");
        }
    }
    told
}

fn arms(name: &str) -> Vec<Arm> {
    study(&shipped(name), &["population.handsets=120"]).arms
}

/// A pass proves: whatever the design, the update, the outage or what the operator keeps, the same people live the same
/// lives, know the same people, and want to say the same things to them at the same instants.
#[test]
fn people_and_wishes_are_the_same_in_every_arm() {
    for name in ["rivals", "opt-in-2014", "holdings", "account-outage"] {
        let arms = arms(name);
        assert!(arms.len() > 1, "{name} has arms");
        for seed in [1, 2] {
            let first = World::build(arms[0].scenario(), seed, 0);
            let expected: Vec<String> = (0..HANDSETS).map(|h| person(&first, HandsetId(h))).collect();
            for arm in &arms[1..] {
                let world = World::build(arm.scenario(), seed, 0);
                assert_eq!(world.layout.outsiders(), first.layout.outsiders(), "{name}, arm {}", arm.name);
                for (h, expected) in (0..HANDSETS).zip(&expected) {
                    assert_eq!(&person(&world, HandsetId(h)), expected, "{name}, arm {}, seed {seed}", arm.name);
                }
            }
        }
        println!("{name}: {} arms", arms.len());
    }
}
