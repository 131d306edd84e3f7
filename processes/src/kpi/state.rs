//! What is true of an indicator now.

use super::month::Month;
use super::terms::{Definition, Due, Miss, Outcome, Policy};
use super::{
    Command, Event, LIFECYCLE, MONTHS_MAX, NoteMeasurementDue, NoteReviewOverdue, Rejection,
};
use crate::change::Hand;
use crate::facts::{Indicators, Roles};
use engine::{Actor, Context, Deadline, Decider, Effect, Lifecycle, NewFact, Stamp, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is true of an indicator now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Kpi {
    /// Where it is in its life.
    pub phase: Phase,
    /// What waits for approval.
    pub proposed: Option<Proposal>,
    /// Who has written at it since something was approved, and for whom.
    pub authors: BTreeSet<Actor>,
    /// The versions that are or were in force, by number.
    pub versions: BTreeMap<u64, Version>,
    /// The last number that was given to a version.
    pub numbered: u64,
    /// Since when it is measured, without a pause.
    pub since: Option<Timestamp>,
    /// Since when it is not measured for a time.
    pub paused_at: Option<Timestamp>,
    /// How often it was paused.
    pub pauses: u64,
    /// The next figure that is to be there.
    pub next: Option<Due>,
    /// How each month went, by each version.
    pub outcomes: BTreeMap<Month, BTreeMap<u64, Outcome>>,
    /// The misses that nobody has reviewed.
    pub misses: BTreeSet<Miss>,
    /// By when they are to be reviewed.
    pub review_by: Option<Timestamp>,
    /// Whether that is over, as others know.
    pub review_overdue: bool,
    /// The figures, where this stream holds them.
    pub policy: Option<Policy>,
    /// How many versions of them there were.
    pub policies: u64,
}

/// A version that waits for approval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proposal {
    /// Which one it is.
    pub version: u64,
    /// What it says.
    pub definition: Definition,
}

/// A version that is or was in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Version {
    /// What it says.
    pub definition: Definition,
    /// Since when it is in force.
    pub from: Timestamp,
    /// Until when it was.
    pub until: Option<Timestamp>,
}

impl Version {
    /// Whether it is in force at some time of a month.
    pub(super) fn is_of(&self, month: Month) -> bool {
        self.from < month.end() && self.until.is_none_or(|until| month.start() < until)
    }
}

/// Where an indicator is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has said what it is.
    #[default]
    Undefined,
    /// Somebody has, and nobody has approved it.
    Defined,
    /// It is measured.
    Measuring,
    /// It is not measured for a time.
    Paused,
    /// It is measured, and its target was missed, and nobody has reviewed why.
    Breached,
    /// It is measured no more.
    Retired,
    /// No indicator: the figures.
    Policy,
}

impl Decider for Kpi {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![NewFact::of::<Indicators>(), NewFact::of::<Roles>()]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command.clone() {
            Command::Define(command) => self.define(command, context),
            Command::Approve(command) => self.approve(command, context),
            Command::Retarget(command) => self.retarget(command, context),
            Command::Record(command) => self.measure(command, context),
            Command::NoteMeasurementDue(_) => self.note_measurement_due(context),
            Command::Review(command) => self.review(command, context),
            Command::NoteReviewOverdue(_) => self.note_review_overdue(context),
            Command::Pause(command) => self.pause(command),
            Command::Resume(command) => Ok(self.resume(command, context)),
            Command::Retire(command) => Self::retire(command, context),
            Command::SetPolicy(command) => self.set_policy(command, context),
        }
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        self.learn(event, stamp.recorded_at);
        self.phase = match event {
            Event::Defined(_) => Phase::Defined,
            Event::Started(_) | Event::Resumed(_) | Event::Reviewed(_) => Phase::Measuring,
            Event::Breached(_) => Phase::Breached,
            Event::BreachLifted(_) if self.misses.is_empty() => Phase::Measuring,
            Event::Paused(_) => Phase::Paused,
            Event::Retired(_) => Phase::Retired,
            Event::PolicySet(_) => Phase::Policy,
            Event::Approved(_)
            | Event::RetargetProposed(_)
            | Event::TargetChanged(_)
            | Event::Measured(_)
            | Event::BreachLifted(_)
            | Event::MeasurementFellDue(_)
            | Event::ReviewOverdue(_) => self.phase,
        };
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let measured = self.measurement_due().map(|at| Deadline {
            name: "period",
            at,
            command: || NoteMeasurementDue {}.into(),
            effect: Effect::Moves,
        });
        let reviewed = self.review_due().map(|at| Deadline {
            name: "review_after_breach",
            at,
            command: || NoteReviewOverdue {}.into(),
            effect: Effect::Records,
        });
        measured.into_iter().chain(reviewed).collect()
    }
}

impl Kpi {
    /// The version in force, and what it says.
    pub(super) fn in_force(&self) -> Option<(u64, &Definition)> {
        let (number, version) =
            self.versions.iter().find(|(_, version)| version.until.is_none())?;
        Some((*number, &version.definition))
    }

    /// When somebody is asked for the next figure.
    pub(super) fn measurement_due(&self) -> Option<Timestamp> {
        let at_work = matches!(self.phase, Phase::Measuring | Phase::Breached);
        self.next.filter(|_| at_work).map(|next| next.at)
    }

    /// When the review of what was missed is late.
    pub(super) fn review_due(&self) -> Option<Timestamp> {
        let waits = self.phase == Phase::Breached && !self.review_overdue;
        self.review_by.filter(|_| waits)
    }

    fn learn(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Defined(event) => {
                self.propose(event.version, &event.definition, &event.by);
            }
            Event::RetargetProposed(event) => {
                self.propose(event.version, &event.definition, &event.by);
            }
            Event::Started(event) => {
                self.put_in_force(event.version, at);
                self.since = Some(at);
                self.next = Some(event.next);
            }
            Event::TargetChanged(event) => self.put_in_force(event.version, at),
            Event::Measured(event) => {
                self.outcomes.entry(event.month).or_default().insert(event.version, event.outcome);
                let first = Month::of(at).before(MONTHS_MAX);
                self.outcomes.retain(|month, _| first <= *month);
                self.next = Some(event.next);
            }
            Event::Breached(event) => {
                self.misses.insert(Miss { month: event.month, version: event.version });
                self.review_by.get_or_insert(event.review_by);
            }
            Event::BreachLifted(event) => {
                self.misses.remove(&Miss { month: event.month, version: event.version });
                if self.misses.is_empty() {
                    self.is_reviewed();
                }
            }
            Event::MeasurementFellDue(event) => self.next = Some(event.next),
            Event::Reviewed(_) => self.is_reviewed(),
            Event::ReviewOverdue(_) => self.review_overdue = true,
            Event::Paused(_) => {
                self.paused_at = Some(at);
                self.pauses += 1;
            }
            Event::Resumed(event) => {
                self.paused_at = None;
                self.since = Some(at);
                self.next = Some(event.next);
            }
            Event::Retired(_) => self.end_version(at),
            Event::PolicySet(event) => {
                self.policy = Some(event.policy);
                self.policies = event.version;
            }
            Event::Approved(_) => {}
        }
    }

    fn propose(&mut self, version: u64, definition: &Definition, by: &Hand) {
        self.numbered = version;
        self.authors.extend(by.actors().cloned());
        self.proposed = Some(Proposal { version, definition: definition.clone() });
    }

    fn put_in_force(&mut self, version: u64, at: Timestamp) {
        self.end_version(at);
        self.authors.clear();
        if let Some(Proposal { definition, .. }) = self.proposed.take() {
            self.versions.insert(version, Version { definition, from: at, until: None });
        }
    }

    fn end_version(&mut self, at: Timestamp) {
        for version in self.versions.values_mut() {
            version.until.get_or_insert(at);
        }
    }

    fn is_reviewed(&mut self) {
        self.misses.clear();
        self.review_by = None;
        self.review_overdue = false;
    }
}
