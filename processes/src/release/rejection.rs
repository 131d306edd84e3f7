//! Why a release may refuse, and what would be right.

use super::INCIDENTS_MAX;
use crate::limits::Label;
use engine::{Actor, Key, Span, Timestamp, named};

/// Why a release refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// There is nothing.
    #[error("it is not planned")]
    NotPlanned,
    /// The plan leaves something out.
    #[error("its plan names no {what}; name at least one")]
    Nothing {
        /// Of what.
        what: &'static str,
    },
    /// A stage that makes no sense.
    #[error("stage {cohort} {what}")]
    BadStage {
        /// Which.
        cohort: Label,
        /// What is wrong, and what would be right.
        what: &'static str,
    },
    /// A length of time that makes no sense.
    #[error("{what} takes no time; say how long it takes")]
    NoTime {
        /// What.
        what: &'static str,
    },
    /// No such problem.
    #[error("there is no problem {problem}")]
    ProblemUnknown {
        /// Which.
        problem: Key,
    },
    /// No such change.
    #[error("change {change} is not open; name one that is")]
    ChangeNotOpen {
        /// Which.
        change: Key,
    },
    /// A change that nobody has approved.
    #[error("change {change} is not approved; have it decided on first")]
    ChangeNotApproved {
        /// Which.
        change: Key,
    },
    /// A change that is no emergency.
    #[error("change {change} is not authorised as an emergency; have it authorised first")]
    ChangeNotEmergency {
        /// Which.
        change: Key,
    },
    /// A change that failed and is not planned anew.
    #[error("change {change} is not planned anew; replan it first, or take it out of the release")]
    ChangeNotReplanned {
        /// Which.
        change: Key,
    },
    /// Nobody agrees.
    #[error("say that customer and parties agree, or name the standing agreement for its type")]
    NotAgreed,
    /// No such agreement.
    #[error("{agreement} is no agreement that is signed and in force; name one that is")]
    NoStandingAgreement {
        /// Which.
        agreement: Label,
    },
    /// It cannot be there then.
    #[error(
        "it is to be there on {date}, and change {change} is carried out from {from} to {to}; change \
         its scope to a date in that time"
    )]
    DateOutsideChange {
        /// When it is to be there.
        date: Timestamp,
        /// Which change.
        change: Key,
        /// From when it is carried out.
        from: Timestamp,
        /// Until when.
        to: Timestamp,
    },
    /// Items that no change is about.
    #[error("none of its changes is about {}; name one that is, or leave them out", list(items))]
    NotOfItsChanges {
        /// Which.
        items: Vec<Key>,
    },
    /// Nobody was told, or took part.
    #[error("name those concerned who {what}; at least one")]
    Nobody {
        /// What they did.
        what: &'static str,
    },
    /// Criteria of one kind only.
    #[error("its criteria are not of both kinds: functional and security")]
    CriteriaOneSided,
    /// None.
    #[error("no acceptance criteria are agreed; agree them before the test")]
    NoCriteria,
    /// Who builds is not who tests or approves.
    #[error("nobody has said that he built it again; whoever did says so first (start_build)")]
    NotBuiltAgain,
    /// Criteria of which nothing is said.
    #[error(
        "nothing is said of {}; each criterion is met or its deviation accepted, or it is not accepted",
        list(criteria)
    )]
    CriteriaMissing {
        /// Which.
        criteria: Vec<Label>,
    },
    /// There is nothing to deviate from.
    #[error("{} is met; name those that are not", list(criteria))]
    CriteriaMet {
        /// Which.
        criteria: Vec<Label>,
    },
    /// Criteria that were never agreed.
    #[error("{} is no criterion that was agreed", list(criteria))]
    CriteriaUnknown {
        /// Which.
        criteria: Vec<Label>,
    },
    /// A date that is over.
    #[error("{at} is over; name a later time")]
    Over {
        /// Which.
        at: Timestamp,
    },
    /// Not an emergency.
    #[error("it is no emergency; let its acceptance fail first, and decide then")]
    NotEmergency,
    /// There is no way back.
    #[error("nothing says how it is reversed or remedied; plan that first")]
    NoRollback,
    /// There is no word of a test of the way back.
    #[error("nothing says that reversing it was tested, or why it cannot be; say so first")]
    RollbackNotTested,
    /// Nobody tests or approves his own work.
    #[error("{builder} has built it, and neither tests nor approves it; somebody else does")]
    Builder {
        /// Who.
        builder: Actor,
    },
    /// Nor by a deputy.
    #[error("{actor} and {builder}, who has built it, act for one another; somebody else does it")]
    ActsForBuilder {
        /// Who wants to.
        actor: Actor,
        /// Who has built it.
        builder: Actor,
    },
    /// Nobody does two of these.
    #[error("{actor} cannot: {other} {did} {what}; somebody else does this")]
    NotIndependent {
        /// Who wants to.
        actor: Actor,
        /// Who has done the other already: he, or one who acts for him, or for whom he acts.
        other: Actor,
        /// What he has done.
        did: &'static str,
        /// To which release or change.
        what: Key,
    },
    /// A time that is none.
    #[error("a slot begins in future, and ends after it begins")]
    BadSlot,
    /// A change has another time.
    #[error("change {change} has not that time: a release lies inside the slot of its changes")]
    OutsideChange {
        /// Which.
        change: Key,
    },
    /// A change that is not being carried out.
    #[error("change {change} is not being carried out; start its implementation first")]
    ChangeNotImplementing {
        /// Which.
        change: Key,
    },
    /// It is not its time.
    #[error("it is deployed from {from} to {to}; reschedule it, or roll it back once it is begun")]
    OutsideSlot {
        /// From.
        from: Timestamp,
        /// To.
        to: Timestamp,
    },
    /// Something has come in the way since it was scheduled.
    #[error("{} block; reschedule it, have an exception granted, or roll it back", list(windows))]
    Blocked {
        /// Which windows.
        windows: Vec<Key>,
    },
    /// Items without a baseline.
    #[error("there is no baseline for it of {}; capture it first", list(items))]
    NoBaseline {
        /// Which.
        items: Vec<Key>,
    },
    /// No scan counts.
    #[error("no scan of this build that counts has passed; no data is not a pass")]
    NotScanned,
    /// There are no stages.
    #[error("it has no canary stages, for they are waived; deploy it to all")]
    CanaryWaived,
    /// There are.
    #[error("it has canary stages; start the canary")]
    CanaryRequired,
    /// The time of the stage is not over.
    #[error("the stage is watched until {until}")]
    StillSoaking {
        /// Until when.
        until: Timestamp,
    },
    /// Not all stages have passed.
    #[error("not all canary stages have passed")]
    CanaryNotPassed,
    /// All have.
    #[error("all canary stages have passed; promote it")]
    CanaryPassed,
    /// Too late.
    #[error("reversing it takes {takes}, and only until {until} is there time")]
    NoTimeLeft {
        /// How long.
        takes: Span,
        /// Until when.
        until: Timestamp,
    },
    /// It is not what was built.
    #[error("{} is other than its master copy", list(components))]
    IntegrityBroken {
        /// Which components.
        components: Vec<Label>,
    },
    /// Nothing was compared.
    #[error("its integrity is not verified; compare it with its master copies first")]
    IntegrityNotVerified,
    /// There is no record of it.
    #[error("no incident {incident} is on record")]
    IncidentUnknown {
        /// Which.
        incident: Key,
    },
    /// It is about something else.
    #[error(
        "incident {incident} is about other items and services, and was there before; name one that \
         is about this, or none: then one is logged"
    )]
    IncidentElsewhere {
        /// Which.
        incident: Key,
    },
    /// It happened at another time.
    #[error("incident {incident} did not happen while it was observed")]
    OutsideObservation {
        /// Which.
        incident: Key,
    },
    /// There are enough.
    #[error("{INCIDENTS_MAX} incidents are attributed to it; open a problem")]
    TooManyIncidents,
    /// It is still observed.
    #[error("it is observed until {until}")]
    StillObserved {
        /// Until when.
        until: Timestamp,
    },
    /// Nobody knows why it failed.
    #[error("it failed and was remedied; investigate why first")]
    FailureNotInvestigated,
    /// It did not fail.
    #[error("it has not failed, or it is known why")]
    NothingToInvestigate,
    /// Neither improvements nor a reason.
    #[error("name what could be better, or say why nothing could (no_improvement_reason)")]
    ImprovementsNotConsidered,
    /// Not reviewed.
    #[error("nobody has considered what could be better; review it first")]
    NotReviewed,
    /// Nobody knows.
    #[error("those concerned do not know what came of it; publish the outcome first")]
    OutcomeNotPublished,
    /// Those concerned are not told what is not so.
    #[error(
        "that is not what came of it: it was rolled back or remedied, or it was not; say which"
    )]
    OtherOutcome,
    /// It is in use.
    #[error("only what was rolled back is planned anew")]
    NotRolledBack,
}

named!(Rejection {
    NotPlanned = "not_planned",
    Nothing = "nothing",
    BadStage = "bad_stage",
    NoTime = "no_time",
    ProblemUnknown = "problem_unknown",
    ChangeNotOpen = "change_not_open",
    ChangeNotApproved = "change_not_approved",
    ChangeNotEmergency = "change_not_emergency",
    ChangeNotReplanned = "change_not_replanned",
    NotAgreed = "not_agreed",
    NoStandingAgreement = "no_standing_agreement",
    DateOutsideChange = "date_outside_change",
    NotOfItsChanges = "not_of_its_changes",
    Nobody = "nobody",
    CriteriaOneSided = "criteria_one_sided",
    NoCriteria = "no_criteria",
    NotBuiltAgain = "not_built_again",
    CriteriaMissing = "criteria_missing",
    CriteriaMet = "criteria_met",
    CriteriaUnknown = "criteria_unknown",
    Over = "over",
    NotEmergency = "not_emergency",
    NoRollback = "no_rollback",
    RollbackNotTested = "rollback_not_tested",
    Builder = "builder",
    ActsForBuilder = "acts_for_builder",
    NotIndependent = "not_independent",
    BadSlot = "bad_slot",
    OutsideChange = "outside_change",
    ChangeNotImplementing = "change_not_implementing",
    OutsideSlot = "outside_slot",
    Blocked = "blocked",
    NoBaseline = "no_baseline",
    NotScanned = "not_scanned",
    CanaryWaived = "canary_waived",
    CanaryRequired = "canary_required",
    StillSoaking = "still_soaking",
    CanaryNotPassed = "canary_not_passed",
    CanaryPassed = "canary_passed",
    NoTimeLeft = "no_time_left",
    IntegrityBroken = "integrity_broken",
    IntegrityNotVerified = "integrity_not_verified",
    IncidentUnknown = "incident_unknown",
    IncidentElsewhere = "incident_elsewhere",
    OutsideObservation = "outside_observation",
    TooManyIncidents = "too_many_incidents",
    StillObserved = "still_observed",
    FailureNotInvestigated = "failure_not_investigated",
    NothingToInvestigate = "nothing_to_investigate",
    ImprovementsNotConsidered = "improvements_not_considered",
    NotReviewed = "not_reviewed",
    OutcomeNotPublished = "outcome_not_published",
    OtherOutcome = "other_outcome",
    NotRolledBack = "not_rolled_back",
});

fn list<T: ToString>(names: &[T]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
