//! Open networks: how often each station is visited, whatever the laws of service.
//!
//! J. R. Jackson, "Networks of waiting lines", Operations Research 5 (1957): with Poisson arrivals from outside and
//! exponential services each station then behaves as M/M/c with these rates. Knows no station's servers.

/// Arrivals a second at each station: from `outside`, and from every station `i` the share `routes[i][j]` of its own goes
/// to `j`. Nothing where some of them never leave.
pub fn rates(outside: &[f64], routes: &[Vec<f64>]) -> Option<Vec<f64>> {
    let size = outside.len();
    // (I - Rᵀ) λ = γ, by elimination with the greatest pivot first.
    let mut rows: Vec<Vec<f64>> = (0..size)
        .map(|to| {
            let own = |from: usize| if from == to { 1.0 } else { 0.0 };
            (0..size).map(|from| own(from) - routes[from][to]).chain([outside[to]]).collect()
        })
        .collect();
    for column in 0..size {
        let pivot = (column..size).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-12 {
            return None;
        }
        rows.swap(column, pivot);
        let lead = rows[column].clone();
        for (n, row) in rows.iter_mut().enumerate() {
            let times = row[column] / lead[column];
            if n != column {
                row.iter_mut().zip(&lead).for_each(|(cell, above)| *cell -= times * above);
            }
        }
    }
    let found: Vec<f64> = (0..size).map(|n| rows[n][size] / rows[n][n]).collect();
    found.iter().all(|rate| *rate > -1e-9).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::super::{erlang_c::Mmc, printed};
    use super::*;

    #[test]
    fn four_stations() {
        let routes =
            [[0.0, 0.5, 0.5, 0.0], [1.0, 0.0, 0.0, 0.0], [0.6, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]].map(Vec::from);
        let found = rates(&[0.0, 0.0, 0.0, 4.0], &routes).expect("it is open");
        let numbers = found
            .iter()
            .zip([0.04, 0.03, 0.06, 0.05])
            .map(|(&rate, service)| rate * (Mmc::new(rate, service, 1).expect("it keeps up").wait_mean() + service));
        for (number, exact) in numbers.zip(["4.0000", "0.4286", "1.5000", "0.2500"]) {
            assert!(printed(number, exact), "{number} should be {exact}");
        }
    }

    #[test]
    fn a_loop_that_nobody_leaves_has_no_rates() {
        assert_eq!(rates(&[1.0, 0.0], &[vec![0.0, 1.0], vec![1.0, 0.0]]), None);
        assert_eq!(rates(&[1.0, 0.0], &[vec![0.0, 1.0], vec![0.0, 0.0]]), Some(vec![1.0, 1.0]));
    }
}
