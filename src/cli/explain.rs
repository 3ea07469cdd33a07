//! `explain`: the life of one message, in one arm or side by side in all.
//!
//! Knows the order of things: which run, which message, run with a witness, hold it against what was run before, print.

use super::arguments::{ExplainArguments, Format, ReportArguments, ScenarioArguments};
use super::meter::Meter;
use super::terminal::{print, print_json, say};
use super::{Failure, Terminal, check, extend, fit, report as draw, warm_up};
use crate::analysis::{MessageList, NotWritten, RunRow, STORY_SCHEMA, Story, StoryDocument};
use crate::experiment::{self, Job, Options, id_of, id_text};
use crate::ledger::Wanted;
use crate::report::{self, ResultFolder, message_list_text, story_text};
use crate::scenario::{Arm, Study};

/// Runs `explain`.
///
/// # Errors
/// Scenarios or folders with mistakes, a message that nobody wrote, a folder whose run comes out otherwise now; a machine
/// that cannot.
pub fn explain(arguments: &ExplainArguments, terminal: &Terminal) -> Result<(), Failure> {
    let asked = arguments.message.as_deref().map(typed_id).transpose()?;
    let (study, before) = subject(arguments, *terminal)?;
    let arms = chosen(&study, arguments)?;
    if arguments.replication >= study.replications {
        let last = study.replications - 1;
        return Err(wrong(format!("--replication {}: the study's are 0 to {last}", arguments.replication)));
    }
    if let Some(file) = &arguments.report {
        report::probe_file(file).map_err(|e| machine(&e))?;
    }
    let options = check::options(&arguments.machine());
    // Few runs, one after the other.
    let runs = Study { arms: arms.iter().map(|&arm| arm.clone()).take(1).collect(), replications: 1, ..study.clone() };
    fit::prepare(&runs, &options, 0, arguments.quiet)?;
    terminal.mind_interruptions("nothing was written");
    let asking = Asking { study: &study, before: &before, options: &options, arguments, terminal: *terminal };
    if let Some(most) = arguments.list {
        return listed(&asking.list(arms[arms.len() - 1], most as usize), arguments.format);
    }
    let message = match asked {
        Some(message) => message,
        None => asking.first(arms[arms.len() - 1])?,
    };
    let document = asking.tell(&arms, message)?;
    if let Some(file) = &arguments.report {
        report::write_file(file, report::story_page(&document).as_bytes()).map_err(|e| machine(&e))?;
        asking.say(&format!("The diagram is in {}", file.display()));
    }
    if arguments.add {
        report::add_stories(&arguments.what, &document.stories).map_err(Failure::Input)?;
        let folder = arguments.what.clone();
        draw::report(&ReportArguments { folder, out: None, quiet: true }, terminal)?;
        asking.say(&format!("Kept in {}, shown in report.html", arguments.what.join(report::STORIES).display()));
    }
    match arguments.format {
        Format::Text => print(&story_text(&document, arguments.identifiers)),
        Format::Json => print_json(&document),
    }
}

fn wrong(text: impl Into<String>) -> Failure {
    Failure::Input(text.into())
}

fn machine(error: &std::io::Error) -> Failure {
    Failure::Machine(error.to_string())
}

/// What ids look like, for whoever typed something else.
const FORM: &str = "an id is CONVERSATION.TURN, as in 1507343.0; `--list` shows some";

fn typed_id(text: &str) -> Result<u64, Failure> {
    id_of(text).ok_or_else(|| wrong(format!("--message {text}: {FORM}")))
}

/// The study that was named, and the runs of it that are on file.
fn subject(arguments: &ExplainArguments, terminal: Terminal) -> Result<(Study, Vec<RunRow>), Failure> {
    let what = &arguments.what;
    if !what.is_dir() {
        if arguments.add {
            return Err(wrong(format!("--add needs the result folder of a run; {} is none", what.display())));
        }
        let scenario = ScenarioArguments { file: what.clone(), settings: arguments.settings.clone() };
        let study = check::read(&scenario, terminal)?;
        warm_up::declared(&study)?;
        return Ok((study, Vec::new()));
    }
    let settings = &arguments.settings;
    if !settings.overrides.is_empty() || settings.replications.is_some() || settings.seed.is_some() {
        return Err(wrong("--set, --seed and --replications need a scenario file: a result folder says what was run"));
    }
    let folder = ResultFolder::read(what).map_err(Failure::Input)?;
    let study = extend::study_in(&folder, what, terminal)?;
    Ok((study, folder.runs().map_err(Failure::Input)?))
}

/// The arms that are told of: the last, a named one, or all.
fn chosen<'s>(study: &'s Study, arguments: &ExplainArguments) -> Result<Vec<&'s Arm>, Failure> {
    let names = || study.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>().join(", ");
    let arms: Vec<&Arm> = match arguments.arm.as_deref() {
        None => study.arms.last().into_iter().collect(),
        Some(name) => {
            let found: Vec<&Arm> = study.arms.iter().filter(|arm| arm.name == name).collect();
            match (found.is_empty(), name) {
                (true, "all") => study.arms.iter().collect(),
                (true, _) => {
                    return Err(wrong(format!("--arm {name}: expected `all` or one of {}", names())));
                }
                (false, _) => found,
            }
        }
    };
    if arms.iter().any(|arm| arm.ecosystem().is_none()) {
        return Err(wrong(format!(
            "{}: has stations, and nobody writes messages there: `explain` needs an ecosystem",
            arguments.what.display()
        )));
    }
    Ok(arms)
}

fn listed(list: &MessageList, format: Format) -> Result<(), Failure> {
    match format {
        Format::Text => print(&message_list_text(list)),
        Format::Json => print_json(list),
    }
}

/// What is asked, and of which runs.
struct Asking<'a> {
    study: &'a Study,
    before: &'a [RunRow],
    options: &'a Options,
    arguments: &'a ExplainArguments,
    terminal: Terminal,
}

impl Asking<'_> {
    fn job<'s>(&'s self, arm: &'s Arm) -> Job<'s> {
        Job { study: self.study, setting: None, arm, replication: self.arguments.replication }
    }

    fn say(&self, text: &str) {
        if !self.arguments.quiet {
            say(text);
        }
    }

    fn list(&self, arm: &Arm, most: usize) -> MessageList {
        let meter = Meter::start(self.terminal, self.arguments.quiet);
        experiment::list_messages(&self.job(arm), self.arguments.first, most, self.options, &|p| meter.show(p))
    }

    /// The first message of the fate that was asked for.
    fn first(&self, arm: &Arm) -> Result<u64, Failure> {
        let list = self.list(arm, 1);
        let found = list.messages.first().and_then(|row| id_of(&row.message));
        found.ok_or_else(|| {
            let fate = self.arguments.first.map_or("any", Wanted::name);
            let run = format!("arm {}, replication {}", arm.name, self.arguments.replication);
            wrong(format!("--first {fate}: no measured message of {run} has this fate"))
        })
    }

    /// The message in each of the arms.
    fn tell(&self, arms: &[&Arm], message: u64) -> Result<StoryDocument, Failure> {
        let mut document = StoryDocument { schema: STORY_SCHEMA, stories: Vec::new(), not_written: Vec::new() };
        let mut near = Vec::new();
        for arm in arms {
            let meter = Meter::start(self.terminal, self.arguments.quiet);
            let told = experiment::explain(&self.job(arm), message, self.options, &|progress| meter.show(progress));
            drop(meter);
            match told {
                Ok((story, fingerprint)) => {
                    self.held(&story, fingerprint)?;
                    document.stories.push(story);
                }
                Err(unwritten) => {
                    let why = unwritten.why(message).to_owned();
                    document.not_written.push(NotWritten { arm: arm.name.clone(), message: id_text(message), why });
                    near = unwritten.near;
                }
            }
        }
        if document.stories.is_empty() { Err(self.nobody_wrote(arms, message, &near)) } else { Ok(document) }
    }

    fn nobody_wrote(&self, arms: &[&Arm], message: u64, near: &[u64]) -> Failure {
        let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
        let (id, of) = (id_text(message), self.arguments.replication);
        let near: Vec<String> = near.iter().map(|&bits| id_text(bits)).collect();
        let near = if near.is_empty() { String::new() } else { format!("\nNear it: {}", near.join(", ")) };
        wrong(format!("nobody wrote message {id} in {}, replication {of}\n{FORM}{near}", names.join(", ")))
    }

    /// The run with a witness must be the one on file.
    fn held(&self, story: &Story, fingerprint: u64) -> Result<(), Failure> {
        let of = |row: &&RunRow| row.run.arm == story.arm && row.run.replication == story.replication;
        let Some(row) = self.before.iter().find(of) else { return Ok(()) };
        if row.fingerprint == fingerprint {
            return Ok(());
        }
        let run = format!("arm {}, replication {}", story.arm, story.replication);
        let folder = self.arguments.what.display();
        Err(wrong(format!(
            "{folder}: {run} has another fingerprint now ({fingerprint:016x}, {:016x} on file): it was made by another \
             version of the program, or its files were changed; run it anew",
            row.fingerprint
        )))
    }
}
