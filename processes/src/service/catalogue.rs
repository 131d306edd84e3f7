//! The entry of the catalogue: drafted, agreed, revised, held against the agreements, retired (6.1).

use super::linked;
use super::rules::{agreements, check, differences};
use super::{
    Agreed, Command, ConsistencyConfirmed, Difference, Drafted, Entry, Event, MismatchFound, Phase,
    Rejection, RemovalPhase, Retire, Retired, Revised, RevisionAbandoned, RevisionOverdue,
    RevisionStarted, Service, StartRevision, VerificationStarted,
};
use crate::attest::Attestation;
use crate::facts::Services;
use crate::limits::{Label, List, label, label_or};
use engine::{Context, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a revision may take, unless it says otherwise: an assumption.
pub const UPDATE_LIMIT: Span = Span::from_days(5);
/// The most revisions of one entry that are open at a time.
const REVISIONS_MAX: usize = 100;

/// What the catalogue says of a service, and is to say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Catalogue {
    /// What it says, or is to say as long as it is not published.
    pub entry: Option<Entry>,
    /// How often the entry was drafted.
    pub drafts: u64,
    /// How often it was published.
    pub version: u64,
    /// The revisions that are open.
    pub revisions: BTreeMap<Label, Revision>,
}

/// A revision that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revision {
    /// The change that asks for it, if one is named.
    pub change: Option<Key>,
    /// Until when it is to be published.
    pub due: Timestamp,
    /// Whether it is on record that it was not.
    pub overdue: bool,
}

impl Catalogue {
    /// When the next revision is overdue that is not on record as such.
    pub(super) fn overdue_at(&self) -> Option<Timestamp> {
        self.revisions.values().filter(|it| !it.overdue).map(|it| it.due).min()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing of the entry")]
    pub(super) fn evolve(&mut self, event: &Event) {
        match event {
            Event::Drafted(drafted) => {
                self.entry = Some(drafted.entry.clone());
                self.drafts += 1;
            }
            Event::Agreed(_) => self.version += 1,
            Event::RevisionStarted(started) => {
                self.open(&started.revision, started.change.clone(), started.due);
            }
            Event::MismatchFound(found) => self.open(&found.revision, None, found.due),
            Event::Revised(revised) => {
                self.entry = Some(revised.entry.clone());
                self.version += 1;
                self.revisions.remove(&revised.revision);
            }
            Event::RevisionAbandoned(abandoned) => {
                self.revisions.remove(&abandoned.revision);
            }
            Event::RevisionOverdue(late) => {
                for revision in &late.revisions {
                    self.revisions.get_mut(revision).into_iter().for_each(|it| it.overdue = true);
                }
            }
            Event::Retired(_) => self.revisions.clear(),
            _ => {}
        }
    }

    fn open(&mut self, revision: &Label, change: Option<Key>, due: Timestamp) {
        self.revisions.insert(revision.clone(), Revision { change, due, overdue: false });
    }

    /// The change that asks for an open revision, if one is named.
    fn change_of(&self, revision: &Label) -> Result<Option<&Key>, Rejection> {
        if let Some(open) = self.revisions.get(revision) {
            return Ok(open.change.as_ref());
        }
        let open = self.revisions.keys().cloned().collect();
        Err(Rejection::NoSuchRevision { revision: revision.clone(), open })
    }
}

/// Where an event leads the entry.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others lead nowhere")]
pub(super) fn phase_after(phase: Phase, event: &Event, catalogue: &Catalogue) -> Phase {
    match event {
        Event::RequirementCaptured(_) | Event::Proposed(_) if phase == Phase::Unknown => {
            Phase::InPipeline
        }
        Event::Drafted(_) => Phase::Drafted,
        Event::Agreed(_) | Event::ConsistencyConfirmed(_) => Phase::Published,
        Event::RevisionStarted(_) | Event::MismatchFound(_) => Phase::Revising,
        Event::Revised(_) | Event::RevisionAbandoned(_) if catalogue.revisions.is_empty() => {
            Phase::Published
        }
        Event::VerificationStarted(_) => Phase::Verifying,
        Event::Retired(_) => Phase::Retired,
        _ => phase,
    }
}

impl Service {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are for the facets")]
    pub(super) fn decide_catalogue(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let event: Event = match command {
            Command::Draft(draft) => {
                check(&draft.entry, context)?;
                Drafted { entry: draft.entry }.into()
            }
            Command::Agree(agree) => {
                let (named, current) = (agree.draft, self.catalogue.drafts);
                if named != current {
                    return Err(Rejection::OtherDraft { named, current });
                }
                is_covered(self.catalogue.entry.as_ref(), agree.sla_plan.as_ref(), context)?;
                Agreed { draft: named, sla_plan: agree.sla_plan }.into()
            }
            Command::StartRevision(start) => return self.start_revision(start, context),
            Command::PublishRevision(publish) => {
                let change = self.catalogue.change_of(&publish.revision)?;
                linked::about_it(change, context)?;
                linked::approved(change, context)?;
                check(&publish.entry, context)?;
                is_covered(Some(&publish.entry), publish.sla_plan.as_ref(), context)?;
                let (revision, entry) = (publish.revision, publish.entry);
                Revised { revision, entry, change: publish.change, sla_plan: publish.sla_plan }
                    .into()
            }
            Command::AbandonRevision(abandon) => {
                linked::turned_down(self.catalogue.change_of(&abandon.revision)?, context)?;
                RevisionAbandoned { revision: abandon.revision, change: abandon.change }.into()
            }
            Command::RecordRevisionOverdue(_) => self.overdue(context.recorded_now)?.into(),
            Command::Verify(_) => return Ok(self.verify(context)),
            Command::Retire(retire) => self.retire(retire, context)?.into(),
            _ => return Ok(Vec::new()),
        };
        Ok(vec![event])
    }

    fn start_revision(
        &self,
        start: StartRevision,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let StartRevision { revision, change, need, within } = start;
        if change.is_none() && need.is_none() {
            return Err(Rejection::NoChangeNamed);
        }
        linked::on_record(change.as_ref(), context)?;
        linked::about_it(change.as_ref(), context)?;
        if self.catalogue.revisions.contains_key(&revision) {
            return Ok(Vec::new());
        }
        if self.catalogue.revisions.len() >= REVISIONS_MAX {
            return Err(Rejection::TooMany { what: "open revisions", max: REVISIONS_MAX });
        }
        let within = within.unwrap_or(UPDATE_LIMIT);
        if within <= Span::ZERO {
            return Err(Rejection::NoTime);
        }
        let due = context.recorded_now + within;
        Ok(vec![RevisionStarted { revision, change, need, due }.into()])
    }

    fn overdue(&self, now: Timestamp) -> Result<RevisionOverdue, Rejection> {
        let late = self.catalogue.revisions.iter().filter(|(_, it)| !it.overdue && it.due <= now);
        let late: Vec<Label> = late.map(|(revision, _)| revision.clone()).collect();
        match List::new(late) {
            Ok(revisions) if !revisions.is_empty() => Ok(RevisionOverdue { revisions }),
            Ok(_) | Err(_) => Err(Rejection::NotOverdue { next: self.catalogue.overdue_at() }),
        }
    }

    fn verify(&self, context: &Context<'_>) -> Vec<Event> {
        let differences = self.catalogue.entry.as_ref().map(|entry| differences(entry, context));
        let found: Event = match List::new(differences.unwrap_or_default()) {
            Ok(same) if same.is_empty() => ConsistencyConfirmed {}.into(),
            differences => MismatchFound {
                revision: label(&format!("mismatch with version {}", self.catalogue.version)),
                differences: differences.unwrap_or_default(),
                due: context.recorded_now + UPDATE_LIMIT,
            }
            .into(),
        };
        vec![VerificationStarted {}.into(), found]
    }

    fn retire(&self, retire: Retire, context: &Context<'_>) -> Result<Retired, Rejection> {
        let Retire { reason, successor } = retire;
        if self.transition.is_open() {
            return Err(Rejection::TransitionOpen);
        }
        if self.removal.phase == RemovalPhase::Verified {
            return Ok(Retired { reason, successor });
        }
        if self.removal.is_open() {
            return Err(Rejection::RemovalOpen);
        }
        let services = context.facts.get::<Services>();
        match &successor {
            // What is promised is removed by a change, or promised of the successor first.
            Some(next) if next != context.key && services.is_offered(next) => {
                match agreements(context).next() {
                    Some(left) => Err(Rejection::AgreementLeft { agreement: left.key.clone() }),
                    None => Ok(Retired { reason, successor }),
                }
            }
            Some(_) | None => Err(Rejection::NoSuccessor { successor }),
        }
    }

    /// The revision that an accepted design begins, if the catalogue says something already.
    pub(super) fn revision_by_design(&self, now: Timestamp) -> Option<RevisionStarted> {
        let change = self.transition.change.clone();
        let named = change.as_ref().map_or_else(String::new, ToString::to_string);
        let revision = label_or(&format!("design {named}"), "design");
        let known = self.catalogue.revisions.contains_key(&revision);
        (self.phase.is_offered() && !known).then(|| RevisionStarted {
            revision,
            change,
            need: None,
            due: now + UPDATE_LIMIT,
        })
    }
}

/// Refuses an entry that no agreement and no plan for one covers.
fn is_covered(
    entry: Option<&Entry>,
    plan: Option<&Attestation>,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    let differences = entry.map(|entry| differences(entry, context)).unwrap_or_default();
    let planned = |it: &Difference| match it {
        Difference::NoAgreement | Difference::NoAgreementFor(_) => plan.is_some(),
        Difference::CustomerNotListed(_) => false,
    };
    if differences.iter().all(planned) {
        return Ok(());
    }
    Err(Rejection::AgreementsDiffer { differences })
}
