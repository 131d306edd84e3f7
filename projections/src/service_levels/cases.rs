//! All cases, each known by its process and its key: an incident and a service request may have the
//! same one.

use super::case::Case;
use super::kind::Kind;
use crate::packed::Packed;
use engine::Key;
use schemars::JsonSchema;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;

type ByKey = BTreeMap<Key, Packed<Case>>;

/// All cases, at rest.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct Cases {
    incidents: ByKey,
    requests: ByKey,
}

/// Which case it is.
///
/// In JSON its process and its key; where it is an incident, that is named as such, too.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct CaseId {
    /// What it is.
    pub process: Kind,
    /// Its key.
    pub key: Key,
}

impl Cases {
    /// Those of a kind.
    pub(super) const fn of(&self, kind: Kind) -> &ByKey {
        match kind {
            Kind::Incident => &self.incidents,
            Kind::ServiceRequest => &self.requests,
        }
    }

    /// One of them.
    pub(super) fn get(&self, kind: Kind, key: &Key) -> Option<&Packed<Case>> {
        self.of(kind).get(key)
    }

    /// Puts one where it belongs.
    pub(super) fn put(&mut self, kind: Kind, key: Key, case: Packed<Case>) {
        let cases = match kind {
            Kind::Incident => &mut self.incidents,
            Kind::ServiceRequest => &mut self.requests,
        };
        cases.insert(key, case);
    }

    /// All that can be read, incidents first, by their keys.
    pub(super) fn all(&self) -> impl Iterator<Item = (Kind, &Key, Case)> {
        self.some(None)
    }

    /// Those of one kind; all, where none is said.
    pub(super) fn some(&self, of: Option<Kind>) -> impl Iterator<Item = (Kind, &Key, Case)> {
        let kinds = Kind::ALL.into_iter().filter(move |kind| of.is_none_or(|of| of == *kind));
        let cases = |kind| self.of(kind).iter().map(move |(key, packed)| (kind, key, packed));
        kinds
            .flat_map(cases)
            .filter_map(|(kind, key, packed)| Some((kind, key, packed.open().ok()?)))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.incidents.len() + self.requests.len()
    }

    /// How many bytes they take, without what the maps cost.
    pub(super) fn bytes(&self) -> usize {
        self.incidents.values().chain(self.requests.values()).map(Packed::len).sum()
    }
}

impl CaseId {
    pub(super) fn new(process: Kind, key: &Key) -> Self {
        Self { process, key: key.clone() }
    }
}

impl Serialize for CaseId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.process == Kind::Incident {
            map.serialize_entry("incident", &self.key)?;
        }
        map.serialize_entry("process", &self.process)?;
        map.serialize_entry("key", &self.key)?;
        map.end()
    }
}
