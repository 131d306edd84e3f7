//! Why a service may refuse, and what would be right.

use super::{Difference, Loss, Period};
use crate::limits::Label;
use engine::lifecycle::NotAllowed;
use engine::{Actor, Key, Timestamp, named};
use std::fmt::Display;

/// Why a service refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// Not in the phase that a requirement or an outage is in.
    #[error(transparent)]
    NotNow(#[from] NotAllowed),
    /// An entry that lists too little.
    #[error("the entry names no {what}; name them, or say why there is none (stands_alone)")]
    NothingListed {
        /// What is missing.
        what: &'static str,
    },
    /// No such item.
    #[error("there is no configuration item {item} in use; register it first")]
    UnknownItem {
        /// What was named.
        item: Key,
    },
    /// No such service.
    #[error("there is no service {service}; state a requirement of it or propose it first")]
    UnknownService {
        /// What was named.
        service: Key,
    },
    /// A circle.
    #[error("{through} needs this service itself; leave it out")]
    NeedsItself {
        /// What was named.
        through: Key,
    },
    /// Another draft was shown.
    #[error("draft {named} was shown, and the entry is draft {current} now; show that one")]
    OtherDraft {
        /// What was shown.
        named: u64,
        /// What there is.
        current: u64,
    },
    /// Entry and agreements do not fit.
    #[error("entry and agreements in force differ: {}; agree what is missing (or say by when: sla_plan), or list it", join(differences.iter().map(told)))]
    AgreementsDiffer {
        /// In what.
        differences: Vec<Difference>,
    },
    /// No reason for a change.
    #[error("name the change that asks for it, or say what is needed")]
    NoChangeNamed,
    /// A span of nothing.
    #[error("a revision takes some time; leave `within` out for the usual limit")]
    NoTime,
    /// Too many.
    #[error("there are {max} {what} already")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// A change that nobody requested.
    #[error("there is no change {change} on record; request it first, or say what is needed")]
    UnknownChange {
        /// Which.
        change: Key,
    },
    /// A change that nobody requested, or that is over.
    #[error("there is no open change {change}; request it first")]
    ChangeNotOpen {
        /// Which.
        change: Key,
    },
    /// A change of something else.
    #[error("change {change} is not about this service; name the one that is")]
    ChangeOfAnother {
        /// Which.
        change: Key,
    },
    /// A change after which the service is still here.
    #[error(
        "change {change} is no major change that removes or transfers this service; name one that is"
    )]
    ChangeRemovesNothing {
        /// Which.
        change: Key,
    },
    /// A removal is no transfer.
    #[error(
        "change {change} was approved for the other one of a removal and a transfer; do that, or have \
         another change"
    )]
    ChangeOfOtherEffect {
        /// Which.
        change: Key,
    },
    /// A change that does not come.
    #[error("change {change} was refused, given up or has failed; give this up, or have another")]
    ChangeTurnedDown {
        /// Which.
        change: Key,
    },
    /// A change that is not major, or not classified yet.
    #[error("change {change} is not classified as major; have it classified so first")]
    ChangeNotMajor {
        /// Which.
        change: Key,
    },
    /// A change that is not approved.
    #[error("change {change} is not approved; have it decided on first")]
    ChangeNotApproved {
        /// Which.
        change: Key,
    },
    /// A change that is not begun, or over.
    #[error("change {change} is not being carried out; begin it first, in its time")]
    ChangeNotCarriedOut {
        /// Which.
        change: Key,
    },
    /// A change that may still come.
    #[error("change {change} is neither refused nor given up; its revision waits for it")]
    ChangeNotTurnedDown {
        /// Which.
        change: Key,
    },
    /// A change that is not reviewed.
    #[error("change {change} is not reviewed; review it first")]
    ChangeNotReviewed {
        /// Which.
        change: Key,
    },
    /// An incident that nobody logged.
    #[error(
        "there is no incident {incident} on record; log it first, or leave it out and one is logged"
    )]
    UnknownIncident {
        /// Which.
        incident: Key,
    },
    /// An incident of something else.
    #[error("incident {incident} is about other services; leave it out and one is logged")]
    IncidentElsewhere {
        /// Which.
        incident: Key,
    },
    /// A problem that nobody identified.
    #[error("there is no problem {problem} on record; identify it first, or leave it out")]
    UnknownProblem {
        /// Which.
        problem: Key,
    },
    /// No such revision.
    #[error("there is no open revision {revision:?}; open are: {}", join(open))]
    NoSuchRevision {
        /// What was named.
        revision: Label,
        /// What there is.
        open: Vec<Label>,
    },
    /// Too early.
    #[error("no revision is overdue that is not on record; the next one is due {}", next.map_or_else(|| "never".to_owned(), |at| at.to_string()))]
    NotOverdue {
        /// When the next one is.
        next: Option<Timestamp>,
    },
    /// It is being designed.
    #[error("its design and transition are under way; complete them or give them up first")]
    TransitionOpen,
    /// It is being removed.
    #[error("its removal is under way; complete it or give it up first")]
    RemovalOpen,
    /// Nothing takes its place.
    #[error("an entry is retired when its service is removed or transferred, or when the catalogue offers a successor; {}", successor.as_ref().map_or_else(|| "none is named".to_owned(), |it| format!("it does not offer {it}")))]
    NoSuccessor {
        /// What was named.
        successor: Option<Key>,
    },
    /// The need is there.
    #[error("say that the need is gone, or remove the service first")]
    StillNeeded,
    /// Somebody else needs it.
    #[error("only who stated it can take it back: {}{}", captured_by.as_ref().map(ToString::to_string).unwrap_or_default(), needed_by.as_ref().map_or_else(String::new, |it| format!(", for {it}")))]
    NotItsSource {
        /// Who needs it.
        needed_by: Option<Label>,
        /// Who wrote it down.
        captured_by: Option<Actor>,
    },
    /// For nothing.
    #[error("name the requirements that it is to meet")]
    NoRequirements,
    /// No such requirements.
    #[error("these requirements were never stated, or are at their end: {}", join(.0))]
    NoSuchRequirement(Vec<Label>),
    /// A gap and nothing else.
    #[error("{party} cannot do its part: say what is done about it")]
    NoActionOnGap {
        /// Who.
        party: Label,
    },
    /// Nobody knows what it may do.
    #[error("consider first what it may do to money, organisation, technology and system")]
    ImpactNotConsidered,
    /// Accepted by what?
    #[error("there are no criteria of acceptance; agree or name them")]
    NoCriteria,
    /// Can they?
    #[error("assess these parties first: {}", join(.0))]
    PartiesNotAssessed(Vec<Label>),
    /// It is not to come.
    #[error("{at} is not to come")]
    NotToCome {
        /// The time named.
        at: Timestamp,
    },
    /// Somebody else proposed it.
    #[error("only who proposed it can take that back: {}", requester.as_ref().map_or("nobody known", Actor::as_escaped))]
    NotItsRequester {
        /// Who did.
        requester: Option<Actor>,
    },
    /// The customer has not agreed.
    #[error("the customer has not agreed to these requirements: {}", join(.0))]
    RequirementsNotAgreed(Vec<Label>),
    /// Not safe.
    #[error("place security controls into the design first")]
    NoSecurityControls,
    /// Made of nothing.
    #[error("name the configuration items that it is made of")]
    NoItems,
    /// Nobody proves his own work.
    #[error("{builder} built it, so another must test it, who does not act for {builder} either")]
    TesterIsBuilder {
        /// Who built it.
        builder: Actor,
    },
    /// No such criterion.
    #[error("{criterion:?} is none of the criteria agreed")]
    NoSuchCriterion {
        /// What was named.
        criterion: Label,
    },
    /// Not all are met.
    #[error("these criteria are not verified: {}", join(.0))]
    CriteriaNotVerified(Vec<Label>),
    /// Nothing is promised.
    #[error("no agreement in force names the service; agree one first")]
    NoAgreementInForce,
    /// The catalogue is behind.
    #[error(
        "the catalogue still says version {version}, as before the design; publish what was designed first"
    )]
    CatalogueNotRevised {
        /// What it says.
        version: u64,
    },
    /// Nobody knows.
    #[error("name who was told")]
    NobodyTold,
    /// Something is forgotten.
    #[error("say what becomes of these items of its entry: {}", join(.0))]
    FateMissing(Vec<Key>),
    /// Too early.
    #[error("the notice period runs until {until}")]
    NoticeRuns {
        /// Until when.
        until: Timestamp,
    },
    /// Data is left.
    #[error("archive, destroy or hand over its data first")]
    DataLeft,
    /// Items are left.
    #[error("retire these configuration items first: {}", join(.0))]
    ItemsLeft(Vec<Key>),
    /// Something is still promised.
    #[error("agreement {agreement} still promises it; end or change that first")]
    AgreementLeft {
        /// Which.
        agreement: Key,
    },
    /// No such outage.
    #[error("there is no open outage {outage}; open are: {}", join(open))]
    NoSuchOutage {
        /// What was named.
        outage: u64,
        /// What there is.
        open: Vec<u64>,
    },
    /// It ends before it begins.
    #[error("from {} to {} is no time", period.from, period.to)]
    NoPeriod {
        /// What was named.
        period: Period,
    },
    /// It ended before it began.
    #[error("it began at {from}; say that it ended (occurred_at) at a later time")]
    EndsBeforeBegin {
        /// Its begin.
        from: Timestamp,
    },
    /// An outage of nothing.
    #[error("say how much of the service is lost: a weight of more than 0 percent")]
    NoLoss,
    /// More than was planned.
    #[error(
        "outage {outage} was planned to take {} percent of {}; what takes more is none that was \
         planned: begin an outage of its own (without a number)",
        loss.weight, loss.part.as_deref().unwrap_or("the whole")
    )]
    MoreThanPlanned {
        /// Which.
        outage: u64,
        /// What was planned.
        loss: Box<Loss>,
    },
    /// It is known.
    #[error("outage {outage} goes on and is of the same part; weigh that one")]
    AlreadyOut {
        /// Which.
        outage: u64,
    },
}

named! { Rejection {
    NotNow = "not_now",
    NothingListed = "nothing_listed",
    UnknownItem = "unknown_item",
    UnknownService = "unknown_service",
    NeedsItself = "needs_itself",
    OtherDraft = "other_draft",
    AgreementsDiffer = "agreements_differ",
    NoChangeNamed = "no_change_named",
    NoTime = "no_time",
    TooMany = "too_many",
    UnknownChange = "unknown_change",
    ChangeNotOpen = "change_not_open",
    ChangeOfAnother = "change_of_another",
    ChangeRemovesNothing = "change_removes_nothing",
    ChangeOfOtherEffect = "change_of_other_effect",
    ChangeTurnedDown = "change_turned_down",
    ChangeNotMajor = "change_not_major",
    ChangeNotApproved = "change_not_approved",
    ChangeNotCarriedOut = "change_not_carried_out",
    ChangeNotTurnedDown = "change_not_turned_down",
    ChangeNotReviewed = "change_not_reviewed",
    UnknownIncident = "unknown_incident",
    IncidentElsewhere = "incident_elsewhere",
    UnknownProblem = "unknown_problem",
    NoSuchRevision = "no_such_revision",
    NotOverdue = "not_overdue",
    TransitionOpen = "transition_open",
    RemovalOpen = "removal_open",
    NoSuccessor = "no_successor",
    StillNeeded = "still_needed",
    NotItsSource = "not_its_source",
    NoRequirements = "no_requirements",
    NoSuchRequirement = "no_such_requirement",
    NoActionOnGap = "no_action_on_gap",
    ImpactNotConsidered = "impact_not_considered",
    NoCriteria = "no_criteria",
    PartiesNotAssessed = "parties_not_assessed",
    NotToCome = "not_to_come",
    NotItsRequester = "not_its_requester",
    RequirementsNotAgreed = "requirements_not_agreed",
    NoSecurityControls = "no_security_controls",
    NoItems = "no_items",
    TesterIsBuilder = "tester_is_builder",
    NoSuchCriterion = "no_such_criterion",
    CriteriaNotVerified = "criteria_not_verified",
    NoAgreementInForce = "no_agreement_in_force",
    CatalogueNotRevised = "catalogue_not_revised",
    NobodyTold = "nobody_told",
    FateMissing = "fate_missing",
    NoticeRuns = "notice_runs",
    DataLeft = "data_left",
    ItemsLeft = "items_left",
    AgreementLeft = "agreement_left",
    NoSuchOutage = "no_such_outage",
    NoPeriod = "no_period",
    EndsBeforeBegin = "ends_before_begin",
    NoLoss = "no_loss",
    MoreThanPlanned = "more_than_planned",
    AlreadyOut = "already_out",
} }

fn join<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| name.to_string()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn told(difference: &Difference) -> String {
    match difference {
        Difference::NoAgreement => "no agreement names the service".to_owned(),
        Difference::NoAgreementFor(customer) => format!("no agreement names it for {customer}"),
        Difference::CustomerNotListed(agreement) => {
            format!("agreement {agreement} names it for a customer who is not listed")
        }
    }
}
