//! How long things took: counts per bucket, added up without a lock and read now and then.

use serde::Serialize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the buckets, in microseconds; what took longer is in one more.
const BOUNDS: [u32; 16] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000, 10_000_000,
];
const BUCKETS: usize = BOUNDS.len() + 1;

/// Durations that many threads add to.
#[derive(Debug, Default)]
pub(crate) struct Durations {
    counts: [AtomicU64; BUCKETS],
    nanos: AtomicU64,
}

/// Durations of one thread, to be added at once.
#[derive(Debug, Default)]
pub(crate) struct Lap {
    counts: [u64; BUCKETS],
    nanos: u64,
}

impl Lap {
    pub(crate) fn add(&mut self, took: Duration) {
        let bucket = BOUNDS.partition_point(|bound| u128::from(*bound) < took.as_micros());
        if let Some(count) = self.counts.get_mut(bucket) {
            *count += 1;
        }
        self.nanos += u64::try_from(took.as_nanos()).unwrap_or(u64::MAX / 2);
    }
}

impl Durations {
    pub(crate) fn add(&self, took: Duration) {
        let mut lap = Lap::default();
        lap.add(took);
        self.add_all(&lap);
    }

    pub(crate) fn add_all(&self, lap: &Lap) {
        for (count, more) in self.counts.iter().zip(lap.counts).filter(|(_, more)| *more > 0) {
            count.fetch_add(more, Ordering::Relaxed);
        }
        self.nanos.fetch_add(lap.nanos, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Measured {
        let counts = self.counts.iter().map(|count| count.load(Ordering::Relaxed));
        let bounds = BOUNDS.iter().map(|micros| Some(f64::from(*micros) / 1e6));
        let buckets = bounds.chain([None]).zip(counts);
        let buckets: Vec<_> =
            buckets.map(|(up_to_seconds, count)| Bucket { up_to_seconds, count }).collect();
        let count = buckets.iter().map(|bucket| bucket.count).sum();
        let seconds = Duration::from_nanos(self.nanos.load(Ordering::Relaxed)).as_secs_f64();
        Measured { count, seconds, buckets }
    }
}

/// How often something was done since the start, and how long it took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// How often.
    pub count: u64,
    /// All of it together, in seconds.
    pub seconds: f64,
    /// How often it took how long, in rising order.
    pub buckets: Vec<Bucket>,
}

/// Durations that are longer than the bound before, and no longer than this one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bucket {
    /// The bound, in seconds; `None` in the last one, which has none.
    pub up_to_seconds: Option<f64>,
    /// How many.
    pub count: u64,
}

#[cfg(test)]
mod tests {
    use super::{Durations, Lap};
    use std::time::Duration;

    #[test]
    fn a_bound_belongs_to_its_bucket() {
        let durations = Durations::default();
        let mut lap = Lap::default();
        for micros in [0, 100, 101, 10_000_000, 10_000_001] {
            lap.add(Duration::from_micros(micros));
        }
        durations.add_all(&lap);
        durations.add(Duration::from_micros(250));
        let measured = durations.read();
        let filled: Vec<_> = measured.buckets.iter().filter(|bucket| bucket.count > 0).collect();
        let filled: Vec<_> = filled.iter().map(|it| (it.up_to_seconds, it.count)).collect();
        let expected = [(Some(0.0001), 2), (Some(0.00025), 2), (Some(10.0), 1), (None, 1)];
        assert_eq!(filled, expected);
        assert_eq!(measured.count, 6);
        assert!((measured.seconds - 20.000_452).abs() < 1e-9);
    }
}
