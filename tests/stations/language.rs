//! `[stations.NAME]` as users write it, and what they hear when it is wrong.

use crate::{study, study_or};
use cloudmsg::scenario::Arrivals;

#[test]
fn a_textbook_study_needs_little() {
    let study =
        study("[study]\nduration = \"10 min\"\n[stations.desk]\narrivals = \"poisson 8/s\"\nservice = \"exp(1 s)\"\n");
    let network = study.arms[0].stations().expect("a study of stations");
    let desk = &network.stations[0];
    assert_eq!((desk.name.as_str(), desk.servers, desk.queue, desk.classes.len()), ("desk", 1, None, 1));
    assert_eq!(desk.classes[0].arrivals, Some(Arrivals::Poisson(8.0)));
    assert!(study.arms[0].ecosystem().is_none());
}

#[test]
fn mistakes_come_all_at_once() {
    let drawn = study_or(
        "[study]\nduration = \"10 min\"\n[population]\nhandsets = 5\n[wan]\n\
         [stations.a]\narrivals = \"poison 8/s\"\nservice = \"exp(1 us)\"\nrouting = { b = 0.7, c = 0.4 }\n\
         [stations.b]\nservice = \"exp(1 s)\"\nrouting = { a = 0.7, b = 0.4 }\nsevrers = 4\n\
         [stations.low]\narrivals = \"poisson 1/s\"\npriorities.high.arrivals = \"deterministic 8\"\nservers = 0\n",
    );
    insta::assert_snapshot!(drawn.expect_err("many mistakes"));
}

#[test]
fn networks_that_cannot_work_are_refused() {
    let loops = study_or(
        "[study]\nduration = \"10 min\"\n[stations.a]\narrivals = \"poisson 1/s\"\nservice = \"exp(1 s)\"\nrouting.b = 1.0\n\
         [stations.b]\nservice = \"exp(1 s)\"\nrouting = { a = \"100 %\" }\n[stations.c]\nservice = \"exp(1 s)\"\n",
    );
    let empty = study_or("[study]\nduration = \"10 min\"\n[stations]\n");
    let quiet = study_or("[study]\nduration = \"10 min\"\n[stations.a]\nservice = \"exp(1 s)\"\n");
    let all = [loops, empty, quiet].map(|drawn| drawn.expect_err("no network"));
    insta::assert_snapshot!(all.join("\n\n"));
}
