//! The generator's demand beside a recorded one as a table for a terminal.
//!
//! Knows no list of messages: the measures are taken elsewhere.

use super::summary::grouped;
use crate::analysis::Workload;

const LABEL: usize = 34;
const VALUE: usize = 14;

/// How a measure is written.
#[derive(Clone, Copy)]
enum Form {
    Count,
    Number,
    Seconds,
    Share,
    Ratio,
}

/// The table: measure, generator, and with a recorded demand also that and the difference; 80 columns at most.
pub fn workload_table(generator: &Workload, trace: Option<&Workload>) -> String {
    let [label, ours, theirs, apart] = ["", "generator", "trace", "difference"];
    let mut text = match trace {
        None => format!("{label:LABEL$}{ours:>VALUE$}\n"),
        Some(_) => format!("{label:LABEL$}{ours:>VALUE$}{theirs:>VALUE$}{apart:>VALUE$}\n"),
    };
    let traced = trace.map(rows);
    for (i, (label, form, value)) in rows(generator).into_iter().enumerate() {
        let ours = written(value, form);
        let line = if let Some(traced) = &traced {
            let other = traced[i].2;
            let apart = value.zip(other).map(|(a, b)| a - b);
            let difference = match form {
                // How many there are says something about the samples, nothing about people.
                Form::Count => String::new(),
                Form::Number | Form::Seconds | Form::Share | Form::Ratio => signed(apart, form),
            };
            format!("{label:LABEL$}{ours:>VALUE$}{:>VALUE$}{difference:>VALUE$}", written(other, form))
        } else {
            format!("{label:LABEL$}{ours:>VALUE$}")
        };
        text += line.trim_end();
        text.push('\n');
    }
    text
}

fn rows(w: &Workload) -> Vec<(String, Form, Option<f64>)> {
    let row = |label: &str, form, value| (label.to_owned(), form, value);
    let mut rows = vec![
        row("messages", Form::Count, Some(w.messages as f64)),
        row("people who sent any", Form::Count, Some(w.people as f64)),
        row("sent in 28 days, median", Form::Number, w.sent.map(|s| s.median)),
        row("sent in 28 days, mean", Form::Number, w.sent.map(|s| s.mean)),
        row("sent in 28 days, 90 %", Form::Number, w.sent.map(|s| s.p90)),
        row("sent in 28 days, 99 %", Form::Number, w.sent.map(|s| s.p99)),
        row("reply delay, median", Form::Seconds, w.reply.map(|r| r.median_s)),
        row("replies under 60 s", Form::Share, w.reply.map(|r| r.within_minute)),
        row("replies under 300 s", Form::Share, w.reply.map(|r| r.within_5_minutes)),
        row("replies under 1 h", Form::Share, w.reply.map(|r| r.within_hour)),
        row("conversation, mean", Form::Ratio, w.conversation.map(|c| c.mean)),
        row("conversation, 99 %", Form::Number, w.conversation.map(|c| c.p99)),
        row("conversations of one message", Form::Share, w.conversation.map(|c| c.single)),
        row("same writer again", Form::Share, w.conversation.and_then(|c| c.same_writer)),
        row("burstiness", Form::Ratio, w.burstiness),
        row("tail exponent of gaps", Form::Ratio, w.tail_exponent),
        row("correspondents, median", Form::Number, w.correspondents),
        row("share of the first correspondent", Form::Share, w.top_share),
    ];
    rows.extend((0..24).map(|hour| {
        let label = format!("sent {hour:02}-{:02} h", hour + 1);
        (label, Form::Share, w.hours.map(|hours| hours[hour]))
    }));
    rows
}

fn written(value: Option<f64>, form: Form) -> String {
    let Some(value) = value else { return "not measured".to_owned() };
    match form {
        Form::Count => grouped(value as u64),
        Form::Number => format!("{value:.1}"),
        Form::Seconds => format!("{value:.1} s"),
        Form::Share => format!("{:.1} %", value * 100.0),
        Form::Ratio => format!("{value:.2}"),
    }
}

fn signed(value: Option<f64>, form: Form) -> String {
    match value {
        None => String::new(),
        Some(value) if value < 0.0 => format!("-{}", written(Some(-value), form)),
        Some(value) => format!("+{}", written(Some(value), form)),
    }
}
