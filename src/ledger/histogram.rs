//! A histogram as the counts that it has: most of its places hold none.
//!
//! Knows not what is counted.

use hdrhistogram::{Counter, Histogram};
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

/// Values with how often they were counted, ascending.
type Counts<T> = Vec<(u64, T)>;

fn counts<T: Counter>(of: &Histogram<T>) -> Counts<T> {
    of.iter_recorded().map(|step| (step.value_iterated_to(), step.count_at_value())).collect()
}

fn filled<T: Counter, E: Error>(mut empty: Histogram<T>, counts: Counts<T>) -> Result<Histogram<T>, E> {
    for (value, count) in counts {
        empty.record_n(value, count).map_err(E::custom)?;
    }
    Ok(empty)
}

/// Writes the counts of a histogram.
pub(super) fn write<T: Counter + Serialize, S: Serializer>(of: &Histogram<T>, to: S) -> Result<S::Ok, S::Error> {
    counts(of).serialize(to)
}

/// Reads them into an empty histogram of the same form.
pub(super) fn read<'de, T: Counter + Deserialize<'de>, D: Deserializer<'de>>(
    empty: Histogram<T>,
    from: D,
) -> Result<Histogram<T>, D::Error> {
    filled(empty, Counts::deserialize(from)?)
}

/// Writes the counts of several histograms.
pub(super) fn write_all<T: Counter + Serialize, S: Serializer>(of: &[Histogram<T>], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(of.iter().map(counts))
}

/// Reads as many as there are empty ones.
pub(super) fn read_all<'de, T: Counter + Deserialize<'de>, D: Deserializer<'de>>(
    empty: impl ExactSizeIterator<Item = Histogram<T>>,
    from: D,
) -> Result<Vec<Histogram<T>>, D::Error> {
    let all = Vec::<Counts<T>>::deserialize(from)?;
    if all.len() != empty.len() {
        return Err(D::Error::invalid_length(all.len(), &"as many histograms as there are"));
    }
    empty.zip(all).map(|(empty, counts)| filled(empty, counts)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    struct Kept(#[serde(serialize_with = "write", deserialize_with = "again")] Histogram<u32>);

    fn again<'de, D: Deserializer<'de>>(from: D) -> Result<Histogram<u32>, D::Error> {
        read(Histogram::new(3).expect("three digits will do"), from)
    }

    #[test]
    fn a_histogram_is_read_as_it_was_written() {
        let mut histogram = Histogram::<u32>::new(3).expect("three digits will do");
        for n in 0..40 {
            for _ in 0..=n % 3 {
                histogram.record((1 << n) - 1).expect("it grows with what it takes");
            }
        }
        let bytes = postcard::to_stdvec(&Kept(histogram.clone())).expect("counts have a form");
        assert!(bytes.len() < 500, "{} bytes", bytes.len());
        let Kept(read) = postcard::from_bytes(&bytes).expect("it was just written");
        assert_eq!(read, histogram);
        assert_eq!((read.len(), read.max(), read.min()), (histogram.len(), histogram.max(), histogram.min()));
        let quantiles = |h: &Histogram<u32>| [0.1, 0.5, 0.99].map(|q| h.value_at_quantile(q));
        assert_eq!(quantiles(&read), quantiles(&histogram));
    }
}
