//! What is true of a security incident now.

use super::terms::{Because, Duty, Grades, Limit, Policy, Weakness};
use super::{
    Command, Escalate, Event, Evidence, LIFECYCLE, QualityTraceStarted, Rejection, VISIBLE_TO,
};
use crate::facts::{
    ConfigurationItems, Leaks, Nonconformities, OnRecord, OpenMajors, RepeatCounters, Risks, Roles,
    SecurityIncidents, Vulnerabilities,
};
use crate::limits::{Label, List};
use engine::{Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Role, Stamp, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is true of a security incident now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityIncident {
    /// Where it is in its life.
    pub phase: Phase,
    /// In a few words.
    pub summary: Option<Label>,
    /// When it became known.
    pub opened_at: Option<Timestamp>,
    /// The incidents by which others know of it.
    pub incidents: BTreeSet<Key>,
    /// The items concerned.
    pub configuration_items: BTreeSet<Key>,
    /// The items that are no longer to be trusted.
    pub compromised: BTreeSet<Key>,
    /// The complaints about it.
    pub complaints: BTreeSet<Key>,
    /// The risks that it is what they were about.
    pub risks: BTreeSet<Key>,
    /// The vulnerabilities that were made use of.
    pub vulnerabilities: BTreeSet<Key>,
    /// The nonconformities by which quality traces it back.
    pub traces: BTreeSet<Key>,
    /// How grave it is, and how early it comes.
    pub grades: Option<Grades>,
    /// Whether data of customers leaked.
    pub leaked: bool,
    /// Who outside has to be told, by obligation.
    pub duties: BTreeMap<Label, Notice>,
    /// What is kept as it was found.
    pub evidence: List<Evidence>,
    /// By when it is to be known how grave it is.
    pub triage_due: Option<Timestamp>,
    /// By when it is to be looked back at.
    pub review_due: Option<Timestamp>,
    /// What those who may decide more know to be late.
    pub late: BTreeSet<Limit>,
    /// Whether it was resolved at once, with nothing contained.
    pub minor: bool,
    /// Whether those concerned know what was found.
    pub reported: bool,
    /// The security incident that it is part of.
    pub parent: Option<Key>,
    /// How long things may take, where this stream holds that.
    pub policy: Option<Policy>,
    /// How many versions of it there were.
    pub versions: u64,
}

/// That somebody outside has to be told.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// By when.
    pub by: Timestamp,
    /// Whether he was.
    pub given: bool,
    /// Whether those who may decide more know that it is late.
    pub late: bool,
}

/// Where a security incident is in its life: one step after the other, as long as it is open.
#[derive(
    Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody knows of it.
    #[default]
    Unopened,
    /// Nobody knows how grave it is.
    Opened,
    /// Nothing is done about it yet.
    Triaged,
    /// It is being kept from spreading.
    Containing,
    /// It spreads no further; what did it is being removed.
    Eradicating,
    /// That is gone; services and controls are being brought back.
    Recovering,
    /// They are as they were.
    Lessons,
    /// It was looked back at.
    Reviewed,
    /// It is over.
    Closed,
    /// It was none.
    FalsePositive,
    /// It is part of another one.
    Merged,
    /// No security incident: how long things may take.
    Policy,
}

impl Phase {
    /// Where a security incident is after an event; none where that says nothing of it.
    #[must_use]
    pub(crate) const fn after(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Opened(_) => Self::Opened,
            Event::Triaged(_) => Self::Triaged,
            Event::ContainmentStarted(_) | Event::Relapsed(_) => Self::Containing,
            Event::Contained(_) => Self::Eradicating,
            Event::Eradicated(_) => Self::Recovering,
            Event::Recovered(_) | Event::MinorResolved(_) => Self::Lessons,
            Event::Reviewed(_) => Self::Reviewed,
            Event::Closed(_) => Self::Closed,
            Event::Dismissed(_) => Self::FalsePositive,
            Event::Merged(_) => Self::Merged,
            Event::PolicySet(_) => Self::Policy,
            Event::TeamNotified(_)
            | Event::CisLinked(_)
            | Event::IncidentLinked(_)
            | Event::ComplaintLinked(_)
            | Event::RiskLinked(_)
            | Event::Regraded(_)
            | Event::Escalated(_)
            | Event::AuthorityNotified(_)
            | Event::CustomerNotified(_)
            | Event::QualityTraceStarted(_)
            | Event::EvidencePreserved(_)
            | Event::Reported(_)
            | Event::TakenOver(_) => return None,
        })
    }

    /// Whether nothing is left to do about it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::FalsePositive | Self::Merged)
    }

    /// Whether it is known and not over.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !self.is_over() && !matches!(self, Self::Unopened | Self::Policy)
    }
}

impl Decider for SecurityIncident {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("SEC");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<Leaks>(),
            NewFact::of::<Nonconformities>(),
            NewFact::of::<OnRecord>(),
            NewFact::of::<OpenMajors>(),
            NewFact::of::<RepeatCounters>(),
            NewFact::of::<Risks>(),
            NewFact::of::<Roles>(),
            NewFact::of::<SecurityIncidents>(),
            NewFact::of::<Vulnerabilities>(),
        ]
    }

    fn visible_to() -> &'static [Role] {
        VISIBLE_TO
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command.clone() {
            Command::Open(command) => Self::open(command, context),
            Command::NotifySecurityTeam(_) => Ok(vec![Self::team_notified(context).into()]),
            Command::LinkCis(command) => self.link_cis(command, context),
            Command::LinkIncident(command) => self.link_incident(command, context),
            Command::LinkComplaint(command) => self.link_complaint(command),
            Command::LinkRisk(command) => self.link_risk(command, context),
            Command::Triage(command) => self.triage(command, context),
            Command::Regrade(command) => self.regrade(command, context),
            Command::Dismiss(command) => Ok(Self::dismiss(command)),
            Command::Escalate(command) => self.escalate(command, context),
            Command::NotifyAuthority(command) => self.notify_authority(command, context),
            Command::NotifyCustomer(command) => Ok(Self::notify_customer(command)),
            Command::TraceQuality(command) => self.trace_quality(command, context),
            Command::StartContainment(command) => Ok(Self::start_containment(command)),
            Command::PreserveEvidence(command) => self.preserve_evidence(command),
            Command::Contain(command) => self.contain(command, context),
            Command::Eradicate(command) => Self::eradicate(command, context),
            Command::Recover(command) => Ok(Self::recover(command, context)),
            Command::Relapse(command) => Ok(Self::relapse(command)),
            Command::ResolveMinor(command) => self.resolve_minor(command, context),
            Command::Review(command) => self.review(command, context),
            Command::Report(command) => Self::report(command),
            Command::Close(command) => self.close(command, context),
            Command::Merge(command) => self.merge(command, context),
            Command::TakeOver(command) => self.take_over(command, context),
            Command::SetPolicy(command) => self.set_policy(command, context),
        }
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        self.phase = Phase::after(event).unwrap_or(self.phase);
        match event.clone() {
            Event::Opened(event) => {
                self.summary = Some(event.summary);
                self.opened_at = Some(stamp.recorded_at);
                self.incidents.extend(event.incident);
                self.triage_due = Some(event.triage_due);
            }
            Event::CisLinked(event) => {
                self.configuration_items.extend(event.configuration_items.iter().cloned());
            }
            Event::IncidentLinked(event) => {
                self.incidents.insert(event.incident);
            }
            Event::ComplaintLinked(event) => {
                self.complaints.insert(event.complaint);
            }
            Event::RiskLinked(event) => {
                self.risks.insert(event.risk);
            }
            Event::Triaged(event) => {
                self.graded(event.grades, event.leaked, &event.compromised, &event.duties);
            }
            Event::Regraded(event) => {
                self.graded(event.grades, event.leaked, &event.compromised, &event.duties);
            }
            Event::Escalated(event) => self.escalated(event.late(), stamp.recorded_at),
            Event::AuthorityNotified(event) => {
                if let Some(notice) = self.duties.get_mut(&event.obligation) {
                    notice.given = true;
                }
            }
            Event::QualityTraceStarted(QualityTraceStarted { nonconformity }) => {
                self.traces.insert(nonconformity);
            }
            Event::EvidencePreserved(event) => self.preserved(event.evidence),
            Event::Eradicated(event) => {
                if let Weakness::Used(vulnerabilities) = event.weakness {
                    self.vulnerabilities.extend(vulnerabilities.iter().cloned());
                }
            }
            Event::Recovered(event) => self.review_due = Some(event.review_due),
            Event::MinorResolved(event) => {
                (self.review_due, self.minor) = (Some(event.review_due), true);
            }
            Event::Relapsed(_) => {
                (self.review_due, self.reported, self.minor) = (None, false, false);
                self.late.remove(&Limit::Review);
            }
            Event::Reviewed(_) => self.review_due = None,
            Event::Reported(_) => self.reported = true,
            Event::Merged(event) => self.parent = Some(event.parent),
            Event::TakenOver(event) => {
                self.incidents.extend(event.incidents.iter().cloned());
                self.traces.extend(event.traces.iter().cloned());
                self.complaints.extend(event.complaints.iter().cloned());
                self.leaked |= event.leaked;
            }
            Event::PolicySet(event) => {
                (self.policy, self.versions) = (Some(event.policy), event.version);
            }
            Event::TeamNotified(_)
            | Event::Dismissed(_)
            | Event::CustomerNotified(_)
            | Event::ContainmentStarted(_)
            | Event::Contained(_)
            | Event::Closed(_) => {}
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let due = |name, at, command| Deadline { name, at, command, effect: Effect::Moves };
        let triage: fn() -> Command = || Escalate { because: Because::Late(Limit::Triage) }.into();
        let notice: fn() -> Command = || Escalate { because: Because::Late(Limit::Notice) }.into();
        let review: fn() -> Command = || Escalate { because: Because::Late(Limit::Review) }.into();
        let deadlines = [
            self.due(Limit::Triage).map(|at| due("triage", at, triage)),
            self.due(Limit::Notice).map(|at| due("authority_notice", at, notice)),
            self.due(Limit::Review).map(|at| due("review_due", at, review)),
        ];
        deadlines.into_iter().flatten().collect()
    }
}

impl SecurityIncident {
    /// When something is late, unless those who may decide more know that already.
    pub(super) fn due(&self, limit: Limit) -> Option<Timestamp> {
        if !self.phase.is_open() {
            return None;
        }
        match limit {
            Limit::Triage if self.phase != Phase::Opened => None,
            Limit::Triage => self.triage_due.filter(|_| !self.late.contains(&limit)),
            Limit::Notice => {
                let waiting = self.duties.values().filter(|notice| !notice.given && !notice.late);
                waiting.map(|notice| notice.by).min()
            }
            Limit::Review => self.review_due.filter(|_| !self.late.contains(&limit)),
        }
    }

    fn graded(&mut self, grades: Grades, leaked: bool, compromised: &[Key], duties: &[Duty]) {
        self.grades = Some(grades);
        self.leaked |= leaked;
        self.compromised.extend(compromised.iter().cloned());
        for Duty { obligation, notify_by: by } in duties {
            let notice = Notice { by: *by, given: false, late: false };
            self.duties.entry(obligation.clone()).or_insert(notice);
        }
    }

    fn escalated(&mut self, late: Option<Limit>, now: Timestamp) {
        let Some(limit) = late else { return };
        if limit != Limit::Notice {
            self.late.insert(limit);
            return;
        }
        for notice in self.duties.values_mut().filter(|notice| !notice.given && notice.by <= now) {
            notice.late = true;
        }
    }

    fn preserved(&mut self, evidence: Evidence) {
        let mut kept = self.evidence.to_vec();
        kept.push(evidence);
        // More than fit are refused beforehand.
        self.evidence = List::new(kept).unwrap_or_default();
    }
}
