//! Who may see what. A process says which roles may see it; what the engine records about a
//! command is as visible as the process that the command was sent to.

use crate::lifecycle::Role;
use crate::runtime::ExecuteError;
use crate::system::{intake, outcome, policy};
use crate::{
    Actor, AnyProcess, Catalogue, Decider as _, DecodeError, Engine, EventSet as _, RecordRef,
};
use std::borrow::Cow;

impl Catalogue {
    /// The process whose visibility a record has: its own, or the one that it tells of.
    ///
    /// # Errors
    /// [`DecodeError`], when a record of the engine itself cannot be read.
    pub fn subject_of<'a>(&self, record: &RecordRef<'a>) -> Result<Cow<'a, str>, DecodeError> {
        let RecordRef { process, event, schema, payload, .. } = *record;
        let told = if process == outcome::CommandOutcome::NAME {
            match outcome::Event::decode(event, schema, payload)? {
                outcome::Event::Satisfied(satisfied) => Some(satisfied.process),
                outcome::Event::Refused(refusal) => Some(refusal.process),
            }
        } else if process == intake::Intake::NAME {
            Some(intake::Event::decode(event, schema, payload)?.process())
        } else if process == policy::PolicyRun::NAME {
            match policy::Event::decode(event, schema, payload)? {
                policy::Event::RefusalNoted(refusal) => Some(refusal.process),
                policy::Event::Enabled(_) | policy::Event::Advanced(_) => None,
            }
        } else {
            None
        };
        Ok(told.map_or(Cow::Borrowed(process), |told| Cow::Owned(told.into())))
    }

    /// The roles that may see a process; empty for everybody. What is not in the catalogue tells
    /// nothing.
    #[must_use]
    pub fn visible_to(&self, process: &str) -> &'static [Role] {
        self.process(process).map(AnyProcess::visible_to).unwrap_or_default()
    }
}

impl Engine {
    /// Whether `actor` may see what only these roles may see; everybody may, if there are none.
    ///
    /// # Errors
    /// [`ExecuteError`], when the engine has stopped.
    pub async fn may_see(
        &self,
        actor: &Actor,
        roles: &'static [Role],
    ) -> Result<bool, ExecuteError> {
        if roles.is_empty() {
            return Ok(true);
        }
        let (catalogue, actor, now) = (self.catalogue().clone(), actor.clone(), self.now());
        self.facts(move |facts| {
            let authority = catalogue.authority();
            roles.iter().any(|role| authority.holds(facts, &actor, role, now))
        })
        .await
    }
}
