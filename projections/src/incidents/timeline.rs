//! The timeline of one incident, for people.

use engine::{Actor, DecodeError, EventSet as _, Named as _, Position, RecordRef, Timestamp};
use processes::incident::{Addressee, Event, LIFECYCLE};
use serde::Serialize;

/// Something that happened to an incident, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// The record that says so.
    pub position: Position,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded, if that is another time.
    pub recorded_at: Option<Timestamp>,
    /// In whose name.
    pub actor: Actor,
    /// What happened.
    pub text: String,
}

/// The records of an incident's stream as lines, in the order of recording.
///
/// # Errors
/// [`DecodeError`], when a record cannot be read.
pub fn timeline<'a>(
    records: impl IntoIterator<Item = RecordRef<'a>>,
) -> Result<Vec<Line>, DecodeError> {
    records.into_iter().map(|record| line(&record)).collect()
}

/// One record of an incident as a line.
///
/// # Errors
/// [`DecodeError`], when it cannot be read.
pub fn line(record: &RecordRef<'_>) -> Result<Line, DecodeError> {
    let event = Event::decode(record.event, record.schema, record.payload)?;
    let metadata = record.metadata;
    Ok(Line {
        position: record.position,
        occurred_at: metadata.occurred_at,
        recorded_at: (metadata.recorded_at != metadata.occurred_at).then_some(metadata.recorded_at),
        actor: record.actor()?,
        text: describe(&event),
    })
}

/// What happened, in words: what is told first, in what detail where it has one.
fn describe(event: &Event) -> String {
    let what = event.name().replace('_', " ");
    match detail(event) {
        Some(detail) => format!("{what}: {detail}"),
        None => what,
    }
}

fn detail(event: &Event) -> Option<String> {
    let text = |text: &dyn std::fmt::Display| Some(text.to_string());
    match event {
        Event::Logged(event) => Some(format!("{} ({})", event.summary, event.service)),
        Event::Classified(event) => text(&event.category),
        Event::Reclassified(event) => Some(format!("{}, {}", event.category, event.reason)),
        Event::Prioritised(event) => Some(format!(
            "{:?} by {} v{}",
            event.priority,
            event.service_level.agreement.key,
            event.service_level.agreement.version
        )),
        Event::Reprioritised(event) => Some(format!("{:?}, {}", event.priority, event.reason)),
        Event::Assigned(event) => {
            Some(whom(event.group.as_deref(), event.assignee.as_ref().map(ToString::to_string)))
        }
        Event::Reassigned(event) => {
            let assignee = event.assignee.as_ref().map(ToString::to_string);
            Some(format!("{}, {}", whom(event.group.as_deref(), assignee), event.reason))
        }
        Event::Responded(event) => text(&event.assignee),
        Event::Updated(event) => event.note.as_ref().map(ToString::to_string),
        Event::Escalated(event) => Some(match &event.to {
            Addressee::Role(role) => format!("level {} to role {role}", event.level),
            Addressee::Group(group) => format!("level {} to group {group}", event.level),
            Addressee::Person(person) => format!("level {} to {person}", event.level),
        }),
        Event::ProgressNotified(event) => event.message.as_ref().map(ToString::to_string),
        Event::TargetAtRisk(event) => Some(format!("{:?} due {}", event.measure, event.due)),
        Event::TargetMissed(event) => Some(format!("{:?} due {}", event.measure, event.due)),
        Event::BreachSuperseded(event) => {
            Some(format!("{:?} held to be due {}", event.measure, event.due))
        }
        Event::InformationConsulted(event) => event.found.as_ref().map(ToString::to_string),
        Event::KnownErrorMatched(event) => text(&event.known_error),
        Event::WorkaroundApplied(event) => event.note.as_ref().map(ToString::to_string),
        Event::CiLinked(event) => text(&event.configuration_item),
        Event::ProblemLinked(event) => text(&event.problem),
        Event::ChangeLinked(event) => text(&event.change),
        Event::Unlinked(event) => text(&event.reason),
        Event::Held(event) => {
            let clock = if event.hold.pauses { "the clock stops" } else { "the clock goes on" };
            Some(format!("{}, {clock}", event.hold.reason))
        }
        Event::Resumed(event) => match &event.note {
            Some(note) => text(note),
            None => event.expired.then(|| "waited long enough".to_owned()),
        },
        Event::ChangeRaised(event) => match (&event.change, &event.need) {
            (Some(change), _) => text(change),
            (None, need) => need.as_ref().map(ToString::to_string),
        },
        Event::ChangeCompleted(event) => event.change.as_ref().map(ToString::to_string),
        Event::Resolved(event) => text(&event.code),
        Event::Reopened(event) => text(&event.reason),
        Event::Cancelled(event) => event.note.as_ref().map(ToString::to_string),
        Event::Merged(event) => Some(format!("into {}", event.parent)),
        Event::ParentFollowed(event) => Some(format!(
            "{} {}",
            event.parent,
            if event.works { "works" } else { "does not work" }
        )),
        Event::ConvertedToRequest(event) => text(&event.note),
        Event::Retimed(event) => Some(format!("calendar {} v{}", event.calendar, event.version)),
        Event::Adopted(event) => {
            let name = |phase| LIFECYCLE.name_of(phase);
            Some(format!("from {} to {}", name(event.from), name(event.to)))
        }
        Event::LateRowStated(event) => Some(event.stated.state.as_ref().map_or_else(
            || format!("at {}", event.at),
            |state| format!("{state}, at {}", event.at),
        )),
        Event::DeclaredMajor(event) => {
            Some(format!("by {} v{}", event.definition.key, event.definition.version))
        }
        Event::TopManagementNotified(event) => {
            let recipients: Vec<_> = event.recipients.iter().map(ToString::to_string).collect();
            Some(recipients.join(", "))
        }
        Event::ManagerAssigned(event) => text(&event.manager),
        Event::ManagerReplaced(event) => text(&event.manager),
        Event::RestorationStarted(event) => event.note.as_ref().map(ToString::to_string),
        Event::UpdateIssued(event) => text(&event.message),
        Event::ContinuityRequested(event) => text(&event.plan),
        Event::Relapsed(event) => text(&event.symptom),
        Event::Reviewed(event) => text(&event.findings),
        Event::MajorDowngraded(event) => text(&event.reason),
        Event::SecurityFlagged(event) => event.note.as_ref().map(ToString::to_string),
        Event::Closed(_)
        | Event::DataLeaked(_)
        | Event::AttributesStated(_)
        | Event::Restored(_)
        | Event::ReviewStarted(_)
        | Event::MajorClosed(_) => None,
    }
}

/// A group and a person, as far as they are known.
fn whom(group: Option<&str>, assignee: Option<String>) -> String {
    match (group, assignee) {
        (Some(group), Some(assignee)) => format!("{assignee} of {group}"),
        (Some(group), None) => group.to_owned(),
        (None, Some(assignee)) => assignee,
        (None, None) => "nobody".to_owned(),
    }
}
