//! Who held which role when, assigned by whom, and who acted for whom (ISO/IEC 20000-1, 4.1.3).
//!
//! Roles are folded by their own `evolve`; what it adds to or takes from holders and deputies begins
//! or ends an interval here. All times are those of recording, by which authority goes.

mod report;
#[cfg(test)]
mod tests;

pub use report::{Filter, PAGE_MAX, Row};

use engine::{
    Actor, Decider as _, DecodeError, EventSet as _, Position, Projection, RecordRef, Stamp,
    Timestamp,
};
use processes::limits::Text;
use processes::role::{self, Event, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All roles, with all who ever held them.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct RolesHeld {
    /// By the name of the role.
    roles: BTreeMap<String, History>,
}

#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
struct History {
    now: Role,
    /// Who made the offers that are open.
    offered_by: BTreeMap<Actor, Actor>,
    /// In the order in which they began.
    intervals: Vec<Interval>,
}

/// That somebody held a role, himself or for a holder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Interval {
    person: Actor,
    /// The holder that he acted for; himself if there is none.
    deputy_of: Option<Actor>,
    /// Who gave it to him.
    by: Option<Actor>,
    since: Timestamp,
    /// The record that says so.
    position: Position,
    /// When a delegation ends by itself.
    until: Option<Timestamp>,
    ended: Option<End>,
}

/// How it ended, before its time if it had one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct End {
    /// When.
    pub at: Timestamp,
    /// Whose doing it was.
    pub by: Actor,
    /// Why, if that was said.
    pub reason: Option<Text>,
    /// The record that says so.
    pub position: Position,
}

impl Projection for RolesHeld {
    const NAME: &'static str = "roles_held";
    const VERSION: u16 = 3;
    const PROCESSES: &'static [&'static str] = &[role::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let (name, actor) = (record.stream()?.key.to_string(), record.actor()?);
        let history = self.roles.entry(name).or_default();
        history.take_in(&event, &Stamp::from(record), &actor);
        Ok(())
    }
}

impl History {
    fn take_in(&mut self, event: &Event, stamp: &Stamp<'_>, actor: &Actor) {
        let before = self.now.clone();
        self.now.evolve(event, stamp);
        let (at, position) = (stamp.recorded_at, stamp.position);
        for person in self.now.offers.keys().filter(|person| !before.offers.contains_key(*person)) {
            self.offered_by.insert(person.clone(), actor.clone());
        }
        let reason =
            if let Event::Revoked(revoked) = event { Some(revoked.reason.clone()) } else { None };
        for interval in self.intervals.iter_mut().filter(|interval| interval.ended.is_none()) {
            let lasts = match &interval.deputy_of {
                None => self.now.holders.contains_key(&interval.person),
                Some(holder) => self.now.delegations.iter().any(|known| {
                    (&known.from, &known.to, known.since, Some(known.until))
                        == (holder, &interval.person, interval.since, interval.until)
                }),
            };
            // What has ended by itself was not ended by anybody.
            if !lasts && interval.until.is_none_or(|until| at < until) {
                let (by, reason) = (actor.clone(), reason.clone());
                interval.ended = Some(End { at, by, reason, position });
            }
        }
        for person in self.now.holders.keys().filter(|one| !before.holders.contains_key(*one)) {
            self.intervals.push(Interval {
                person: person.clone(),
                deputy_of: None,
                by: self.offered_by.get(person).cloned(),
                since: at,
                position,
                until: None,
                ended: None,
            });
        }
        for new in self.now.delegations.iter().filter(|one| !before.delegations.contains(one)) {
            self.intervals.push(Interval {
                person: new.to.clone(),
                deputy_of: Some(new.from.clone()),
                by: Some(new.from.clone()),
                since: new.since,
                position,
                until: Some(new.until),
                ended: None,
            });
        }
        self.offered_by.retain(|person, _| self.now.offers.contains_key(person));
    }
}
