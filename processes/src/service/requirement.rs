//! What is needed of a service: captured, made measurable, agreed, changed, retired (7.1, 6.1).

use super::{
    Command, Event, Rejection, RemovalPhase, RequirementAgreed, RequirementAnalysed,
    RequirementCaptured, RequirementChangeAgreed, RequirementChangeDropped,
    RequirementChangeProposed, RequirementConfirmed, RequirementProposed, RequirementRejected,
    RequirementRetired, RequirementReviewStarted, RequirementWithdrawn, Service, linked, state,
};
use crate::limits::{LIST_MAX, Label, Text};
use crate::roles::{BUSINESS_RELATIONSHIP_MANAGER, CUSTOMER, SERVICE_MANAGER, SYSTEM};
use RequirementPhase::{
    Agreed, Analysed, Captured, ChangePending, Proposed, Rejected, Retired, UnderReview, Unknown,
    Withdrawn,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Lifecycle, NotAllowed, To, phase, row};
use engine::{Actor, Context, Key, Named as _, Stamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that may happen to a requirement of a service.
#[rustfmt::skip]
pub const REQUIREMENT: Lifecycle<RequirementPhase> = Lifecycle {
    process: "service, requirement",
    phases: &[
        phase(Unknown,       "unknown",        Plan),
        phase(Captured,      "captured",       Plan),
        phase(Analysed,      "analysed",       Plan),
        phase(Proposed,      "proposed",       Plan),
        phase(Rejected,      "rejected",       Plan),
        phase(Agreed,        "agreed",         Do),
        phase(UnderReview,   "under_review",   Check),
        phase(ChangePending, "change_pending", Act),
        phase(Retired,       "retired",        Act),
        phase(Withdrawn,     "withdrawn",      Act),
    ],
    rows: &[
        row(&[Unknown],             "capture_requirement",        "requirement_captured",        To::Phase(Captured),      &[BUSINESS_RELATIONSHIP_MANAGER, CUSTOMER, SYSTEM]),
        row(&[Captured],            "analyse_requirement",        "requirement_analysed",        To::Phase(Analysed),      &[SERVICE_MANAGER]),
        row(&[Analysed],            "propose_requirement",        "requirement_proposed",        To::Phase(Proposed),      &[SERVICE_MANAGER]),
        row(&[Proposed],            "agree_requirement",          "requirement_agreed",          To::Phase(Agreed),        &[CUSTOMER]),
        row(&[Analysed, Proposed],  "reject_requirement",         "requirement_rejected",        To::Phase(Rejected),      &[SERVICE_MANAGER, CUSTOMER]),
        row(&[Agreed],              "review_requirement",         "requirement_review_started",  To::Phase(UnderReview),   &[SERVICE_MANAGER]),
        row(&[UnderReview],         "confirm_requirement",        "requirement_confirmed",       To::Phase(Agreed),        &[CUSTOMER]),
        row(&[Agreed, UnderReview], "propose_requirement_change", "requirement_change_proposed", To::Phase(ChangePending), &[CUSTOMER, BUSINESS_RELATIONSHIP_MANAGER]),
        row(&[ChangePending],       "agree_requirement_change",   "requirement_change_agreed",   To::Phase(Agreed),        &[CUSTOMER]),
        row(&[ChangePending],       "drop_requirement_change",    "requirement_change_dropped",  To::Phase(Agreed),        &[SERVICE_MANAGER]),
        row(&[Agreed],              "retire_requirement",         "requirement_retired",         To::Phase(Retired),       &[SERVICE_MANAGER]),
        row(&[Captured, Analysed, Proposed],
                                    "withdraw_requirement",       "requirement_withdrawn",       To::Phase(Withdrawn),     &[CUSTOMER, BUSINESS_RELATIONSHIP_MANAGER]),
    ],
    attested: &[],
};

/// Where a requirement is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequirementPhase {
    /// Nobody has stated it.
    #[default]
    Unknown,
    /// Somebody needs it.
    Captured,
    /// It can be measured.
    Analysed,
    /// It waits for agreement.
    Proposed,
    /// It will not be met.
    Rejected,
    /// The customer agrees.
    Agreed,
    /// It is examined.
    UnderReview,
    /// Another one is asked for instead.
    ChangePending,
    /// Nobody needs it any longer.
    Retired,
    /// Whoever stated it took it back.
    Withdrawn,
}

/// What is needed of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// Where it is in its life.
    pub phase: RequirementPhase,
    /// Who needs it.
    pub source: Option<Label>,
    /// Who wrote that down.
    pub captured_by: Option<Actor>,
    /// What is to be so, in measurable terms.
    pub measure: Option<Text>,
    /// What is to be so instead, if that is asked for.
    pub measure_to_be: Option<Text>,
    /// Whether it takes a new or changed service.
    pub needs_change: bool,
    /// The change that makes it so.
    pub change: Option<Key>,
    /// The change by which it is to be so instead, if one is named.
    pub change_to_be: Option<Key>,
}

/// The requirements of a service, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Requirements(pub BTreeMap<Label, Requirement>);

impl Requirements {
    /// Where one is in its life.
    #[must_use]
    pub fn phase_of(&self, requirement: &Label) -> RequirementPhase {
        self.0.get(requirement).map_or(Unknown, |known| known.phase)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing but the phase")]
    pub(super) fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let Some(name) = named(event) else { return };
        let known = self.0.entry(name.clone()).or_default();
        if let Some(To::Phase(phase)) = state::after(&REQUIREMENT, event.name()) {
            known.phase = phase;
        }
        match event {
            Event::RequirementCaptured(captured) => {
                known.source = Some(captured.source.clone());
                known.captured_by = Actor::from_escaped(stamp.actor).ok();
            }
            Event::RequirementAnalysed(analysed) => {
                known.measure = Some(analysed.measure.clone());
                known.needs_change = analysed.needs_change;
                known.change.clone_from(&analysed.change);
            }
            Event::RequirementChangeProposed(proposed) => {
                known.measure_to_be = Some(proposed.measure.clone());
                known.change_to_be.clone_from(&proposed.change);
            }
            Event::RequirementChangeAgreed(agreed) => {
                known.measure = Some(agreed.measure.clone());
                (known.measure_to_be, known.change_to_be) = (None, None);
            }
            Event::RequirementChangeDropped(_) => {
                (known.measure_to_be, known.change_to_be) = (None, None);
            }
            _ => {}
        }
    }
}

/// Which requirement an event is about.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are about none")]
fn named(event: &Event) -> Option<&Label> {
    Some(match event {
        Event::RequirementCaptured(it) => &it.requirement,
        Event::RequirementAnalysed(it) => &it.requirement,
        Event::RequirementProposed(it) => &it.requirement,
        Event::RequirementAgreed(it) => &it.requirement,
        Event::RequirementRejected(it) => &it.requirement,
        Event::RequirementReviewStarted(it) => &it.requirement,
        Event::RequirementConfirmed(it) => &it.requirement,
        Event::RequirementChangeProposed(it) => &it.requirement,
        Event::RequirementChangeAgreed(it) => &it.requirement,
        Event::RequirementChangeDropped(it) => &it.requirement,
        Event::RequirementRetired(it) => &it.requirement,
        Event::RequirementWithdrawn(it) => &it.requirement,
        _ => return None,
    })
}

/// Which requirement a command is about.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are about none")]
fn asked(command: &Command) -> Option<&Label> {
    Some(match command {
        Command::CaptureRequirement(it) => &it.requirement,
        Command::AnalyseRequirement(it) => &it.requirement,
        Command::ProposeRequirement(it) => &it.requirement,
        Command::AgreeRequirement(it) => &it.requirement,
        Command::RejectRequirement(it) => &it.requirement,
        Command::ReviewRequirement(it) => &it.requirement,
        Command::ConfirmRequirement(it) => &it.requirement,
        Command::ProposeRequirementChange(it) => &it.requirement,
        Command::AgreeRequirementChange(it) => &it.requirement,
        Command::DropRequirementChange(it) => &it.requirement,
        Command::RetireRequirement(it) => &it.requirement,
        Command::WithdrawRequirement(it) => &it.requirement,
        _ => return None,
    })
}

/// Refuses what a table does not allow to one of many.
pub(super) fn permit<P: Copy + Eq + std::fmt::Debug>(
    table: &'static Lifecycle<P>,
    phase: P,
    command: &'static str,
) -> Result<(), NotAllowed> {
    if table.row_of(phase, command).is_some() {
        return Ok(());
    }
    let rows = table.rows.iter().filter(|row| row.from.contains(&phase));
    let possible = rows.map(|row| row.command).collect();
    let (process, phase) = (table.process, table.name_of(phase));
    Err(NotAllowed { process, phase, command, possible })
}

impl Service {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are about no requirement")]
    pub(super) fn decide_requirement(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Some(name) = asked(&command) else { return Ok(Vec::new()) };
        permit(&REQUIREMENT, self.requirements.phase_of(name), command.name())?;
        let unknown = Requirement::default();
        let known = self.requirements.0.get(name).unwrap_or(&unknown);
        let event: Event = match command {
            Command::CaptureRequirement(it) => {
                if self.requirements.0.len() >= LIST_MAX {
                    return Err(Rejection::TooMany { what: "requirements", max: LIST_MAX });
                }
                let (requirement, source, need) = (it.requirement, it.source, it.need);
                RequirementCaptured { requirement, source, need }.into()
            }
            Command::AnalyseRequirement(it) => {
                linked::on_record(it.change.as_ref(), context)?;
                linked::about_it(it.change.as_ref(), context)?;
                let (requirement, measure, change) = (it.requirement, it.measure, it.change);
                let needs_change = it.needs_change;
                RequirementAnalysed { requirement, measure, needs_change, change }.into()
            }
            Command::ProposeRequirement(it) => {
                RequirementProposed { requirement: it.requirement }.into()
            }
            Command::AgreeRequirement(it) => RequirementAgreed {
                requirement: it.requirement,
                change_needed: known.needs_change && known.change.is_none(),
            }
            .into(),
            Command::RejectRequirement(it) => {
                RequirementRejected { requirement: it.requirement, reason: it.reason }.into()
            }
            Command::ReviewRequirement(it) => {
                RequirementReviewStarted { requirement: it.requirement }.into()
            }
            Command::ConfirmRequirement(it) => {
                RequirementConfirmed { requirement: it.requirement }.into()
            }
            Command::ProposeRequirementChange(it) => {
                if it.change.is_none() && it.need.is_none() {
                    return Err(Rejection::NoChangeNamed);
                }
                linked::on_record(it.change.as_ref(), context)?;
                linked::about_it(it.change.as_ref(), context)?;
                let (requirement, measure) = (it.requirement, it.measure);
                RequirementChangeProposed { requirement, measure, change: it.change, need: it.need }
                    .into()
            }
            Command::AgreeRequirementChange(it) => {
                let Some(measure) = known.measure_to_be.clone() else { return Ok(Vec::new()) };
                let change = known.change_to_be.as_ref();
                linked::about_it(change, context)?;
                linked::approved(change, context)?;
                RequirementChangeAgreed {
                    requirement: it.requirement,
                    measure,
                    change: it.change,
                    affects_service_level: it.affects_service_level,
                }
                .into()
            }
            Command::DropRequirementChange(it) => {
                linked::turned_down(known.change_to_be.as_ref(), context)?;
                RequirementChangeDropped { requirement: it.requirement, change: it.change }.into()
            }
            Command::RetireRequirement(it) => {
                if it.gone.is_none() && self.removal.phase != RemovalPhase::Verified {
                    return Err(Rejection::StillNeeded);
                }
                RequirementRetired { requirement: it.requirement, gone: it.gone }.into()
            }
            Command::WithdrawRequirement(it) => {
                known.is_of(context)?;
                RequirementWithdrawn { requirement: it.requirement }.into()
            }
            _ => return Ok(Vec::new()),
        };
        Ok(vec![event])
    }
}

impl Requirement {
    /// Refuses who neither stated it nor wrote it down.
    fn is_of(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let actor = &context.caller.actor;
        let is_source = self.source.as_ref().is_some_and(|source| **source == *actor.to_string());
        if is_source || self.captured_by.as_ref() == Some(actor) {
            return Ok(());
        }
        let (needed_by, captured_by) = (self.source.clone(), self.captured_by.clone());
        Err(Rejection::NotItsSource { needed_by, captured_by })
    }
}
