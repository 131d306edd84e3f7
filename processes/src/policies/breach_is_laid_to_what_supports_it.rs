use super::AskAbout;
use crate::agreement::{self, Cause, Event};
use crate::roles::SERVICE_LEVEL_MANAGER;
use engine::{EventSet as _, Span};

/// Whenever the cause of a breach lies with what another agreement promises, the service level
/// manager is asked for the figures of that one, which show the breach there (4.2, 6.1, 7.2). Within
/// five days: an assumption.
///
/// Which of its targets it is, and what was reached, is not in the breach that is known.
pub const BREACH_IS_LAID_TO_WHAT_SUPPORTS_IT: AskAbout = AskAbout {
    name: "breach-is-laid-to-what-supports-it",
    whenever: &[(agreement::NAME, "breach_cause_identified")],
    only_if: Some("the cause lies with a supporting agreement"),
    facts: &[],
    about: agreement::NAME,
    which: |record, _, _| {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::BreachCauseIdentified(found) = event else { return Ok(Vec::new()) };
        Ok(if let Cause::Supporting(key) = found.cause { vec![key] } else { Vec::new() })
    },
    role: SERVICE_LEVEL_MANAGER,
    ask: "measure what this agreement promises: a breach of another one was laid to it",
    command: (agreement::NAME, "measure"),
    cause: "measure",
    within: Span::from_days(5),
    done_by: &["measured"],
    moot_by: &["expired", "terminated", "superseded", "ended"],
};
