//! Structured changes of files that a program writes: leaves of JSON, cells of CSV.
//!
//! Knows both formats, but no file by name.

use super::mutant::NUMBERS;
use arbitrary::{Arbitrary, Unstructured};
use serde_json::{Map, Value, json};

/// A change of a JSON document, somewhere in it.
#[derive(Clone, Debug, Arbitrary)]
struct JsonEdit {
    /// Which way at each fork.
    way: [u16; 6],
    /// How deep.
    depth: u8,
    what: JsonChange,
}

#[derive(Clone, Debug, Arbitrary)]
enum JsonChange {
    Put(Odd),
    Number(u8),
    Remove,
    Empty,
    Repeat(u8),
    Append(Odd),
    Scale(i8),
    Text(String),
}

/// Values that no program writes.
#[derive(Clone, Debug, Arbitrary)]
enum Odd {
    Null,
    Flag(bool),
    Whole(u64),
    Negative(i64),
    Real(f64),
    Text(String),
    List,
    Table,
}

impl Odd {
    fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => json!(flag),
            Self::Whole(number) => json!(number),
            Self::Negative(number) => json!(number),
            Self::Real(number) => json!(number),
            Self::Text(text) => json!(text),
            Self::List => json!([]),
            Self::Table => json!({}),
        }
    }
}

/// Changes a JSON document; one that is none is left alone.
pub(crate) fn change_json(bytes: &mut Vec<u8>, u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let Ok(mut document) = serde_json::from_slice::<Value>(bytes) else { return Ok(()) };
    let edits = Vec::<JsonEdit>::arbitrary(u)?;
    for edit in std::iter::once(JsonEdit::arbitrary(u)?).chain(edits) {
        let mut at = &mut document;
        let depth = 1 + usize::from(edit.depth) % edit.way.len();
        for step in &edit.way[..depth] {
            let forks = at.as_object().map_or_else(|| at.as_array().map_or(0, Vec::len), Map::len);
            if forks == 0 {
                break;
            }
            let fork = usize::from(*step) % forks;
            at = match at {
                Value::Object(map) => map.values_mut().nth(fork).expect("one of them"),
                Value::Array(items) => &mut items[fork],
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                    unreachable!("a leaf has no fork")
                }
            };
        }
        apply(&edit.what, at);
    }
    *bytes = serde_json::to_vec_pretty(&document).expect("plain values have a JSON form");
    bytes.push(b'\n');
    Ok(())
}

fn apply(change: &JsonChange, at: &mut Value) {
    match change {
        JsonChange::Put(odd) => *at = odd.value(),
        JsonChange::Number(which) => {
            let text = NUMBERS[usize::from(*which) % NUMBERS.len()];
            *at = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        }
        JsonChange::Remove => match at {
            Value::Array(items) => drop(items.pop()),
            Value::Object(map) => {
                let key = map.keys().next().cloned();
                key.and_then(|key| map.remove(&key));
            }
            leaf @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => *leaf = Value::Null,
        },
        JsonChange::Empty => match at {
            Value::Array(items) => items.clear(),
            Value::Object(map) => map.clear(),
            Value::String(text) => text.clear(),
            leaf @ (Value::Null | Value::Bool(_) | Value::Number(_)) => *leaf = json!(0),
        },
        JsonChange::Repeat(times) => {
            if let Value::Array(items) = at
                && let Some(last) = items.last().cloned()
            {
                items.extend(std::iter::repeat_n(last, usize::from(*times)));
            }
        }
        JsonChange::Append(odd) => match at {
            Value::Array(items) => items.push(odd.value()),
            Value::Object(map) => drop(map.insert("more".to_owned(), odd.value())),
            leaf @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => *leaf = odd.value(),
        },
        JsonChange::Scale(power) => {
            if let Some(number) = at.as_f64() {
                *at = json!(number * libm::pow(10.0, f64::from(*power)));
            }
        }
        JsonChange::Text(text) => *at = json!(text),
    }
}

/// A change of a CSV table.
#[derive(Clone, Debug, Arbitrary)]
struct CellEdit {
    row: u16,
    column: u8,
    what: CellChange,
}

#[derive(Clone, Debug, Arbitrary)]
enum CellChange {
    Number(u8),
    Whole(i64),
    Real(f64),
    Text(String),
    Empty,
    As(u16),
    RemoveRow,
    RepeatRow(u8),
    RemoveCell,
}

/// Changes a CSV table.
pub(crate) fn change_csv(bytes: &mut Vec<u8>, u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[..]);
    let mut rows: Vec<Vec<String>> =
        reader.records().filter_map(Result::ok).map(|row| row.iter().map(str::to_owned).collect()).collect();
    let edits = Vec::<CellEdit>::arbitrary(u)?;
    for edit in std::iter::once(CellEdit::arbitrary(u)?).chain(edits) {
        if rows.is_empty() {
            break;
        }
        // The head is left alone most of the time.
        let row = (1 + usize::from(edit.row)).min(usize::from(edit.row) + rows.len() - 1) % rows.len();
        let other = rows[usize::from(edit.row / 7) % rows.len()].clone();
        let column = usize::from(edit.column) % rows[row].len().max(1);
        match &edit.what {
            CellChange::RemoveRow => drop(rows.remove(row)),
            CellChange::RepeatRow(times) => {
                let copy = rows[row].clone();
                rows.extend(std::iter::repeat_n(copy, usize::from(*times) + 1));
            }
            CellChange::RemoveCell => {
                if column < rows[row].len() {
                    rows[row].remove(column);
                }
            }
            change @ (CellChange::Number(_)
            | CellChange::Whole(_)
            | CellChange::Real(_)
            | CellChange::Text(_)
            | CellChange::Empty
            | CellChange::As(_)) => {
                let Some(cell) = rows[row].get_mut(column) else { continue };
                *cell = cell_of(change, &other);
            }
        }
    }
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).expect("memory takes every record");
    }
    *bytes = writer.into_inner().expect("memory takes every record");
    Ok(())
}

fn cell_of(change: &CellChange, other: &[String]) -> String {
    match change {
        CellChange::Number(which) => NUMBERS[usize::from(*which) % NUMBERS.len()].to_owned(),
        CellChange::Whole(number) => number.to_string(),
        CellChange::Real(number) => number.to_string(),
        CellChange::Text(text) => text.clone(),
        CellChange::As(place) => other.get(usize::from(*place) % other.len().max(1)).cloned().unwrap_or_default(),
        CellChange::Empty | CellChange::RemoveRow | CellChange::RepeatRow(_) | CellChange::RemoveCell => String::new(),
    }
}
