//! Other tools' events become commands, by rules in TOML.
//!
//! | part | in |
//! | --- | --- |
//! | what a rule file says | `file`, `rules`, `pattern`, `pointer`, `template`, `expression` |
//! | what a message says | `message` |
//! | from a message to commands, purely | `mapping`, `identity` |
//! | from commands to outcomes | `deliver` |
//! | messages from NATS, and dead letters once more | `serve`, `retry` |
//!
//! **Invariant:** a command's identity comes from the message and the rule, never from the way it
//! took; so whatever comes again, from a stream, after a crash or by a retry, is done once.

mod deliver;
mod expression;
mod file;
mod identity;
mod mapping;
mod message;
mod pattern;
mod pointer;
mod retry;
mod rules;
mod serve;
mod template;
#[cfg(test)]
mod testing;

pub use file::{RuleFile, RulesError};
pub use identity::Identity;
pub use mapping::{COMMANDS_MAX, Failure, ITEMS_MAX, Mapped, Mapping, Target};
pub use message::{Incoming, MESSAGE_BYTES_MAX};
pub use retry::{RETRIES_MAX, Retried, Retry};
pub use rules::Rules;

use crate::context::Context;
use crate::part::Parts;
use std::sync::Arc;

/// The part's name.
const NAME: &str = "ingest";
/// The first token of the subjects of dead letters that came in here.
pub(crate) const INGESTED: &str = "ingest";

/// Starts what takes messages in, if there are rules for any.
pub(crate) fn start(context: &Context, parts: &mut Parts, rules: &Arc<Rules>) {
    if rules.is_empty() {
        return;
    }
    let rules = Arc::clone(rules);
    parts.start_anew(context, NAME, move |context| serve::serve(context, Arc::clone(&rules)));
}
