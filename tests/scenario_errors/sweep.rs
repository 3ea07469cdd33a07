//! Mistakes in `[sweep]`.

use super::below_head;

#[test]
fn sweeps_that_vary_nothing() {
    let said = ["sweep = 5\n", "[sweep]\n", "[sweep]\nsample = \"lhs(10)\"\n"].map(|text| {
        // A key of the root stands before the head's tables.
        if text.starts_with("sweep") {
            super::head_with("[study]", &format!("{text}[study]"))
        } else {
            below_head(text)
        }
    });
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn settings_and_levels_that_there_are_not() {
    insta::assert_snapshot!(below_head(
        r#"[sweep]
"population.optin" = [0.1, 0.2]
"population.homophily" = [1, -2, 2]
"population.opt_in" = "0.5..1.5 step 0.25"
"sites.beijing.relay.retention" = "5..60 step 5"
"sites.beijing.relay.nodes" = []
"client.fallback" = [true, true]
study.seed = [1, 2]
sites.beijing.presence.servers = 20
"#
    ));
}

#[test]
fn ranges_that_lead_nowhere() {
    insta::assert_snapshot!(below_head(
        r#"[sweep]
"population.opt_in" = "0.05..0.05 step 0.01"
"population.homophily" = "5..1"
"sites.beijing.relay.nodes" = "100..400 step 0"
"sites.beijing.presence.servers" = "20..40 step -5"
"sites.beijing.relay.retention" = "5 min..1 h step 5 min"
"sites.beijing.lookup.servers" = "20...40"
"#
    ));
}

#[test]
fn samples_and_figures_that_cannot_be() {
    let said = [
        "[sweep]\nsample = \"lhs(10)\"\n\"population.opt_in\" = [0.1, 0.2]\n",
        "[sweep]\n\"population.opt_in\" = \"0.1..0.2\"\n",
        "[sweep]\nsample = \"sobo(10)\"\nmetrics = \"sms.saved\"\n\"population.opt_in\" = \"0.1..0.2\"\n",
        "[sweep]\nsample = \"lhs(0)\"\nmetrics = [\"sms.saved\", 5, \"sms.saved\"]\npopulation.opt_in = \"0.1..0.2\"\n",
    ];
    insta::assert_snapshot!(said.map(below_head).join("\n\n"));
}

#[test]
fn arms_do_not_sweep() {
    insta::assert_snapshot!(below_head("[arm.a]\nsweep.population.opt_in = [0.1, 0.2]\n[arm.b]\n"));
}

/// What bounds and sweeps do wrong leaves the study readable, so all of it is told at once.
#[test]
fn bounds_and_sweeps_are_told_together() {
    let drawn = below_head("[slo]\n\"fallback.rate\" = \"about 3 %\"\n[sweep]\n\"population.optin\" = [0.1]\n");
    assert!(drawn.contains("relation") && drawn.contains("population.optin"), "{drawn}");
}
