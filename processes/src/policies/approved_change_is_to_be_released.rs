use super::task_of_cause;
use crate::facts::{Changes, OpenTasks, Releases, Services};
use crate::limits::{label, text};
use crate::release::{self, Event};
use crate::roles::RELEASE_MANAGER;
use crate::task::{self, Open, Subject, Task};
use crate::{change, service};
use engine::{
    DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef, Span,
};

/// Whenever a change to items is approved, or a service that is built for one is accepted, and no
/// release carries it out, the release manager is asked to plan one (9.3.2). Within five days: an
/// assumption.
///
/// What is delivered, how and when is for people to plan, so it is a task. It is done once a release
/// carries the change, and moot once the change is carried out without. Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct ApprovedChangeIsToBeReleased;

const WITHIN: Span = Span::from_days(5);
const APPROVED: [(&str, &str); 5] = [
    (change::NAME, "approved"),
    (change::NAME, "preapproved"),
    (change::NAME, "emergency_authorised"),
    (service::NAME, "accepted"),
    (service::NAME, "deviation_accepted"),
];
const CARRIED: [&str; 2] = ["planned", "scope_changed"];
const MOOT_BY: [&str; 5] =
    ["implementation_started", "reclassified", "cancelled", "replanned", "closed"];

impl Policy for ApprovedChangeIsToBeReleased {
    fn name(&self) -> &'static str {
        "approved-change-is-to-be-released"
    }

    fn edges(&self) -> Vec<Edge> {
        let only_if = "the change is about items, and no release carries it out";
        let asks = APPROVED.map(|heard| Edge::when(heard, only_if, (task::NAME, "open")));
        let ends = |heard, command| Edge::when(heard, "its task is open", (task::NAME, command));
        let done = CARRIED.map(|event| ends((release::NAME, event), "complete"));
        let moot = MOOT_BY.map(|event| ends((change::NAME, event), "cancel"));
        asks.into_iter().chain(done).chain(moot).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![
            NewFact::of::<Changes>(),
            NewFact::of::<OpenTasks>(),
            NewFact::of::<Releases>(),
            NewFact::of::<Services>(),
        ]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        match record.process {
            release::NAME => carried(record, facts),
            service::NAME => {
                let change = facts.get::<Services>().designed_for(&key);
                Ok(change.and_then(|change| asked(record, change, facts)).into_iter().collect())
            }
            _ if MOOT_BY.contains(&record.event) => {
                Ok(task_of_cause::moot_by(record, cause(&key), facts).into_iter().collect())
            }
            _ => Ok(asked(record, &key, facts).into_iter().collect()),
        }
    }
}

fn cause(change: &Key) -> Key {
    task::cause(change::NAME, change, "plan_release")
}

fn asked(record: &RecordRef<'_>, change: &Key, facts: &Facts) -> Option<Dispatch> {
    let claim = facts.get::<Changes>().get(change)?;
    if claim.items.is_empty() || facts.get::<Releases>().carrying(change).next().is_some() {
        return None;
    }
    let about = Subject::of(change::NAME, change.clone());
    let ask = text("plan the release that carries out this change, or see that it needs none");
    let due = record.metadata.recorded_at + WITHIN;
    let open = Open::for_role(RELEASE_MANAGER, about, ask, label("release.plan"), due);
    Some(Dispatch::to::<Task>(cause(change), open))
}

/// A release carries out these changes.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other is heard")]
fn carried(record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
    let plan = match Event::decode(record.event, record.schema, record.payload)? {
        Event::Planned(planned) => planned.plan,
        Event::ScopeChanged(changed) => changed.plan,
        _ => return Ok(Vec::new()),
    };
    let done = |change| task_of_cause::done_by(record, cause(change), facts);
    Ok(plan.changes.iter().filter_map(done).collect())
}
