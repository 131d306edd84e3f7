//! Other tools' events become commands, by rules in TOML.
//!
//! | part | in |
//! | --- | --- |
//! | what a rule file says | `file`, `pattern`, `pointer`, `template`, `expression` |
//! | what a message says | `message` |
//! | from a message to commands, purely | `mapping`, `identity` |
//!
//! **Invariant:** a command's identity comes from the message and the rule, never from the way it
//! took; so whatever comes again, from a stream, after a crash or by a retry, is done once.

mod expression;
mod file;
mod identity;
mod mapping;
mod message;
mod pattern;
mod pointer;
mod template;
#[cfg(test)]
mod testing;

pub use file::{RuleFile, RulesError};
pub use identity::Identity;
pub use mapping::{COMMANDS_MAX, Failure, ITEMS_MAX, Mapped, Mapping, Target};
pub use message::{Incoming, MESSAGE_BYTES_MAX};
