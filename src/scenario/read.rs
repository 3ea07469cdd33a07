//! Reading a scenario: layers are merged, every arm is read, all mistakes are returned at once.
//!
//! Knows the steps and their order, nothing else.

use super::diagnostic::{Diagnostic, sorted};
use super::document::merge;
use super::layers::{self, Document};
use super::reader::Report;
use super::resolved;
use super::sections;
use super::shelf::{Reach, Shelf};
use super::study::Study;
use super::unknown;
use super::variant::{Variant, without_values};
use crate::units::FigureName;
use std::path::{Path, PathBuf};

/// A study with the document it was read from, so that more settings can be laid over it.
pub struct Base {
    document: Document,
    shelf: Shelf,
    settings: usize,
    figures: Vec<FigureName>,
    study: Study,
}

impl Base {
    /// The study as it stands.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// The study with more settings such as `sites.beijing.relay.nodes=16` laid over it; what nobody knows is left out.
    /// `origin` names them in mistakes. Layers are not read again; samples and traces that they name are.
    ///
    /// # Errors
    /// Every mistake in the settings and in the study that they make.
    pub fn with(&self, origin: &str, settings: &[String]) -> Result<Study, Vec<Diagnostic>> {
        let (set, mistakes) = layers::read_settings(origin, settings, self.settings);
        if !mistakes.is_empty() {
            return Err(sorted(mistakes));
        }
        let mut root = without_values(&self.document.root);
        merge(&mut root, set);
        study(&Document { root, start: self.document.start.clone() }, &self.shelf, &self.study.name, &self.figures)
    }
}

/// Reads the study in a file, with settings such as `population.handsets=1e6` laid over it. Names and units of what `[slo]`
/// bounds are taken as they are written: [`open`] checks them.
///
/// # Errors
///
/// Every mistake in the file, in the files it extends or names, and in the settings: sorted by file and position.
pub fn read(path: &Path, overrides: &[String]) -> Result<Study, Vec<Diagnostic>> {
    open(path, overrides, &[]).map(|base| base.study)
}

/// As [`read`], and keeps the document; `figures` are what may be bounded beside the figures of the scenario's own stations.
///
/// # Errors
/// As [`read`].
pub fn open(path: &Path, overrides: &[String], figures: &[FigureName]) -> Result<Base, Vec<Diagnostic>> {
    open_reaching(path, overrides, figures, Reach::Shelf)
}

/// As [`open`], of a scenario that may name other files.
///
/// # Errors
/// As [`open`].
pub fn open_reaching(
    path: &Path,
    overrides: &[String],
    figures: &[FigureName],
    reach: Reach,
) -> Result<Base, Vec<Diagnostic>> {
    let shelf = Shelf::of(path, reach);
    let document = layers::load(path, overrides, &shelf).map_err(sorted)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    base(document, shelf, &name, overrides.len(), figures)
}

/// As [`open`], of a text that is a whole scenario: it extends nothing, and may name any file. `name` is what the study and its mistakes call it.
///
/// # Errors
/// As [`open`].
pub fn open_text(
    name: &str,
    text: &str,
    overrides: &[String],
    figures: &[FigureName],
) -> Result<Base, Vec<Diagnostic>> {
    let document = layers::load_text(name, text, overrides).map_err(sorted)?;
    base(document, Shelf::in_folder(PathBuf::new(), Reach::Anywhere), name, overrides.len(), figures)
}

fn base(
    document: Document,
    shelf: Shelf,
    name: &str,
    settings: usize,
    figures: &[FigureName],
) -> Result<Base, Vec<Diagnostic>> {
    let (mut study, bounds) = unbounded(&document, &shelf, name, figures)?;
    let variant = Variant { section: "sweep", document: &document, base: &study, shelf: &shelf };
    let (unknowns, sweep) = (unknown::read(&document, &study, &shelf), sections::read_sweep(variant, figures));
    (study.unknowns, study.sweep) = match (unknowns, sweep) {
        (Ok(unknowns), Ok(sweep)) if bounds.is_empty() => (unknowns, sweep),
        (unknowns, sweep) => {
            let mistakes = unknowns.err().into_iter().chain(sweep.err()).flatten().chain(bounds);
            return Err(sorted(mistakes.collect()));
        }
    };
    Ok(Base { document, shelf, settings, figures: figures.to_vec(), study })
}

fn study(document: &Document, shelf: &Shelf, name: &str, figures: &[FigureName]) -> Result<Study, Vec<Diagnostic>> {
    let (study, bounds) = unbounded(document, shelf, name, figures)?;
    if bounds.is_empty() { Ok(study) } else { Err(sorted(bounds)) }
}

/// A study with the mistakes in its bounds, which leave it readable; all mistakes where it is not.
fn unbounded(
    document: &Document,
    shelf: &Shelf,
    name: &str,
    figures: &[FigureName],
) -> Result<(Study, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut report = Report::new(shelf.clone());
    let mut study = sections::read_study(document, name, &mut report);
    let of_study = report.found();
    study.bounds = sections::read_bounds(document, &study, figures, &mut report);
    let hard = sections::read_hard_bounds(document, &study, figures, &mut report);
    if let Some(plan) = &mut study.plan {
        plan.bounds = hard;
    }
    let mistakes = report.into_diagnostics();
    if of_study > 0 {
        return Err(sorted(mistakes));
    }
    study.resolved = resolved::write(&document.root, &shelf.folder);
    Ok((study, mistakes))
}

#[cfg(test)]
mod tests {
    use super::super::diagnostic::render;
    use super::*;
    use std::fs;

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
        let listed = |folder: PathBuf| fs::read_dir(folder).expect("the folder is part of the crate");
        let folders = ["", "scale", "stations"].map(|folder| listed(scenarios().join(folder)));
        for entry in folders.into_iter().flatten() {
            let path = entry.expect("the folder can be listed").path();
            if path.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            read_files += 1;
            let overrides = if path.ends_with("trace.toml") { vec![setting.clone()] } else { Vec::new() };
            let study = read_well(&path, &overrides);
            let again = folder.path().join("again.toml");
            fs::write(&again, &study.resolved).expect("the folder is ours");
            // It names traces and files of numbers from the root.
            let reread = open_reaching(&again, &[], &[], Reach::Anywhere).expect("it was read before").study;
            assert_eq!(format!("{:?}", study.arms), format!("{:?}", reread.arms), "{}", path.display());
            assert_eq!(study.resolved, reread.resolved);
            assert_eq!((study.seed, study.replications), (reread.seed, reread.replications));
        }
        assert!(read_files >= 19, "all files of all folders");
    }

    #[test]
    fn sizes_differ_in_handsets_alone() {
        let of = |name: &str| {
            let mut study = read_well(&scenarios().join(format!("scale/{name}.toml")), &[]);
            assert_eq!((study.arms.len(), study.replications), (1, 1), "{name}");
            let scenario = study.arms.remove(0).into_scenario();
            assert!(scenario.ledger.exposure && scenario.warm_up.as_micros() == 0, "{name}");
            scenario
        };
        let mut whole = of("85m");
        assert_eq!(whole.population.represents, 85_000_000);
        for (name, handsets) in [("100k", 100_000), ("1m", 1_000_000), ("10m", 10_000_000), ("85m", 85_000_000)] {
            let part = of(name);
            assert_eq!(part.population.handsets, handsets);
            whole.population.handsets = handsets;
            assert_eq!(format!("{whole:?}"), format!("{part:?}"), "{name}");
        }
    }

    #[test]
    fn the_flagship_has_two_arms_that_differ_in_the_update_only() {
        let study = read_well(&scenarios().join("opt-in-2014.toml"), &[]);
        assert_eq!(study.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(), ["before", "after"]);
        let [before, after] = &study.arms[..] else { panic!("two arms") };
        assert!(before.scenario().timeline.is_empty());
        assert_eq!(after.scenario().timeline.len(), 1);
        assert_eq!(format!("{:?}", before.scenario().countries), format!("{:?}", after.scenario().countries));
        assert_eq!(after.scenario().countries[1].code, "CN");
    }

    #[test]
    fn settings_of_the_command_line_win() {
        let settings = ["population.handsets=1e3", "study.duration=20 days", "arm.before.client.fallback=false"];
        let study = read_well(&scenarios().join("opt-in-2014.toml"), &settings.map(str::to_owned));
        let [before, after] = &study.arms[..] else { panic!("two arms") };
        assert_eq!(before.scenario().population.handsets, 1000);
        assert_eq!(study.duration, crate::units::Duration::DAY * 20);
        assert!(!before.scenario().client.fallback && after.scenario().client.fallback);
    }

    #[test]
    fn more_settings_are_laid_over_a_study_as_if_they_had_been_typed() {
        let path = scenarios().join("opt-in-2014.toml");
        let typed = ["population.handsets=1e3", "sites.beijing.relay.nodes=7"].map(str::to_owned);
        let base = open(&path, &typed[..1], &[]).expect("a shipped scenario");
        let laid = base.with("point 1", &typed[1..]).expect("a sound setting");
        assert_eq!(format!("{:?}", laid.arms), format!("{:?}", read_well(&path, &typed).arms));
        let wrong = base.with("point 2", &["sites.beijing.relay.node=7".to_owned()]).expect_err("no such key");
        let drawn = render(&wrong, false);
        assert!(drawn.contains("point 2:1:") && drawn.contains("did you mean `nodes`"), "{drawn}");
    }

    #[test]
    fn a_trace_says_how_many_handsets_there_are() {
        let (_folder, setting) = small_trace();
        let study = read_well(&scenarios().join("trace.toml"), &[setting]);
        let scenario = study.arms[0].scenario();
        assert_eq!(scenario.population.handsets, 2);
        let trace = scenario.workload.trace.as_ref().expect("the setting names a trace");
        let rows: Vec<_> = trace.messages.iter().map(|row| (row.at.as_micros(), row.source, row.target)).collect();
        assert_eq!(rows, [(134_000_000, 0, 1), (200_500_000, 1, 0)]);
    }

    #[test]
    fn links_resolve_to_the_pair_then_its_reverse_then_the_default() {
        let study = read_well(&scenarios().join("baseline.toml"), &["wan.IN-CN.floor=151 ms".to_owned()]);
        let wan = &study.arms[0].scenario().wide_area;
        let place = |code: &str| wan.places.iter().position(|place| place == code).expect("a country of the base");
        let floor = |a: &str, b: &str| wan.links[place(a) * wan.places.len() + place(b)].link.floor.to_string();
        assert_eq!(floor("CN", "IN"), "150 ms");
        assert_eq!(floor("IN", "CN"), "151 ms");
        assert_eq!(floor("SG", "IN"), "30 ms");
        assert_eq!(floor("AU", "PH"), "100 ms");
        assert_eq!(floor("AU", "AU"), "10 ms");
    }

    #[test]
    fn effects_are_read_in_the_order_of_time() {
        use crate::scenario::Effect;
        let study = read_well(&scenarios().join("opt-in-2014-26-weeks.toml"), &[]);
        let after = study.arms[1].scenario();
        let names: Vec<&str> = after.timeline.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names[..3], ["opt-in", "move-singapore", "move-malaysia"]);
        assert_eq!(names.last(), Some(&"new-year"));
        assert!(matches!(after.timeline[0].effect, Effect::Ota(ref ota) if ota.opt_in));
        assert_eq!(after.sites.iter().map(|site| site.name.as_str()).collect::<Vec<_>>(), ["beijing", "singapore"]);
        assert_eq!(study.arms[0].scenario().timeline.len(), after.timeline.len() - 1);
    }
}
