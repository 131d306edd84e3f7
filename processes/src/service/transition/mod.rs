//! Design and transition of a new or changed service: planned, designed, built, proved, handed over
//! (5.1 to 5.4).

mod build;
mod plan;

use super::{Command, Event, Rejection, Service, state};
use crate::limits::Label;
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CHANGE_ADVISORY_BOARD, CHANGE_MANAGER, CHANGE_REQUESTER,
    CUSTOMER, PROJECT_MANAGER, RELEASE_MANAGER, SECURITY_OFFICER, SERVICE_MANAGER, SYSTEM, TESTER,
};
use TransitionPhase::{
    Acceptance, AcceptanceFailed, Cancelled, Closed, DesignReview, Designing, Developing, NotBegun,
    OnHold, PlanReview, Planning, Proposed, Rejected, Reported, Testing, Transitioned,
    Transitioning, Withdrawn,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Lifecycle, To, phase, row};
use engine::{Actor, Context, Key, Named as _, Stamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Under way, and it can be given up.
const UNDER_WAY: &[TransitionPhase] = &[
    Planning,
    PlanReview,
    Designing,
    DesignReview,
    Developing,
    Testing,
    Acceptance,
    AcceptanceFailed,
    Transitioning,
    OnHold,
];

/// Everything that may happen to the design and transition of a service.
#[rustfmt::skip]
pub const TRANSITION: Lifecycle<TransitionPhase> = Lifecycle {
    process: "service, transition",
    phases: &[
        phase(NotBegun,         "not_begun",         Plan),
        phase(Proposed,         "proposed",          Plan),
        phase(Planning,         "planning",          Plan),
        phase(PlanReview,       "plan_review",       Plan),
        phase(Rejected,         "rejected",          Plan),
        phase(Designing,        "designing",         Do),
        phase(DesignReview,     "design_review",     Do),
        phase(Developing,       "developing",        Do),
        phase(Testing,          "testing",           Do),
        phase(Acceptance,       "acceptance",        Do),
        phase(AcceptanceFailed, "acceptance_failed", Do),
        phase(Transitioning,    "transitioning",     Do),
        phase(OnHold,           "on_hold",           Do),
        phase(Transitioned,     "transitioned",      Check),
        phase(Reported,         "reported",          Act),
        phase(Closed,           "closed",            Act),
        phase(Cancelled,        "cancelled",         Act),
        phase(Withdrawn,        "withdrawn",         Act),
    ],
    rows: &[
        row(&[NotBegun, Rejected, Closed, Cancelled, Withdrawn],
                                "propose",                   "proposed",                      To::Phase(Proposed),         &[CHANGE_REQUESTER, SYSTEM]),
        row(&[Proposed],        "identify_requirements",     "requirements_identified",       To::Phase(Planning),         &[PROJECT_MANAGER, CUSTOMER]),
        row(&[Planning],        "assess_impact",             "impact_considered",             To::Same,                    &[PROJECT_MANAGER]),
        row(&[Planning],        "assess_party",              "party_capability_assessed",     To::Same,                    &[PROJECT_MANAGER]),
        row(&[Planning],        "agree_acceptance_criteria", "acceptance_criteria_agreed",    To::Same,                    &[PROJECT_MANAGER, CUSTOMER]),
        row(&[Planning],        "submit_plan",               "plan_submitted",                To::Phase(PlanReview),       &[PROJECT_MANAGER]),
        row(&[PlanReview],      "accept_plan",               "plan_accepted",                 To::Phase(Designing),        &[CHANGE_MANAGER]),
        row(&[PlanReview],      "reject_plan",               "plan_rejected",                 To::Phase(Planning),         &[CHANGE_MANAGER]),
        row(&[Designing],       "place_security_controls",   "security_controls_designed_in", To::Same,                    &[SECURITY_OFFICER]),
        row(&[Designing],       "plan_satisfaction_survey",  "satisfaction_survey_planned",   To::Same,                    &[BUSINESS_RELATIONSHIP_MANAGER]),
        row(&[Designing],       "submit_design",             "design_submitted",              To::Phase(DesignReview),     &[PROJECT_MANAGER]),
        row(&[DesignReview],    "accept_design",             "design_accepted",               To::Phase(Developing),       &[CHANGE_MANAGER]),
        row(&[DesignReview],    "reject_design",             "design_rejected",               To::Phase(Designing),        &[CHANGE_MANAGER]),
        row(&[Developing],      "complete_development",      "developed",                     To::Phase(Testing),          &[PROJECT_MANAGER]),
        row(&[Testing],         "fail_test",                 "test_failed",                   To::Phase(Developing),       &[TESTER]),
        row(&[Testing],         "pass_test",                 "tested",                        To::Phase(Acceptance),       &[TESTER]),
        row(&[Acceptance],      "accept",                    "accepted",                      To::Phase(Transitioning),    &[CUSTOMER]),
        row(&[Acceptance],      "fail_acceptance",           "acceptance_failed",             To::Phase(AcceptanceFailed), &[CUSTOMER]),
        row(&[AcceptanceFailed], "decide_rework",            "rework_decided",                To::Phase(Developing),       &[PROJECT_MANAGER]),
        row(&[AcceptanceFailed], "accept_with_deviation",    "deviation_accepted",            To::Phase(Transitioning),    &[CUSTOMER]),
        row(&[Transitioning],   "complete_transition",       "transitioned",                  To::Phase(Transitioned),     &[RELEASE_MANAGER]),
        row(&[Transitioning, Transitioned, Reported],
                                "back_out",                  "backed_out",                    To::Phase(Developing),       &[RELEASE_MANAGER]),
        row(&[Transitioned],    "report_outcome",            "outcome_reported",              To::Phase(Reported),         &[PROJECT_MANAGER]),
        row(&[Reported],        "close_transition",          "transition_closed",             To::Phase(Closed),           &[SERVICE_MANAGER]),
        row(&[Planning, Designing, Developing, Testing],
                                "hold",                      "held",                          To::Phase(OnHold),           &[SERVICE_MANAGER]),
        row(&[OnHold],          "resume",                    "resumed",                       To::Resumed,                 &[SERVICE_MANAGER]),
        row(&[Proposed],        "reject",                    "proposal_rejected",             To::Phase(Rejected),         &[CHANGE_ADVISORY_BOARD]),
        row(&[Proposed, Planning],
                                "withdraw",                  "proposal_withdrawn",            To::Phase(Withdrawn),        &[CHANGE_REQUESTER]),
        row(UNDER_WAY,          "cancel",                    "transition_cancelled",          To::Phase(Cancelled),        &[SERVICE_MANAGER]),
        row(&[Developing, Testing, AcceptanceFailed],
                                "reopen_design",             "design_reopened",               To::Phase(Designing),        &[PROJECT_MANAGER]),
    ],
    attested: &[],
};

/// Where design and transition are.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransitionPhase {
    /// Nobody has proposed any.
    #[default]
    NotBegun,
    /// Somebody wants it.
    Proposed,
    /// It is planned.
    Planning,
    /// The plan is examined.
    PlanReview,
    /// It was refused.
    Rejected,
    /// It is designed.
    Designing,
    /// The design is examined.
    DesignReview,
    /// It is built.
    Developing,
    /// It is tested.
    Testing,
    /// The customer examines it.
    Acceptance,
    /// Criteria are not met.
    AcceptanceFailed,
    /// It is deployed.
    Transitioning,
    /// It rests.
    OnHold,
    /// It is live.
    Transitioned,
    /// What came of it is known.
    Reported,
    /// It is over.
    Closed,
    /// It was given up.
    Cancelled,
    /// It was taken back.
    Withdrawn,
}

/// Design and transition of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transition {
    /// Where it is.
    pub phase: TransitionPhase,
    /// Where it goes on when it rests.
    pub held_from: Option<TransitionPhase>,
    /// The change that asks for it.
    pub change: Option<Key>,
    /// Who proposed it.
    pub requester: Option<Actor>,
    /// The requirements that it is to meet.
    pub requirements: BTreeSet<Label>,
    /// Whether it was considered what it may do.
    pub impact_considered: bool,
    /// The other parties assessed, and whether they can do their part.
    pub parties: BTreeMap<Label, bool>,
    /// By what it is accepted.
    pub criteria: BTreeSet<Label>,
    /// Whether security controls are part of the design.
    pub controls_placed: bool,
    /// Which version of its entry was published when the design was accepted.
    pub entry_at_design: Option<u64>,
    /// Who has built at it.
    pub builders: BTreeSet<Actor>,
    /// The configuration items that it is made of.
    pub items: BTreeSet<Key>,
}

impl Transition {
    /// Whether it is under way: proposed and not at its end.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.phase, NotBegun | Rejected | Closed | Cancelled | Withdrawn)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing but the phase")]
    pub(super) fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>, entry: u64) {
        let before = self.phase;
        match state::after(&TRANSITION, event.name()) {
            Some(To::Phase(phase)) => self.phase = phase,
            Some(To::Resumed) => self.phase = self.held_from.take().unwrap_or(self.phase),
            Some(To::Same | To::Stated) | None => {}
        }
        match event {
            Event::Proposed(proposed) => {
                *self = Self {
                    phase: self.phase,
                    change: Some(proposed.change.clone()),
                    requester: Actor::from_escaped(stamp.actor).ok(),
                    ..Self::default()
                };
            }
            Event::RequirementsIdentified(identified) => {
                self.requirements = identified.requirements.iter().cloned().collect();
            }
            Event::ImpactConsidered(_) => self.impact_considered = true,
            Event::PartyCapabilityAssessed(assessed) => {
                self.parties.insert(assessed.party.clone(), assessed.capable);
            }
            Event::AcceptanceCriteriaAgreed(agreed) => {
                self.criteria = agreed.criteria.iter().map(|it| it.name.clone()).collect();
            }
            Event::SecurityControlsDesignedIn(_) => self.controls_placed = true,
            Event::DesignAccepted(_) => self.entry_at_design = Some(entry),
            Event::DesignReopened(_) => self.entry_at_design = None,
            Event::Developed(developed) => {
                self.builders.extend(Actor::from_escaped(stamp.actor).ok());
                self.items = developed.items.iter().cloned().collect();
            }
            Event::Held(_) => self.held_from = Some(before),
            _ => {}
        }
    }
}

impl Service {
    pub(super) fn decide_transition(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if let Command::AcceptDesign(accept) = command {
            return self.accept_design(accept, context);
        }
        let event = match self.plan_and_design(command.clone(), context)? {
            Some(event) => Some(event),
            None => self.build_and_hand_over(command, context)?,
        };
        Ok(event.into_iter().collect())
    }
}
