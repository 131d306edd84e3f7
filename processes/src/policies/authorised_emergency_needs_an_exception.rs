use crate::change;
use crate::facts::{Changes, ConfigurationItems, Touched, Windows};
use crate::limits::{label, text};
use crate::roles::EMERGENCY_CHANGE_BOARD;
use crate::task::{self, Open, Subject, Task};
use crate::window::Activity;
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef, Span};

/// Whenever an emergency is authorised while a window blocks it, the emergency board is asked to
/// decide on an exception. Within an hour: an assumption.
///
/// Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct AuthorisedEmergencyNeedsAnException;

const WITHIN: Span = Span::from_hours(1);

impl Policy for AuthorisedEmergencyNeedsAnException {
    fn name(&self) -> &'static str {
        "authorised-emergency-needs-an-exception"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (change::NAME, "emergency_authorised");
        vec![Edge::when(heard, "a window blocks it now", (task::NAME, "open"))]
    }

    fn facts(&self) -> Vec<NewFact> {
        let items = NewFact::of::<ConfigurationItems>();
        vec![NewFact::of::<Changes>(), NewFact::of::<Windows>(), items]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (key, now) = (record.stream()?.key, record.metadata.recorded_at);
        let Some(claim) = facts.get::<Changes>().get(&key) else { return Ok(Vec::new()) };
        let activity = Activity { process: label(change::NAME), key: key.clone() };
        let cmdb = facts.get::<ConfigurationItems>();
        let services = cmdb.concerned(&claim.services, &claim.items);
        let touched = Touched { services: &services, items: &claim.items };
        let to = now + WITHIN;
        let verdict = facts.get::<Windows>().verdict(touched, Some(&activity), now, to);
        if verdict.blocks.is_empty() {
            return Ok(Vec::new());
        }
        let about = Subject::of(change::NAME, key.clone());
        let ask = text("decide on an exception for this emergency, which a window blocks");
        let command = label("window.grant_exception");
        let open = Open::for_role(EMERGENCY_CHANGE_BOARD, about, ask, command, to);
        Ok(vec![Dispatch::to::<Task>(task::cause(change::NAME, &key, "grant_exception"), open)])
    }
}
