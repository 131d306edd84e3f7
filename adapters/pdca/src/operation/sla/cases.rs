//! Cases, written for people.

use crate::operation::visible;
use processes::clock::Measure;
use projections::service_levels::{CaseId, Kind};

/// What cases are called in a table of these: incidents, where there is nothing else.
pub(super) struct Named {
    of_both: bool,
}

impl Named {
    pub(super) fn of<'a>(cases: impl IntoIterator<Item = &'a CaseId>) -> Self {
        Self { of_both: cases.into_iter().any(|case| case.process != Kind::Incident) }
    }

    /// The name of their column.
    pub(super) const fn column(&self) -> &'static str {
        if self.of_both { "case" } else { "incident" }
    }

    /// The name of one.
    pub(super) fn name(&self, case: &CaseId) -> String {
        let key = case.key.to_string();
        let key = visible(&key);
        if self.of_both { format!("{} {key}", case.process.process()) } else { key.into_owned() }
    }
}

/// The name of a clock.
pub(super) const fn clock_name(kind: Kind, measure: Measure) -> &'static str {
    match (kind, measure) {
        (_, Measure::Response) => "response",
        (Kind::Incident, Measure::Resolution) => "resolution",
        (Kind::ServiceRequest, Measure::Resolution) => "fulfilment",
    }
}
