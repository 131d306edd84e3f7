use super::AskAbout;
use crate::agreement;
use crate::complaint::{self, Event};
use crate::facts::{Agreements, Complaints};
use crate::roles::SERVICE_LEVEL_MANAGER;
use engine::{DecodeError, EventSet as _, Facts, Key, NewFact, RecordRef, Span};

/// Whenever what is promised turns out to be too little for who complains, the service level manager
/// is asked to propose a change of the agreement that promises it (7.1, 6.1). Within 14 days: an
/// assumption.
pub const COMPLAINT_ASKS_FOR_OTHER_SERVICE_TARGETS: AskAbout = AskAbout {
    name: "complaint-asks-for-other-service-targets",
    whenever: &[(complaint::NAME, "action_agreed")],
    only_if: Some("what is promised is too little for the customer"),
    facts: &[NewFact::of::<Agreements>, NewFact::of::<Complaints>],
    about: agreement::NAME,
    which: promised,
    role: SERVICE_LEVEL_MANAGER,
    ask: "propose other service targets in this agreement: a complaint shows that they are too little",
    command: (agreement::NAME, "propose_change"),
    cause: "propose_targets",
    within: Span::from_days(14),
    done_by: &["change_proposed"],
    moot_by: &["superseded", "terminated", "expired"],
};

fn promised(
    record: &RecordRef<'_>,
    complaint: &Key,
    facts: &Facts,
) -> Result<Vec<Key>, DecodeError> {
    let event = Event::decode(record.event, record.schema, record.payload)?;
    let Event::ActionAgreed(agreed) = event else { return Ok(Vec::new()) };
    let Some(known) = facts.get::<Complaints>().get(complaint) else { return Ok(Vec::new()) };
    let (agreements, at) = (facts.get::<Agreements>(), record.metadata.recorded_at);
    let applies = agreements.applicable(known.service.as_ref(), Some(&known.customer), at);
    let applies = applies.filter(|_| agreed.service_targets.is_some());
    Ok(applies.map(|found| found.key.clone()).into_iter().collect())
}
