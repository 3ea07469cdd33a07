//! Replications added to a result: `extend` and `run --until` as a whole.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder with the small worlds of `tests/ecosystem` and two arms of one of them.
struct Desk(TempDir);

const ARMS: &str = "extends = \"small.toml\"\n[slo]\n\"messages.composed\" = \"> 1\"\n\
    [arm.with]\n[arm.without.client]\nfallback = false\n";

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (folder, name) in [("tests/ecosystem/worlds", "small.toml"), ("scenarios/verify", "bare.toml")] {
            fs::copy(root.join(folder).join(name), desk.path(name)).unwrap();
        }
        fs::write(desk.path("arms.toml"), ARMS).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn cloudmsg(&self, typed: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
        command.current_dir(self.0.path()).stdin(Stdio::null()).args(typed.split('|')).output().unwrap()
    }

    /// What a command that succeeds says on standard error.
    fn told(&self, typed: &str) -> String {
        let output = self.cloudmsg(typed);
        assert!(output.status.success(), "{typed}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stderr).unwrap()
    }

    fn refused(&self, typed: &str) -> String {
        let output = self.cloudmsg(typed);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()), "{typed}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Every file of a result folder, without wall time, memory and the command.
    fn files(&self, folder: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for inside in ["", "charts"] {
            for entry in fs::read_dir(self.path(folder).join(inside)).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                    let varies = ["\"wall_s\"", "\"peak_bytes\"", "\"command\"", " data-varies>"];
                    let kept = text.lines().filter(|line| !varies.iter().any(|key| line.contains(key)));
                    // The last column of runs.csv is memory.
                    let memory = path.ends_with("runs.csv");
                    let kept = kept.map(|line| if memory { line.rsplit_once(',').unwrap().0 } else { line });
                    let text = kept.collect::<Vec<_>>().join("\n");
                    found.insert(path.strip_prefix(self.path(folder)).unwrap().display().to_string(), text);
                }
            }
        }
        found
    }

    fn same(&self, one: &str, other: &str) {
        let (one, other) = (self.files(one), self.files(other));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, text) in &one {
            let different = text.lines().zip(other[name].lines()).find(|(a, b)| a != b);
            assert!(*text == other[name], "{name} differs: {different:?}");
        }
    }
}

/// A pass proves: a result that was extended, twice and on other threads, is the result of one run of all replications, file
/// by file, pictures included; and the bounds are judged anew.
#[test]
fn an_extended_result_is_that_of_one_run() {
    let desk = Desk::new();
    desk.told("run|arms.toml|--replications|2|--seed|7|--out|parts|--threads|1|--quiet");
    desk.told("extend|parts|--replications|1|--threads|1|--quiet");
    desk.told("extend|parts|--replications|3|--threads|2|--quiet");
    desk.told("run|arms.toml|--replications|6|--seed|7|--out|whole|--threads|2|--quiet");
    assert!(desk.files("whole")["slo.csv"].contains(",6,held,"));
    desk.same("parts", "whole");
    let manifest = fs::read_to_string(desk.path("parts/manifest.json")).unwrap();
    assert!(manifest.contains("--quiet && cloudmsg extend parts --replications 1"), "{manifest}");
}

/// A pass proves: what is not a whole, unchanged result of this version is refused with the reason, and left as it is.
#[test]
fn what_cannot_be_extended_is_refused() {
    let desk = Desk::new();
    let extend = "extend|result|--replications|1";
    assert!(desk.refused(extend).contains("is not a result folder of this program"));
    desk.told("run|arms.toml|--replications|2|--out|result|--quiet");
    let change = |file: &str, from: &str, to: &str, reason: &str| {
        let path = desk.path("result").join(file);
        let before = fs::read_to_string(&path).unwrap();
        assert!(before.contains(from), "{file} has no {from}");
        fs::write(&path, before.replacen(from, to, 1)).unwrap();
        let text = desk.refused(extend);
        assert!(text.contains(reason), "{reason} is not in\n{text}");
        fs::write(&path, before).unwrap();
    };
    change("manifest.json", "\"program\"", "\"kind\": \"sweep\", \"program\"", "is the result of a sweep");
    change("manifest.json", "\"version\": \"", "\"version\": \"0.0.", "runs of two versions are not one sample");
    change("manifest.json", "\"resolved\"", "\"other\"", "does not say what its scenario was");
    change("scenario.resolved.toml", "fallback = false", "fallback = true", "was changed since the result was written");
    change("runs.csv", "without,1,", "without,2,", "expected every arm with replications 0 to 1");
    change("load.csv", "\nwith,0,", "\nwith,x,", "load.csv:2: expected the number of a replication, found `x`");
    change("summary.json", "{", "[", "summary.json:");
    let whole = fs::read_to_string(desk.path("result/cost.csv")).unwrap();
    fs::write(desk.path("result/cost.csv"), &whole[..whole.len() - 1]).unwrap();
    assert!(desk.refused(extend).contains("the line is broken off"));
    fs::remove_file(desk.path("result/cost.csv")).unwrap();
    assert!(desk.refused(extend).contains("cost.csv is missing"));
    fs::write(desk.path("result/cost.csv"), whole).unwrap();
    desk.told(&format!("{extend}|--quiet"));
}

/// A pass proves: replications are added until both arms are narrow enough, the same on any number of threads, and the result
/// is that of a run of so many.
#[test]
fn replications_are_added_until_the_interval_is_narrow() {
    let desk = Desk::new();
    let until = "run|arms.toml|--until|messages.composed ± 4 %|--until|fallback.rate +- 5 pp";
    assert!(desk.refused(until).contains("± 5 pp") || desk.refused(until).contains("5 pp"));
    let until = "run|arms.toml|--until|messages.composed ± 4 %|--set|study.replications=2";
    let told = desk.told(&format!("{until}|--out|one|--threads|1"));
    desk.told(&format!("{until}|--out|two|--threads|2|--quiet"));
    desk.same("one", "two");
    let rounds: Vec<&str> = told.lines().filter(|line| line.contains(" replications")).collect();
    assert!(rounds.len() > 1 && rounds[0].starts_with("5 replications, "), "{told}");
    let last: u32 = rounds.last().unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(told.contains("messages.composed (without): ") && told.contains("wanted ± 4 %: narrow enough"), "{told}");
    desk.told(&format!("run|arms.toml|--set|study.replications={last}|--out|whole|--quiet"));
    desk.same("one", "whole");
}

/// A queue that is busy four fifths of the time, for some hours, its warm-up to be found.
const COUNTER: &str = "[study]\nduration = \"4 h\"\nwarm_up = \"detect\"\nreplications = 2\n\
    [stations.counter]\narrivals = \"poisson 0.8/s\"\nservers = 1\nservice = \"exp(1 s)\"\n";

/// A pass proves: a warm-up that is to be found is found by pilot runs, declared in the resolved scenario and told in the
/// result; extending runs no pilot again, and other verbs ask for it to be declared.
#[test]
fn a_warm_up_is_found_declared_and_told() {
    let desk = Desk::new();
    fs::write(desk.path("counter.toml"), COUNTER).unwrap();
    let told = desk.told("run|counter.toml|--out|parts|--threads|1");
    assert!(told.contains("found by MSER-5 in pilot runs"), "{told}");
    let found = told.split("warm-up: ").nth(1).unwrap().split(',').next().unwrap();
    let resolved = fs::read_to_string(desk.path("parts/scenario.resolved.toml")).unwrap();
    assert!(resolved.contains(&format!("warm_up = \"{found}\"")), "{found} is not in\n{resolved}");
    let told = desk.told("extend|parts|--replications|2");
    assert!(!told.contains("pilot"), "{told}");
    fs::write(desk.path("counter.toml"), COUNTER.replace("replications = 2", "replications = 4")).unwrap();
    desk.told("run|counter.toml|--out|whole|--threads|2|--quiet");
    assert!(desk.files("whole")["summary.json"].contains("\"detected\": true"));
    desk.same("parts", "whole");
    assert!(desk.refused("run|counter.toml|--set|study.duration=1 min").contains("no warm-up was found"));
    assert!(desk.refused("compare|counter.toml").contains("declare that as study.warm_up"));
    let checked = desk.cloudmsg("check|counter.toml");
    assert!(String::from_utf8(checked.stdout).unwrap().contains("warm-up found by pilot runs"));
}

/// A pass proves: where the most replications are not enough, the result is written, what is lacking is said, and the exit
/// code is 1.
#[test]
fn what_is_not_reached_is_code_1_with_the_result_written() {
    let desk = Desk::new();
    let output = desk.cloudmsg("run|arms.toml|--until|messages.composed ± 1 %|--at-most|6|--out|out|--quiet");
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.starts_with("after 6 replications these intervals are not as narrow as asked for:"), "{text}");
    assert!(text.contains("wanted ± 1 %: about ") && desk.path("out/manifest.json").exists(), "{text}");
    assert!(
        desk.refused("run|arms.toml|--until|messages.composed ± 1 %|--at-most|2|--replications|3")
            .contains("--at-most 2")
    );
}

/// A pass proves: what is drawn from a folder is drawn again to the byte; what a folder leaves out is said on the page and
/// its pictures are left alone; what is damaged is refused by file and line, and nothing is written.
#[test]
fn a_report_is_made_again_from_its_folder() {
    let desk = Desk::new();
    desk.told("run|arms.toml|--replications|2|--out|made|--quiet");
    let before = desk.files("made");
    let page = fs::read(desk.path("made/report.html")).unwrap();
    fs::remove_file(desk.path("made/report.html")).unwrap();
    fs::write(desk.path("made/charts/latency.svg"), "scribbled over").unwrap();
    assert!(desk.told("report|made").contains("report.html"));
    assert!(desk.files("made") == before && fs::read(desk.path("made/report.html")).unwrap() == page);
    desk.told("report|made|--out|page.html|--quiet");
    assert!(fs::read(desk.path("page.html")).unwrap() == page);

    fs::remove_file(desk.path("made/load.csv")).unwrap();
    let pictured = fs::read(desk.path("made/charts/load.svg")).unwrap();
    desk.told("report|made|--quiet");
    let tolerant = fs::read_to_string(desk.path("made/report.html")).unwrap();
    assert!(tolerant.contains("What this folder leaves out") && tolerant.contains("load.csv"));
    assert!(fs::read(desk.path("made/charts/load.svg")).unwrap() == pictured, "a picture without its table stays");

    let days = fs::read_to_string(desk.path("made/days.csv")).unwrap();
    fs::write(desk.path("made/days.csv"), days.replacen(",composed.eligible,", ",composed.eligible,many", 1)).unwrap();
    let kept = desk.files("made");
    let said = desk.refused("report|made");
    assert!(said.contains("days.csv:2: expected a number, found `many"), "{said}");
    assert!(desk.files("made") == kept);
    assert!(desk.refused("report|nowhere").contains("is not a result folder"));
}
