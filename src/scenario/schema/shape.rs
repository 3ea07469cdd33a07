//! What a value may look like, in the words of JSON Schema: types, bounds, patterns, examples.
//!
//! Knows JSON Schema; no key and no kind.

use serde_json::{Map, Value, json};

/// A number as quantities begin with it.
const NUMBER: &str = r"[+-]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?";
/// A unit of time.
const TIME: &str = "(us|µs|ms|s|min|h|hours|day|days)";

/// A schema of one value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Shape(pub(super) Map<String, Value>);

impl Shape {
    fn of(schema: Value) -> Self {
        let Value::Object(map) = schema else { unreachable!("schemas are written as objects here") };
        Self(map)
    }

    /// Anything.
    pub(in crate::scenario) fn any() -> Self {
        Self(Map::new())
    }

    /// Any text.
    pub(in crate::scenario) fn text() -> Self {
        Self::of(json!({ "type": "string" }))
    }

    /// A text of this form; `{number}` stands for a number, `{time}` for a unit of time, and blanks do not matter.
    pub(in crate::scenario) fn form(pattern: &str) -> Self {
        let filled = pattern.replace("{number}", NUMBER).replace("{time}", TIME).replace(' ', r"\s*");
        Self::of(json!({ "type": "string", "pattern": format!(r"^\s*({filled})\s*$") }))
    }

    /// A number.
    pub(in crate::scenario) fn number(least: f64, most: f64) -> Self {
        Self::of(json!({ "type": "number", "minimum": least, "maximum": most }))
    }

    /// A whole number.
    pub(in crate::scenario) fn whole(least: u64, most: u64) -> Self {
        Self::of(json!({ "type": "integer", "minimum": least, "maximum": most }))
    }

    /// True or false.
    pub(in crate::scenario) fn flag() -> Self {
        Self::of(json!({ "type": "boolean" }))
    }

    /// One of these texts.
    pub(in crate::scenario) fn choice<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self::of(json!({ "enum": names.into_iter().collect::<Vec<_>>() }))
    }

    /// A list of items.
    pub(in crate::scenario) fn list(item: &Self, least: usize, most: usize) -> Self {
        let items: Value = item.clone().into();
        Self::of(json!({ "type": "array", "items": items, "minItems": least, "maxItems": most }))
    }

    /// What has any of these shapes, each of another type: editors show such a key once, with all that it may be.
    pub(in crate::scenario) fn either(shapes: impl IntoIterator<Item = Self>) -> Self {
        let (mut all, mut types) = (Map::new(), Vec::new());
        for shape in shapes {
            for (word, value) in shape.0 {
                if word == "type" {
                    assert!(!types.contains(&value), "shapes of one type cannot be told apart");
                    types.push(value);
                } else {
                    all.insert(word, value);
                }
            }
        }
        all.insert("type".into(), types.into());
        Self(all)
    }

    /// One of these texts, or another of a form.
    pub(in crate::scenario) fn choice_or<'n>(names: impl IntoIterator<Item = &'n str>, other: Self) -> Self {
        Self::of(json!({ "anyOf": [Value::from(Self::choice(names)), Value::from(other)] }))
    }

    /// What another place of the schema says.
    pub(in crate::scenario) fn as_defined(name: &str) -> Self {
        Self::of(json!({ "$ref": format!("#/definitions/{name}") }))
    }

    /// A table with these keys, and others of one shape where there is one.
    pub(in crate::scenario) fn table(keys: impl IntoIterator<Item = (String, Self)>, others: Option<Self>) -> Self {
        let keys: Map<String, Value> = keys.into_iter().map(|(key, shape)| (key, shape.into())).collect();
        let others = others.map_or(Value::Bool(false), Value::from);
        Self::of(json!({ "type": "object", "properties": keys, "additionalProperties": others }))
    }

    /// The same, where names of this form have a shape of their own.
    #[must_use]
    pub(in crate::scenario) fn named_like(mut self, pattern: &str, shape: Self) -> Self {
        self.0.insert("patternProperties".into(), json!({ pattern: Value::from(shape) }));
        self
    }

    /// The same with examples, the best first.
    #[must_use]
    pub(in crate::scenario) fn example(mut self, example: impl Into<Value>) -> Self {
        let examples = self.0.entry("examples").or_insert_with(|| json!([]));
        examples.as_array_mut().expect("examples are a list").push(example.into());
        self
    }

    /// The same with what it is.
    #[must_use]
    pub(in crate::scenario) fn about(mut self, about: &str) -> Self {
        self.0.insert("description".into(), about.into());
        self
    }

    /// The same with what holds where it is left out.
    #[must_use]
    pub(super) fn default(mut self, value: Value) -> Self {
        self.0.insert("default".into(), value);
        self
    }

    /// Its examples.
    pub(in crate::scenario) fn examples(&self) -> &[Value] {
        self.0.get("examples").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// What it allows and what another does: keys of both, where both are tables.
    #[must_use]
    pub(in crate::scenario) fn joined(mut self, other: Self) -> Self {
        for (word, value) in other.0 {
            match (self.0.get_mut(&word), value) {
                (Some(Value::Object(keys)), Value::Object(more)) if word == "properties" => join_keys(keys, more),
                (Some(Value::Object(own)), Value::Object(more)) if word == "additionalProperties" => {
                    *own = Self(std::mem::take(own)).joined(Self(more)).0;
                }
                (Some(Value::Bool(false)) | None, value) => {
                    self.0.insert(word, value);
                }
                (Some(_), _) => {}
            }
        }
        self
    }
}

fn join_keys(keys: &mut Map<String, Value>, more: Map<String, Value>) {
    for (key, value) in more {
        let joined = match (keys.remove(&key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => Shape(old).joined(Shape(new)).into(),
            (_, value) => value,
        };
        keys.insert(key, joined);
    }
}

impl From<Shape> for Value {
    fn from(shape: Shape) -> Self {
        Self::Object(shape.0)
    }
}
