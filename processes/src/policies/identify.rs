//! What rules that open a problem have in common.

use crate::facts::{Problems, RepeatCounters, Seen};
use crate::limits::{Label, List, label_or};
use crate::problem::{Identify, LINKS_MAX, LinkIncidents, Pattern, Problem, Source};
use engine::{Dispatch, Facts, Key, NewFact};
use std::collections::BTreeSet;

/// What these rules look up.
pub(super) fn facts() -> Vec<NewFact> {
    vec![NewFact::of::<Problems>(), NewFact::of::<RepeatCounters>()]
}

/// An incident that is not over, and that no open problem explains: neither one that it is linked
/// to, nor one about incidents like it.
pub(super) fn unexplained<'a>(incident: &Key, facts: &'a Facts) -> Option<&'a Seen> {
    let problems = facts.get::<Problems>();
    let seen = facts.get::<RepeatCounters>().seen(incident)?;
    let explained = seen.problem
        || problems.of_incident(incident).next().is_some()
        || seen.patterns().iter().any(|pattern| problems.open_about(pattern).is_some());
    (!explained).then_some(seen)
}

/// Opens a problem for one incident.
pub(super) fn for_incident(incident: &Key, seen: &Seen, why: &str) -> Dispatch {
    let source = Source::Incident(incident.clone());
    open(source, seen, seen.patterns(), &format!("incident {incident}: {why}"), BTreeSet::new())
}

/// Opens a problem about what `seen` and others like it have in common.
pub(super) fn open(
    source: Source,
    seen: &Seen,
    patterns: Vec<Pattern>,
    why: &str,
    incidents: BTreeSet<Key>,
) -> Dispatch {
    let items = if patterns.is_empty() {
        seen.configuration_items.iter().cloned().collect()
    } else {
        patterns.into_iter().map(|pattern| pattern.configuration_item).collect()
    };
    let incidents: Vec<Key> = incidents.into_iter().take(LINKS_MAX).collect();
    let identify = Identify {
        services: List::new(seen.service.iter().cloned().collect()).unwrap_or_default(),
        configuration_items: List::new(items).unwrap_or_default(),
        category: seen.category.clone(),
        incidents: List::new(incidents).unwrap_or_default(),
        ..Identify::because(source, summary(why), why)
    };
    Dispatch::new::<Problem>(identify)
}

/// Says that incidents belong to a problem: all at once, for it hears a rule once for each event.
pub(super) fn link(problem: &Key, incidents: impl IntoIterator<Item = Key>) -> Option<Dispatch> {
    let incidents: Vec<Key> = incidents.into_iter().take(LINKS_MAX).collect();
    let incidents = List::new(incidents).ok().filter(|incidents| !incidents.is_empty())?;
    let link = LinkIncidents { incidents, exists: None };
    Some(Dispatch::to::<Problem>(problem.clone(), link))
}

/// As much of it as a label holds.
fn summary(why: &str) -> Label {
    let fits = |end: &usize| why.is_char_boundary(*end) && *end <= crate::limits::LABEL_BYTES_MAX;
    let end = (0..=why.len()).rev().find(fits).unwrap_or_default();
    let cut = why.get(..end).unwrap_or_default();
    label_or(cut, "a problem")
}
