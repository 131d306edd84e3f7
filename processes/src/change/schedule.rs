//! When a change is carried out, and waiting.

use super::slots::Slots;
use super::terms::{Class, Slot};
use super::{
    Change, Event, Held, Hold, ImplementationStarted, Phase, PublishSchedule, Rejection,
    Reschedule, Rescheduled, Resume, Resumed, Schedule, SchedulePublished, Scheduled, SlotRefused,
};
use crate::facts::{Changes, ConfigurationItems, Releases};
use crate::limits::{Label, List, label, text};
use crate::roles::SERVICE_DESK;
use engine::{Context, Key, Span};

/// What a slot comes to: the windows that make an exception of it, or the record of its refusal.
type Judged = Result<List<Key>, Box<SlotRefused>>;

impl Change {
    pub(super) fn schedule(
        &self,
        command: &Schedule,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.backout_is_known()?;
        let slot = command.slot;
        self.fits(slot, context)?;
        Ok(match self.judge(slot, context) {
            Ok(excepted) => vec![Scheduled { slot, excepted }.into(), self.published(slot)],
            Err(refused) => vec![(*refused).into()],
        })
    }

    pub(super) fn reschedule(
        &self,
        command: &Reschedule,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (slot, reason) = (command.slot, command.reason.clone());
        if self.slot == Some(slot) {
            return Ok(Vec::new());
        }
        self.fits(slot, context)?;
        Ok(match self.judge(slot, context) {
            Ok(excepted) => {
                vec![Rescheduled { slot, excepted, reason }.into(), self.published(slot)]
            }
            Err(refused) => vec![(*refused).into()],
        })
    }

    /// A back-out plan, tested or with a reason why not (9.2.19, 9.2.20). A model has both.
    fn backout_is_known(&self) -> Result<(), Rejection> {
        match &self.backout {
            None => Err(Rejection::BackoutNotPlanned),
            Some(backout) if backout.plan.is_some() && backout.tested.is_none() => {
                Err(Rejection::BackoutNotTested)
            }
            Some(_) => Ok(()),
        }
    }

    /// Whether a slot makes sense for it.
    fn fits(&self, slot: Slot, context: &Context<'_>) -> Result<(), Rejection> {
        if slot.to <= slot.from || slot.to <= context.recorded_now {
            return Err(Rejection::SlotOver);
        }
        let takes = self.takes + self.backout.as_ref().map_or(Span::ZERO, |backout| backout.takes);
        if slot.to.since(slot.from) <= takes {
            return Err(Rejection::SlotTooShort { takes });
        }
        Ok(())
    }

    /// Whether a slot is free, and if not, all that is in the way of it.
    fn judge(&self, slot: Slot, context: &Context<'_>) -> Judged {
        let slots = Slots::of(self, context);
        let (obstacles, excepted) = slots.obstacles(slot);
        if obstacles.is_empty() {
            return Ok(super::bounded(excepted));
        }
        let from = slot.from.max(context.recorded_now);
        let next_free = slots.next_free(from, slot.to.since(slot.from));
        Err(Box::new(SlotRefused { slot, obstacles, next_free }))
    }

    /// That those who are to know it are told when it is.
    fn published(&self, slot: Slot) -> Event {
        let parties = self.content.as_ref().map(|content| content.parties.to_vec());
        let mut to = vec![label(SERVICE_DESK)];
        to.extend(parties.unwrap_or_default());
        self.told(slot, super::bounded(to))
    }

    fn told(&self, slot: Slot, to: List<Label>) -> Event {
        let title = self.title.clone().unwrap_or_else(|| label(super::NAME));
        SchedulePublished { title, slot, to }.into()
    }

    pub(super) fn publish_schedule(
        &self,
        command: &PublishSchedule,
    ) -> Result<Vec<Event>, Rejection> {
        if command.to.is_empty() {
            return Err(Rejection::NobodyTold);
        }
        let told = self.slot.map(|slot| self.told(slot, command.to.clone()));
        Ok(told.into_iter().collect())
    }

    pub(super) fn hold(command: &Hold) -> Vec<Event> {
        vec![Held { reason: command.reason.clone() }.into()]
    }

    /// What had a time gets it again if it is free still, or another one.
    pub(super) fn resume(
        &self,
        command: &Resume,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let resumed = || vec![Resumed {}.into()];
        if !self.is_held_from(Phase::Scheduled) {
            return Ok(resumed());
        }
        let Some(slot) = command.slot.or(self.slot) else { return Ok(resumed()) };
        self.fits(slot, context)?;
        Ok(match self.judge(slot, context) {
            Ok(_) if self.slot == Some(slot) => resumed(),
            Ok(excepted) => {
                let reason = text("it was held");
                let moved = Rescheduled { slot, excepted, reason }.into();
                resumed().into_iter().chain([moved, self.published(slot)]).collect()
            }
            Err(refused) => vec![(*refused).into()],
        })
    }

    pub(super) fn start_implementation(
        &self,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let implementer = self.carries_out(context)?;
        self.still_by_model(context)?;
        let Some(slot) = self.slot else { return Ok(Vec::new()) };
        let (now, emergency) = (context.recorded_now, self.class == Some(Class::Emergency));
        if (now < slot.from || slot.to <= now) && !emergency {
            return Err(Rejection::NotInSlot { from: slot.from, to: slot.to });
        }
        if let Some(from) = self.ends_at().filter(|end| *end <= now) {
            return Err(Rejection::NoTimeToBackOut { from });
        }
        let (_, items) = self.touched();
        let claim = context.facts.get::<Changes>().get(context.key);
        let mut items = claim.map_or_else(|| items.to_vec(), crate::facts::Claim::without_baseline);
        // Of what another change has retired meanwhile, none can be taken any more.
        let cmdb = context.facts.get::<ConfigurationItems>();
        items.retain(|item| !cmdb.is_retired(item));
        if !items.is_empty() {
            return Err(Rejection::BaselineMissing { items });
        }
        let carrying = context.facts.get::<Releases>().carrying(context.key);
        let releases: Vec<_> =
            carrying.filter(|(_, known)| !known.approved).map(|(key, _)| key.clone()).collect();
        if !releases.is_empty() {
            return Err(Rejection::ReleaseNotApproved { releases });
        }
        // What has come in the way since: an emergency may begin before or after its time.
        let length = slot.to.since(slot.from);
        let to = if now < slot.to { slot.to } else { now + length };
        Ok(match self.judge(Slot { from: now, to }, context) {
            Ok(_) => vec![ImplementationStarted { implementer }.into()],
            Err(refused) => vec![(*refused).into()],
        })
    }
}
