//! What is true of a complaint now.

use super::terms::{Definition, Policy, Rule, Satisfaction};
use super::{Command, Escalate, Event, LIFECYCLE, Rejection};
use crate::change::Hand;
use crate::facts::{Agreements, Complaints, OnRecord, Roles};
use crate::limits::Label;
use crate::nonconformity::Record;
use crate::personal::Personal;
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is true of a complaint now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Complaint {
    /// Where it is in its life.
    pub phase: Phase,
    /// In a few words.
    pub summary: Option<Label>,
    /// Which customer.
    pub customer: Option<Key>,
    /// Who there.
    pub complainant: Option<Personal<Label>>,
    /// The service that it is about.
    pub service: Option<Key>,
    /// Whom of the provider's people it is about.
    pub about: BTreeSet<Actor>,
    /// When that was which it is about.
    pub at: Option<Timestamp>,
    /// By which words it is a complaint, and whether they are agreed.
    pub definition: Option<Definition>,
    /// By when it has to be acknowledged.
    pub acknowledge_by: Option<Timestamp>,
    /// By when the customer is to have an answer.
    pub answer_by: Option<Timestamp>,
    /// Until when he may object to it, before a final answer may be given.
    pub object_until: Option<Timestamp>,
    /// Who finds out what happened.
    pub investigator: Option<Actor>,
    /// Who has dealt with it, and for whom, but for those who decided higher.
    pub hands: BTreeSet<Actor>,
    /// What it has to do with.
    pub correlated: BTreeSet<Record>,
    /// With what it is late, as others know.
    pub escalated: BTreeSet<Rule>,
    /// Whether somebody higher has decided on it.
    pub decided: bool,
    /// How often the customer has objected.
    pub reopenings: u32,
    /// How content he is with how it was dealt with.
    pub satisfaction: Option<Satisfaction>,
    /// The one it is the same as.
    pub parent: Option<Key>,
    /// The figures, where this stream holds them.
    pub policy: Option<Policy>,
}

/// Where a complaint is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has heard one.
    #[default]
    Unrecorded,
    /// Somebody has.
    Recorded,
    /// The customer knows that.
    Acknowledged,
    /// Somebody finds out what happened.
    Investigating,
    /// Something is done about it.
    Acting,
    /// Somebody higher is to decide.
    Escalated,
    /// The customer knows what came of it.
    Reported,
    /// Over.
    Closed,
    /// The customer has taken it back.
    Withdrawn,
    /// It was none.
    NotAComplaint,
    /// It is the same as another one.
    Merged,
    /// No complaint: the figures.
    Policy,
}

impl Phase {
    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn | Self::NotAComplaint | Self::Merged)
    }

    /// Where it is after an event.
    #[must_use]
    pub(crate) const fn after(self, event: &Event) -> Self {
        match event {
            Event::Recorded(_) => Self::Recorded,
            Event::Acknowledged(_) => Self::Acknowledged,
            Event::InvestigationStarted(_) | Event::Reopened(_) => Self::Investigating,
            Event::ActionAgreed(_) | Event::EscalatedActionAgreed(_) => Self::Acting,
            // Before somebody deals with it, that is what is asked for.
            Event::Escalated(_) if matches!(self, Self::Investigating | Self::Acting) => {
                Self::Escalated
            }
            Event::Reported(_) => Self::Reported,
            Event::Closed(_) => Self::Closed,
            Event::Withdrawn(_) => Self::Withdrawn,
            Event::Reclassified(_) => Self::NotAComplaint,
            Event::Merged(_) => Self::Merged,
            Event::PolicySet(_) => Self::Policy,
            Event::Escalated(_) | Event::Correlated(_) => self,
        }
    }
}

impl Decider for Complaint {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("CMP");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Agreements>(),
            NewFact::of::<Complaints>(),
            NewFact::of::<OnRecord>(),
            NewFact::of::<Roles>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command.clone() {
            Command::Lodge(command) => Self::record(command, context),
            Command::Acknowledge(command) => self.acknowledge(command, context),
            Command::Reclassify(command) => self.reclassify(command, context),
            Command::StartInvestigation(command) => self.start_investigation(command, context),
            Command::Correlate(command) => self.correlate(&command, context),
            Command::AgreeAction(command) => self.agree_action(command, context),
            Command::Escalate(command) => self.escalate(command, context),
            Command::TakeEscalatedAction(command) => self.take_escalated_action(command, context),
            Command::Report(command) => self.report(command, context),
            Command::Close(command) => self.close(command, context),
            Command::Reopen(command) => Ok(Self::reopen(command, context)),
            Command::Withdraw(command) => Ok(Self::withdraw(command)),
            Command::Merge(command) => self.merge(command, context),
            Command::SetPolicy(command) => Self::set_policy(command, context),
        }
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        self.phase = self.phase.after(event);
        self.learn(event);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let late = |rule| self.due(rule).filter(|_| !self.escalated.contains(&rule));
        let limits: [(_, _, fn() -> Command); 2] = [
            ("acknowledge_due", late(Rule::AcknowledgementOverdue), || {
                escalate(Rule::AcknowledgementOverdue)
            }),
            ("resolve_due", late(Rule::AnswerOverdue), || escalate(Rule::AnswerOverdue)),
        ];
        let due = limits.into_iter().filter_map(|(name, at, command)| {
            Some(Deadline { name, at: at?, command, effect: Effect::Moves })
        });
        due.collect()
    }

    fn keeps_deadlines(event: &Event) -> bool {
        matches!(event, Event::Correlated(_))
    }
}

fn escalate(rule: Rule) -> Command {
    Escalate { rule, reason: None }.into()
}

impl Complaint {
    /// When it is late with something, where that is owed now.
    pub(super) fn due(&self, rule: Rule) -> Option<Timestamp> {
        match rule {
            Rule::NormalWayFailed => None,
            Rule::AcknowledgementOverdue => {
                self.acknowledge_by.filter(|_| self.phase == Phase::Recorded)
            }
            Rule::AnswerOverdue => {
                let owed = [Phase::Acknowledged, Phase::Investigating, Phase::Acting];
                self.answer_by.filter(|_| owed.contains(&self.phase))
            }
        }
    }

    fn learn(&mut self, event: &Event) {
        match event {
            Event::Recorded(event) => {
                self.summary = Some(event.summary.clone());
                self.customer = Some(event.customer.clone());
                self.complainant.clone_from(&event.complainant);
                self.service.clone_from(&event.service);
                self.about.extend(event.about.iter().cloned());
                self.at = Some(event.at);
                self.definition = Some(event.definition.clone());
                self.acknowledge_by = Some(event.acknowledge_by);
            }
            Event::Acknowledged(event) => {
                self.answer_by = Some(event.answer_by);
                self.dealt_with(&event.by);
            }
            Event::InvestigationStarted(event) => {
                self.investigator = Some(event.investigator.actor.clone());
                self.dealt_with(&event.investigator);
                self.dealt_with(&event.by);
            }
            Event::Correlated(event) => self.correlated.extend(event.records.iter().cloned()),
            Event::ActionAgreed(event) => self.dealt_with(&event.by),
            Event::Escalated(event) => {
                self.escalated.insert(event.rule);
            }
            Event::EscalatedActionAgreed(event) => {
                self.decided = true;
                self.answer_by = Some(event.answer_by);
                self.escalated.remove(&Rule::AnswerOverdue);
            }
            Event::Reported(event) => {
                self.object_until = Some(event.object_until);
                self.dealt_with(&event.by);
            }
            Event::Closed(event) => self.satisfaction = event.satisfaction,
            Event::Reopened(event) => {
                self.answer_by = Some(event.answer_by);
                self.escalated.remove(&Rule::AnswerOverdue);
                // What was decided was not the end of it.
                self.decided = false;
                self.reopenings = self.reopenings.saturating_add(1);
            }
            Event::Merged(event) => self.parent = Some(event.parent.clone()),
            Event::PolicySet(event) => self.policy = Some(event.policy),
            Event::Reclassified(_) | Event::Withdrawn(_) => {}
        }
    }

    fn dealt_with(&mut self, by: &Hand) {
        self.hands.extend(by.actors().cloned());
    }
}
