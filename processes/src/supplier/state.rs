//! What is true of a supplier now.

use super::terms::{Because, Contract, Dues, Gate, Parts, Party, Policy, Subcontractor};
use super::{
    Command, DISPUTE, DisputePhase, EscalateDispute, Event, LIFECYCLE, NotePerformanceDue,
    OpenScore, Rejection, SCORING, ScorePhase, StartReview,
};
use crate::facts::{Agreements, Calendars, Changes, ConfigurationItems, Roles, Suppliers};
use crate::limits::{Label, List, Percent};
use engine::lifecycle::Stage;
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is true of a supplier now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Supplier {
    /// Where he is in his life.
    pub phase: Phase,
    /// What he is called.
    pub name: Option<Label>,
    /// The gates that were looked at, and whether each is passed.
    pub gates: BTreeMap<Gate, bool>,
    /// Until when he is qualified as to security.
    pub qualified_until: Option<Timestamp>,
    /// The end of it for which a review has begun.
    pub lapse_noted: Option<Timestamp>,
    /// Who answers for the relation.
    pub owner: Option<Actor>,
    /// The contract.
    pub contract: Option<Contract>,
    /// Who works for him; none where nobody has said.
    pub subcontractors: Option<List<Subcontractor>>,
    /// Whether he has those in hand, as was seen since the last review.
    pub subcontractors_verified: bool,
    /// When it is time for what repeats.
    pub dues: Option<Dues>,
    /// By when he is held to the gates, where he was not before.
    pub gap_check_by: Option<Timestamp>,
    /// What rests on which of his agreements, and is promised more than that: in what.
    pub weaker: BTreeMap<Key, BTreeMap<Key, Label>>,
    /// What the last review has found, while it lasts: whether the contract fits.
    pub reviewed: Option<bool>,
    /// Whether he is on probation, whatever else is being decided on.
    pub probation: bool,
    /// What is on record since he was last scored.
    pub tally: Tally,
    /// From when on that is.
    pub tally_since: Option<Timestamp>,
    /// His score.
    pub score: Score,
    /// What was published last.
    pub last_score: Option<Percent>,
    /// The dispute with him.
    pub dispute: Dispute,
    /// Who takes over when we leave him.
    pub successor: Option<Label>,
    /// Whether somebody has taken over what he did.
    pub transferred: bool,
    /// The figures, where this stream holds them.
    pub policy: Option<Policy>,
    /// How many versions of them there were.
    pub versions: u64,
}

/// What is on record of a time.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// How many targets were measured.
    pub targets: u64,
    /// How many of them were reached.
    pub reached: u64,
    /// How many incidents his items had.
    pub incidents: u64,
    /// How many of them were resolved in time.
    pub incidents_in_time: u64,
    /// Those of them that are remembered, and whether each was: one that is there again counts once,
    /// as it was resolved last.
    pub cases: BTreeMap<Key, bool>,
    /// How many vulnerabilities were fixed.
    pub fixes: u64,
    /// How many of them in time.
    pub fixes_in_time: u64,
    /// Those that were not in time, and are not fixed.
    pub late: BTreeSet<Key>,
}

/// A score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// Where it is in its life.
    pub phase: ScorePhase,
    /// From when the time goes that it is about.
    pub since: Option<Timestamp>,
    /// What is on record of that time.
    pub tally: Tally,
    /// What it is made of.
    pub parts: Parts,
}

/// A dispute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dispute {
    /// Where it is in its life.
    pub phase: DisputePhase,
    /// Who raised it.
    pub by: Option<Party>,
    /// Until when it is negotiated.
    pub until: Option<Timestamp>,
}

/// Where a supplier is in his life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has thought of him.
    #[default]
    Unproposed,
    /// Somebody has.
    Proposed,
    /// It is looked at whether he passes the gates.
    Assessing,
    /// He does.
    Admitted,
    /// There is a draft of a contract.
    Contracting,
    /// He does not.
    Refused,
    /// A contract is in force.
    Active,
    /// He has to mend what he does.
    OnProbation,
    /// He is being reviewed.
    UnderReview,
    /// The contract is being changed.
    Changing,
    /// We leave him.
    Exiting,
    /// It is over with him.
    Ended,
    /// Nothing came of it.
    Withdrawn,
    /// No supplier: the figures.
    Policy,
}

impl Phase {
    /// Whether a contract is in force.
    #[must_use]
    pub const fn is_bound(self) -> bool {
        matches!(
            self,
            Self::Active | Self::OnProbation | Self::UnderReview | Self::Changing | Self::Exiting
        )
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Refused | Self::Ended | Self::Withdrawn)
    }

    /// Where a supplier is after an event, if he is on probation or not; none where that says
    /// nothing of it.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing of it")]
    pub(crate) const fn after(event: &Event, probation: bool) -> Option<Self> {
        let steady = if probation { Self::OnProbation } else { Self::Active };
        Some(match event {
            Event::Proposed(_) => Self::Proposed,
            Event::AdmissionStarted(_) => Self::Assessing,
            Event::Admitted(_) | Event::NegotiationBrokenOff(_) => Self::Admitted,
            Event::Refused(_) => Self::Refused,
            Event::ContractDrafted(_) => Self::Contracting,
            Event::ContractSigned(_) | Event::ExistingRegistered(_) | Event::ProbationLifted(_) => {
                Self::Active
            }
            Event::ProbationBegun(_) => Self::OnProbation,
            Event::ReviewStarted(_) => Self::UnderReview,
            Event::Confirmed(_)
            | Event::ContractChanged(_)
            | Event::ContractChangeDropped(_)
            | Event::ExitCancelled(_) => steady,
            Event::ContractChangeProposed(_) => Self::Changing,
            Event::ExitStarted(_) => Self::Exiting,
            Event::Ended(_) => Self::Ended,
            Event::Withdrawn(_) => Self::Withdrawn,
            Event::PolicySet(_) => Self::Policy,
            _ => return None,
        })
    }
}

impl Decider for Supplier {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const FOLD: u16 = 3;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Agreements>(),
            NewFact::of::<Calendars>(),
            NewFact::of::<Changes>(),
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<Roles>(),
            NewFact::of::<Suppliers>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn facets(&self) -> impl Iterator<Item = Stage> {
        [SCORING.stage(self.score.phase), DISPUTE.stage(self.dispute.phase)].into_iter()
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.decided(command.clone(), context)
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        self.take_in(event, stamp);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let due = |name, at, command| Deadline { name, at, command, effect: Effect::Moves };
        let review: fn() -> Command = || StartReview { because: Because::Interval }.into();
        let lapse: fn() -> Command = || StartReview { because: Because::CertificateLapsed }.into();
        let ends: fn() -> Command = || StartReview { because: Because::ContractEnds }.into();
        let gap: fn() -> Command = || StartReview { because: Because::AdmissionGap }.into();
        let score: fn() -> Command = || OpenScore {}.into();
        let escalate: fn() -> Command = || EscalateDispute { failed: None }.into();
        let why = |because: &Because| self.review_due(because);
        let deadlines = [
            why(&Because::Interval).map(|at| due("review_interval", at, review)),
            why(&Because::CertificateLapsed).map(|at| due("certificate_lapse", at, lapse)),
            why(&Because::ContractEnds).map(|at| due("contract_end_notice", at, ends)),
            why(&Because::AdmissionGap).map(|at| due("admission_gap", at, gap)),
            self.performance_due()
                .map(|at| due("performance_interval", at, || NotePerformanceDue {}.into())),
            self.score_due().map(|at| due("scoring_interval", at, score)),
            self.escalation_due().map(|at| due("negotiation_limit", at, escalate)),
        ];
        deadlines.into_iter().flatten().collect()
    }
}
