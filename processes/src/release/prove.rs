//! Plan, build, test, scan, acceptance, approval.

use super::table::{APPROVING, TESTING};
use super::terms::{Canary, CriterionKind, ReleasePlan, ScanVerdict, Stage};
use super::{
    Accept, AcceptWithDeviation, AcceptanceCriteriaAgreed, AcceptanceFailed, Accepted,
    AgreeAcceptanceCriteria, AgreePlan, Approved, AuthoriseEmergency, BuildStarted, ChangeScope,
    DecideRework, DeviationAccepted, EmergencyAuthorised, Event, FailAcceptance, FailTest,
    PassTest, Phase, Plan, PlanAgreed, PlanRollback, Planned, RecordScan, Rejection, Release,
    ReturnToBuild, ReturnedToBuild, ReworkDecided, RollbackPlanned, RollbackTested, ScanFailed,
    ScanInconclusive, ScanPassed, ScopeChanged, StartBuild, StartTest, TestFailed, TestRollback,
    TestStarted, Tested, linked,
};
use crate::facts::{Agreements, Problems};
use crate::limits::Label;
use engine::{Context, Key, Span};
use std::collections::BTreeSet;

impl ReleasePlan {
    /// Whether it makes sense here and now.
    fn check(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let lists = [
            ("service", self.services.is_empty()),
            ("configuration item", self.configuration_items.is_empty()),
            ("change", self.changes.is_empty()),
            ("deliverable", self.deliverables.is_empty()),
        ];
        if let Some((what, _)) = lists.into_iter().find(|(_, empty)| *empty) {
            return Err(Rejection::Nothing { what });
        }
        for (what, span) in
            [("a scan", self.scan.valid_for), ("observing it", self.observation.period)]
        {
            if span <= Span::ZERO {
                return Err(Rejection::NoTime { what });
            }
        }
        if let Canary::Stages(stages) = &self.canary {
            check_stages(stages)?;
        }
        let problems = context.facts.get::<Problems>();
        if let Some(problem) = self.problems.iter().find(|problem| !problems.is_known(problem)) {
            return Err(Rejection::ProblemUnknown { problem: problem.clone() });
        }
        linked::open(self, context)
    }
}

/// Each stage takes time and reaches more than the one before.
fn check_stages(stages: &[Stage]) -> Result<(), Rejection> {
    let mut before = 0;
    for stage in stages {
        let share = stage.share.parts_per_million();
        let wrong = if stage.soak <= Span::ZERO {
            "takes no time; say how long it is watched"
        } else if share <= before {
            "reaches no more than the one before; name a larger share"
        } else {
            before = share;
            continue;
        };
        return Err(Rejection::BadStage { cohort: stage.cohort.clone(), what: wrong });
    }
    if stages.is_empty() { Err(Rejection::Nothing { what: "canary stage" }) } else { Ok(()) }
}

/// Whether an agreement of that name is signed and in force.
fn is_agreed(agreement: &Label, context: &Context<'_>) -> bool {
    let agreements = context.facts.get::<Agreements>();
    let known = Key::new(agreement).ok();
    let known = known.as_ref().and_then(|key| agreements.in_force(key, context.recorded_now));
    known.is_some_and(|known| known.agreed)
}

/// Somebody at least.
fn somebody(named: &[Label], what: &'static str) -> Result<(), Rejection> {
    if named.is_empty() { Err(Rejection::Nobody { what }) } else { Ok(()) }
}

impl Release {
    pub(super) fn planned(command: Plan, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        command.plan.check(context)?;
        Ok(vec![Planned { plan: command.plan }.into()])
    }

    pub(super) fn change_scope(
        &self,
        command: ChangeScope,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let ChangeScope { plan, reason, told } = command;
        if self.plan.as_ref() == Some(&plan) {
            return Ok(Vec::new());
        }
        somebody(&told, "were told")?;
        plan.check(context)?;
        Ok(vec![ScopeChanged { plan, reason, told }.into()])
    }

    pub(super) fn agree_plan(
        &self,
        command: AgreePlan,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let AgreePlan { customer, standing } = command;
        if customer.is_none() && standing.is_none() {
            return Err(Rejection::NotAgreed);
        }
        if let Some(agreement) = standing.as_ref().filter(|it| !is_agreed(it, context)) {
            return Err(Rejection::NoStandingAgreement { agreement: agreement.clone() });
        }
        linked::date_fits(self.plan()?, context)?;
        Ok(vec![PlanAgreed { customer, standing }.into()])
    }

    pub(super) fn authorise_emergency(
        &self,
        command: AuthoriseEmergency,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        linked::emergencies(self.plan()?, context)?;
        let AuthoriseEmergency { definition_matched, change_authorised, builder } = command;
        Ok(vec![EmergencyAuthorised { definition_matched, change_authorised, builder }.into()])
    }

    pub(super) fn plan_rollback(command: PlanRollback) -> Result<Vec<Event>, Rejection> {
        let rollback = command.rollback;
        if rollback.steps.is_empty() {
            return Err(Rejection::Nothing { what: "step back" });
        }
        if rollback.takes <= Span::ZERO {
            return Err(Rejection::NoTime { what: "reversing it" });
        }
        Ok(vec![RollbackPlanned { rollback }.into()])
    }

    pub(super) fn agree_criteria(
        command: AgreeAcceptanceCriteria,
    ) -> Result<Vec<Event>, Rejection> {
        let AgreeAcceptanceCriteria { criteria, agreed } = command;
        let has = |kind| criteria.iter().any(|criterion| criterion.kind == kind);
        if !has(CriterionKind::Functional) || !has(CriterionKind::Security) {
            return Err(Rejection::CriteriaOneSided);
        }
        Ok(vec![AcceptanceCriteriaAgreed { criteria, agreed }.into()])
    }

    pub(super) fn start_build(
        &self,
        command: StartBuild,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        linked::approved(self.plan()?, context)?;
        let builder = context.caller.actor.clone();
        Ok(vec![BuildStarted { builder, changes_approved: command.changes_approved }.into()])
    }

    pub(super) fn start_test(&self, command: StartTest) -> Result<Vec<Event>, Rejection> {
        if self.criteria.is_empty() {
            return Err(Rejection::NoCriteria);
        }
        if !self.is_built {
            return Err(Rejection::NotBuiltAgain);
        }
        Ok(vec![TestStarted { environment: command.environment }.into()])
    }

    pub(super) fn test_rollback(&self, command: TestRollback) -> Result<Vec<Event>, Rejection> {
        if self.rollback.is_none() {
            return Err(Rejection::NoRollback);
        }
        let TestRollback { result, tested } = command;
        Ok(vec![RollbackTested { result, tested }.into()])
    }

    pub(super) fn fail_test(command: FailTest) -> Vec<Event> {
        vec![TestFailed { report: command.report }.into()]
    }

    pub(super) fn pass_test(
        &self,
        command: PassTest,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.not_by_builder(TESTING, context)?;
        Ok(vec![Tested { report: command.report }.into()])
    }

    /// No data is not a pass.
    pub(super) fn record_scan(&self, command: RecordScan) -> Vec<Event> {
        let scan = command.scan;
        let rule = self.plan.as_ref().map(|plan| plan.scan).unwrap_or_default();
        vec![match scan.verdict(&rule) {
            ScanVerdict::Passed => ScanPassed { scan }.into(),
            ScanVerdict::Failed => ScanFailed { scan }.into(),
            ScanVerdict::NoData => ScanInconclusive { scan }.into(),
        }]
    }

    pub(super) fn accept(&self, command: Accept) -> Result<Vec<Event>, Rejection> {
        let verified = command.verified;
        let named: BTreeSet<&Label> = verified.iter().map(|it| &it.criterion).collect();
        self.agreed(&named)?;
        let missing = self.criteria.keys().filter(|criterion| !named.contains(criterion));
        let criteria: Vec<_> = missing.cloned().collect();
        if !criteria.is_empty() {
            return Err(Rejection::CriteriaMissing { criteria });
        }
        Ok(vec![Accepted { verified }.into()])
    }

    /// Refuses criteria that were never agreed.
    fn agreed(&self, named: &BTreeSet<&Label>) -> Result<(), Rejection> {
        let unknown = named.iter().filter(|criterion| !self.criteria.contains_key(**criterion));
        let criteria: Vec<Label> = unknown.map(|criterion| Label::clone(criterion)).collect();
        if criteria.is_empty() { Ok(()) } else { Err(Rejection::CriteriaUnknown { criteria }) }
    }

    /// These are the criteria that are not met: no other one, and all of them. Where nobody has looked,
    /// none is.
    fn not_met(&self, named: &BTreeSet<&Label>) -> Result<(), Rejection> {
        let nobody_looked = self.unmet.is_empty();
        let unmet: BTreeSet<&Label> =
            self.criteria.keys().filter(|it| nobody_looked || self.unmet.contains(*it)).collect();
        let only_in = |these: &BTreeSet<&Label>, those: &BTreeSet<&Label>| -> Vec<Label> {
            these.difference(those).copied().cloned().collect()
        };
        let (met, missing) = (only_in(named, &unmet), only_in(&unmet, named));
        if !met.is_empty() {
            return Err(Rejection::CriteriaMet { criteria: met });
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Rejection::CriteriaMissing { criteria: missing })
        }
    }

    pub(super) fn fail_acceptance(&self, command: FailAcceptance) -> Result<Vec<Event>, Rejection> {
        let FailAcceptance { failed, note } = command;
        if failed.is_empty() {
            return Err(Rejection::Nothing { what: "criterion that is not met" });
        }
        self.agreed(&failed.iter().collect())?;
        Ok(vec![AcceptanceFailed { failed, note }.into()])
    }

    pub(super) fn decide_rework(command: DecideRework) -> Result<Vec<Event>, Rejection> {
        let DecideRework { parties, reason } = command;
        somebody(&parties, "took part in the decision")?;
        Ok(vec![ReworkDecided { parties, reason }.into()])
    }

    pub(super) fn accept_with_deviation(
        &self,
        command: AcceptWithDeviation,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let AcceptWithDeviation { deviations, parties, risk_accepted } = command;
        if self.phase == Phase::AwaitingAcceptance {
            self.is_emergency(context)?;
        }
        somebody(&parties, "took part in the decision")?;
        if deviations.is_empty() {
            return Err(Rejection::Nothing { what: "deviation" });
        }
        let named: BTreeSet<&Label> = deviations.iter().map(|it| &it.criterion).collect();
        self.agreed(&named)?;
        self.not_met(&named)?;
        let now = context.recorded_now;
        if let Some(over) = deviations.iter().find(|deviation| deviation.due <= now) {
            return Err(Rejection::Over { at: over.due });
        }
        Ok(vec![DeviationAccepted { deviations, parties, risk_accepted }.into()])
    }

    pub(super) fn approve(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.not_by_builder(APPROVING, context)?;
        self.not_by_requester(context)?;
        if self.rollback.is_none() {
            return Err(Rejection::NoRollback);
        }
        // They may have been revised since it was built, or classified otherwise.
        if self.emergency {
            self.is_emergency(context)?;
        } else if self.rollback_tested {
            linked::approved(self.plan()?, context)?;
        } else {
            return Err(Rejection::RollbackNotTested);
        }
        Ok(vec![Approved {}.into()])
    }

    /// It was authorised as one, and so are its changes still.
    fn is_emergency(&self, context: &Context<'_>) -> Result<(), Rejection> {
        if !self.emergency {
            return Err(Rejection::NotEmergency);
        }
        linked::emergencies(self.plan()?, context)
    }

    pub(super) fn return_to_build(command: ReturnToBuild) -> Result<Vec<Event>, Rejection> {
        let ReturnToBuild { reason, told } = command;
        somebody(&told, "were told")?;
        Ok(vec![ReturnedToBuild { reason, told }.into()])
    }
}
