//! Mistakes inside texts: quantities, laws, curves, arrivals, bounds, ranges.

use super::{Desk, HEAD, below_head, head_with};

#[test]
fn quantities() {
    insta::assert_snapshot!(below_head(
        "[client]\nconnect_bytes = \"3 KB\"\nmessage_bytes = \"2000 GiB\"\n[countries.AU]\nroaming = \"5 permille\"\n\
         [sites.beijing.relay]\nrate = \"8/week\"\nconnect_rate = \"0/s\"\nretention = \"201 days\"\nshed = \"0.1 us\"\n\
         [sites.beijing.lookup]\nrate = \"1e13/s\"\n[countries.CN]\ndata_price = \"0.10 CNY\"\nactivation_price = \"0.10\"\n\
         [countries.IN]\nactivation_price = \"5 rupees\"\ndata_price = \"-1 INR/MiB\"\n[countries.HK]\ncurrency = \"hkd\"\n\
         [countries.HK.carriers.csl]\nmnc = \"1\"\n"
    ));
}

#[test]
fn hours_and_dates() {
    insta::assert_snapshot!(below_head(
        "[wan]\nCN-IN = { floor = \"150 ms\", congested = { hours = \"18\", delay = \"60 ms\", loss = 0.05 } }\n\
         CN-SG = { floor = \"40 ms\", congested = { hours = \"18..18\", delay = \"60 ms\", loss = 0.05 } }\n\
         CN-HK = { floor = \"40 ms\", congested = { hours = \"18..30\", delay = \"60 ms\", loss = 0.05 } }\n\
         [countries.CN]\nutc_offset = \"8\"\n\
         [timeline.far]\nat = \"2024-01-01T00:00:00Z\"\nduration = \"1 h\"\nname_outage = { place = \"CN\" }\n"
    ));
    insta::assert_snapshot!("half_a_second", head_with("00:00:00+08:00", "00:00:00.5+08:00"));
}

#[test]
fn laws() {
    insta::assert_snapshot!(below_head(
        "[workload]\nthink = \"uniform(3 s, 1 s)\"\npause = \"lognormal(122 s, 1.61)\"\ntyping = \"erlang(1.5, 1 s)\"\n\
         turns = \"exp(0)\"\ngap = \"lognormal(median 80, sigma 11)\"\nrank = \"fixed(3 s)\"\nsent_per_day = \"fixed(x)\"\n\
         [connectivity]\non = \"exp(2 s) or so\"\noff = \"5 s\"\nblack_hole_stay = \"exp()\"\n\
         [activation]\nsms_delay = \"erlang(, 1 s)\"\n[smsc]\nretries = [\"empirical(file.csv)\", \"(2 s)\"]\n\
         [client]\nack_delay = 'empirical(\"none.csv\")'\n"
    ));
}

#[test]
fn curves() {
    let update = |name: &str, curve: &str| {
        format!(
            "[timeline.{name}]\nat = \"+1 day\"\nota = {{ default = \"opt-in\", numbers = \"tls\", uptake = \"{curve}\" }}\n"
        )
    };
    insta::assert_snapshot!(below_head(
        &[
            update("a", "logistic(mid 4 days, spread 0 s, never 0.1)"),
            update("b", "steps(3 days: 0.5, 1 day: 0.7)"),
            update("c", "logistc(mid 4 days, spread 1 day, never 0.1)"),
        ]
        .concat()
    ));
}

#[test]
fn files_of_numbers() {
    let study = format!(
        "{HEAD}[client]\nack_delay = 'empirical(\"bad.csv\")'\n[workload]\nthink = 'empirical(\"empty.csv\")'\n"
    );
    let desk = Desk::new().with("study.toml", &study).with("bad.csv", "1\n2 s\n").with("empty.csv", "# nothing\n");
    insta::assert_snapshot!(desk.mistakes(&[]));
}

#[test]
fn arrivals() {
    let stations = "[study]\nduration = \"1 h\"\n[stations.desk]\nservice = \"exp(1 s)\"\narrivals = \"fixed(0 s)\"\n\
                    [stations.till]\nservice = \"exp(1 s)\"\narrivals = \"posson 8/s\"\n\
                    [stations.door]\nservice = \"exp(1 s)\"\narrivals = \"given file.csv\"\n";
    insta::assert_snapshot!(Desk::new().with("study.toml", stations).mistakes(&[]));
}

#[test]
fn bounds_and_ranges() {
    insta::assert_snapshot!(below_head("[slo]\n\"delivery.ip.p99\" = \"<\"\n"));
    insta::assert_snapshot!(
        "ranges",
        below_head("[sweep]\nsample = \"lhs\"\n\"client.ping\" = \"60 s\"\n\"client.id_life\" = \"1 day..x\"\n")
    );
}

/// What a file could ask of a reader without end.
#[test]
fn what_has_no_end() {
    let nested = format!("{}fixed(1 s){}", "mix(1: ".repeat(20), ")".repeat(20));
    let said = below_head(&format!("[workload]\nthink = \"{nested}\"\n"));
    assert!(said.contains("has mixtures within mixtures, more than"), "{said}");
    let said = below_head("[sweep]\n\"client.ping\" = \"0..90000000000 step 1e-12\"\n");
    assert!(said.contains("has more steps than can be counted"), "{said}");
    let values: Vec<String> = (0..501).map(|n| n.to_string()).collect();
    let said = below_head(&format!("[unknown]\n\"population.phonebook_limit\" = [{}]\n", values.join(", ")));
    assert!(said.contains("[unknown] has 501 values"), "{said}");
}
