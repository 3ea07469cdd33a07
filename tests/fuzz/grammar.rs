//! Documents made of the language's own keys: right values, wrong values, and values of other kinds.
//!
//! The inventory is the schema that the program prints, so a new key is tried as soon as it exists.

use super::languages::phrase;
use super::mutant::NUMBERS;
use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value};

/// A place of a document that has a value.
struct Leaf {
    /// Keys, and names that the user chooses.
    path: Vec<Step>,
    /// What may stand there, as TOML.
    examples: Vec<String>,
}

#[derive(Clone)]
enum Step {
    Key(String),
    /// One of some names.
    Name(&'static [&'static str]),
}

/// All places of a document.
pub(crate) struct Grammar(Vec<Leaf>);

/// What `schema` prints; a test of the editor's holds it so.
const SCHEMA: &str = include_str!("../../scenarios/cloudmsg.schema.json");
/// Deepest key that is tried.
const DEEPEST: usize = 7;

/// Names for the tables whose keys the user chooses.
fn names(table: &str) -> &'static [&'static str] {
    match table {
        "countries" => &["CN", "IN", "SG", "XX", "cn"],
        "sites" => &["beijing", "singapore", "mars"],
        "arm" => &["before", "after", "a b"],
        "stations" => &["desk", "1", "high"],
        "people" => &["ana", "bob", ""],
        "wan" => &["default", "CN-IN", "CN-CN", "CN-XX"],
        "corridors" => &["CN-IN", "IN-CN", "CN-CN", "CN"],
        "routing" => &["desk", "1", "exit"],
        "carriers" => &["china-mobile", "x"],
        "languages" | "hours" => &["zh", "en", "work"],
        _ => &["x", "opt-in", "CN", "delivery.ip.p99", "stations.desk.servers", "population.opt_in", "a..b", ""],
    }
}

impl Grammar {
    /// The inventory of the language.
    pub(crate) fn new() -> Self {
        let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
        let mut leaves = Vec::new();
        walk(&schema, &schema, &mut Vec::new(), &mut leaves);
        assert!(leaves.len() > 200, "the schema has all keys");
        Self(leaves)
    }

    /// All keys.
    pub(crate) fn words(&self) -> Vec<String> {
        let keys = self.0.iter().flat_map(|leaf| &leaf.path).filter_map(|step| match step {
            Step::Key(key) => Some(key.clone()),
            Step::Name(_) => None,
        });
        let mut words: Vec<String> = keys.chain(self.0.iter().flat_map(|leaf| leaf.examples.clone())).collect();
        words.sort();
        words.dedup();
        words
    }

    /// A document, beginning with what it extends.
    pub(crate) fn document(&self, u: &mut Unstructured<'_>) -> Result<String> {
        let mut text = String::new();
        text.push_str(match u.int_in_range(0..=15)? {
            0..=9 => "extends = \"base/miui-2014.toml\"\n",
            10 => "extends = \"study.toml\"\n",
            11 => "extends = \"../study.toml\"\nprofile = \"profiles/hashed.toml\"\n",
            12 => "extends = \"profiles/hashed.toml\"\n",
            _ => "",
        });
        if u.ratio(7, 8)? {
            text.push_str("study.start = \"2014-07-28T00:00:00+08:00\"\nstudy.duration = \"2 days\"\n");
        }
        let most = u.int_in_range(1..=8)?;
        for _ in 0..most {
            let line = self.line(u)?;
            text.push_str(&line);
        }
        if u.ratio(1, 8)? {
            text.push_str("[stations.desk]\narrivals = \"poisson 1/s\"\nservice = \"exp(1 s)\"\n");
            text.push_str(&self.line(u)?);
        }
        Ok(text)
    }

    /// `key.path = value`, sometimes in an arm, below a heading, or as levels of a sweep or an unknown.
    fn line(&self, u: &mut Unstructured<'_>) -> Result<String> {
        let leaf = u.choose(&self.0)?;
        let keys: Vec<String> = leaf
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => Ok(key.clone()),
                Step::Name(names) => u.choose(names).map(|name| (*name).to_owned()),
            })
            .collect::<Result<_>>()?;
        let path: Vec<String> = keys.iter().map(|key| quoted_key(key)).collect();
        let path = path.join(".");
        let value = value(u, &leaf.examples, 0)?;
        Ok(match u.int_in_range(0..=15)? {
            0 => format!("arm.after.{path} = {value}\narm.before = {{}}\n"),
            1 => format!("sweep.{} = [{value}, {}]\n", toml_text(&keys.join(".")), self::value(u, &leaf.examples, 0)?),
            2 => format!("sweep.{} = {}\n", toml_text(&keys.join(".")), toml_text(&phrase(u)?)),
            3 => format!("unknown.{} = [{value}]\n", toml_text(&keys.join("."))),
            4 => format!("{path} = {value}\n{path} = {value}\n"),
            5 => match path.rsplit_once('.') {
                Some((table, key)) => format!("[{table}]\n{key} = {value}\n"),
                None => format!("[{path}]\n"),
            },
            _ => format!("{path} = {value}\n"),
        })
    }
}

/// A value as TOML: mostly one that may stand there.
fn value(u: &mut Unstructured<'_>, examples: &[String], depth: usize) -> Result<String> {
    Ok(match u.int_in_range(0..=31)? {
        0..=15 if !examples.is_empty() => u.choose(examples)?.clone(),
        16..=18 => (*u.choose(&NUMBERS)?).to_owned(),
        19 => u.arbitrary::<i64>()?.to_string(),
        20 => format!("{:e}", u.arbitrary::<f64>()?),
        21 => u.arbitrary::<bool>()?.to_string(),
        22 => "2014-08-10T12:00:00+08:00".to_owned(),
        23 => toml_text(u.arbitrary::<&str>()?),
        24 if depth < 4 => {
            let items = u.int_in_range(0..=4)?;
            let items = (0..items).map(|_| value(u, examples, depth + 1)).collect::<Result<Vec<_>>>()?;
            format!("[{}]", items.join(", "))
        }
        25 if depth < 4 => format!("{{ x = {} }}", value(u, examples, depth + 1)?),
        26 => "\"\"\"\nmany\nlines\"\"\"".to_owned(),
        _ => toml_text(&phrase(u)?),
    })
}

/// A text in quotes.
pub(crate) fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn quoted_key(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if bare { key.to_owned() } else { toml_text(key) }
}

fn walk(root: &Value, schema: &Value, path: &mut Vec<Step>, leaves: &mut Vec<Leaf>) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/definitions/"))
    {
        walk(root, &root["definitions"][name], path, leaves);
        return;
    }
    if path.len() > DEEPEST {
        return;
    }
    let before = leaves.len();
    for (key, below) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        path.push(Step::Key(key.clone()));
        walk(root, below, path, leaves);
        path.pop();
    }
    if let Some(below) = schema.get("additionalProperties").filter(|below| below.is_object()) {
        let table = path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Name(_) => None,
        });
        path.push(Step::Name(names(table.unwrap_or_default())));
        walk(root, below, path, leaves);
        path.pop();
    }
    if leaves.len() == before && !path.is_empty() {
        let examples = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
        let choices = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        let mut examples: Vec<String> = examples.chain(choices).map(as_toml).collect();
        for word in ["minimum", "maximum"] {
            examples.extend(schema.get(word).map(as_toml));
        }
        leaves.push(Leaf { path: path.clone(), examples });
    }
}

fn as_toml(value: &Value) -> String {
    let of_table = |table: &Map<String, Value>| {
        let entries: Vec<String> =
            table.iter().map(|(key, value)| format!("{} = {}", quoted_key(key), as_toml(value))).collect();
        format!("{{ {} }}", entries.join(", "))
    };
    match value {
        Value::String(text) => toml_text(text),
        Value::Array(items) => format!("[{}]", items.iter().map(as_toml).collect::<Vec<_>>().join(", ")),
        Value::Object(table) => of_table(table),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
