//! Programme, dates, auditors, and what is traced.

use super::table::AUDITING;
use super::terms::{Assignment, Programme, Worked};
use super::{
    Announce, Announced, AssignAuditor, Audit, AuditorAssigned, AuditorRefused, DrawSample, Event,
    NAME, Plan, Planned, ProgrammeSet, Rejection, Reschedule, Rescheduled, SampleDrawn,
    SetProgramme,
};
use crate::agreement::Period;
use crate::catalog::visible_to;
use crate::change::hand_of;
use crate::facts::{Activity, OnRecord, Roles};
use crate::limits::label;
use crate::nonconformity::{Record, Standard};
use crate::roles::AUDITOR;
use engine::{Actor, Context, Key, Timestamp};

impl Audit {
    pub(super) fn set_programme(
        command: SetProgramme,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let SetProgramme { programme, earlier } = command;
        programme.check()?;
        if let Some(audit) = earlier.clone() {
            is_another(audit, context)?;
        }
        Ok(vec![ProgrammeSet { programme, earlier }.into()])
    }

    pub(super) fn plan(
        &self,
        command: Plan,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Plan { dates, period, auditors } = command;
        to_come(dates, context.recorded_now)?;
        if period.from >= period.to {
            return Err(Rejection::NoTime { what: "the days that are looked at" });
        }
        if auditors.is_empty() {
            return Err(Rejection::NobodyNamed);
        }
        let mut events: Vec<Event> = vec![Planned { dates, period, joint: self.is_joint() }.into()];
        for assignment in &auditors {
            events.push(self.assigned(assignment.clone(), period, context)?);
        }
        Ok(events)
    }

    pub(super) fn assign_auditor(
        &self,
        command: AssignAuditor,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let period = self.looks_at();
        Ok(vec![self.assigned(command.assignment, period, context)?])
    }

    fn assigned(
        &self,
        assignment: Assignment,
        period: Period,
        context: &Context<'_>,
    ) -> Result<Event, Rejection> {
        let auditor = assignment.auditor.clone();
        let (roles, now) = (context.facts.get::<Roles>(), context.recorded_now);
        if !roles.holds(&auditor, AUDITOR, now) {
            return Err(Rejection::NotAuditor { auditor });
        }
        Ok(match self.worked(&auditor, period, context) {
            Some(worked) => AuditorRefused { auditor, worked }.into(),
            None => AuditorAssigned { assignment }.into(),
        })
    }

    /// What somebody has done, or one for whom he audits, in what is looked at.
    pub(super) fn worked(
        &self,
        auditor: &Actor,
        period: Period,
        context: &Context<'_>,
    ) -> Option<Worked> {
        let scope = &self.programme.as_ref()?.scope;
        let activity = context.facts.get::<Activity>();
        let hand = hand_of(auditor, AUDITING, context.facts.get(), context.recorded_now);
        hand.actors().find_map(|actor| {
            let (process, during) = activity.last(actor, &scope.processes, period)?;
            let (actor, process) = (actor.clone(), process.clone());
            if visible_to(&process).is_empty() {
                return Some(Worked { actor, process, during });
            }
            // Who worked when in what only some may see is not told, only that he may not audit it.
            Some(Worked { actor, process: label("restricted"), during: period })
        })
    }

    /// What lies in the scope: of nothing else it was looked at who has worked in it.
    pub(super) fn draw_sample(
        &self,
        command: DrawSample,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let items = command.items;
        if items.is_empty() {
            return Err(Rejection::NoSample);
        }
        let on_record = context.facts.get::<OnRecord>();
        let unknown = |item: &&Record| !on_record.has(&item.process, &item.key);
        if let Some(item) = items.iter().find(unknown).cloned() {
            return Err(Rejection::UnknownItem { item });
        }
        let scope = self.programme.as_ref().map(|programme| &programme.scope.processes);
        let is_outside = |item: &&Record| !scope.is_some_and(|it| it.contains(&item.process));
        if let Some(item) = items.iter().find(is_outside).cloned() {
            return Err(Rejection::OutOfScope { item });
        }
        Ok(vec![SampleDrawn { items, as_of: context.head }.into()])
    }

    pub(super) fn reschedule(
        &self,
        command: Reschedule,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Reschedule { dates, reason } = command;
        to_come(dates, context.recorded_now)?;
        Ok(vec![Rescheduled { dates, reason, joint: self.is_joint() }.into()])
    }

    pub(super) fn announce(&self, command: Announce) -> Result<Vec<Event>, Rejection> {
        if self.auditors.is_empty() {
            return Err(Rejection::NoAuditor);
        }
        if command.told.is_empty() {
            return Err(Rejection::NobodyTold);
        }
        Ok(vec![Announced { told: command.told }.into()])
    }

    /// Whether it is for all three standards.
    pub(super) fn is_joint(&self) -> bool {
        self.programme.as_ref().is_some_and(|programme| programme.joint)
    }

    /// The time that it looks at; all there is, before that is known.
    pub(super) fn looks_at(&self) -> Period {
        self.period.unwrap_or(Period { from: Timestamp::MIN, to: Timestamp::MAX })
    }
}

impl Programme {
    fn check(&self) -> Result<(), Rejection> {
        if self.criteria.is_empty() {
            return Err(Rejection::NoCriteria);
        }
        if self.scope.processes.is_empty() && self.scope.areas.is_empty() {
            return Err(Rejection::EmptyScope);
        }
        let known = crate::processes();
        let unknown = self
            .scope
            .processes
            .iter()
            .find(|it| !known.iter().any(|known| known.name() == &***it));
        if let Some(process) = unknown.cloned() {
            return Err(Rejection::UnknownProcess { process });
        }
        // Of an area nobody can say who has worked in it.
        let on_record =
            self.scope.areas.iter().find(|it| known.iter().any(|of| of.name() == &***it));
        if let Some(process) = on_record.cloned() {
            return Err(Rejection::AreaOnRecord { process });
        }
        if self.joint {
            all_standards(self.criteria.iter().map(|clause| clause.standard))?;
        }
        Ok(())
    }
}

/// Refuses where one of the three is missing.
pub(super) fn all_standards(named: impl Iterator<Item = Standard>) -> Result<(), Rejection> {
    let named: Vec<Standard> = named.collect();
    let missing = Standard::ALL.into_iter().filter(|standard| !named.contains(standard));
    let missing: Vec<Standard> = missing.collect();
    if missing.is_empty() { Ok(()) } else { Err(Rejection::StandardsMissing(missing)) }
}

/// Refuses what is no other audit on record.
pub(super) fn is_another(audit: Key, context: &Context<'_>) -> Result<(), Rejection> {
    if &audit != context.key && context.facts.get::<OnRecord>().has(NAME, &audit) {
        return Ok(());
    }
    Err(Rejection::UnknownAudit { audit })
}

fn to_come(dates: Period, now: Timestamp) -> Result<(), Rejection> {
    if dates.from >= dates.to {
        return Err(Rejection::NoTime { what: "its dates" });
    }
    if dates.to <= now { Err(Rejection::NotToCome { at: dates.to }) } else { Ok(()) }
}
