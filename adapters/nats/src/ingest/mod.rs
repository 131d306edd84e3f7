//! Other tools' events become commands, by rules in TOML.
//!
//! | part | in |
//! | --- | --- |
//! | what a rule file says | `file`, `rules`, `pattern`, `pointer`, `template`, `expression` |
//! | what a message says | `message` |
//! | from a message to commands, purely | `mapping`, `identity` |
//! | from commands to outcomes | `deliver`, `taken` |
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
mod taken;
mod template;
#[cfg(test)]
mod testing;

pub use file::{RuleFile, RulesError};
pub use identity::{Identity, Named};
pub use mapping::{COMMANDS_MAX, Failure, ITEMS_MAX, Mapped, Mapping, Target};
pub use message::{Incoming, MESSAGE_BYTES_MAX};
pub use retry::{RETRIES_MAX, Retried, Retry, Trials};
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

#[cfg(test)]
mod tests {
    use super::{COMMANDS_MAX, ITEMS_MAX, MESSAGE_BYTES_MAX};
    use super::{deliver, expression, file, rules, template};

    const PAGE: &str = include_str!("../../rules/README.md");

    #[test]
    fn the_page_on_rules_names_what_there_is() {
        for name in expression::NAMES.iter().chain(&expression::FILTERS) {
            let said = format!("`{name}");
            assert!(PAGE.contains(&said), "{said}");
        }
        assert_eq!(ITEMS_MAX, COMMANDS_MAX);
        let kib = |bytes: usize| format!("{} KiB", bytes / 1024);
        let thousands = |count: u64| format!("{},{:03}", count / 1000, count % 1000);
        for row in [
            format!("a message | {}, 127 levels deep", kib(MESSAGE_BYTES_MAX)),
            format!("commands of a message | {}", thousands(ITEMS_MAX as u64)),
            format!(
                "an expression | {}, {} steps",
                kib(expression::EXPRESSION_BYTES_MAX),
                thousands(expression::FUEL)
            ),
            format!("what an expression makes | {}", kib(template::TEXT_BYTES_MAX)),
            format!("rule files | {}, {}", kib(file::FILE_BYTES_MAX), rules::FILES_MAX),
            format!("refused | {}", deliver::ATTEMPTS_MAX),
            format!("The rules, 1 to {}", file::RULES_MAX),
        ] {
            assert!(PAGE.contains(&row), "{row}");
        }
    }
}
