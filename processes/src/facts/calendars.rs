//! The service hours of each calendar.

use super::ENTRY_BYTES;
use crate::calendar::{self, Event};
use crate::clock::ServiceHours;
use engine::{DecodeError, EventSet as _, Fact, Key, Position, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All calendars, each in all its versions: a version applies to open time from the instant it is
/// recorded, so the earlier ones still say what time elapsed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Calendars {
    calendars: BTreeMap<Key, Versions>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Versions {
    versions: Vec<Hours>,
    retired: bool,
}

/// The hours of one version of a calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hours {
    /// Which version, from 1.
    pub version: u64,
    /// When it was recorded: it applies from here on.
    pub effective_from: Timestamp,
    /// The record that says so.
    pub position: Position,
    /// The hours.
    pub hours: ServiceHours,
}

impl Calendars {
    /// All versions of a calendar, the oldest first; none where there is no such calendar.
    #[must_use]
    pub fn versions(&self, calendar: &Key) -> &[Hours] {
        self.calendars.get(calendar).map_or(&[], |known| &known.versions)
    }

    /// The version of a calendar that is in force at `at`.
    #[must_use]
    pub fn at(&self, calendar: &Key, at: Timestamp) -> Option<&Hours> {
        self.versions(calendar).iter().rev().find(|known| known.effective_from <= at)
    }

    /// Whether there is such a calendar and new agreements may name it.
    #[must_use]
    pub fn is_usable(&self, calendar: &Key) -> bool {
        self.calendars.get(calendar).is_some_and(|known| !known.retired)
    }

    /// The names of the calendars that agreements may name.
    pub fn names(&self) -> impl Iterator<Item = &Key> {
        self.calendars.iter().filter(|(_, known)| !known.retired).map(|(name, _)| name)
    }
}

impl Fact for Calendars {
    const NAME: &'static str = "calendars";
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[calendar::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let known = self.calendars.entry(record.stream()?.key).or_default();
        let latest = known.versions.last().map(|latest| &latest.hours);
        if let Some(hours) = event.hours(latest) {
            self.bytes += (ENTRY_BYTES + hours_bytes(&hours)) as u64;
            known.versions.push(Hours {
                version: known.versions.len() as u64 + 1,
                effective_from: record.metadata.recorded_at,
                position: record.position,
                hours,
            });
        }
        known.retired = matches!(event, Event::Retired(_));
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

/// About how much memory hours take, in bytes.
fn hours_bytes(hours: &ServiceHours) -> usize {
    const DATE_BYTES: usize = 16;
    const SHIFT_BYTES: usize = 4;
    let week: usize = hours.hours.days().iter().map(|(_, shifts)| shifts.len()).sum();
    let open: usize = hours.open.values().map(Vec::len).sum();
    let dates = hours.closed.len() * DATE_BYTES + hours.open.len() * (DATE_BYTES + ENTRY_BYTES);
    size_of::<ServiceHours>() + hours.timezone.len() + dates + (week + open) * SHIFT_BYTES
}
