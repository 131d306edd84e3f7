use crate::change;
use crate::configuration_item::{self, CaptureBaseline, ConfigurationItem, Occasion};
use crate::facts::{Changes, Releases};
use crate::limits::label_or;
use crate::release;
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever something has a time, a baseline is captured of each of its items that has none for it.
#[derive(Clone, Copy, Debug)]
pub struct ScheduledWorkHasBaselines {
    name: &'static str,
    /// The process of what is scheduled.
    process: &'static str,
    /// What else must be so, in words.
    only_if: &'static str,
    /// What it looks up.
    fact: fn() -> NewFact,
    /// The items that have no baseline for it.
    missing: fn(&Key, &Facts) -> Vec<Key>,
    /// What the baseline is for.
    occasion: fn(Key) -> Occasion,
    /// What it is called where the key makes that too long.
    or: &'static str,
}

/// Whenever a change has a time, a baseline is captured of each of its items that has none for it.
pub const SCHEDULED_CHANGE_HAS_BASELINES: ScheduledWorkHasBaselines = ScheduledWorkHasBaselines {
    name: "scheduled-change-has-baselines",
    process: change::NAME,
    only_if: "it names items",
    fact: NewFact::of::<Changes>,
    missing: |change, facts| {
        let Some(claim) = facts.get::<Changes>().get(change) else { return Vec::new() };
        claim.without_baseline()
    },
    occasion: Occasion::Change,
    or: "before a change",
};

/// Whenever a release is scheduled, there is to be a baseline of each of its items (9.1.12).
///
/// Those that there are of this build are not taken again.
pub const SCHEDULED_RELEASE_CAPTURES_BASELINES: ScheduledWorkHasBaselines =
    ScheduledWorkHasBaselines {
        name: "scheduled-release-captures-baselines",
        process: release::NAME,
        only_if: "an item has none for it",
        fact: NewFact::of::<Releases>,
        missing: |release, facts| {
            let Some(known) = facts.get::<Releases>().get(release) else { return Vec::new() };
            let items = known.configuration_items.iter();
            items.filter(|item| !known.baseline.contains(*item)).cloned().collect()
        },
        occasion: Occasion::Release,
        or: "before a release",
    };

impl Policy for ScheduledWorkHasBaselines {
    fn name(&self) -> &'static str {
        self.name
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (configuration_item::NAME, "capture_baseline");
        vec![Edge::when((self.process, "scheduled"), self.only_if, sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![(self.fact)()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let name = label_or(&format!("before {key}"), self.or);
        let capture = |item| {
            let (name, occasion) = (name.clone(), (self.occasion)(key.clone()));
            Dispatch::to::<ConfigurationItem>(item, CaptureBaseline { name, occasion })
        };
        Ok((self.missing)(&key, facts).into_iter().map(capture).collect())
    }
}
