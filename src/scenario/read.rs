//! Reading a scenario: layers are merged, every arm is read, all mistakes are returned at once.
//!
//! Knows the steps and their order, nothing else.

use super::diagnostic::{Diagnostic, sorted};
use super::layers;
use super::reader::Report;
use super::resolved;
use super::sections;
use super::study::Study;
use std::path::Path;

/// Reads the study in a file, with settings such as `population.handsets=1e6` laid over it.
///
/// # Errors
///
/// Every mistake in the file, in the files it extends or names, and in the settings: sorted by file and position.
pub fn read(path: &Path, overrides: &[String]) -> Result<Study, Vec<Diagnostic>> {
    let document = layers::load(path, overrides).map_err(sorted)?;
    let folder = layers::folder(path);
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut report = Report::new(folder.clone());
    let mut study = sections::read_study(&document, &name, &mut report);
    let diagnostics = report.into_diagnostics();
    if !diagnostics.is_empty() {
        return Err(sorted(diagnostics));
    }
    study.resolved = resolved::write(&document.root, &folder);
    Ok(study)
}

#[cfg(test)]
mod tests {
    use super::super::diagnostic::render;
    use super::*;
    use std::fs;
    use std::path::PathBuf;

    fn scenarios() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
    }

    fn read_well(path: &Path, overrides: &[String]) -> Study {
        read(path, overrides).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)))
    }

    /// A trace with two people, and the setting that names it; the folder lives as long as the first value.
    fn small_trace() -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("trace.csv");
        fs::write(&path, "source, target, timestamp\n7,9,134\n9,7,200.5\n").expect("the folder is ours");
        let setting = format!("workload.trace.path={}", path.display());
        (folder, setting)
    }

    #[test]
    fn every_shipped_scenario_is_read_and_its_resolved_text_reads_back() {
        let (folder, setting) = small_trace();
        let mut read_files = 0;
        for entry in fs::read_dir(scenarios()).expect("the folder is part of the crate") {
            let path = entry.expect("the folder can be listed").path();
            if path.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            read_files += 1;
            let overrides = if path.ends_with("trace.toml") { vec![setting.clone()] } else { Vec::new() };
            let study = read_well(&path, &overrides);
            let again = folder.path().join("again.toml");
            fs::write(&again, &study.resolved).expect("the folder is ours");
            let reread = read_well(&again, &[]);
            assert_eq!(format!("{:?}", study.arms), format!("{:?}", reread.arms), "{}", path.display());
            assert_eq!(study.resolved, reread.resolved);
            assert_eq!((study.seed, study.replications), (reread.seed, reread.replications));
        }
        assert!(read_files >= 1);
    }

    #[test]
    fn the_flagship_has_two_arms_that_differ_in_the_update_only() {
        let study = read_well(&scenarios().join("opt-in-2014.toml"), &[]);
        assert_eq!(study.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(), ["before", "after"]);
        let [before, after] = &study.arms[..] else { panic!("two arms") };
        assert!(before.scenario.timeline.is_empty());
        assert_eq!(after.scenario.timeline.len(), 1);
        assert_eq!(format!("{:?}", before.scenario.countries), format!("{:?}", after.scenario.countries));
        assert_eq!(after.scenario.countries[1].code, "CN");
    }

    #[test]
    fn settings_of_the_command_line_win() {
        let settings = ["population.handsets=1e3", "study.duration=20 days", "arm.before.client.fallback=false"];
        let study = read_well(&scenarios().join("opt-in-2014.toml"), &settings.map(str::to_owned));
        let [before, after] = &study.arms[..] else { panic!("two arms") };
        assert_eq!(before.scenario.population.handsets, 1000);
        assert_eq!(study.duration, crate::units::Duration::DAY * 20);
        assert!(!before.scenario.client.fallback && after.scenario.client.fallback);
    }
}
