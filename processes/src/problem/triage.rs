//! Identification, sorting, the incidents that belong to it, and the policy.

use super::terms::{EscalationRule, Pattern, Policy, Source};
use super::{
    Classified, Classify, Escalate, Escalated, Event, Identified, Identify, IncidentLinked,
    IncidentUnlinked, LINKS_MAX, LinkIncidents, PolicySet, Prioritise, Prioritised, Problem,
    Reclassified, Reclassify, Record, Recorded, Rejection, Reopened, Reprioritise, Reprioritised,
    SetPolicy, UnlinkIncident,
};
use crate::agreement::Priority;
use crate::attest::Attestation;
use crate::facts::{Problems, RepeatCounters};
use crate::limits::{List, label};
use crate::roles::SERVICE_MANAGER;
use engine::{Context, Key, Span, Timestamp};
use std::collections::BTreeSet;

impl Escalate {
    /// By a rule.
    #[must_use]
    pub const fn by(rule: EscalationRule) -> Self {
        Self { rule, to: None, reason: None }
    }
}

impl Source {
    /// The incident it is, if it is one.
    pub(super) const fn incident(&self) -> Option<&Key> {
        match self {
            Self::Incident(incident) => Some(incident),
            Self::Repeat(_)
            | Self::Trend(_)
            | Self::Change(_)
            | Self::Release(_)
            | Self::Supplier(_)
            | Self::Monitoring(_) => None,
        }
    }
}

/// The figures that are in force.
pub(super) fn policy(context: &Context<'_>) -> Policy {
    context.facts.get::<Problems>().policy().1
}

/// Refuses an incident of which there is no record, unless somebody says that it exists.
fn on_record(
    incident: &Key,
    exists: Option<&Attestation>,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    if exists.is_some() || context.facts.get::<RepeatCounters>().knows(incident) {
        return Ok(());
    }
    Err(Rejection::UnknownIncident { incident: incident.clone() })
}

impl Problem {
    /// What is known at once is recorded at once. The engine asks twice where two incidents come
    /// quickly one after the other: what is open already is not opened again.
    pub(super) fn identify(
        command: Identify,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let source = command.source.incident().into_iter().chain(command.incidents.iter());
        let incidents: BTreeSet<Key> = source.cloned().collect();
        if incidents.len() > LINKS_MAX {
            return Err(Rejection::TooMany { what: "incidents" });
        }
        let known = context.facts.get::<Problems>();
        let category = command.category.as_ref();
        let mut patterns = command.configuration_items.iter().filter_map(|item| {
            let configuration_item = item.clone();
            Some(Pattern { configuration_item, category: category?.clone() })
        });
        let open = patterns.find_map(|pattern| known.open_about(&pattern));
        let open = open.or_else(|| incidents.iter().find_map(|it| known.of_incident(it).next()));
        match open {
            Some(_) if context.caller.door.is_internal() => return Ok(Vec::new()),
            Some(problem) => return Err(Rejection::AlreadyOpen { problem: problem.clone() }),
            None => {}
        }
        for incident in &incidents {
            on_record(incident, command.exists.as_ref(), context)?;
        }
        let incidents: Vec<Key> = incidents.into_iter().collect();
        let mut events: Vec<Event> = vec![
            Identified {
                source: command.source,
                summary: command.summary,
                category: command.category.clone(),
                configuration_items: command.configuration_items,
                incidents: List::new(incidents).unwrap_or_default(),
                exists: command.exists,
            }
            .into(),
        ];
        if let Some(description) = command.description.filter(|_| !command.services.is_empty()) {
            events.push(Recorded { description, services: command.services }.into());
            if let Some(category) = command.category {
                events.push(Classified { category }.into());
                events.extend(command.grading.map(|grading| Prioritised { grading }.into()));
            }
        }
        Ok(events)
    }

    pub(super) fn record(command: Record) -> Result<Vec<Event>, Rejection> {
        let Record { description, services } = command;
        if services.is_empty() {
            return Err(Rejection::NoService);
        }
        Ok(vec![Recorded { description, services }.into()])
    }

    pub(super) fn classify(&self, command: Classify) -> Result<Vec<Event>, Rejection> {
        let category = command.category.or_else(|| self.category.clone());
        let category = category.ok_or(Rejection::CategoryMissing)?;
        Ok(vec![Classified { category }.into()])
    }

    pub(super) fn prioritise(command: Prioritise) -> Vec<Event> {
        vec![Prioritised { grading: command.grading }.into()]
    }

    pub(super) fn reclassify(&self, command: Reclassify) -> Vec<Event> {
        let Reclassify { category, reason } = command;
        if self.category.as_ref() == Some(&category) {
            return Vec::new();
        }
        vec![Reclassified { category, reason }.into()]
    }

    pub(super) fn reprioritise(&self, command: Reprioritise) -> Vec<Event> {
        let Reprioritise { grading, reason } = command;
        if self.grading.as_ref() == Some(&grading) {
            return Vec::new();
        }
        vec![Reprioritised { grading, reason }.into()]
    }

    /// Those that happened, or were there again, after the solution show that this does not hold.
    pub(super) fn link_incidents(
        &self,
        command: LinkIncidents,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let LinkIncidents { incidents, exists } = command;
        let is_new = |incident: &&Key| !self.incidents.contains_key(*incident);
        let new: BTreeSet<&Key> = incidents.iter().filter(is_new).collect();
        if self.incidents.len() + new.len() > LINKS_MAX {
            return Err(Rejection::TooMany { what: "incidents" });
        }
        let mut events: Vec<Event> = Vec::new();
        for incident in &new {
            on_record(incident, exists.as_ref(), context)?;
            let incident = Key::clone(incident);
            events.push(IncidentLinked { incident, exists: exists.clone() }.into());
        }
        if let Some(shows) = incidents.iter().find(|it| self.is_recurrence(it, context)) {
            events.push(self.reopened(Some(shows.clone()), None, context).into());
        }
        Ok(events)
    }

    /// Whether an incident happened after the solution, or was there again.
    pub(super) fn is_recurrence(&self, incident: &Key, context: &Context<'_>) -> bool {
        let solved = self.solution.as_ref().filter(|_| self.phase.is_solved());
        let last = context.facts.get::<RepeatCounters>().last_at(incident);
        solved.zip(last).is_some_and(|(solution, last)| last > solution.at)
    }

    pub(super) fn unlink_incident(&self, command: UnlinkIncident) -> Result<Vec<Event>, Rejection> {
        let UnlinkIncident { incident, reason } = command;
        if !self.incidents.contains_key(&incident) {
            return Err(Rejection::NotLinked { incident });
        }
        Ok(vec![IncidentUnlinked { incident, reason }.into()])
    }

    pub(super) fn escalate(
        &self,
        command: Escalate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Escalate { rule, to, reason } = command;
        let now = context.recorded_now;
        let (due, every) = match rule {
            EscalationRule::Judgement if reason.is_none() => {
                return Err(Rejection::EscalationReasonMissing);
            }
            EscalationRule::Judgement => (Some(now), None),
            EscalationRule::InvestigationOverdue => {
                let searching = self.phase == super::Phase::Investigating;
                (self.review_due.filter(|_| searching), Some(self.review_interval(context)))
            }
            EscalationRule::NotMitigated => {
                let due = self.known_error.as_ref().and_then(|known| known.mitigation_due);
                (due, Some(policy(context).known_error_limit))
            }
        };
        if due.is_none_or(|due| now < due) {
            return Err(Rejection::EscalationNotDue { due });
        }
        let to = to.unwrap_or_else(|| label(SERVICE_MANAGER));
        let next_due = every.map(|every| now + every);
        Ok(vec![Escalated { rule, to, reason, next_due }.into()])
    }

    /// How long a search may take before others are called in.
    pub(super) fn review_interval(&self, context: &Context<'_>) -> Span {
        let priority = self.grading.as_ref().map_or(Priority::P4, |grading| grading.priority);
        *policy(context).review_interval.get(priority)
    }

    pub(super) fn reopened(
        &self,
        incident: Option<Key>,
        reason: Option<crate::limits::Text>,
        context: &Context<'_>,
    ) -> Reopened {
        let review_due: Timestamp = context.recorded_now + self.review_interval(context);
        Reopened { incident, reason, review_due }
    }

    pub(super) fn set_policy(
        command: SetPolicy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let SetPolicy { policy, document } = command;
        let held_by = context.facts.get::<Problems>().policy_key();
        if let Some(key) = held_by.filter(|key| *key != context.key) {
            return Err(Rejection::PolicyElsewhere { key: key.clone() });
        }
        policy.check()?;
        Ok(vec![PolicySet { policy, document }.into()])
    }
}

impl Policy {
    /// The shortest time that a figure may be: what comes sooner is a load and no plan.
    pub const SPAN_MIN: Span = Span::from_hours(1);
    /// The longest.
    pub const SPAN_MAX: Span = RepeatCounters::WITHIN_MAX;

    fn check(&self) -> Result<(), Rejection> {
        if !(2..=RepeatCounters::COUNT_MAX).contains(&self.repeat.count) {
            return Err(Rejection::PolicyFigure { what: "repeat.count", bounds: "2 to 100" });
        }
        let intervals = Priority::ALL.map(|priority| *self.review_interval.get(priority));
        let named = [
            ("repeat.within", self.repeat.within),
            ("known_error_limit", self.known_error_limit),
            ("effect_period", self.effect_period),
        ];
        let spans = intervals.map(|span| ("review_interval", span)).into_iter().chain(named);
        for (what, span) in spans {
            if !(Self::SPAN_MIN..=Self::SPAN_MAX).contains(&span) {
                return Err(Rejection::PolicyFigure { what, bounds: "PT1H to P366D" });
            }
        }
        Ok(())
    }
}
