//! What is measured by which definition, since when, and what was before.

use super::ENTRY_BYTES;
use super::figures::Figures;
use crate::kpi::{self, Definition, Event, Policy};
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All indicators that were ever defined, each in all versions that were in force: a figure keeps the
/// version that it was measured by. Those that nobody has defined are known as well
/// ([`kpi::defaults`]).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indicators {
    known: BTreeMap<Key, Indicator>,
    policy: Figures<Policy>,
    bytes: u64,
}

/// What is known of an indicator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indicator {
    /// The versions that are or were in force, the oldest first.
    pub versions: Vec<IndicatorVersion>,
    /// What waits for approval, and which version that is.
    pub proposed: Option<(u64, Definition)>,
    /// When it was not measured, the oldest first.
    pub pauses: Vec<IndicatorPause>,
    /// Since when it is measured no more.
    pub retired: Option<Timestamp>,
}

/// A version of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndicatorVersion {
    /// Its number. Those that were never approved have one, too.
    pub version: u64,
    /// What it says.
    pub definition: Definition,
    /// Since when it is in force.
    pub from: Timestamp,
    /// Until when it was.
    pub until: Option<Timestamp>,
}

/// A time in which an indicator is not measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndicatorPause {
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub until: Option<Timestamp>,
}

/// An indicator, as it is in force at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndicatorInForce<'a> {
    /// Its name.
    pub name: &'a Key,
    /// Which version of it; 0 is the default, which nobody has approved.
    pub version: u64,
    /// What it says.
    pub definition: &'a Definition,
    /// Since when it is in force; a default always was.
    pub from: Option<Timestamp>,
    /// Until when it was.
    pub until: Option<Timestamp>,
    /// Whether it is not measured for a time.
    pub paused: bool,
}

impl IndicatorInForce<'_> {
    /// Whether somebody has approved it.
    #[must_use]
    pub const fn is_approved(&self) -> bool {
        self.version > 0
    }
}

impl Indicator {
    /// The version in force at `at`, where it is not retired.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> Option<&IndicatorVersion> {
        let version = self.versions.iter().rfind(|version| version.from <= at)?;
        version.until.is_none_or(|until| at < until).then_some(version)
    }

    /// A version that is or was in force, by its number.
    #[must_use]
    pub fn version(&self, number: u64) -> Option<&IndicatorVersion> {
        self.versions.iter().find(|version| version.version == number)
    }

    /// Whether it is not measured at `at`, for a time.
    #[must_use]
    pub fn is_paused(&self, at: Timestamp) -> bool {
        let last = self.pauses.iter().rfind(|pause| pause.from <= at);
        last.is_some_and(|pause| pause.until.is_none_or(|until| at < until))
    }

    /// When the default of its name was in force no more.
    fn replaced_default(&self) -> Option<Timestamp> {
        self.versions.first().map(|first| first.from).or(self.retired)
    }

    fn put_in_force(&mut self, version: u64, at: Timestamp) {
        self.end_version(at);
        if let Some((_, definition)) = self.proposed.take() {
            self.versions.push(IndicatorVersion { version, definition, from: at, until: None });
        }
    }

    fn end_version(&mut self, at: Timestamp) {
        if let Some(last) = self.versions.last_mut() {
            last.until.get_or_insert(at);
        }
    }
}

impl Indicators {
    /// The figures in force, and their version; 0 is the default.
    #[must_use]
    pub fn policy(&self) -> (u64, Policy) {
        self.policy.in_force()
    }

    /// The stream that holds the figures.
    #[must_use]
    pub fn policy_key(&self) -> Option<&Key> {
        self.policy.key()
    }

    /// What is known of one that was defined.
    #[must_use]
    pub fn get(&self, name: &Key) -> Option<&Indicator> {
        self.known.get(name)
    }

    /// All that were ever defined.
    pub fn all(&self) -> impl Iterator<Item = (&Key, &Indicator)> {
        self.known.iter()
    }

    /// Those in force at `at`, paused or not, by name: of a name that nobody has had approved, the
    /// default.
    #[must_use]
    pub fn in_force(&self, at: Timestamp) -> Vec<IndicatorInForce<'_>> {
        let replaced = |name: &Key| self.get(name).and_then(Indicator::replaced_default);
        let defaults = kpi::defaults().iter().filter_map(|(name, definition)| {
            let until = replaced(name);
            let holds = until.is_none_or(|until| at < until);
            let (version, from, paused) = (0, None, false);
            holds.then_some(IndicatorInForce { name, version, definition, from, until, paused })
        });
        let defined = self.known.iter().filter_map(|(name, known)| {
            let IndicatorVersion { version, definition, from, until } = known.at(at)?;
            let (version, from, until) = (*version, Some(*from), *until);
            let paused = known.is_paused(at);
            Some(IndicatorInForce { name, version, definition, from, until, paused })
        });
        let mut all: Vec<_> = defaults.chain(defined).collect();
        all.sort_by_key(|known| known.name);
        all
    }

    /// Who answers for one, by what is in force or else waits for approval.
    #[must_use]
    pub fn owner(&self, name: &Key) -> Option<&Actor> {
        let known = self.get(name)?;
        let in_force = known.versions.last().map(|version| &version.definition);
        let proposed = known.proposed.as_ref().map(|(_, definition)| definition);
        in_force.or(proposed)?.owner.as_ref()
    }
}

impl Fact for Indicators {
    const NAME: &'static str = "indicators";
    const BYTES_MAX: usize = 32 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[kpi::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let (key, at) = (record.stream()?.key, record.metadata.recorded_at);
        if let Event::PolicySet(set) = &event {
            self.policy.set(key, set.version, set.policy);
            return Ok(());
        }
        let known = self.known.entry(key).or_default();
        match event {
            Event::Defined(kpi::Defined { version, definition, .. })
            | Event::RetargetProposed(kpi::RetargetProposed { version, definition, .. }) => {
                known.proposed = Some((version, definition));
                // In memory text takes what it takes on disk, and each entry of a list its header.
                let entry = ENTRY_BYTES + size_of::<IndicatorVersion>() + 4 * record.payload.len();
                self.bytes += (entry + record.key.len()) as u64;
            }
            Event::Started(kpi::Started { version, .. })
            | Event::TargetChanged(kpi::TargetChanged { version, .. }) => {
                known.put_in_force(version, at);
            }
            Event::Paused(_) => {
                known.pauses.push(IndicatorPause { from: at, until: None });
                self.bytes += size_of::<IndicatorPause>() as u64;
            }
            Event::Resumed(_) => {
                if let Some(last) = known.pauses.last_mut() {
                    last.until = Some(at);
                }
            }
            Event::Retired(_) => {
                known.retired = Some(at);
                known.end_version(at);
            }
            Event::PolicySet(_)
            | Event::Approved(_)
            | Event::Measured(_)
            | Event::Breached(_)
            | Event::BreachLifted(_)
            | Event::MeasurementFellDue(_)
            | Event::Reviewed(_)
            | Event::ReviewOverdue(_) => {}
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Indicators;
    use crate::kpi::tests::{approve, approved, availability, json, world};
    use crate::kpi::{Define, Definition, Figure, Measure, NAME, Retarget};
    use crate::limits::{Percent, text};
    use crate::testing::{World, actor, key};
    use engine::{Fact as _, Span, Timestamp};

    fn in_force(world: &World, name: &str, at: Timestamp) -> Option<(u64, Figure, bool)> {
        let known = world.facts.get::<Indicators>().in_force(at);
        let found = known.into_iter().find(|known| *known.name == key(name))?;
        assert_eq!(found.is_approved(), found.version > 0);
        Some((found.version, found.definition.target, found.paused))
    }

    fn share(percent: u8) -> Figure {
        Figure::Share(Percent::of_hundred(percent))
    }

    #[test]
    fn a_default_holds_until_something_is_approved_under_its_name() {
        let mut world = world();
        let before = world.now;
        let default = Figure::Share("99.5".parse().unwrap());
        let body = json(&Define { definition: availability() });
        world.send("own", NAME, "availability", "define", &body).unwrap();
        assert_eq!(in_force(&world, "availability", world.now), Some((0, default, false)));
        assert_eq!(owner(&world, "availability"), Some("own".to_owned()));
        world.send("stu", NAME, "availability", "approve", &json(&approve(1))).unwrap();
        assert_eq!(in_force(&world, "availability", world.now), Some((1, share(99), false)));
        assert_eq!(in_force(&world, "availability", before), Some((0, default, false)));
        let names = |at| world.facts.get::<Indicators>().in_force(at).len();
        assert_eq!(names(world.now), Measure::ALL.len() + 1);
        let retire = r#"{"reason": "nobody needs it"}"#;
        world.send("stu", NAME, "availability", "retire", retire).unwrap();
        assert_eq!(in_force(&world, "availability", world.now), None);
    }

    fn owner(world: &World, name: &str) -> Option<String> {
        world.facts.get::<Indicators>().owner(&key(name)).map(ToString::to_string)
    }

    #[test]
    fn each_version_and_each_pause_is_known_as_of_any_instant() {
        let mut world = world();
        approved(&mut world, "mail", &availability());
        let first = world.now;
        let definition =
            Definition { target: share(90), owner: Some(actor("oda")), ..availability() };
        let retarget = json(&Retarget { definition, reason: text("so") });
        world.send("oda", NAME, "mail", "retarget", &retarget).unwrap();
        assert_eq!(in_force(&world, "mail", world.now), Some((1, share(99), false)));
        world.send("stu", NAME, "mail", "approve", &json(&approve(2))).unwrap();
        let second = world.now;
        let why = r#"{"reason": "so"}"#;
        world.send("oda", NAME, "mail", "pause", why).unwrap();
        let paused = world.now;
        world.now = world.now + Span::from_days(1);
        world.send("oda", NAME, "mail", "resume", why).unwrap();
        for (at, expected) in [
            (first - Span::from_seconds(1), None),
            (first, Some((1, share(99), false))),
            (second, Some((2, share(90), false))),
            (paused, Some((2, share(90), true))),
            (world.now, Some((2, share(90), false))),
        ] {
            assert_eq!(in_force(&world, "mail", at), expected, "{at}");
        }
        assert_eq!(owner(&world, "mail"), Some("oda".to_owned()));
        let indicators = world.facts.get::<Indicators>();
        let known = indicators.get(&key("mail")).unwrap();
        assert_eq!(known.version(1).unwrap().until, Some(second));
        assert_eq!((known.versions.len(), known.pauses.len()), (2, 1));
        assert_eq!(indicators.all().count(), 2);
        assert!(indicators.bytes() > 0 && indicators.bytes() < 100_000);
    }
}
