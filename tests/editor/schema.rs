//! The schema is the reader's: the committed copy is fresh, it has every key that is used, and what it offers can be read.

use super::{code, desk, program, root, shipped, shown, text};
use cloudmsg::scenario::{read, render};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::fs;

fn printed() -> String {
    let output = program().arg("schema").output().unwrap();
    assert_eq!((code(&output), output.stderr.as_slice()), (0, b"".as_slice()));
    text(&output.stdout)
}

fn committed() -> Value {
    let file = root().join("scenarios/cloudmsg.schema.json");
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// A pass proves: editors see the language as the program reads it.
#[test]
fn the_committed_copy_is_what_the_program_prints() {
    let file = root().join("scenarios/cloudmsg.schema.json");
    let fresh = printed();
    if std::env::var_os("CLOUDMSG_BLESS").is_some() {
        fs::write(&file, &fresh).unwrap();
    }
    let same = fs::read_to_string(&file).is_ok_and(|copy| copy == fresh);
    assert!(
        same,
        "scenarios/cloudmsg.schema.json is not what `cloudmsg schema` prints: write it anew with CLOUDMSG_BLESS=1"
    );
}

/// A pass proves: editors find the schema of every shipped file.
#[test]
fn every_shipped_file_says_where_the_schema_is() {
    for file in shipped() {
        let text = fs::read_to_string(&file).unwrap();
        let named = text.lines().next().unwrap().strip_prefix("#:schema ").expect(&shown(&file));
        let found = file.parent().unwrap().join(named).canonicalize().expect(&shown(&file));
        assert_eq!(found, root().join("scenarios/cloudmsg.schema.json").canonicalize().unwrap(), "{}", shown(&file));
    }
}

/// The schema itself, where a place refers to another.
fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some("#") => root,
        Some(place) => resolved(root, root.pointer(place.strip_prefix('#').unwrap()).expect(place)),
        None => schema,
    }
}

/// The schema of a key of a table, if the table may have it.
fn below<'s>(root: &'s Value, table: &'s Value, key: &str) -> Option<&'s Value> {
    let like = |(pattern, schema): (&String, &'s Value)| {
        key.contains(pattern.get(1..8)?.trim_start_matches('(')).then_some(schema)
    };
    let own = table.get("properties").and_then(|keys| keys.get(key));
    let named = || table.get("patternProperties")?.as_object()?.iter().find_map(like);
    let other = || table.get("additionalProperties").filter(|other| other.is_object());
    own.or_else(named).or_else(other).map(|schema| resolved(root, schema))
}

fn unknown_keys(root: &Value, schema: &Value, table: &toml::Table, path: &str, unknown: &mut Vec<String>) {
    for (key, value) in table {
        let path = format!("{path}.{key}");
        match (below(root, schema, key), value) {
            (None, _) => unknown.push(path),
            (Some(inner), toml::Value::Table(table)) => unknown_keys(root, inner, table, &path, unknown),
            (Some(_), _) => {}
        }
    }
}

/// A pass proves: no key that anybody uses is a mistake in an editor.
#[test]
fn every_key_of_the_shipped_files_is_in_the_schema() {
    let schema = committed();
    let mut unknown = Vec::new();
    for file in shipped() {
        let table: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
        unknown_keys(&schema, &schema, &table, &shown(&file), &mut unknown);
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
    let wrong: toml::Table = "[client]\npin = 1".parse().unwrap();
    unknown_keys(&schema, &schema, &wrong, "", &mut unknown);
    assert_eq!(unknown, [".client.pin"], "the check can fail");
}

/// A key that a user may write: its path, and values that editors offer.
#[derive(Debug)]
struct Offer {
    path: Vec<String>,
    values: Vec<Value>,
}

/// Names in tables whose keys the user chooses: those of the base where others refer to them.
fn a_name(table: &str) -> &'static str {
    let names = [
        ("countries", "CN"),
        ("carriers", "mobile"),
        ("sites", "beijing"),
        ("languages", "english"),
        ("hours", "cn"),
        ("corridors", "CN-IN"),
        ("wan", "CN-IN"),
        ("lag", "IN"),
        ("people", "ana"),
        ("cadence", "stable"),
        ("timeline", "change"),
    ];
    names.iter().find(|(of, _)| *of == table).map_or("one", |(_, name)| name)
}

fn offers(root: &Value, schema: &Value, path: &[String], all: &mut Vec<Offer>) {
    let schema = resolved(root, schema);
    let mut values: Vec<Value> = schema.get("examples").and_then(Value::as_array).cloned().unwrap_or_default();
    values.extend(schema.get("default").cloned());
    values.extend(schema.get("enum").and_then(Value::as_array).cloned().unwrap_or_default());
    if schema["type"] == "boolean" {
        values.extend([true.into(), false.into()]);
    }
    if !values.is_empty() {
        all.push(Offer { path: path.to_vec(), values });
    }
    let within = |name: &str| path.iter().cloned().chain([name.to_owned()]).collect::<Vec<_>>();
    for (key, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        offers(root, inner, &within(key), all);
    }
    if let Some(inner) = schema.get("additionalProperties").filter(|inner| inner.is_object()) {
        offers(root, inner, &within(a_name(path.last().map_or("", String::as_str))), all);
    }
}

/// Everything that editors offer for an ecosystem, found once.
fn all_offers() -> &'static [Offer] {
    static ALL: std::sync::OnceLock<Vec<Offer>> = std::sync::OnceLock::new();
    ALL.get_or_init(found_offers)
}

/// Sections that lay values over each other or name other files are left out.
fn found_offers() -> Vec<Offer> {
    let schema = committed();
    let mut all = Vec::new();
    let left_out = ["arm", "unknown", "sweep", "slo", "plan", "stations", "profile", "extends"];
    for (key, inner) in schema["properties"].as_object().unwrap() {
        if !left_out.contains(&key.as_str()) {
            offers(&schema, inner, std::slice::from_ref(key), &mut all);
        }
    }
    assert!(all.len() > 250, "{} keys", all.len());
    all
}

fn insert(document: &mut Map<String, Value>, path: &[String], value: &Value) {
    let [first, rest @ ..] = path else { return };
    if rest.is_empty() {
        document.insert(first.clone(), value.clone());
    } else if let Value::Object(inner) = document.entry(first.clone()).or_insert_with(|| json!({})) {
        insert(inner, rest, value);
    }
}

/// The mistakes in a document of some offers over the base, as they are drawn; nothing where it is a study.
fn mistakes(desk: &tempfile::TempDir, chosen: &[(&Offer, usize)]) -> String {
    let mut document = Map::new();
    document.insert("extends".into(), "base/miui-2014.toml".into());
    document.insert("study".into(), json!({ "start": "2014-08-04T00:00:00+08:00", "duration": "20 days" }));
    for (offer, index) in chosen {
        insert(&mut document, &offer.path, &offer.values[index % offer.values.len()]);
    }
    let toml = toml::to_string(&document).unwrap();
    let file = desk.path().join("study.toml");
    fs::write(&file, &toml).unwrap();
    read(&file, &[]).map_or_else(|mistakes| render(&mistakes, false), |_| String::new())
}

/// What no offer may lead to: keys that do not exist, values of another type or form.
const FORMAL: [&str; 9] = [
    "unknown key",
    "is a text\n",
    "is a number\n",
    "is a list\n",
    "is a table\n",
    "is true or false\n",
    "does not begin with a number",
    "unknown unit",
    "is out of bounds",
];

/// A pass proves: each value that an editor offers is of a form that the reader takes.
#[test]
fn every_offer_alone_is_read_or_contradicts_something_else() {
    let (desk, all) = (desk(), all_offers());
    for offer in all {
        for index in 0..offer.values.len().min(2) {
            let drawn = mistakes(&desk, &[(offer, index)]);
            assert!(FORMAL.iter().all(|formal| !drawn.contains(formal)), "{offer:?}\n{drawn}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// A pass proves: what an editor offers goes together in form, whatever is chosen; the reader never panics on it.
    #[test]
    fn offers_together_are_read_or_contradict_each_other(picks in prop::collection::vec((any::<u16>(), any::<u16>()), 0..40)) {
        let (desk, all) = (desk(), all_offers());
        let chosen: Vec<(&Offer, usize)> =
            picks.iter().map(|(which, value)| (&all[usize::from(*which) % all.len()], usize::from(*value))).collect();
        let drawn = mistakes(&desk, &chosen);
        prop_assert!(FORMAL.iter().all(|formal| !drawn.contains(formal)), "{}", drawn);
    }
}
