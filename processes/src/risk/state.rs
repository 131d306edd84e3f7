//! What is true of a risk now.

use super::terms::{Dimension, EscalationRule, Matrix, Rated, Source, Treatment, Trigger};
use super::{BeginMatrix, Command, Escalate, Event, LIFECYCLE, NoteReviewDue, Reassess, Rejection};
use crate::change::Hand;
use crate::facts::{Changes, ConfigurationItems, OnRecord, Risks, Roles};
use crate::limits::{Label, List};
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is true of a risk now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Risk {
    /// Where it is in its life.
    pub phase: Phase,
    /// In a few words.
    pub title: Option<Label>,
    /// What suffers.
    pub dimension: Option<Dimension>,
    /// What made somebody think of it.
    pub source: Option<Source>,
    /// The services concerned.
    pub services: List<Key>,
    /// The items concerned.
    pub configuration_items: List<Key>,
    /// Who answers for it.
    pub owner: Option<Actor>,
    /// How grave it is with nothing done about it.
    pub inherent: Option<Rated>,
    /// How grave it is.
    pub current: Option<Rated>,
    /// How grave it is to be.
    pub target: Option<Rated>,
    /// Its place among all others, when it was last compared.
    pub rank: Option<u64>,
    /// Whose score that is.
    pub scored_by: BTreeSet<Actor>,
    /// What is done about it.
    pub treatment: Option<Treatment>,
    /// Until when it is borne as it is.
    pub accepted_until: Option<Timestamp>,
    /// When top management is called in, and why.
    pub limit: Option<Limit>,
    /// Until when its assessment counts.
    pub reassess_at: Option<Timestamp>,
    /// When it is looked at again; nothing once somebody was asked to.
    pub review_at: Option<Timestamp>,
    /// The risk that it is part of.
    pub parent: Option<Key>,
    /// The matrix, where this stream holds it: what was set last.
    pub matrix: Option<Matrix>,
    /// How many versions of it there were.
    pub versions: u64,
    /// The version that is to hold, and from when.
    pub planned: Option<(u64, Timestamp)>,
}

/// When top management is called in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// Why.
    pub rule: EscalationRule,
    /// When.
    pub at: Timestamp,
}

/// Where a risk is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has thought of it.
    #[default]
    Unidentified,
    /// Nobody knows how grave it is, or it is to be said anew.
    Identified,
    /// Nobody has decided what becomes of it.
    Assessed,
    /// Something is done about it.
    Treating,
    /// It is borne for a time.
    Accepted,
    /// What was done about it is watched.
    Monitored,
    /// It is no more.
    Closed,
    /// It is part of another one.
    Merged,
    /// It was none.
    Rejected,
    /// No risk: what scores come to, and how much is borne.
    Matrix,
}

impl Phase {
    /// Where a risk is after an event; none where that says nothing of it.
    #[must_use]
    pub(crate) const fn after(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Identified(_) | Event::Reassessed(_) => Self::Identified,
            Event::Assessed(_) => Self::Assessed,
            Event::TreatmentPlanned(_) => Self::Treating,
            Event::Treated(_) => Self::Monitored,
            Event::Accepted(_) => Self::Accepted,
            Event::Closed(_) => Self::Closed,
            Event::Merged(_) => Self::Merged,
            Event::Rejected(_) => Self::Rejected,
            Event::MatrixSet(_) => Self::Matrix,
            Event::OwnerAssigned(_)
            | Event::Prioritised(_)
            | Event::ReviewFellDue(_)
            | Event::Reviewed(_)
            | Event::Escalated(_)
            | Event::MatrixBegan(_) => return None,
        })
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Merged | Self::Rejected)
    }
}

impl Decider for Risk {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("RSK");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Changes>(),
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<OnRecord>(),
            NewFact::of::<Risks>(),
            NewFact::of::<Roles>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command.clone() {
            Command::Identify(command) => Self::identify(command, context),
            Command::AssignOwner(command) => self.assign_owner(command, context),
            Command::Assess(command) => self.assess(command, context),
            Command::Prioritise(_) => Ok(self.prioritise(context)),
            Command::PlanTreatment(command) => self.plan_treatment(command, context),
            Command::CompleteTreatment(command) => self.complete_treatment(command, context),
            Command::Accept(command) => self.accept(command, context),
            Command::Reassess(command) => self.reassess(command, context),
            Command::NoteReviewDue(_) => self.note_review_due(context),
            Command::Review(command) => self.review(command, context),
            Command::Close(command) => Ok(vec![super::Closed::from(command).into()]),
            Command::Merge(command) => Self::merge(command, context),
            Command::Reject(command) => Ok(vec![super::Rejected::from(command).into()]),
            Command::Escalate(_) => self.escalate(context),
            Command::SetMatrix(command) => self.set_matrix(command, context),
            Command::BeginMatrix(_) => self.begin_matrix(context),
        }
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        self.phase = Phase::after(event).unwrap_or(self.phase);
        let limit = |rule, at| Some(Limit { rule, at });
        match event.clone() {
            Event::Identified(event) => {
                self.title = Some(event.title);
                self.dimension = Some(event.dimension);
                self.source = Some(event.source);
                self.services = event.services;
                self.configuration_items = event.configuration_items;
                self.limit = limit(EscalationRule::AssessmentOverdue, event.assess_by);
            }
            Event::OwnerAssigned(event) => self.owner = Some(event.owner),
            Event::Assessed(event) => {
                self.inherent = Some(event.inherent);
                self.target = Some(event.target);
                self.scored(event.current, &event.by);
                self.reassess_at = Some(event.reassess_at);
                self.limit = limit(EscalationRule::DecisionOverdue, event.decide_by);
            }
            Event::Prioritised(event) => self.rank = Some(event.rank),
            Event::TreatmentPlanned(event) => {
                self.limit = limit(EscalationRule::TreatmentOverdue, event.treatment.due);
                self.treatment = Some(event.treatment);
            }
            Event::Treated(event) => {
                self.scored(event.residual, &event.by);
                (self.limit, self.review_at) = (None, Some(event.review_at));
            }
            Event::Accepted(event) => {
                self.accepted_until = Some(event.until);
                (self.limit, self.review_at) = (None, None);
            }
            Event::Reassessed(event) => {
                self.limit = limit(EscalationRule::AssessmentOverdue, event.assess_by);
                (self.accepted_until, self.review_at, self.reassess_at) = (None, None, None);
                self.treatment = None;
            }
            Event::ReviewFellDue(_) => self.review_at = None,
            Event::Reviewed(event) => {
                self.scored(event.current, &event.by);
                self.review_at = Some(event.review_at);
            }
            Event::Closed(_) | Event::Rejected(_) => self.end(None),
            Event::Merged(event) => self.end(Some(event.parent)),
            Event::Escalated(event) => self.limit = limit(event.rule, event.next_due),
            Event::MatrixSet(event) => {
                (self.matrix, self.versions) = (Some(event.matrix), event.version);
                self.planned = Some((event.version, event.from));
            }
            Event::MatrixBegan(_) => self.planned = None,
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let due = |name, at, command| Deadline { name, at, command, effect: Effect::Moves };
        let overdue = |limit: Limit| {
            let escalate: fn() -> Command = || Escalate {}.into();
            match limit.rule {
                EscalationRule::AssessmentOverdue => due("assessment_due", limit.at, escalate),
                EscalationRule::DecisionOverdue => due("decision_due", limit.at, escalate),
                EscalationRule::TreatmentOverdue => due("treatment_due", limit.at, escalate),
            }
        };
        let expired: fn() -> Command = || Reassess { trigger: Trigger::AcceptanceExpired }.into();
        let too_old: fn() -> Command = || Reassess { trigger: Trigger::PlannedInterval }.into();
        let is_decided = matches!(self.phase, Phase::Treating | Phase::Accepted | Phase::Monitored);
        let reassess_at = self.reassess_at.filter(|_| is_decided);
        let begins = self.planned.map(|(_, from)| from);
        let deadlines = [
            self.limit.map(overdue),
            self.accepted_until.map(|at| due("acceptance_expiry", at, expired)),
            reassess_at.map(|at| due("assessment_interval", at, too_old)),
            self.review_at.map(|at| due("review_due", at, || NoteReviewDue {}.into())),
            begins.map(|at| due("matrix_begins", at, || BeginMatrix {}.into())),
        ];
        deadlines.into_iter().flatten().collect()
    }
}

impl Risk {
    fn scored(&mut self, current: Rated, by: &Hand) {
        self.current = Some(current);
        self.scored_by = by.actors().cloned().collect();
    }

    /// Nothing more is due.
    fn end(&mut self, parent: Option<Key>) {
        self.parent = parent;
        (self.accepted_until, self.limit) = (None, None);
        (self.reassess_at, self.review_at) = (None, None);
    }
}
