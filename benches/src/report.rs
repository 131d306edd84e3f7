//! Tables, and which bars were reached.

use crate::Failure;
use std::time::{Duration, Instant};

/// How often a thing is measured whose median is told.
pub(crate) const ROUNDS: usize = 5;
/// For how long writers and askers are let work, each time.
pub(crate) const RUN: Duration = Duration::from_secs(1);

/// What has been measured.
#[derive(Default)]
pub(crate) struct Report {
    missed: Vec<String>,
}

impl Report {
    /// A part begins.
    #[expect(clippy::unused_self, reason = "a report is written through one value")]
    pub(crate) fn part(&self, title: &str) {
        println!("\n## {title}\n");
    }

    /// A line.
    #[expect(clippy::unused_self, reason = "a report is written through one value")]
    pub(crate) fn line(&self, text: &str) {
        println!("{text}");
    }

    /// A ratio that is to reach a bar.
    pub(crate) fn at_least(&mut self, what: &str, ratio: f64, bar: f64) {
        let verdict = if ratio >= bar { "reached" } else { "MISSED" };
        println!("- {what}: {ratio:.2} (bar {bar:.2}: {verdict})");
        if ratio < bar {
            self.missed.push(format!("{what}: {ratio:.2} of {bar:.2}"));
        }
    }

    /// Fails if a bar was missed.
    pub(crate) fn bars(self) -> Result<(), Failure> {
        if self.missed.is_empty() {
            println!("\nEvery bar was reached.");
            return Ok(());
        }
        Err(format!("bars missed: {}", self.missed.join("; ")).into())
    }
}

/// What was done, and how many seconds it took.
pub(crate) fn timed<T>(run: impl FnOnce() -> Result<T, Failure>) -> Result<(f64, T), Failure> {
    let start = Instant::now();
    let done = run()?;
    Ok((start.elapsed().as_secs_f64(), done))
}

/// The median.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value below which `percent` of the sorted ones lie.
pub(crate) fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().unwrap_or_default()
}

/// A rate, in thousands.
pub(crate) fn thousands(rate: f64) -> String {
    format!("{:.1}k", rate / 1e3)
}

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
pub(crate) fn number(count: u64) -> f64 {
    count as f64
}
