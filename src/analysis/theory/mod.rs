//! Queueing theory in closed form: what textbook stations do in the long run.
//!
//! Pure functions of rates, servers and moments, each with its source. Knows no scenario, no run and no file.
//!
//! | room | what it answers | exact? |
//! |---|---|---|
//! | [`erlang_b`] | M/G/c/c: calls blocked where nobody waits | exact for any law of service |
//! | [`erlang_c`] | M/M/c: who waits, how long, and percentiles | exact |
//! | [`finite_room`] | M/M/c/K: a waiting room that fills up | exact |
//! | [`impatience`] | M/M/c+M (Erlang A): who gives up | exact |
//! | [`general_service`] | M/G/1 (Pollaczek and Khinchine); M/D/c and M/G/c | exact for one server, else an approximation |
//! | [`priorities`] | two classes, non-preemptive (Cobham) | exact for one server, or one exponential law |
//! | [`renewal`] | GI/M/1 by its root; GI/G/c | exact for GI/M/1, else an approximation |
//! | [`jackson`] | the arrival rates of a network's stations | exact |
//! | [`sizing`] | the fewest servers that meet a target | as the formula it turns round |
//!
//! Rates are a second, times are seconds, loads are in Erlang (arrivals in a mean service time). All recursions stay within
//! 0 and 1 or start where the weight is greatest, so that ten thousand servers are no harder than ten.

pub mod chain;
pub mod erlang_b;
pub mod erlang_c;
pub mod finite_room;
pub mod general_service;
pub mod impatience;
pub mod jackson;
pub mod priorities;
pub mod renewal;
pub mod sizing;

/// The least `x` in `[0, ∞)` with `tail(x) <= share`, for a tail that falls to nothing: by doubling, then halving.
pub(crate) fn quantile(share: f64, scale: f64, tail: impl Fn(f64) -> f64) -> f64 {
    if tail(0.0) <= share {
        return 0.0;
    }
    let mut high = scale;
    while tail(high) > share && high < scale * 1e12 {
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if tail(middle) > share {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Whether a computed figure has the printed digits.
#[cfg(test)]
pub(crate) fn printed(figure: f64, printed: &str) -> bool {
    let digits = printed.split_once('.').map_or(0, |(_, after)| after.len());
    format!("{figure:.digits$}") == printed
}
