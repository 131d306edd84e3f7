//! Identities that do not depend on who counts: command ids and content digests.

use crate::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// Through which door a command came. The door is part of a command's identity, so that no client
/// can guess, and so pre-empt, an id that the engine gives itself.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// A call of the library that embeds the engine.
    Library,
    /// The command line.
    CommandLine,
    /// An import of another system's history.
    Import,
    /// A request over the network that waits for its answer.
    Request,
    /// A work queue: fire and forget.
    Queue,
    /// Another tool's event, turned into a command by a rule.
    Ingest,
    /// A timer of the engine.
    Timer,
    /// A policy of the engine.
    Policy,
    /// What the engine records when a log is made.
    Founding,
    /// What the engine records about messages of other tools that it took in.
    Intake,
}

impl Door {
    /// The class of the door, as it enters a command id. Never changes: it would change ids. Who waits
    /// for an answer in vain and then puts the same into a queue sends one command, not two.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::CommandLine => "command-line",
            Self::Import => "import",
            Self::Request | Self::Queue => "request",
            Self::Ingest => "ingest",
            Self::Timer => "timer",
            Self::Policy => "policy",
            Self::Founding => "founding",
            Self::Intake => "intake",
        }
    }

    /// Every door, in the order of their numbers on disk.
    const ALL: [Self; 10] = [
        Self::Library,
        Self::CommandLine,
        Self::Import,
        Self::Request,
        Self::Queue,
        Self::Ingest,
        Self::Timer,
        Self::Policy,
        Self::Founding,
        Self::Intake,
    ];

    /// The door of that number on disk.
    pub(crate) fn numbered(number: u64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// Whether only the engine itself comes through this door.
    #[must_use]
    pub const fn is_internal(self) -> bool {
        matches!(self, Self::Timer | Self::Policy | Self::Founding | Self::Intake)
    }

    /// Whether nobody waits for the answer, so that a refusal must be recorded to be known.
    #[must_use]
    pub const fn records_refusals(self) -> bool {
        matches!(self, Self::Queue | Self::Ingest | Self::Timer | Self::Policy)
    }
}

/// A command's identity for ever: sending it twice is as good as once.
///
/// The first 128 bits of SHA-256 over (door class, principal or source, the sender's own id).
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
)]
pub struct CommandId(pub u128);

impl CommandId {
    /// The id of what `source` calls `sent_as`, through `door`.
    #[must_use]
    pub fn derive(door: Door, source: &str, sent_as: &str) -> Self {
        Self(digest(&[door.class().as_bytes(), source.as_bytes(), sent_as.as_bytes()]))
    }

    /// The key of a stream that the sender left unnamed: the same for every retry.
    #[must_use]
    pub fn to_key(self) -> Key {
        // 32 hexadecimal digits always are a key.
        Key::from_escaped(&self.to_string()).unwrap_or_else(|_| unreachable!())
    }
}

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for CommandId {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

/// The first 128 bits of SHA-256 over `parts`, each preceded by its length, so that no two lists
/// of parts look alike.
#[must_use]
pub fn digest(parts: &[&[u8]]) -> u128 {
    // In one piece: hashing many small ones takes longer than copying them.
    let mut all = Vec::with_capacity(parts.iter().map(|part| part.len() + size_of::<u64>()).sum());
    for part in parts {
        all.extend((part.len() as u64).to_be_bytes());
        all.extend(*part);
    }
    Sha256::digest(&all).iter().take(16).fold(0, |id, byte| id << 8 | u128::from(*byte))
}

/// Who asked, and how that is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Caller {
    /// Through which door.
    pub door: Door,
    /// Whom the door authenticated: a user of the operating system, a key. An actor alone is only
    /// claimed.
    pub principal: String,
    /// In whose name.
    pub actor: Actor,
}

impl Caller {
    /// The longest principal, in bytes.
    pub const PRINCIPAL_BYTES_MAX: usize = 256;

    /// The engine itself.
    #[must_use]
    pub fn system(door: Door) -> Self {
        Self { door, principal: String::new(), actor: Actor::system() }
    }
}

#[cfg(test)]
mod tests {
    use super::{CommandId, Door};

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let id = |source, sent_as| CommandId::derive(Door::Request, source, sent_as);
        assert_ne!(id("a", "bc"), id("ab", "c"));
        assert_ne!(id("a", "b"), CommandId::derive(Door::Policy, "a", "b"));
        assert_eq!(id("a", "b"), id("a", "b"));
    }

    #[test]
    fn a_request_and_what_is_queued_instead_are_one_command() {
        let id = |door| CommandId::derive(door, "ada", "1");
        assert_eq!(id(Door::Request), id(Door::Queue));
        for other in Door::ALL.into_iter().filter(|door| door.class() != "request") {
            assert_ne!(id(Door::Request), id(other), "{other:?}");
        }
    }

    #[test]
    fn an_id_is_fixed_for_ever() {
        let id = CommandId::derive(Door::CommandLine, "ada", "1");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_key().as_escaped(), id.to_string());
    }
}
