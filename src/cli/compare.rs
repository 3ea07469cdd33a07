//! `compare`: one arm against another, from scenario files or from result folders.
//!
//! Knows the order of things: which forms there are, what must agree, run or read, print. Nothing is written but the file
//! that was asked for.

use super::arguments::CompareArguments;
use super::meter::Meter;
use super::run::command;
use super::{Failure, Terminal, check, fit, warm_up};
use crate::analysis::{Comparison, ComparisonDocument, MovedMessage, compare as compare_samples};
use crate::experiment::{self, Options};
use crate::report::{self, Origin, ResultFolder, comparison_text};
use crate::scenario::{Arm, Study};
use std::path::Path;

/// Runs `compare`.
///
/// # Errors
/// Scenarios or folders with mistakes, or that cannot be compared; a machine that cannot.
pub fn compare(arguments: &CompareArguments, terminal: &Terminal) -> Result<(), Failure> {
    if let Some(nothing) = arguments.what.iter().find(|path| !path.exists()) {
        let text = "does not exist; compare takes scenario files (TOML) or result folders of `run`";
        return Err(wrong(format!("{}: {text}", nothing.display())));
    }
    let machine = |e: std::io::Error| Failure::Machine(e.to_string());
    if let Some(page) = &arguments.report {
        report::probe_file(page).map_err(machine)?;
    }
    let folders = arguments.what.iter().filter(|path| path.is_dir()).count();
    let (comparisons, origins) = match (&arguments.what[..], folders) {
        ([first, rest @ ..], n) if n == arguments.what.len() => {
            refuse_settings(arguments)?;
            of_folders(first, rest.first().map(std::path::PathBuf::as_path), arguments.arms.as_deref())?
        }
        (_, 0) => {
            let study = study_of(arguments, *terminal)?;
            (of_study(&study, arguments, *terminal)?, origins(arguments, &study))
        }
        (_, _) => return Err(wrong("compare two scenario files or two result folders, not one of each")),
    };
    if let Some(page) = &arguments.report {
        let bytes = report::comparison_page(&comparisons, &origins, &command()).into_bytes();
        report::write_file(page, &bytes).map_err(machine)?;
    }
    let document = ComparisonDocument::of(comparisons);
    terminal.deliver(arguments.format, &document, || {
        let texts = document.comparisons.iter().map(|comparison| comparison_text(comparison, arguments.all));
        texts.collect::<Vec<_>>().join("\n")
    })
}

/// Where the figures of scenario files are from.
fn origins(arguments: &CompareArguments, study: &Study) -> Vec<Origin> {
    let origin = |file: &std::path::PathBuf| Origin {
        place: file.display().to_string(),
        scenario: study.name.clone(),
        seed: study.seed,
        replications: study.replications,
        fingerprint: None,
    };
    arguments.what.iter().map(origin).collect()
}

/// Where the figures of a folder are from.
fn origin(folder: &ResultFolder, at: &Path) -> Origin {
    Origin {
        place: at.display().to_string(),
        scenario: folder.manifest.scenario.clone(),
        seed: folder.manifest.seed,
        replications: folder.manifest.replications,
        fingerprint: Some(folder.manifest.fingerprint.clone()),
    }
}

fn wrong(text: impl Into<String>) -> Failure {
    Failure::Input(text.into())
}

/// Folders hold what was run; nothing about it can be set any more.
fn refuse_settings(arguments: &CompareArguments) -> Result<(), Failure> {
    let typed = [
        ("--set", !arguments.settings.overrides.is_empty()),
        ("--replications", arguments.settings.replications.is_some()),
        ("--seed", arguments.settings.seed.is_some()),
        ("--messages", arguments.messages.is_some()),
    ];
    match typed.iter().find(|(_, typed)| *typed) {
        Some((flag, _)) => Err(wrong(format!("{flag} needs scenario files: these are result folders"))),
        None => Ok(()),
    }
}

/// The two names of `--arms a,b`.
fn two(arms: &str) -> Result<[&str; 2], Failure> {
    match arms.split(',').map(str::trim).collect::<Vec<_>>()[..] {
        [a, b] if !a.is_empty() && !b.is_empty() => Ok([a, b]),
        _ => Err(wrong(format!("--arms {arms}: expected two names, as in --arms before,after"))),
    }
}

/// The place of a named arm, or the mistake that there is none.
fn place(name: &str, arms: &[String], of: &str) -> Result<usize, Failure> {
    arms.iter()
        .position(|arm| arm == name)
        .ok_or_else(|| wrong(format!("{of} has no arm `{name}`; it has {}", arms.join(", "))))
}

/// The study of the arms to run: of one file, or one arm of each of two.
fn study_of(arguments: &CompareArguments, terminal: Terminal) -> Result<Study, Failure> {
    let named = arguments.arms.as_deref().map(two).transpose()?;
    let arms_of = |study: &Study| study.arms.iter().map(|arm| arm.name.clone()).collect::<Vec<_>>();
    let typed = arguments.scenarios();
    let [from, rest @ ..] = &typed[..] else { unreachable!("one path or two are typed") };
    let mut first = check::read(from, terminal)?;
    warm_up::declared(&first)?;
    let from = &from.file;
    let of = from.display().to_string();
    let Some(to) = rest.first() else {
        if let Some([a, b]) = named {
            let [a, b] = [place(a, &arms_of(&first), &of)?, place(b, &arms_of(&first), &of)?];
            if a == b {
                return Err(wrong(format!("--arms names `{}` twice", first.arms[a].name)));
            }
            first.arms = vec![first.arms[a].clone(), first.arms[b].clone()];
        }
        if first.arms.len() < 2 {
            return Err(wrong(format!("{of} has one arm; name a second file to compare it with")));
        }
        return Ok(first);
    };
    let (second, to) = (check::read(to, terminal)?, &to.file);
    let chosen = |study: &Study, name: Option<&str>, of: &Path| -> Result<Arm, Failure> {
        let last = study.arms.len() - 1;
        let at = name.map_or(Ok(last), |name| place(name, &arms_of(study), &of.display().to_string()))?;
        Ok(study.arms[at].clone())
    };
    let arms = [chosen(&first, named.map(|n| n[0]), from)?, chosen(&second, named.map(|n| n[1]), to)?];
    let labels =
        labels([(&first.name, &arms[0].name, first.arms.len()), (&second.name, &arms[1].name, second.arms.len())]);
    experiment::joined((&first, &arms[0]), (&second, &arms[1]), labels).map_err(|differences| {
        wrong(format!("{of} and {} cannot be paired:\n  {}", to.display(), differences.join("\n  ")))
    })
}

/// What two arms are called: by their own names, by their studies', or by both.
fn labels(arms: [(&str, &str, usize); 2]) -> [String; 2] {
    let label = |(study, arm, arms): (&str, &str, usize)| match arms {
        1 => study.to_owned(),
        _ => format!("{study}/{arm}"),
    };
    match arms.map(label) {
        [a, b] if a == b => [format!("{a} (1)"), format!("{b} (2)")],
        both => both,
    }
}

fn of_study(study: &Study, arguments: &CompareArguments, terminal: Terminal) -> Result<Vec<Comparison>, Failure> {
    let machine = |e: std::io::Error| Failure::Machine(e.to_string());
    if let Some(file) = &arguments.messages {
        report::probe_file(file).map_err(machine)?;
    }
    let options = Options { fates: true, ..check::options(&arguments.machine) };
    fit::prepare(study, &options, 0, arguments.quiet)?;
    terminal.mind_interruptions("nothing was written");
    let meter = Meter::start(terminal, arguments.quiet).expecting(fit::events(study, &options, 0));
    let mut moved: Vec<(String, MovedMessage)> = Vec::new();
    let comparisons =
        experiment::compare_arms(study, &options, &|progress| meter.show(progress), &mut |arm, message| {
            if arguments.messages.is_some() {
                moved.push((arm.to_owned(), message));
            }
        });
    drop(meter);
    if let Some(file) = &arguments.messages {
        let bytes = report::moved_messages(&study.arms[0].name, &moved);
        report::write_file(file, &bytes).map_err(machine)?;
    }
    Ok(comparisons)
}

/// The arms of one result folder, or one arm of each of two.
fn of_folders(from: &Path, to: Option<&Path>, arms: Option<&str>) -> Result<(Vec<Comparison>, Vec<Origin>), Failure> {
    let named = arms.map(two).transpose()?;
    let first = ResultFolder::read(from).map_err(wrong)?;
    let of = from.display().to_string();
    let Some(to) = to else {
        let [base, others] = match named {
            Some([a, b]) => [place(a, &first.arms, &of)?..place(a, &first.arms, &of)? + 1, {
                let b = place(b, &first.arms, &of)?;
                b..b + 1
            }],
            None => [0..1, 1..first.arms.len()],
        };
        if others.is_empty() || base == others {
            return Err(wrong(format!("{of}: there are no two arms to compare; it has {}", first.arms.join(", "))));
        }
        let base = &first.arms[base.start];
        let base = first.sample(base, base);
        let others = first.arms[others].iter();
        let comparisons = others.map(|arm| compare_samples(&base, &first.sample(arm, arm), None)).collect();
        return Ok((comparisons, vec![origin(&first, from)]));
    };
    let second = ResultFolder::read(to).map_err(wrong)?;
    first.same_units(&second).map_err(wrong)?;
    let chosen = |folder: &ResultFolder, name: Option<&str>, of: &Path| -> Result<String, Failure> {
        let last = folder.arms.len() - 1;
        let at = name.map_or(Ok(last), |name| place(name, &folder.arms, &of.display().to_string()))?;
        Ok(folder.arms[at].clone())
    };
    let arms = [chosen(&first, named.map(|n| n[0]), from)?, chosen(&second, named.map(|n| n[1]), to)?];
    let studies = [&first.manifest.scenario, &second.manifest.scenario];
    let labels = labels([(studies[0], &arms[0], first.arms.len()), (studies[1], &arms[1], second.arms.len())]);
    let samples = [first.sample(&arms[0], &labels[0]), second.sample(&arms[1], &labels[1])];
    let comparison = compare_samples(&samples[0], &samples[1], not_paired(&first, &second));
    Ok((vec![comparison], vec![origin(&first, from), origin(&second, to)]))
}

/// Why runs of two folders are independent, if they are.
fn not_paired(a: &ResultFolder, b: &ResultFolder) -> Option<String> {
    let (a, b) = (&a.manifest, &b.manifest);
    if a.seed != b.seed {
        Some(format!("seeds differ ({} and {})", a.seed, b.seed))
    } else if a.replications != b.replications {
        Some(format!("replications differ ({} and {})", a.replications, b.replications))
    } else {
        None
    }
}
