//! Result folders of small worlds, made by the program once for all tests of this file.
//!
//! Knows no page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// Text that would be markup, a script, or a colour of the terminal, if anything took it for more than text.
pub(crate) const HOSTILE: &str =
    "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=2> & \\\"'`${window.pwned=3}` %{x} $x^2$";

/// Two arms with something that happens, over two measured days.
const STUDY: &str = r#"
[timeline.outage-beijing]
at = "2014-07-29T18:00:00+08:00"
duration = "2 h"
site_outage = { site = "beijing" }
[arm.before]
client.fallback = false
[arm.after]
[slo]
"delivery.ip.p99" = "< 1 h"
"fallback.rate" = "< 1 %"
"#;

/// A name of a file, and of an arm in a folder that somebody has changed, which no page may take for markup.
pub(crate) const HOSTILE_NAME: &str = "<img src=x onerror=window.pwned=4>";

/// The folder of all results.
fn place() -> &'static Path {
    static PLACE: OnceLock<TempDir> = OnceLock::new();
    let made = PLACE.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base/miui-2014.toml");
        std::fs::copy(base, place.path().join("base.toml")).unwrap();
        place
    });
    made.path()
}

fn head(title: &str, handsets: u32) -> String {
    format!(
        "extends = \"base.toml\"\n[study]\ntitle = \"{title}\"\n\
         start = \"2014-07-28T00:00:00+08:00\"\nduration = \"3 days\"\nwarm_up = \"1 day\"\nseed = 7\nreplications = 2\n\
         [population]\nhandsets = {handsets}\nrepresents = 60_000_000\n"
    )
}

/// The program with arguments in the folder of all results; its words where it fails.
pub(crate) fn program(arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    let output = command.args(arguments).current_dir(place()).stdin(Stdio::null()).output().unwrap();
    // A bound that does not hold is a finding of the page.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A file beside the results.
pub(crate) fn written(name: &str, text: &str) -> PathBuf {
    let path = place().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// The page of a run of two arms.
pub(crate) fn run() -> PathBuf {
    static ONE: OnceLock<PathBuf> = OnceLock::new();
    ONE.get_or_init(|| made(("run", "run.toml"), &(head("Two arms, two days", 300) + STUDY), "run")).clone()
}

/// The page of a run whose title, file and first arm would be markup. No scenario may name an arm so: the folder was changed
/// and its page made anew.
pub(crate) fn hostile() -> PathBuf {
    static ONE: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let page = made(("run", &format!("{HOSTILE_NAME}.toml")), &(head(HOSTILE, 60) + STUDY), "hostile");
        spoil("hostile", &["before"]);
        page
    };
    ONE.get_or_init(make).clone()
}

/// Makes words of a folder's tables and summary markup, and the page anew.
fn spoil(folder: &str, words: &[&str]) {
    for entry in std::fs::read_dir(place().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") || path.ends_with("summary.json") {
            let text = std::fs::read_to_string(&path).unwrap();
            let spoiled = words.iter().fold(text, |text, word| text.replace(word, HOSTILE_NAME));
            std::fs::write(&path, spoiled).unwrap();
        }
    }
    program(&["report", folder, "--quiet"]);
}

/// The page that a verb makes of a file.
fn made((verb, file): (&str, &str), text: &str, out: &str) -> PathBuf {
    written(file, text);
    program(&[verb, file, "--quiet", "--out", out]);
    place().join(out).join("report.html")
}

/// Two desks in two arms, for a few simulated minutes.
fn desks(title: &str, more: &str) -> String {
    format!(
        "[study]\ntitle = \"{title}\"\nduration = \"400 s\"\nwarm_up = \"50 s\"\nseed = 7\nreplications = 2\n\
         [stations.desk]\narrivals = \"poisson 0.8/s\"\nservice = \"exp(1 s)\"\n\
         [stations.till]\narrivals = \"poisson 0.5/s\"\nservice = \"exp(1 s)\"\n{more}"
    )
}

const ARMS: &str = "[arm.before]\n[arm.after]\nstations.desk.servers = 2\n";

/// The page of textbook stations.
pub(crate) fn stations() -> PathBuf {
    static ONE: OnceLock<PathBuf> = OnceLock::new();
    ONE.get_or_init(|| made(("run", "stations.toml"), &desks("Two desks", ARMS), "stations")).clone()
}

/// The same with markup for a title, an arm and a station.
pub(crate) fn hostile_stations() -> PathBuf {
    let page = made(("run", "hostile-stations.toml"), &desks(HOSTILE, ARMS), "hostile-stations");
    spoil("hostile-stations", &["before", "desk"]);
    page
}

/// What is varied to tell which desk matters: two ranges and two arms.
const DRAWN: &str = "[arm.before]\n[arm.after]\nstations.till.service = \"exp(1500 ms)\"\n\
     [sweep]\nsample = \"saltelli(8)\"\n\"stations.desk.servers\" = \"1..6\"\n\"stations.till.servers\" = \"1..6\"\n\
     metrics = [\"stations.desk.wait_mean\", \"stations.till.utilisation\"]\n";

/// The page of a sweep of drawn points.
pub(crate) fn sweep() -> PathBuf {
    static ONE: OnceLock<PathBuf> = OnceLock::new();
    ONE.get_or_init(|| made(("sweep", "sweep.toml"), &desks("Which desk", DRAWN), "sweep")).clone()
}

/// The same with markup for a title, an arm, factors and figures.
pub(crate) fn hostile_sweep() -> PathBuf {
    let page = made(("sweep", "hostile-sweep.toml"), &desks(HOSTILE, DRAWN), "hostile-sweep");
    spoil("hostile-sweep", &["before", "desk"]);
    page
}

/// Levels of each factor of the large sweep.
pub(crate) const LEVELS: usize = 10;

/// The page of a sweep of a thousand points: two factors whose levels are texts, one of numbers.
pub(crate) fn large_sweep() -> PathBuf {
    static ONE: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let level = |form: fn(usize) -> String| (1..=LEVELS).map(form).collect::<Vec<_>>().join(", ");
        // As texts these levels have another order than as what they mean.
        let (arrivals, service) = (level(|n| format!("\"poisson {n}0/min\"")), level(|n| format!("\"exp({n}00 ms)\"")));
        let more = format!(
            "[sweep]\n\"stations.desk.arrivals\" = [{arrivals}]\n\"stations.desk.service\" = [{service}]\n\
             \"stations.desk.servers\" = \"1..{LEVELS} step 1\"\n\
             metrics = [\"stations.desk.wait_mean\", \"stations.desk.utilisation\"]\n"
        );
        made(("sweep", "large.toml"), &desks("A thousand points", &more), "large")
    };
    ONE.get_or_init(make).clone()
}

fn agents(title: &str) -> String {
    format!(
        "[study]\ntitle = \"{title}\"\nduration = \"400 s\"\nwarm_up = \"50 s\"\nseed = 1\n\
         [stations.agents]\narrivals = \"poisson 10/s\"\nservice = \"exp(1 s)\"\nservers = 12\n\
         [slo]\n\"stations.agents.delayed\" = \"<= 25 %\"\n\"stations.agents.wait_mean\" = \"<= 0.5 s\"\n\
         [plan]\nreplications = 3\nat_most = 24\n[plan.price]\n\"stations.agents.servers\" = \"1 CNY\"\n"
    )
}

/// The page of a plan.
pub(crate) fn plan() -> PathBuf {
    static ONE: OnceLock<PathBuf> = OnceLock::new();
    ONE.get_or_init(|| made(("plan", "plan.toml"), &agents("Agents for ten Erlang"), "plan")).clone()
}

/// The same with markup for a title, an arm and a tier.
pub(crate) fn hostile_plan() -> PathBuf {
    let page = made(("plan", "hostile-plan.toml"), &agents(HOSTILE), "hostile-plan");
    spoil("hostile-plan", &["base", "agents"]);
    page
}

/// The page of the arms of a result folder held against each other.
pub(crate) fn comparison(of: &Path) -> PathBuf {
    let folder = of.parent().unwrap().file_name().unwrap().to_str().unwrap();
    let page = format!("{folder}-compared.html");
    program(&["compare", folder, "--quiet", "--report", &page]);
    place().join(page)
}

/// A copy of the folder of a page, in which the page is missing, has the same bytes in every file after `report`.
pub(crate) fn is_the_same_again(page: &Path) {
    let folder = page.parent().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let before = files(folder);
    for (path, bytes) in &before {
        let to = copy.path().join(path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes).unwrap();
    }
    std::fs::remove_file(copy.path().join("report.html")).unwrap();
    program(&["report", copy.path().to_str().unwrap(), "--quiet"]);
    let after = files(copy.path());
    assert!(before.keys().eq(after.keys()), "{:?} instead of {:?}", after.keys(), before.keys());
    for (path, bytes) in before {
        assert!(after[&path] == bytes, "{} has other bytes", path.display());
    }
}

/// All files of a folder and of the folders in it, by their paths in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = PathBuf::from(path.file_name().unwrap());
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, bytes)| (name.join(inner), bytes)));
        } else {
            found.insert(name, std::fs::read(path).unwrap());
        }
    }
    found
}
