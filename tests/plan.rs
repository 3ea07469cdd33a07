//! Plans from end to end: the same bytes on any number of threads, what cannot be met, what is met by the least, sizing rows
//! of queueing theory, and what a user sees of mistakes.

#![expect(clippy::print_stdout, reason = "a test prints what it measured, for who asks with --nocapture")]

use cloudmsg::analysis::{Answer, FleetVerdict, PlanDocument, figure_names};
use cloudmsg::experiment::Options;
use cloudmsg::experiment::plan::{Quest, search_fleet};
use cloudmsg::report::{PlanFiles, ResultFile, plan_text};
use cloudmsg::scenario::{Base, open, render};
use std::path::{Path, PathBuf};

fn crate_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn town() -> PathBuf {
    crate_root().join("tests/ecosystem/worlds/plan.toml")
}

fn call_centre() -> PathBuf {
    crate_root().join("scenarios/stations/plan-100-erlang.toml")
}

fn base(file: &Path, settings: &[&str]) -> Base {
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    open(file, &settings, &figure_names()).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)))
}

fn planned(base: &Base, threads: usize) -> PlanDocument {
    let options = Options { threads, ..Options::default() };
    let plan = base.study().plan.as_ref().expect("the file has a plan");
    search_fleet(&Quest { base, plan, options: &options, progress: &|_| {} })
}

fn files(base: &Base, plan: &PlanDocument) -> Vec<ResultFile> {
    PlanFiles { plan, resolved: &base.study().resolved, command: "cloudmsg plan" }.render()
}

/// A pass proves: a plan of an ecosystem has an answer that keeps every bound under every condition, around it are fleets that
/// do not, the busiest stretch is the crowd's, and every file has the same bytes on one and on two threads.
#[test]
fn a_plan_has_the_same_bytes_on_any_number_of_threads() {
    let base = base(&town(), &[]);
    let plan = planned(&base, 1);
    println!("{}", plan_text(&plan));
    let again = planned(&base, 2);
    assert_eq!(files(&base, &plan), files(&base, &again));

    let fleet = plan.fleet().expect("a fleet is enough");
    assert_eq!(fleet.verdict, FleetVerdict::Met);
    assert_eq!(plan.conditions, ["usual", "node lost", "storm", "north lost", "south lost"]);
    assert_eq!(fleet.conditions.len(), plan.conditions.len(), "the answer was run under every condition");
    let stretch = plan.stretch.as_ref().expect("an ecosystem has a busiest stretch");
    assert!(("2014-08-04T02:0".."2014-08-04T02:5").contains(&stretch.from.as_str()), "{}", stretch.from);
    assert_eq!((stretch.handsets, stretch.pilot_handsets), (300, 60));
    assert_eq!(stretch.left_out, ["early"]);
    for neighbour in &plan.neighbours {
        if let Some(less) = neighbour.less {
            assert_ne!(plan.tried[less].verdict, FleetVerdict::Met, "tier {} could be lower", neighbour.tier);
            assert!(plan.tried[less].price < fleet.price);
        }
    }
    let Answer::Fleet { bound, .. } = plan.answer else { panic!("there is an answer") };
    assert!(bound <= fleet.price);
}

/// A pass proves: an SLO that no fleet meets is said to be one, with the metric in the way, after few fleets.
#[test]
fn an_slo_that_no_fleet_meets_is_named() {
    let base = base(&town(), &["slo.\"delivery.ip.p50\"=\"< 1 ms\"", "plan.lose=[]"]);
    let plan = planned(&base, 2);
    let Answer::Impossible { tried } = plan.answer else { panic!("{:?}", plan.answer) };
    assert!(plan.tried.len() <= 5, "{} fleets", plan.tried.len());
    let top = &plan.tried[tried];
    assert!(plan.tiers.iter().zip(&top.fleet).all(|(tier, has)| (tier.most - has).abs() < 1e-9));
    let text = plan_text(&plan);
    assert!(text.contains("No fleet meets the SLO") && text.contains("in the way: usual: delivery.ip.p50"), "{text}");
}

/// A pass proves: an SLO that asks for nothing is met by the least of everything, and it is said so.
#[test]
fn an_slo_that_asks_for_little_is_met_by_the_least() {
    let loose = |path: &str, service: &str| format!("{path}.\"load.{service}.wait_mean\"=\"< 1 h\"");
    let mut settings = ["relay", "lookup", "workers"].map(|service| loose("slo", service)).to_vec();
    settings.extend([loose("plan.slo.storm", "relay"), "plan.lose=[]".to_owned()]);
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let plan = planned(&base(&town(), &settings), 2);
    assert!(plan.trivial(), "{}", plan_text(&plan));
    assert!(plan_text(&plan).contains("the least of everything"));
}

/// A pass proves: a spent budget is said, and so is what is known of cheaper fleets.
#[test]
fn a_spent_budget_is_said() {
    let plan = planned(&base(&call_centre(), &["plan.budget=1", "stations.agents.arrivals=poisson 8/s"]), 2);
    let text = plan_text(&plan);
    assert!(matches!(plan.answer, Answer::Unknown) || text.contains("`plan.budget` ended the search"), "{text}");
}

/// Rows on paper: load in Erlang, the bound, the fewest servers by Erlang C and B (computed apart).
const SIZING: [(&str, &str, &str, f64); 4] = [
    ("poisson 100/s", "stations.agents.delayed", "<= 25 %", 110.0),
    ("poisson 8/s", "stations.agents.delayed", "<= 50 %", 10.0),
    ("poisson 8/s", "stations.agents.wait_mean", "<= 0.3 s", 10.0),
    ("poisson 20/s", "stations.agents.delayed", "<= 10 %", 27.0),
];

/// A pass proves: what the formulas say of a lone station comes out of a search by simulation.
#[test]
fn sizing_rows_come_out_of_a_plan() {
    for (arrivals, metric, bound, servers) in SIZING {
        // The file's own bound is loosened, then the row's laid over it.
        let loose = "slo.\"stations.agents.delayed\"=\"<= 100 %\"".to_owned();
        let own = format!("slo.\"{metric}\"=\"{bound}\"");
        let settings = [format!("stations.agents.arrivals={arrivals}"), loose, own];
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let plan = planned(&base(&call_centre(), &settings), 2);
        let fleet = plan.fleet().expect("a fleet is enough");
        assert!((fleet.fleet[0] - servers).abs() < 1e-9, "{arrivals}, {metric} {bound}: {}", plan_text(&plan));
    }
}

/// The drawn mistakes of the town with `[slo]` and `[plan]` of its own.
fn mistakes(plan: &str) -> String {
    let desk = tempfile::tempdir().expect("a temporary folder can be made");
    for name in ["small.toml"] {
        let from = town().with_file_name(name);
        std::fs::copy(from, desk.path().join(name)).expect("the small world is part of the crate");
    }
    let file = desk.path().join("study.toml");
    std::fs::write(&file, format!("extends = \"small.toml\"\n{plan}")).expect("the folder is ours");
    let drawn = match open(&file, &[], &figure_names()) {
        Ok(_) => "read without a mistake".to_owned(),
        Err(mistakes) => render(&mistakes, false),
    };
    drawn.replace(&format!("{}/", desk.path().display()), "")
}

const SLO: &str = "[slo]\n\"load.relay.shed\" = \"< 10\"\n";

#[test]
fn a_plan_without_bounds_or_prices() {
    insta::assert_snapshot!(mistakes("[plan]\nreplications = 3\n"));
}

#[test]
fn prices_of_what_cannot_be_bought() {
    insta::assert_snapshot!(mistakes(&format!(
        "{SLO}[plan.price]\n\"sites.north.relay.node\" = \"1 AAA\"\n\"sites.north.relay\" = \"1 AAA\"\n\
         \"sites.north.relay.shed\" = \"1 AAA\"\n\"population.handsets\" = \"1 AAA\"\n\
         \"countries.AA.carriers.one.smsc_rate\" = \"1 AAA\"\n\"sites.south.relay.nodes\" = 7\n\
         \"sites.south.lookup.servers\" = \"0 AAA\"\n\"sites.north.lookup.servers\" = \"1 AAA\"\n\
         \"sites.north.presence.servers\" = \"1 BBB\"\n"
    )));
}

#[test]
fn what_a_plan_cannot_ask() {
    insta::assert_snapshot!(mistakes(&format!(
        "{SLO}[plan]\nconfidence = 1.0\nwindow = \"30 h\"\nlose = [\"rack\"]\nreplications = 9\nat_most = 4\nstrom = \"5 min\"\n\
         [plan.price]\n\"sites.north.relay.nodes\" = {{ price = \"1 AAA\", least = 9, most = 3 }}\n\
         [plan.slo.strom]\n\"load.relay.shed\" = \"< 10\"\n[plan.slo.node]\n\"load.relay.shd\" = \"< 10\"\n"
    )));
}

#[test]
fn a_storm_as_long_as_the_stretch() {
    insta::assert_snapshot!(mistakes(&format!(
        "{SLO}[plan]\nwindow = \"10 min\"\nstorm = \"10 min\"\n[plan.price]\n\"sites.north.relay.nodes\" = \"1 AAA\"\n"
    )));
}

#[test]
fn a_plan_for_arms_says_for_which() {
    insta::assert_snapshot!(mistakes(&format!(
        "{SLO}[arm.a]\n[arm.b]\nclient.fallback = false\n[plan.price]\n\"sites.north.relay.nodes\" = \"1 AAA\"\n"
    )));
}
