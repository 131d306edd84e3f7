//! The service hours of each calendar.

use super::ENTRY_BYTES;
use crate::calendar::{self, Event};
use crate::clock::{self, ServiceHours};
use engine::{DecodeError, EventSet as _, Fact, Key, Position, RecordRef, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// All calendars, each in all its versions: a version applies to open time from the instant it is
/// recorded, so the earlier ones still say what time elapsed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Calendars {
    calendars: BTreeMap<Key, Known>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Known {
    versions: Vec<Hours>,
    retired: bool,
    /// The same, ready to reckon with; made when it is first asked for.
    #[serde(skip)]
    clock: OnceLock<clock::Calendars>,
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

    /// All versions of a calendar, for the service-level clock; `None` where there is no such
    /// calendar. Cheap: made once for each version.
    #[must_use]
    pub fn clock(&self, calendar: &Key) -> Option<&clock::Calendars> {
        let known = self.calendars.get(calendar)?;
        Some(known.clock.get_or_init(|| {
            clock::Calendars::new(known.versions.iter().filter_map(|hours| {
                Some(clock::CalendarVersion {
                    effective_from: hours.effective_from,
                    position: hours.position.0,
                    // They were checked when they were recorded.
                    calendar: clock::Calendar::new(&hours.hours).ok()?,
                })
            }))
        }))
    }

    /// Whether one calendar is open whenever another is, in the usual weeks of the year after `at`:
    /// dates that are specially open or closed aside. Where there is no such calendar, nothing speaks
    /// against it.
    #[must_use]
    pub fn covers(&self, calendar: &Key, other: &Key, at: Timestamp) -> bool {
        let usual = |calendar| {
            let hours = &self.at(calendar, at)?.hours;
            let (closed, open) = (BTreeSet::new(), BTreeMap::new());
            clock::Calendar::new(&ServiceHours { closed, open, ..hours.clone() }).ok()
        };
        if calendar == other {
            return true;
        }
        let (Some(calendar), Some(other)) = (usual(calendar), usual(other)) else { return true };
        let mut open = other.open_intervals(at, at + Span::from_days(366));
        open.all(|time| calendar.between(time.start, time.end) == time.end.since(time.start))
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
            // Once as recorded, and once ready to reckon with.
            self.bytes += (ENTRY_BYTES + 2 * hours_bytes(&hours)) as u64;
            known.clock = OnceLock::new();
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

#[cfg(test)]
mod tests {
    use super::Calendars;
    use crate::roles::SERVICE_LEVEL_MANAGER;
    use crate::testing::{founded, key};
    use engine::{Fact as _, Key, Span, codec};

    #[test]
    fn a_version_applies_from_when_it_is_recorded() {
        let mut world = founded("ada");
        let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
        world.send("ada", "role", SERVICE_LEVEL_MANAGER, "offer", offer).unwrap();
        let always = key("always");
        let before = world.now;
        let closed = r#"{"hours": {"timezone": "UTC", "hours": {},
            "open": {"2040-01-02": [["09:00", "12:00"]]}}, "reason": "moving"}"#;
        world.send("ada", "calendar", "always", "revise", closed).unwrap();
        let calendars = world.facts.get::<Calendars>();
        assert_eq!(calendars.versions(&always).len(), 2);
        assert_eq!(calendars.at(&always, before).unwrap().version, 1);
        assert_eq!(calendars.at(&always, world.now).unwrap().version, 2);
        let clock = calendars.clock(&always).unwrap();
        assert!(clock.is_open(before) && !clock.is_open(world.now));
        assert!(clock.between(before, world.now + Span::from_days(1)) < Span::from_minutes(1));
        assert!(calendars.bytes() > 0);
        let restored: Calendars = codec::from_bytes(&codec::to_bytes(calendars)).unwrap();
        assert_eq!(restored.clock(&always), Some(clock));
    }

    #[test]
    fn a_retired_calendar_is_kept_for_those_who_count_by_it() {
        let mut world = founded("ada");
        let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
        world.send("ada", "role", SERVICE_LEVEL_MANAGER, "offer", offer).unwrap();
        let hours = r#"{"hours": {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}}}"#;
        world.send("ada", "calendar", "office", "define", hours).unwrap();
        let office = key("office");
        assert!(world.facts.get::<Calendars>().is_usable(&office));
        world.send("ada", "calendar", "office", "retire", "{}").unwrap();
        let calendars = world.facts.get::<Calendars>();
        assert!(!calendars.is_usable(&office) && calendars.clock(&office).is_some());
        assert_eq!(calendars.names().collect::<Vec<&Key>>(), [&key("always")]);
    }
}
