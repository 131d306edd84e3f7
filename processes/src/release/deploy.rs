//! Time, baseline, canary, deployment.

use super::terms::{Canary, Health, Outcome, ReleasePlan, Waiting};
use super::{
    AbortCanary, BaselineCaptured, CanaryAborted, CanaryCompleted, CanaryStarted, CanaryWaits,
    CanaryWidened, DatesPublished, Deploy, Deployed, DeploymentStarted, Event, HealthReported,
    Held, Hold, IntegrityVerified, ObservationStarted, OutcomePublished, Phase, Promoted,
    PublishDates, Rejection, Release, ReportHealth, Reschedule, Rescheduled, Resume, Resumed,
    RetryStep, Run, Schedule, Scheduled, SlotRefused, StepRetried, VerifyIntegrity, linked,
};
use crate::change::Slot;
use crate::facts::{ConfigurationItems, Releases, Touched, Windows};
use crate::limits::{Label, List, label, text};
use crate::window::Activity;
use engine::{Context, Key, Timestamp};

/// What blocks a slot, so that nothing is deployed in it.
fn blocked(plan: &ReleasePlan, slot: Slot, context: &Context<'_>) -> Option<SlotRefused> {
    let items = &plan.configuration_items;
    // What is done to an item is done to the services above it.
    let services = context.facts.get::<ConfigurationItems>().concerned(&plan.services, items);
    let touched = Touched { services: &services, items };
    let activity = Activity { process: label(super::NAME), key: context.key.clone() };
    let windows = context.facts.get::<Windows>();
    let verdict = windows.verdict(touched, Some(&activity), slot.from, slot.to);
    let windows: Vec<Key> = verdict.blocks.into_iter().map(|block| block.window).collect();
    let windows = List::new(windows).ok().filter(|windows| !windows.is_empty())?;
    Some(SlotRefused { slot, windows })
}

/// Refuses what something blocks.
pub(super) fn unblocked(
    slot: Option<Slot>,
    plan: &ReleasePlan,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    match slot.and_then(|slot| blocked(plan, slot, context)) {
        Some(refused) => Err(Rejection::Blocked { windows: refused.windows.to_vec() }),
        None => Ok(()),
    }
}

impl Release {
    /// What blocks a slot, if anything does; its changes have to have that time.
    fn judge(&self, slot: Slot, context: &Context<'_>) -> Result<Option<SlotRefused>, Rejection> {
        let plan = self.plan()?;
        match blocked(plan, slot, context) {
            Some(refused) => Ok(Some(refused)),
            None => linked::scheduled(plan, slot, context).map(|()| None),
        }
    }

    /// What is told of a slot, or what blocks it.
    fn take_slot(
        &self,
        slot: Slot,
        context: &Context<'_>,
        taken: impl FnOnce() -> Event,
    ) -> Result<Vec<Event>, Rejection> {
        if slot.from <= context.recorded_now || slot.to <= slot.from {
            return Err(Rejection::BadSlot);
        }
        Ok(match self.judge(slot, context)? {
            Some(refused) => vec![refused.into()],
            None => vec![taken(), told(slot, List::empty()).into()],
        })
    }

    pub(super) fn schedule(
        &self,
        command: &Schedule,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let slot = command.slot;
        self.take_slot(slot, context, || Scheduled { slot }.into())
    }

    pub(super) fn reschedule(
        &self,
        command: Reschedule,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Reschedule { slot, reason } = command;
        self.take_slot(slot, context, || Rescheduled { slot, reason }.into())
    }

    pub(super) fn publish_dates(&self, command: PublishDates) -> Vec<Event> {
        self.slot.map(|slot| told(slot, command.addressed).into()).into_iter().collect()
    }

    pub(super) fn hold(command: Hold) -> Vec<Event> {
        vec![Held { reason: command.reason }.into()]
    }

    /// What had a time gets it again if it is good still, or another one.
    pub(super) fn resume(
        &self,
        command: &Resume,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let resumed = || Event::from(Resumed {});
        let had = self.slot.filter(|_| self.held_in == Some(Phase::Scheduled));
        let Some(had) = had else { return Ok(vec![resumed()]) };
        if let Some(slot) = command.slot.filter(|slot| *slot != had) {
            let reason = text("it was held");
            let taken = self.take_slot(slot, context, || Rescheduled { slot, reason }.into())?;
            let is_refused = matches!(taken.first(), Some(Event::SlotRefused(_)));
            return Ok((!is_refused).then(resumed).into_iter().chain(taken).collect());
        }
        let now = context.recorded_now;
        if had.to <= now {
            return Err(Rejection::Over { at: had.to });
        }
        let rest = Slot { from: had.from.max(now), to: had.to };
        Ok(vec![self.judge(rest, context)?.map_or_else(resumed, Event::from)])
    }

    /// Of each item there is one for this release, taken since it was built.
    pub(super) fn capture_baseline(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let items = Self::kept(self.plan()?, context);
        let releases = context.facts.get::<Releases>();
        let without = |item: &&Key| !releases.has_baseline(context.key, item);
        let missing: Vec<_> = items.iter().filter(without).cloned().collect();
        if !missing.is_empty() {
            return Err(Rejection::NoBaseline { items: missing });
        }
        if items.iter().all(|item| self.baseline.contains(item)) {
            return Ok(Vec::new());
        }
        let configuration_items = List::new(items).unwrap_or_default();
        Ok(vec![BaselineCaptured { configuration_items }.into()])
    }

    /// Its items, but those that another change has retired meanwhile.
    fn kept(plan: &ReleasePlan, context: &Context<'_>) -> Vec<Key> {
        let cmdb = context.facts.get::<ConfigurationItems>();
        let items = plan.configuration_items.iter();
        items.filter(|item| !cmdb.is_retired(item)).cloned().collect()
    }

    /// Refuses while not all is as it must be before anybody has it.
    fn may_begin(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (plan, now) = (self.plan()?, context.recorded_now);
        let items = Self::kept(plan, context).into_iter();
        let without: Vec<_> = items.filter(|it| !self.baseline.contains(it)).collect();
        if !without.is_empty() {
            return Err(Rejection::NoBaseline { items: without });
        }
        if self.scanned_at.is_none_or(|at| at + plan.scan.valid_for <= now) {
            return Err(Rejection::NotScanned);
        }
        // They may have been revised since it was built.
        linked::covered(plan, context)?;
        self.deploys(context)?;
        self.may_go_on(context)
    }

    /// Refuses what makes more of it be there, outside its time, while one of its changes is not
    /// being carried out, or when something has come in the way. What ends it is always possible.
    fn may_go_on(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (plan, now) = (self.plan()?, context.recorded_now);
        if let Some(Slot { from, to }) = self.slot.filter(|slot| now < slot.from || slot.to <= now)
        {
            return Err(Rejection::OutsideSlot { from, to });
        }
        linked::implementing(plan, context)?;
        // What has come in the way since.
        let rest = self.slot.map(|slot| Slot { from: now, to: slot.to });
        unblocked(rest, plan, context)
    }

    pub(super) fn start_canary(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let stage = self.stage(0).cloned().ok_or(Rejection::CanaryWaived)?;
        self.may_begin(context)?;
        let until = context.recorded_now + stage.soak;
        Ok(vec![CanaryStarted { stage, until }.into()])
    }

    pub(super) fn start_deployment(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if let Canary::Stages(_) = self.plan()?.canary {
            return Err(Rejection::CanaryRequired);
        }
        self.may_begin(context)?;
        Ok(vec![DeploymentStarted {}.into()])
    }

    /// What is outside its limits is rolled back at once.
    pub(super) fn report_health(&self, command: ReportHealth) -> Vec<Event> {
        let ReportHealth { health, measures } = command;
        let stage = self.run.as_ref().map_or(0, |run| run.stage);
        let symptom = measures.clone();
        let reported = HealthReported { stage, health, measures }.into();
        let fails = health == Health::Fail;
        let aborted = fails.then(|| CanaryAborted { stage, symptom }.into());
        std::iter::once(reported).chain(aborted).collect()
    }

    pub(super) fn widen_canary(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let now = context.recorded_now;
        let Some(run) = &self.run else { return Err(Rejection::CanaryWaived) };
        if run.completed {
            return Err(Rejection::CanaryPassed);
        }
        if now < run.until {
            return Err(Rejection::StillSoaking { until: run.until });
        }
        let waits = |waiting| {
            let soak = self.stage(run.stage).map_or(engine::Span::from_hours(1), |it| it.soak);
            CanaryWaits { stage: run.stage, waiting, until: now + soak }.into()
        };
        Ok(vec![match run.health {
            None => waits(Waiting::NoData),
            // What fails is rolled back when that is said.
            Some(Health::Inconclusive | Health::Fail) => waits(Waiting::Inconclusive),
            Some(Health::Pass) => match self.stage(run.stage + 1).cloned() {
                Some(_) if self.may_go_on(context).is_err() => waits(Waiting::Stopped),
                Some(stage) => {
                    self.deploys(context)?;
                    let until = now + stage.soak;
                    CanaryWidened { stage, number: run.stage + 1, until }.into()
                }
                None => CanaryCompleted {}.into(),
            },
        }])
    }

    pub(super) fn abort_canary(&self, command: AbortCanary) -> Vec<Event> {
        let stage = self.run.as_ref().map_or(0, |run| run.stage);
        vec![CanaryAborted { stage, symptom: command.symptom }.into()]
    }

    pub(super) fn promote(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        // What was said of the last stage since counts as well.
        let passed = |run: &Run| run.completed && run.health == Some(Health::Pass);
        if !self.run.as_ref().is_some_and(passed) {
            return Err(Rejection::CanaryNotPassed);
        }
        self.may_go_on(context)?;
        Ok(vec![Promoted {}.into()])
    }

    pub(super) fn retry_step(
        &self,
        command: RetryStep,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if let Some((slot, rollback)) = self.slot.zip(self.rollback.as_ref())
            && context.recorded_now + rollback.takes > slot.to
        {
            return Err(Rejection::NoTimeLeft { takes: rollback.takes, until: slot.to });
        }
        self.deploys(context)?;
        self.may_go_on(context)?;
        Ok(vec![StepRetried { reason: command.reason }.into()])
    }

    pub(super) fn verify_integrity(command: VerifyIntegrity) -> Result<Vec<Event>, Rejection> {
        let checksums = command.checksums;
        if checksums.is_empty() {
            return Err(Rejection::Nothing { what: "component" });
        }
        let other = checksums.iter().filter(|it| it.master != it.deployed);
        let components: Vec<Label> = other.map(|it| it.component.clone()).collect();
        if !components.is_empty() {
            return Err(Rejection::IntegrityBroken { components });
        }
        Ok(vec![IntegrityVerified { checksums }.into()])
    }

    pub(super) fn deploy(
        &self,
        command: Deploy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !self.integrity_verified {
            return Err(Rejection::IntegrityNotVerified);
        }
        self.deploys(context)?;
        self.may_go_on(context)?;
        let deployed = Deployed { checks: command.checks }.into();
        Ok(self.observed(deployed, Outcome::Full, context))
    }

    /// It is there: it is observed from now on, and those concerned know.
    pub(super) fn observed(
        &self,
        there: Event,
        outcome: Outcome,
        context: &Context<'_>,
    ) -> Vec<Event> {
        let rule = self.plan.as_ref().map(|plan| plan.observation).unwrap_or_default();
        let until: Timestamp = context.recorded_now + rule.period;
        let published = OutcomePublished { outcome, note: None };
        vec![there, ObservationStarted { until }.into(), published.into()]
    }
}

/// Service desk and change management always know.
fn told(slot: Slot, others: List<Label>) -> DatesPublished {
    let always = ["service desk", "change management"].map(label);
    let addressed = always.into_iter().chain(others.iter().cloned()).take(crate::limits::LIST_MAX);
    DatesPublished { slot, addressed: List::new(addressed.collect()).unwrap_or(others) }
}
