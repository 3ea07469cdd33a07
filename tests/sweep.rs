//! `sweep` as a whole program: however a sweep is run, cut, killed and put together, its result has the same bytes.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(clippy::disallowed_types, reason = "a test may look at the clock")]

#[path = "sweep/desk.rs"]
mod desk;

use desk::{Desk, code, text};
use std::fs;
use std::time::{Duration, Instant};

/// A pass proves: neither threads nor shards leave a trace in the result.
#[test]
fn threads_and_shards_leave_no_trace() {
    let desk = Desk::new("");
    desk.done(&["sweep", "study.toml", "--threads=2", "--out=two"]);
    let whole = desk.folder("two");
    assert_eq!(desk.visible(), ["two"], "nothing else is left behind");
    desk.done(&["sweep", "study.toml", "--threads=1", "--out=one"]);
    assert_eq!(desk.folder("one"), whole);
    for of in [1, 3, 7] {
        let shards: Vec<String> = (0..of).map(|index| format!("cut-{index}-of-{of}")).collect();
        for (index, shard) in shards.iter().enumerate() {
            let (cut, out) = (format!("--shard={index}/{of}"), format!("--out={shard}"));
            desk.done(&["sweep", "study.toml", &cut, &out, "--threads=2"]);
            assert!(desk.folder(shard).contains_key("manifest.json"));
        }
        // In any order.
        let mut merge = vec!["sweep", "merge"];
        merge.extend(shards.iter().rev().map(String::as_str));
        let out = format!("--out=merged-{of}");
        merge.push(&out);
        desk.done(&merge);
        assert_eq!(desk.folder(&format!("merged-{of}")), whole, "{of} shards");
    }
    let again = desk.run(&["sweep", "merge", "merged-3", "cut-0-of-3", "--out=again"]);
    assert_eq!(code(&again), 2);
    assert!(text(&again.stderr).contains("merged-3 is a whole sweep, not a shard of one"), "{}", text(&again.stderr));
    for file in ["points.csv", "figures.csv", "sweep.csv", "effects.csv", "summary.json", "scenario.resolved.toml"] {
        assert!(whole.contains_key(file), "{file}");
    }
}

/// A pass proves: what a killed sweep left is neither lost nor taken for anything else, and goes on to the same bytes,
/// with a damaged point run again.
#[test]
fn a_killed_sweep_goes_on_to_the_same_bytes() {
    let desk = Desk::new("");
    let slow = ["sweep", "study.toml", "--set=population.handsets=2000", "--threads=1", "--out=out"];
    let mut child = desk.program(&slow).spawn().unwrap();
    let points = desk.path("out").with_file_name(".out.part").join("points");
    let begun = Instant::now();
    let kept = || fs::read_dir(&points).map_or(0, |found| found.filter(|f| whole(f.as_ref().unwrap())).count());
    while kept() < 2 {
        assert!(begun.elapsed() < Duration::from_mins(2) && child.try_wait().unwrap().is_none(), "it should run");
        std::thread::sleep(Duration::from_millis(2));
    }
    // On Unix this is signal 9: nothing is tidied up.
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!desk.path("out").exists() && kept() < 12, "it was killed on the way");

    let refused = desk.run(&slow);
    assert_eq!(code(&refused), 2, "{}", text(&refused.stderr));
    for part in ["of 12 points of this sweep", "--resume", "rm -r"] {
        assert!(text(&refused.stderr).contains(part), "{}", text(&refused.stderr));
    }
    let other = desk.run(&["sweep", "study.toml", "--set=population.handsets=1999", "--out=out", "--resume"]);
    assert_eq!(code(&other), 2, "{}", text(&other.stderr));
    assert!(text(&other.stderr).contains("another scenario, seed or settings"), "{}", text(&other.stderr));

    let damaged = fs::read_dir(&points).unwrap().map(|f| f.unwrap()).find(whole).unwrap().path();
    let torn = fs::read(&damaged).unwrap();
    fs::write(&damaged, &torn[..torn.len() / 2]).unwrap();
    fs::write(points.join("000011.999.tmp"), "half a point").unwrap();
    desk.done(&[&slow[..], &["--resume"]].concat());
    assert_eq!(desk.visible(), ["out"], "the folder of points is gone");
    let resumed = desk.folder("out");
    desk.done(&["sweep", "study.toml", "--set=population.handsets=2000", "--threads=2", "--out=again"]);
    assert_eq!(desk.folder("again"), resumed);
    let finished = desk.run(&[&slow[..], &["--resume"]].concat());
    assert_eq!((code(&finished), text(&finished.stderr).contains("finished already")), (0, true));
}

fn whole(file: &fs::DirEntry) -> bool {
    file.path().extension().is_some_and(|ending| ending == "json")
}

/// A pass proves: shards that are not one sweep are refused by name, and nothing is written.
#[test]
fn shards_that_are_not_one_sweep_are_refused() {
    let desk = Desk::new("");
    for index in 0..3 {
        desk.done(&["sweep", "study.toml", &format!("--shard={index}/3"), &format!("--out=s{index}")]);
    }
    desk.done(&["sweep", "study.toml", "--shard=0/3", "--seed=4", "--out=seed"]);
    desk.done(&["sweep", "study.toml", "--shard=0/3", "--set=population.represents=5_000_000", "--out=other"]);
    desk.done(&["sweep", "study.toml", "--shard=1/2", "--out=half"]);
    let merged = |folders: &[&str]| {
        let output = desk.run(&[&["sweep", "merge"], folders, &["--out=merged"]].concat());
        assert_eq!(code(&output), 2, "{}", text(&output.stderr));
        assert!(!desk.path("merged").exists());
        text(&output.stderr)
    };
    let mut said = vec![
        merged(&["s0", "s2"]),
        merged(&["s0", "s1", "s2", "s1"]),
        merged(&["s0", "half"]),
        merged(&["s0", "seed"]),
        merged(&["s0", "other"]),
        merged(&["s0", "nowhere"]),
    ];
    let manifest = desk.path("s1").join("sweep.json");
    let honest = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, honest.replace(concat!("\"", env!("CARGO_PKG_VERSION"), "\""), "\"0.0.1\"")).unwrap();
    said.push(merged(&["s0", "s1", "s2"]).replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    fs::write(&manifest, honest).unwrap();
    let point = desk.path("s1").join("points/000004.json");
    fs::write(&point, fs::read_to_string(&point).unwrap().replace("\"point\":4", "\"point\":5")).unwrap();
    said.push(merged(&["s0", "s1", "s2"]));
    insta::assert_snapshot!("refused_shards", said.join("--\n"));
    desk.done(&["sweep", "study.toml", "--shard=1/3", "--out=s1"]);
    desk.done(&["sweep", "merge", "s0", "s1", "s2", "--out=merged"]);
    desk.done(&["sweep", "study.toml", "--shard=1/3", "--out=s1", "--resume"]);
}

/// A pass proves: points are listed without a run, and a million of them are refused before anything is done.
#[test]
fn points_are_counted_before_they_are_run() {
    let desk = Desk::new("");
    let listed = desk.done(&["sweep", "study.toml", "--list"]);
    insta::assert_snapshot!("list", listed);
    let shard = desk.done(&["sweep", "study.toml", "--list", "--shard=1/5"]);
    assert!(shard.starts_with("# 3 of 12 points, 2 arms, 2 replications: 12 runs\n"), "{shard}");
    let many = ["sweep", "study.toml", "--set=sweep.population.opt_in=\"0..0.1 step 1e-7\""];
    let refused = desk.run(&many);
    assert_eq!(code(&refused), 2);
    insta::assert_snapshot!("a_million_points", text(&refused.stderr));
    let none = desk.run(&["sweep", "bare.toml"]);
    assert_eq!((code(&none), text(&none.stderr).contains("no table [sweep]")), (2, true));
    assert!(desk.visible().is_empty());
}

/// A pass proves: a mistake that two levels make together is found before anything is run.
#[test]
fn levels_that_are_wrong_together_are_said_before_the_first_run() {
    let desk = Desk::new("");
    let wrong =
        ["sweep", "study.toml", "--set=sweep.population.represents=[200, 100]", "--set=population.handsets=200"];
    let refused = desk.run(&wrong);
    assert_eq!(code(&refused), 2, "{}", text(&refused.stderr));
    assert!(desk.visible().is_empty());
    let together = desk.run(&[
        "sweep",
        "study.toml",
        "--set=sweep.population.represents=[1000, 5000]",
        "--set=sweep.population.handsets=[150, 900, 4000]",
        "--set=population.handsets=100",
        "--set=population.represents=5000",
    ]);
    assert_eq!(code(&together), 2, "{}", text(&together.stderr));
    let said = text(&together.stderr);
    assert!(said.contains("of the sweep") && said.contains("4000"), "{said}");
    assert!(desk.visible().is_empty());
}

/// A pass proves: samples run, and blocks for Sobol indices give indices of every figure and factor.
#[test]
fn samples_run_and_blocks_give_indices() {
    let desk = Desk::new("sample = \"saltelli(4)\"\n\"population.homophily\" = \"1.0..5.0\"\n");
    let printed = desk.done(&["sweep", "study.toml", "--replications=1", "--out=out"]);
    assert!(printed.contains("20 points by saltelli(4), 2 arms, 1 replication: 40 runs"), "{printed}");
    assert!(printed.lines().all(|line| line.chars().count() <= 80), "{printed}");
    let folder = desk.folder("out");
    let indices = String::from_utf8(folder["indices.csv"].clone()).unwrap();
    assert!(indices.lines().any(|line| line.starts_with("population.homophily,after,sms.saved,")), "{indices}");
    assert!(folder.keys().any(|name| name.ends_with(".effects.png")), "{:?}", folder.keys());
    let json = desk.done(&["sweep", "study.toml", "--replications=1", "--out=out", "--format=json", "--quiet"]);
    assert_eq!(json.into_bytes(), folder["summary.json"]);
}

/// What a point costs beyond its runs: reading its study, keeping it, reading it again, its rows in the tables. Pictures are
/// left out: they are of the whole sweep. `cargo test --release --test sweep -- --ignored --nocapture` prints it.
#[test]
#[ignore = "a measurement, worth something in release only"]
fn a_point_costs_at_most_five_milliseconds_beyond_its_runs() {
    use cloudmsg::analysis::{SweepTable, figure_names};
    use cloudmsg::experiment::{self, Options};
    use cloudmsg::report::{Cut, Opened, PartManifest, WorkFolder};
    let desk = Desk::new("");
    let settings = [
        "sweep.sites.beijing.relay.nodes=\"200..900 step 100\"",
        "sweep.population.opt_in=\"0.1..0.8 step 0.1\"",
        "study.replications=5",
        "study.duration=10 min",
    ];
    let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
    let base = cloudmsg::scenario::open(&desk.path("study.toml"), &settings, &figure_names()).unwrap();
    let (study, points) = (base.study(), (0..64).collect::<Vec<u64>>());
    let sweep = study.sweep.as_ref().unwrap();
    let mut clock = Instant::now();
    let mut lap = |what: &str| {
        let spent = clock.elapsed().as_secs_f64() * 1e3 / 64.0;
        println!("{what}: {spent:.3} ms a point");
        clock = Instant::now();
        spent
    };
    let facts = experiment::sweep_facts(study, sweep, vec!["sms.saved".to_owned()]);
    let manifest = PartManifest::new(facts, Cut::WHOLE, &[&study.resolved, &format!("{:?}", study.arms)]);
    let Ok(Opened::Work(folder)) = WorkFolder::open(&desk.path("out"), &manifest, &study.resolved, false) else {
        panic!("nothing stands there")
    };
    let mut beyond = lap("open");
    let studies = experiment::read_points(&base, &points, 1).unwrap();
    beyond += lap("read, on one thread");
    let kept = std::sync::Mutex::new(0.0);
    experiment::run_points(&studies, &Options::default(), &|_| {}, &|record| {
        let begun = Instant::now();
        folder.keep(&record).unwrap();
        *kept.lock().unwrap() += begun.elapsed().as_secs_f64() * 1e3 / 64.0;
    });
    lap("run");
    let kept = kept.into_inner().unwrap();
    println!("keep: {kept:.3} ms a point");
    let records = folder.records().unwrap();
    beyond += lap("read again");
    let table = SweepTable::of(manifest.facts.clone(), records, &|_| Vec::new());
    beyond += lap("table");
    let mut files = cloudmsg::report::sweep_files(&table, &manifest, &study.resolved);
    lap("files with pictures");
    files.retain(|file| !file.name.starts_with("charts/"));
    cloudmsg::report::write_files(&desk.path("out"), &files).unwrap();
    beyond += lap("write");
    println!("altogether: {:.3} ms a point", beyond + kept);
    assert!(beyond + kept <= 5.0);
}
