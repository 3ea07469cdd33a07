//! Results of a made-up study: the table on the terminal, the files, the pictures.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod made;
mod page;

use cloudmsg::analysis::{Knowledge, METRICS, Role, RunRecord, StudyFacts, Summary, Tables, summarise, tables};
use cloudmsg::ledger::Ledger;
use cloudmsg::report::{
    Marker, PICTURES, ResultFiles, ResultFolder, WIDTH, chart, joined_tables, probe, side_by_side_markdown,
    summary_table, write_folder,
};
use std::collections::BTreeSet;
use std::fs;

fn made(days: u64) -> (Summary, Tables) {
    let runs = made::runs(days);
    summarised(&made::study(), &runs)
}

fn summarised(study: &StudyFacts, runs: &[RunRecord]) -> (Summary, Tables) {
    let tables = tables(runs);
    (summarise(study, &tables.replications, &tables.runs), tables)
}

fn markers() -> Vec<Marker> {
    let marker = |day, label: &str| Marker { day, label: label.into() };
    vec![marker(2.5, "outage-beijing"), marker(3.0, "flash-crowd"), marker(13.5, "opt-in")]
}

fn files<'a>(summary: &'a Summary, tables: &'a Tables, markers: &'a [Marker]) -> ResultFiles<'a> {
    ResultFiles {
        summary,
        tables,
        resolved: "[study]\n",
        command: "cloudmsg run made-up.toml",
        markers,
        topology: None,
    }
}

#[test]
fn the_table_fits_eighty_columns() {
    let (summary, _) = made(28);
    let table = summary_table(&summary);
    assert!(table.lines().all(|line| line.chars().count() <= WIDTH), "{table}");
    insta::assert_snapshot!("table", table);
    let mut single = summary.clone();
    single.arm_order.truncate(1);
    single.differences.clear();
    let table = summary_table(&single);
    assert!(table.lines().all(|line| line.chars().count() <= WIDTH), "{table}");
    insta::assert_snapshot!("table_of_one_arm", table);
}

/// A pass proves: more than three arms are shown in one table, a row for each, within 80 columns.
#[test]
fn many_arms_stand_side_by_side() {
    let (study, runs) = rivals(3);
    let (summary, _) = summarised(&study, &runs);
    let table = summary_table(&summary);
    assert!(table.lines().all(|line| line.chars().count() <= WIDTH), "{table}");
    insta::assert_snapshot!("table_of_many_arms", table);
    let markdown = side_by_side_markdown(&summary);
    assert_eq!(markdown.lines().count(), 2 + study.arms.len());
    insta::assert_snapshot!("markdown_of_many_arms", markdown);
}

#[test]
fn a_summary_reads_back_as_it_was_written() {
    let (summary, _) = made(3);
    let json = serde_json::to_string(&summary).unwrap();
    let back: Summary = serde_json::from_str(&json).unwrap();
    assert_eq!(back, summary);
    let names: BTreeSet<&str> =
        METRICS.iter().copied().flatten().map(|m| m.name).filter(|name| !name.starts_with("load.workers.")).collect();
    for arm in summary.arms.values() {
        assert_eq!(arm.metrics.keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
    }
}

#[test]
fn a_folder_holds_every_file_and_runs_twice_to_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let (summary, tables) = made(4);
    let outs = ["one", "two"].map(|name| place.path().join(name));
    for out in &outs {
        probe(out).unwrap();
        write_folder(out, &files(&summary, &tables, &markers())).unwrap();
    }
    let rendered = files(&summary, &tables, &markers()).render();
    // With theory, run by run and over replications.
    assert_eq!(rendered.len(), 15 + 2 + 2 * PICTURES.len() + 1 + 1);
    for file in rendered {
        let [one, two] = outs.each_ref().map(|out| fs::read(out.join(&file.name)).unwrap());
        assert!(!one.is_empty() && one == two && one == file.bytes, "{} differs", file.name);
    }
    let svg = fs::read_to_string(outs[0].join("charts/fallback.svg")).unwrap();
    assert!(svg.contains("<svg") && svg.contains("Fallback rate:") && svg.contains("outage-beijing"));
}

/// A pass proves: every table of a folder is read back into its rows, and from them every file, pictures included, is written
/// again to the byte; so a report can be made again from a folder.
#[test]
fn a_folder_read_back_is_written_again_to_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let odd = odd();
    for (n, (summary, tables)) in [made(4), summarised(&odd.0, &odd.1)].into_iter().enumerate() {
        let out = place.path().join(n.to_string());
        write_folder(&out, &files(&summary, &tables, &markers())).unwrap();
        let folder = ResultFolder::read(&out).unwrap();
        let read = folder.tables(tables.calendar, &tables.reference).unwrap();
        assert_eq!((read.load.len(), read.cost.len()), (tables.load.len(), tables.cost.len()));
        assert_eq!((&read.replications, &read.runs), (&tables.replications, &tables.runs));
        let again = files(&summary, &read, &markers()).render();
        for (file, before) in again.iter().zip(files(&summary, &tables, &markers()).render()) {
            assert!(*file == before, "{} differs", file.name);
        }
    }
}

/// A pass proves: replications laid beside those of a folder are, table by table, those of one run of all of them.
#[test]
fn joined_tables_are_those_of_one_run() {
    let (study, runs) = (made::study(), made::runs(3));
    let of = |replication: u32| {
        let part: Vec<RunRecord> = runs.iter().filter(|run| run.replication == replication).cloned().collect();
        tables(&part)
    };
    assert_eq!(joined_tables(of(0), of(1), &study.arms), tables(&runs));
}

#[test]
fn every_line_of_a_table_has_as_many_cells_as_its_header() {
    let (summary, tables) = made(3);
    for file in files(&summary, &tables, &[]).render() {
        if std::path::Path::new(&file.name).extension().is_some_and(|ending| ending == "csv") {
            let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
            let rows = reader.records().map(Result::unwrap).count();
            assert!(rows > 0, "{} is empty", file.name);
        }
    }
}

/// A pass proves: what observers of a role know together is what the metrics say of it, whether one plays it or several.
#[test]
fn roles_know_what_the_metrics_say() {
    let (summary, tables) = made(3);
    let known = |arm: &str, role: Role, knowledge: Knowledge| {
        let rows =
            tables.roles.iter().filter(|row| row.run.arm == arm && (row.role, row.knowledge) == (role, knowledge));
        let known: Vec<f64> = rows.map(|row| row.known).collect();
        assert_eq!(known.len(), 2, "one row a replication");
        known.iter().sum::<f64>() / 2.0
    };
    for arm in &summary.arm_order {
        for (role, metric) in [
            (Role::Wifi, "exposure.wifi.nonusers"),
            (Role::Transit, "exposure.transit.nonusers"),
            (Role::Operator, "exposure.nonusers.people"),
        ] {
            let figure = summary.figure(arm, metric).unwrap().value.unwrap();
            assert!((known(arm, role, Knowledge::NonUsers) - figure).abs() < 1e-6 * figure, "{metric}, {arm}");
        }
        // Two states share one place of Wi-Fi and the border: each person counts once.
        let states = known(arm, Role::State, Knowledge::NonUsers);
        let of_single = tables.knowledge.iter().filter(|row| row.run.arm == *arm);
        let of_states = of_single.filter(|row| row.role == Role::State && row.knowledge == Knowledge::NonUsers);
        let sum = of_states.map(|row| row.new).sum::<f64>() / 2.0;
        assert!(states >= known(arm, Role::Operator, Knowledge::NonUsers) && states < sum, "{states} {sum}");
    }
}

/// Pictures to look at, in the build's scratch folder: of long, short, single-armed and odd studies.
#[test]
fn pictures_are_drawn_for_every_study() {
    let whole = |days| (made::study(), made::runs(days));
    let mut single = whole(8);
    single.0.arms.truncate(1);
    single.1.retain(|run| run.arm == "before");
    draw("long", whole(28));
    draw("short", whole(2));
    draw("single", single);
    draw("odd", odd());
    draw("rivals", rivals(5));
}

/// Three arms, one with a long name and without exposure; mobile data so dear that the service loses money.
fn odd() -> (StudyFacts, Vec<RunRecord>) {
    let (mut study, mut runs) = (made::study(), made::runs(40));
    let name = "private set intersection <at night>";
    study.arms.push(name.into());
    for i in 0..2 {
        let mut run = runs[2 + i].clone();
        run.arm = name.into();
        run.ledger.exposure = Ledger::new(&made::shape(&run.facts, false)).exposure;
        runs.push(run);
    }
    for run in &mut runs {
        run.facts.countries[0].data_price_mib = 60.0;
    }
    (study, runs)
}

/// Twelve arms; one has a name that a table has to cut, one has no exposure record.
fn rivals(days: u64) -> (StudyFacts, Vec<RunRecord>) {
    let (mut study, made) = (made::study(), made::runs(days));
    let names = ["imessage-like", "rcs-like", "hashed", "salted-hash", "prefix-bucket", "enclave", "psi", "by-night"];
    study.arms.extend(names.map(String::from));
    study.arms.extend(["everybody's book at once".into(), "not|watched".into()]);
    let mut runs = Vec::new();
    for (n, arm) in study.arms.iter().enumerate() {
        for replication in 0..2 {
            let mut run = made[(n % 2) * 2 + replication].clone();
            run.arm.clone_from(arm);
            if arm == "not|watched" {
                run.ledger.exposure = Ledger::new(&made::shape(&run.facts, false)).exposure;
            }
            runs.push(run);
        }
    }
    (study, runs)
}

fn draw(name: &str, (study, runs): (StudyFacts, Vec<RunRecord>)) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    let (summary, tables) = summarised(&study, &runs);
    let figures = chart::Figures { summary: &summary, tables: &tables, markers: &markers() };
    for picture in PICTURES {
        let png = picture.png(&figures);
        assert!(png.starts_with(b"\x89PNG"));
        fs::write(folder.join(format!("{}-{name}.png", picture.name)), png).unwrap();
        fs::write(folder.join(format!("{}-{name}.svg", picture.name)), picture.svg(&figures)).unwrap();
    }
    assert!(summary_table(&summary).lines().all(|line| line.chars().count() <= WIDTH));
}
