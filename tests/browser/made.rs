//! Result folders of small worlds, made by the program once for all tests of this file.
//!
//! Knows no page.

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
    ONE.get_or_init(|| made("run.toml", &(head("Two arms, two days", 300) + STUDY), "run")).clone()
}

/// The page of a run whose title, file and first arm would be markup. No scenario may name an arm so: the folder was changed
/// and its page made anew.
pub(crate) fn hostile() -> PathBuf {
    static ONE: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let page = made(&format!("{HOSTILE_NAME}.toml"), &(head(HOSTILE, 60) + STUDY), "hostile");
        let folder = page.parent().unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "csv") || path.ends_with("summary.json") {
                let text = std::fs::read_to_string(&path).unwrap();
                std::fs::write(&path, text.replace("before", HOSTILE_NAME)).unwrap();
            }
        }
        program(&["report", "hostile"]);
        page
    };
    ONE.get_or_init(make).clone()
}

fn made(file: &str, text: &str, out: &str) -> PathBuf {
    written(file, text);
    program(&["run", file, "--quiet", "--out", out]);
    place().join(out).join("report.html")
}
