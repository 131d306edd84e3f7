//! For whom those acted who could only as deputies.

use super::{ENTRY_BYTES, Roles};
use crate::authority;
use crate::change::{Hand, hand_behind, hand_of};
use crate::release::{self, DEPLOYING};
use crate::{change_model, configuration_item, problem, role, service};
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Of what nobody may judge who has done it: in whose name deputies did. What is done for somebody is
/// his for ever, whatever becomes of the delegation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Principals {
    /// By process and stream.
    behind: BTreeMap<(String, Key), Acts>,
    /// Who holds which role, when it is done.
    roles: Roles,
    bytes: u64,
}

/// Who is behind it, by event and deputy.
type Acts = BTreeMap<(String, Actor), BTreeSet<Actor>>;

/// The process and the event of each, beside those of releases.
const HEARD: [(&str, &str); 6] = [
    (service::NAME, "developed"),
    (change_model::NAME, "drafted"),
    (change_model::NAME, "revised"),
    (problem::NAME, "root_cause_found"),
    (configuration_item::NAME, "type_drafted"),
    (configuration_item::NAME, "type_revised"),
];

/// After these nobody asks any more.
const OVER: [(&str, &str); 7] = [
    (release::NAME, "closed"),
    (release::NAME, "cancelled"),
    (change_model::NAME, "retired"),
    (change_model::NAME, "expired"),
    (change_model::NAME, "discarded"),
    (configuration_item::NAME, "type_rejected"),
    (configuration_item::NAME, "type_retired"),
];

/// Whether nobody may judge who has done it.
fn is_heard(what: (&str, &str)) -> bool {
    match what {
        (release::NAME, event) => {
            let done = [release::BUILT, release::APPROVED, release::DEPLOYED];
            done.iter().any(|events| events.contains(&event))
        }
        other => HEARD.contains(&other),
    }
}

impl Principals {
    /// Whether what `other` did there, in one of these events, is the work of one whose `hand` it is:
    /// he is the other one, or that one did it for him, or could do so now for nobody but others.
    #[must_use]
    pub fn is_work_of(
        &self,
        hand: &Hand,
        other: &Actor,
        (process, key): (&str, &Key),
        events: &[&str],
        now: Timestamp,
    ) -> bool {
        let there = self.behind.get(&(process.to_owned(), key.clone()));
        let did = |event: &str| there?.get(&(event.to_owned(), other.clone()));
        let had_it_done = |actor: &Actor| {
            events.iter().any(|event| {
                let would = hand_of(other, authority::causing(process, event), &self.roles, now);
                did(event).is_some_and(|principals| principals.contains(actor))
                    || would.actors().any(|it| it == actor)
            })
        };
        hand.actors().any(|actor| actor == other || had_it_done(actor))
    }

    fn add(&mut self, record: &RecordRef<'_>, hand: &Hand) -> Result<(), DecodeError> {
        let principals: BTreeSet<Actor> = hand.on_behalf.iter().map(|it| it.of.clone()).collect();
        if principals.is_empty() {
            return Ok(());
        }
        let stream = (record.process.to_owned(), record.stream()?.key);
        self.bytes -= self.measure(&stream);
        let there = self.behind.entry(stream.clone()).or_default();
        let known = there.entry((record.event.to_owned(), hand.actor.clone())).or_default();
        known.extend(principals);
        self.bytes += self.measure(&stream);
        Ok(())
    }

    /// In maps it takes about what its names take, with an entry each.
    fn measure(&self, stream: &(String, Key)) -> u64 {
        let Some(there) = self.behind.get(stream) else { return 0 };
        let acts = there.iter().map(|((event, deputy), principals)| {
            let names = principals.iter().chain([deputy]);
            let names: usize = names.map(|name| ENTRY_BYTES + name.as_escaped().len()).sum();
            ENTRY_BYTES + event.len() + names
        });
        let (process, key) = stream;
        (ENTRY_BYTES + process.len() + key.as_escaped().len() + acts.sum::<usize>()) as u64
    }
}

impl Fact for Principals {
    const NAME: &'static str = "principals";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[
        change_model::NAME,
        configuration_item::NAME,
        problem::NAME,
        release::NAME,
        role::NAME,
        service::NAME,
    ];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if record.process == role::NAME {
            return self.roles.apply(record);
        }
        let what = (record.process, record.event);
        if OVER.contains(&what) {
            let stream = (record.process.to_owned(), record.stream()?.key);
            self.bytes -= self.measure(&stream);
            self.behind.remove(&stream);
        } else if what == (release::NAME, "emergency_authorised") {
            // Who authorises it names who builds it.
            let event = release::Event::decode(record.event, record.schema, record.payload)?;
            if let release::Event::EmergencyAuthorised(event) = event {
                let at = record.metadata.recorded_at;
                self.add(record, &hand_of(&event.builder, DEPLOYING, &self.roles, at))?;
            }
        } else if is_heard(what) {
            self.add(record, &hand_behind(record, &self.roles)?)?;
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX).saturating_add(self.roles.bytes())
    }
}
