//! Which formula a station is held against, what is said not to hold, and that a run prints it.

use crate::study;
use cloudmsg::analysis::{TheoryRow, against_theory, station_series, tables};
use cloudmsg::experiment::{Options, run};
use cloudmsg::report::theory_text;

/// Lone stations, one of each kind.
const KINDS: &str = "
[study]
duration = \"35 min\"
warm_up  = \"5 min\"
seed     = 2
replications = 20

[stations.one]
arrivals = \"poisson 2/s\"
service  = \"exp(300 ms)\"
[stations.many]
arrivals = \"poisson 20/s\"
service  = \"exp(300 ms)\"
servers  = 8
[stations.steady]
arrivals = \"deterministic 2/s\"
service  = \"exp(300 ms)\"
[stations.phases]
arrivals = \"erlang(3, 500 ms)\"
service  = \"exp(300 ms)\"
[stations.gaps]
arrivals = \"uniform(0 s, 1 s)\"
service  = \"uniform(0 s, 600 ms)\"
[stations.fixed]
arrivals = \"poisson 2/s\"
service  = \"fixed(300 ms)\"
[stations.fixed-many]
arrivals = \"poisson 20/s\"
service  = \"fixed(300 ms)\"
servers  = 8
[stations.varied-many]
arrivals = \"poisson 20/s\"
service  = \"lognormal(mean 300 ms, scv 2)\"
servers  = 8
[stations.loss]
arrivals = \"poisson 20/s\"
service  = \"fixed(300 ms)\"
servers  = 6
queue    = 0
[stations.room]
arrivals = \"poisson 20/s\"
service  = \"fixed(300 ms)\"
servers  = 6
queue    = 3
[stations.hasty]
arrivals = \"poisson 20/s\"
service  = \"exp(300 ms)\"
servers  = 6
patience = \"fixed(1 s)\"
[stations.classes]
service  = \"fixed(300 ms)\"
priorities.high.arrivals = \"poisson 1/s\"
priorities.low.arrivals  = \"poisson 1/s\"
[stations.saturated]
arrivals = \"poisson 4/s\"
service  = \"exp(300 ms)\"
[stations.fed]
service  = \"exp(30 ms)\"
[stations.feeds]
arrivals = \"poisson 4/s\"
service  = \"fixed(200 ms)\"
routing  = { fed = 1.0 }
";

fn rows(text: &str) -> Vec<TheoryRow> {
    against_theory(&run(&study(text), &Options { threads: 2, ..Options::default() }, &|_| {}))
}

#[test]
fn each_station_is_held_against_its_formula() {
    let rows = rows(KINDS);
    let closest = |name: &str| {
        let row = rows.iter().find(|row| row.station == name).unwrap_or_else(|| panic!("nothing about {name}"));
        (row.formula.as_str(), row.what_does_not.join("; "))
    };
    let sound = String::new;
    for (name, formula) in [
        ("one", "M/M/1"),
        ("many", "M/M/c (Erlang C)"),
        ("steady", "D/M/1"),
        ("phases", "E3/M/1"),
        ("gaps", "GI/G/c (Whitt, approximate)"),
        ("fixed", "M/D/1 (Pollaczek, Khinchine)"),
        ("fixed-many", "M/D/c (Cosmetatos, approximate)"),
        ("varied-many", "M/G/c (Kimura, approximate)"),
        ("loss", "M/G/c/c (Erlang B)"),
        ("classes", "M/G/1, two priorities (Cobham)"),
    ] {
        assert_eq!(closest(name), (formula, sound()));
    }
    assert_eq!(closest("room"), ("M/M/c/K", "services are not exponential".to_owned()));
    assert_eq!(closest("hasty"), ("M/M/c+M (Erlang A)", "patience is not exponential".to_owned()));
    assert!(closest("saturated").1.starts_with("saturated: 1.2 times"), "{}", closest("saturated").1);
    let not_poisson = "what other stations send on is no Poisson stream";
    assert_eq!(closest("fed"), ("M/M/1", not_poisson.to_owned()));

    for row in rows.iter().filter(|row| row.assumptions_hold() && row.theory.is_some()) {
        let (theory, error) = (row.theory.expect("filtered"), row.standard_error.expect("twenty replications"));
        let allowed = if row.formula.contains("approximate") { 0.1 * theory } else { 0.0 } + 4.5 * error;
        let near = (row.simulated - theory).abs() <= allowed;
        assert!(near, "{} of {}: {} for {theory}, {error}", row.metric, row.station, row.simulated);
    }
}

#[test]
fn a_run_prints_theory_in_eighty_columns_and_keeps_the_series() {
    let study = study(&KINDS.replace("replications = 20", "replications = 2"));
    let records = run(&study, &Options::default(), &|_| {});
    let text = theory_text(&tables(&records));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("does not hold: saturated"), "{text}");
    let series = station_series(&records[0]);
    let one = series.iter().find(|series| series.station == "one").expect("its series");
    assert_eq!(one.number.len(), 1_000);
    let mean = one.number.iter().sum::<f64>() / 1_000.0;
    assert!((1.0..2.2).contains(&mean), "{mean} for 1.5");
}
