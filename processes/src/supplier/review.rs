//! What a supplier does, and what is thought of it.

use super::terms::{Because, Case, Measured, Performance};
use super::{
    Claim, ClaimRaised, Confirm, Confirmed, Event, PerformanceFellDue, PerformanceRecorded, Phase,
    ProbationBegun, ProbationLifted, PutOnProbation, RecordPerformance, Rejection, Review,
    ReviewStarted, Reviewed, StartReview, Supplier, TargetMissed,
};
use crate::facts::{Agreements, Suppliers};
use crate::limits::Percent;
use engine::{Context, Span, Timestamp};

/// How many incidents are remembered that were resolved.
pub(super) const CASES_MAX: usize = 1_000;
/// How many vulnerabilities that are not fixed in time are remembered.
pub(super) const LATE_MAX: usize = 1_000;

impl Supplier {
    pub(super) fn record_performance(
        &self,
        RecordPerformance { performance }: RecordPerformance,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by_rule = context.caller.door.is_internal();
        let recorded = |performance, in_time| {
            PerformanceRecorded { performance, in_time, next_due: None }.into()
        };
        if !by_rule && !matches!(performance, Performance::Measured(_)) {
            return Err(Rejection::LookedUp);
        }
        match performance {
            Performance::Measured(measured) => self.measured(measured, context),
            Performance::Incident(case) => {
                let in_time = self.limit(&case, context).map(|limit| case.took <= limit);
                Ok(vec![recorded(Performance::Incident(case), in_time)])
            }
            // Resolved in time or not, it is on record when it is.
            Performance::IncidentMissed(case) => {
                let is_late = self.limit(&case, context).is_some_and(|limit| limit < case.took);
                let late = || recorded(Performance::IncidentMissed(case), Some(false));
                Ok(is_late.then(late).into_iter().collect())
            }
            Performance::Fixed(fix) => {
                let in_time = Some(fix.in_time);
                Ok(vec![recorded(Performance::Fixed(fix), in_time)])
            }
            Performance::FixMissed(key) if self.tally.late.contains(&key) => Ok(Vec::new()),
            Performance::FixMissed(key) => {
                Ok(vec![recorded(Performance::FixMissed(key), Some(false))])
            }
        }
    }

    /// The shortest time to resolve that his agreements promise for one that comes as early as that.
    fn limit(&self, case: &Case, context: &Context<'_>) -> Option<Span> {
        let (priority, known) = (case.priority?, context.facts.get::<Agreements>());
        let targets = &self.contract.as_ref()?.items.targets;
        let terms = targets.iter().filter_map(|it| known.in_force(it, context.recorded_now));
        terms.map(|found| found.terms.targets(priority).resolution).min()
    }

    fn measured(&self, measured: Measured, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let Measured { agreement, period, values } = &measured;
        if !self.has_targets_in(agreement) {
            return Err(Rejection::NotHisTargets { agreement: agreement.clone() });
        }
        if period.from >= period.to || period.to > context.recorded_now {
            return Err(Rejection::BadPeriod);
        }
        if values.is_empty() {
            return Err(Rejection::NothingMeasured);
        }
        let terms = context.facts.get::<Agreements>().last(agreement);
        let mut missed = Vec::new();
        for value in values {
            let mut targets = terms.into_iter().flat_map(|terms| &terms.service_targets);
            let Some(target) = targets.find(|target| target.name == value.target) else {
                let (agreement, target) = (agreement.clone(), value.target.clone());
                return Err(Rejection::UnknownTarget { agreement, target });
            };
            if value.reached < target.at_least {
                let (agreement, target_name) = (agreement.clone(), value.target.clone());
                missed.push(TargetMissed {
                    agreement,
                    target: target_name,
                    period: *period,
                    reached: value.reached,
                    at_least: target.at_least,
                });
            }
        }
        let interval = super::admission::policy(context).1.performance_interval;
        let recorded = PerformanceRecorded {
            performance: Performance::Measured(measured),
            in_time: None,
            next_due: Some(interval.after(context.recorded_now, 1)),
        };
        let missed = missed.into_iter().map(Event::from);
        Ok(std::iter::once(recorded.into()).chain(missed).collect())
    }

    pub(super) fn performance_due(&self) -> Option<Timestamp> {
        self.dues.filter(|_| self.phase.is_bound()).map(|dues| dues.performance)
    }

    pub(super) fn note_performance_due(
        &self,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let now = context.recorded_now;
        match self.performance_due() {
            Some(due) if due <= now => {
                let interval = super::admission::policy(context).1.performance_interval;
                // What nobody noted is not asked for again and again.
                let next_due = interval.after(due, interval.over(due, now, u32::MAX - 1) + 1);
                Ok(vec![PerformanceFellDue { next_due }.into()])
            }
            due => Err(Rejection::NotDue { due }),
        }
    }

    pub(super) fn claim(Claim { clause, statement }: Claim) -> Vec<Event> {
        vec![ClaimRaised { clause, statement }.into()]
    }

    /// When he is to be reviewed for a reason; never for one of somebody's.
    pub(super) fn review_due(&self, because: &Because) -> Option<Timestamp> {
        if !matches!(self.phase, Phase::Active | Phase::OnProbation) {
            return None;
        }
        match because {
            Because::Interval => self.dues.map(|dues| dues.review),
            Because::CertificateLapsed => {
                self.qualified_until.filter(|until| self.lapse_noted != Some(*until))
            }
            Because::ContractEnds => self.dues.and_then(|dues| dues.notice),
            Because::AdmissionGap => self.gap_check_by,
            Because::Stated(_) => None,
        }
    }

    pub(super) fn start_review(
        &self,
        StartReview { because }: StartReview,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !matches!(because, Because::Stated(_)) {
            match self.review_due(&because) {
                Some(due) if due <= context.recorded_now => {}
                due => return Err(Rejection::NotDue { due }),
            }
        }
        Ok(vec![ReviewStarted { because }.into()])
    }

    /// A score is begun with it, where none is.
    pub(super) fn review(
        &self,
        command: Review,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Review { causes, improvements, no_improvement, contract_fits, nonconforming } = command;
        if improvements.is_empty() && no_improvement.is_none() {
            return Err(Rejection::ImprovementsMissing);
        }
        let has_others = self.subcontractors.as_ref().is_some_and(|others| !others.is_empty());
        if has_others && !self.subcontractors_verified {
            return Err(Rejection::SubcontractorsNotVerified);
        }
        let missing = self.contract.iter().flat_map(|contract| contract.items.missing());
        let missing: Vec<_> = missing.collect();
        if contract_fits && !missing.is_empty() {
            return Err(Rejection::ItemsMissing { missing });
        }
        let interval = super::admission::policy(context).1.review_interval;
        let next_due = interval.after(context.recorded_now, 1);
        let reviewed = Reviewed {
            causes,
            improvements,
            no_improvement,
            contract_fits,
            nonconforming,
            next_due,
        };
        let scored = if self.score.phase.is_open() { Vec::new() } else { self.open_score(context) };
        Ok(std::iter::once(reviewed.into()).chain(scored).collect())
    }

    pub(super) fn confirm(
        &self,
        Confirm { unqualified }: Confirm,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        match self.reviewed {
            None => return Err(Rejection::NotReviewed),
            Some(false) => return Err(Rejection::ContractDoesNotFit),
            Some(true) => {}
        }
        if !self.is_qualified(context.recorded_now) && unqualified.is_none() {
            return Err(Rejection::NotQualified);
        }
        Ok(vec![Confirmed { unqualified }.into()])
    }

    pub(super) fn put_on_probation(
        &self,
        PutOnProbation { asked }: PutOnProbation,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let threshold = threshold(context);
        match self.last_score {
            Some(score) if score < threshold => Ok(vec![ProbationBegun { score, asked }.into()]),
            score => Err(Rejection::ScoreNotBelow { score, threshold }),
        }
    }

    pub(super) fn lift_probation(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let threshold = threshold(context);
        match self.last_score {
            Some(score) if score >= threshold => Ok(vec![ProbationLifted { score }.into()]),
            score => Err(Rejection::NotRecovered { score, threshold }),
        }
    }
}

fn threshold(context: &Context<'_>) -> Percent {
    context.facts.get::<Suppliers>().policy().1.threshold
}
