//! The indicators that there are before anybody has defined one.

use super::Measure;
use super::figure::{Figure, Rate};
use super::terms::Definition;
use crate::limits::{List, Percent, text};
use engine::{Key, Span};
use std::sync::LazyLock;

static DEFAULTS: LazyLock<[(Key, Definition); 7]> = LazyLock::new(|| Measure::ALL.map(default_of));

/// One for each measure, under its name: version 0, which nobody has approved. The first definition
/// that is approved under the name takes its place.
#[must_use]
pub fn defaults() -> &'static [(Key, Definition); 7] {
    &DEFAULTS
}

/// The measure whose default has this name.
pub(super) fn default_named(name: &Key) -> Option<Measure> {
    let found = defaults().iter().find(|(known, _)| known == name);
    found.map(|(_, definition)| definition.measure)
}

/// Those of satisfaction, fixes and changes, and what is agreed at least, are those of the
/// requirements; the others are assumptions.
fn default_of(measure: Measure) -> (Key, Definition) {
    let target = match measure {
        Measure::Satisfaction => Figure::Share(Percent::of_hundred(95)),
        Measure::VulnerabilityFix => Figure::Time(Span::from_hours(4)),
        Measure::ChangeSuccess => Figure::Share(Percent::of_hundred(98)),
        Measure::Availability => Figure::Share(Percent::share(995, 1_000)),
        Measure::ComplaintRate => Figure::Rate(Rate::per_hundred(5)),
        Measure::SecurityIncidents => Figure::Count(12),
        Measure::TimeToRestore => Figure::Time(Span::from_hours(8)),
    };
    // Our own names are keys.
    let name = Key::new(measure.name()).unwrap_or_else(|_| unreachable!());
    let definition = Definition {
        measure,
        target,
        services: List::empty(),
        owner: None,
        statement: text(measure.meaning()),
        objective: None,
    };
    (name, definition)
}
