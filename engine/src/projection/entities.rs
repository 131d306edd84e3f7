//! What a read model tells of one by one, for whoever keeps a copy of each outside.

use super::Projection;
use crate::json::{Value, of, schema_of};
use crate::snapshot::layout_of;
use crate::{Key, RecordRef};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Bound;

/// The things that the read model `P` tells of, each by the key of its stream.
pub struct Entities<P> {
    set: EntitySet,
    one: fn(&P, &Key) -> Option<Value>,
    after: fn(&P, Option<&Key>, usize) -> Vec<Key>,
}

/// A kind of things that a read model tells of.
#[derive(Clone, Copy, Debug)]
pub struct EntitySet {
    /// The read model.
    pub model: &'static str,
    /// The process whose things they are: whoever may see it may see them.
    pub process: &'static str,
    /// The schema of one.
    pub schema: fn() -> Schema,
    changes: fn(&str) -> bool,
    version: u16,
    layouts: [fn() -> u64; 2],
}

/// A read model that tells of things one by one. Nothing that it tells becomes wrong by time alone:
/// it says when something is due, and not how long that is from now.
pub trait Tells: Projection {
    /// The process whose things they are.
    const PROCESS: &'static str;
    /// What is told of one. Has no member `position`.
    type Entity: Serialize + JsonSchema;

    /// Whether an event of the process may change what is told of its stream.
    fn changes(event: &str) -> bool;

    /// What is told of one; `None` if there is none, or none any more.
    fn entity(&self, key: &Key) -> Option<Self::Entity>;

    /// The keys of all, in their order: that many at most after one of them.
    fn keys_after(&self, after: Option<&Key>, most: usize) -> Vec<Key>;
}

/// The keys of a map that come after one of them, that many at most: [`Tells::keys_after`] of a
/// model that keeps one.
#[must_use]
pub fn keys_after<T>(map: &BTreeMap<Key, T>, after: Option<&Key>, most: usize) -> Vec<Key> {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    map.range((from, Bound::Unbounded)).take(most).map(|(key, _)| key.clone()).collect()
}

impl<P: Tells> Entities<P> {
    /// Those that `P` tells of.
    #[must_use]
    pub const fn told() -> Self {
        let set = EntitySet {
            model: P::NAME,
            process: P::PROCESS,
            schema: schema_of::<P::Entity>,
            changes: P::changes,
            version: P::VERSION,
            layouts: [layout_of::<P>, layout_of::<P::Entity>],
        };
        Self { set, one: |model, key| Some(of(&model.entity(key)?)), after: P::keys_after }
    }
}

impl<P> Entities<P> {
    pub(super) const fn set(&self) -> EntitySet {
        self.set
    }

    pub(super) fn one(&self, model: &P, key: &Key) -> Option<Value> {
        (self.one)(model, key)
    }

    pub(super) fn keys_after(&self, model: &P, after: Option<&Key>, most: usize) -> Vec<Key> {
        (self.after)(model, after, most)
    }
}

impl EntitySet {
    /// Those that `P` tells of.
    #[must_use]
    pub fn of<P: Tells>() -> Self {
        Entities::<P>::told().set
    }

    /// Whether a record may change what is told of the thing with its key.
    #[must_use]
    pub fn is_changed_by(&self, record: &RecordRef<'_>) -> bool {
        record.process == self.process && (self.changes)(record.event)
    }

    /// Names the fold and the layout of what is told: a copy under another name is to be made anew.
    #[must_use]
    pub fn fold(&self) -> String {
        let [model, entity] = self.layouts.map(|layout| layout());
        format!("{}-{model:016x}-{entity:016x}", self.version)
    }
}
