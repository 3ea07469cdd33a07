//! Where mistakes stand: files of odd forms, and layers other than the file itself.

use super::{Desk, HEAD, below_head, head_with};
use cloudmsg::scenario::{Base, open, render};

#[test]
fn files_of_odd_forms() {
    let tabs = "[client]\n\tping\t=\t\"600 sec\"\n";
    let wide = "[study]\ntitle = \"小米云消息 🚀\"\n[client]\n\"连接\" = 1\nping = \"六百 s\"\n";
    let wide = format!("extends = \"base/miui-2014.toml\"\n{wide}")
        .replace("[client]", "start = \"2014-07-28T00:00:00+08:00\"\nduration = \"1 day\"\n[client]");
    let said = [
        below_head(tabs),
        Desk::new().with("study.toml", &wide).mistakes(&[]),
        Desk::new()
            .with("study.toml", &format!("{HEAD}[client]\nping = \"600 sec\"\n").replace('\n', "\r\n"))
            .mistakes(&[]),
        Desk::new().with("study.toml", &format!("\u{feff}{HEAD}[client]\nping = \"600 sec\"\n")).mistakes(&[]),
        Desk::new().with("study.toml", &format!("{HEAD}[client]\nping = \"600 sec\"")).mistakes(&[]),
    ];
    insta::assert_snapshot!(said.join("\n\n"));
}

/// A pass proves: each of the many sections that an empty file lacks is said once, at its beginning, with the way out.
#[test]
fn an_empty_file() {
    for empty in ["", "\n", "# nothing\n", "\u{feff}"] {
        let said = Desk::new().with("study.toml", empty).mistakes(&[]);
        for part in ["`study` is missing", "`countries` is missing", "extends = \"base/miui-2014.toml\""] {
            assert!(said.contains(part), "{empty:?}: {said}");
        }
        assert_eq!(said.matches("`study` is missing").count(), 1, "{said}");
    }
}

/// A pass proves: a mistake in a line of a megabyte is drawn in its surroundings, at once.
#[test]
fn a_line_of_a_megabyte() {
    let numbers = vec!["0.25"; 200_000].join(", ");
    let said = below_head(&format!("[client]\nping = [{numbers}, \"x\"]\n[population.corridors]\nCN-IN = \"much\"\n"));
    assert!(
        said.contains("`client.ping` is a list") && said.contains("`population.corridors.CN-IN` is a text"),
        "{said:.500}"
    );
    assert!(said.len() < 20_000, "{} bytes are drawn", said.len());
    assert!(said.lines().all(|line| line.chars().count() < 400), "lines fit a screen or two");
}

/// A pass proves: a mistake is shown in the layer that has it: a file below, the command line, a point of a sweep.
#[test]
fn layers() {
    let desk = Desk::new()
        .with("study.toml", "extends = \"middle.toml\"\n[client]\npung = \"3 s\"\n")
        .with("middle.toml", &format!("{HEAD}[client]\nping = \"600 sec\"\n"));
    insta::assert_snapshot!(desk.mistakes(&["population.opt_in=7", "client.numbers=cleer"]));
    let desk = Desk::new().with("study.toml", HEAD);
    let base: Base = open(&desk.0.path().join("study.toml"), &[], &[]).expect("the head is right");
    let wrong = base.with("point 3", &["client.ping=0 s".to_owned()]).expect_err("a ping takes time");
    insta::assert_snapshot!("a_point_of_a_sweep", render(&wrong, false));
}

/// A pass proves: what all arms share is said once, in the order of the file, with what one arm has wrong.
#[test]
fn arms_do_not_repeat_what_they_share() {
    insta::assert_snapshot!(below_head(
        "[arm.before]\nclient.ping = \"soon\"\n[arm.after]\nclient.fallback = 1\n[client]\nack_delay = \"5 s\"\nroute = \"offline\"\n"
    ));
}

/// A pass proves: where a bound comes from a fact or a decision, it is said which.
#[test]
fn sources_of_rules() {
    insta::assert_snapshot!(below_head(
        "[activation]\nguard_retry = \"1 h\"\n[countries.CN]\nmcc = 46\n[countries.CN.carriers.mobile]\nmnc = \"0\"\n\
         [workload.languages.english]\nlimit = 100_000\n[connectivity]\nretransmit_limit = 40\naccess.wifi.floor = \"0 s\"\n"
    ));
    insta::assert_snapshot!("too_many_handsets_to_name", head_with("handsets = 1_000\n", "handsets = 300_000_000\n"));
}
