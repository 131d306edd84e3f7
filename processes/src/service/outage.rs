//! Outages: when a service did not work, or not as agreed; planned or not, the whole or a part
//! (6.3.3).
//!
//! An outage is measured by when it happened: it begins and ends at the time stated for that. What
//! of a planned one is outside its plan is unplanned, and is investigated like any other; one that
//! takes more than was planned is none that was. One that goes on when its plan is over is on record
//! as such at that moment, and is an incident from then on.

use super::requirement::permit;
use super::{
    BeginOutage, Command, Event, Loss, OutageBegan, OutageCancelled, OutageEnded,
    OutageInvestigated, OutageOverran, OutagePlanned, OutageWeighed, Period, PlanOutage, Rejection,
    Service, linked,
};
use crate::facts::{ConfigurationItems, Problems, RepeatCounters};
use crate::limits::Percent;
use crate::roles::{
    AVAILABILITY_MANAGER, CHANGE_MANAGER, MONITORING, SERVICE_DESK, SERVICE_MANAGER, SYSTEM,
};
use OutagePhase::{Cancelled, Closed, NotBegun, Over, Planned, Running};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Lifecycle, To, phase, row};
use engine::{Context, Key, Named as _, Span, Stamp, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most outages of a service that are planned, going on or to be investigated.
const OUTAGES_MAX: usize = 1_000;

/// Everything that may happen to an outage of a service.
#[rustfmt::skip]
pub const OUTAGE: Lifecycle<OutagePhase> = Lifecycle {
    process: "service, outage",
    phases: &[
        phase(NotBegun,  "not_begun", Plan),
        phase(Planned,   "planned",   Plan),
        phase(Running,   "running",   Do),
        phase(Over,      "over",      Check),
        phase(Closed,    "closed",    Act),
        phase(Cancelled, "cancelled", Act),
    ],
    rows: &[
        row(&[NotBegun],          "plan_outage",        "outage_planned",      To::Phase(Planned),   &[SERVICE_MANAGER, CHANGE_MANAGER, AVAILABILITY_MANAGER]),
        row(&[NotBegun, Planned], "begin_outage",       "outage_began",        To::Phase(Running),   &[SYSTEM, MONITORING, SERVICE_DESK, AVAILABILITY_MANAGER]),
        row(&[Running],           "weigh_outage",       "outage_weighed",      To::Same,             &[SYSTEM, MONITORING, SERVICE_DESK, AVAILABILITY_MANAGER]),
        row(&[Running],           "record_outage_overrun", "outage_overran",   To::Same,             &[SYSTEM]),
        row(&[Running],           "end_outage",         "outage_ended",        To::Phase(Over),      &[SYSTEM, MONITORING, SERVICE_DESK, AVAILABILITY_MANAGER]),
        row(&[Running],           "end_outage",         "outage_ended",        To::Phase(Closed),    &[SYSTEM, MONITORING, SERVICE_DESK, AVAILABILITY_MANAGER]),
        row(&[Planned, Running, Over],
                                  "cancel_outage",      "outage_cancelled",    To::Phase(Cancelled), &[SERVICE_MANAGER, AVAILABILITY_MANAGER]),
        row(&[Over],              "investigate_outage", "outage_investigated", To::Phase(Closed),    &[AVAILABILITY_MANAGER]),
    ],
    attested: &[],
};

/// Where an outage is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutagePhase {
    /// There is none of that number.
    #[default]
    NotBegun,
    /// It is to come.
    Planned,
    /// It goes on.
    Running,
    /// It is over, and its cause is not known yet.
    Over,
    /// It is over, and there is nothing left to do.
    Closed,
    /// It did not come, or was none.
    Cancelled,
}

/// An outage that is planned, going on, or to be investigated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outage {
    /// Where it is in its life.
    pub phase: OutagePhase,
    /// When it is planned for.
    pub planned: Option<Period>,
    /// Whether it goes on as planned, as far as is on record.
    pub within_plan: bool,
    /// Since when it goes on.
    pub from: Option<Timestamp>,
    /// Until when it went on.
    pub to: Option<Timestamp>,
    /// How much of the service it was to take.
    pub planned_loss: Option<Loss>,
    /// How much of the service is lost now.
    pub loss: Loss,
    /// The incident that is about it.
    pub incident: Option<Key>,
}

/// The outages of a service that are not closed, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outages {
    /// How many there ever were: the number of the last one.
    pub count: u64,
    /// Those that are planned, going on, or to be investigated.
    pub open: BTreeMap<u64, Outage>,
}

impl Outages {
    fn get(&self, outage: u64) -> Result<&Outage, Rejection> {
        let open = || self.open.keys().copied().collect();
        self.open.get(&outage).ok_or_else(|| Rejection::NoSuchOutage { outage, open: open() })
    }

    /// An outage that a command may be about now.
    fn permitted(&self, outage: u64, command: &'static str) -> Result<&Outage, Rejection> {
        let known = self.get(outage)?;
        permit(&OUTAGE, known.phase, command)?;
        Ok(known)
    }

    /// The number of the next one.
    fn next(&self) -> Result<u64, Rejection> {
        if self.open.len() >= OUTAGES_MAX {
            return Err(Rejection::TooMany { what: "open outages", max: OUTAGES_MAX });
        }
        Ok(self.count + 1)
    }

    /// When the next plan is over of those that go on.
    pub(super) fn overrun_at(&self) -> Option<Timestamp> {
        self.open.values().filter_map(Outage::overruns_at).min()
    }

    /// That those go on of which the plan is over.
    fn overrun(&self, now: Timestamp) -> Vec<Event> {
        let is_over = |known: &Outage| known.overruns_at().is_some_and(|end| end <= now);
        let over = self.open.iter().filter(|(_, known)| is_over(known));
        let overran = over.map(|(outage, known)| {
            let (loss, incident) = (known.loss.clone(), known.incident.clone());
            OutageOverran { outage: *outage, loss, incident }.into()
        });
        overran.collect()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are about no outage")]
    pub(super) fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::OutagePlanned(planned) => {
                self.count = self.count.max(planned.outage);
                let outage = Outage {
                    planned: Some(planned.period),
                    planned_loss: Some(planned.loss.clone()),
                    ..Outage::new(Planned, planned.loss.clone())
                };
                self.open.insert(planned.outage, outage);
            }
            Event::OutageBegan(began) => {
                self.count = self.count.max(began.outage);
                let plan = self.open.remove(&began.outage);
                let (planned, planned_loss) =
                    plan.map_or((None, None), |plan| (plan.planned, plan.planned_loss));
                // Of what is written down after its plan is over, the end may be to follow.
                let is_timely = planned.is_some_and(|plan| stamp.recorded_at < plan.to);
                let outage = Outage {
                    planned,
                    planned_loss,
                    within_plan: began.planned && is_timely,
                    from: Some(stamp.occurred_at),
                    incident: began.incident.clone(),
                    ..Outage::new(Running, began.loss.clone())
                };
                self.open.insert(began.outage, outage);
            }
            Event::OutageWeighed(weighed) => {
                if let Some(known) = self.open.get_mut(&weighed.outage) {
                    known.loss = weighed.loss.clone();
                }
            }
            Event::OutageOverran(overran) => {
                if let Some(known) = self.open.get_mut(&overran.outage) {
                    known.within_plan = false;
                }
            }
            Event::OutageEnded(ended) if ended.unplanned == Span::ZERO => {
                self.open.remove(&ended.outage);
            }
            Event::OutageEnded(ended) => {
                if let Some(known) = self.open.get_mut(&ended.outage) {
                    known.phase = Over;
                    known.to = Some(stamp.occurred_at);
                }
            }
            Event::OutageCancelled(cancelled) => {
                self.open.remove(&cancelled.outage);
            }
            Event::OutageInvestigated(investigated) => {
                self.open.remove(&investigated.outage);
            }
            _ => {}
        }
    }
}

impl Outage {
    const fn new(phase: OutagePhase, loss: Loss) -> Self {
        let (planned, planned_loss) = (None, None);
        let (from, to) = (None, None);
        Self { phase, planned, within_plan: false, from, to, planned_loss, loss, incident: None }
    }

    /// When its plan is over, as long as it goes on by that.
    fn overruns_at(&self) -> Option<Timestamp> {
        let plan = self.planned.filter(|_| self.phase == Running && self.within_plan);
        plan.map(|plan| plan.to)
    }

    /// Refuses a loss that is more than was planned, if anything was.
    fn takes(&self, outage: u64, loss: &Loss) -> Result<(), Rejection> {
        let more = |plan: &&Loss| {
            let is_other = plan.part.is_some() && plan.part != loss.part;
            is_other || plan.weight < loss.weight
        };
        self.planned_loss.as_ref().filter(more).map_or(Ok(()), |plan| {
            Err(Rejection::MoreThanPlanned { outage, loss: Box::new(plan.clone()) })
        })
    }

    /// How long of its time, ending now, nobody had planned.
    fn unplanned(&self, to: Timestamp) -> Result<Span, Rejection> {
        let from = self.from.unwrap_or(to);
        if to < from {
            return Err(Rejection::EndsBeforeBegin { from });
        }
        let planned = self.planned.map_or(Span::ZERO, |plan| {
            let (from, to) = (from.max(plan.from), to.min(plan.to));
            if from < to { to.since(from) } else { Span::ZERO }
        });
        Ok(to.since(from) - planned)
    }
}

impl Service {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are about no outage")]
    pub(super) fn decide_outage(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let name = command.name();
        let event: Event = match command {
            Command::PlanOutage(it) => {
                linked::on_record(it.change.as_ref(), context)?;
                self.plan_outage(it, context.recorded_now)?.into()
            }
            Command::BeginOutage(it) => {
                is_about_it(it.incident.as_ref(), context)?;
                self.begin_outage(it, name, context.occurred_at)?.into()
            }
            Command::RecordOutageOverrun(_) => {
                return Ok(self.outages.overrun(context.recorded_now));
            }
            Command::WeighOutage(it) => {
                let known = self.outages.permitted(it.outage, name)?;
                it.loss.check()?;
                known.takes(it.outage, &it.loss)?;
                OutageWeighed { outage: it.outage, loss: it.loss }.into()
            }
            Command::EndOutage(it) => {
                let known = self.outages.permitted(it.outage, name)?;
                let unplanned = known.unplanned(context.occurred_at)?;
                OutageEnded { outage: it.outage, unplanned }.into()
            }
            Command::CancelOutage(it) => {
                self.outages.permitted(it.outage, name)?;
                OutageCancelled { outage: it.outage, reason: it.reason }.into()
            }
            Command::InvestigateOutage(it) => {
                self.outages.permitted(it.outage, name)?;
                let problems = context.facts.get::<Problems>();
                if let Some(problem) = it.problem.clone().filter(|it| !problems.is_known(it)) {
                    return Err(Rejection::UnknownProblem { problem });
                }
                let (outage, cause, action) = (it.outage, it.cause, it.action);
                OutageInvestigated { outage, cause, action, problem: it.problem }.into()
            }
            _ => return Ok(Vec::new()),
        };
        Ok(vec![event])
    }

    fn plan_outage(&self, plan: PlanOutage, now: Timestamp) -> Result<OutagePlanned, Rejection> {
        let PlanOutage { period, loss, change, reason, told } = plan;
        if period.to <= period.from {
            return Err(Rejection::NoPeriod { period });
        }
        if period.from <= now {
            return Err(Rejection::NotToCome { at: period.from });
        }
        loss.check()?;
        let outage = self.outages.next()?;
        Ok(OutagePlanned { outage, period, loss, change, reason, told })
    }

    fn begin_outage(
        &self,
        begin: BeginOutage,
        name: &'static str,
        at: Timestamp,
    ) -> Result<OutageBegan, Rejection> {
        let BeginOutage { outage, loss, incident, note } = begin;
        let plan = outage.map(|outage| self.outages.permitted(outage, name)).transpose()?;
        let loss = loss.or_else(|| plan.map(|plan| plan.loss.clone()));
        let loss = loss.ok_or(Rejection::NoLoss)?;
        loss.check()?;
        if let (Some(plan), Some(outage)) = (plan, outage) {
            plan.takes(outage, &loss)?;
        }
        // Beside what was planned, more may be lost that was not; what is lost already is not lost by a
        // plan.
        let is_in_the_way = |known: &Outage| {
            let is_it = known.loss.part == loss.part;
            let is_lost = match (known.planned.is_some(), plan.is_some()) {
                (true, true) | (false, false) => is_it,
                (false, true) => is_it || known.loss.part.is_none(),
                (true, false) => false,
            };
            known.phase == Running && is_lost
        };
        let mut open = self.outages.open.iter();
        if let Some((outage, _)) = open.find(|(_, known)| is_in_the_way(known)) {
            return Err(Rejection::AlreadyOut { outage: *outage });
        }
        let period = plan.and_then(|plan| plan.planned);
        let planned = period.is_some_and(|plan| plan.from <= at && at < plan.to);
        let outage = outage.map_or_else(|| self.outages.next(), Ok)?;
        Ok(OutageBegan { outage, planned, loss, incident, note })
    }
}

/// Refuses an incident that is not on record, or that concerns other services: nobody would see to this
/// one.
fn is_about_it(incident: Option<&Key>, context: &Context<'_>) -> Result<(), Rejection> {
    let Some(incident) = incident.filter(|_| !context.caller.door.is_internal()) else {
        return Ok(());
    };
    let known = context.facts.get::<RepeatCounters>();
    if !known.knows(incident) {
        return Err(Rejection::UnknownIncident { incident: incident.clone() });
    }
    let Some(seen) = known.seen(incident) else { return Ok(()) };
    let services: Vec<Key> = seen.service.iter().cloned().collect();
    let items: Vec<Key> = seen.configuration_items.iter().cloned().collect();
    let concerned = context.facts.get::<ConfigurationItems>().concerned(&services, &items);
    if concerned.contains(context.key) || services.contains(context.key) {
        return Ok(());
    }
    Err(Rejection::IncidentElsewhere { incident: incident.clone() })
}

impl Loss {
    /// Refuses a loss of nothing.
    fn check(&self) -> Result<(), Rejection> {
        if self.weight == Percent::default() { Err(Rejection::NoLoss) } else { Ok(()) }
    }
}
