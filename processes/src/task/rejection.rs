//! Why a task may refuse, and what would be right.

use crate::limits::Label;
use engine::{Actor, Key, Timestamp, named};

/// Why a task refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// It is about nothing that is on record.
    #[error("there is no process {process}; a task is about one of: {}", known.join(", "))]
    UnknownProcess {
        /// What it was to be about.
        process: Label,
        /// What there is.
        known: Vec<&'static str>,
    },
    /// Rules name tasks after what calls for them.
    #[error("{key} is no number; leave the key out (new), only rules give tasks other names")]
    NameOfRule {
        /// What was named.
        key: Key,
    },
    /// Nothing was ever recorded of it.
    #[error("there is no {process} {key}; a task is about something that is on record")]
    NotOnRecord {
        /// The kind of process.
        process: Label,
        /// What it was to be about.
        key: Key,
    },
    /// Nobody could ever hold it.
    #[error("{role} is not a role; name one of the dictionary, or define it first")]
    UnknownRole {
        /// What was named.
        role: Label,
    },
    /// Late from the beginning.
    #[error("a task is due after now; {due} is over")]
    DuePassed {
        /// The due time that was asked for.
        due: Timestamp,
    },
    /// It could be late for ever.
    #[error("name at least one role that it escalates to when it is late")]
    NobodyToEscalateTo,
    /// All at once is no step.
    #[error("each role it escalates to has longer than nothing, such as PT24H")]
    NoEscalationStep,
    /// Whoever it is holds none of the roles.
    #[error("{person} may not: it needs {}{}", list(roles, " or "), hint(holders))]
    NotInRole {
        /// Who.
        person: Actor,
        /// The roles that would do, any one of them.
        roles: Vec<Label>,
        /// Who holds one.
        holders: Vec<Actor>,
    },
    /// Nothing shows that it was done.
    #[error("say what was done (note), or where that can be looked up (reference)")]
    NothingToShow,
    /// It has time.
    #[error("it is not late; {}", next.map_or_else(
        || "nobody else is to be called in".to_owned(),
        |next| format!("it escalates at {next}")
    ))]
    NotLate {
        /// When it escalates next.
        next: Option<Timestamp>,
    },
}

named! {
    Rejection {
        UnknownProcess = "unknown_process",
        NameOfRule = "name_of_rule",
        NotOnRecord = "not_on_record",
        UnknownRole = "unknown_role",
        DuePassed = "due_passed",
        NobodyToEscalateTo = "nobody_to_escalate_to",
        NoEscalationStep = "no_escalation_step",
        NotInRole = "not_in_role",
        NothingToShow = "nothing_to_show",
        NotLate = "not_late",
    }
}

fn list<T: ToString>(names: &[T], between: &str) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

fn hint(holders: &[Actor]) -> String {
    match holders {
        [] => ", which nobody holds now".to_owned(),
        [one] => format!(", which {one} holds now"),
        several => format!(", which {} hold now", list(several, ", ")),
    }
}
