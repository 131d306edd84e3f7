//! Who holds which role.

use super::ENTRY_BYTES;
use crate::role::{self, Event};
use engine::{Actor, DecodeError, EventSet as _, Fact, Position, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who holds which role, by what is recorded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Roles {
    /// By the name of the role.
    roles: BTreeMap<String, Held>,
    bytes: u64,
}

/// One role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Held {
    /// Since when each holds it.
    holders: BTreeMap<Actor, Timestamp>,
    /// In the order given; one per pair of holder and deputy.
    delegations: Vec<Delegation>,
    /// The roles that whoever holds this one may not hold.
    excludes: BTreeSet<String>,
}

/// That a deputy holds a role for somebody.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Delegation {
    /// Who holds the role.
    pub from: Actor,
    /// Who may act for him.
    pub to: Actor,
    /// From when on; by recorded time.
    pub since: Timestamp,
    /// Until when, exclusive; by recorded time.
    pub until: Timestamp,
    /// The record that says so.
    pub position: Position,
}

impl Delegation {
    fn lasts(&self, at: Timestamp) -> bool {
        self.since <= at && at < self.until
    }
}

impl Roles {
    /// Whether `actor` holds `role` at `at`, himself or as a deputy.
    #[must_use]
    pub fn holds(&self, actor: &Actor, role: &str, at: Timestamp) -> bool {
        self.roles.get(role).is_some_and(|held| {
            held.holders.contains_key(actor) || held.deputies(at).any(|deputy| deputy == actor)
        })
    }

    /// Whether `actor` holds `role` himself, and not as a deputy.
    #[must_use]
    pub fn holds_himself(&self, actor: &Actor, role: &str) -> bool {
        self.roles.get(role).is_some_and(|held| held.holders.contains_key(actor))
    }

    /// Whether the role was defined.
    #[must_use]
    pub fn is_defined(&self, role: &str) -> bool {
        self.roles.contains_key(role)
    }

    /// Who holds `role` at `at`: the holders, then their deputies.
    #[must_use]
    pub fn holders(&self, role: &str, at: Timestamp) -> Vec<&Actor> {
        let Some(held) = self.roles.get(role) else { return Vec::new() };
        let mut holders: Vec<_> = held.holders.keys().collect();
        for deputy in held.deputies(at) {
            if !holders.contains(&deputy) {
                holders.push(deputy);
            }
        }
        holders
    }

    /// Whether `deputy` may act for `holder` in `role` at `at`.
    #[must_use]
    pub fn acts_for(&self, deputy: &Actor, holder: &Actor, role: &str, at: Timestamp) -> bool {
        let lasts =
            |known: &&Delegation| known.lasts(at) && &known.from == holder && &known.to == deputy;
        let held = self.roles.get(role).filter(|held| held.holders.contains_key(holder));
        held.is_some_and(|held| held.delegations.iter().any(|known| lasts(&known)))
    }

    /// Who holds `role` himself, and not as a deputy.
    pub fn members(&self, role: &str) -> impl Iterator<Item = &Actor> {
        self.roles.get(role).into_iter().flat_map(|held| held.holders.keys())
    }

    /// The delegations by which `deputy` holds `role` at `at`.
    pub fn delegations_to<'a>(
        &'a self,
        deputy: &'a Actor,
        role: &str,
        at: Timestamp,
    ) -> impl Iterator<Item = &'a Delegation> {
        self.roles
            .get(role)
            .into_iter()
            .flat_map(move |held| held.lasting(at).filter(move |known| &known.to == deputy))
    }

    /// The roles that `actor` holds at `at`, himself or as a deputy.
    pub fn held_by(&self, actor: &Actor, at: Timestamp) -> impl Iterator<Item = &str> {
        self.roles.keys().map(String::as_str).filter(move |role| self.holds(actor, role, at))
    }

    /// A role that `actor` holds at `at` and that excludes `role`, by the rule of either.
    #[must_use]
    pub fn conflict(&self, actor: &Actor, role: &str, at: Timestamp) -> Option<&str> {
        let excludes = |one: &str, other: &str| {
            self.roles.get(one).is_some_and(|held| held.excludes.contains(other))
        };
        self.held_by(actor, at).find(|held| excludes(held, role) || excludes(role, held))
    }

    fn take_in(&mut self, name: &str, event: &Event, at: Timestamp, position: Position) {
        let held = self.roles.entry(name.to_owned()).or_default();
        match event {
            Event::Defined(defined) => {
                held.excludes = defined.excludes.iter().map(ToString::to_string).collect();
            }
            Event::Assigned(assigned) => {
                // Who holds it himself needs nobody to act for.
                held.delegations.retain(|known| known.to != assigned.person);
                held.holders.entry(assigned.person.clone()).or_insert(at);
            }
            Event::Delegated(delegated) => {
                let (from, to) = (&delegated.from, &delegated.to);
                held.delegations.retain(|known| known.until > at);
                held.delegations.retain(|known| (&known.from, &known.to) != (from, to));
                let (from, to) = (from.clone(), to.clone());
                let (since, until) = (delegated.since.unwrap_or(at), delegated.until);
                held.delegations.push(Delegation { from, to, since, until, position });
            }
            Event::Revoked(revoked) => {
                let person = &revoked.person;
                held.holders.remove(person);
                held.delegations.retain(|known| &known.from != person && &known.to != person);
            }
            Event::Offered(_)
            | Event::Declined(_)
            | Event::Communicated(_)
            | Event::ReportedToTopManagement(_)
            | Event::ReviewStarted(_)
            | Event::Confirmed(_)
            | Event::ConflictDetected(_)
            | Event::VacancyOverdue(_)
            | Event::Retired(_) => {}
        }
    }

    fn measure(&self, role: &str) -> u64 {
        let Some(held) = self.roles.get(role) else { return 0 };
        let actor = |actor: &Actor| actor.as_escaped().len() + ENTRY_BYTES;
        let bytes = role.len()
            + ENTRY_BYTES
            + held.holders.keys().map(actor).sum::<usize>()
            + held.delegations.iter().map(|d| actor(&d.from) + actor(&d.to)).sum::<usize>()
            + held.excludes.iter().map(|role| role.len() + ENTRY_BYTES).sum::<usize>();
        bytes as u64
    }
}

impl Held {
    fn deputies(&self, at: Timestamp) -> impl Iterator<Item = &Actor> {
        self.lasting(at).map(|known| &known.to)
    }

    fn lasting(&self, at: Timestamp) -> impl Iterator<Item = &Delegation> {
        // A delegation ends with the holding that it comes from.
        let lasts =
            move |known: &&Delegation| known.lasts(at) && self.holders.contains_key(&known.from);
        self.delegations.iter().filter(lasts)
    }
}

impl Fact for Roles {
    const NAME: &'static str = "roles";
    const VERSION: u16 = 3;
    const BYTES_MAX: usize = 16 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[role::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let role = record.stream()?.key.to_string();
        self.bytes -= self.measure(&role);
        self.take_in(&role, &event, record.metadata.recorded_at, record.position);
        self.bytes += self.measure(&role);
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}
