//! How people write, measured on a list of messages: how much, how quickly they answer, in what bursts, at which hours.
//!
//! Knows neither the generator nor a recorded trace, so that the same measure is taken of both.

use crate::ledger::Composed;
use crate::units::Duration;
use serde::Serialize;

/// Silence of a pair after which its next message begins another conversation.
const SILENCE: Duration = Duration::from_secs(600);
/// Days that the counts of messages are scaled to.
const DAYS: f64 = 28.0;
/// Fewest gaps between a person's messages that say something about their burstiness.
const FEWEST_GAPS: usize = 10;
/// Gaps that the tail exponent is estimated on, in seconds: from a minute to a day.
const TAIL_S: [f64; 2] = [60.0, 86_400.0];

/// Which part of a world a list of messages saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Senders numbered below this are people who were watched; the others appear as their correspondents only.
    pub people: u32,
    /// How long they were watched.
    pub length: Duration,
    /// Local time of day at which that began.
    pub begins: Duration,
}

/// The measures. One without enough messages is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Workload {
    /// Messages in the list.
    pub messages: u64,
    /// Watched people who sent at least one.
    pub people: u64,
    /// Messages they sent in 28 days.
    pub sent: Option<Spread>,
    /// Seconds from a message to the next one of its pair, where the other side wrote that.
    pub reply: Option<Reply>,
    /// Messages in a conversation: a pair's messages between silences of over ten minutes.
    pub conversation: Option<Lengths>,
    /// (σ − μ)/(σ + μ) of the gaps between a person's messages, median over people with ten gaps or more.
    pub burstiness: Option<f64>,
    /// Exponent of the density of these gaps, by Hill's estimator on those from a minute to a day.
    pub tail_exponent: Option<f64>,
    /// Distinct people that a person wrote to, median.
    pub correspondents: Option<f64>,
    /// Share of a person's messages that went to the one they wrote to most, mean.
    pub top_share: Option<f64>,
    /// Share of all messages by local hour.
    pub hours: Option<[f64; 24]>,
}

/// A quantity over people.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Half are at most this.
    pub median: f64,
    /// The mean.
    pub mean: f64,
    /// Nine in ten are at most this.
    pub p90: f64,
    /// Ninety-nine in a hundred are at most this.
    pub p99: f64,
}

/// How long replies take.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reply {
    /// Half take at most so many seconds.
    pub median_s: f64,
    /// Share below a minute.
    pub within_minute: f64,
    /// Share below five minutes.
    pub within_5_minutes: f64,
    /// Share below an hour.
    pub within_hour: f64,
}

/// How long conversations are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lengths {
    /// The mean.
    pub mean: f64,
    /// Ninety-nine in a hundred are at most this long.
    pub p99: f64,
    /// Share of conversations of one message.
    pub single: f64,
    /// Share of messages within a conversation, its first left out, whose writer also wrote the one before.
    pub same_writer: Option<f64>,
}

/// Takes the measures of a list of messages, in any order.
pub fn workload(messages: &[Composed], observation: Observation) -> Workload {
    let people = by_sender(messages, observation.people);
    let pairs = by_pair(messages);
    Workload {
        messages: messages.len() as u64,
        people: people.len() as u64,
        sent: sent(&people, observation.length),
        reply: reply(&pairs),
        conversation: conversation(&pairs),
        burstiness: median(people.iter().filter_map(|of| burstiness(of)).collect()),
        tail_exponent: tail_exponent(&people),
        correspondents: median(people.iter().map(|of| counts_by_target(of).len() as f64).collect()),
        top_share: top_share(&people),
        hours: hours(messages, observation.begins),
    }
}

/// The messages of each watched person by time.
fn by_sender(messages: &[Composed], people: u32) -> Vec<Vec<Composed>> {
    let mut watched: Vec<Composed> = messages.iter().copied().filter(|m| m.source < people).collect();
    watched.sort_unstable_by_key(|m| (m.source, m.at, m.target));
    watched.chunk_by(|a, b| a.source == b.source).map(<[Composed]>::to_vec).collect()
}

/// The messages of each pair by time.
fn by_pair(messages: &[Composed]) -> Vec<Vec<Composed>> {
    let pair = |m: &Composed| (m.source.min(m.target), m.source.max(m.target));
    let mut all = messages.to_vec();
    all.sort_unstable_by_key(|m| (pair(m), m.at, m.source));
    all.chunk_by(|a, b| pair(a) == pair(b)).map(<[Composed]>::to_vec).collect()
}

fn sent(people: &[Vec<Composed>], length: Duration) -> Option<Spread> {
    let scale = DAYS * Duration::DAY.as_micros() as f64 / length.as_micros() as f64;
    let mut totals: Vec<f64> = people.iter().map(|of| of.len() as f64 * scale).collect();
    totals.sort_unstable_by(f64::total_cmp);
    Some(Spread {
        median: quantile(&totals, 0.5)?,
        mean: totals.iter().sum::<f64>() / totals.len() as f64,
        p90: quantile(&totals, 0.9)?,
        p99: quantile(&totals, 0.99)?,
    })
}

fn reply(pairs: &[Vec<Composed>]) -> Option<Reply> {
    let answered = |of: &[Composed]| (of[0].source != of[1].source).then(|| seconds(of));
    let mut delays: Vec<f64> = pairs.iter().flat_map(|of| of.windows(2)).filter_map(answered).collect();
    delays.sort_unstable_by(f64::total_cmp);
    let below = |limit: f64| delays.partition_point(|d| *d < limit) as f64 / delays.len() as f64;
    Some(Reply {
        median_s: quantile(&delays, 0.5)?,
        within_minute: below(60.0),
        within_5_minutes: below(300.0),
        within_hour: below(3_600.0),
    })
}

fn conversation(pairs: &[Vec<Composed>]) -> Option<Lengths> {
    let goes_on = |a: &Composed, b: &Composed| b.at - a.at <= SILENCE.as_micros();
    let conversations: Vec<&[Composed]> = pairs.iter().flat_map(|of| of.chunk_by(goes_on)).collect();
    let mut lengths: Vec<f64> = conversations.iter().map(|c| c.len() as f64).collect();
    lengths.sort_unstable_by(f64::total_cmp);
    let steps = || conversations.iter().flat_map(|c| c.windows(2));
    let same = steps().filter(|of| of[0].source == of[1].source).count();
    Some(Lengths {
        mean: lengths.iter().sum::<f64>() / lengths.len() as f64,
        p99: quantile(&lengths, 0.99)?,
        single: lengths.partition_point(|l| *l < 2.0) as f64 / lengths.len() as f64,
        same_writer: ratio(same, steps().count()),
    })
}

/// The burstiness of Goh and Barabási: −1 for a regular series, 0 for a Poisson process, towards 1 for bursts.
fn burstiness(of: &[Composed]) -> Option<f64> {
    let gaps: Vec<f64> = of.windows(2).map(seconds).collect();
    if gaps.len() < FEWEST_GAPS {
        return None;
    }
    let count = gaps.len() as f64;
    let mean = gaps.iter().sum::<f64>() / count;
    let deviation = libm::sqrt(gaps.iter().map(|g| (g - mean) * (g - mean)).sum::<f64>() / count);
    (mean > 0.0).then(|| (deviation - mean) / (deviation + mean))
}

/// 1 + n / Σ ln(gap / least) over all people's gaps within [`TAIL_S`].
fn tail_exponent(people: &[Vec<Composed>]) -> Option<f64> {
    let [least, most] = TAIL_S;
    let gaps = people.iter().flat_map(|of| of.windows(2)).map(seconds).filter(|gap| (least..most).contains(gap));
    let (count, logs) = gaps.fold((0.0, 0.0), |(n, sum), gap| (n + 1.0, sum + libm::log(gap / least)));
    (logs > 0.0).then(|| 1.0 + count / logs)
}

fn top_share(people: &[Vec<Composed>]) -> Option<f64> {
    let share = |of: &Vec<Composed>| {
        let most = counts_by_target(of).into_iter().max().expect("who is listed wrote to somebody");
        most as f64 / of.len() as f64
    };
    (!people.is_empty()).then(|| people.iter().map(share).sum::<f64>() / people.len() as f64)
}

/// How many messages went to each correspondent.
fn counts_by_target(of: &[Composed]) -> Vec<usize> {
    let mut targets: Vec<u32> = of.iter().map(|m| m.target).collect();
    targets.sort_unstable();
    targets.chunk_by(|a, b| a == b).map(<[u32]>::len).collect()
}

fn hours(messages: &[Composed], begins: Duration) -> Option<[f64; 24]> {
    let mut counts = [0_u64; 24];
    for message in messages {
        counts[((message.at + begins.as_micros()) / Duration::HOUR.as_micros() % 24) as usize] += 1;
    }
    (!messages.is_empty()).then(|| counts.map(|n| n as f64 / messages.len() as f64))
}

/// Seconds from the first to the second of two messages.
fn seconds(two: &[Composed]) -> f64 {
    (two[1].at - two[0].at) as f64 / 1e6
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    quantile(&values, 0.5)
}

/// The least of the sorted values that a share `q` of them does not exceed.
fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let rank = libm::ceil(q * sorted.len() as f64) as usize;
    sorted.get(rank.max(1) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn m(at_s: u64, source: u32, target: u32) -> Composed {
        Composed { at: at_s * 1_000_000, source, target }
    }

    fn days(days: u64, people: u32) -> Observation {
        Observation { people, length: Duration::DAY * days, begins: Duration::ZERO }
    }

    fn assert_near(measured: Option<f64>, expected: f64) {
        let measured = measured.expect("there is something to measure");
        assert!((measured - expected).abs() < 1e-12, "{measured} instead of {expected}");
    }

    /// Two people talk (0 and 1), one of them also writes to a third, who is not watched and answers once.
    fn small() -> Vec<Composed> {
        let at_ten = 36_000;
        vec![
            m(at_ten, 0, 1),
            m(at_ten + 30, 1, 0),
            m(at_ten + 40, 1, 0),
            m(at_ten + 240, 0, 1),
            m(at_ten + 840, 1, 0),
            m(at_ten + 1_441, 0, 1),
            m(at_ten + 7_200, 0, 5),
            m(at_ten + 7_200 + 4_000, 5, 0),
        ]
    }

    #[test]
    fn counts_are_of_watched_people_who_wrote_and_scaled_to_28_days() {
        let all = workload(&small(), days(14, 3));
        assert_eq!((all.messages, all.people), (8, 2));
        // Four messages of 0 and three of 1 in 14 days.
        assert_eq!(all.sent, Some(Spread { median: 6.0, mean: 7.0, p90: 8.0, p99: 8.0 }));
        assert_near(all.correspondents, 1.0);
        // Of the messages of 0 three of four went to 1; all of 1 went to 0.
        assert_near(all.top_share, 0.875);
    }

    #[test]
    fn a_reply_counts_from_the_last_message_before_it() {
        // 30, 200, 600 and 601 s in the one pair, 4,000 s in the other.
        let reply = workload(&small(), days(1, 3)).reply;
        let expected = Reply { median_s: 600.0, within_minute: 0.2, within_5_minutes: 0.4, within_hour: 0.8 };
        assert_eq!(reply, Some(expected));
    }

    #[test]
    fn more_than_ten_minutes_of_silence_end_a_conversation() {
        // Five messages and one in the pair of 0 and 1; two of one message each with 5.
        let lengths = Lengths { mean: 2.0, p99: 5.0, single: 0.75, same_writer: Some(0.25) };
        assert_eq!(workload(&small(), days(1, 3)).conversation, Some(lengths));
    }

    #[test]
    fn burstiness_is_minus_one_for_a_clock_and_known_for_two_values() {
        let regular: Vec<Composed> = (0..12).map(|i| m(i * 50, 0, 1)).collect();
        assert_near(workload(&regular, days(1, 1)).burstiness, -1.0);
        // Ten gaps: nine of 10 s, one of 110 s: mean 20, deviation 30.
        let bursty: Vec<Composed> = (0..10).map(|i| m(i * 10, 0, 1)).chain([m(200, 0, 1)]).collect();
        assert_near(workload(&bursty, days(1, 1)).burstiness, 0.2);
        assert_eq!(workload(&bursty[1..], days(1, 1)).burstiness, None, "nine gaps say nothing");
    }

    #[test]
    fn the_tail_exponent_of_one_gap_is_known() {
        // ln(163.0969 s / 60 s) = 1; gaps below a minute and above a day do not count.
        let e = 60.0 * libm::exp(1.0) * 1e6;
        let at = |at: f64| Composed { at: at as u64, source: 0, target: 1 };
        let list = [at(0.0), at(20e6), at(20e6 + e), at(20e6 + e + 9e10)];
        let measured = workload(&list, days(1, 1)).tail_exponent.expect("one gap counts");
        assert!((measured - 2.0).abs() < 1e-6, "{measured}");
    }

    #[test]
    fn hours_are_local_and_sum_to_one() {
        let late = Observation { begins: Duration::HOUR * 13, ..days(1, 3) };
        let hours = workload(&small(), late).hours.expect("there are messages");
        assert_near(Some(hours[23]), 6.0 / 8.0);
        assert_near(Some(hours[1] + hours[2]), 2.0 / 8.0);
        assert_near(Some(hours.iter().sum()), 1.0);
    }

    #[test]
    fn nothing_is_measured_of_nothing() {
        let empty = workload(&[], days(28, 10));
        assert_eq!((empty.messages, empty.people, empty.sent, empty.reply), (0, 0, None, None));
        assert_eq!((empty.conversation, empty.burstiness, empty.tail_exponent), (None, None, None));
        assert_eq!((empty.correspondents, empty.top_share, empty.hours), (None, None, None));
    }
}
