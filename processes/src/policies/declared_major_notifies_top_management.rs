use crate::incident::{self, Incident, NotifyTopManagement};
use engine::{DecodeError, Dispatch, Edge, Facts, Policy, RecordRef};

/// Whenever a major incident is declared, top management is told (8.1.12).
///
/// At once; the incident's own deadline tells it after the agreed limit if this did not, for
/// example because the policy is switched off. Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct DeclaredMajorNotifiesTopManagement;

impl Policy for DeclaredMajorNotifiesTopManagement {
    fn name(&self) -> &'static str {
        "declared-major-notifies-top-management"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ("declared_major", "notify_top_management");
        vec![Edge::always((incident::NAME, heard), (incident::NAME, sent))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        Ok(vec![Dispatch::to::<Incident>(key, NotifyTopManagement::default())])
    }
}
