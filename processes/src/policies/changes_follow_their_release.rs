use super::failed_release_is_an_incident::Failure;
use crate::change::{
    self, BackOut, Change, Command, CompleteImplementation, Fail, PassTest, Remedy, StartBackout,
    StartRemedy,
};
use crate::facts::{Changes, Releases, Stage};
use crate::limits::{List, label_or};
use crate::release::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a release is proven, deployed, fails, is rolled back or remedied, so are the changes that
/// it carries out: nothing is recorded twice by hand.
#[derive(Clone, Copy, Debug)]
pub struct ChangesFollowTheirRelease;

/// What of a release is what of its changes.
const FOLLOWED: [(&str, &[&str]); 9] = [
    ("accepted", &["pass_test"]),
    ("deviation_accepted", &["pass_test"]),
    ("deployed", &["complete_implementation"]),
    ("canary_aborted", &["fail", "start_backout"]),
    ("deployment_failed", &["fail"]),
    ("rollback_started", &["start_backout"]),
    ("rolled_back", &["back_out"]),
    ("remedy_started", &["start_remedy"]),
    ("remedied", &["remedy"]),
];

impl Policy for ChangesFollowTheirRelease {
    fn name(&self) -> &'static str {
        "changes-follow-their-release"
    }

    fn edges(&self) -> Vec<Edge> {
        let edges = |(event, commands): (&'static str, &'static [&'static str])| {
            let heard = (release::NAME, event);
            let edge = move |command: &&'static str| {
                Edge::when(heard, "its change is as far", (change::NAME, *command))
            };
            commands.iter().map(edge)
        };
        FOLLOWED.into_iter().flat_map(edges).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<Releases>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let Some(known) = facts.get::<Releases>().get(&key) else { return Ok(Vec::new()) };
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let (at, commands) = followed(record, &key, event);
        let changes = facts.get::<Changes>();
        let is_as_far = |change: &&engine::Key| {
            changes.get(change).is_some_and(|claim| at.contains(&claim.stage))
        };
        let each = known.changes.iter().filter(is_as_far).flat_map(|change| {
            let send = |command: &Command| Dispatch::to::<Change>(change.clone(), command.clone());
            commands.iter().map(send)
        });
        Ok(each.collect())
    }
}

/// How far a change must be, and what it then is told.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing of changes")]
fn followed(
    record: &RecordRef<'_>,
    release: &engine::Key,
    event: Event,
) -> (&'static [Stage], Vec<Command>) {
    const UNDER_WAY: &[Stage] = &[Stage::Implementing, Stage::Failed];
    match event {
        Event::Accepted(_) | Event::DeviationAccepted(_) => {
            let report = format!("release {release}, position {}", record.position);
            let report = label_or(&report, "its release");
            (&[Stage::Planned], vec![PassTest { report }.into()])
        }
        Event::Deployed(deployed) => {
            let (checks, open_parts) = (deployed.checks, List::empty());
            let complete =
                CompleteImplementation { checks, open_parts, altered: None, review_at: None };
            (&[Stage::Implementing], vec![complete.into()])
        }
        Event::RollbackStarted(_) => (UNDER_WAY, vec![StartBackout {}.into()]),
        Event::RolledBack(back) => (UNDER_WAY, vec![BackOut { restored: back.restored }.into()]),
        Event::RemedyStarted(started) => {
            let (remedy, approved) = (started.remedy, started.approved);
            (UNDER_WAY, vec![StartRemedy { remedy, approved }.into()])
        }
        Event::Remedied(remedied) => (UNDER_WAY, vec![Remedy { checks: remedied.checks }.into()]),
        event => {
            let aborted = matches!(event, Event::CanaryAborted(_));
            let Some(failure) = Failure::of(record, release, event) else { return (&[], vec![]) };
            let Failure { symptom, service_affected, incident, .. } = failure;
            let fail = Fail { symptom, service_affected, incident }.into();
            let back_out = aborted.then(|| StartBackout {}.into());
            (&[Stage::Implementing, Stage::Done], std::iter::once(fail).chain(back_out).collect())
        }
    }
}
