//! What is measured, and what follows from it.

use super::event::{Breached, Measured, Period, PeriodEnded, TargetMeasured, Trend};
use super::{Agreement, Event, FIGURES_MAX, Figure, Kind, Measure, Phase, Rejection, Series};
use engine::{Context, Timestamp};

/// How many periods may end unnoticed before the rest is counted the next time.
const PERIODS_AT_ONCE: u32 = 100_000;

impl Agreement {
    /// When the present measurement period ends.
    pub(super) fn period_ends(&self) -> Option<Timestamp> {
        let next = self.periods_ended.saturating_add(1);
        self.periods_from.map(|from| self.terms.measurement_period.after(from, next))
    }

    pub(super) fn end_period(&self, now: Timestamp) -> Result<PeriodEnded, Rejection> {
        let ends = self.period_ends().filter(|_| self.agreed);
        let (Some(start), true) = (self.periods_from, ends.is_some_and(|ends| ends <= now)) else {
            return Err(Rejection::PeriodNotOver { ends });
        };
        let interval = self.terms.measurement_period;
        let most = self.periods_ended.saturating_add(PERIODS_AT_ONCE);
        let over = interval.over(start, now, most);
        let period = Period {
            from: interval.after(start, over.saturating_sub(1)),
            to: interval.after(start, over),
        };
        Ok(PeriodEnded {
            period,
            missed: over.saturating_sub(self.periods_ended.saturating_add(1)),
        })
    }

    pub(super) fn measure(
        &self,
        measure: &Measure,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Measure { target, period, reached, source } = measure.clone();
        let at_least = self.terms.at_least(&target).ok_or_else(|| Rejection::UnknownTarget {
            target: target.clone(),
            known: self.terms.service_targets.iter().map(|known| known.name.to_string()).collect(),
        })?;
        if period.from >= period.to || period.to > context.recorded_now {
            return Err(Rejection::NoSuchPeriod { period });
        }
        let figures = self.figures(&target);
        let known = figures.iter().find(|figure| figure.period == period);
        if let Some(oldest) = figures.first()
            && figures.len() >= FIGURES_MAX
            && known.is_none()
            && period < oldest.period
        {
            return Err(Rejection::PeriodClosed { oldest: oldest.period.from });
        }
        if known.is_some_and(|known| (known.reached, known.at_least) == (reached, at_least)) {
            return Ok(vec![]);
        }
        let suspended = self.phase == Phase::Suspended;
        let first = known.is_none_or(|known| !known.breached);
        let breached = self.agreed && !suspended && first && reached < at_least;
        let measured =
            TargetMeasured { target: target.clone(), period, reached, at_least, suspended, source };
        let mut events = vec![measured.into()];
        if breached {
            events.push(Breached { target, period, reached, at_least }.into());
        }
        Ok(events)
    }

    pub(super) fn trend(&self, target: &Measured) -> Result<(Trend, u32), Rejection> {
        const PERIODS: u32 = 3;
        let figures = self.figures(target);
        let Some(last) = figures.last_chunk::<{ PERIODS as usize }>() else {
            return Err(Rejection::TooFewPeriods { have: figures.len() });
        };
        let reached = last.each_ref().map(|figure| figure.reached);
        let trend = if reached.is_sorted_by(|earlier, later| earlier < later) {
            Trend::Upward
        } else if reached.is_sorted_by(|earlier, later| earlier > later) {
            Trend::Downward
        } else {
            Trend::Level
        };
        Ok((trend, PERIODS))
    }

    /// A review closes when it has happened and each breach of an SLA has a cause (6.1).
    pub(super) fn examined(&self) -> Result<(), Rejection> {
        if !self.reviewed {
            return Err(Rejection::NotReviewed);
        }
        let breaches = self.series.iter().flat_map(|series| {
            let uncaused = |figure: &&Figure| figure.breached && figure.cause.is_none();
            let uncaused = series.figures.iter().filter(uncaused);
            uncaused.map(|figure| (series.target.clone(), figure.period))
        });
        let uncaused: Vec<_> = breaches.filter(|_| self.terms.kind == Kind::Sla).collect();
        if uncaused.is_empty() { Ok(()) } else { Err(Rejection::CausesMissing { uncaused }) }
    }

    pub(super) fn keep(&mut self, measured: &TargetMeasured) {
        let TargetMeasured { target, period, reached, at_least, suspended, .. } = measured;
        let held = self.agreed && !suspended;
        if !self.series.iter().any(|series| &series.target == target) {
            self.series.push(Series { target: target.clone(), figures: Vec::new() });
        }
        let series = self.series.iter_mut().find(|series| &series.target == target);
        let Some(Series { figures, .. }) = series else { return };
        let (period, reached, at_least) = (*period, *reached, *at_least);
        match figures.binary_search_by_key(&period, |figure| figure.period) {
            Ok(index) => {
                if let Some(known) = figures.get_mut(index) {
                    (known.reached, known.at_least, known.held) = (reached, at_least, held);
                }
            }
            Err(index) => {
                let (breached, cause) = (false, None);
                figures.insert(index, Figure { period, reached, at_least, held, breached, cause });
                if figures.len() > FIGURES_MAX {
                    figures.remove(0);
                }
            }
        }
    }

    pub(super) fn figures(&self, target: &Measured) -> &[Figure] {
        let series = self.series.iter().find(|series| &series.target == target);
        series.map_or(&[], |series| &series.figures)
    }

    pub(super) fn figure(&self, target: &Measured, period: Period) -> Result<&Figure, Rejection> {
        let figure = self.figures(target).iter().find(|figure| figure.period == period);
        figure.ok_or_else(|| Rejection::NotMeasured { target: target.clone(), period })
    }

    pub(super) fn figure_mut(&mut self, target: &Measured, period: Period) -> Option<&mut Figure> {
        let series = self.series.iter_mut().find(|series| &series.target == target)?;
        series.figures.iter_mut().find(|figure| figure.period == period)
    }
}
