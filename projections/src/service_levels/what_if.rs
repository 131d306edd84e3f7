//! What would have been kept, had something else been agreed: the same facts, read anew.
//!
//! What people did stays as it was and when it was: nobody can tell how they would have worked under
//! other terms. Who sent a case another way than the matrix says has that way kept, and a service
//! request for an item that makes promises of its own has these kept.

use super::case::{Case, Grading};
use super::cases::CaseId;
use super::{Kind, MEASURES, ServiceLevels};
use engine::{Key, Span, Timestamp};
use processes::agreement::terms::Matrix;
use processes::agreement::{Priority, Terms};
use processes::clock::{
    AgreementVersion, Calendar, Calendars, Fact, Measure, ServiceHours, State, Target, Timeline,
    What, read,
};
use processes::service_request::AWAITING_APPROVAL;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most cases that are told one by one.
pub const CASES_MAX: usize = 500;

/// What might be agreed. What is left out stays as it was for each case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Proposal {
    /// Other terms: targets, priorities, holds and calendar. They concern the cases of their party
    /// and services.
    pub terms: Option<Terms>,
    /// Other service hours; before those of the terms' calendar.
    pub hours: Option<ServiceHours>,
    /// Another way from impact and urgency to priority; before that of the terms.
    pub priorities: Option<Matrix>,
}

/// Why nothing can be told of a proposal.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProposalError {
    /// Nothing would be other.
    #[error("nothing is proposed: give terms, hours or priorities")]
    Nothing,
    /// There is no such calendar.
    #[error(
        "there is no calendar {0}: name one that is on record in terms.calendar, or give hours"
    )]
    UnknownCalendar(Key),
    /// The hours are none.
    #[error("the hours do not work: {0}")]
    Hours(String),
}

/// Which cases are looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// Of this service alone.
    pub service: Option<Key>,
    /// Of this customer alone.
    pub customer: Option<Key>,
    /// Logged from then on.
    pub from: Option<Timestamp>,
    /// Logged before then.
    pub until: Option<Timestamp>,
}

/// What would have been.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WhatIf {
    /// What is true at this time.
    pub now: Timestamp,
    /// How many cases were looked at.
    pub cases: u64,
    /// Response, then resolution.
    pub measures: Vec<Compared>,
    /// The clocks that would show something else, in the order of their cases: at most
    /// [`CASES_MAX`].
    pub differing: Vec<Differing>,
    /// How many there are.
    pub differing_total: u64,
}

/// A clock of all cases, as it was and as it would have been.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Which clock.
    pub measure: Measure,
    /// As it was.
    pub was: Counts,
    /// As it would have been.
    pub would_be: Counts,
    /// Missed, and would have been kept.
    pub gained: u64,
    /// Not missed, and would have been.
    pub lost: u64,
}

/// How many clocks show what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Stopped in time.
    pub met: u64,
    /// Past due, stopped or not.
    pub breached: u64,
    /// Neither yet.
    pub running: u64,
    /// No clock.
    pub not_measured: u64,
}

/// A clock that would show something else.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Differing {
    /// The case.
    #[serde(flatten)]
    pub case: CaseId,
    /// Which clock.
    pub measure: Measure,
    /// As it was.
    pub was: Outcome,
    /// As it would have been.
    pub would_be: Outcome,
}

/// What a clock shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The last priority.
    pub priority: Priority,
    /// Where it stands.
    pub state: State,
    /// The open time that was promised.
    pub target: Span,
    /// The open time that it used.
    pub used: Span,
    /// The last instant at which it could stop and be met.
    pub due: Option<Timestamp>,
}

/// A proposal that can be reckoned with.
struct Proposed<'a> {
    proposal: &'a Proposal,
    calendars: Option<Calendars>,
}

impl Scope {
    fn fits(
        &self,
        logged_at: Option<Timestamp>,
        service: Option<&Key>,
        customer: Option<&Key>,
    ) -> bool {
        (self.service.is_none() || self.service.as_ref() == service)
            && (self.customer.is_none() || self.customer.as_ref() == customer)
            && self.from.is_none_or(|from| logged_at.is_some_and(|at| from <= at))
            && self.until.is_none_or(|until| logged_at.is_some_and(|at| at < until))
    }
}

impl ServiceLevels {
    /// What the clocks of all cases in `scope` would show at `now`, had what is proposed been agreed.
    ///
    /// # Errors
    /// [`ProposalError`], when nothing can be told of that.
    pub fn what_if(
        &self,
        proposal: &Proposal,
        scope: &Scope,
        now: Timestamp,
    ) -> Result<WhatIf, ProposalError> {
        let proposed = self.proposed(proposal)?;
        let compared = |measure| Compared {
            measure,
            was: Counts::default(),
            would_be: Counts::default(),
            gained: 0,
            lost: 0,
        };
        let mut answer = WhatIf {
            now,
            cases: 0,
            measures: MEASURES.map(compared).to_vec(),
            differing: Vec::new(),
            differing_total: 0,
        };
        for (kind, key, case) in self.cases.all() {
            let name = |name: Option<_>| name.and_then(|name| self.names.key(name));
            let (service, customer) = (name(case.service), name(case.customer));
            let is_known = case.logged_at.is_some_and(|at| at <= now);
            let fits = scope.fits(case.logged_at, service.as_ref(), customer.as_ref());
            if !is_known || !fits || !proposed.concerns(service.as_ref(), customer.as_ref()) {
                continue;
            }
            answer.cases += 1;
            for compared in &mut answer.measures {
                let was = self.outcome(&case, compared.measure, None, now);
                let would_be = self.outcome(&case, compared.measure, Some(&proposed), now);
                compared.add(was.as_ref(), would_be.as_ref());
                let state =
                    |outcome: &Option<Outcome>| outcome.as_ref().map(|it| Shows::of(it.state));
                if let (true, Some(was), Some(would_be)) =
                    (state(&was) != state(&would_be), was, would_be)
                {
                    answer.differing_total += 1;
                    if answer.differing.len() < CASES_MAX {
                        let (case, measure) = (CaseId::new(kind, key), compared.measure);
                        answer.differing.push(Differing { case, measure, was, would_be });
                    }
                }
            }
        }
        Ok(answer)
    }

    fn proposed<'a>(&self, proposal: &'a Proposal) -> Result<Proposed<'a>, ProposalError> {
        if *proposal == Proposal::default() {
            return Err(ProposalError::Nothing);
        }
        let of_terms = |terms: &Terms| {
            let known = self.availability.calendars.clock(&terms.calendar).cloned();
            known.ok_or_else(|| ProposalError::UnknownCalendar(terms.calendar.clone()))
        };
        let calendars = match (&proposal.hours, &proposal.terms) {
            (Some(hours), _) => {
                let calendar = Calendar::new(hours);
                let calendar = calendar.map_err(|error| ProposalError::Hours(error.to_string()))?;
                Some(Calendars::only(calendar))
            }
            (None, Some(terms)) => Some(of_terms(terms)?),
            (None, None) => None,
        };
        Ok(Proposed { proposal, calendars })
    }

    /// What a clock shows, or would show.
    fn outcome(
        &self,
        case: &Case,
        measure: Measure,
        proposed: Option<&Proposed<'_>>,
        now: Timestamp,
    ) -> Option<Outcome> {
        let mut timeline = self.timeline(case, measure)?;
        let (mut calendars, mut priority) = (self.calendars_of(case), case.priority(now)?);
        if let Some(proposed) = proposed {
            let agreed = self.agreed(case);
            priority = proposed.read_anew(&mut timeline, case, agreed, now)?;
            calendars = proposed.calendars.clone().unwrap_or(calendars);
        }
        timeline.facts.retain(|fact| fact.at <= now);
        let reading = read(&timeline, &calendars, now)?;
        let (target, used) = (reading.target.span, reading.elapsed);
        Some(Outcome { priority, state: reading.state, target, used, due: reading.due })
    }

    /// The terms that the clocks of a case go by.
    fn agreed(&self, case: &Case) -> Option<&Terms> {
        let level = case.level?;
        self.availability.agreements.get(&self.names.key(level.agreement)?, level.version)
    }
}

impl Proposed<'_> {
    /// Whether it would hold for such a case.
    fn concerns(&self, service: Option<&Key>, customer: Option<&Key>) -> bool {
        let Some(terms) = &self.proposal.terms else { return true };
        let is_of = |service: &Key| terms.services.contains(service);
        (terms.party.is_none() || terms.party.as_ref() == customer)
            && (terms.services.is_empty() || service.is_some_and(is_of))
    }

    /// Which priority a grading would have given.
    fn priority(&self, given: &Grading, agreed: Option<&Terms>) -> Priority {
        let matrix = self.proposal.priorities.as_ref();
        let matrix = matrix.or(self.proposal.terms.as_ref().map(|terms| &terms.priorities));
        let (Some(matrix), Some(impact), Some(urgency)) = (matrix, given.impact, given.urgency)
        else {
            return given.priority;
        };
        // Somebody had a reason to say otherwise.
        let is_by_hand = agreed.is_some_and(|it| it.priority(impact, urgency) != given.priority);
        if is_by_hand { given.priority } else { *matrix.get(impact).get(urgency) }
    }

    /// Puts the targets and holds of the proposal into a time line; the priority it comes to.
    fn read_anew(
        &self,
        timeline: &mut Timeline,
        case: &Case,
        agreed: Option<&Terms>,
        now: Timestamp,
    ) -> Option<Priority> {
        let terms = self.proposal.terms.as_ref();
        let (measure, gradings) = (timeline.measure, case.gradings());
        let own = own_target(case, measure, agreed);
        let target = |priority: Priority| {
            let span = match own {
                Some(span) => span,
                None => target_of(terms.or(agreed)?, measure, priority),
            };
            let agreement = AgreementVersion { key: "proposed".into(), version: 0 };
            Some(Target { span, agreement })
        };
        let (first, later) = gradings.split_first()?;
        let mut priority = self.priority(first, agreed);
        let started = target(priority)?;
        for fact in &mut timeline.facts {
            match &mut fact.what {
                What::Started { target } => *target = started.clone(),
                What::Paused { reason, pauses } => {
                    let agreed = terms.and_then(|terms| terms.pauses(reason));
                    // Who says nothing of approval has the clocks run on meanwhile.
                    let unsaid = *pauses && (terms.is_none() || **reason != *AWAITING_APPROVAL);
                    *pauses = agreed.unwrap_or(unsaid);
                }
                What::Retargeted { .. }
                | What::Resumed
                | What::Stopped
                | What::Reopened
                | What::DeadlineSet { .. }
                | What::DeadlineLifted
                | What::Cancelled => {}
            }
        }
        timeline.facts.retain(|fact| !matches!(fact.what, What::Retargeted { .. }));
        for given in later {
            let next = self.priority(given, agreed);
            if next != priority {
                let what = What::Retargeted { target: target(next)? };
                timeline.facts.push(Fact { at: given.at, position: given.position, what });
            }
            priority = next;
        }
        let held = gradings.iter().filter(|given| given.at <= now).max_by_key(|given| given.at);
        held.map(|given| self.priority(given, agreed))
    }
}

/// What a priority promises.
const fn target_of(terms: &Terms, measure: Measure, priority: Priority) -> Span {
    let targets = terms.targets(priority);
    match measure {
        Measure::Response => targets.response,
        Measure::Resolution => targets.resolution,
    }
}

/// What the item of a service request promises, where that is not what is agreed for its priority.
fn own_target(case: &Case, measure: Measure, agreed: Option<&Terms>) -> Option<Span> {
    let given = case.gradings().last().filter(|_| case.kind() == Kind::ServiceRequest)?;
    let promised = case.clock(measure).span();
    (promised != target_of(agreed?, measure, given.priority)).then_some(promised)
}

/// What a clock comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shows {
    Met,
    Breached,
    Running,
    NotMeasured,
}

impl Shows {
    const fn of(state: State) -> Self {
        match state {
            State::Met => Self::Met,
            State::Breached => Self::Breached,
            State::Running | State::Paused | State::OutsideHours => Self::Running,
            State::Cancelled => Self::NotMeasured,
        }
    }
}

impl Counts {
    const fn add(&mut self, shows: Shows) {
        match shows {
            Shows::Met => self.met += 1,
            Shows::Breached => self.breached += 1,
            Shows::Running => self.running += 1,
            Shows::NotMeasured => self.not_measured += 1,
        }
    }
}

impl Compared {
    fn add(&mut self, was: Option<&Outcome>, would_be: Option<&Outcome>) {
        let shows = |it: Option<&Outcome>| it.map_or(Shows::NotMeasured, |it| Shows::of(it.state));
        let (was, would_be) = (shows(was), shows(would_be));
        self.was.add(was);
        self.would_be.add(would_be);
        self.gained += u64::from(was == Shows::Breached && would_be == Shows::Met);
        self.lost += u64::from(was != Shows::Breached && would_be == Shows::Breached);
    }
}
