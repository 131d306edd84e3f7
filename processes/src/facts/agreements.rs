//! Which agreement applies, and what it says.

use super::{Calendars, ENTRY_BYTES};
use crate::agreement::{self, Event, Kind, Terms};
use crate::clock;
use crate::limits::{Label, label};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// All agreements that ever were in force, each in all its versions: a started clock keeps the
/// version it was started under.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreements {
    agreements: BTreeMap<Key, Versions>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Versions {
    versions: Vec<Version>,
    /// When it ended for good, whatever its term says.
    ended: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Version {
    from: Timestamp,
    agreed: bool,
    terms: Terms,
}

/// A version of an agreement, as it applies to something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Applicable<'a> {
    /// The agreement.
    pub key: &'a Key,
    /// Its version, from 1. Kept by whatever starts under it.
    pub version: u64,
    /// Whether both parties signed it, or it is a default that still waits for an agreement.
    pub agreed: bool,
    /// What it says.
    pub terms: &'a Terms,
}

impl Applicable<'_> {
    /// What a clock that is started now keeps.
    #[must_use]
    pub fn for_clock(&self) -> clock::AgreementVersion {
        clock::AgreementVersion { key: self.key.to_string().into(), version: self.version }
    }
}

impl Agreements {
    /// The terms of a version, from 1, in force or not.
    #[must_use]
    pub fn get(&self, agreement: &Key, version: u64) -> Option<&Terms> {
        let index = usize::try_from(version).ok()?.checked_sub(1)?;
        self.agreements.get(agreement)?.versions.get(index).map(|version| &version.terms)
    }

    /// What an agreement said last, in force or not.
    #[must_use]
    pub fn last(&self, agreement: &Key) -> Option<&Terms> {
        self.agreements.get(agreement)?.versions.last().map(|version| &version.terms)
    }

    /// The version of an agreement of any kind that is in force at `at`.
    #[must_use]
    pub fn in_force(&self, agreement: &Key, at: Timestamp) -> Option<Applicable<'_>> {
        self.agreements.get_key_value(agreement).and_then(|(key, known)| known.at(key, at))
    }

    /// When versions of an agreement come into force, after `at`.
    pub fn starts(&self, agreement: &Key, at: Timestamp) -> impl Iterator<Item = Timestamp> {
        let versions = self.agreements.get(agreement).into_iter().flat_map(|it| &it.versions);
        versions.map(|version| version.from).filter(move |from| *from > at)
    }

    /// In what an agreement that something rests on promises less than that, at `at` or once what is
    /// agreed by now has come into force; none where it does not, or where that does not rest on it.
    /// A time that counts fewer hours is longer.
    #[must_use]
    pub fn shortfall(
        &self,
        agreement: &Key,
        rests: &Key,
        calendars: &Calendars,
        at: Timestamp,
    ) -> Option<Label> {
        let to_come = self.starts(agreement, at).chain(self.starts(rests, at));
        std::iter::once(at).chain(to_come).find_map(|at| {
            let own = self.in_force(rests, at)?;
            let is_support = own.terms.rests_on.contains(agreement);
            if !is_support {
                return None;
            }
            let Some(support) = self.in_force(agreement, at) else {
                return Some(label("it is not in force"));
            };
            let covers = calendars.covers(&support.terms.calendar, &own.terms.calendar, at);
            let hours = || (!covers).then(|| label("service hours"));
            support.terms.shortfall(own.terms).or_else(hours)
        })
    }

    /// The agreements in force at `at`.
    pub fn all_in_force(&self, at: Timestamp) -> impl Iterator<Item = Applicable<'_>> {
        self.agreements.iter().filter_map(move |(key, known)| known.at(key, at))
    }

    /// The names of all that ever were in force.
    pub fn names(&self) -> impl Iterator<Item = &Key> {
        self.agreements.keys()
    }

    /// What a time is measured by: the version of an agreement that is in force when it begins, or
    /// else the first that comes into force within it, and how much of that time it is in force.
    #[must_use]
    pub fn over(
        &self,
        agreement: &Key,
        time: &Range<Timestamp>,
    ) -> Option<(Applicable<'_>, Range<Timestamp>)> {
        let (key, known) = self.agreements.get_key_value(agreement)?;
        let first = known.versions.iter().map(|version| version.from).min()?;
        let start = time.start.max(first);
        let found = known.at(key, start)?;
        let ends = [known.ended, known.versions.last().and_then(|last| last.terms.term.end)];
        let end = ends.into_iter().flatten().fold(time.end, Timestamp::min);
        (start < end).then_some((found, start..end))
    }

    /// The service level agreement that applies to a service for a customer at `at`.
    ///
    /// The one that names the service and the customer; else the one that names the service for
    /// any customer; else the one of the customer for all services; else one for all, which is how
    /// the default agreement of the founding (`default`, not yet agreed) catches what nothing else
    /// covers. Of several alike, one that is agreed, then the one in force for the shortest time,
    /// then the last by name. `None` only where there is not even a default, or it has ended.
    #[must_use]
    pub fn applicable(
        &self,
        service: Option<&Key>,
        customer: Option<&Key>,
        at: Timestamp,
    ) -> Option<Applicable<'_>> {
        let candidates = self.agreements.iter().filter_map(|(key, known)| {
            let found = known.at(key, at).filter(|found| found.terms.kind == Kind::Sla)?;
            let names_service = match service {
                _ if found.terms.services.is_empty() => false,
                Some(service) if found.terms.services.contains(service) => true,
                Some(_) | None => return None,
            };
            let names_customer = match &found.terms.party {
                None => false,
                Some(party) if Some(party) == customer => true,
                Some(_) => return None,
            };
            let from = known.versions.get(usize::try_from(found.version).ok()? - 1)?.from;
            Some(((names_service, names_customer, found.agreed, from), found))
        });
        candidates.max_by_key(|(rank, _)| *rank).map(|(_, found)| found)
    }
}

impl Versions {
    fn at<'a>(&'a self, key: &'a Key, at: Timestamp) -> Option<Applicable<'a>> {
        if self.ended.is_some_and(|ended| ended <= at) {
            return None;
        }
        let index = self.versions.iter().rposition(|version| version.from <= at)?;
        let version = self.versions.get(index)?;
        let over = version.terms.term.end.is_some_and(|end| end <= at);
        (!over).then_some(Applicable {
            key,
            version: index as u64 + 1,
            agreed: version.agreed,
            terms: &version.terms,
        })
    }
}

impl Fact for Agreements {
    const NAME: &'static str = "agreements";
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[agreement::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let at = record.metadata.recorded_at;
        let key = record.stream()?.key;
        if let Some((terms, agreed)) = event.terms_in_force() {
            let known = self.agreements.entry(key.clone()).or_default();
            let from = terms.term.start.map_or(at, |start| start.max(at));
            known.versions.push(Version { from, agreed, terms: terms.clone() });
            // In memory text takes what it takes on disk, and each entry of a list its header.
            self.bytes += (ENTRY_BYTES + size_of::<Version>() + 4 * record.payload.len()) as u64;
        }
        if event.ends()
            && let Some(known) = self.agreements.get_mut(&key)
        {
            known.ended = Some(at);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}
