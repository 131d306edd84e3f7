//! The solution, whether it holds, and the ends.

use super::triage::policy;
use super::{
    Accept, AcceptedUnresolved, Cancel, Cancelled, CloseWithoutCause, Closed, ClosedWithoutCause,
    EffectMonitoringStarted, EffectPeriodEnded, EffectivenessReported, EffectivenessReviewed,
    Event, Merge, Merged, Phase, Policy, Problem, PublishResolution, Rejection, Reopen,
    ResolutionPublished, Resolve, Resolved, ReviewEffectiveness, StartMonitoring,
};
use crate::facts::{Changes, Problems, RepeatCounters};
use crate::limits::List;
use engine::{Context, Key, Span, Timestamp};

impl Problem {
    pub(super) fn resolve(
        &self,
        command: Resolve,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Resolve { solution, change_successful, no_change_reason, observe_for } = command;
        if change_successful.is_none() && self.phase == Phase::AwaitingChange {
            return Err(Rejection::ChangeNotDone);
        }
        let courses = context.facts.get::<Changes>();
        let is_not = |change: &&Key| courses.course(change).is_some_and(|it| !it.has_succeeded());
        if let Some(change) = self.change.as_ref().filter(is_not) {
            return Err(Rejection::ChangeNotSuccessful { change: change.clone() });
        }
        if change_successful.is_none() && no_change_reason.is_none() {
            return Err(Rejection::ChangeOrReasonMissing);
        }
        let published = ResolutionPublished { solution: solution.clone() };
        let resolved = Resolved { solution, change_successful, no_change_reason };
        let mut events: Vec<Event> = vec![resolved.into(), published.into()];
        if let Some(period) = observe_for {
            events.push(observed(period, context)?.into());
        }
        Ok(events)
    }

    pub(super) fn publish_resolution(&self, command: PublishResolution) -> Vec<Event> {
        let solution = command.solution;
        let known = self.solution.as_ref();
        if known.is_some_and(|known| known.published && known.solution == solution) {
            return Vec::new();
        }
        vec![ResolutionPublished { solution }.into()]
    }

    pub(super) fn start_monitoring(
        command: &StartMonitoring,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let period = command.period.unwrap_or_else(|| policy(context).effect_period);
        Ok(vec![observed(period, context)?.into()])
    }

    pub(super) fn end_effect_period(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let running = self.observation.as_ref().filter(|observed| !observed.ended);
        let until = running.map(|observed| observed.until);
        if until.is_none_or(|until| context.recorded_now < until) {
            return Err(Rejection::NotYet { until });
        }
        Ok(vec![EffectPeriodEnded {}.into()])
    }

    pub(super) fn review_effectiveness(
        &self,
        command: ReviewEffectiveness,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let ReviewEffectiveness { effective, finding } = command;
        let now = context.recorded_now;
        let until = self.observation.as_ref().map_or(Timestamp::MAX, |observed| observed.until);
        if now < until {
            return Err(Rejection::StillObserved { until });
        }
        let (before, after) = self.compare(now, context);
        let reviewed = EffectivenessReviewed { before, after, effective, finding };
        let reported = EffectivenessReported { before, after, effective };
        Ok(vec![reviewed.into(), reported.into()])
    }

    /// How many incidents there have been since the solution, and how many in a time as long before
    /// it: of its kind, and where nothing says what kind that is, of those that are linked.
    fn compare(&self, now: Timestamp, context: &Context<'_>) -> (u32, u32) {
        let Some(solved) = self.solution.as_ref().map(|solution| solution.at) else {
            return (0, 0);
        };
        let begin = solved - now.since(solved);
        let counters = context.facts.get::<RepeatCounters>();
        let patterns: Vec<_> = self.patterns().collect();
        let count = |from, to| match patterns.as_slice() {
            [] => {
                let linked = self.incidents.values().filter(|at| from < **at && **at <= to);
                u32::try_from(linked.count()).unwrap_or(u32::MAX)
            }
            patterns => counters.count_of_all(patterns, from, to),
        };
        (count(begin, solved), count(solved, now))
    }

    pub(super) fn reopen(
        &self,
        command: Reopen,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Reopen { incident, reason } = command;
        let recurs = incident.as_ref().is_some_and(|it| self.is_recurrence(it, context));
        let review = self.observation.as_ref().and_then(|observed| observed.review);
        let fails = review.is_some_and(|review| !review.effective);
        if !recurs && !fails {
            return Err(Rejection::NoRecurrence);
        }
        Ok(vec![self.reopened(incident, reason, context).into()])
    }

    pub(super) fn close(&self) -> Result<Vec<Event>, Rejection> {
        let review = self.observation.as_ref().and_then(|observed| observed.review);
        match review {
            Some(review) if !review.effective => return Err(Rejection::NotEffective),
            Some(review) if review.reported => {}
            Some(_) | None => return Err(Rejection::NotReviewed),
        }
        self.hardened()?;
        Ok(vec![Closed {}.into()])
    }

    pub(super) fn close_without_cause(
        &self,
        command: CloseWithoutCause,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let CloseWithoutCause { reason, watch_until } = command;
        if watch_until <= context.recorded_now {
            return Err(Rejection::Over { at: watch_until });
        }
        self.hardened()?;
        Ok(vec![ClosedWithoutCause { reason, watch_until }.into()])
    }

    pub(super) fn accept(&self, command: Accept) -> Result<Vec<Event>, Rejection> {
        let published = self.known_error.as_ref().and_then(|known| known.published_at);
        if published.is_none() {
            return Err(Rejection::NotPublished);
        }
        self.hardened()?;
        Ok(vec![AcceptedUnresolved { risk_accepted: command.risk_accepted }.into()])
    }

    pub(super) fn cancel(&self, command: Cancel) -> Result<Vec<Event>, Rejection> {
        self.hardened()?;
        Ok(vec![Cancelled { reason: command.reason }.into()])
    }

    pub(super) fn merge(
        &self,
        command: Merge,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let parent = command.parent;
        if &parent == context.key {
            return Err(Rejection::OwnParent);
        }
        if !context.facts.get::<Problems>().is_open(&parent) {
            return Err(Rejection::ParentNotOpen { parent });
        }
        self.hardened()?;
        let incidents: Vec<_> = self.incidents.keys().cloned().collect();
        let incidents = List::new(incidents).unwrap_or_default();
        Ok(vec![Merged { parent, incidents }.into()])
    }
}

fn observed(period: Span, context: &Context<'_>) -> Result<EffectMonitoringStarted, Rejection> {
    // No shorter than the policy in force says.
    let (min, max) = (policy(context).effect_period, Policy::SPAN_MAX);
    if !(min..=max).contains(&period) {
        return Err(Rejection::NoPeriod { period, min, max });
    }
    Ok(EffectMonitoringStarted { period, until: context.recorded_now + period })
}
