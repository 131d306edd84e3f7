//! Why a supplier may refuse, and what would be right.

use super::terms::{Gate, Party};
use crate::limits::{Label, Percent};
use engine::{Actor, Key, Timestamp, named};

/// Why a supplier refuses a command.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// No data is no pass.
    #[error("say how many deliveries there were, at least one, and how many of them were on time")]
    NoDeliveries,
    /// A gate is not passed.
    #[error("not passed: {}; none makes up for another", names(.gates))]
    GatesNotPassed {
        /// Which.
        gates: Vec<Gate>,
    },
    /// It is passed.
    #[error("the gate {} is passed, or nobody has looked; name one that is not", gate.name())]
    GateNotFailed {
        /// Which.
        gate: Gate,
    },
    /// Somebody else's work.
    #[error("{owner} is no supplier manager now; name one person who is")]
    NotSupplierManager {
        /// Who.
        owner: Actor,
    },
    /// It does not state all that it has to.
    #[error("the contract does not state {}", missing.join(", "))]
    ItemsMissing {
        /// Which items.
        missing: Vec<&'static str>,
    },
    /// No such item.
    #[error("there is no configuration item {item} on record")]
    UnknownItem {
        /// What was named.
        item: Key,
    },
    /// Another runs it.
    #[error("{supplier} runs {item} by contract; end that first")]
    RunByAnother {
        /// What.
        item: Key,
        /// Who.
        supplier: Key,
    },
    /// Nobody answers for it.
    #[error("let one person answer for the supplier first")]
    OwnerMissing,
    /// It is not known who works for him.
    #[error("say who works for the supplier first, if it is nobody")]
    SubcontractorsNotMapped,
    /// No such targets.
    #[error("{agreement} is no agreement of the kind contract with this supplier that is in force")]
    TargetsNotInForce {
        /// What was named.
        agreement: Key,
    },
    /// It promises less than what rests on it.
    #[error("{agreement} promises less than {rests}, which rests on it: {what}")]
    SupportWeaker {
        /// Which.
        agreement: Key,
        /// What rests on it.
        rests: Key,
        /// In what.
        what: Label,
    },
    /// It promises enough.
    #[error("{agreement} promises enough for {rests}")]
    SupportNotWeaker {
        /// Which.
        agreement: Key,
        /// What rests on it.
        rests: Key,
    },
    /// A time that is over.
    #[error("{at} is not to come; name a later time")]
    Over {
        /// Which.
        at: Timestamp,
    },
    /// Not a time that is over.
    #[error("a period begins before it ends, and is over when it is measured")]
    BadPeriod,
    /// Looked up by rules only.
    #[error("incidents and vulnerabilities are looked up by rules; record what was measured")]
    LookedUp,
    /// Not one of his.
    #[error("{agreement} does not hold targets of this supplier")]
    NotHisTargets {
        /// What was named.
        agreement: Key,
    },
    /// No such target.
    #[error("{agreement} has no target {target}")]
    UnknownTarget {
        /// Which agreement.
        agreement: Key,
        /// What was named.
        target: Label,
    },
    /// Nothing was measured.
    #[error("say what was reached of at least one target")]
    NothingMeasured,
    /// Too early.
    #[error("that is due {}", due.map_or_else(|| "never".to_owned(), |due| due.to_string()))]
    NotDue {
        /// When it is.
        due: Option<Timestamp>,
    },
    /// Nobody has learnt anything.
    #[error("say what is to become better, or why nothing is")]
    ImprovementsMissing,
    /// Those who work for him are in nobody's hands, as far as one knows.
    #[error("see first whether the supplier has those in hand who work for him")]
    SubcontractorsNotVerified,
    /// Nobody has said what was found.
    #[error("say first what the review has found")]
    NotReviewed,
    /// The contract is not what we need.
    #[error("the contract does not fit, by the review; propose to change it")]
    ContractDoesNotFit,
    /// He is not qualified.
    #[error(
        "nothing that is valid shows that he is qualified as to security; have that checked, or \
         say why he stays"
    )]
    NotQualified,
    /// He has no score that says so.
    #[error("his last score is {}, the threshold {threshold}", of(*.score))]
    ScoreNotBelow {
        /// His last one.
        score: Option<Percent>,
        /// What is asked for.
        threshold: Percent,
    },
    /// He has none that says so.
    #[error("his last score is {}, the threshold {threshold}; score him anew first", of(*.score))]
    NotRecovered {
        /// His last one.
        score: Option<Percent>,
        /// What is asked for.
        threshold: Percent,
    },
    /// Nobody knows why.
    #[error("name the change that decides on it, or say what is needed")]
    NoNeed,
    /// It is not decided on.
    #[error("change {change} is not approved")]
    ChangeNotApproved {
        /// What was named.
        change: Key,
    },
    /// It is not turned down.
    #[error("change {change} is not turned down")]
    ChangeNotTurnedDown {
        /// What was named.
        change: Key,
    },
    /// Somebody needs what he does.
    #[error("nobody took over what he did; record that, or that nothing of it is needed")]
    NothingTransferred,
    /// There is a dispute.
    #[error("a dispute with him is not over; settle it first")]
    DisputeOpen,
    /// There is no contract to stay by.
    #[error("the contract has ended on {until}")]
    ContractEnded {
        /// When.
        until: Timestamp,
    },
    /// No figures.
    #[error("that part of the score is not there yet; give it first")]
    PartMissing,
    /// Others decide too early.
    #[error("there is time to negotiate until {until}; say why that failed")]
    StillNegotiated {
        /// Until when.
        until: Timestamp,
    },
    /// Nobody has signed or decided.
    #[error("a dispute ends by what both have signed, or by an award; name one of both")]
    NotSettled,
    /// The other side's.
    #[error("the dispute is of the {}; only that side withdraws it", side(*.by))]
    NotRaisingParty {
        /// Whose it is.
        by: Party,
    },
    /// A figure out of bounds.
    #[error("{what} is out of bounds: {bounds}")]
    Figure {
        /// Which.
        what: &'static str,
        /// From what to what.
        bounds: &'static str,
    },
    /// Another stream holds them.
    #[error("{key} holds the figures; set them there")]
    PolicyElsewhere {
        /// Which.
        key: Key,
    },
}

named! { Rejection {
    NoDeliveries = "no_deliveries",
    GatesNotPassed = "gates_not_passed",
    GateNotFailed = "gate_not_failed",
    NotSupplierManager = "not_supplier_manager",
    ItemsMissing = "items_missing",
    UnknownItem = "unknown_item",
    RunByAnother = "run_by_another",
    OwnerMissing = "owner_missing",
    SubcontractorsNotMapped = "subcontractors_not_mapped",
    TargetsNotInForce = "targets_not_in_force",
    SupportWeaker = "support_weaker",
    SupportNotWeaker = "support_not_weaker",
    Over = "over",
    BadPeriod = "bad_period",
    LookedUp = "looked_up",
    NotHisTargets = "not_his_targets",
    UnknownTarget = "unknown_target",
    NothingMeasured = "nothing_measured",
    NotDue = "not_due",
    ImprovementsMissing = "improvements_missing",
    SubcontractorsNotVerified = "subcontractors_not_verified",
    NotReviewed = "not_reviewed",
    ContractDoesNotFit = "contract_does_not_fit",
    NotQualified = "not_qualified",
    ScoreNotBelow = "score_not_below",
    NotRecovered = "not_recovered",
    NoNeed = "no_need",
    ChangeNotApproved = "change_not_approved",
    ChangeNotTurnedDown = "change_not_turned_down",
    NothingTransferred = "nothing_transferred",
    DisputeOpen = "dispute_open",
    ContractEnded = "contract_ended",
    PartMissing = "part_missing",
    StillNegotiated = "still_negotiated",
    NotSettled = "not_settled",
    NotRaisingParty = "not_raising_party",
    Figure = "figure",
    PolicyElsewhere = "policy_elsewhere",
} }

fn names(gates: &[Gate]) -> String {
    gates.iter().map(|gate| gate.name()).collect::<Vec<_>>().join(", ")
}

fn of(score: Option<Percent>) -> String {
    score.map_or_else(|| "none".to_owned(), |score| score.to_string())
}

const fn side(party: Party) -> &'static str {
    match party {
        Party::Provider => "provider",
        Party::Supplier => "supplier",
    }
}
