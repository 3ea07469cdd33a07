//! JSON files of a result folder, read again.
//!
//! Trusts no number: what no run comes near would have charts drawn without end. Knows no document.

use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Beyond any figure; squares and sums of such numbers still are numbers.
const LARGEST: f64 = 1e24;

/// Reads a document.
///
/// # Errors
/// A file that is missing or damaged, with its line where there is one.
pub(super) fn read_document<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let name = path.display();
    let bytes = fs::read(path).map_err(|e| format!("{name}: {e}"))?;
    let wrong = |e: serde_json::Error| format!("{name}:{}: {e}", e.line());
    let document = serde_json::from_slice(&bytes).map_err(wrong)?;
    match beyond(&serde_json::from_slice(&bytes).map_err(wrong)?) {
        None => Ok(document),
        Some(number) => {
            let line = bytes.split(|byte| *byte == b'\n').take_while(|line| !holds(line, number)).count() + 1;
            Err(format!("{name}:{line}: {number} is no figure of a run"))
        }
    }
}

/// A number of the document that is too large.
fn beyond(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().filter(|x| x.abs() > LARGEST),
        Value::Array(items) => items.iter().find_map(beyond),
        Value::Object(table) => table.values().find_map(beyond),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

/// Whether a line has the number in it.
fn holds(line: &[u8], number: f64) -> bool {
    let text = String::from_utf8_lossy(line);
    let mut words = text.split(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c)));
    words.any(|word| word.parse() == Ok(number))
}
