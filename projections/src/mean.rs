//! Means of lengths of time.

use engine::Span;

/// The mean of so many that come to a sum, in nanoseconds; the rest is cut off. None of none.
pub(crate) fn mean(sum: i128, count: u64) -> Option<Span> {
    let mean = sum.checked_div(i128::from(count))?;
    i64::try_from(mean).ok().map(Span::from_nanos)
}
