//! Mistakes that lie between keys: tables that are empty, that contradict themselves, or that no study can have.

use super::{Desk, HEAD, below_head, head_with};
use std::fmt::Write;

#[test]
fn names_and_empty_tables() {
    insta::assert_snapshot!(below_head("[arm.\"before the update\"]\n[arm.after]\n"));
    insta::assert_snapshot!("no_arms", head_with("[study]", "arm = {}\n[study]"));
    insta::assert_snapshot!("no_unknowns", head_with("[study]", "unknown = 5\n[study]"));
    insta::assert_snapshot!("no_plan", head_with("[study]", "plan = 5\n[study]"));
}

#[test]
fn rules_of_reconnecting() {
    let rules = |list: &str| below_head(&format!("[client]\nbackoff = [{list}]\n"));
    let backwards = "{ through = 4, wait = \"fixed(1 s)\" }, { through = 2, wait = \"fixed(9 s)\" }";
    insta::assert_snapshot!([rules(backwards), rules("{ through = 4, wait = \"fixed(0 s)\" }")].join("\n\n"));
}

#[test]
fn countries_that_cannot_be() {
    insta::assert_snapshot!(below_head("[countries.CN]\nexchange = 2.0\n"));
    let said = below_head("[countries.Denmark]\nname = \"Denmark\"\n");
    assert!(said.contains("`countries.Denmark` is no country") && said.contains("ISO 3166"), "{said}");
    let copied = "name = \"Denmark\"\ncalling_code = 45\nmcc = 238\nutc_offset = \"+01:00\"\nshare = 0.0\nlines = 1\n\
                  sms_per_line_day = 1\nlanguage = \"english\"\nhours = \"dk\"\nhome = \"beijing\"\ndual_sim = 0\nroaming = 0\n\
                  access = { gprs = 0, edge = 0, 3g = 0, lte = 0, wifi = 1 }\ncurrency = \"DKK\"\nexchange = 1\n\
                  data_price = \"1 DKK/MiB\"\ncarriers = {}\n";
    insta::assert_snapshot!("no_carriers", below_head(&format!("[countries.DK]\n{copied}")));
}

#[test]
fn corridors_and_links() {
    insta::assert_snapshot!(below_head("[population.corridors]\nCN-CN = 1\nHK-CN = 1\n"));
    let bare =
        "[study]\nstart = \"2014-07-28T00:00:00+08:00\"\nduration = \"1 day\"\n[wan]\n[sites.x]\nplace = \"CN\"\n";
    let said = Desk::new().with("study.toml", bare).mistakes(&[]);
    assert!(said.contains("`wan` has no link for 1 pairs of places, such as CN-CN"), "{said}");
    let said = Desk::new()
        .with("study.toml", "[study]\nstart = \"2014-07-28T00:00:00+08:00\"\nduration = \"1 day\"\n[sites]\n");
    assert!(said.mistakes(&[]).contains("`sites` has no data centre"), "{}", said.mistakes(&[]));
}

/// A strange world had an SMS tried every microsecond of ten days.
#[test]
fn an_sms_that_is_tried_without_end() {
    let said = below_head("[smsc]\nvalidity = \"10 days\"\nretry_cap = \"1 us\"\n");
    assert!(
        said.contains("`smsc.retry_cap` lets an SMS be tried 864000000000 times within its validity of 10 days"),
        "{said}"
    );
    assert!(said.contains("at least 8640 ms: 100000 times are the most"), "{said}");
    let allowed = below_head("[smsc]\nvalidity = \"10 days\"\nretry_cap = \"8640 ms\"\n");
    assert!(!allowed.contains("lets an SMS be tried"), "{allowed}");
}

#[test]
fn days_without_activity() {
    let zeros = vec!["0"; 24].join(", ");
    insta::assert_snapshot!(below_head(&format!(
        "[workload]\nweekdays = [0, 0, 0, 0, 0, 0, 0]\nhours.cn = [{zeros}]\n"
    )));
}

#[test]
fn interventions_that_contradict_themselves() {
    insta::assert_snapshot!(below_head(
        "[timeline.a]\nat = \"+1 day\"\nduration = \"1 h\"\nuntil = \"+2 days\"\nname_outage = { place = \"CN\" }\n\
         [timeline.b]\nat = \"+1 day\"\nduration = \"1 h\"\npartition = { from = \"CN\", to = \"CN\" }\n"
    ));
}

#[test]
fn plans_that_cannot_be() {
    let slo = "[slo]\n\"load.relay.wait_max\" = \"< 1 s\"\n";
    let plan = "[plan]\nlose = [\"site\"]\n[plan.price]\n";
    insta::assert_snapshot!(below_head(&format!("{slo}{plan}")));
    let uneven = "[plan.price]\n\"sites.beijing.relay.nodes\" = { price = \"1 CNY\", step = 4, least = 6 }\n";
    insta::assert_snapshot!("uneven_steps", below_head(&format!("{slo}{uneven}")));
    let stations = "[study]\nduration = \"1 h\"\n[stations.desk]\nservice = \"exp(1 s)\"\narrivals = \"poisson 1/s\"\n\
                    [slo]\n\"stations.desk.delayed\" = \"< 5 %\"\n[plan]\nstorm = \"1 min\"\n\
                    [plan.price]\n\"stations.desk.servers\" = \"1 CNY\"\n";
    insta::assert_snapshot!("plan_of_stations", Desk::new().with("study.toml", stations).mistakes(&[]));
    let script = "[script.people.ana]\ncountry = \"CN\"\n[plan.price]\n\"sites.beijing.relay.nodes\" = \"1 CNY\"\n";
    insta::assert_snapshot!("plan_of_a_script", below_head(&format!("{slo}{script}")));
}

#[test]
fn samples_of_too_many_settings() {
    let mut sweep = "[sweep]\nsample = \"lhs(10)\"\n".to_owned();
    for number in 0..129 {
        writeln!(sweep, "\"workload.languages.l{number}.limit\" = \"1..9\"").expect("memory takes every line");
    }
    let languages: Vec<String> = (0..129)
        .map(|n| format!("[workload.languages.l{n}]\nucs2 = 0\ngsm7_length = \"fixed(1)\"\nucs2_length = \"fixed(1)\"\nlimit = 1\n"))
        .collect();
    let languages = languages.concat();
    let said = Desk::new().with("study.toml", &format!("{HEAD}{languages}{sweep}")).mistakes(&[]);
    assert!(said.contains("129 settings are too many for a sample") && said.contains("at most 128"), "{said}");
}
