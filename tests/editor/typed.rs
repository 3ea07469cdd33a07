//! What is typed and is wrong, where it does not stand in a file: each refusal says what it is about and what to type instead.

use super::{code, program, root, text};
use std::fs;

/// Arguments, separated by blanks (`_` stands for one inside an argument), and what is said of them.
const REFUSED: [(&str, &str); 24] = [
    ("run opt-in-2014.toml --window 5_parsecs", "is not a unit of time; write `5 ms`, with us, ms, s, min or h"),
    ("run opt-in-2014.toml --window 0_ms", "out of range"),
    ("run opt-in-2014.toml --window ._ms", "is not a number with a unit"),
    ("compare opt-in-2014.toml --arms before", "--arms before: expected two names, as in --arms before,after"),
    ("compare opt-in-2014.toml --arms after,after", "--arms names `after` twice"),
    ("compare baseline.toml", "has one arm; name a second file to compare it with"),
    ("compare opt-in-2014.toml FOLDER", "compare two scenario files or two result folders, not one of each"),
    ("compare FOLDER --messages moved.csv", "--messages needs scenario files: these are result folders"),
    ("compare FOLDER", ": there are no two arms to compare; it has base"),
    ("extend FOLDER --replications 10000", "has 1 replications; 10000 are the most"),
    ("run baseline.toml --ranges", "this study has no table [unknown], so there is nothing to take ranges over"),
    (
        "run opt-in-2014.toml --ranges --range-replications 99",
        "--range-replications 99: more than the 5 of the study, which they are held against",
    ),
    ("plan baseline.toml", ": this study has no table [plan], so there is nothing to look for"),
    ("sweep baseline.toml", ": this study has no table [sweep], so there is nothing to vary"),
    (
        "sweep relay-sweep.toml --shard 4/4",
        ": expected I/N with I from 0 to N - 1, such as 0/4, or /N in a cluster's task",
    ),
    ("sweep relay-sweep.toml --shard one", ": expected I/N with I from 0 to N - 1"),
    ("sweep relay-sweep.toml --shard /4", "is set; write I/N"),
    ("run opt-in-2014.toml --until fast", "expected a metric and a width, as in \"delivery.ip.p99 ± 2 %\""),
    ("run opt-in-2014.toml --until delivery.ip.p99_±_0_s", "` is not above zero"),
    ("run opt-in-2014.toml --until delivery.ip.p99_±_x_%", "` is not a share of the figure, such as 2 %"),
    (
        "run opt-in-2014.toml --until delivery.ip.p99_±_2_% --at-most 3",
        "--at-most 3: fewer than the 5 replications of the study",
    ),
    (
        "check stations/mm1.toml --set study.warm_up=detect --set stations.desk.arrivals=fast",
        "is no stream of arrivals",
    ),
    (
        "compare opt-in-2014.toml --set study.warm_up=detect",
        "is for `run`, which says what it found; declare that as study.warm_up",
    ),
    ("workload stations/mm1.toml", "has stations, and nobody writes messages there: `workload` needs an ecosystem"),
];

#[test]
fn what_is_typed_wrong_is_refused_with_what_to_type() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("result");
    let mut small = program();
    small.arg("run").arg(root().join("scenarios/stations/mm1.toml")).arg("--out").arg(&folder);
    small.args(["--set", "study.duration=10 min", "--set", "study.warm_up=1 min", "--replications=1", "--quiet"]);
    let small = small.output().unwrap();
    assert_eq!(code(&small), 0, "{}", text(&small.stderr));
    let before = fs::read_dir(place.path()).unwrap().count();
    for (typed, said) in REFUSED {
        let mut command = program();
        for word in typed.split(' ') {
            if word == "FOLDER" {
                command.arg(&folder);
            } else {
                command.arg(word.replace('_', " ").replace("warm up", "warm_up"));
            }
        }
        for task in ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "HQ_TASK_ID", "JOB_COMPLETION_INDEX"] {
            command.env_remove(task);
        }
        let output = command.current_dir(root().join("scenarios")).output().unwrap();
        let heard = text(&output.stderr);
        assert_eq!((code(&output), output.stdout.as_slice()), (2, b"".as_slice()), "{typed}\n{heard}");
        assert!(heard.contains(said), "{typed}: no {said:?} in\n{heard}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), before, "{typed} wrote something");
    }
}
