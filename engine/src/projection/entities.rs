//! What a read model tells of one by one, for whoever keeps a copy of each outside.

use super::Projection;
use crate::json::{Value, of, schema_of};
use crate::snapshot::layout_of;
use crate::{Key, RecordRef, StreamId};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Bound;

/// The things that the read model `P` tells of, each by its stream.
pub struct Entities<P> {
    set: EntitySet,
    one: fn(&P, &StreamId) -> Option<Value>,
    after: fn(&P, Option<&StreamId>, usize) -> Vec<StreamId>,
}

/// A kind of things that a read model tells of.
#[derive(Clone, Copy, Debug)]
pub struct EntitySet {
    /// The read model.
    pub model: &'static str,
    /// The process whose things they are: whoever may see it may see them.
    pub process: &'static str,
    /// Other processes whose things are among them: the same people may see these.
    pub others: &'static [&'static str],
    /// The schema of one.
    pub schema: fn() -> Schema,
    changes: fn(&str, &str) -> bool,
    version: u16,
    layouts: [fn() -> u64; 2],
}

/// A read model that tells of things one by one. Nothing that it tells becomes wrong by time alone:
/// it says when something is due, and not how long that is from now.
pub trait Tells: Projection {
    /// The process whose things they are.
    const PROCESS: &'static str;
    /// Other processes whose things are among them, and may be seen by the same people.
    const OTHERS: &'static [&'static str] = &[];
    /// What is told of one. Has no member `position`.
    type Entity: Serialize + JsonSchema;

    /// Whether an event of such a process may change what is told of its stream.
    fn changes(process: &str, event: &str) -> bool;

    /// What is told of one; `None` if there is none, or none any more.
    fn entity(&self, stream: &StreamId) -> Option<Self::Entity>;

    /// All of them, in one order: that many at most after one of them.
    fn streams_after(&self, after: Option<&StreamId>, most: usize) -> Vec<StreamId>;
}

/// [`Tells::streams_after`] of a model that tells of one process alone, by what gives its keys.
pub fn of_one<P: Tells>(
    after: Option<&StreamId>,
    keys_after: impl FnOnce(Option<&Key>) -> Vec<Key>,
) -> Vec<StreamId> {
    let keys = keys_after(after.map(|stream| &stream.key));
    keys.into_iter().map(|key| StreamId::new(P::PROCESS, key)).collect()
}

/// The keys of a map that come after one of them, that many at most.
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
            others: P::OTHERS,
            schema: schema_of::<P::Entity>,
            changes: P::changes,
            version: P::VERSION,
            layouts: [layout_of::<P>, layout_of::<P::Entity>],
        };
        let one = |model: &P, stream: &StreamId| Some(of(&model.entity(stream)?));
        Self { set, one, after: P::streams_after }
    }
}

impl<P> Entities<P> {
    pub(super) const fn set(&self) -> EntitySet {
        self.set
    }

    pub(super) fn one(&self, model: &P, stream: &StreamId) -> Option<Value> {
        (self.one)(model, stream)
    }

    pub(super) fn streams_after(
        &self,
        model: &P,
        after: Option<&StreamId>,
        most: usize,
    ) -> Vec<StreamId> {
        (self.after)(model, after, most)
    }
}

impl EntitySet {
    /// Those that `P` tells of.
    #[must_use]
    pub fn of<P: Tells>() -> Self {
        Entities::<P>::told().set
    }

    /// All processes whose things they are.
    pub fn processes(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.process).chain(self.others.iter().copied())
    }

    /// Whether a record may change what is told of the thing whose stream it is in.
    #[must_use]
    pub fn is_changed_by(&self, record: &RecordRef<'_>) -> bool {
        self.processes().any(|process| process == record.process)
            && (self.changes)(record.process, record.event)
    }

    /// Names the fold and the layout of what is told: a copy under another name is to be made anew.
    #[must_use]
    pub fn fold(&self) -> String {
        let [model, entity] = self.layouts.map(|layout| layout());
        format!("{}-{model:016x}-{entity:016x}", self.version)
    }
}
