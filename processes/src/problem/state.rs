//! What is true of a problem now.

use super::terms::{Cause, EscalationRule, Grading, Pattern, Policy, Source};
use super::{Command, EndDeferral, EndEffectPeriod, Escalate, Event, LIFECYCLE, Rejection};
use crate::facts::{Changes, Principals, Problems, RepeatCounters, Roles};
use crate::limits::{Label, Text};
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Span, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is true of a problem now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Where it is in its life.
    pub phase: Phase,
    /// What made somebody think of it.
    pub source: Option<Source>,
    /// In a few words.
    pub summary: Option<Label>,
    /// At length.
    pub description: Option<Text>,
    /// What kind it is.
    pub category: Option<Label>,
    /// The services concerned.
    pub services: BTreeSet<Key>,
    /// The items concerned.
    pub configuration_items: BTreeSet<Key>,
    /// The incidents it causes, and since when that is known.
    pub incidents: BTreeMap<Key, Timestamp>,
    /// How grave it is.
    pub grading: Option<Grading>,
    /// Who looks for the cause.
    pub analyst: Option<Actor>,
    /// When others are called in unless the cause is found.
    pub review_due: Option<Timestamp>,
    /// Until when the search is put off.
    pub deferred_until: Option<Timestamp>,
    /// Why it happens.
    pub cause: Option<Cause>,
    /// Who found that.
    pub found_by: BTreeSet<Actor>,
    /// The way round.
    pub workaround: Option<Text>,
    /// What the service desk sees of it as a known error.
    pub known_error: Option<KnownError>,
    /// How far the hardening of access is.
    pub hardening: Hardening,
    /// Since when it is there, or there again.
    pub since: Option<Timestamp>,
    /// The change that has to mend it.
    pub change: Option<Key>,
    /// The lasting solution.
    pub solution: Option<Solution>,
    /// What is observed of its effect.
    pub observation: Option<Observation>,
    /// How often it was there again.
    pub recurrences: u32,
    /// The problem it is the same as.
    pub parent: Option<Key>,
    /// Until when one more incident of the kind is a problem at once.
    pub watch_until: Option<Timestamp>,
    /// The figures, where this stream holds them.
    pub policy: Option<Policy>,
}

/// What the service desk sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnownError {
    /// By what one knows a case of it.
    pub symptom: Text,
    /// When others are called in; nobody once its effect is reduced.
    pub mitigation_due: Option<Timestamp>,
    /// Since when the service desk sees it as it is.
    pub published_at: Option<Timestamp>,
}

/// How far the hardening of access is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hardening {
    /// There is nothing to harden.
    #[default]
    None,
    /// The cause is configuration or access, and nobody has planned any.
    Owed,
    /// It is planned.
    Planned,
    /// It is done.
    Done,
}

/// The lasting solution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Solution {
    /// Which.
    pub solution: Text,
    /// Since when.
    pub at: Timestamp,
    /// Whether the service desk sees it.
    pub published: bool,
}

/// What is observed of its effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    /// How long.
    pub period: Span,
    /// Until when.
    pub until: Timestamp,
    /// Whether somebody was asked to look at it.
    pub ended: bool,
    /// What was found.
    pub review: Option<Review>,
}

/// What the effect was found to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// Whether the solution holds.
    pub effective: bool,
    /// Whether those concerned know.
    pub reported: bool,
}

/// Where a problem is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody thinks of one.
    #[default]
    Unidentified,
    /// There may be one.
    Identified,
    /// It is described.
    Recorded,
    /// It is sorted.
    Classified,
    /// It has its place in the queue.
    Prioritised,
    /// Somebody looks for the cause.
    Investigating,
    /// The search is put off.
    Deferred,
    /// It is known why it happens.
    RootCauseFound,
    /// The service desk knows it.
    KnownError,
    /// A change has to mend it.
    AwaitingChange,
    /// There is a lasting solution.
    Resolved,
    /// It is observed whether that holds.
    MonitoringEffect,
    /// Over.
    Closed,
    /// Over, and not solved.
    ClosedUnresolved,
    /// There was none.
    Cancelled,
    /// It is the same as another one.
    Merged,
    /// No problem: the figures of problem management.
    Policy,
}

impl Phase {
    /// Where a problem is after an event; none where that says nothing of it.
    #[must_use]
    pub(crate) const fn after(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Identified(_) => Self::Identified,
            Event::Recorded(_) => Self::Recorded,
            Event::Classified(_) => Self::Classified,
            Event::Prioritised(_) => Self::Prioritised,
            Event::InvestigationStarted(_)
            | Event::Resumed(_)
            | Event::Reopened(_)
            | Event::CauseWithdrawn(_) => Self::Investigating,
            Event::Deferred(_) => Self::Deferred,
            Event::ChangeRaised(_) => Self::AwaitingChange,
            Event::ChangeUnsuccessful(_) => Self::KnownError,
            Event::Resolved(_) => Self::Resolved,
            Event::EffectMonitoringStarted(_) => Self::MonitoringEffect,
            Event::Closed(_) => Self::Closed,
            Event::ClosedWithoutCause(_) | Event::AcceptedUnresolved(_) => Self::ClosedUnresolved,
            Event::Cancelled(_) => Self::Cancelled,
            Event::Merged(_) => Self::Merged,
            Event::PolicySet(_) => Self::Policy,
            Event::RootCauseFound(_)
            | Event::KnownErrorRecorded(_)
            | Event::Updated(_)
            | Event::IncidentLinked(_)
            | Event::IncidentUnlinked(_)
            | Event::Escalated(_)
            | Event::DeferralEnded(_)
            | Event::WorkaroundRecorded(_)
            | Event::KnownErrorPublished(_)
            | Event::ImpactMitigated(_)
            | Event::ChangeNamed(_)
            | Event::HardeningPlanned(_)
            | Event::HardeningConfirmed(_)
            | Event::ResolutionPublished(_)
            | Event::EffectPeriodEnded(_)
            | Event::EffectivenessReviewed(_)
            | Event::EffectivenessReported(_)
            | Event::Reclassified(_)
            | Event::Reprioritised(_)
            | Event::Reassigned(_) => return None,
        })
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::ClosedUnresolved | Self::Cancelled | Self::Merged)
    }

    /// Whether its solution is there and may still prove wrong.
    #[must_use]
    pub const fn is_solved(self) -> bool {
        matches!(self, Self::Resolved | Self::MonitoringEffect)
    }
}

impl Decider for Problem {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const FOLD: u16 = 3;
    const NUMBERS: Option<&'static str> = Some("PRB");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Changes>(),
            NewFact::of::<Principals>(),
            NewFact::of::<Problems>(),
            NewFact::of::<RepeatCounters>(),
            NewFact::of::<Roles>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command.clone() {
            Command::Identify(command) => Self::identify(command, context),
            Command::Record(command) => Self::record(command),
            Command::Classify(command) => self.classify(command),
            Command::Prioritise(command) => Ok(Self::prioritise(command)),
            Command::Reclassify(command) => Ok(self.reclassify(command)),
            Command::Reprioritise(command) => Ok(self.reprioritise(command)),
            Command::LinkIncidents(command) => self.link_incidents(command, context),
            Command::UnlinkIncident(command) => self.unlink_incident(command),
            Command::Escalate(command) => self.escalate(command, context),
            Command::SetPolicy(command) => Self::set_policy(command, context),
            Command::StartInvestigation(command) => self.start_investigation(command, context),
            Command::Reassign(command) => self.reassign(command, context),
            Command::Update(command) => self.update(command),
            Command::Defer(command) => Self::defer(command, context),
            Command::EndDeferral(_) => self.end_deferral(context),
            Command::Resume(command) => Ok(self.resume(command, context)),
            Command::FindRootCause(command) => Ok(Self::find_root_cause(command)),
            Command::WithdrawCause(command) => self.withdraw_cause(command, context),
            Command::RecordWorkaround(command) => Ok(self.record_workaround(command)),
            Command::RecordKnownError(command) => self.record_known_error(command, context),
            Command::Mitigate(command) => Ok(Self::mitigate(command)),
            Command::RaiseChange(command) => self.raise_change(command, context),
            Command::NameChange(command) => self.name_change(command, context),
            Command::NoteChangeFailed(command) => self.note_change_failed(command, context),
            Command::PlanHardening(command) => self.plan_hardening(command, context),
            Command::ConfirmHardening(command) => self.confirm_hardening(command),
            Command::Resolve(command) => self.resolve(command, context),
            Command::PublishResolution(command) => Ok(self.publish_resolution(command)),
            Command::StartMonitoring(command) => Self::start_monitoring(&command, context),
            Command::EndEffectPeriod(_) => self.end_effect_period(context),
            Command::ReviewEffectiveness(command) => self.review_effectiveness(command, context),
            Command::Reopen(command) => self.reopen(command, context),
            Command::Close(_) => self.close(),
            Command::CloseWithoutCause(command) => self.close_without_cause(command, context),
            Command::Accept(command) => self.accept(command),
            Command::Cancel(command) => self.cancel(command),
            Command::Merge(command) => self.merge(command, context),
        }
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        self.phase = Phase::after(event).unwrap_or(self.phase);
        self.learn(event, stamp);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let moves = |name, at, command| Deadline { name, at, command, effect: Effect::Moves };
        let searching = self.phase == Phase::Investigating;
        let review = self.review_due.filter(|_| searching).map(|at| {
            let command = || Escalate::by(EscalationRule::InvestigationOverdue).into();
            moves("investigation_review", at, command)
        });
        let known = matches!(self.phase, Phase::KnownError | Phase::AwaitingChange);
        let mitigation = self.known_error.as_ref().and_then(|known| known.mitigation_due);
        let mitigation = mitigation.filter(|_| known).map(|at| {
            let command = || Escalate::by(EscalationRule::NotMitigated).into();
            moves("known_error_review", at, command)
        });
        let deferral = self
            .deferred_until
            .filter(|_| self.phase == Phase::Deferred)
            .map(|at| moves("deferral_review", at, || EndDeferral {}.into()));
        let observed = self.observation.as_ref().filter(|_| self.phase.is_solved());
        let effect = observed
            .filter(|observed| !observed.ended)
            .map(|observed| moves("effect_period", observed.until, || EndEffectPeriod {}.into()));
        [review, mitigation, deferral, effect].into_iter().flatten().collect()
    }

    fn keeps_deadlines(event: &Event) -> bool {
        matches!(event, Event::Updated(_) | Event::IncidentLinked(_))
    }
}

impl Problem {
    /// In what its incidents are alike.
    pub fn patterns(&self) -> impl Iterator<Item = Pattern> {
        let category = self.category.as_ref();
        category.into_iter().flat_map(|category| {
            self.configuration_items.iter().map(move |item| Pattern {
                configuration_item: item.clone(),
                category: category.clone(),
            })
        })
    }

    #[expect(clippy::too_many_lines, reason = "an arm for each event, none with a rule in it")]
    fn learn(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let at = stamp.recorded_at;
        match event {
            Event::Identified(event) => {
                self.since = Some(at);
                self.source = Some(event.source.clone());
                self.summary = Some(event.summary.clone());
                self.category.clone_from(&event.category);
                self.configuration_items.extend(event.configuration_items.iter().cloned());
                self.incidents
                    .extend(event.incidents.iter().map(|incident| (incident.clone(), at)));
            }
            Event::Recorded(event) => {
                self.description = Some(event.description.clone());
                self.services.extend(event.services.iter().cloned());
            }
            Event::Classified(event) => self.category = Some(event.category.clone()),
            Event::Reclassified(event) => self.category = Some(event.category.clone()),
            Event::Prioritised(event) => self.grading = Some(event.grading.clone()),
            Event::Reprioritised(event) => self.grading = Some(event.grading.clone()),
            Event::InvestigationStarted(event) => {
                self.analyst = Some(event.analyst.clone());
                self.review_due = Some(event.review_due);
            }
            Event::Reassigned(event) => self.analyst = Some(event.analyst.clone()),
            Event::Updated(event) => {
                self.configuration_items.extend(event.configuration_items.iter().cloned());
            }
            Event::IncidentLinked(event) => {
                self.incidents.insert(event.incident.clone(), at);
            }
            Event::IncidentUnlinked(event) => {
                self.incidents.remove(&event.incident);
            }
            Event::Escalated(event) => match (event.rule, &mut self.known_error) {
                (EscalationRule::InvestigationOverdue, _) => self.review_due = event.next_due,
                (EscalationRule::NotMitigated, Some(known)) => {
                    known.mitigation_due = event.next_due;
                }
                (EscalationRule::NotMitigated, None) | (EscalationRule::Judgement, _) => {}
            },
            Event::Deferred(event) => self.deferred_until = Some(event.review_at),
            Event::DeferralEnded(_) => self.deferred_until = None,
            Event::Resumed(event) => self.review_due = Some(event.review_due),
            Event::RootCauseFound(event) => {
                self.cause = Some(event.cause.clone());
                self.found_by.extend(Actor::from_escaped(stamp.actor));
                // Owed until it is done or the cause is withdrawn: another cause does not undo it.
                if event.cause.kind.needs_hardening() {
                    self.hardening = Hardening::Owed;
                }
                if self.phase == Phase::Investigating {
                    self.phase = Phase::RootCauseFound;
                }
            }
            Event::CauseWithdrawn(event) => {
                self.cause = None;
                // What another cause asks for is owed as before.
                if event.cause.kind.needs_hardening() {
                    self.hardening = Hardening::None;
                }
                self.found_by.clear();
                self.review_due = Some(event.review_due);
            }
            Event::WorkaroundRecorded(event) => self.workaround = Some(event.workaround.clone()),
            Event::KnownErrorRecorded(event) => {
                self.workaround.clone_from(&event.workaround);
                self.known_error = Some(KnownError {
                    symptom: event.symptom.clone(),
                    mitigation_due: Some(event.mitigation_due),
                    published_at: None,
                });
                if matches!(self.phase, Phase::Investigating | Phase::RootCauseFound) {
                    self.phase = Phase::KnownError;
                }
            }
            Event::KnownErrorPublished(_) => {
                if let Some(known) = &mut self.known_error {
                    known.published_at = Some(at);
                }
            }
            Event::ImpactMitigated(_) => {
                if let Some(known) = &mut self.known_error {
                    known.mitigation_due = None;
                }
            }
            Event::ChangeRaised(event) => self.change.clone_from(&event.change),
            Event::ChangeNamed(event) => self.change = Some(event.change.clone()),
            Event::ChangeUnsuccessful(_) => self.change = None,
            Event::HardeningPlanned(_) => self.hardening = Hardening::Planned,
            Event::HardeningConfirmed(_) => self.hardening = Hardening::Done,
            Event::Resolved(event) => {
                let solution = event.solution.clone();
                self.solution = Some(Solution { solution, at, published: false });
            }
            Event::ResolutionPublished(event) => {
                if let Some(solution) = &mut self.solution {
                    solution.solution = event.solution.clone();
                    solution.published = true;
                }
            }
            Event::EffectMonitoringStarted(event) => {
                let (period, until) = (event.period, event.until);
                self.observation = Some(Observation { period, until, ended: false, review: None });
            }
            Event::EffectPeriodEnded(_) => {
                if let Some(observed) = &mut self.observation {
                    observed.ended = true;
                }
            }
            Event::EffectivenessReviewed(event) => {
                let effective = event.effective;
                if let Some(observed) = &mut self.observation {
                    observed.ended = true;
                    observed.review = Some(Review { effective, reported: false });
                }
            }
            Event::EffectivenessReported(_) => {
                let observed = self.observation.as_mut();
                if let Some(review) = observed.and_then(|observed| observed.review.as_mut()) {
                    review.reported = true;
                }
            }
            Event::Reopened(event) => {
                self.since = Some(at);
                self.recurrences = self.recurrences.saturating_add(1);
                self.review_due = Some(event.review_due);
                (self.solution, self.observation, self.change) = (None, None, None);
            }
            Event::ClosedWithoutCause(event) => self.watch_until = Some(event.watch_until),
            Event::Merged(event) => self.parent = Some(event.parent.clone()),
            Event::PolicySet(event) => self.policy = Some(event.policy),
            Event::Closed(_) | Event::AcceptedUnresolved(_) | Event::Cancelled(_) => {}
        }
    }
}
