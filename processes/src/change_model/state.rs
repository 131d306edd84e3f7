//! What is true of a change model now.

use super::rules::failed_by;
use super::{
    Approve, Approved, Aspect, Assess, Assessed, Command, Confirm, Confirmed, Content, Discarded,
    Draft, Drafted, Event, Expire, Expired, Finding, LIFECYCLE, Occasion, Rejection, Retire,
    Retired, Returned, ReviewStarted, Revise, Revised, StartReview, Submitted,
};
use crate::facts::{ChangeModels, Changes, Principals, Roles};
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most failed changes that are kept until they were investigated.
pub const FAILURES_MAX: usize = 1_000;

/// What is true of a change model now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeModel {
    /// Where it is in its life.
    pub phase: Phase,
    /// What it says, or is to say.
    pub content: Option<Content>,
    /// Which version that is; 0 before the first.
    pub version: u64,
    /// Who has written at it since it was last approved.
    pub authors: BTreeSet<Actor>,
    /// What the assessments of this version come to.
    pub assessments: BTreeMap<Aspect, Finding>,
    /// When it was last approved or confirmed.
    pub reviewed_at: Option<Timestamp>,
    /// The changes that failed by it and are not investigated.
    pub failures: BTreeSet<Key>,
}

/// Where a change model is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is nothing.
    #[default]
    Undrafted,
    /// It is being written and assessed.
    Drafted,
    /// Those who decide consider it.
    InReview,
    /// Standard changes may be made by it.
    Approved,
    /// It is examined whether it is still right; no change may be made by it.
    UnderReview,
    /// No change may be made by it any more.
    Retired,
    /// The draft was given up.
    Discarded,
}

impl Decider for ChangeModel {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Roles>(),
            NewFact::of::<ChangeModels>(),
            NewFact::of::<Changes>(),
            NewFact::of::<Principals>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let now = context.recorded_now;
        let author = || context.caller.actor.clone();
        let event: Event = match command.clone() {
            Command::Draft(Draft { content }) => {
                content.check(now)?;
                Drafted { author: author(), content }.into()
            }
            Command::Revise(Revise { content, reason }) => {
                if self.content.as_ref() == Some(&content) {
                    return Ok(vec![]);
                }
                content.check(now)?;
                Revised { author: author(), content, reason }.into()
            }
            Command::Assess(Assess { version, aspect, finding, statement }) => {
                self.is_at(version)?;
                aspect.assessed_by(context)?;
                Assessed { version, aspect, finding, statement }.into()
            }
            Command::Submit(_) => {
                self.assessed()?;
                Submitted { version: self.version }.into()
            }
            Command::Return(given_back) => Returned { reason: given_back.reason }.into(),
            Command::Approve(approve) => {
                let Approve { version, decision, participants, investigated } = approve;
                self.is_at(version)?;
                self.approved_by_another(context)?;
                self.valid(now)?;
                self.investigated(investigated.as_ref(), context)?;
                if participants.is_empty() {
                    return Err(Rejection::NobodyTookPart);
                }
                Approved { version, decision, participants, investigated }.into()
            }
            Command::StartReview(StartReview { occasion }) => {
                return self.start_review(occasion, context);
            }
            Command::Confirm(Confirm { finding, investigated }) => {
                self.valid(now)?;
                self.investigated(investigated.as_ref(), context)?;
                Confirmed { finding, investigated }.into()
            }
            Command::Retire(retire) => retired(retire, context)?.into(),
            Command::Expire(Expire {}) => {
                let until = self.valid_until();
                if until.is_none_or(|until| now < until) {
                    return Err(Rejection::NotOver { until });
                }
                Expired {}.into()
            }
            Command::Discard(discard) => Discarded { reason: discard.reason }.into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::Drafted(Drafted { author, content })
            | Event::Revised(Revised { author, content, .. }) => {
                self.content = Some(content.clone());
                self.version += 1;
                self.authors.insert(author.clone());
                self.assessments.clear();
                self.phase = Phase::Drafted;
            }
            Event::Assessed(Assessed { aspect, finding, .. }) => {
                self.assessments.insert(*aspect, *finding);
            }
            Event::Submitted(_) => self.phase = Phase::InReview,
            Event::Returned(_) => self.phase = Phase::Drafted,
            Event::Approved(_) => {
                self.authors.clear();
                self.stands(stamp.recorded_at);
            }
            Event::ReviewStarted(ReviewStarted { occasion }) => {
                if let Occasion::Failed(change) = occasion {
                    self.failures.insert(change.clone());
                }
                if self.phase == Phase::Approved {
                    self.phase = Phase::UnderReview;
                }
            }
            Event::Confirmed(_) => self.stands(stamp.recorded_at),
            Event::Retired(_) | Event::Expired(_) => self.phase = Phase::Retired,
            Event::Discarded(_) => self.phase = Phase::Discarded,
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let stands = matches!(self.phase, Phase::Approved | Phase::UnderReview);
        let interval = self.content.as_ref().map(|content| content.review_interval);
        let reviewed = self.reviewed_at.filter(|_| self.phase == Phase::Approved);
        let review = interval.zip(reviewed).map(|(interval, at)| Deadline {
            name: "review_interval",
            at: interval.after(at, 1),
            command: || StartReview { occasion: Occasion::Planned }.into(),
            effect: Effect::Moves,
        });
        let end = self.valid_until().filter(|_| stands).map(|at| Deadline {
            name: "end_of_validity",
            at,
            command: || Expire {}.into(),
            effect: Effect::Moves,
        });
        review.into_iter().chain(end).collect()
    }
}

impl ChangeModel {
    fn valid_until(&self) -> Option<Timestamp> {
        self.content.as_ref().and_then(|content| content.valid_until)
    }

    fn valid(&self, now: Timestamp) -> Result<(), Rejection> {
        self.content.as_ref().map_or(Ok(()), |content| content.valid(now))
    }

    /// From here on changes may name it, and nothing is open against it.
    fn stands(&mut self, at: Timestamp) {
        self.phase = Phase::Approved;
        self.reviewed_at = Some(at);
        self.failures.clear();
    }

    fn start_review(
        &self,
        occasion: Occasion,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let news = match &occasion {
            Occasion::Failed(change) if self.failures.contains(change) => false,
            Occasion::Failed(change) if !failed_by(context.key, change, context) => {
                return Err(Rejection::NotFailedByIt { change: change.clone() });
            }
            Occasion::Failed(_) if self.failures.len() >= FAILURES_MAX => {
                return Err(Rejection::TooManyFailures);
            }
            Occasion::Failed(_) => true,
            Occasion::Asked | Occasion::Planned => self.phase == Phase::Approved,
        };
        Ok(if news { vec![ReviewStarted { occasion }.into()] } else { vec![] })
    }
}

fn retired(retire: Retire, context: &Context<'_>) -> Result<Retired, Rejection> {
    let Retire { successor, reason } = retire;
    if let Some(successor) = &successor {
        let models = context.facts.get::<ChangeModels>();
        if successor == context.key || models.usable(successor, context.recorded_now).is_err() {
            return Err(Rejection::NoSuccessor { successor: successor.clone() });
        }
    }
    if successor.is_none() && reason.is_none() {
        return Err(Rejection::NoReason);
    }
    Ok(Retired { successor, reason })
}
