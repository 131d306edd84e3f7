//! The figures of months, and what becomes of those that miss the target.

use super::define::{check, due};
use super::month::Month;
use super::state::Version;
use super::table::OWNING;
use super::terms::{Definition, Due, Miss, Outcome};
use super::{
    BreachLifted, Breached, Event, Kpi, MONTHS_MAX, Measured, MeasurementFellDue, Record,
    Rejection, Review, ReviewOverdue, Reviewed,
};
use crate::change::{hand, hand_of_owner};
use crate::facts::{Indicators, Roles};
use crate::limits::List;
use crate::roles::PROCESS_OWNER;
use engine::{Context, Timestamp};

impl Record {
    /// Whether it says what there is to say of what is measured, and nothing else.
    fn check(&self, definition: &Definition, context: &Context<'_>) -> Result<(), Rejection> {
        let measure = definition.measure;
        match self.value {
            Some(_) if self.included == 0 && !measure.counts_none() => {
                return Err(Rejection::NothingCounted);
            }
            None if self.included > 0 || measure.counts_none() => {
                return Err(Rejection::FigureMissing { included: self.included });
            }
            Some(figure) => check(measure, figure)?,
            None => {}
        }
        match (self.within, self.value) {
            (Some(_), None) => Err(Rejection::NoWithin { why: "nothing was counted" }),
            (Some(_), Some(_)) if !measure.holds_each() => {
                Err(Rejection::NoWithin { why: "all are measured together" })
            }
            (None, Some(_)) if measure.holds_each() => Err(Rejection::WithinMissing),
            (Some(_) | None, _) => Ok(()),
        }?;
        match (&self.survey, measure.is_asked()) {
            (None, true) => Err(Rejection::SurveyMissing),
            (Some(_), false) => Err(Rejection::NoSurvey { measure }),
            (Some(_), true) if context.caller.door.is_internal() => Err(Rejection::NotAPerson),
            (Some(_), true) | (None, false) => Ok(()),
        }
    }

    fn outcome(&self, definition: &Definition) -> Outcome {
        let reached = self.value.and_then(|figure| definition.reached(figure, self.within));
        reached.map_or(
            Outcome::Nothing,
            |reached| {
                if reached { Outcome::Reached } else { Outcome::Missed }
            },
        )
    }
}

impl Kpi {
    /// Once for a month that is over and a version that was in force in it; a miss is recorded with it.
    pub(super) fn measure(
        &self,
        record: Record,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let definition = &self.version_of(&record, context.recorded_now)?.definition;
        if record.position > context.head {
            let (position, head) = (record.position, context.head);
            return Err(Rejection::NotYet { position, head });
        }
        record.check(definition, context)?;
        let (month, version) = (record.month, record.version);
        let before = self.outcomes.get(&month).and_then(|known| known.get(&version)).copied();
        match (before, &record.correction) {
            (Some(_), None) => Err(Rejection::AlreadyMeasured { month, version }),
            (None, Some(_)) => Err(Rejection::NothingToCorrect { month, version }),
            (Some(_), Some(_)) | (None, None) => Ok(()),
        }?;
        let outcome = record.outcome(definition);
        let was_missed = before == Some(Outcome::Missed);
        let waits = self.misses.contains(&Miss { month, version });
        let follows: Option<Event> = match (outcome, record.value) {
            (Outcome::Missed, Some(value)) if !was_missed => {
                let (_, policy) = context.facts.get::<Indicators>().policy();
                let breached = Breached {
                    month,
                    version,
                    measure: definition.measure,
                    value,
                    within: record.within,
                    target: definition.target,
                    in_a_row: self.in_a_row(month),
                    objective: definition.objective.clone(),
                    services: definition.services.clone(),
                    review_by: context.recorded_now + policy.review_within,
                };
                Some(breached.into())
            }
            (Outcome::Reached | Outcome::Nothing, _) if waits => {
                Some(BreachLifted { month, version, waiting: self.misses.len() > 1 }.into())
            }
            (Outcome::Missed | Outcome::Reached | Outcome::Nothing, _) => None,
        };
        let next = self.next_after(month, context);
        let measured = measured(record, outcome, next).into();
        Ok(std::iter::once(measured).chain(follows).collect())
    }

    /// The version by which a month is measured; refuses one that is not over, or too long ago.
    fn version_of(&self, record: &Record, now: Timestamp) -> Result<&Version, Rejection> {
        let Record { month, version, .. } = *record;
        let until = month.end();
        if now < until {
            return Err(Rejection::NotOver { month, until });
        }
        let first = Month::of(now).before(MONTHS_MAX);
        if month < first {
            return Err(Rejection::TooLongAgo { month, first });
        }
        let found = self.versions.get(&version).filter(|found| found.is_of(month));
        found.ok_or_else(|| {
            let of_month = self.versions.iter().filter(|(_, version)| version.is_of(month));
            let known = of_month.map(|(number, _)| *number).collect();
            Rejection::NotInForce { month, version, known }
        })
    }

    /// In how many months one after the other the target is missed, when it is in this one.
    fn in_a_row(&self, month: Month) -> u32 {
        let missed = |month: &Month| {
            let known = self.outcomes.get(month);
            known.is_some_and(|known| known.values().any(|outcome| *outcome == Outcome::Missed))
        };
        let before = std::iter::successors(Some(month), |month| Some(month.before(1))).skip(1);
        let after = std::iter::successors(Some(month), |month| Some(month.next())).skip(1);
        // No more are on record, wherever the calendar ends.
        let most = self.outcomes.len();
        let row = before.take_while(missed).take(most).count();
        let row = row + after.take_while(missed).take(most).count();
        u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// What is to be there next once a month is on record or was asked for: the first that is neither.
    /// What ended while it was not measured is not asked for.
    fn next_after(&self, month: Month, context: &Context<'_>) -> Due {
        let first = self.since.map_or(month, Month::of);
        match self.next {
            Some(next) if month != next.month => next,
            Some(_) | None => {
                let months = std::iter::successors(Some(month.next().max(first)), |month| {
                    Some(month.next())
                });
                let unknown = |month: &Month| !self.outcomes.contains_key(month);
                let next = months.take(self.outcomes.len() + 1).find(unknown);
                due(next.unwrap_or(month), context)
            }
        }
    }

    pub(super) fn note_measurement_due(
        &self,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let late = self.next.filter(|next| next.at <= context.recorded_now);
        let Some(Due { month, .. }) = late.filter(|_| self.measurement_due().is_some()) else {
            return Err(Rejection::NotDue { due: self.measurement_due() });
        };
        let next = self.next_after(month, context);
        Ok(vec![MeasurementFellDue { month, next }.into()])
    }

    /// By who answers for it now, or his deputy; by any process owner where he is none any more.
    pub(super) fn review(
        &self,
        Review { cause, action }: Review,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let owner = self.in_force().and_then(|(_, definition)| definition.owner.as_ref());
        let roles = context.facts.get::<Roles>();
        let owner = owner.filter(|it| roles.holds(it, PROCESS_OWNER, context.recorded_now));
        let by = match owner {
            Some(owner) => hand_of_owner(owner, PROCESS_OWNER, context)
                .ok_or_else(|| Rejection::NotOwner { owner: owner.clone() })?,
            None => hand(context, OWNING),
        };
        let misses = List::new(self.misses.iter().copied().collect()).unwrap_or_default();
        Ok(vec![Reviewed { cause, action, misses, by }.into()])
    }

    pub(super) fn note_review_overdue(
        &self,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        match self.review_due() {
            Some(due) if due <= context.recorded_now => Ok(vec![ReviewOverdue { due }.into()]),
            due => Err(Rejection::NotDue { due }),
        }
    }
}

fn measured(record: Record, outcome: Outcome, next: Due) -> Measured {
    let Record { month, version, value, within, position, included, excluded, .. } = record;
    let Record { survey, correction, .. } = record;
    Measured {
        month,
        version,
        value,
        within,
        position,
        included,
        excluded,
        survey,
        correction,
        outcome,
        next,
    }
}
