//! Which releases are open, what they concern, and what is observed.

use super::ENTRY_BYTES;
use crate::change::Slot;
use crate::configuration_item::{self, Occasion};
use crate::limits::Label;
use crate::release::{self, Event, ReleasePlan};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The releases that are not over. Those that are, are gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Releases {
    open: BTreeMap<Key, OpenRelease>,
    /// Those that are observed, by item.
    observed: BTreeMap<Key, BTreeSet<Key>>,
    bytes: u64,
}

/// What is known of an open release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenRelease {
    /// What it is called.
    pub title: Label,
    /// The services concerned.
    pub services: Vec<Key>,
    /// The items concerned.
    pub configuration_items: Vec<Key>,
    /// The changes that it carries out.
    pub changes: Vec<Key>,
    /// Whether this build of it is approved.
    pub approved: bool,
    /// The items of which there is a baseline for this build.
    pub baseline: BTreeSet<Key>,
    /// When it is deployed, while it has a time and is not begun.
    pub scheduled: Option<Slot>,
    /// Whether it is being deployed to all.
    pub deploying: bool,
    /// Whether it is being reversed.
    pub rolling_back: bool,
    /// From when until when it is observed.
    pub observed: Option<(Timestamp, Timestamp)>,
    /// The incidents that it caused.
    pub incidents: BTreeSet<Key>,
}

impl OpenRelease {
    fn of(plan: &ReleasePlan) -> Self {
        Self {
            title: plan.title.clone(),
            services: plan.services.to_vec(),
            configuration_items: plan.configuration_items.to_vec(),
            changes: plan.changes.to_vec(),
            approved: false,
            baseline: BTreeSet::new(),
            scheduled: None,
            deploying: false,
            rolling_back: false,
            observed: None,
            incidents: BTreeSet::new(),
        }
    }

    fn bytes(&self) -> u64 {
        let lists = [&self.services, &self.configuration_items, &self.changes];
        // An item may be listed once more, for it is observed.
        let keys = lists.into_iter().flatten().chain(&self.configuration_items);
        let keys = keys.chain(&self.baseline).chain(&self.incidents);
        let keys: usize = keys.map(|key| key.as_escaped().len() + ENTRY_BYTES).sum();
        (size_of::<Self>() + ENTRY_BYTES + keys) as u64
    }
}

impl Releases {
    /// What is known of a release that is open.
    #[must_use]
    pub fn get(&self, release: &Key) -> Option<&OpenRelease> {
        self.open.get(release)
    }

    /// The open releases that carry out a change.
    pub fn carrying(&self, change: &Key) -> impl Iterator<Item = (&Key, &OpenRelease)> {
        self.open.iter().filter(move |(_, known)| known.changes.contains(change))
    }

    /// Whether there is a baseline of an item for this build of a release.
    #[must_use]
    pub fn has_baseline(&self, release: &Key, item: &Key) -> bool {
        self.get(release).is_some_and(|known| known.baseline.contains(item))
    }

    /// The releases with an item that were observed at `at`.
    pub fn observing(&self, item: &Key, at: Timestamp) -> impl Iterator<Item = &Key> {
        let observed = move |release: &&Key| {
            let times = self.get(release).and_then(|known| known.observed);
            times.is_some_and(|(since, until)| since <= at && at < until)
        };
        self.observed.get(item).into_iter().flatten().filter(observed)
    }

    /// The releases that have a time and are not begun.
    pub fn scheduled(&self) -> impl Iterator<Item = (&Key, &OpenRelease, Slot)> {
        self.open.iter().filter_map(|(key, known)| Some((key, known, known.scheduled?)))
    }

    fn change(&mut self, key: &Key, change: impl FnOnce(&mut OpenRelease)) {
        let Some(mut known) = self.open.remove(key) else { return };
        self.forget(key, &known);
        change(&mut known);
        if known.observed.is_some() {
            for item in &known.configuration_items {
                self.observed.entry(item.clone()).or_default().insert(key.clone());
            }
        }
        self.bytes += known.bytes();
        self.open.insert(key.clone(), known);
    }

    fn forget(&mut self, key: &Key, known: &OpenRelease) {
        self.bytes -= known.bytes();
        for item in &known.configuration_items {
            if let Some(releases) = self.observed.get_mut(item) {
                releases.remove(key);
                if releases.is_empty() {
                    self.observed.remove(item);
                }
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn take_in(&mut self, key: &Key, event: &Event, at: Timestamp) {
        match event {
            Event::Planned(event) => {
                let known = OpenRelease::of(&event.plan);
                self.bytes += known.bytes();
                self.open.insert(key.clone(), known);
            }
            Event::ScopeChanged(event) => {
                self.change(key, |known| *known = OpenRelease::of(&event.plan));
            }
            // What was taken before a build is of another one.
            Event::TestFailed(_)
            | Event::ScanFailed(_)
            | Event::ReworkDecided(_)
            | Event::ReturnedToBuild(_)
            | Event::Replanned(_) => self.change(key, |known| {
                known.baseline.clear();
                known.approved = false;
                (known.scheduled, known.observed, known.deploying) = (None, None, false);
            }),
            Event::Approved(_) => self.change(key, |known| known.approved = true),
            Event::Scheduled(event) => {
                self.change(key, |known| known.scheduled = Some(event.slot));
            }
            Event::Rescheduled(event) => {
                self.change(key, |known| known.scheduled = Some(event.slot));
            }
            Event::CanaryStarted(_) => self.change(key, |known| known.scheduled = None),
            Event::DeploymentStarted(_) | Event::Promoted(_) => self.change(key, |known| {
                (known.scheduled, known.deploying) = (None, true);
            }),
            Event::Deployed(_) => self.change(key, |known| known.deploying = false),
            Event::CanaryAborted(_) | Event::RollbackStarted(_) => {
                self.change(key, |known| known.rolling_back = true);
            }
            Event::RolledBack(_) | Event::RollbackFailed(_) => {
                self.change(key, |known| known.rolling_back = false);
            }
            Event::ObservationStarted(event) => {
                self.change(key, |known| known.observed = Some((at, event.until)));
            }
            Event::DeploymentFailed(_) | Event::Analysed(_) => self.change(key, |known| {
                (known.observed, known.deploying) = (None, false);
            }),
            Event::IncidentAttributed(event) => self.change(key, |known| {
                known.incidents.insert(event.incident.clone());
            }),
            Event::Closed(_) | Event::Cancelled(_) => {
                if let Some(known) = self.open.remove(key) {
                    self.forget(key, &known);
                }
            }
            _ => {}
        }
    }
}

impl Fact for Releases {
    const NAME: &'static str = "releases";
    const VERSION: u16 = 3;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[release::NAME, configuration_item::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if record.process == release::NAME {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            self.take_in(&record.stream()?.key, &event, record.metadata.recorded_at);
            return Ok(());
        }
        if record.event != "baseline_captured" {
            return Ok(());
        }
        let event = configuration_item::Event::decode(record.event, record.schema, record.payload)?;
        if let configuration_item::Event::BaselineCaptured(captured) = event
            && let Occasion::Release(release) = captured.occasion
        {
            let item = record.stream()?.key;
            self.change(&release, |known| {
                known.baseline.insert(item);
            });
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}
