//! The search for the cause, the known error, the change that has to mend it, and hardening.

use super::state::Hardening;
use super::triage::policy;
use super::{
    CauseWithdrawn, ChangeNamed, ChangeRaised, ChangeUnsuccessful, ConfirmHardening, Defer,
    DeferralEnded, Deferred, Event, FindRootCause, HardeningConfirmed, HardeningPlanned,
    ImpactMitigated, InvestigationStarted, KnownErrorPublished, KnownErrorRecorded, LINKS_MAX,
    Mitigate, NameChange, NoteChangeFailed, PlanHardening, Problem, RaiseChange, Reassign,
    Reassigned, RecordKnownError, RecordWorkaround, Rejection, Resume, Resumed, RootCauseFound,
    StartInvestigation, Update, Updated, WithdrawCause, WorkaroundRecorded,
};
use crate::RoleAuthority;
use crate::change::hand;
use crate::facts::{Changes, Principals};
use crate::roles::{PROBLEM_ANALYST, PROBLEM_MANAGER, SECURITY_OFFICER};
use engine::{Actor, Authority as _, Context, Key};
use std::collections::BTreeSet;

fn is_analyst(analyst: &Actor, context: &Context<'_>) -> Result<(), Rejection> {
    let now = context.recorded_now;
    if RoleAuthority.holds(context.facts, analyst, PROBLEM_ANALYST, now) {
        return Ok(());
    }
    Err(Rejection::NotAnalyst { analyst: analyst.clone() })
}

impl Problem {
    /// Refuses a change that mended nothing here: one that was over before this was there, or that
    /// people name and that is about other items.
    fn may_be_mended_by(&self, change: &Key, context: &Context<'_>) -> Result<(), Rejection> {
        let Some(course) = context.facts.get::<Changes>().course(change) else {
            return Err(Rejection::UnknownChange { change: change.clone() });
        };
        if let Some((closed_at, since)) = course.closed_at.zip(self.since)
            && closed_at <= since
        {
            return Err(Rejection::ChangeOverBefore { change: change.clone(), closed_at });
        }
        let by_person = !context.caller.door.is_internal();
        // What is not over may still be planned anew.
        if by_person && !course.may_mend() {
            return Err(Rejection::ChangeNotSuccessful { change: change.clone() });
        }
        let about = &course.items;
        let own = &self.configuration_items;
        let is_elsewhere = !about.is_empty() && !own.is_empty();
        let is_elsewhere = is_elsewhere && !about.iter().any(|item| own.contains(item));
        if by_person && is_elsewhere {
            let (change, items) = (change.clone(), about.clone());
            return Err(Rejection::ChangeElsewhere { change, items });
        }
        Ok(())
    }

    pub(super) fn start_investigation(
        &self,
        command: StartInvestigation,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let analyst = command.analyst;
        is_analyst(&analyst, context)?;
        let review_due = context.recorded_now + self.review_interval(context);
        Ok(vec![InvestigationStarted { analyst, review_due }.into()])
    }

    pub(super) fn reassign(
        &self,
        command: Reassign,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Reassign { analyst, reason } = command;
        is_analyst(&analyst, context)?;
        if self.analyst.as_ref() == Some(&analyst) {
            return Ok(Vec::new());
        }
        Ok(vec![Reassigned { analyst, reason }.into()])
    }

    pub(super) fn update(&self, command: Update) -> Result<Vec<Event>, Rejection> {
        let Update { note, configuration_items } = command;
        if note.is_none() && configuration_items.is_empty() {
            return Err(Rejection::NothingSaid);
        }
        let items: BTreeSet<_> =
            self.configuration_items.iter().chain(configuration_items.iter()).collect();
        if items.len() > LINKS_MAX {
            return Err(Rejection::TooMany { what: "configuration items" });
        }
        Ok(vec![Updated { note, configuration_items }.into()])
    }

    pub(super) fn defer(command: Defer, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let Defer { reason, review_at } = command;
        if review_at <= context.recorded_now {
            return Err(Rejection::Over { at: review_at });
        }
        Ok(vec![Deferred { reason, review_at }.into()])
    }

    pub(super) fn end_deferral(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let until = self.deferred_until;
        if until.is_none_or(|until| context.recorded_now < until) {
            return Err(Rejection::NotYet { until });
        }
        Ok(vec![DeferralEnded {}.into()])
    }

    pub(super) fn resume(&self, command: Resume, context: &Context<'_>) -> Vec<Event> {
        let review_due = context.recorded_now + self.review_interval(context);
        vec![Resumed { note: command.note, review_due }.into()]
    }

    pub(super) fn find_root_cause(command: FindRootCause) -> Vec<Event> {
        let FindRootCause { cause, method, evidence } = command;
        vec![RootCauseFound { cause, method, evidence }.into()]
    }

    pub(super) fn withdraw_cause(
        &self,
        command: WithdrawCause,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Some(cause) = self.cause.clone() else { return Err(Rejection::NoCause) };
        self.is_apart(context)?;
        let review_due = context.recorded_now + self.review_interval(context);
        let WithdrawCause { reason, evidence } = command;
        Ok(vec![CauseWithdrawn { cause, reason, evidence, review_due }.into()])
    }

    /// Refuses who found the cause or acts for who did, and who would harden access because of it.
    fn is_apart(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (facts, actor, at) = (context.facts, &context.caller.actor, context.recorded_now);
        let (hand, known) = (hand(context, &[PROBLEM_MANAGER]), facts.get::<Principals>());
        let here = (super::NAME, context.key);
        let found = self
            .found_by
            .iter()
            .any(|found_by| known.is_work_of(&hand, found_by, here, &["root_cause_found"], at));
        if found || RoleAuthority.holds(facts, actor, SECURITY_OFFICER, at) {
            return Err(Rejection::NotApart { actor: actor.clone() });
        }
        Ok(())
    }

    /// Of a known error the service desk sees the new way at once, also while its cause is looked
    /// for again.
    pub(super) fn record_workaround(&self, command: RecordWorkaround) -> Vec<Event> {
        let workaround = command.workaround;
        if self.workaround.as_ref() == Some(&workaround) {
            return Vec::new();
        }
        let published = self.known_error.as_ref().map(|known| {
            let workaround = Some(workaround.clone());
            KnownErrorPublished { symptom: known.symptom.clone(), workaround }.into()
        });
        let recorded = WorkaroundRecorded { workaround }.into();
        std::iter::once(recorded).chain(published).collect()
    }

    pub(super) fn record_known_error(
        &self,
        command: RecordKnownError,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let symptom = command.symptom;
        let workaround = command.workaround.or_else(|| self.workaround.clone());
        if self.cause.is_none() && workaround.is_none() {
            return Err(Rejection::NeitherCauseNorWorkaround);
        }
        let due = self.known_error.as_ref().and_then(|known| known.mitigation_due);
        let limit = policy(context).known_error_limit;
        let mitigation_due = due.unwrap_or_else(|| context.recorded_now + limit);
        let published =
            KnownErrorPublished { symptom: symptom.clone(), workaround: workaround.clone() };
        let recorded = KnownErrorRecorded { symptom, workaround, mitigation_due };
        Ok(vec![recorded.into(), published.into()])
    }

    pub(super) fn mitigate(command: Mitigate) -> Vec<Event> {
        vec![ImpactMitigated { mitigation: command.mitigation }.into()]
    }

    pub(super) fn raise_change(
        &self,
        command: RaiseChange,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let RaiseChange { change, need } = command;
        change.as_ref().map_or(Ok(()), |change| self.may_be_mended_by(change, context))?;
        if change.is_none() && need.is_none() {
            return Err(Rejection::ChangeOrNeedMissing);
        }
        Ok(vec![ChangeRaised { change, need }.into()])
    }

    pub(super) fn name_change(
        &self,
        command: NameChange,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.change.as_ref() == Some(&command.change) {
            return Ok(Vec::new());
        }
        self.may_be_mended_by(&command.change, context)?;
        Ok(vec![ChangeNamed { change: command.change }.into()])
    }

    pub(super) fn note_change_failed(
        &self,
        command: NoteChangeFailed,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let NoteChangeFailed { change, end } = command;
        if change.is_some() && self.change.is_some() && change != self.change {
            return Err(Rejection::OtherChange { change: self.change.clone() });
        }
        let change = self.change.clone().or(change);
        let courses = context.facts.get::<Changes>();
        let goes_on = |change: &&Key| {
            courses.course(change).is_some_and(|it| !it.came_to_nothing() && it.may_mend())
        };
        if let Some(change) = change.as_ref().filter(goes_on) {
            return Err(Rejection::ChangeNotFailed { change: change.clone() });
        }
        Ok(vec![ChangeUnsuccessful { change, end }.into()])
    }

    pub(super) fn plan_hardening(
        &self,
        command: PlanHardening,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let PlanHardening { measures, control, due } = command;
        if self.hardening == Hardening::None {
            return Err(Rejection::NothingToHarden);
        }
        if due <= context.recorded_now {
            return Err(Rejection::Over { at: due });
        }
        Ok(vec![HardeningPlanned { measures, control, due }.into()])
    }

    pub(super) fn confirm_hardening(
        &self,
        command: ConfirmHardening,
    ) -> Result<Vec<Event>, Rejection> {
        match self.hardening {
            Hardening::None | Hardening::Owed => Err(Rejection::HardeningNotPlanned),
            Hardening::Planned => Ok(vec![HardeningConfirmed { done: command.done }.into()]),
            Hardening::Done => Ok(Vec::new()),
        }
    }

    /// Refuses an end while access is as open as it was. Nor does another problem take that over: it
    /// may never look for this cause.
    pub(super) const fn hardened(&self) -> Result<(), Rejection> {
        match self.hardening {
            Hardening::None | Hardening::Done => Ok(()),
            Hardening::Owed | Hardening::Planned => Err(Rejection::NotHardened),
        }
    }
}
