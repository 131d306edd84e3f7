//! Why an indicator may refuse, and what would be right.

use super::figure::{Figure, Unit};
use super::measure::Measure;
use super::month::Month;
use engine::{Actor, Key, Position, Span, Timestamp, named};

/// Why an indicator refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// Nobody's.
    #[error("say who answers for it (owner), a process owner")]
    OwnerMissing,
    /// Not his to answer for.
    #[error("{owner} is no process owner; name one who is, or have him given the role")]
    NotProcessOwner {
        /// Who.
        owner: Actor,
    },
    /// Hours where a share is asked for.
    #[error("{} is measured as {}; {given} is none", measure.name(), unit.example())]
    WrongUnit {
        /// What is measured.
        measure: Measure,
        /// As what.
        unit: Unit,
        /// What was said.
        given: Figure,
    },
    /// Less than nothing.
    #[error("{given} is less than nothing; say how much it is")]
    Negative {
        /// What was said.
        given: Figure,
    },
    /// A name that says something else.
    #[error(
        "{name} is the name of what measures {}; give what measures something else another name",
        measure.name()
    )]
    NameOfAnother {
        /// Which.
        name: Key,
        /// What it says.
        measure: Measure,
    },
    /// Something else is another indicator.
    #[error(
        "this measures {}, and not {}; define another indicator for that", measure.name(), other.name()
    )]
    OtherMeasure {
        /// What is measured.
        measure: Measure,
        /// What was to be.
        other: Measure,
    },
    /// Not the version that was looked at.
    #[error("version {version} does not wait for approval; {}", waits(*proposed))]
    NotProposed {
        /// Which was named.
        version: u64,
        /// Which does.
        proposed: Option<u64>,
    },
    /// A judge in his own cause.
    #[error(
        "{actor} {did}, or acts for {other}, who did; have somebody else on the committee approve it"
    )]
    NotApart {
        /// Who.
        actor: Actor,
        /// For whom, or himself.
        other: Actor,
        /// What he did.
        did: &'static str,
    },
    /// Beyond a bound.
    #[error("an indicator has at most {most} {what}; retire it, and define another one")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        most: u64,
    },
    /// Not over yet.
    #[error("{month} is not over before {until}; record it then")]
    NotOver {
        /// Which.
        month: Month,
        /// When it is.
        until: Timestamp,
    },
    /// Too long ago.
    #[error("{month} is too long ago; figures are recorded from {first} on")]
    TooLongAgo {
        /// Which.
        month: Month,
        /// From which on.
        first: Month,
    },
    /// It was not measured by that then.
    #[error("version {version} was not in force in {month}; {}", were(known))]
    NotInForce {
        /// Which month.
        month: Month,
        /// Which version.
        version: u64,
        /// Which were.
        known: Vec<u64>,
    },
    /// Nobody has read so far.
    #[error(
        "the log ends at {head}, so nothing is computed up to {position}; name where it stands"
    )]
    NotYet {
        /// Up to where.
        position: Position,
        /// Where the log ends.
        head: Position,
    },
    /// A figure of nothing.
    #[error(
        "nothing was counted, so there is no figure; leave it out, or say how many were counted \
         (included)"
    )]
    NothingCounted,
    /// Something was counted, and came to nothing.
    #[error("{included} were counted, so say what they come to (value)")]
    FigureMissing {
        /// How many.
        included: u64,
    },
    /// Only all together.
    #[error("say which share of those counted was within the target (within)")]
    WithinMissing,
    /// A share that means nothing.
    #[error("leave out which share was within the target (within); {why}")]
    NoWithin {
        /// Why it means nothing.
        why: &'static str,
    },
    /// Whom, what, and what shows it?
    #[error("say what people were asked and what shows their answers (survey)")]
    SurveyMissing,
    /// Nobody is asked.
    #[error("{} is computed from the log; leave out the survey", measure.name())]
    NoSurvey {
        /// What is measured.
        measure: Measure,
    },
    /// No machine asks people.
    #[error("what people say is recorded by a person; have one do it")]
    NotAPerson,
    /// Twice.
    #[error(
        "{month} is on record by version {version}; say why that is to be replaced (correction)"
    )]
    AlreadyMeasured {
        /// Which month.
        month: Month,
        /// By which version.
        version: u64,
    },
    /// Nothing to correct.
    #[error(
        "nothing is on record of {month} by version {version}, so there is nothing to correct; leave \
         out the reason (correction)"
    )]
    NothingToCorrect {
        /// Which month.
        month: Month,
        /// By which version.
        version: u64,
    },
    /// Not his to answer for.
    #[error("{owner} answers for it; have him say that, or his deputy")]
    NotOwner {
        /// Who does.
        owner: Actor,
    },
    /// Not yet, or not at all.
    #[error("nothing is late; {}", when(*due))]
    NotDue {
        /// When it is due.
        due: Option<Timestamp>,
    },
    /// For no reason.
    #[error("say why, or which indicator takes its place (reason, replacement)")]
    ReasonMissing,
    /// Nothing takes its place.
    #[error("{replacement} is no other indicator that is approved; name one, or say why instead")]
    NoReplacement {
        /// Which was named.
        replacement: Key,
    },
    /// There are figures already.
    #[error("{key} holds the policy; set it there")]
    PolicyElsewhere {
        /// Which stream.
        key: Key,
    },
    /// No time at all, or for ever.
    #[error("{span} is out of bounds for {what}; it takes from {min} to {max}")]
    OutOfBounds {
        /// For what.
        what: &'static str,
        /// What was said.
        span: Span,
        /// The shortest.
        min: Span,
        /// The longest.
        max: Span,
    },
}

named!(Rejection {
    OwnerMissing = "owner_missing",
    NotProcessOwner = "not_process_owner",
    WrongUnit = "wrong_unit",
    Negative = "negative",
    NameOfAnother = "name_of_another",
    OtherMeasure = "other_measure",
    NotProposed = "not_proposed",
    NotApart = "not_apart",
    TooMany = "too_many",
    NotOver = "not_over",
    TooLongAgo = "too_long_ago",
    NotInForce = "not_in_force",
    NotYet = "not_yet",
    NothingCounted = "nothing_counted",
    FigureMissing = "figure_missing",
    WithinMissing = "within_missing",
    NoWithin = "no_within",
    SurveyMissing = "survey_missing",
    NoSurvey = "no_survey",
    NotAPerson = "not_a_person",
    AlreadyMeasured = "already_measured",
    NothingToCorrect = "nothing_to_correct",
    NotOwner = "not_owner",
    NotDue = "not_due",
    ReasonMissing = "reason_missing",
    NoReplacement = "no_replacement",
    PolicyElsewhere = "policy_elsewhere",
    OutOfBounds = "out_of_bounds",
});

fn waits(proposed: Option<u64>) -> String {
    let none = || "none does; write another version first".to_owned();
    proposed.map_or_else(none, |version| format!("version {version} does"))
}

fn were(known: &[u64]) -> String {
    let names: Vec<_> = known.iter().map(ToString::to_string).collect();
    if names.is_empty() { "none was".to_owned() } else { format!("in force: {}", names.join(", ")) }
}

fn when(due: Option<Timestamp>) -> String {
    let none = || "and nothing is waited for".to_owned();
    due.map_or_else(none, |due| format!("it is due at {due}"))
}
