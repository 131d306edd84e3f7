//! How a supplier comes to be one: three gates, of which none makes up for another.

use super::terms::{Contract, Dues, Gate, Policy};
use super::{
    AdmissionStarted, Admitted, CheckCompatibility, CheckQuality, CheckSecurity,
    CompatibilityGateChecked, Event, ExistingRegistered, PolicySet, Propose, Proposed,
    QualityGateChecked, Refuse, Refused, RegisterExisting, Rejection, SecurityGateChecked,
    SetPolicy, Supplier, Withdraw, Withdrawn,
};
use crate::facts::Suppliers;
use crate::interval::Interval;
use crate::limits::Percent;
use engine::{Context, Timestamp};

/// The figures in force, and which version they are; 0 is the default.
pub(super) fn policy(context: &Context<'_>) -> (u64, Policy) {
    context.facts.get::<Suppliers>().policy()
}

/// When it is time for what repeats, from now on.
pub(super) fn dues(contract: &Contract, context: &Context<'_>) -> Dues {
    let (now, (_, policy)) = (context.recorded_now, policy(context));
    Dues {
        performance: policy.performance_interval.after(now, 1),
        review: policy.review_interval.after(now, 1),
        score: policy.scoring_interval.after(now, 1),
        notice: contract.until.map(|until| until - policy.notice),
    }
}

/// The share of deliveries on time; no data is no pass.
pub(super) fn on_time(on_time: u64, deliveries: u64) -> Result<Percent, Rejection> {
    if deliveries == 0 || on_time > deliveries {
        return Err(Rejection::NoDeliveries);
    }
    Ok(Percent::share(on_time, deliveries))
}

impl Supplier {
    pub(super) fn propose(Propose { name, need }: Propose) -> Vec<Event> {
        vec![Proposed { name, need }.into()]
    }

    pub(super) fn start_admission() -> Vec<Event> {
        vec![AdmissionStarted {}.into()]
    }

    pub(super) fn check_quality(
        command: CheckQuality,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let CheckQuality { deliveries, on_time, evidence } = command;
        let share = self::on_time(on_time, deliveries)?;
        let passed = share >= policy(context).1.on_time;
        Ok(vec![QualityGateChecked { deliveries, on_time, share, passed, evidence }.into()])
    }

    pub(super) fn check_security(command: CheckSecurity, context: &Context<'_>) -> Vec<Event> {
        let qualification = command.qualification;
        let passed = qualification.valid_until().is_some_and(|at| at > context.recorded_now);
        vec![SecurityGateChecked { qualification, passed }.into()]
    }

    pub(super) fn check_compatibility(command: CheckCompatibility) -> Vec<Event> {
        let CheckCompatibility { tools, interfaces, report } = command;
        let passed = tools && interfaces;
        vec![CompatibilityGateChecked { tools, interfaces, passed, report }.into()]
    }

    /// Whether what shows that he is qualified is valid.
    pub(super) fn is_qualified(&self, at: Timestamp) -> bool {
        self.qualified_until.is_some_and(|until| until > at)
    }

    /// What was passed then is passed now.
    fn passes(&self, gate: Gate, at: Timestamp) -> bool {
        let passed = self.gates.get(&gate).is_some_and(|passed| *passed);
        passed && (gate != Gate::Security || self.is_qualified(at))
    }

    pub(super) fn passes_all(&self, at: Timestamp) -> Result<(), Rejection> {
        let failed = |gate: &Gate| !self.passes(*gate, at);
        let gates: Vec<Gate> = Gate::ALL.into_iter().filter(failed).collect();
        if gates.is_empty() { Ok(()) } else { Err(Rejection::GatesNotPassed { gates }) }
    }

    pub(super) fn admit(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.passes_all(context.recorded_now)?;
        Ok(vec![Admitted {}.into()])
    }

    pub(super) fn refuse(&self, Refuse { gate, reason }: Refuse) -> Result<Vec<Event>, Rejection> {
        if self.gates.get(&gate) != Some(&false) {
            return Err(Rejection::GateNotFailed { gate });
        }
        Ok(vec![Refused { gate, reason }.into()])
    }

    pub(super) fn withdraw(Withdraw { reason }: Withdraw) -> Vec<Event> {
        vec![Withdrawn { reason }.into()]
    }

    /// Its contract states what it does; that he passes the gates is looked at later, and planned.
    pub(super) fn register_existing(
        command: RegisterExisting,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let RegisterExisting { name, contract, in_force, owner, gap_check_by } = command;
        Self::may_own(&owner, context)?;
        Self::may_run(&contract, context)?;
        if gap_check_by <= context.recorded_now {
            return Err(Rejection::Over { at: gap_check_by });
        }
        if let Some(until) = contract.until.filter(|until| *until <= context.recorded_now) {
            return Err(Rejection::ContractEnded { until });
        }
        let dues = dues(&contract, context);
        let existing = ExistingRegistered { name, contract, in_force, owner, gap_check_by, dues };
        Ok(vec![existing.into()])
    }

    pub(super) fn set_policy(
        &self,
        SetPolicy { policy, document }: SetPolicy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let held_by = context.facts.get::<Suppliers>().policy_key();
        if let Some(key) = held_by.filter(|key| *key != context.key) {
            return Err(Rejection::PolicyElsewhere { key: key.clone() });
        }
        policy.check()?;
        Ok(vec![PolicySet { version: self.versions + 1, policy, document }.into()])
    }
}

impl Policy {
    fn check(&self) -> Result<(), Rejection> {
        let bounds = "PT1H to P3660D";
        for (what, span) in [("notice", self.notice), ("negotiation", self.negotiation)] {
            if !(Self::SPAN_MIN..=Self::SPAN_MAX).contains(&span) {
                return Err(Rejection::Figure { what, bounds });
            }
        }
        let intervals = [
            ("performance_interval", self.performance_interval),
            ("review_interval", self.review_interval),
            ("scoring_interval", self.scoring_interval),
        ];
        for (what, interval) in intervals {
            if matches!(interval, Interval::Months(121..)) {
                return Err(Rejection::Figure { what, bounds: "PT1H to P120M" });
            }
        }
        Ok(())
    }
}
