//! Removal or transfer of a service, with data, documents and components accounted for (5.2, 9.2).

use super::linked;
use super::rules::agreements;
use super::{
    Command, DataDisposed, Event, Fate, ItemFate, NoticeElapsed, PartiesNotified, Rejection,
    RemovalApproved, RemovalBackedOut, RemovalCancelled, RemovalClosed, RemovalPlan,
    RemovalPlanReturned, RemovalPlanned, RemovalProposed, RemovalRejected, RemovalStarted, Removed,
    Service, TransferStarted, Transferred, state,
};
use crate::change::ServiceEffect;
use crate::configuration_item::End;
use crate::facts::ConfigurationItems;
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CHANGE_ADVISORY_BOARD, CHANGE_MANAGER, PROJECT_MANAGER,
    RECORDS_MANAGER, SERVICE_MANAGER, SYSTEM,
};
use RemovalPhase::{
    Approved, Cancelled, Closed, NotBegun, Notifying, Planned, Proposed, Rejected, Removing,
    Transferring, Verified,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Lifecycle, To, phase, row};
use engine::{Context, Key, Named as _, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everything that may happen to the removal of a service.
#[rustfmt::skip]
pub const REMOVAL: Lifecycle<RemovalPhase> = Lifecycle {
    process: "service, removal",
    phases: &[
        phase(NotBegun,     "not_begun",    Plan),
        phase(Proposed,     "proposed",     Plan),
        phase(Planned,      "planned",      Plan),
        phase(Approved,     "approved",     Plan),
        phase(Rejected,     "rejected",     Plan),
        phase(Notifying,    "notifying",    Do),
        phase(Removing,     "removing",     Do),
        phase(Transferring, "transferring", Do),
        phase(Verified,     "verified",     Check),
        phase(Closed,       "closed",       Act),
        phase(Cancelled,    "cancelled",    Act),
    ],
    rows: &[
        row(&[NotBegun, Rejected, Cancelled],
                                 "propose_removal",       "removal_proposed",      To::Phase(Proposed),     &[SERVICE_MANAGER, SYSTEM]),
        row(&[Proposed],         "plan_removal",          "removal_planned",       To::Phase(Planned),      &[PROJECT_MANAGER]),
        row(&[Planned],          "approve_removal",       "removal_approved",      To::Phase(Approved),     &[CHANGE_ADVISORY_BOARD]),
        row(&[Proposed, Planned], "reject_removal",       "removal_rejected",      To::Phase(Rejected),     &[CHANGE_ADVISORY_BOARD]),
        row(&[Planned],          "return_removal_plan",   "removal_plan_returned", To::Phase(Proposed),     &[CHANGE_ADVISORY_BOARD, CHANGE_MANAGER]),
        row(&[Approved],         "notify_removal",        "parties_notified",      To::Phase(Notifying),    &[BUSINESS_RELATIONSHIP_MANAGER]),
        row(&[Notifying],        "record_notice_elapsed", "notice_elapsed",        To::Same,                &[SYSTEM]),
        row(&[Notifying],        "start_removal",         "removal_started",       To::Phase(Removing),     &[PROJECT_MANAGER]),
        row(&[Notifying],        "start_transfer",        "transfer_started",      To::Phase(Transferring), &[PROJECT_MANAGER]),
        row(&[Removing, Transferring],
                                 "dispose_data",          "data_disposed",         To::Same,                &[RECORDS_MANAGER]),
        row(&[Removing],         "complete_removal",      "removed",               To::Phase(Verified),     &[PROJECT_MANAGER]),
        row(&[Transferring],     "complete_transfer",     "transferred",           To::Phase(Verified),     &[PROJECT_MANAGER]),
        row(&[Verified],         "close_removal",         "removal_closed",        To::Phase(Closed),       &[SERVICE_MANAGER]),
        row(&[Proposed, Planned, Approved, Notifying],
                                 "cancel_removal",        "removal_cancelled",     To::Phase(Cancelled),    &[SERVICE_MANAGER]),
        row(&[Removing, Transferring, Verified],
                                 "back_out_removal",      "removal_backed_out",    To::Phase(Approved),     &[PROJECT_MANAGER]),
    ],
    attested: &[],
};

/// Where the removal of a service is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemovalPhase {
    /// Nobody has proposed any.
    #[default]
    NotBegun,
    /// Somebody wants it.
    Proposed,
    /// It is known what becomes of what.
    Planned,
    /// It may begin.
    Approved,
    /// The service stays.
    Rejected,
    /// The notice period runs, or is over.
    Notifying,
    /// It is taken away.
    Removing,
    /// It is handed over.
    Transferring,
    /// It is gone.
    Verified,
    /// Nothing of it is left.
    Closed,
    /// It was given up.
    Cancelled,
}

/// The removal or transfer of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Removal {
    /// Where it is.
    pub phase: RemovalPhase,
    /// The change that asks for it.
    pub change: Option<Key>,
    /// The configuration items of which the plan says what becomes of them.
    pub accounted: BTreeSet<Key>,
    /// The configuration items that are retired with it.
    pub retires: BTreeSet<Key>,
    /// When the notice period is over.
    pub notice_until: Option<Timestamp>,
    /// Whether it is on record that it is over.
    pub notice_elapsed: bool,
    /// Whether data was disposed of.
    pub data_disposed: bool,
}

impl Removal {
    /// Whether it is under way: proposed and not at its end.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.phase, NotBegun | Rejected | Closed | Cancelled)
    }

    /// When the notice period is over, as long as that is not on record.
    pub(super) fn notice_runs_until(&self) -> Option<Timestamp> {
        self.notice_until.filter(|_| self.phase == Notifying && !self.notice_elapsed)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing but the phase")]
    pub(super) fn evolve(&mut self, event: &Event) {
        if let Some(To::Phase(phase)) = state::after(&REMOVAL, event.name()) {
            self.phase = phase;
        }
        match event {
            Event::RemovalProposed(proposed) => {
                let (phase, change) = (self.phase, Some(proposed.change.clone()));
                *self = Self { phase, change, ..Self::default() };
            }
            Event::RemovalPlanned(planned) => {
                self.accounted = planned.plan.items.iter().map(|it| it.item.clone()).collect();
                let retired = planned.plan.items.iter().filter(|it| it.fate == Fate::Retire);
                self.retires = retired.map(|it| it.item.clone()).collect();
            }
            Event::PartiesNotified(notified) => {
                self.notice_until = Some(notified.notice_until);
                self.notice_elapsed = false;
            }
            Event::NoticeElapsed(_) => self.notice_elapsed = true,
            Event::DataDisposed(_) => self.data_disposed = true,
            // What is there again has data again.
            Event::RemovalBackedOut(_) => self.data_disposed = false,
            _ => {}
        }
    }
}

impl Service {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are not about the removal")]
    pub(super) fn decide_removal(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let event: Event = match command {
            Command::ProposeRemoval(it) => {
                if self.transition.is_open() {
                    return Err(Rejection::TransitionOpen);
                }
                linked::removal(&it.change, context)?;
                RemovalProposed { reason: it.reason, change: it.change, major: it.major }.into()
            }
            Command::PlanRemoval(it) => {
                self.accounts_for_all(&it.plan, context)?;
                RemovalPlanned { plan: it.plan }.into()
            }
            Command::ApproveRemoval(it) => {
                self.may_be_taken_away(context)?;
                RemovalApproved { told: it.told, change: it.change }.into()
            }
            Command::RejectRemoval(it) => RemovalRejected { reason: it.reason }.into(),
            Command::ReturnRemovalPlan(it) => RemovalPlanReturned { reason: it.reason }.into(),
            Command::NotifyRemoval(it) => {
                if it.notice_until <= context.recorded_now {
                    return Err(Rejection::NotToCome { at: it.notice_until });
                }
                if it.parties.is_empty() {
                    return Err(Rejection::NobodyTold);
                }
                self.may_be_taken_away(context)?;
                PartiesNotified { notice_until: it.notice_until, parties: it.parties }.into()
            }
            Command::RecordNoticeElapsed(_) if self.removal.notice_elapsed => return Ok(vec![]),
            Command::RecordNoticeElapsed(_) => {
                self.has_notice(context)?;
                NoticeElapsed {}.into()
            }
            Command::StartRemoval(_) => {
                self.begins_to_be_taken_away_as(ServiceEffect::Removed, context)?;
                RemovalStarted {}.into()
            }
            Command::StartTransfer(it) => {
                self.begins_to_be_taken_away_as(ServiceEffect::Transferred, context)?;
                TransferStarted { receiver: it.receiver, ready: it.ready }.into()
            }
            Command::DisposeData(it) => {
                self.is_being_taken_away(context)?;
                DataDisposed { what: it.what, fate: it.fate, evidence: it.evidence }.into()
            }
            Command::CompleteRemoval(it) => {
                self.is_being_taken_away(context)?;
                self.nothing_is_left(context)?;
                Removed { access: it.access }.into()
            }
            Command::CompleteTransfer(it) => {
                self.is_being_taken_away(context)?;
                self.nothing_is_left(context)?;
                Transferred { confirmed: it.confirmed }.into()
            }
            Command::CloseRemoval(_) => {
                if let Some(left) = agreements(context).next() {
                    return Err(Rejection::AgreementLeft { agreement: left.key.clone() });
                }
                RemovalClosed {}.into()
            }
            Command::CancelRemoval(it) => RemovalCancelled { reason: it.reason }.into(),
            Command::BackOutRemoval(it) => {
                RemovalBackedOut { reason: it.reason, restored: it.restored }.into()
            }
            _ => return Ok(Vec::new()),
        };
        Ok(vec![event])
    }

    /// Refuses a plan that says nothing of a component of the entry, or of an item that is related to
    /// the service.
    fn accounts_for_all(&self, plan: &RemovalPlan, context: &Context<'_>) -> Result<(), Rejection> {
        let entry = self.catalogue.entry.as_ref();
        let components = entry.into_iter().flat_map(|entry| &entry.components).cloned();
        let all: BTreeSet<Key> = components.chain(related(context)).collect();
        let named = |item: &Key| plan.items.iter().any(|it: &ItemFate| it.item == *item);
        let missing: Vec<_> = all.into_iter().filter(|item| !named(item)).collect();
        if missing.is_empty() { Ok(()) } else { Err(Rejection::FateMissing(missing)) }
    }

    /// Each step rests on what its change says at that moment, as the board approved it.
    fn may_be_taken_away(&self, context: &Context<'_>) -> Result<(), Rejection> {
        linked::removal_approved(self.removal.change.as_ref(), context)
    }

    /// ... which is carried out at that moment.
    fn is_being_taken_away(&self, context: &Context<'_>) -> Result<(), Rejection> {
        self.may_be_taken_away(context)?;
        linked::being_carried_out(self.removal.change.as_ref(), context)
    }

    /// ... and begins when the notice period is over.
    fn begins_to_be_taken_away_as(
        &self,
        effect: ServiceEffect,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        self.may_be_taken_away(context)?;
        let change = self.removal.change.as_ref();
        linked::takes_away_as(effect, change, context)?;
        self.has_notice(context)?;
        linked::being_carried_out(change, context)
    }

    fn has_notice(&self, context: &Context<'_>) -> Result<(), Rejection> {
        match self.removal.notice_until {
            Some(until) if context.recorded_now < until => Err(Rejection::NoticeRuns { until }),
            Some(_) | None => Ok(()),
        }
    }

    fn data_is_gone(&self) -> Result<(), Rejection> {
        if self.removal.data_disposed { Ok(()) } else { Err(Rejection::DataLeft) }
    }

    fn nothing_is_left(&self, context: &Context<'_>) -> Result<(), Rejection> {
        self.data_is_gone()?;
        let items = context.facts.get::<ConfigurationItems>();
        let is_live = |item: &&Key| items.is_live(&End::Item((*item).clone()));
        let mut left: Vec<_> = self.removal.retires.iter().filter(is_live).cloned().collect();
        // What came to be related to it since it was planned.
        left.extend(related(context).filter(|item| !self.removal.accounted.contains(item)));
        if left.is_empty() { Ok(()) } else { Err(Rejection::ItemsLeft(left)) }
    }
}

/// The live items that are related to the service, one way or the other.
fn related<'a>(context: &'a Context<'_>) -> impl Iterator<Item = Key> + 'a {
    let items = context.facts.get::<ConfigurationItems>();
    let service = End::Service(context.key.clone());
    let ends: Vec<_> = items
        .relations_to(&service)
        .chain(items.relations_from(&service))
        .map(|(_, end)| end.clone())
        .collect();
    ends.into_iter().filter(|end| items.is_live(end)).filter_map(|end| match end {
        End::Item(item) => Some(item),
        End::Component(_) | End::Service(_) => None,
    })
}
