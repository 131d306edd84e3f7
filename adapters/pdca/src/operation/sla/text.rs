//! How figures are written for people.

use engine::{Span, Timestamp};
use processes::clock::Measure;
use projections::service_levels::Shares;

/// What there is none of.
pub(super) fn none() -> String {
    "-".to_owned()
}

/// A time without what is smaller than a second.
pub(super) fn to_seconds(at: Timestamp) -> String {
    let second = Span::from_seconds(1).as_nanos();
    Timestamp::from_nanos(at.as_nanos() - at.as_nanos().rem_euclid(second)).to_string()
}

/// A length of time without what is smaller than a second.
pub(super) fn whole_seconds(span: Span) -> String {
    Span::from_seconds(span.as_seconds()).to_string()
}

/// What is asked for, from the least to the most.
pub(super) fn shares(shares: Shares) -> String {
    let Shares { least, most } = shares;
    if least == most { least.to_string() } else { format!("{least}–{most}") }
}

/// The name of a clock.
pub(super) const fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Response => "Response",
        Measure::Resolution => "Resolution",
    }
}
