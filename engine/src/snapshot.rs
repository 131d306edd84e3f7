//! What makes a snapshot usable: the fold that made it, and the layout it has.

use crate::Position;
use crate::json::TEXT_FORMATS;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

/// Which fold made a snapshot. On any difference it is discarded and built again.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Folded {
    /// Bumped by hand when the fold changes.
    pub version: u16,
    /// A digest of the type's schema: changes by itself when the layout changes.
    pub layout: u64,
}

/// The layout fingerprint of a type: the first 64 bits of the digest of its JSON schema, without
/// its prose and what only bounds the values that come in. Reckoned once: every stream that is loaded asks for that of its state.
#[must_use]
pub fn layout_of<T: JsonSchema + 'static>() -> u64 {
    static KNOWN: RwLock<BTreeMap<TypeId, u64>> = RwLock::new(BTreeMap::new());
    let known =
        KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).copied();
    known.unwrap_or_else(|| {
        let layout = reckoned::<T>();
        KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), layout);
        layout
    })
}

fn reckoned<T: JsonSchema>() -> u64 {
    let mut schema = schemars::schema_for!(T).to_value();
    drop_prose(&mut schema);
    let digest = crate::digest(&[schema.to_string().as_bytes()]);
    (digest >> 64) as u64
}

fn drop_prose(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            if map.get("description").is_some_and(serde_json::Value::is_string) {
                map.remove("description");
            }
            map.remove("multipleOf");
            map.remove(crate::json::EACH_ONCE);
            match map.get("format").and_then(serde_json::Value::as_str) {
                Some(format) if TEXT_FORMATS.contains(&format) => {
                    map.remove("format");
                    map.remove("pattern");
                }
                // Which of them come in is all that tells the two apart.
                Some("interval") => {
                    map.insert("format".to_owned(), "duration".into());
                }
                _ => {}
            }
            map.values_mut().for_each(drop_prose);
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(drop_prose),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}

/// A snapshot, true for a position.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Snapshot {
    /// Up to and including which record.
    pub position: Position,
    /// The encoded fold.
    pub bytes: Vec<u8>,
}

/// Where snapshots are kept. All of it can be lost and built again, so nothing here fails: what
/// cannot be read is absent, what cannot be written is tried again later.
pub trait Snapshots: Send + Sync {
    /// The newest snapshot of `name` by that very fold, at `until` or before.
    fn load(&self, name: &str, folded: Folded, until: Position) -> Option<Snapshot>;

    /// Keeps a snapshot. Returns at once or when it is written, as the store likes.
    fn save(&self, name: &str, folded: Folded, snapshot: Snapshot);

    /// Whether it keeps any: otherwise none need be made.
    fn keeps(&self) -> bool {
        true
    }
}

/// Keeps none: everything is folded from the beginning.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSnapshots;

impl Snapshots for NoSnapshots {
    fn load(&self, _: &str, _: Folded, _: Position) -> Option<Snapshot> {
        None
    }

    fn save(&self, _: &str, _: Folded, _: Snapshot) {}

    fn keeps(&self) -> bool {
        false
    }
}
