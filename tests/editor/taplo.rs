//! Taplo, which editors check and complete TOML with, and the schema: shipped files are clean, mistakes are told, keys are
//! offered with what they are.
//!
//! `CLOUDMSG_TAPLO` names the program (`@taplo/cli`), `CLOUDMSG_TAPLO_LSP` the module of its server (`@taplo/lsp`), which Node
//! runs. Without them the tests say that they skipped.

use super::{desk, root, shipped, text};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs Taplo in a folder; nothing where there is none.
fn taplo(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let Some(program) = std::env::var_os("CLOUDMSG_TAPLO") else {
        eprintln!("skipped: CLOUDMSG_TAPLO names no program");
        return None;
    };
    let run = Command::new(program).args(arguments).current_dir(folder).env("NO_COLOR", "1").output();
    Some(run.expect("CLOUDMSG_TAPLO names a program"))
}

/// A pass proves: no shipped file is underlined in an editor.
#[test]
fn shipped_files_are_clean() {
    let files: Vec<String> = shipped().iter().map(|file| file.display().to_string()).collect();
    let arguments: Vec<&str> = std::iter::once("lint").chain(files.iter().map(String::as_str)).collect();
    let Some(output) = taplo(&root(), &arguments) else { return };
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// A pass proves: what is wrong is said where it stands, and layers may hold a part of a scenario.
#[test]
fn mistakes_are_told() {
    let head = "#:schema ./cloudmsg.schema.json\nextends = \"base/miui-2014.toml\"\n";
    let cases = [
        ("[client]\nping = \"600 sec\"", Some("\"600 sec\" does not match")),
        ("[client]\nping = 600", Some("600 is not of type \"string\"")),
        ("[client]\nnumbers = \"cleer\"", Some("\"cleer\" is not one of")),
        ("[client]\ndelivery_timr = \"200 s\"", Some("'delivery_timr' was unexpected")),
        ("[population]\nopt_in = 5", Some("5 is greater than the maximum of 1")),
        ("[population]\nhandsets = 0", Some("0 is less than the minimum of 1")),
        ("[population]\nhandsets = 1.5", Some("1.5 is not of type \"integer\"")),
        ("[connectivity]\non = \"exp(2)\"", Some("\"exp(2)\" does not match")),
        ("[sites.x.relay]\nnods = 4", Some("'nods' was unexpected")),
        ("[arm.before]\nclient.ping = \"soon\"", Some("\"soon\" does not match")),
        ("[arm.before]\nstudy.seed = 4", Some("'study' was unexpected")),
        ("[slo]\n\"delivery.ip.p99\" = \"< 2\"", Some("\"< 2\" does not match")),
        ("[slo]\n\"delivery.ip.p98\" = \"< 2 s\"", Some("is not of type \"object\"")),
        ("[sweep]\n\"client.ping\" = \"60 s\"", Some("\"60 s\" does not match")),
        ("[timeline.x]\nat = \"tomorrow\"", Some("\"tomorrow\" does not match")),
        ("[plan.price]\n\"sites.beijing.relay.nodes\" = 1500", Some("is not")),
        ("[clint]\nping = \"3 s\"", Some("'clint' was unexpected")),
        ("[population]\nhandsets = 1e6\nopt_in = \"5 %\"", None),
        ("[arm.before]\ntimeline.x.enabled = false\nprofile = \"profiles/hashed.toml\"", None),
        ("[countries]\nCN.share = 0.5", None),
        ("[slo]\ndelivery.ip.p99 = [\"< 2 s\", \"> 0 s\"]\n[slo.after]\n\"delivery.ip.p50\" = \"< 1 s\"", None),
        ("[study]\nstart = 2014-08-04T00:00:00+08:00", None),
        ("[workload]\nturns = \"mix(0.5: fixed(1), 0.5: mix(1: fixed(2)))\"", None),
    ];
    let desk = desk();
    for (number, (wrong, _)) in cases.iter().enumerate() {
        fs::write(desk.path().join(format!("case-{number}.toml")), format!("{head}{wrong}\n")).unwrap();
    }
    let files: Vec<String> = (0..cases.len()).map(|number| format!("case-{number}.toml")).collect();
    let arguments: Vec<&str> = std::iter::once("lint").chain(files.iter().map(String::as_str)).collect();
    let Some(output) = taplo(desk.path(), &arguments) else { return };
    let said = text(&output.stderr);
    for ((wrong, complaint), file) in cases.iter().zip(&files) {
        let place = format!("/{file}:");
        let of_file: Vec<&str> = said.split("\nerror: ").filter(|error| error.contains(&place)).collect();
        match complaint {
            None => assert!(of_file.is_empty(), "{wrong}\n{of_file:#?}"),
            Some(complaint) => {
                assert!(
                    of_file.iter().any(|error| error.contains(complaint)),
                    "{wrong}: no {complaint:?} in {of_file:#?}"
                );
            }
        }
    }
}

/// A pass proves: scenarios to start from are as Taplo would format them, but for the length of lines.
#[test]
fn scenarios_to_start_from_are_formatted() {
    let presets = root().join("src/cli/presets");
    let names: Vec<String> = fs::read_dir(&presets).unwrap().map(|f| f.unwrap().path().display().to_string()).collect();
    let mut arguments = vec!["format", "--check", "-o", "column_width=200"];
    arguments.extend(names.iter().map(String::as_str));
    let Some(output) = taplo(&presets, &arguments) else { return };
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// What the server answers to each question "FILE LINE CHARACTER"; nothing where there is none.
fn ask(folder: &Path, questions: &[&str]) -> Option<Vec<Value>> {
    let Some(module) = std::env::var_os("CLOUDMSG_TAPLO_LSP") else {
        eprintln!("skipped: CLOUDMSG_TAPLO_LSP names no module");
        return None;
    };
    let script = root().join("tests/editor/taplo/ask.cjs");
    let run = Command::new("node").arg(script).arg(module).arg(folder).args(questions).output();
    let output = run.expect("Node runs the server");
    assert!(output.status.success(), "{}", text(&output.stderr));
    Some(text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The explanation of a key among what is offered.
fn offered<'a>(answer: &'a Value, label: &str) -> &'a str {
    let all = answer["complete"].as_array().unwrap();
    let found: Vec<&Value> = all.iter().filter(|offer| offer["label"] == label).collect();
    assert_eq!(found.len(), 1, "`{label}` once in {answer:#}");
    found[0]["about"].as_str().unwrap()
}

/// A pass proves: an editor offers keys and values where they belong, each with what it is, its unit and its source.
#[test]
fn an_editor_completes_and_explains() {
    let desk = desk();
    let study = "#:schema ./cloudmsg.schema.json\nextends = \"base/miui-2014.toml\"\n[client]\nping = \"600 s\"\nroute = \"\"\n\
                 [sites.here.relay]\nn\n[arm.after.population]\n\n[slo]\n\n";
    fs::write(desk.path().join("study.toml"), study).unwrap();
    let questions = ["study.toml 3 2", "study.toml 4 9", "study.toml 6 1", "study.toml 8 0", "study.toml 10 0"];
    let Some(answers) = ask(desk.path(), &questions) else { return };
    let [ping, route, relay, arm, slo] = &answers[..] else { panic!("an answer to each question") };
    let hover = ping["hover"].as_str().unwrap();
    for part in
        ["Interval of the push channel's ping", "a duration such as", "\"600 s\" (read in the published client's code"]
    {
        assert!(hover.contains(part), "no {part:?} in {hover}");
    }
    assert!(offered(ping, "delivery_timer").contains("acknowledgement"), "{ping}");
    assert!(offered(route, "\"registered\"").contains("go by IP"), "{route}");
    assert!(offered(relay, "nodes").contains("whole number from 1"), "{relay}");
    assert!(offered(arm, "opt_in").contains("a share from 0 to 1"), "{arm}");
    let labels = slo["complete"].to_string();
    assert!(labels.contains("delivery.ip.p99"), "{labels}");
}
