//! Two classes at one station, the high one served first, nobody interrupted.
//!
//! A. Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954): any laws of service at one
//! server; one exponential law for both classes at several. Knows no preemption.

use super::erlang_c;

/// One class of customers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// Arrivals a second.
    pub rate: f64,
    /// Mean time of a service, in seconds.
    pub service: f64,
    /// Squared coefficient of variation of service.
    pub scv: f64,
}

/// Mean waits of the high and the low class at one server, in seconds; nothing for a class that has no long run.
pub fn one_server(high: Class, low: Class) -> [Option<f64>; 2] {
    // What is left of the service an arrival finds under way.
    let half_square = |class: Class| class.rate * class.service * class.service * (1.0 + class.scv) / 2.0;
    waits(half_square(high) + half_square(low), high.rate * high.service, low.rate * low.service)
}

/// Mean waits of the high and the low class at `servers` servers, where both have exponential services of `service` seconds
/// on average; nothing for a class that has no long run.
pub fn exponential(high_rate: f64, low_rate: f64, service: f64, servers: u32) -> [Option<f64>; 2] {
    let share = |rate: f64| rate * service / f64::from(servers);
    let delayed = erlang_c::delayed((high_rate + low_rate) * service, servers);
    waits(delayed * service / f64::from(servers), share(high_rate), share(low_rate))
}

/// Who is high waits for what is under way and the high ones before; who is low for all of them and the high ones to come.
fn waits(under_way: f64, high: f64, low: f64) -> [Option<f64>; 2] {
    let stable = high + low < 1.0;
    let first = stable.then(|| under_way / (1.0 - high));
    [first, first.map(|wait| wait / (1.0 - high - low))]
}

#[cfg(test)]
mod tests {
    use super::super::{erlang_c::Mmc, general_service, printed};
    use super::*;

    #[test]
    fn three_and_four_tenths() {
        let class = |rate| Class { rate, service: 1.0, scv: 1.0 };
        let [high, low] = one_server(class(0.3), class(0.4)).map(|wait| wait.expect("it keeps up"));
        assert!(printed(high, "1.0000") && printed(low, "3.3333"));
        assert_eq!(
            exponential(0.3, 0.4, 1.0, 1).map(|w| w.map(|w| (w * 1e9) as i64)),
            [Some(1_000_000_000), Some(3_333_333_333)]
        );
    }

    /// L. Kleinrock's conservation law (1965): with one law for both, order changes who waits, not how much.
    #[test]
    fn order_conserves_the_work_that_waits() {
        for (high, low, scv) in [(0.1, 0.8, 0.0), (0.5, 0.3, 1.0), (0.4, 0.4, 4.0)] {
            let class = |rate| Class { rate, service: 1.0, scv };
            let [first, second] = one_server(class(high), class(low)).map(|wait| wait.expect("it keeps up"));
            let all = general_service::wait_mean(high + low, 1.0, scv, 1).expect("it keeps up");
            assert!(((high * first + low * second) / (high + low) / all - 1.0).abs() < 1e-12);
        }
        let [first, second] = exponential(3.0, 5.0, 1.0, 10).map(|wait| wait.expect("it keeps up"));
        let all = Mmc::new(8.0, 1.0, 10).expect("it keeps up").wait_mean();
        assert!(((3.0 * first + 5.0 * second) / 8.0 / all - 1.0).abs() < 1e-12 && first < all && all < second);
    }

    #[test]
    fn a_station_that_cannot_keep_up_has_no_long_run() {
        let class = |rate| Class { rate, service: 1.0, scv: 1.0 };
        assert_eq!(one_server(class(0.5), class(0.6)), [None, None]);
        assert_eq!(exponential(5.0, 6.0, 1.0, 10), [None, None]);
    }
}
