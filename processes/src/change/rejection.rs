//! Why a change may refuse, and what would be right.

use super::duties::Duty;
use super::terms::{Class, EscalationRule, Quorum, ServiceEffect};
use crate::agreement::Level;
use crate::change_model::Aspect;
use crate::digest::Digest;
use crate::facts::Unusable;
use crate::limits::Label;
use engine::{Actor, Key, Role, Span, Timestamp, named};

/// Why a change refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// A change of nothing.
    #[error("it names no service and no configuration item; name at least one")]
    NothingTouched,
    /// Items that nobody knows.
    #[error("these items are not in the CMDB, or over: {}", list(items))]
    UnknownItems {
        /// Which.
        items: Vec<Key>,
    },
    /// Only a rule may ask in another's name.
    #[error("who requests a change does so in his own name; leave the requester out")]
    RequesterStated,
    /// Removal and transfer are major.
    #[error("a service is {}; such a change is always major", effect_name(*effect))]
    AlwaysMajor {
        /// What becomes of it.
        effect: ServiceEffect,
    },
    /// No word for the class.
    #[error("say that the change policy in force classes it so (policy)")]
    PolicyMissing,
    /// A standard change without a model, or another with one.
    #[error("a standard change names its change model, and no other change does")]
    ModelNotFitting,
    /// Not by this model.
    #[error("no change can be made by the model {model}: {why}")]
    ModelUnusable {
        /// Which.
        model: Key,
        /// Why not.
        why: Unusable,
    },
    /// The model says something else now.
    #[error(
        "it is approved by version {approved} of the model {model}, which is at {current} now; \
         cancel it, and request it anew"
    )]
    ModelRevised {
        /// Which.
        model: Key,
        /// The version that it is approved by.
        approved: u64,
        /// The version that changes may name now.
        current: u64,
    },
    /// More than the model is for.
    #[error("the model {model} is not for {}", list(outside))]
    OutsideModel {
        /// Which.
        model: Key,
        /// What of the change.
        outside: Vec<Key>,
    },
    /// More risk than the model is for.
    #[error("its risk is {}, and the model {model} is for {} at most", level_name(*risk), level_name(*limit))]
    RiskierThanModel {
        /// Which.
        model: Key,
        /// What the model is for.
        limit: Level,
        /// What it is.
        risk: Level,
    },
    /// An emergency of no service.
    #[error(
        "an emergency names the services that it is about, or items that services rest on; their \
         agreements say what one is"
    )]
    NoServiceConcerned,
    /// Nobody has agreed what an emergency is.
    #[error(
        "no agreement with a customer says what an emergency is for {}; have one agreed, or let it \
         go another way",
        list(services)
    )]
    EmergencyNotAgreed {
        /// For which services.
        services: Vec<Key>,
    },
    /// Another way.
    #[error("it is {}; that is for changes of class {}", class.name(), classes(wanted))]
    OtherClass {
        /// Which it is.
        class: Class,
        /// Which it would have to be.
        wanted: &'static [Class],
    },
    /// One hand in two duties.
    #[error("{actor} cannot: {other} {}; somebody else does this", duty.done())]
    NotIndependent {
        /// Who wants to.
        actor: Actor,
        /// He, or for whom he acts, or who acts for him.
        other: Actor,
        /// What that one has done.
        duty: Duty,
    },
    /// By its model it is approved, and by him.
    #[error(
        "{actor} cannot: {other} has approved change model {model}, by which it is approved; somebody \
         else does this"
    )]
    ModelApprover {
        /// Who wants to.
        actor: Actor,
        /// He, or for whom he acts, or who acts for him.
        other: Actor,
        /// The model.
        model: Key,
    },
    /// Who assesses depends on the aspect.
    #[error("the aspect {} is assessed by {}", aspect.name(), roles.join(" or "))]
    NotAssessor {
        /// Which.
        aspect: Aspect,
        /// The roles that would do.
        roles: &'static [Role],
    },
    /// Assessments are missing.
    #[error("it is not assessed as to {}", aspects_of(aspects))]
    NotAssessed {
        /// In which respects.
        aspects: Vec<Aspect>,
    },
    /// Assessments speak against it.
    #[error("it is found unacceptable as to {}; revise it, or assess it anew", aspects_of(aspects))]
    Unacceptable {
        /// In which respects.
        aspects: Vec<Aspect>,
    },
    /// No way back.
    #[error("it has no back-out plan; plan how it would be reversed or remedied")]
    BackoutNotPlanned,
    /// What was decided included it.
    #[error("the back-out plan is part of what was approved; reclassify it to plan it anew")]
    BackoutDecided,
    /// Neither a test nor a reason.
    #[error("say whether the back-out plan was tested, or why not")]
    BackoutNotTested,
    /// It takes no time.
    #[error("backing out takes no time; say how long at most")]
    NoTime,
    /// A board of one's own making.
    #[error(
        "another board than the risk asks for needs the word of the change policy (board_policy)"
    )]
    BoardPolicyMissing,
    /// A board that asks for less than the risk does.
    #[error("a policy may ask for more than the risk does, not for less: {}", quorum.words())]
    BoardTooLenient {
        /// What the risk asks for.
        quorum: Quorum,
    },
    /// Required, and not there.
    #[error(
        "it cannot be decided: no member who is counted holds {}; have it assigned",
        list(roles)
    )]
    RequiredRoleVacant {
        /// Which.
        roles: Vec<Label>,
    },
    /// Nobody looked for threats.
    #[error(
        "from medium risk on it needs a threat model and a scan that speak for it, or the word that \
         the check is not switched on (security_check_off)"
    )]
    ThreatsNotChecked,
    /// Something speaks against it.
    #[error("the threat model or the scan speaks against it; revise it")]
    ThreatsFound,
    /// The risk that is left.
    #[error("from medium risk on, say that the risk that is left is accepted (residual_risk)")]
    ResidualRiskOpen,
    /// Something else was shown.
    #[error("it is {current} now and not {named}; look at what it says now")]
    OtherContent {
        /// What was named.
        named: Digest,
        /// What it is.
        current: Digest,
    },
    /// No seat.
    #[error("{actor} has no seat: {} decide on it", roles.join(" or "))]
    NoSeat {
        /// Who.
        actor: Actor,
        /// The roles that decide.
        roles: &'static [Role],
    },
    /// Several seats.
    #[error("say whose seat it is (seat): {}", list(seats))]
    SeatNotNamed {
        /// For whom he may vote.
        seats: Vec<Actor>,
    },
    /// A seat that is not counted.
    #[error("{seat} is not counted here; counted are members who also hold {}", list(required))]
    SeatNotCounted {
        /// Whose.
        seat: Actor,
        /// The roles of which they hold one.
        required: Vec<Label>,
    },
    /// One person, one vote.
    #[error("{actor} has voted for {seat}; one person votes once")]
    HasVoted {
        /// Who.
        actor: Actor,
        /// For whom.
        seat: Actor,
    },
    /// Nobody takes part in the decision.
    #[error("name who took part; at least one")]
    NobodyTookPart,
    /// It is to be tested after all.
    #[error("an emergency that is not tested says why, and by when ahead it is tested after all")]
    RetestNotDue,
    /// It has to be built and tested.
    #[error("its model was not tested, or each change by it builds something: build and test it")]
    TestNeeded,
    /// No such time.
    #[error("the slot ends before it begins, or is over")]
    SlotOver,
    /// Too short.
    #[error("the slot is not longer than it takes, with backing out ({takes})")]
    SlotTooShort {
        /// How long that is.
        takes: Span,
    },
    /// Nobody is told.
    #[error("name who is told; at least one")]
    NobodyTold,
    /// Not its time.
    #[error("it is scheduled from {from} to {to}; reschedule it")]
    NotInSlot {
        /// From when on.
        from: Timestamp,
        /// Until when.
        to: Timestamp,
    },
    /// No time to go back.
    #[error("from {from} on there is no time left to back out")]
    NoTimeToBackOut {
        /// From when on.
        from: Timestamp,
    },
    /// No baseline.
    #[error("no baseline was captured for this change of {}", list(items))]
    BaselineMissing {
        /// Of which items.
        items: Vec<Key>,
    },
    /// Not of the change.
    #[error("these items are not of the change: {}", list(items))]
    NotOfTheChange {
        /// Which.
        items: Vec<Key>,
    },
    /// Not who was.
    #[error("only who requested it can take it back, or his deputy; that was {requester}")]
    NotRequester {
        /// Who.
        requester: Actor,
    },
    /// Nothing to be part of.
    #[error("{parent} is no other open change")]
    ParentNotOpen {
        /// Which.
        parent: Key,
    },
    /// The other one does not cover it.
    #[error("{parent} does not cover {}", list(missing))]
    ParentNotCovering {
        /// Which.
        parent: Key,
        /// What it lacks.
        missing: Vec<Key>,
    },
    /// The other one goes an easier way, or does something else to the services.
    #[error(
        "it is {}, and {parent} is not, or does not do the same to its services; let that one go \
         the same way first",
        as_major(*effect)
    )]
    ParentLesser {
        /// Which.
        parent: Key,
        /// What becomes of the services.
        effect: ServiceEffect,
    },
    /// The other one is not weighed as much.
    #[error(
        "{parent} asks for less than it, as to: {}; let that one say so first, while it is not decided, \
         or let this one go its own way",
        lacks.join(", ")
    )]
    ParentDecidedForLess {
        /// Which.
        parent: Key,
        /// In what.
        lacks: Vec<&'static str>,
    },
    /// Who wants it had a part in the other one.
    #[error(
        "{requester} wants it, and has assessed {parent}, decided on it, carried it out or reviewed it; let this one go its own way"
    )]
    ParentByRequester {
        /// Which.
        parent: Key,
        /// Who.
        requester: Actor,
    },
    /// What is carried out takes in nothing more.
    #[error("{parent} is carried out already; let this one go its own way")]
    ParentBegun {
        /// Which.
        parent: Key,
    },
    /// A release carries it out, and has not yet.
    #[error("{} carries it out and has not yet; it is done when that is deployed", list(releases))]
    ReleaseNotDeployed {
        /// Which.
        releases: Vec<Key>,
    },
    /// The other one was decided on without it.
    #[error("{parent} is decided on, and this was no part of it then; let this one go its own way")]
    ParentDecided {
        /// Which.
        parent: Key,
    },
    /// What has become part of it was weighed against more.
    #[error("{} became part of it as it was; leave as much as it was: {}", list(parts), lacks.join(", "))]
    PartsNeedAsMuch {
        /// What has become part of it.
        parts: Vec<Key>,
        /// What would be less.
        lacks: Vec<&'static str>,
    },
    /// A judgement says why.
    #[error("a judgement says why")]
    ReasonMissing,
    /// Not due.
    #[error("{rule:?} does not apply now")]
    RuleNotMatched {
        /// Which.
        rule: EscalationRule,
    },
    /// The future.
    #[error("what is adopted has been carried out already; {at} is still to come")]
    StillToCome {
        /// When.
        at: Timestamp,
    },
    /// Items are left out, and nobody says why.
    #[error("say why these have not become other (unaltered): {}", list(items))]
    UnalteredUnsaid {
        /// Which.
        items: Vec<Key>,
    },
    /// Items are left out that their records show.
    #[error("these were updated under this change, so they have become other: {}", list(items))]
    UpdatedAsWell {
        /// Which.
        items: Vec<Key>,
    },
    /// The CMDB is not right.
    #[error("these have become other, and were not updated under this change: {}", list(items))]
    ItemsNotUpdated {
        /// Which.
        items: Vec<Key>,
    },
    /// What it took out of service is there again, and the CMDB does not say so.
    #[error(
        "these were retired under this change before it was backed out: restore them, or dispose of them: {}",
        list(items)
    )]
    ItemsToRestore {
        /// Which.
        items: Vec<Key>,
    },
    /// The CMDB is not confirmed.
    #[error("the CMDB is not confirmed to say what is there now")]
    CmdbNotUpdated,
    /// Too early.
    #[error("it is to be reviewed from {at} on")]
    ReviewNotDue {
        /// From when on.
        at: Timestamp,
    },
    /// Too late.
    #[error("it is to be reviewed by {latest} at the latest")]
    ReviewTooLate {
        /// By when.
        latest: Timestamp,
    },
    /// Nothing follows, and nobody says why.
    #[error("say what is done, or why nothing need be (none_needed)")]
    NoActions,
    /// Not reviewed.
    #[error("it is not reviewed")]
    NotReviewed,
    /// Less than expected, and nobody knows why.
    #[error("it did not bring about what was expected; find out why first (start_investigation)")]
    NotInvestigated,
    /// Nothing that needs a cause.
    #[error("there is nothing to investigate: it did what was expected, or it is known why not")]
    NothingToInvestigate,
    /// Nothing agreed.
    #[error("it is not agreed what follows from it")]
    ActionsNotAgreed,
    /// An emergency that nobody has assessed.
    #[error("it was an emergency, and is not assessed afterwards")]
    NotAssessedAfterwards,
    /// No test of continuity.
    #[error("it alters the environment: say that continuity is to be tested anew (retest_planned)")]
    RetestNotPlanned,
    /// Nothing was designed for it.
    #[error(
        "it is major, and no service is designed or removed for it; propose that at the service"
    )]
    NothingDesigned,
    /// Design goes on.
    #[error("the design, or the plan of removal, is not accepted of {}", list(services))]
    DesignNotAccepted {
        /// Of which services.
        services: Vec<Key>,
    },
    /// It would be decided another way than is being designed for.
    #[error(
        "it stays major, a change of its own and about them while {} designed or removed for it; \
         give that up first",
        are(services)
    )]
    DesignUnderWay {
        /// Which services.
        services: Vec<Key>,
    },
    /// What was designed is other than what went before the board.
    #[error(
        "the design, or the plan of removal, is other than what the board was shown of {}; have \
         that accepted (accept_design), or decided on anew",
        list(services)
    )]
    DesignAltered {
        /// Of which services.
        services: Vec<Key>,
    },
    /// The service is not reported.
    #[error("it is major: say that the service is reported or closed (service_reported)")]
    ServiceNotReported,
    /// Services still have to do with it.
    #[error("the design or removal is not reported or closed of {}", list(services))]
    ServicesOpen {
        /// Which.
        services: Vec<Key>,
    },
    /// What it takes away is there.
    #[error(
        "{} to be taken away for it, and there; see to that at the service first, or let this fail",
        are(services)
    )]
    ServicesThere {
        /// Which services.
        services: Vec<Key>,
    },
    /// What it took away is not there again.
    #[error(
        "{} taken away for it; take that back first (service back_out_removal), or remedy it",
        are(services)
    )]
    ServicesTakenAway {
        /// Which services.
        services: Vec<Key>,
    },
    /// It was not backed out.
    #[error("only what was backed out is planned anew")]
    NotBackedOut,
    /// Nothing of it is left.
    #[error("it was backed out, and nothing of it is left that could fail; log an incident")]
    BackedOut,
    /// There is no record of an incident.
    #[error("no incident {incident} is on record")]
    IncidentUnknown {
        /// Which.
        incident: Key,
    },
    /// An incident is about something else.
    #[error(
        "incident {incident} is about other items and services, and was there before; name one that \
         is about this, or none: then one is logged where a service suffers"
    )]
    IncidentElsewhere {
        /// Which.
        incident: Key,
    },
    /// A release that carries it is not approved.
    #[error(
        "it is carried out by {}, which is not approved; have that approved first",
        list(releases)
    )]
    ReleaseNotApproved {
        /// Which.
        releases: Vec<Key>,
    },
}

named!(Rejection {
    NothingTouched = "nothing_touched",
    UnknownItems = "unknown_items",
    RequesterStated = "requester_stated",
    AlwaysMajor = "always_major",
    PolicyMissing = "policy_missing",
    ModelNotFitting = "model_not_fitting",
    ModelUnusable = "model_unusable",
    ModelRevised = "model_revised",
    OutsideModel = "outside_model",
    RiskierThanModel = "riskier_than_model",
    NoServiceConcerned = "no_service_concerned",
    EmergencyNotAgreed = "emergency_not_agreed",
    OtherClass = "other_class",
    NotIndependent = "not_independent",
    ModelApprover = "model_approver",
    NotAssessor = "not_assessor",
    NotAssessed = "not_assessed",
    Unacceptable = "unacceptable",
    BackoutNotPlanned = "backout_not_planned",
    BackoutDecided = "backout_decided",
    BackoutNotTested = "backout_not_tested",
    NoTime = "no_time",
    BoardPolicyMissing = "board_policy_missing",
    BoardTooLenient = "board_too_lenient",
    RequiredRoleVacant = "required_role_vacant",
    ThreatsNotChecked = "threats_not_checked",
    ThreatsFound = "threats_found",
    ResidualRiskOpen = "residual_risk_open",
    OtherContent = "other_content",
    NoSeat = "no_seat",
    SeatNotNamed = "seat_not_named",
    SeatNotCounted = "seat_not_counted",
    HasVoted = "has_voted",
    NobodyTookPart = "nobody_took_part",
    RetestNotDue = "retest_not_due",
    TestNeeded = "test_needed",
    SlotOver = "slot_over",
    SlotTooShort = "slot_too_short",
    NobodyTold = "nobody_told",
    NotInSlot = "not_in_slot",
    NoTimeToBackOut = "no_time_to_back_out",
    BaselineMissing = "baseline_missing",
    NotOfTheChange = "not_of_the_change",
    NotRequester = "not_requester",
    ParentNotOpen = "parent_not_open",
    ParentNotCovering = "parent_not_covering",
    ParentLesser = "parent_lesser",
    ParentDecidedForLess = "parent_decided_for_less",
    ParentByRequester = "parent_by_requester",
    ParentBegun = "parent_begun",
    ReleaseNotDeployed = "release_not_deployed",
    ParentDecided = "parent_decided",
    PartsNeedAsMuch = "parts_need_as_much",
    ReasonMissing = "reason_missing",
    RuleNotMatched = "rule_not_matched",
    StillToCome = "still_to_come",
    UnalteredUnsaid = "unaltered_unsaid",
    UpdatedAsWell = "updated_as_well",
    ItemsNotUpdated = "items_not_updated",
    ItemsToRestore = "items_to_restore",
    CmdbNotUpdated = "cmdb_not_updated",
    ReviewNotDue = "review_not_due",
    ReviewTooLate = "review_too_late",
    NoActions = "no_actions",
    NotReviewed = "not_reviewed",
    NotInvestigated = "not_investigated",
    NothingToInvestigate = "nothing_to_investigate",
    ActionsNotAgreed = "actions_not_agreed",
    NotAssessedAfterwards = "not_assessed_afterwards",
    RetestNotPlanned = "retest_not_planned",
    NothingDesigned = "nothing_designed",
    DesignNotAccepted = "design_not_accepted",
    DesignUnderWay = "design_under_way",
    DesignAltered = "design_altered",
    ServiceNotReported = "service_not_reported",
    ServicesOpen = "services_open",
    ServicesThere = "services_there",
    ServicesTakenAway = "services_taken_away",
    NotBackedOut = "not_backed_out",
    BackedOut = "backed_out",
    IncidentUnknown = "incident_unknown",
    IncidentElsewhere = "incident_elsewhere",
    ReleaseNotApproved = "release_not_approved",
});

fn list<T: ToString>(names: &[T]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn are(services: &[Key]) -> String {
    format!("{} {}", list(services), if services.len() == 1 { "is" } else { "are" })
}

fn aspects_of(aspects: &[Aspect]) -> String {
    aspects.iter().map(|aspect| aspect.name()).collect::<Vec<_>>().join(", ")
}

fn classes(classes: &[Class]) -> String {
    classes.iter().map(|class| class.name()).collect::<Vec<_>>().join(" or ")
}

const fn level_name(level: Level) -> &'static str {
    match level {
        Level::High => "high",
        Level::Medium => "medium",
        Level::Low => "low",
    }
}

fn as_major(effect: ServiceEffect) -> String {
    if effect.is_major() {
        return format!("major, for a service is {}", effect_name(effect));
    }
    "major".to_owned()
}

const fn effect_name(effect: ServiceEffect) -> &'static str {
    match effect {
        ServiceEffect::Unchanged => "unchanged",
        ServiceEffect::Changed => "changed",
        ServiceEffect::Introduced => "introduced",
        ServiceEffect::Removed => "removed",
        ServiceEffect::Transferred => "transferred",
    }
}
