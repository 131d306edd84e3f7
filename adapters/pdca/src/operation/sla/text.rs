//! How figures are written for people.

use processes::clock::Measure;
use projections::service_levels::Shares;

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
