use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Figures that a document sets, version after version; the stream of whoever sets them first holds
/// them. Until then the defaults hold, as version 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Figures<T>(Option<Set<T>>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Set<T> {
    key: Key,
    version: u64,
    figures: T,
}

impl<T: Copy + Default> Figures<T> {
    /// Those in force, and their version.
    pub(super) fn in_force(&self) -> (u64, T) {
        self.0.as_ref().map_or((0, T::default()), |set| (set.version, set.figures))
    }

    /// The stream that holds them.
    pub(super) fn key(&self) -> Option<&Key> {
        self.0.as_ref().map(|set| &set.key)
    }

    /// Takes in a version.
    pub(super) fn set(&mut self, key: Key, version: u64, figures: T) {
        self.0 = Some(Set { key, version, figures });
    }

    /// Takes in the next version.
    pub(super) fn set_next(&mut self, key: Key, figures: T) {
        self.set(key, self.in_force().0 + 1, figures);
    }
}
