//! Traces that are missing, endless, huge, broken or odd: refused with line and reason, or read as they are meant.

use super::desk::{Desk, ECOSYSTEM};
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Instant;

fn check(desk: &Desk) -> super::desk::Ended {
    desk.run(&["check", "eco.toml", "--set", "workload.trace.path=trace.csv"])
}

#[test]
fn traces_that_are_none_are_refused_with_their_lines() {
    let desk = Desk::new();
    let long = "x".repeat(1 << 20);
    let head = "source,target,timestamp\n";
    for (what, bytes, parts) in [
        (
            "a line of a megabyte",
            format!("{head}1,2,3\n1,{long},4\n"),
            &["trace.csv:3:", "longer than 65536 bytes"][..],
        ),
        ("a quote that never ends", format!("{head}1,2,3\n\"1,2,4\n{}", "1,2,5\n".repeat(100_000)), &["trace.csv:3:"]),
        ("a header of a megabyte", format!("{long}\n1,2,3\n"), &["trace.csv:1:", "longer than 65536 bytes"]),
        ("escapes in names", format!("{head}\u{1b}[31m,\u{1b}[31m,3\n"), &["`␛[31m` writes to itself"]),
        ("NUL", format!("{head}1,2,\0\n"), &["the time `␀` is not a number"]),
        ("a half line", format!("{head}1,2,3\n1,2"), &["trace.csv:3:", "no `timestamp`"]),
        ("nothing", String::new(), &["no column `source`"]),
        ("many wrong lines", format!("{head}{}", "a\n".repeat(100_000)), &["99980 more lines of this file are wrong"]),
    ] {
        desk.write("trace.csv", bytes);
        let ended = check(&desk);
        ended.is(2, parts, what);
        assert!(ended.err.len() < 50_000 && !ended.err.contains('\u{1b}'), "{what}");
    }
    desk.write("trace.csv", [head.as_bytes(), b"1,\xff,3\n"].concat());
    check(&desk).is(2, &["trace.csv:2:", "not UTF-8"], "not text");
    fs::remove_file(desk.path("trace.csv")).unwrap();
    check(&desk).is(2, &["cannot read the trace `trace.csv`: it does not exist"], "missing");
    assert!(Command::new("mkfifo").arg(desk.path("trace.csv")).status().unwrap().success());
    check(&desk).is(2, &["a pipe, a device or a socket"], "a pipe");
    fs::remove_file(desk.path("trace.csv")).unwrap();
    fs::create_dir(desk.path("trace.csv")).unwrap();
    check(&desk).is(2, &["it is a folder"], "a folder");
    fs::remove_dir(desk.path("trace.csv")).unwrap();
    fs::File::create(desk.path("trace.csv")).unwrap().set_len(5 << 30).unwrap();
    check(&desk).is(2, &["it has 5368709120 bytes, more than the 4294967296 that are read"], "too large");
    let zero = ["check", "eco.toml", "--set", "workload.trace.path=/dev/zero"];
    desk.run(&zero).is(2, &["`/dev/zero`", "a pipe, a device or a socket"], "a device");
    let zero = ["workload", "eco.toml", "--against", "/dev/zero"];
    desk.run(&zero).is(2, &["`/dev/zero`", "a pipe, a device or a socket"], "a device beside");
}

/// A pass proves: ends of lines, a mark of byte order, quotes and NUL in names change nothing of what is run.
#[test]
fn odd_ways_to_write_a_trace_are_read_alike() {
    let desk = Desk::new();
    let plain = "source,target,timestamp\n1,2,3\n2,1,60.5\n1,3,600\n";
    let mut fingerprints = Vec::new();
    for text in [
        plain.to_owned(),
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
        plain.trim_end().to_owned(),
        plain.replace(",3,", ",\"3\",").replace("1,2,3", "\n\n 1 , 2 , 3 "),
        plain.replace("1,3,", "1,z\0\u{1b}[2J,"),
    ] {
        desk.write("trace.csv", &text);
        let typed =
            ["run", "eco.toml", "--set", "workload.trace.path=trace.csv", "--threads=1", "--quiet", "--out=out"];
        let ended = desk.run(&typed);
        ended.is(0, &[], &format!("{text:?}"));
        fingerprints.push(ended.out.lines().find(|line| line.contains("fingerprint")).unwrap().to_owned());
    }
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 1, "{fingerprints:?}");
}

/// Checks a trace of so many rows under a bound on the address space.
fn large(rows: u64, bytes: u64) {
    let desk = Desk::new();
    let mut text = String::from("source,target,timestamp\n");
    for n in 0..rows {
        // Every person writes a few dozen messages.
        let (a, b) = (n % (rows / 40 + 2), (n * 7 + 1) % (rows / 40 + 2));
        writeln!(text, "{a},{},{}", if a == b { b + 1 } else { b }, n as f64 / rows as f64 * 1e4).unwrap();
    }
    desk.write("trace.csv", &text);
    drop(text);
    let begun = Instant::now();
    let line = format!(
        "ulimit -v {}; exec \"$0\" check eco.toml --set workload.trace.path=trace.csv --threads 1",
        bytes >> 10
    );
    desk.shell(&line).is(0, &[], "a large trace");
    println!("{rows} rows are read in {:?}", begun.elapsed());
}

#[test]
fn a_trace_takes_memory_by_its_rows() {
    // The program itself takes some hundred megabytes of address space.
    large(200_000, 400 << 20);
}

#[test]
#[ignore = "half a minute: ten million rows"]
fn a_trace_of_ten_million_rows_is_read_in_two_gigabytes() {
    assert!(ECOSYSTEM.contains("handsets"));
    large(10_000_000, 2 << 30);
}
