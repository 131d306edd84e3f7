//! Why an incident may refuse, and what would be right.

use super::value::{EscalationRule, Party, Source};
use crate::limits::{Label, Text};
use engine::{Actor, Key, Span, Timestamp, named};

/// Why an incident refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// What fails is logged under such a name, by a rule.
    #[error("{key} is for what a failure leads to; leave the key out (new), or take another")]
    NameOfRule {
        /// What was named.
        key: Key,
    },
    /// Nobody says that it is broken.
    #[error("say who is affected (caller) or which observation tells (monitor)")]
    ReporterMissing,
    /// Not sorted.
    #[error("say its category; it was logged without one")]
    CategoryMissing,
    /// No basis for a priority.
    #[error("say its impact and its urgency: the priority follows from both")]
    ImpactOrUrgencyMissing,
    /// No priority to change.
    #[error("it has no priority yet; prioritise it first")]
    NotPrioritised,
    /// Assigned to nobody.
    #[error("name a group or a person")]
    NobodyNamed,
    /// Someone else has it.
    #[error("it is assigned to {assignee}; have it reassigned, or let {assignee} respond")]
    NotTheAssignee {
        /// Who has it.
        assignee: Actor,
    },
    /// Nothing in it.
    #[error("say something: a note, or a detail")]
    NothingSaid,
    /// Without addressee or reason.
    #[error("say to whom it escalates and why")]
    EscalationIncomplete,
    /// The rule does not apply.
    #[error("the escalation rule {0:?} does not apply now; use judgement and say why")]
    EscalationRuleNotMatched(EscalationRule),
    /// Nobody to tell.
    #[error("nobody is known who could be told; adopt or log it with a caller or a customer")]
    NoContact,
    /// Too early.
    #[error("the next progress notice is due {}", when(*.due))]
    NoticeNotDue {
        /// When.
        due: Option<Timestamp>,
    },
    /// Too early.
    #[error("the resolution target is at risk {}", since(*.from))]
    TargetNotAtRisk {
        /// From when on.
        from: Option<Timestamp>,
    },
    /// The clock reads otherwise.
    #[error("the target is not missed: it is due {}", when(*.due))]
    TargetNotMissed {
        /// When.
        due: Option<Timestamp>,
    },
    /// Security at no risk.
    #[error("say how gravely it touches security: low, medium or high")]
    SecurityGradeMissing,
    /// Not all was looked up.
    #[error("look up these as well: {0:?}")]
    InformationNotRead(Vec<Source>),
    /// No description of the way round.
    #[error("say which matched known error describes the workaround, or describe it in a note")]
    WorkaroundNotDescribed,
    /// Not matched.
    #[error("known error {known_error} is not matched yet; match it first, or use a note")]
    KnownErrorNotMatched {
        /// Which.
        known_error: Key,
    },
    /// The service desk does not see it.
    #[error("{known_error} is no published known error; have it recorded as one first")]
    KnownErrorNotPublished {
        /// Which.
        known_error: Key,
    },
    /// No such problem.
    #[error("there is no problem {problem}")]
    ProblemUnknown {
        /// Which.
        problem: Key,
    },
    /// No such item.
    #[error("there is no configuration item {configuration_item}; have it identified first")]
    ItemUnknown {
        /// Which.
        configuration_item: Key,
    },
    /// No such change.
    #[error("there is no change {change}; request it first")]
    ChangeUnknown {
        /// Which.
        change: Key,
    },
    /// Its record does not say so.
    #[error("change {change} has not come to that: its record says whether it is done or given up")]
    ChangeNotOver {
        /// Which.
        change: Key,
    },
    /// Nothing to unlink.
    #[error("{0} is not linked")]
    NotLinked(Key),
    /// Beyond a bound.
    #[error("there would be more than {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// The agreement does not know the reason.
    #[error("the agreement allows no hold for {reason}; it allows {}", list(.allowed))]
    HoldReasonNotAllowed {
        /// The reason.
        reason: Label,
        /// The reasons that are allowed.
        allowed: Vec<Label>,
    },
    /// It waits, but for nothing.
    #[error("say for what it waits (hold_reason)")]
    HoldReasonMissing,
    /// No change.
    #[error("say which change is to mend it, or what has to change")]
    ChangeOrNeedMissing,
    /// Neither item nor reason.
    #[error("link the configuration item concerned, or say why there is none (no_item_reason)")]
    ItemOrReasonMissing,
    /// Too late.
    #[error("it could be reopened until {until}; log a new incident and link it")]
    ReopenWindowOver {
        /// Until when.
        until: Timestamp,
    },
    /// The user may still object.
    #[error("say who confirms that it works, or wait until {until}")]
    ConfirmationPending {
        /// Until when.
        until: Timestamp,
    },
    /// Nobody has looked at the category.
    #[error("verify category and grades, mend them by reclassify, and say classification_verified")]
    ClassificationNotVerified,
    /// The major incident goes on.
    #[error("its major incident is {phase}; close or downgrade that first")]
    MajorStillOpen {
        /// Where the major incident is.
        phase: &'static str,
    },
    /// Its own parent.
    #[error("an incident cannot be merged into itself")]
    OwnParent,
    /// Nothing to follow.
    #[error("incident {parent} is not open; merge it into one that is")]
    ParentNotOpen {
        /// The parent.
        parent: Key,
    },
    /// Another one's parent.
    #[error("it was merged into {parent}")]
    NotTheParent {
        /// The parent.
        parent: Key,
    },
    /// No such place.
    #[error("an incident that is known cannot become unknown")]
    AdoptedAsUnlogged,
    /// Not major.
    #[error(
        "it does not match the agreed definition: {statement}; correct priority or impact first, or attest it where no figures are agreed"
    )]
    DefinitionNotMatched {
        /// The definition.
        statement: Text,
    },
    /// Still major.
    #[error(
        "it still matches the agreed definition: {statement}; correct priority or impact first"
    )]
    DefinitionStillMatched {
        /// The definition.
        statement: Text,
    },
    /// Top management does not hear it.
    #[error("the recipients must include top management, which is {}", list(.holders))]
    TopManagementMissing {
        /// Who holds the role.
        holders: Vec<Actor>,
    },
    /// Top management does not know.
    #[error("top management has not been told; notify_top_management first")]
    TopManagementNotNotified,
    /// Someone else manages it.
    #[error("{manager} manages this major incident; have the manager replaced")]
    NotTheMajorManager {
        /// Who manages it.
        manager: Actor,
    },
    /// Not all concerned.
    #[error("address these as well: {0:?}")]
    PartiesMissing(Vec<Party>),
    /// Soon enough.
    #[error("restoration is forecast within the plan's trigger ({forecast} of {trigger})")]
    ForecastWithinTrigger {
        /// How long it will take.
        forecast: Span,
        /// How long it may take.
        trigger: Span,
    },
    /// Nothing learnt.
    #[error("name what could be better, or say why nothing could (no_improvement_reason)")]
    ImprovementsNotConsidered,
    /// A review by nobody.
    #[error("name the parties who took part in the review")]
    NobodyTookPart,
    /// Not reviewed.
    #[error("it has not been reviewed since service was restored; review it first")]
    NotReviewed,
}

fn when(due: Option<Timestamp>) -> String {
    due.map_or_else(|| "at no time now known".to_owned(), |due| format!("at {due}"))
}

fn since(from: Option<Timestamp>) -> String {
    from.map_or_else(|| "at no time now known".to_owned(), |from| format!("from {from} on, once"))
}

fn list<T: ToString>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    if names.is_empty() { "nobody and nothing".to_owned() } else { names.join(", ") }
}

named!(Rejection {
    NameOfRule = "name_of_rule",
    ReporterMissing = "reporter_missing",
    CategoryMissing = "category_missing",
    ImpactOrUrgencyMissing = "impact_or_urgency_missing",
    NotPrioritised = "not_prioritised",
    NobodyNamed = "nobody_named",
    NotTheAssignee = "not_the_assignee",
    NothingSaid = "nothing_said",
    EscalationIncomplete = "escalation_incomplete",
    EscalationRuleNotMatched = "escalation_rule_not_matched",
    NoContact = "no_contact",
    NoticeNotDue = "notice_not_due",
    TargetNotAtRisk = "target_not_at_risk",
    TargetNotMissed = "target_not_missed",
    SecurityGradeMissing = "security_grade_missing",
    InformationNotRead = "information_not_read",
    WorkaroundNotDescribed = "workaround_not_described",
    KnownErrorNotMatched = "known_error_not_matched",
    KnownErrorNotPublished = "known_error_not_published",
    ProblemUnknown = "problem_unknown",
    ItemUnknown = "item_unknown",
    ChangeUnknown = "change_unknown",
    ChangeNotOver = "change_not_over",
    NotLinked = "not_linked",
    TooMany = "too_many",
    HoldReasonNotAllowed = "hold_reason_not_allowed",
    HoldReasonMissing = "hold_reason_missing",
    ChangeOrNeedMissing = "change_or_need_missing",
    ItemOrReasonMissing = "item_or_reason_missing",
    ReopenWindowOver = "reopen_window_over",
    ConfirmationPending = "confirmation_pending",
    ClassificationNotVerified = "classification_not_verified",
    MajorStillOpen = "major_still_open",
    OwnParent = "own_parent",
    ParentNotOpen = "parent_not_open",
    NotTheParent = "not_the_parent",
    AdoptedAsUnlogged = "adopted_as_unlogged",
    DefinitionNotMatched = "definition_not_matched",
    DefinitionStillMatched = "definition_still_matched",
    TopManagementMissing = "top_management_missing",
    TopManagementNotNotified = "top_management_not_notified",
    NotTheMajorManager = "not_the_major_manager",
    PartiesMissing = "parties_missing",
    ForecastWithinTrigger = "forecast_within_trigger",
    ImprovementsNotConsidered = "improvements_not_considered",
    NobodyTookPart = "nobody_took_part",
    NotReviewed = "not_reviewed",
});
