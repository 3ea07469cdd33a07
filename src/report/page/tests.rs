//! Pages of made-up results: figures as in the summary, nothing where nothing is, and no name that becomes markup.
//!
//! Reads pages as text; a browser reads them elsewhere.

use super::{PageData, plan_page, sweep_page};
use crate::analysis::{
    Answer, BoundFigure, Calendar, FactorFacts, Figure, FigureSummary, FleetVerdict, Ground, IndexSummary, Layout,
    PlaceNode, PlanDocument, PlanTier, PointSummary, Regions, RoleRow, RunKey, StudyFacts, Summary, SweepSummary,
    Tables, Topology, Tried, TriedCondition,
};
use crate::analysis::{Knowledge, Role, SiteNode};
use crate::report::folder::Manifest;
use crate::units::Duration;

/// What nobody should call anything.
const HOSTILE: [&str; 5] = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><b onmouseover=\"alert(1)\">",
    "\u{202e}desrever\u{2066}",
    "averyverylongwordthatnobodywouldeverwritebutsomebodywillandthenthepagemuststillstand",
];

/// Whether a name got out of its place: tags and attributes may come from the page alone. The library of charts, which stands
/// last, is left out.
fn harmless(page: &str) {
    let (page, begun) = page.split_once("id=\"twins\"").map_or((page, 0), |(before, _)| (before, 1));
    for tag in ["<script>alert", "<img", "<b onmouseover", "\u{202e}", "\u{2066}"] {
        assert!(!page.contains(tag), "{tag} is in the page");
    }
    assert_eq!(page.matches("<script").count(), page.matches("</script>").count() + begun);
}

fn sweep(points: u64, names: [&str; 5]) -> SweepSummary {
    let factor = |key: &str, levels: Option<Vec<String>>, bounds| FactorFacts {
        key: key.to_owned(),
        unit: levels.is_none().then(String::new),
        levels,
        bounds,
    };
    let figure = |n: u64| {
        let value = n as f64 * 1.234_567_89;
        FigureSummary {
            arm: names[0].to_owned(),
            metric: names[1].to_owned(),
            unit: "share".to_owned(),
            value: Some(value),
            low: Some(value - 0.1),
            high: Some(value + 0.1),
        }
    };
    let point = |n: u64| PointSummary {
        point: n,
        levels: vec![names[3 + (n % 2) as usize].to_owned(), format!("{}", n as f64 / points as f64)],
        figures: vec![figure(n)],
    };
    SweepSummary {
        schema: 1,
        kind: "sweep".to_owned(),
        scenario: names[4].to_owned(),
        title: names[0].to_owned(),
        seed: 1,
        version: "0".to_owned(),
        fingerprint: "0".to_owned(),
        replications: 3,
        events: 1,
        audit: None,
        arms: vec![names[0].to_owned()],
        factors: vec![
            factor(names[2], Some(vec![names[3].to_owned(), names[4].to_owned()]), None),
            factor("drawn", None, Some((0.0, 1.0))),
        ],
        sample: Some(names[1].to_owned()),
        metrics: vec![names[1].to_owned()],
        points: (0..points).map(point).collect(),
        indices: vec![IndexSummary {
            factor: names[2].to_owned(),
            arm: names[0].to_owned(),
            metric: names[1].to_owned(),
            first: Some([0.1, 0.0, 0.2]),
            total: Some([0.3, 0.2, 0.4]),
        }],
    }
}

#[test]
fn names_on_a_sweeps_page_stay_names() {
    let page = sweep_page(&sweep(4, HOSTILE), HOSTILE[0], HOSTILE[0]);
    harmless(&page);
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
}

#[test]
fn a_sweeps_page_has_every_point_once_and_the_figures_of_the_summary() {
    let of = sweep(5, ["after", "fallback.rate", "nodes", "few", "many"]);
    let page = sweep_page(&of, "cloudmsg sweep x", "");
    let (_, data) = page.split_once("id=\"points-data\">").expect("points are embedded");
    let (data, _) = data.split_once("</script>").expect("the element ends");
    let data: serde_json::Value = serde_json::from_str(data).expect("the columns are JSON");
    assert_eq!(data["count"], 5);
    assert_eq!(data["factors"][0]["column"].to_string(), "[0,1,0,1,0]");
    assert_eq!(data["factors"][1]["column"].to_string(), "[0,0.2,0.4,0.6,0.8]");
    let values = data["figures"][0]["value"].as_array().expect("a column");
    for (value, point) in values.iter().zip(&of.points) {
        let (shown, full) = (value.as_f64().expect("a number"), point.figures[0].value.expect("made up"));
        assert!((shown - full).abs() <= full.abs() * 1e-6, "{shown} {full}");
    }
    let most = of.points[4].figures[0].value.expect("made up");
    assert!(page.contains(&format!("data-metric=\"fallback.rate\" data-value=\"{most}\"")), "the most stands in full");
}

#[test]
fn a_thousand_points_take_little_room() {
    let names = ["after", "fallback.rate", "nodes", "few", "many"];
    let [few, many] = [10, 1_000].map(|points| sweep_page(&sweep(points, names), "c", "").len());
    // A figure with its interval takes three numbers, a level one.
    assert!(many - few < 60_000, "{} bytes for 990 points", many - few);
}

fn plan(names: [&str; 5], answer: Answer) -> PlanDocument {
    let bound = BoundFigure {
        metric: names[0].to_owned(),
        unit: "s".to_owned(),
        bound: names[1].to_owned(),
        limit: 2.0,
        value: Some(1.0),
        shown: Some(1.5),
        verdict: FleetVerdict::Met,
        margin: Some(0.5),
    };
    let condition = TriedCondition {
        condition: 0,
        replications: 4,
        fingerprint: "0".to_owned(),
        verdict: FleetVerdict::Met,
        bounds: vec![bound],
        utilisation: vec![Some([0.25, 0.75])],
    };
    let tier = PlanTier {
        key: names[2].to_owned(),
        unit: String::new(),
        price: 100.0,
        least: 1.0,
        step: 1.0,
        most: 9.0,
        written: 2.0,
        seed: 3.0,
        seed_from: names[3].to_owned(),
    };
    let tried = Tried {
        fleet: vec![3.0],
        price: 300.0,
        verdict: FleetVerdict::Met,
        why: Some(names[4].to_owned()),
        conditions: vec![condition],
    };
    PlanDocument {
        schema: 1,
        version: "0".to_owned(),
        scenario: names[1].to_owned(),
        title: names[0].to_owned(),
        seed: 1,
        fingerprint: "0".to_owned(),
        arm: names[3].to_owned(),
        confidence: 0.95,
        replications: [4, 16],
        currency: "CNY".to_owned(),
        stretch: None,
        tiers: vec![tier],
        conditions: vec![names[2].to_owned()],
        tried: vec![tried],
        answer,
        neighbours: Vec::new(),
    }
}

fn manifest(command: &str) -> Manifest {
    Manifest {
        program: Manifest::PROGRAM.to_owned(),
        version: "0".to_owned(),
        scenario: "s".to_owned(),
        seed: 1,
        replications: 4,
        fingerprint: "0".to_owned(),
        resolved: String::new(),
        command: command.to_owned(),
        kind: Some("plan".to_owned()),
    }
}

#[test]
fn a_plans_page_says_its_answer_and_names_stay_names() {
    let found = Answer::Fleet { tried: 0, bound: 300.0 };
    let page = plan_page(&plan(["delivery.ip.p99", "< 2 s", "nodes", "base", ""], found.clone()), &manifest("c"), "");
    assert!(page.contains("The cheapest fleet costs 300 CNY a month"), "the answer is a sentence");
    assert!(page.contains("data-metric=\"delivery.ip.p99\" data-value=\"1.5\""), "figures stand in full");
    assert!(page.contains("25 % (75 %)"), "tiers say how busy they are");
    for answer in [found, Answer::Impossible { tried: 0 }, Answer::Unknown] {
        harmless(&plan_page(&plan(HOSTILE, answer), &manifest(HOSTILE[0]), HOSTILE[1]));
    }
}

fn tables() -> Tables {
    let calendar = Calendar {
        start_unix_s: 1_406_476_800,
        utc_offset_s: 8 * 3600,
        warm_up: Duration::DAY,
        duration: Duration::DAY * 3,
        load_step: Duration::HOUR,
    };
    Tables::empty(calendar, "CNY")
}

/// A summary of two arms with one figure each.
fn summary(arms: [&str; 2], metric: &str, values: [f64; 2]) -> Summary {
    let run = |arm: &str| crate::analysis::RunRow {
        run: RunKey { arm: arm.to_owned(), replication: 0 },
        fingerprint: 1,
        events: 1,
        peak_bytes: 1,
        handsets: 100,
        represents: 100,
        simulated_s: 259_200.0,
        start_up: crate::analysis::StartUp::Unknown,
    };
    let facts =
        StudyFacts { scenario: "s".to_owned(), title: "t".to_owned(), seed: 1, arms: arms.map(str::to_owned).to_vec() };
    let mut summary = crate::analysis::summarise(&facts, &[], &arms.map(run));
    for (arm, value) in arms.iter().zip(values) {
        let figure = Figure { value: Some(value), unit: "people".to_owned(), low: None, high: None, range: None };
        let of = summary.arms.entry((*arm).to_owned()).or_default();
        of.metrics.insert(metric.to_owned(), figure.clone());
        of.metrics.insert("exposure.crossings".to_owned(), figure);
    }
    summary
}

/// The markup of all sections that this file is about.
fn sections(data: &PageData) -> String {
    let all = [
        super::exposure::section(data),
        super::load::section(data),
        super::theory::section(data),
        super::topology::section(data),
    ];
    all.into_iter().flatten().map(|section| section.body.into_string()).collect()
}

fn world(name: &str) -> Topology {
    let place = PlaceNode {
        code: name.to_owned(),
        name: name.to_owned(),
        handsets: 1e6,
        roaming: 0.01,
        home: Some(0),
        later: vec![0],
    };
    let site = SiteNode { name: name.to_owned(), place: 0, fleets: Vec::new() };
    let regions = Regions { places: vec![place], sites: vec![site], ..Regions::default() };
    Topology { layouts: vec![Layout { arms: vec![name.to_owned()], ground: Ground::Ecosystem(regions) }] }
}

/// What a page is made of, without anything that a folder may leave out.
fn plain<'a>(summary: &'a Summary, tables: &'a Tables, manifest: &'a Manifest) -> PageData<'a> {
    PageData { summary, tables, manifest, markers: &[], resolved: "", topology: None, stories: &[], missing: &[] }
}

#[test]
fn the_answer_about_non_users_has_the_figures_of_the_summary() {
    let summary = summary(["before", "after"], "exposure.nonusers.people", [687_000.0, 0.0]);
    let (tables, manifest) = (tables(), manifest("c"));
    let data = plain(&summary, &tables, &manifest);
    let text = sections(&data);
    assert!(text.contains("<b>Yes. </b>") && text.contains("<b>687 k people</b>"), "{text}");
    assert!(
        text.contains("data-arm=\"before\" data-metric=\"exposure.nonusers.people\" data-value=\"687000"),
        "{text}"
    );
    // Tables without rows give a line each, never an empty chart.
    for line in
        ["No observer saw anything.", "No identifier reached the operator.", "No step of load is after the warm-up."]
    {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("figure class=\"chart\""), "{text}");
}

#[test]
fn tables_that_a_folder_leaves_out_are_named() {
    let summary = summary(["before", "after"], "exposure.nonusers.people", [0.0, 0.0]);
    let (tables, manifest) = (tables(), manifest("c"));
    let missing = ["load.csv", "observers.csv", "knowledge.csv"].map(str::to_owned);
    let data = PageData { missing: &missing, ..plain(&summary, &tables, &manifest) };
    let text = sections(&data);
    assert!(text.contains("<b>No. </b>"), "{text}");
    for file in &missing {
        assert!(text.contains(file.as_str()), "{file}");
    }
}

#[test]
fn names_of_a_study_stay_names() {
    let [script, image, quotes, turned, long] = HOSTILE;
    let summary = summary([script, quotes], "exposure.nonusers.people", [5.0, 7.0]);
    let mut tables = tables();
    let run = |arm: &str| RunKey { arm: arm.to_owned(), replication: 0 };
    for arm in [script, quotes] {
        tables.roles.push(RoleRow { run: run(arm), role: Role::Operator, knowledge: Knowledge::NonUsers, known: 5.0 });
        tables.theory.push(crate::analysis::TheoryRunRow {
            run: run(arm),
            station: image.to_owned(),
            formula: turned.to_owned(),
            what_does_not: vec![long.to_owned()],
            metric: "wait_mean".to_owned(),
            unit: "s".to_owned(),
            theory: Some(1.0),
            simulated: Some(2.0),
        });
    }
    let manifest = manifest(script);
    for name in HOSTILE {
        let topology = world(name);
        let data = PageData { resolved: image, topology: Some(&topology), ..plain(&summary, &tables, &manifest) };
        harmless(&sections(&data));
    }
}
