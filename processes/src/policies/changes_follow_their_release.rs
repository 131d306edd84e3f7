use super::failed_release_is_an_incident::Failure;
use crate::change::{
    self, BackOut, Change, Command, CompleteImplementation, CorrectOutcome, Fail, Hand, PassTest,
    Remedy, StartBackout, StartRemedy,
};
use crate::facts::{Changes, Claim, Course, Releases, Roles, Stage};
use crate::limits::{List, label_or};
use crate::release::{self, Event, RemedyStarted};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a release is proven, deployed, fails, is rolled back or remedied, so are the changes that
/// it carries out, by the hand of whoever did that: nothing is recorded twice by hand. One that is
/// closed by then has its outcome put right.
#[derive(Clone, Copy, Debug)]
pub struct ChangesFollowTheirRelease;

/// What of a release is what of its changes.
const FOLLOWED: [(&str, &[&str]); 9] = [
    ("accepted", &["pass_test"]),
    ("deviation_accepted", &["pass_test"]),
    ("deployed", &["complete_implementation"]),
    ("canary_aborted", &["fail", "start_backout", "correct_outcome"]),
    ("deployment_failed", &["fail", "correct_outcome"]),
    ("rollback_started", &["start_backout"]),
    ("rolled_back", &["start_backout", "back_out"]),
    ("remedy_started", &["start_remedy"]),
    ("remedied", &["remedy"]),
];

/// It is carried out, or has failed.
const UNDER_WAY: &[Stage] = &[Stage::Implementing, Stage::Failed];

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
        vec![NewFact::of::<Changes>(), NewFact::of::<Releases>(), NewFact::of::<Roles>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let Some(known) = facts.get::<Releases>().get(&key) else { return Ok(Vec::new()) };
        let event = Event::decode(record.event, record.schema, record.payload)?;
        // He who did it carries out the changes.
        let by = change::hand_behind(record, facts.get::<Roles>())?;
        let (changes, failure) = (facts.get::<Changes>(), Failure::of(record, &key, event.clone()));
        let is_aborted = matches!(event, Event::CanaryAborted(_));
        let mut sent = Vec::new();
        for change in &known.changes {
            let claim = changes.get(change);
            let commands = match (claim.map(|claim| claim.stage), &failure, claim) {
                (_, None, Some(claim)) => followed(record, &key, &event, &by, claim),
                (Some(Stage::Implementing), Some(failure), _) => vec![failed(failure)],
                // What is backed out or has failed its review is known to have failed.
                (Some(Stage::Done), Some(failure), _) if is_there(changes, change) => {
                    vec![failed(failure)]
                }
                // It has failed before; nobody has rolled anything back yet.
                (Some(Stage::Failed), Some(_), Some(claim)) if is_aborted && !claim.backing_out => {
                    vec![StartBackout { by: None }.into()]
                }
                (None, Some(failure), _) if is_there(changes, change) => vec![corrected(failure)],
                (_, _, _) => Vec::new(),
            };
            let told = |command| Dispatch::to::<Change>(change.clone(), command);
            sent.extend(commands.into_iter().map(told));
        }
        Ok(sent)
    }
}

/// Whether what a change is to bring about is there, for all that is known.
fn is_there(changes: &Changes, change: &Key) -> bool {
    changes.course(change).is_some_and(Course::is_in_place)
}

/// What a change is told whose release has failed.
fn failed(failure: &Failure) -> Command {
    let Failure { symptom, service_affected, incident, .. } = failure.clone();
    Fail { symptom, service_affected, incident }.into()
}

/// What a change is told that was closed before.
fn corrected(failure: &Failure) -> Command {
    let Failure { symptom, service_affected, incident, .. } = failure.clone();
    CorrectOutcome { symptom, service_affected, incident }.into()
}

/// What a change is told that is as far as its release.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing of changes")]
fn followed(
    record: &RecordRef<'_>,
    release: &Key,
    event: &Event,
    by: &Hand,
    claim: &Claim,
) -> Vec<Command> {
    let by = Some(by.clone());
    // Whoever has rolled it back has begun to reverse what failed before it did.
    let begins =
        matches!(event, Event::RolledBack(_)) && claim.stage == Stage::Failed && !claim.backing_out;
    let begin = begins.then(|| StartBackout { by: by.clone() }.into());
    let (is_as_far, command): (&[Stage], Command) = match event.clone() {
        Event::Accepted(_) | Event::DeviationAccepted(_) => {
            let report = format!("release {release}, position {}", record.position);
            (&[Stage::Planned], PassTest { report: label_or(&report, "its release") }.into())
        }
        Event::Deployed(deployed) => {
            let (checks, open_parts) = (deployed.checks, List::empty());
            let complete = CompleteImplementation {
                checks,
                open_parts,
                altered: None,
                unaltered: None,
                review_at: None,
                by,
            };
            (&[Stage::Implementing], complete.into())
        }
        Event::RollbackStarted(_) if claim.backing_out => return Vec::new(),
        Event::RollbackStarted(_) => (UNDER_WAY, StartBackout { by }.into()),
        Event::RolledBack(back) => (UNDER_WAY, BackOut { restored: back.restored, by }.into()),
        Event::RemedyStarted(RemedyStarted { remedy, approved }) => {
            (UNDER_WAY, StartRemedy { remedy, approved }.into())
        }
        Event::Remedied(remedied) => {
            let checks = remedied.checks;
            (UNDER_WAY, Remedy { checks, altered: None, unaltered: None, by }.into())
        }
        _ => return Vec::new(),
    };
    let follows = is_as_far.contains(&claim.stage).then_some(command);
    begin.into_iter().chain(follows).collect()
}
