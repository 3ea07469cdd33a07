//! What a user sees for mistakes in traces and scripts, and in Mi Cloud and public content.

use super::{Desk, HEAD, below_head};

#[test]
fn traces() {
    let study = format!("{HEAD}[workload.trace]\npath = \"sms.csv\"\n");
    let desk = |trace: &str| Desk::new().with("study.toml", &study).with("sms.csv", trace).mistakes(&[]);
    insta::assert_snapshot!("trace_missing", Desk::new().with("study.toml", &study).with("sns.csv", "").mistakes(&[]));
    insta::assert_snapshot!("trace_without_path", below_head("[workload.trace]\n"));
    insta::assert_snapshot!("trace_column_missing", desk("source,time\n1,2\n"));
    insta::assert_snapshot!(
        "trace_lines",
        desk("source, target, timestamp\n1,2,134\n1, 1, 135\n1,2,-5\n1,2\n\n1,2,soon\n3,4,9\n")
    );
    let drawn = desk(&format!("source,target,timestamp\n{}", "7,7,3\n".repeat(25)));
    assert_eq!(drawn.matches("writes to itself").count(), 20);
    assert!(drawn.contains("5 more lines of this file are wrong"), "{drawn}");
    insta::assert_snapshot!("trace_too_long", desk("from,to,time\n1,2,134\n1,2,2419200\n2,1,2500000\n"));
    assert_eq!(desk("from,to,time\n1,2,134\n2,1,2419199.9\n"), "read without a mistake: study");
}

#[test]
fn scripts() {
    let people = "[script.people.ana]\ncountry = \"CN\"\nstarts = \"+1 h\"\n\
                  [script.people.bob]\ncountry = \"CN\"\nhandset = false\n\
                  [script.people.eve]\ncountry = \"IN\"\ncarrier = \"airtel\"\n";
    let act = |at: &str, who: &str, more: &str| format!("[[script.actions]]\nat = \"{at}\"\nwho = \"{who}\"\n{more}\n");
    let does = |deed: &str, whom: &str| format!("does = \"{deed}\"\nwhom = \"{whom}\"");
    let right = [
        act("+2 h", "ana", &does("receive", "bob")),
        act("+2 h", "ana", &format!("{}\nturns = 3", does("write", "eve"))),
        act("+0 s", "eve", "does = \"reset\""),
    ];
    assert_eq!(below_head(&format!("{people}{}", right.concat())), "read without a mistake: study");
    let wrong = [
        act("+2 h", "anna", &does("open", "bob")),
        act("+30 min", "ana", &does("open", "bob")),
        act("+2 h", "bob", &does("write", "ana")),
        act("+2 h", "ana", &does("receive", "eve")),
        act("+2 h", "ana", "does = \"write\""),
        act("+2 h", "ana", &does("reset", "bob")),
        act("+2 h", "ana", &format!("{}\nturns = 2", does("open", "bob"))),
        act("+2 h", "ana", &does("writes", "ana")),
        act("+2 h", "ana", &does("write", "ana")),
        act("+29 days", "eve", &does("open", "ana")),
    ];
    insta::assert_snapshot!("script_actions", below_head(&format!("{people}{}", wrong.concat())));
    insta::assert_snapshot!(
        "script_people",
        below_head(
            "[script.people.ana]\ncountry = \"CN\"\ncarrier = \"airtel\"\nservice = \"perhaps\"\naccess = \"5g\"\n\
             starts = \"+30 days\"\n[script.people.bob]\ncountry = \"CM\"\nhandset = false\nservice = \"on\"\n"
        )
    );
    insta::assert_snapshot!("script_without_people", below_head("[script]\n"));
    insta::assert_snapshot!(
        "script_without_handsets",
        below_head("[script.people.bob]\ncountry = \"CN\"\nhandset = false\n")
    );
    let both = format!("{HEAD}{people}[workload.trace]\npath = \"sms.csv\"\n");
    let desk = Desk::new().with("study.toml", &both).with("sms.csv", "source,target,timestamp\n1,2,3\n");
    insta::assert_snapshot!("script_and_trace", desk.mistakes(&[]));
    let crowd: Vec<String> = (0..1001).map(|n| format!("[script.people.p{n}]\ncountry = \"CN\"\n")).collect();
    insta::assert_snapshot!("script_of_a_crowd", below_head(&crowd.concat()));
    let busy = act("+1 h", "eve", "does = \"log-in\"").repeat(10_001);
    let drawn = below_head(&format!("{people}{busy}"));
    assert!(drawn.contains("`script.actions` has 10001 items"), "{drawn}");
    let restless = act("+1 h", "eve", "does = \"reset\"").repeat(10);
    insta::assert_snapshot!("script_of_a_restless_owner", below_head(&format!("{people}{restless}")));
}

#[test]
fn clouds() {
    let right = "[micloud]\nshare = 0.1\n[content]\npoll = \"1 h\"\nbytes = \"2 KiB\"\n";
    assert_eq!(below_head(right), "read without a mistake: study");
    insta::assert_snapshot!(
        "micloud",
        below_head(
            "[micloud]\ndevices = 2.5\ninterval = \"5 min\"\nprotection = \"none\"\nphoto = { consent = 0.5 }\n\
             notes = { consent = 1.5, bytes = \"fixed(0)\" }\n[content]\npoll = \"3 s\"\n"
        )
    );
    insta::assert_snapshot!(
        "login_without_micloud",
        below_head(
            "[script.people.ana]\ncountry = \"CN\"\n[[script.actions]]\nat = \"+1 h\"\nwho = \"ana\"\ndoes = \"log-in\"\n"
        )
    );
}
