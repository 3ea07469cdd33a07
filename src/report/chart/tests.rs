//! Every picture of strange small worlds, measured: no text leaves its sheet, none lies on another.
//!
//! `CLOUDMSG_GALLERY` names a folder into which the pictures are written for people to look at.

use super::{Figures, Marker, PICTURES, Picture, STATION_PICTURES};
use crate::analysis::{StudyFacts, Summary, Tables, summarise, tables};
use crate::experiment::{Options, run};
use crate::scenario::{read, render};
use std::fs;
use std::path::Path;

/// A study with its name and what is written under the base.
const WORLDS: [(&str, &str, &str); 9] = [
    ("one arm, two days", "2 days", ""),
    ("one hour", "1 h", ""),
    ("half a year", "182 days", "[population]\nhandsets = 20\nrepresents = 2_000_000\n"),
    ("two arms", "2 days", "[arm.before]\nclient.fallback = false\n[arm.after]\n"),
    ("three arms", "30 h", "[arm.a]\n[arm.b]\nclient.fallback = false\n[arm.c]\nclient.ack_delay = \"fixed(2 s)\"\n"),
    (
        "long names",
        "2 days",
        "[arm.an-arm-whose-name-goes-on-and-on-and-on-until-no-sheet-could-ever-hold-it-beside-a-line]\n\
         [arm.another-arm-whose-name-goes-on-and-on-and-on-until-no-sheet-could-ever-hold-it-beside-a-line]\n",
    ),
    (
        "twelve arms",
        "2 days",
        "[arm.one]\n[arm.two]\n[arm.three]\n[arm.four]\n[arm.five]\n[arm.six]\n[arm.seven]\n[arm.eight]\n[arm.nine]\n\
         [arm.ten]\n[arm.eleven]\n[arm.twelve]\n",
    ),
    ("six arms", "12 h", "[arm.one]\n[arm.two]\n[arm.three]\n[arm.four]\n[arm.five]\n[arm.six]\n"),
    ("nobody writes", "2 h", "[population]\nhandsets = 2\nrepresents = 2\n[workload]\nsent_per_day = \"fixed(0)\"\n"),
];

fn world(name: &str, duration: &str, more: &str) -> (Summary, Tables) {
    let place = tempfile::tempdir().expect("tests have a temporary folder");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base/miui-2014.toml");
    fs::copy(base, place.path().join("base.toml")).expect("the folder is writable");
    let population =
        if more.contains("[population]") { "" } else { "[population]\nhandsets = 60\nrepresents = 6_000_000\n" };
    let text = format!(
        "extends = \"base.toml\"\n[study]\ntitle = \"{name}\"\n\
         start = \"2014-12-20T00:00:00+08:00\"\nduration = \"{duration}\"\nseed = 5\nreplications = 2\n{population}{more}"
    );
    let file = place.path().join("world.toml");
    fs::write(&file, text).expect("the folder is writable");
    let study = read(&file, &[]).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)));
    let tables = tables(&run(&study, &Options::default(), &|_| {}));
    let facts = StudyFacts {
        scenario: study.name.clone(),
        title: study.title.clone(),
        seed: study.seed,
        arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
    };
    (summarise(&facts, &tables.replications, &tables.runs), tables)
}

fn faults(name: &str, figures: &Figures, pictures: &[Picture]) -> Vec<String> {
    let mut faults = Vec::new();
    for picture in pictures {
        let sheet = (picture.draw)(figures);
        faults.extend(sheet.faults().into_iter().map(|fault| format!("{name}, {}: {fault}", picture.name)));
        if let Ok(folder) = std::env::var("CLOUDMSG_GALLERY") {
            let file = Path::new(&folder).join(format!("{}-{}.png", name.replace([' ', ','], "-"), picture.name));
            fs::write(file, sheet.png()).expect("the gallery is a folder");
        }
    }
    faults
}

/// A pass proves: whatever the number and names of arms and the length of the study, the texts of every picture can be read.
#[test]
fn texts_stay_on_their_sheet_and_apart() {
    let marker = |day: f64, label: &str| Marker { day, label: label.to_owned() };
    let happened = [
        marker(0.5, "outage-of-the-relays-in-singapore"),
        marker(0.52, "flash-crowd-on-new-year-in-three-countries"),
        marker(1.9, "opt-in"),
    ];
    let mut all = Vec::new();
    for (name, duration, more) in WORLDS {
        let (summary, tables) = world(name, duration, more);
        for markers in [&happened[..], &[]] {
            let figures = Figures { summary: &summary, tables: &tables, markers };
            let name = if markers.is_empty() { format!("{name} quiet") } else { name.to_owned() };
            all.extend(faults(&name, &figures, PICTURES));
            all.extend(faults(&name, &figures, STATION_PICTURES));
        }
    }
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

/// A pass proves: of three arms, all of which are drawn, the title tells what the first and the last differ in.
#[test]
fn a_finding_of_three_arms_is_one_of_the_compared() {
    let (name, duration, more) = WORLDS[4];
    let (summary, tables) = world(name, duration, more);
    let sheet = super::observers::draw(&Figures { summary: &summary, tables: &tables, markers: &[] });
    assert!(sheet.says("Changed most") || sheet.says("no difference between a and c"));
    assert!(sheet.says("b") && !sheet.says("Nobody"));
}
