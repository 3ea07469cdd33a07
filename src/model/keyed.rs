//! A map that is written in the order of its keys, so that how it lies in memory does not show.
//!
//! Knows neither keys nor values.

use serde::ser::{Serialize, Serializer};

/// Writes a map in the order of its keys.
pub(super) fn in_order<'m, M, K, V, S>(map: &'m M, to: S) -> Result<S::Ok, S::Error>
where
    &'m M: IntoIterator<Item = (&'m K, &'m V)>,
    K: Ord + Serialize + 'm,
    V: Serialize + 'm,
    S: Serializer,
{
    let mut entries: Vec<(&K, &V)> = map.into_iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    to.collect_map(entries)
}
