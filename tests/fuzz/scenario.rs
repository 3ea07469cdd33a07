//! The scenario reader: documents with what they extend, settings, sweeps and unknowns.

use super::campaign::{Target, Verdict};
use super::desk::Desk;
use super::grammar::Grammar;
use super::input::Input;
use super::mutant::Stock;
use arbitrary::{Result, Unstructured};
use cloudmsg::analysis::figure_names;
use cloudmsg::scenario::{Base, Diagnostic, Reach, Study, open, open_reaching, render};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The file that is read.
pub(crate) const STUDY: &str = "study.toml";
/// Settings of the command line, one a line.
pub(crate) const SETTINGS: &str = "settings.txt";

/// The reader on its desk.
pub(crate) struct Scenarios {
    grammar: Grammar,
    stock: Stock,
    desk: Mutex<Desk>,
}

/// What was read of a file, with what is there of its folder.
pub(crate) struct Read {
    pub(crate) what: std::result::Result<Base, Vec<Diagnostic>>,
    pub(crate) drawn: String,
}

/// Shipped files by name.
fn shipped(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let of =
        |entry: fs::DirEntry| entry.path().extension().is_some_and(|ending| ending == "toml").then(|| entry.path());
    let files = fs::read_dir(root.join(folder)).unwrap().filter_map(|entry| of(entry.unwrap()));
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    files.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

impl Scenarios {
    pub(crate) fn new() -> Self {
        let standing = Input([shipped("base"), shipped("profiles")].into_iter().flatten().collect())
            .with("call-centre.toml", shipped("stations")["stations/call-centre.toml"].clone())
            .with("trace.csv", "source,target,timestamp\n1,2,3\n2,1,4\n");
        let grammar = Grammar::new();
        let texts = ["", "stations", "verify"].into_iter().flat_map(shipped);
        let mut corpus: Vec<Input> = texts.map(|(_, bytes)| Input::of(STUDY, bytes)).collect();
        let base = standing.0["base/miui-2014.toml"].clone();
        corpus.push(Input::of(STUDY, "extends = \"base/miui-2014.toml\"\n").with("base/miui-2014.toml", base));
        let small = "extends = \"base/miui-2014.toml\"\nstudy = { start = \"2014-07-28T00:00:00+08:00\", duration = \"2 days\" }\n";
        for settings in [
            "population.handsets=1e3\nstudy.duration=20 days\nclient.fallback=false",
            "arm.a.client.fallback=false\narm.b={}",
            "workload.trace.path=trace.csv\n\"population\".opt_in = \"5 %\"",
            "sweep.population.opt_in=0.01..0.10 step 0.01\nsweep.\"sites.beijing.relay.nodes\"=[2, 4, 8]",
            "unknown.population.opt_in=[0.01, 0.05]\nslo.\"delivery.ip.p99\"=< 2 s",
            "profile=profiles/hashed.toml",
        ] {
            corpus.push(Input::of(STUDY, small).with(SETTINGS, settings));
        }
        corpus.extend(deep_and_long().into_iter().map(|text| Input::of(STUDY, text)));
        let words = grammar.words();
        Self { grammar, stock: Stock { corpus, words }, desk: Mutex::new(Desk::new(standing)) }
    }
}

/// Documents that go as deep, or as far, as they can.
fn deep_and_long() -> Vec<String> {
    let (dots, braces) = ("a.".repeat(78), 76);
    let keys: String = (0..5_000).map(|n| format!("key{n} = 1\n")).collect::<Vec<_>>().concat();
    let arms: String = (0..3_000).map(|n| format!("arm.a{n} = {{}}\n")).collect::<Vec<_>>().concat();
    let stations: String = (0..300)
        .map(|n| format!("[stations.s{n}]\narrivals = \"poisson 1/s\"\nservice = \"exp(1 s)\"\n"))
        .collect::<Vec<_>>()
        .concat();
    let files =
        "extends = \"base/miui-2014.toml\"\nstudy = { start = \"2014-07-28T00:00:00+08:00\", duration = \"2 days\" }\n";
    let values = vec!["0.1"; 2_000].join(", ");
    vec![
        format!("{}b = 1\n{}", format!("{dots}b = {{").repeat(braces), "}".repeat(braces)),
        format!(
            "a = {}b = 1{}\n",
            format!("{{ {dots}b = ").repeat(braces).trim_end_matches("b = "),
            "}".repeat(braces)
        ),
        format!(
            "[{dots}b]\n{dots}b = {}{}\n",
            format!("{{ {dots}b = ").repeat(braces),
            format!("1{}", "}".repeat(braces))
        ),
        format!("a = {}1{}\n", "[".repeat(79), "]".repeat(79)),
        format!("[sweep]\n\"{}b\" = [1, 2]\n{files}", "a.".repeat(5_000)).replace("[sweep]\n", "sweep."),
        format!(
            "study.duration = \"1 h\"\n[stations.desk]\narrivals = \"poisson 1/s\"\nservice = \"{}exp(1 s){}\"\n",
            "mix(1: ".repeat(2_000),
            ")".repeat(2_000)
        ),
        format!("{files}{keys}"),
        format!("{files}{arms}"),
        format!("{files}{} = 1\n", "k".repeat(200_000)),
        format!("{files}unknown.\"population.opt_in\" = [{values}]\n"),
        format!("{files}population.opt_in = \"{}\"\n", "9".repeat(100_000)),
        format!("study.duration = \"1 h\"\n{stations}"),
        format!(
            "{files}population.corridors = {{ {} }}\n",
            (0..500).map(|n| format!("X{n} = 1")).collect::<Vec<_>>().join(", ")
        ),
    ]
}

/// Reads the study on a desk with its settings, and draws what is wrong with it.
pub(crate) fn read(desk: &Desk) -> Read {
    let settings = fs::read(desk.path(SETTINGS)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let mut room = COMMAND_LINE;
    let fits = |setting: &&str| {
        room = room.saturating_sub(setting.len() + 1);
        setting.len() < ARGUMENT && room > 0
    };
    let settings: Vec<String> =
        settings.iter().flat_map(|text| text.split('\n')).take_while(fits).map(str::to_owned).collect();
    let what = open(&desk.path(STUDY), &settings, &figure_names());
    let drawn = what.as_ref().err().map_or_else(String::new, |mistakes| render(mistakes, false));
    Read { what, drawn }
}

/// Bytes of one argument and of a whole command line that Linux hands to a program; what is longer cannot be typed.
const ARGUMENT: usize = 128 << 10;
const COMMAND_LINE: usize = 2 << 20;
/// Most bytes of one drawn mistake, and of all of them beside what lies there.
const MOST_DRAWN: usize = 8 << 10;

/// Mistakes that are looked at one by one.
const LOOKED_AT: usize = 30;

/// Every mistake says what is wrong, what was expected and where, and nothing that a terminal obeys.
pub(crate) fn judge_mistakes(mistakes: &[Diagnostic], drawn: &str) -> Vec<String> {
    assert!(!mistakes.is_empty(), "refused for no reason");
    for mistake in mistakes.iter().take(LOOKED_AT) {
        assert!(!mistake.message.trim().is_empty() && !mistake.label.trim().is_empty(), "nothing said: {mistake:?}");
        assert!(!mistake.file.name.is_empty(), "in no file: {mistake:?}");
        assert!(mistake.file.text.get(mistake.span.clone()).is_some(), "at no place: {mistake:?}");
        let one = render(std::slice::from_ref(mistake), false);
        assert!(one.len() <= MOST_DRAWN, "{} bytes for one mistake: {one:.2000}", one.len());
        let lines = mistake.file.text[..mistake.span.start].matches('\n').count();
        let place = format!("{}:{}:", mistake.file.name, mistake.file.first_line + lines);
        let unread = mistake.file.text.is_empty() && one.contains(&mistake.file.name);
        assert!(unread || one.contains(&place), "{place} is not named:\n{one}");
    }
    assert!(drawn.len() <= 200 * MOST_DRAWN, "{} bytes for {} mistakes", drawn.len(), mistakes.len());
    let obeyed = drawn.chars().find(|letter| letter.is_control() && *letter != '\n');
    assert!(obeyed.is_none(), "{obeyed:?} reaches the terminal:\n{drawn}");
    mistakes.iter().map(|mistake| mistake.message.clone()).collect()
}

/// What became of a scenario that was read: mistakes or a study, each as it should be.
pub(crate) fn judge(read: &Read, desk: &Desk) -> Verdict {
    match &read.what {
        Err(mistakes) => Verdict::Refused(judge_mistakes(mistakes, &read.drawn)),
        Ok(base) => {
            judge_study(base, desk);
            Verdict::Accepted
        }
    }
}

/// A study that was read has points that can be read, and reads back from its resolved text.
pub(crate) fn judge_study(base: &Base, desk: &Desk) {
    let study = base.study();
    let again = desk.path("again.toml");
    fs::write(&again, &study.resolved).unwrap();
    let reread = open_reaching(&again, &[], &figure_names(), Reach::Anywhere);
    fs::remove_file(&again).unwrap();
    let reread =
        reread.unwrap_or_else(|mistakes| panic!("the resolved text is refused:\n{}", render(&mistakes, false)));
    same(study, reread.study());
    let Some(sweep) = &study.sweep else { return };
    let last = sweep.points() - 1;
    for point in [0, last / 2, last] {
        let settings = sweep.settings(&sweep.point(point));
        if let Err(mistakes) = base.with(&format!("point {point}"), &settings) {
            judge_mistakes(&mistakes, &render(&mistakes, false));
        }
    }
}

fn same(study: &Study, again: &Study) {
    assert!(study.resolved == again.resolved, "the resolved text is resolved:\n{}\n{}", study.resolved, again.resolved);
    let of = |study: &Study| {
        let title = if study.title == study.name { "" } else { &study.title };
        format!(
            "{title}|{:?}|{:?}|{:?}|{}|{}|{:?}|{:?}|{:?}|{:?}|{:?}",
            study.start,
            study.duration,
            study.warm_up,
            study.seed,
            study.replications,
            study.arms,
            study.bounds,
            study.plan,
            study.unknowns,
            study.sweep,
        )
    };
    let (one, other) = (of(study), of(again));
    let differs = one.bytes().zip(other.bytes()).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
    let around = |text: &str| {
        String::from_utf8_lossy(&text.as_bytes()[differs.saturating_sub(60)..text.len().min(differs + 60)]).into_owned()
    };
    assert!(one == other, "the resolved text reads back to another study: …{}… …{}…", around(&one), around(&other));
}

impl Target for Scenarios {
    type Read = Read;
    const NAME: &'static str = "scenario";
    // Of thousands of settings with mistakes each, two hundred are drawn.
    const BOUND: (usize, usize) = (96, 20 << 20);

    fn stock(&self) -> &Stock {
        &self.stock
    }

    fn made_up(&self, u: &mut Unstructured<'_>) -> Result<Input> {
        Ok(Input::of(STUDY, self.grammar.document(u)?))
    }

    fn lay(&self, input: &Input) -> usize {
        self.desk.lock().unwrap_or_else(std::sync::PoisonError::into_inner).lay(input)
    }

    fn read(&self) -> Read {
        read(&self.desk.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn judge(&self, read: Read) -> Verdict {
        judge(&read, &self.desk.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}
