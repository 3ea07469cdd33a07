//! Shards put together: every point once, in order, as if one process had run them all.
//!
//! Trusts no folder: shards of different sweeps, points that stand twice, and points that stand nowhere are refused by name.

use super::work::{POINTS, PartManifest, PointFault, RESOLVED, filed_points, read_point};
use crate::analysis::PointRecord;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Points, and shards, that are named one by one in a mistake.
const NAMED: usize = 8;

/// Shards put together.
#[derive(Clone, Debug)]
pub struct Merged {
    /// What the points belong to.
    pub manifest: PartManifest,
    /// The merged scenario.
    pub resolved: String,
    /// All points in their order.
    pub records: Vec<PointRecord>,
}

/// Reads the points of all folders.
///
/// # Errors
/// Everything that keeps the folders from being one sweep of the program's `version`, a line each.
pub fn merge_parts(folders: &[PathBuf], version: &str) -> Result<Merged, Vec<String>> {
    let mut parts: Vec<(&Path, PartManifest)> = Vec::new();
    let mut mistakes = Vec::new();
    for folder in folders {
        match PartManifest::read(folder) {
            Ok(manifest) if folder.join(POINTS).is_dir() => parts.push((folder, manifest)),
            Ok(_) => mistakes.push(format!("{} is a whole sweep, not a shard of one", folder.display())),
            Err(why) => mistakes.push(format!("{} is not a shard of a sweep: {why}", folder.display())),
        }
    }
    let Some((first, rest)) = parts.split_first() else { return Err(mistakes) };
    if first.1.facts.version != version {
        let (name, of) = (first.0.display(), &first.1.facts.version);
        mistakes.push(format!("{name} was written by version {of}, this is version {version}: run the shards again"));
    }
    mistakes.extend(rest.iter().filter_map(|part| differ(first, part)));
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let (records, mistakes) = gather(&parts);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let path = first.0.join(RESOLVED);
    let resolved = fs::read_to_string(&path).map_err(|e| vec![format!("{}: {e}", path.display())])?;
    Ok(Merged { manifest: first.1.clone(), resolved, records: records.into_values().collect() })
}

/// Why two folders are not of one sweep.
fn differ(first: &(&Path, PartManifest), other: &(&Path, PartManifest)) -> Option<String> {
    let (a, b) = (first.0.display(), other.0.display());
    let (of_a, of_b) = (&first.1.facts, &other.1.facts);
    if of_a.version != of_b.version {
        return Some(format!("{a} was written by version {}, {b} by version {}", of_a.version, of_b.version));
    }
    if first.1.inputs == other.1.inputs {
        return None;
    }
    let what = if of_a.scenario != of_b.scenario {
        format!("different scenarios, {} and {}", of_a.scenario, of_b.scenario)
    } else if of_a.seed != of_b.seed {
        format!("different seeds, {} and {}", of_a.seed, of_b.seed)
    } else if of_a.replications != of_b.replications {
        format!("different replications, {} and {}", of_a.replications, of_b.replications)
    } else {
        "different states or settings of a scenario".to_owned()
    };
    Some(format!("{a} and {b} are of {what}"))
}

/// All points of all folders, and what is wrong with them. Work and memory go by the files that there are, not by the number
/// of points that a manifest claims.
fn gather(parts: &[(&Path, PartManifest)]) -> (BTreeMap<u64, PointRecord>, Vec<String>) {
    let mut mistakes = Vec::new();
    let mut owner: BTreeMap<u64, &Path> = BTreeMap::new();
    let mut records = BTreeMap::new();
    for (folder, manifest) in parts {
        let mut twice: BTreeMap<&Path, Vec<u64>> = BTreeMap::new();
        for point in filed_points(folder, manifest) {
            match (read_point(folder, manifest, point), owner.get(&point)) {
                (Ok(_), Some(other)) => twice.entry(other).or_default().push(point),
                (Ok(record), None) => {
                    owner.insert(point, folder);
                    records.insert(point, record);
                }
                (Err(PointFault::Damaged(name)), _) => mistakes.push(format!("{name} is damaged")),
                (Err(PointFault::Missing(_)), _) => {}
            }
        }
        for (other, points) in twice {
            let (a, b) = (other.display(), folder.display());
            mistakes
                .push(format!("{a} and {b} overlap: {} in both", named(points.iter().copied(), points.len() as u64)));
        }
    }
    mistakes.extend(lacking(parts, &records));
    (records, mistakes)
}

/// Which points stand nowhere, if any, and which shards would bring them.
fn lacking(parts: &[(&Path, PartManifest)], records: &BTreeMap<u64, PointRecord>) -> Option<String> {
    let (all, cut) = (parts[0].1.facts.points, parts[0].1.cut);
    let count = all - records.len() as u64;
    if count == 0 {
        return None;
    }
    let missing = (0..all).filter(|point| !records.contains_key(point));
    let mut text = format!("{} missing", named(missing, count));
    if parts.iter().all(|(_, manifest)| manifest.cut.of == cut.of) {
        let mut found: BTreeMap<u64, u64> = BTreeMap::new();
        for point in records.keys() {
            *found.entry(point % cut.of).or_default() += 1;
        }
        let wanted = |index: u64| (all - index).div_ceil(cut.of);
        let whole = found.iter().filter(|(index, n)| **n == wanted(**index)).count() as u64;
        let lack = (0..cut.of.min(all)).filter(|index| found.get(index).copied().unwrap_or(0) < wanted(*index));
        let shards: Vec<String> = lack.take(NAMED).map(|index| format!("--shard {index}/{}", cut.of)).collect();
        text.push_str("; run ");
        text.push_str(&shards.join(", "));
        text.push_str(&beyond(cut.of.min(all) - whole));
    }
    Some(text)
}

/// The first of some points by number; `count` is how many there are.
fn named(points: impl Iterator<Item = u64>, count: u64) -> String {
    let first: Vec<String> = points.take(NAMED).map(|point| point.to_string()).collect();
    let (what, verb) = if count == 1 { ("point", "is") } else { ("points", "are") };
    format!("{what} {}{} {verb}", first.join(", "), beyond(count))
}

/// How many more there are than are named.
fn beyond(count: u64) -> String {
    if count > NAMED as u64 { format!(" and {} more", count - NAMED as u64) } else { String::new() }
}
