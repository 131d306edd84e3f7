use crate::facts::OpenIncidents;
use crate::incident::{self, Event, FollowParent, Incident, Phase};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever an incident is resolved or reopened, those merged into it are so as well: their
/// reporters waited for it, and so do their clocks.
#[derive(Clone, Copy, Debug)]
pub struct MergedIncidentsFollowTheirParent;

impl Policy for MergedIncidentsFollowTheirParent {
    fn name(&self) -> &'static str {
        "merged-incidents-follow-their-parent"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (incident::NAME, "follow_parent");
        let edge = |heard| Edge::when((incident::NAME, heard), "others were merged into it", sent);
        let ends = ["resolved", "cancelled", "converted_to_request", "reopened"];
        ends.into_iter().chain(["parent_followed", "adopted"]).map(edge).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenIncidents>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let parent = record.stream()?.key;
        let mut followers = facts.get::<OpenIncidents>().followers_of(&parent).peekable();
        if followers.peek().is_none() {
            return Ok(Vec::new());
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Some(works) = works(&event) else { return Ok(Vec::new()) };
        let follow = |key: &engine::Key| {
            Dispatch::to::<Incident>(key.clone(), FollowParent { parent: parent.clone(), works })
        };
        Ok(followers.map(follow).collect())
    }
}

/// Whether the service works, if the event says so.
#[expect(clippy::wildcard_enum_match_arm, reason = "few of many events say so")]
fn works(event: &Event) -> Option<bool> {
    match event {
        // What was no incident is none for those who were merged into it.
        Event::Resolved(_) | Event::Cancelled(_) | Event::ConvertedToRequest(_) => Some(true),
        Event::Reopened(_) => Some(false),
        // Who follows it may be followed in turn.
        Event::ParentFollowed(followed) => Some(followed.works),
        Event::Adopted(adopted) => {
            let over = [Phase::Resolved, Phase::Closed, Phase::Cancelled, Phase::Converted];
            Some(over.contains(&adopted.to))
        }
        _ => None,
    }
}
