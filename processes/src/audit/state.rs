//! What is true of an audit now.

use super::terms::{FindingKind, Programme};
use super::{Command, Event, FallDue, LIFECYCLE, Rejection};
use crate::agreement::Period;
use crate::facts::{Activity, Audits, Nonconformities, OnRecord, Roles, Windows};
use crate::nonconformity::{Clause, Record, Standard};
use engine::{
    Actor, Context, Deadline, Decider, Effect, Lifecycle, NewFact, Position, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is true of an audit now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Audit {
    /// Where it is in its life.
    pub phase: Phase,
    /// What is audited, against what, how and how often.
    pub programme: Option<Programme>,
    /// When it takes place.
    pub dates: Option<Period>,
    /// The time that it looks at.
    pub period: Option<Period>,
    /// Who audits, and which standards each can judge.
    pub auditors: BTreeMap<Actor, BTreeSet<Standard>>,
    /// What is to be traced.
    pub sample: BTreeSet<Record>,
    /// As it stood here.
    pub as_of: Option<Position>,
    /// What was traced.
    pub traced: BTreeSet<Record>,
    /// The clauses of which something is said.
    pub covered: BTreeSet<Clause>,
    /// What was found, by number.
    pub findings: BTreeMap<u64, Found>,
    /// When the next one is due, if that is not on record yet.
    pub next: Option<Timestamp>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// What it is.
    pub kind: FindingKind,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// Where an audit is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is none.
    #[default]
    Unprogrammed,
    /// It is to come.
    Programmed,
    /// It is known when, and who audits.
    Planned,
    /// Those who will be audited know.
    Announced,
    /// Auditors look.
    InProgress,
    /// It rests.
    Suspended,
    /// All was looked at.
    FindingsRecorded,
    /// It is known what was found.
    Reported,
    /// What was found is being mended.
    FollowingUp,
    /// Over.
    Closed,
    /// Given up.
    Cancelled,
}

impl Decider for Audit {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("AUD");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Activity>(),
            NewFact::of::<Audits>(),
            NewFact::of::<Nonconformities>(),
            NewFact::of::<OnRecord>(),
            NewFact::of::<Roles>(),
            NewFact::of::<Windows>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command.clone() {
            Command::SetProgramme(command) => Self::set_programme(command, context),
            Command::Plan(command) => self.plan(command, context),
            Command::AssignAuditor(command) => self.assign_auditor(command, context),
            Command::DrawSample(command) => self.draw_sample(command, context),
            Command::Reschedule(command) => self.reschedule(command, context),
            Command::Announce(command) => self.announce(command),
            Command::Start(_) => self.start(context),
            Command::Suspend(command) => Ok(Self::suspend(command)),
            Command::Resume(_) => Ok(Self::resume()),
            Command::RecordConformity(command) => self.record_conformity(command, context),
            Command::RecordFinding(command) => self.record_finding(command, context),
            Command::TraceItem(command) => self.trace_item(command, context),
            Command::WithdrawFinding(command) => self.withdraw_finding(command, context),
            Command::Finish(command) => self.finish(command, context),
            Command::Report(command) => self.report(command, context),
            Command::StartFollowUp(_) => Ok(vec![self.follow_up(context)?.into()]),
            Command::VerifyAction(command) => self.verify_action(command, context),
            Command::Close(_) => self.close(context),
            Command::Cancel(command) => self.cancel(command, context),
            Command::FallDue(_) => self.fall_due(context),
        }
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        match event {
            Event::ProgrammeSet(event) => {
                self.phase = Phase::Programmed;
                self.programme = Some(event.programme.clone());
            }
            Event::Planned(event) => {
                self.phase = Phase::Planned;
                (self.dates, self.period) = (Some(event.dates), Some(event.period));
            }
            Event::AuditorAssigned(event) => {
                let judges = event.assignment.standards.iter().copied().collect();
                self.auditors.insert(event.assignment.auditor.clone(), judges);
            }
            Event::AuditorRefused(event) => {
                self.auditors.remove(&event.auditor);
            }
            Event::SampleDrawn(event) => {
                self.sample = event.items.iter().cloned().collect();
                self.as_of = Some(event.as_of);
            }
            Event::Rescheduled(event) => self.dates = Some(event.dates),
            Event::Announced(_) => self.phase = Phase::Announced,
            Event::Started(_) | Event::Resumed(_) => self.phase = Phase::InProgress,
            Event::Suspended(_) => self.phase = Phase::Suspended,
            Event::ConformityRecorded(event) => self.covered.extend(event.clauses.iter().cloned()),
            Event::FindingRecorded(event) => {
                self.covered.extend(event.clauses.iter().cloned());
                self.findings.insert(event.number, Found { kind: event.kind, withdrawn: false });
            }
            Event::ItemTraced(event) => {
                self.traced.insert(event.item.clone());
            }
            Event::FindingWithdrawn(event) => {
                if let Some(found) = self.findings.get_mut(&event.number) {
                    found.withdrawn = true;
                }
            }
            Event::FieldworkFinished(_) => self.phase = Phase::FindingsRecorded,
            Event::Reported(event) => {
                self.phase = Phase::Reported;
                self.next = Some(event.next);
            }
            Event::FollowUpStarted(_) => self.phase = Phase::FollowingUp,
            Event::Closed(_) => self.phase = Phase::Closed,
            Event::Cancelled(event) => {
                self.phase = Phase::Cancelled;
                self.next = Some(event.replacement);
            }
            Event::FellDue(_) => self.next = None,
            Event::EvidenceCollected(_)
            | Event::ActionVerified(_)
            | Event::VerificationReported(_) => {}
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let deadline = self.next.map(|at| Deadline {
            name: "audit_interval",
            at,
            command: || FallDue {}.into(),
            effect: Effect::Moves,
        });
        deadline.into_iter().collect()
    }
}
