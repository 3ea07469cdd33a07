//! What a user sees for mistakes in `[slo]`.

use super::{Desk, HEAD};
use cloudmsg::analysis::figure_names;
use cloudmsg::scenario::{open, render};

/// The drawn mistakes of the head with `extra` below, or its bounds as they were read.
fn bounds(extra: &str) -> String {
    bounds_of(&format!("{HEAD}{extra}"))
}

/// The same of a whole study.
fn bounds_of(study: &str) -> String {
    let desk = Desk::new().with("study.toml", study);
    let drawn = match open(&desk.0.path().join("study.toml"), &[], &figure_names()) {
        Ok(base) => {
            let all = base.study().bounds.iter().map(|b| {
                format!(
                    "{} {} {} {} ({})",
                    b.arm.as_deref().unwrap_or("every"),
                    b.metric,
                    b.relation.sign(),
                    b.limit,
                    b.written
                )
            });
            all.collect::<Vec<_>>().join("\n")
        }
        Err(mistakes) => render(&mistakes, false),
    };
    drawn.replace(&format!("{}/", desk.0.path().display()), "")
}

/// A pass proves: bounds of every arm and of one, with quoted and dotted keys, alone and in lists, come in the metric's unit.
#[test]
fn every_form_of_a_bound_is_read() {
    let found = bounds(
        r#"[arm.before]
[arm.after]
[slo]
"delivery.ip.p99" = "< 2 s"
fallback.rate = ["> 1 %", "<= 0.05"]
[slo.after]
"cost.saved" = ">= -3e6 CNY"
[slo.before.exposure.nonusers]
people = "< 1_000 people"
[slo.load.relay]
wait_max = "< 150 ms"
"#,
    );
    let expected = "every delivery.ip.p99 < 2 (< 2 s)
every fallback.rate > 0.01 (> 1 %)
every fallback.rate <= 0.05 (<= 0.05)
before exposure.nonusers.people < 1000 (< 1_000 people)
after cost.saved >= -3000000 (>= -3e6 CNY)
every load.relay.wait_max < 0.15 (< 150 ms)";
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&found), sorted(expected), "{found}");
}

const COUNTER: &str = r#"[study]
duration = "1 h"
[stations.counter]
arrivals = "poisson 1/s"
servers = 2
service = "exp(1 s)"
[slo.stations.counter]
"#;

/// A pass proves: what stations measure, all together and by class, may be bounded by the names that the scenario gives them.
#[test]
fn stations_are_bounded_by_their_names() {
    let found = bounds_of(&format!("{COUNTER}wait_p95 = \"< 1 min\"\nhigh.delayed = \"< 20 %\"\n"));
    let expected = "every stations.counter.high.delayed < 0.2 (< 20 %)
every stations.counter.wait_p95 < 60 (< 1 min)";
    let mut lines: Vec<&str> = found.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines.join("\n"), expected, "{found}");
    insta::assert_snapshot!(
        "unknown_station",
        bounds_of(
            &format!("{COUNTER}[slo]\n\"stations.conter.wait_p95\" = \"< 1 s\"\n")
                .replace("[slo.stations.counter]\n", "")
        )
    );
}

#[test]
fn unknown_metrics_and_arms() {
    insta::assert_snapshot!(bounds(
        r#"[arm.before]
[arm.after]
[slo]
"delivery.ip.p98" = "< 2 s"
"latency" = "< 2 s"
fallbck.rate = "< 2 %"
[slo.afer]
"delivery.ip.p99" = "< 2 s"
"#
    ));
}

#[test]
fn wrong_units_and_relations() {
    insta::assert_snapshot!(bounds(
        r#"[slo]
"delivery.ip.p99" = "< 2"
"delivery.ip.p90" = "< 2 sec"
"delivery.ip.p50" = "2 s"
"fallback.rate" = "< 5"
"cost.saved" = "> 3 EUR"
"exposure.nonusers.people" = 1000
"messages.lost" = "< 5 %"
"messages.failed" = "about 5"
"messages.composed" = ["> 1", true]
"#
    ));
}

#[test]
fn bounds_stand_in_a_table_of_the_study() {
    insta::assert_snapshot!(bounds("[arm.before]\nslo.\"delivery.ip.p99\" = \"< 2 s\"\n"));
}
