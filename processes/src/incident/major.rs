//! Major incident: a facet with a life of its own (8.1.10 to 8.1.14).
//!
//! Its deadlines are three: top management is told (`major_notice`), a manager is named or else it
//! escalates to top management (`major_manager`: the requirements plan a communication there), and
//! the review begins (`major_review`). Restoration is in the hands of the one named manager; a
//! relapse may be seen by monitoring, and whoever watches incidents may downgrade.

use super::service_level::clock;
use super::value::{By, Party};
use super::{
    AssignManager, ContinuityRequested, DeclareMajor, DeclaredMajor, DowngradeMajor, Event,
    Incident, IssueUpdate, MajorClosed, MajorDowngraded, ManagerAssigned, ManagerReplaced,
    NotifyTopManagement, Rejection, Relapse, Relapsed, ReplaceManager, RequestContinuity,
    RestorationStarted, Restore, Restored, Review, ReviewStarted, Reviewed, StartRestoration,
    TopManagementNotified, UpdateIssued,
};
use crate::agreement::terms::MajorIncident;
use crate::facts::Roles;
use crate::limits::List;
use crate::roles::{
    INCIDENT_MANAGER, MAJOR_INCIDENT_MANAGER, MONITORING, SERVICE_DESK, SYSTEM, TOP_MANAGEMENT,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Lifecycle, To, phase, row};
use engine::{Actor, Context, Span, Stamp, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a major incident is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MajorPhase {
    /// It is none.
    #[default]
    Undeclared,
    /// It is one.
    Declared,
    /// One named person manages it.
    Managed,
    /// Service is being restored under them.
    Restoring,
    /// Agreed service is back.
    Restored,
    /// What can be learnt is being examined.
    Reviewing,
    /// Over.
    Closed,
    /// It was none after all.
    Downgraded,
}

/// Everything that may happen to a major incident. The incident's own table says in which of its
/// phases.
#[rustfmt::skip]
pub const MAJOR: Lifecycle<MajorPhase> = {
    use MajorPhase::{
        Closed, Declared, Downgraded, Managed, Restored, Restoring, Reviewing, Undeclared,
    };
    Lifecycle {
        process: "incident, major",
        phases: &[
            phase(Undeclared, "undeclared", Plan),
            phase(Declared,   "declared",   Plan),
            phase(Managed,    "managed",    Do),
            phase(Restoring,  "restoring",  Do),
            phase(Restored,   "restored",   Check),
            phase(Reviewing,  "reviewing",  Check),
            phase(Closed,     "closed",     Act),
            phase(Downgraded, "downgraded", Act),
        ],
        rows: &[
            //  from                                       command                  event                      to                     roles
            row(&[Undeclared, Closed, Downgraded],         "declare_major",         "declared_major",          To::Phase(Declared),   &[INCIDENT_MANAGER, SYSTEM, SERVICE_DESK]),
            row(&[Declared, Managed, Restoring, Restored], "notify_top_management", "top_management_notified", To::Same,              &[SYSTEM, INCIDENT_MANAGER]),
            row(&[Declared],                               "assign_manager",        "manager_assigned",        To::Phase(Managed),    &[TOP_MANAGEMENT, INCIDENT_MANAGER]),
            row(&[Managed],                                "start_restoration",     "restoration_started",     To::Phase(Restoring),  &[MAJOR_INCIDENT_MANAGER]),
            row(&[Managed, Restoring],                     "issue_update",          "update_issued",           To::Same,              &[MAJOR_INCIDENT_MANAGER]),
            row(&[Managed, Restoring],                     "request_continuity",    "continuity_requested",    To::Same,              &[MAJOR_INCIDENT_MANAGER]),
            row(&[Managed],                                "replace_manager",       "manager_replaced",        To::Same,              &[TOP_MANAGEMENT, INCIDENT_MANAGER]),
            row(&[Restoring],                              "restore",               "restored",                To::Phase(Restored),   &[MAJOR_INCIDENT_MANAGER]),
            row(&[Restored, Reviewing],                    "relapse",               "relapsed",                To::Phase(Restoring),  &[MAJOR_INCIDENT_MANAGER, MONITORING]),
            row(&[Restored],                               "start_review",          "review_started",          To::Phase(Reviewing),  &[MAJOR_INCIDENT_MANAGER, SYSTEM]),
            row(&[Reviewing],                              "review",                "reviewed",                To::Same,              &[MAJOR_INCIDENT_MANAGER]),
            row(&[Reviewing],                              "close_major",           "major_closed",            To::Phase(Closed),     &[MAJOR_INCIDENT_MANAGER]),
            row(&[Declared, Managed, Restoring],           "downgrade_major",       "major_downgraded",        To::Phase(Downgraded), &[MAJOR_INCIDENT_MANAGER, INCIDENT_MANAGER]),
        ],
        attested: &[],
    }
};

/// What is true of the major incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Major {
    /// Where it is in its life.
    pub phase: MajorPhase,
    /// When it was declared.
    pub declared_at: Option<Timestamp>,
    /// Who manages it.
    pub manager: Option<Actor>,
    /// Whether the notice reached top management.
    pub top_management_knows: bool,
    /// By when top management is told; none once that was tried.
    pub notice_due: Option<Timestamp>,
    /// By when it has a named manager.
    pub manager_due: Option<Timestamp>,
    /// By when its review begins, once service is restored.
    pub review_due: Option<Timestamp>,
    /// Whether it has been reviewed since service was restored.
    pub reviewed: bool,
    /// When agreed service was last back.
    pub restored_at: Option<Timestamp>,
    /// How often service was restored.
    pub restorations: u32,
}

impl Major {
    /// Whether it has been declared and is not over.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self.phase {
            MajorPhase::Undeclared | MajorPhase::Closed | MajorPhase::Downgraded => false,
            MajorPhase::Declared
            | MajorPhase::Managed
            | MajorPhase::Restoring
            | MajorPhase::Restored
            | MajorPhase::Reviewing => true,
        }
    }

    pub(super) fn declared(event: &DeclaredMajor, stamp: &Stamp<'_>) -> Self {
        Self {
            phase: MajorPhase::Declared,
            declared_at: Some(stamp.occurred_at),
            notice_due: Some(event.notice_due),
            manager_due: Some(event.manager_due),
            ..Self::default()
        }
    }

    pub(super) fn on_notified(&mut self, event: &TopManagementNotified) {
        self.notice_due = None;
        self.top_management_knows |= !event.recipients.is_empty();
    }

    pub(super) fn on_manager(&mut self, event: &ManagerAssigned) {
        self.phase = MajorPhase::Managed;
        self.manager = Some(event.manager.clone());
        self.manager_due = None;
    }

    pub(super) fn on_restored(&mut self, event: &Restored, stamp: &Stamp<'_>) {
        self.phase = MajorPhase::Restored;
        self.review_due = Some(event.review_due);
        self.restored_at = Some(stamp.occurred_at);
        self.restorations = self.restorations.saturating_add(1);
    }

    pub(super) fn on_relapsed(&mut self) {
        self.phase = MajorPhase::Restoring;
        self.review_due = None;
        self.restored_at = None;
        self.reviewed = false;
    }

    pub(super) fn on_downgraded(&mut self) {
        self.phase = MajorPhase::Downgraded;
        self.notice_due = None;
        self.manager_due = None;
    }

    /// Only the named manager may.
    fn only_manager(&self, context: &Context<'_>) -> Result<(), Rejection> {
        match &self.manager {
            Some(manager) if *manager != context.caller.actor => {
                Err(Rejection::NotTheMajorManager { manager: manager.clone() })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Incident {
    pub(super) fn notify_top_management(
        command: &NotifyTopManagement,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let holders = context.facts.get::<Roles>().holders(TOP_MANAGEMENT, context.recorded_now);
        let recipients = if command.recipients.is_empty() {
            List::new(holders.iter().map(|holder| (*holder).clone()).collect()).unwrap_or_default()
        } else {
            command.recipients.clone()
        };
        let reached = recipients.iter().any(|recipient| holders.contains(&recipient));
        // The engine tells whoever there is; that there is nobody is a fact to record.
        if !reached && !context.caller.door.is_internal() {
            let holders = holders.into_iter().cloned().collect();
            return Err(Rejection::TopManagementMissing { holders });
        }
        Ok(vec![TopManagementNotified { recipients, message: command.message.clone() }.into()])
    }

    pub(super) fn assign_manager(command: &AssignManager) -> Vec<Event> {
        let AssignManager { manager, named_by } = command.clone();
        vec![ManagerAssigned { manager, named_by }.into()]
    }

    pub(super) fn replace_manager(&self, command: &ReplaceManager) -> Vec<Event> {
        let ReplaceManager { manager, handover, named_by } = command.clone();
        if self.major.manager.as_ref() == Some(&manager) {
            return Vec::new();
        }
        vec![ManagerReplaced { manager, handover, named_by }.into()]
    }

    pub(super) fn start_restoration(
        &self,
        command: &StartRestoration,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.major.only_manager(context)?;
        if !self.major.top_management_knows {
            return Err(Rejection::TopManagementNotNotified);
        }
        Ok(vec![RestorationStarted { note: command.note.clone() }.into()])
    }

    pub(super) fn issue_update(
        &self,
        command: &IssueUpdate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.major.only_manager(context)?;
        let IssueUpdate { message, addressed } = command.clone();
        let missing = Party::TO_UPDATE.into_iter().filter(|party| !addressed.contains(party));
        let missing: Vec<_> = missing.collect();
        if !missing.is_empty() {
            return Err(Rejection::PartiesMissing(missing));
        }
        Ok(vec![UpdateIssued { message, addressed }.into()])
    }

    pub(super) fn request_continuity(
        &self,
        command: &RequestContinuity,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.major.only_manager(context)?;
        let RequestContinuity { plan, forecast, trigger } = command.clone();
        if forecast <= trigger {
            return Err(Rejection::ForecastWithinTrigger { forecast, trigger });
        }
        Ok(vec![ContinuityRequested { plan, forecast, trigger }.into()])
    }

    pub(super) fn restore(
        &self,
        command: &Restore,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.major.only_manager(context)?;
        let review_due = clock(context) + self.definition(context).review_limit;
        Ok(vec![Restored { verified: command.verified.clone(), review_due }.into()])
    }

    pub(super) fn relapse(command: &Relapse) -> Vec<Event> {
        vec![Relapsed { symptom: command.symptom.clone() }.into()]
    }

    pub(super) fn start_review(&self, context: &Context<'_>) -> Vec<Event> {
        let late = self.major.review_due.map(|due| context.recorded_now.since(due));
        vec![ReviewStarted { late_by: late.filter(|late| *late > Span::ZERO) }.into()]
    }

    pub(super) fn review(
        &self,
        command: &Review,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.major.only_manager(context)?;
        if command.improvements.is_empty() && command.no_improvement_reason.is_none() {
            return Err(Rejection::ImprovementsNotConsidered);
        }
        if command.parties.is_empty() {
            return Err(Rejection::NobodyTookPart);
        }
        let Review { findings, improvements, no_improvement_reason, parties } = command.clone();
        Ok(vec![Reviewed { findings, improvements, no_improvement_reason, parties }.into()])
    }

    pub(super) fn close_major(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.major.only_manager(context)?;
        if !self.major.reviewed {
            return Err(Rejection::NotReviewed);
        }
        Ok(vec![MajorClosed { restorations: self.major.restorations }.into()])
    }

    /// What a major incident is, as agreed.
    fn definition(&self, context: &Context<'_>) -> MajorIncident {
        self.agreed(context).terms.definitions.major_incident.clone()
    }

    /// Whether it matches the figures of the definition; none where there is nothing to compare.
    fn matches_definition(&self, definition: &MajorIncident) -> Option<bool> {
        if definition.priority.is_none() && definition.impact.is_none() {
            return None;
        }
        Some(definition.matches(self.priority?, self.triage.impact?))
    }

    pub(super) fn declare_major(
        &self,
        command: &DeclareMajor,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let definition = self.definition(context);
        let by = match (self.matches_definition(&definition), &command.matches) {
            (Some(true), _) => By::Rule,
            (None, Some(_)) => By::Sender,
            (Some(false), _) | (None, None) => {
                let statement = definition.statement;
                return Err(Rejection::DefinitionNotMatched { statement });
            }
        };
        Ok(vec![
            DeclaredMajor {
                definition: self.agreed(context).version,
                by,
                matches: command.matches.clone(),
                notice_due: clock(context) + definition.notice_limit,
                manager_due: clock(context) + definition.manager_limit,
            }
            .into(),
        ])
    }

    pub(super) fn downgrade_major(
        &self,
        command: &DowngradeMajor,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let definition = self.definition(context);
        if self.matches_definition(&definition) == Some(true) {
            let statement = definition.statement;
            return Err(Rejection::DefinitionStillMatched { statement });
        }
        Ok(vec![MajorDowngraded { reason: command.reason.clone() }.into()])
    }
}
