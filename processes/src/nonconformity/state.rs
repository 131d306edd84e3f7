//! What is true of a nonconformity now.

use super::terms::{Criterion, Kind, Limit, Policy, Source};
use super::{Command, EndWatch, Escalate, Event, LIFECYCLE, Rejection};
use crate::agreement::Priority;
use crate::change::Hand;
use crate::facts::{Audits, Nonconformities, Roles, SecurityIncidents};
use crate::limits::Label;
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Span, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is true of a nonconformity now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Nonconformity {
    /// Where it is in its life.
    pub phase: Phase,
    /// In a few words.
    pub summary: Option<Label>,
    /// Whether it is so, or may come to be so.
    pub kind: Kind,
    /// How it came to light.
    pub source: Option<Source>,
    /// What it goes against.
    pub criteria: BTreeSet<Criterion>,
    /// The services concerned.
    pub services: BTreeSet<Key>,
    /// The items concerned.
    pub configuration_items: BTreeSet<Key>,
    /// Whether data of customers leaked.
    pub leaked: bool,
    /// The security incident that this is.
    pub security_incident: Option<Key>,
    /// By when it has to be assessed.
    pub assess_by: Option<Timestamp>,
    /// How grave it is.
    pub priority: Option<Priority>,
    /// Who has to see to it.
    pub owner: Option<Actor>,
    /// Whether it is known what makes it so.
    pub cause_known: bool,
    /// What is done about that.
    pub action: Option<Action>,
    /// What is watched since that was done.
    pub watch: Option<Watch>,
    /// How often an action was not effective.
    pub failures: u32,
    /// How often it was found again.
    pub found_again: u32,
    /// With what it is late, as others know.
    pub escalated: BTreeSet<Limit>,
    /// The one it is the same as.
    pub parent: Option<Key>,
    /// The figures, where this stream holds them.
    pub policy: Option<Policy>,
}

/// What is done about the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// Who sees that it is done.
    pub owner: Actor,
    /// By when.
    pub due: Timestamp,
    /// How long it is watched whether that was effective.
    pub watch: Span,
    /// Who has a hand in it: who owns, planned, began and completed it, and for whom.
    pub hands: BTreeSet<Actor>,
}

/// What is watched since the action was implemented.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Watch {
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// By when somebody has to say whether it was effective.
    pub check_due: Timestamp,
    /// Whether somebody was asked to.
    pub ended: bool,
    /// When it was so again, if it was.
    pub found_again: Option<Timestamp>,
}

/// Where a nonconformity is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody knows of one.
    #[default]
    Unraised,
    /// Somebody says so.
    Raised,
    /// It is known how grave it is and whose it is.
    Assessed,
    /// It is known what will be done about its cause.
    ActionPlanned,
    /// That is being done.
    Acting,
    /// It rests.
    OnHold,
    /// It is done; whether it was effective shows.
    Implemented,
    /// It was effective.
    Verified,
    /// Over.
    Closed,
    /// It was none.
    Rejected,
    /// It is the same as another one.
    Merged,
    /// No nonconformity: the figures.
    Policy,
}

impl Phase {
    /// Where it is after an event; none where that says nothing of it.
    #[must_use]
    pub(crate) const fn after(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Raised(_) => Self::Raised,
            Event::Assessed(_) | Event::VerificationFailed(_) => Self::Assessed,
            Event::ActionPlanned(_) => Self::ActionPlanned,
            Event::ActionStarted(_) | Event::Resumed(_) => Self::Acting,
            Event::Held(_) => Self::OnHold,
            Event::CorrectiveActionCompleted(_) | Event::PreventiveActionCompleted(_) => {
                Self::Implemented
            }
            Event::Verified(_) => Self::Verified,
            Event::Closed(_) => Self::Closed,
            Event::Rejected(_) => Self::Rejected,
            Event::Merged(_) => Self::Merged,
            Event::PolicySet(_) => Self::Policy,
            Event::FoundAgain(_)
            | Event::Communicated(_)
            | Event::CorrectionMade(_)
            | Event::CauseDetermined(_)
            | Event::Extended(_)
            | Event::WatchEnded(_)
            | Event::Escalated(_)
            | Event::SecurityIncidentLinked(_) => return None,
        })
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Rejected | Self::Merged)
    }

    /// Whether its action is planned and not implemented.
    #[must_use]
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::ActionPlanned | Self::Acting | Self::OnHold)
    }
}

impl Decider for Nonconformity {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("NCR");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Audits>(),
            NewFact::of::<Nonconformities>(),
            NewFact::of::<Roles>(),
            NewFact::of::<SecurityIncidents>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command.clone() {
            Command::Raise(command) => Self::raise(command, context),
            Command::FindAgain(command) => self.find_again(command, context),
            Command::Assess(command) => Self::assess(command, context),
            Command::Reject(command) => self.reject(command, context),
            Command::Merge(command) => self.merge(command, context),
            Command::SetPolicy(command) => Self::set_policy(command, context),
            Command::Correct(command) => Ok(Self::correct(command)),
            Command::DetermineCause(command) => Ok(Self::determine_cause(command)),
            Command::PlanAction(command) => self.plan_action(command, context),
            Command::StartAction(_) => Ok(Self::start_action(context)),
            Command::Hold(command) => Ok(Self::hold(command)),
            Command::Resume(_) => Ok(Self::resume()),
            Command::CompleteAction(command) => Ok(self.complete_action(command, context)),
            Command::Extend(command) => self.extend(command, context),
            Command::EndWatch(_) => self.end_watch(context),
            Command::Verify(command) => self.verify(command, context),
            Command::Escalate(command) => self.escalate(&command, context),
            Command::LinkSecurityIncident(command) => self.link_security_incident(command, context),
            Command::Close(command) => self.close(command, context),
        }
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        self.phase = Phase::after(event).unwrap_or(self.phase);
        self.learn(event, stamp);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let deadline = |name, at, command| Deadline { name, at, command, effect: Effect::Moves };
        let late = |limit| self.due(limit).filter(|_| !self.escalated.contains(&limit));
        let action = |kind| late(Limit::Action).filter(|_| self.kind == kind);
        let to_act: fn() -> Command = || escalate(Limit::Action);
        let body: fn() -> Command = || escalate(Limit::CertificationBody);
        let limits: [(_, _, fn() -> Command); 5] = [
            ("assessment_due", late(Limit::Assessment), || escalate(Limit::Assessment)),
            ("due_date", action(Kind::Actual), to_act),
            ("preventive_due_date", action(Kind::Potential), to_act),
            ("certification_fix", late(Limit::CertificationBody), body),
            ("check_due", late(Limit::Check), || escalate(Limit::Check)),
        ];
        let limits = limits
            .into_iter()
            .filter_map(|(name, due, command)| due.map(|due| deadline(name, due, command)));
        let watched = self.watched().filter(|watch| !watch.ended);
        let watch = watched.map(|watch| deadline("watch_end", watch.until, || EndWatch {}.into()));
        limits.chain(watch).collect()
    }
}

fn escalate(limit: Limit) -> Command {
    Escalate { limit }.into()
}

impl Nonconformity {
    /// When something has to be done, where it has to be done at all now.
    pub(super) fn due(&self, limit: Limit) -> Option<Timestamp> {
        match limit {
            Limit::Assessment => self.assess_by.filter(|_| self.phase == Phase::Raised),
            Limit::Action => {
                self.action.as_ref().filter(|_| self.phase.is_at_work()).map(|it| it.due)
            }
            Limit::CertificationBody => match &self.source {
                Some(Source::CertificationBody(body)) => {
                    let settled = self.phase.is_over() || self.phase == Phase::Verified;
                    (!settled).then_some(body.fix_by)
                }
                Some(_) | None => None,
            },
            Limit::Check => self.watched().map(|watch| watch.check_due),
        }
    }

    fn watched(&self) -> Option<&Watch> {
        self.watch.as_ref().filter(|_| self.phase == Phase::Implemented)
    }

    fn learn(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::Raised(event) => {
                self.summary = Some(event.summary.clone());
                self.kind = event.kind;
                self.source = Some(event.source.clone());
                self.criteria.extend(event.criteria.iter().cloned());
                self.services.extend(event.services.iter().cloned());
                self.configuration_items.extend(event.configuration_items.iter().cloned());
                self.leaked = event.leaked;
                self.assess_by = Some(event.assess_by);
            }
            Event::FoundAgain(event) => {
                self.criteria.extend(event.criteria.iter().cloned());
                self.found_again = self.found_again.saturating_add(1);
                if let Some(watch) = self.watch.as_mut().filter(|watch| watch.since < event.at) {
                    watch.found_again = watch.found_again.max(Some(event.at));
                }
            }
            Event::Assessed(event) => {
                self.priority = Some(event.priority);
                self.owner = Some(event.owner.clone());
            }
            Event::CauseDetermined(_) => self.cause_known = true,
            Event::ActionPlanned(event) => {
                let mut action = Action {
                    owner: event.owner.actor.clone(),
                    due: event.due,
                    watch: event.watch,
                    hands: event.owner.actors().cloned().collect(),
                };
                action.hands.extend(event.by.actors().cloned());
                self.action = Some(action);
            }
            Event::ActionStarted(event) => self.had_a_hand(&event.by),
            Event::CorrectiveActionCompleted(event) => {
                self.had_a_hand(&event.by);
                self.watch_from(stamp.recorded_at, event.watch_until, event.check_due);
            }
            Event::PreventiveActionCompleted(event) => {
                self.had_a_hand(&event.by);
                self.watch_from(stamp.recorded_at, event.watch_until, event.check_due);
            }
            Event::Extended(event) => {
                self.escalated.remove(&Limit::Action);
                if let Some(action) = &mut self.action {
                    action.due = event.due;
                }
            }
            Event::WatchEnded(_) => {
                if let Some(watch) = &mut self.watch {
                    watch.ended = true;
                }
            }
            Event::VerificationFailed(_) => {
                (self.cause_known, self.action, self.watch) = (false, None, None);
                self.escalated.retain(|limit| *limit == Limit::CertificationBody);
                self.failures = self.failures.saturating_add(1);
            }
            Event::Escalated(event) => {
                self.escalated.insert(event.limit);
            }
            Event::SecurityIncidentLinked(event) => {
                self.security_incident = Some(event.security_incident.clone());
            }
            Event::Merged(event) => self.parent = Some(event.parent.clone()),
            Event::PolicySet(event) => self.policy = Some(event.policy),
            Event::Communicated(_)
            | Event::Rejected(_)
            | Event::CorrectionMade(_)
            | Event::Held(_)
            | Event::Resumed(_)
            | Event::Verified(_)
            | Event::Closed(_) => {}
        }
    }

    fn had_a_hand(&mut self, by: &Hand) {
        if let Some(action) = &mut self.action {
            action.hands.extend(by.actors().cloned());
        }
    }

    fn watch_from(&mut self, since: Timestamp, until: Timestamp, check_due: Timestamp) {
        self.watch = Some(Watch { since, until, check_due, ended: false, found_again: None });
    }
}
