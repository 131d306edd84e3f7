//! What a complaint has to do with.

use super::{Complaint, Correlate, Correlated, Event, RECORDS_MAX, Rejection};
use crate::authority::holds;
use crate::catalog::visible_to;
use crate::facts::{OnRecord, Roles};
use crate::limits::List;
use crate::nonconformity::Record;
use crate::{change, incident};
use engine::{Context, Fact as _, Role};
use std::collections::BTreeSet;

/// What happens to services: records of these processes, by the requirements.
const HAPPENS: &[&str] = &[incident::NAME, change::NAME, "security_incident"];

impl Complaint {
    pub(super) fn correlate(
        &self,
        command: &Correlate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if command.records.is_empty() {
            return Err(Rejection::NothingNamed);
        }
        let mut new = BTreeSet::new();
        for record in &command.records {
            may_be_named(record, context)?;
            if !self.correlated.contains(record) {
                new.insert(record.clone());
            }
        }
        if new.is_empty() {
            return Ok(Vec::new());
        }
        if self.correlated.len() + new.len() > RECORDS_MAX {
            return Err(Rejection::TooMany);
        }
        let records = List::new(new.into_iter().collect()).map_err(|_| Rejection::TooMany)?;
        Ok(vec![Correlated { records }.into()])
    }
}

/// Refuses what does not happen to services, what the caller may not see, and what is not on record.
/// Of a process that is not there yet, or that only some may see, it is the word of who may.
fn may_be_named(record: &Record, context: &Context<'_>) -> Result<(), Rejection> {
    let process = || record.process.clone();
    if !HAPPENS.contains(&&*record.process) {
        return Err(Rejection::OtherProcess { process: process(), known: HAPPENS });
    }
    let roles = visible_to(&record.process);
    let (held, actor) = (context.facts.get::<Roles>(), &context.caller.actor);
    let sees = |role: &Role| holds(held, actor, role, context.recorded_now);
    if !roles.is_empty() && !roles.iter().any(sees) {
        return Err(Rejection::MayNotSee { process: process(), roles });
    }
    let is_known = roles.is_empty() && OnRecord::PROCESSES.contains(&&*record.process);
    if is_known && !context.facts.get::<OnRecord>().has(&record.process, &record.key) {
        return Err(Rejection::NotOnRecord { record: record.clone() });
    }
    Ok(())
}
