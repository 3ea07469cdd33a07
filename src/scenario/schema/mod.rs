//! The language as JSON Schema, for editors: keys with what they are, bounds, forms, defaults, examples.
//!
//! One source: the declarations that read a scenario describe it too. Nothing is required, because what a file leaves out may
//! come from the file that it extends. Knows how a document is laid out, no key of a section.

mod base;
mod shape;
mod sketch;

pub(super) use shape::Shape;
pub(super) use sketch::{Sketch, table_shape, walked};

use super::sections::{Described, describe};
use crate::units::FigureName;
use serde_json::{Map, Value, json};

/// Sections that all arms share.
const SHARED: [&str; 6] = ["study", "unknown", "slo", "sweep", "plan", "stations"];

/// The schema of scenario files, JSON Schema draft 7, ending in a line feed; `figures` with their definitions are what may be
/// bounded and charted.
///
/// # Panics
/// Never: keys and shapes are the program's own, and every example and default is read by the kind that gives it.
pub fn schema(figures: &[(FigureName, &str)]) -> String {
    let described = describe(figures);
    assert!(described.refused.is_empty(), "kinds refuse what they offer: {:#?}", described.refused);
    let mut text = serde_json::to_string_pretty(&document(described)).expect("texts and numbers become JSON");
    text.push('\n');
    text
}

/// Sections become definitions, so that the file and its arms refer to the same.
fn document(described: Described) -> Value {
    let mut root = described.root;
    base::add(&mut root);
    let sections = root.0.remove("properties").unwrap_or_default();
    let Value::Object(sections) = sections else { unreachable!("properties are an object") };
    let mut definitions: Map<String, Value> = Map::new();
    for (name, shape) in described.definitions {
        definitions.insert(name, shape.into());
    }
    let (mut keys, mut of_arm) = (Map::new(), Map::new());
    for (key, section) in sections {
        let name = format!("section-{key}");
        let reference = json!({ "$ref": format!("#/definitions/{name}") });
        definitions.insert(name, section);
        if !SHARED.contains(&key.as_str()) || key == "stations" {
            of_arm.insert(key.clone(), reference.clone());
        }
        keys.insert(key, reference);
    }
    let profile = Shape::text().example("profiles/hashed.toml").about(
        "A profile: a file with keys of a scenario that are laid over this one, such as another protection of numbers; \
         relative to the scenario's folder.",
    );
    let extends = Shape::text().example("base/miui-2014.toml").about(
        "The file that this one is laid over: what is not said here is taken from there. Relative to this file, inside the \
         folder of scenarios.",
    );
    of_arm.insert("profile".into(), profile.clone().into());
    keys.insert("profile".into(), profile.into());
    keys.insert("extends".into(), extends.into());
    let about = "An arm of the study: keys that differ from the rest of the file. All arms have the same people, days and luck.";
    definitions.insert("arm".into(), closed(&of_arm, about));
    let about = "Arms of the study by name, such as [arm.before] and [arm.after]; results compare them.";
    let arms =
        json!({ "type": "object", "description": about, "additionalProperties": { "$ref": "#/definitions/arm" } });
    keys.insert("arm".into(), arms);
    let mut all = closed(&keys, "A scenario of cloudmsg: one study, with what it simulates.");
    let Value::Object(map) = &mut all else { unreachable!("a closed table is an object") };
    map.insert("$schema".into(), "http://json-schema.org/draft-07/schema#".into());
    map.insert("title".into(), "cloudmsg scenario".into());
    map.insert("definitions".into(), definitions.into());
    all
}

fn closed(keys: &Map<String, Value>, about: &str) -> Value {
    json!({ "type": "object", "description": about, "properties": keys, "additionalProperties": false })
}
