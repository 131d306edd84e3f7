//! Which change models standard changes may name.

use super::ENTRY_BYTES;
use crate::agreement::Level;
use crate::change_model::{self, Content, Event, Occasion, Trial};
use crate::window::Scope;
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All change models: what a change by each needs to know, and why none may be made by it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeModels {
    models: BTreeMap<Key, Known>,
    bytes: u64,
}

/// A model as it was last written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Known {
    version: u64,
    standing: Standing,
    model: Model,
    /// The changes that failed by it since it was last approved or confirmed.
    failures: BTreeSet<Key>,
    bytes: u64,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Standing {
    Draft,
    Approved,
    UnderReview,
    Over,
}

/// What a change needs to know of the model it is made by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Model {
    /// The services and items that it may be used for.
    pub scope: Scope,
    /// How bad what may go wrong is.
    pub risk: Level,
    /// Whether its steps were tested before, so that a change by it need not be.
    pub tested: bool,
    /// Whether each change by it builds something.
    pub needs_build: bool,
    /// How long its steps take at most.
    pub takes: Span,
    /// How long backing out takes at most.
    pub back_out_takes: Span,
    /// Until when changes may name it, exclusive.
    pub valid_until: Option<Timestamp>,
}

/// A model that changes may name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usable<'a> {
    /// Which version is approved.
    pub version: u64,
    /// What it says.
    pub model: &'a Model,
}

/// Why no change may be made by a model.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// There is none of that name.
    #[error("there is no such change model")]
    Unknown,
    /// It is being written.
    #[error("it is a draft that is not approved")]
    NotApproved,
    /// It is being examined.
    #[error("{}", under_review(failed))]
    UnderReview {
        /// The changes that failed by it.
        failed: Vec<Key>,
    },
    /// Its time is over, or it was given up.
    #[error("it is retired or no longer valid")]
    Over,
}

fn under_review(failed: &[Key]) -> String {
    if failed.is_empty() {
        return "it is under review".to_owned();
    }
    let failed: Vec<_> = failed.iter().map(ToString::to_string).collect();
    format!("it is under review, for {} failed by it", failed.join(", "))
}

impl ChangeModels {
    /// The model of that name, if changes may name it at `at`.
    ///
    /// # Errors
    /// [`Unusable`], saying why they may not.
    pub fn usable(&self, model: &Key, at: Timestamp) -> Result<Usable<'_>, Unusable> {
        let known = self.models.get(model).ok_or(Unusable::Unknown)?;
        match known.standing {
            _ if known.model.valid_until.is_some_and(|until| until <= at) => Err(Unusable::Over),
            Standing::Draft => Err(Unusable::NotApproved),
            Standing::UnderReview => {
                Err(Unusable::UnderReview { failed: known.failures.iter().cloned().collect() })
            }
            Standing::Over => Err(Unusable::Over),
            Standing::Approved => Ok(Usable { version: known.version, model: &known.model }),
        }
    }

    /// The models that changes may name at `at`.
    pub fn all_usable(&self, at: Timestamp) -> impl Iterator<Item = &Key> {
        self.models.keys().filter(move |model| self.usable(model, at).is_ok())
    }

    fn write(&mut self, key: Key, content: &Content, payload: &[u8]) {
        let before = self.models.remove(&key);
        let version = before.as_ref().map_or(1, |known| known.version + 1);
        let failures = before.map(|known| known.failures).unwrap_or_default();
        // Of a payload only the scope is kept, so this is more than it takes.
        let bytes = (ENTRY_BYTES + size_of::<Known>() + payload.len()) as u64
            + failures.iter().map(failure_bytes).sum::<u64>();
        let (standing, model) = (Standing::Draft, Model::of(content));
        self.models.insert(key, Known { version, standing, model, failures, bytes });
    }
}

impl Model {
    fn of(content: &Content) -> Self {
        Self {
            scope: content.scope.clone(),
            risk: content.risk.level,
            tested: matches!(content.tested, Trial::Tested(_)),
            needs_build: content.needs_build,
            takes: content.steps.iter().fold(Span::ZERO, |sum, step| sum + step.takes),
            back_out_takes: content.back_out.takes,
            valid_until: content.valid_until,
        }
    }
}

impl Known {
    fn take_in(&mut self, event: &Event) {
        match event {
            Event::Approved(_) | Event::Confirmed(_) => {
                self.standing = Standing::Approved;
                self.bytes -= self.failures.iter().map(failure_bytes).sum::<u64>();
                self.failures.clear();
            }
            Event::ReviewStarted(review) => {
                if let Occasion::Failed(change) = &review.occasion
                    && self.failures.insert(change.clone())
                {
                    self.bytes += failure_bytes(change);
                }
                if self.standing == Standing::Approved {
                    self.standing = Standing::UnderReview;
                }
            }
            Event::Retired(_) | Event::Expired(_) | Event::Discarded(_) => {
                self.standing = Standing::Over;
            }
            Event::Drafted(_)
            | Event::Revised(_)
            | Event::Assessed(_)
            | Event::Submitted(_)
            | Event::Returned(_) => {}
        }
    }
}

fn failure_bytes(change: &Key) -> u64 {
    (ENTRY_BYTES + change.as_escaped().len()) as u64
}

impl Fact for ChangeModels {
    const NAME: &'static str = "change_models";
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[change_model::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        self.bytes -= self.models.get(&key).map_or(0, |known| known.bytes);
        if let Event::Drafted(change_model::Drafted { content, .. })
        | Event::Revised(change_model::Revised { content, .. }) = &event
        {
            self.write(key.clone(), content, record.payload);
        }
        if let Some(known) = self.models.get_mut(&key) {
            known.take_in(&event);
        }
        self.bytes += self.models.get(&key).map_or(0, |known| known.bytes);
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeModels, Unusable};
    use crate::change;
    use crate::change_model::tests::{approve_in, content, world};
    use crate::limits::{List, text};
    use crate::testing::{World, key};
    use engine::{Fact as _, Key, Span, codec};
    use serde_json::json;

    fn why(world: &World) -> Option<Unusable> {
        let models = world.facts.get::<ChangeModels>();
        models.usable(&key("restart"), world.now).err()
    }

    fn send(world: &mut World, command: &str, body: &serde_json::Value) {
        world.send("ada", "change_model", "restart", command, &body.to_string()).unwrap();
    }

    #[test]
    fn changes_may_name_what_is_approved_and_not_under_review() {
        let mut world = world();
        assert_eq!(why(&world), Some(Unusable::Unknown));
        send(&mut world, "draft", &json!({ "content": content() }));
        assert_eq!(why(&world), Some(Unusable::NotApproved));
        approve_in(&mut world, "restart");
        let models = world.facts.get::<ChangeModels>();
        let usable = models.usable(&key("restart"), world.now).unwrap();
        assert_eq!((usable.version, usable.model.tested), (1, true));
        assert_eq!(usable.model.takes, Span::from_minutes(10));
        assert_eq!(models.all_usable(world.now).collect::<Vec<&Key>>(), [&key("restart")]);
        assert!(models.bytes() > 0);
        let restored: ChangeModels = codec::from_bytes(&codec::to_bytes(models)).unwrap();
        assert_eq!(&restored, models);
        let (symptom, incident, model) = (text("no"), None, Some(key("restart")));
        let failed = change::Failed { symptom, service_affected: false, incident, model };
        world.record::<change::Event>(change::NAME, "CHG1", &failed.into());
        send(&mut world, "start_review", &json!({"occasion": {"failed": "CHG1"}}));
        let failed = vec![key("CHG1")];
        assert_eq!(why(&world), Some(Unusable::UnderReview { failed }));
        let cause = text("a full disk");
        let (actions, agreed_with) = (List::empty(), List::empty());
        let found = change::Investigated { cause, systemic: false, actions, agreed_with };
        world.record::<change::Event>(change::NAME, "CHG1", &found.into());
        send(&mut world, "confirm", &json!({"finding": "right"}));
        assert_eq!(why(&world), None);
        send(
            &mut world,
            "revise",
            &json!({"content": {"needs_build": true, "title": "restart",
            "purpose": "a hung server", "scope": "everything", "risk": {"level": "low",
            "statement": "hardly any"}, "steps": [{"what": "restart it", "role": "resolver",
            "takes": "PT5M"}], "back_out": {"plan": "start it again", "takes": "PT5M",
            "tested": {"not_tested": "nothing to test"}}, "tested": {"not_tested": "new"}},
            "reason": "another way"}),
        );
        assert_eq!(why(&world), Some(Unusable::NotApproved));
        send(&mut world, "discard", &json!({}));
        assert_eq!(why(&world), Some(Unusable::Over));
    }

    #[test]
    fn what_is_valid_no_more_is_not_named_even_before_that_is_recorded() {
        let mut world = world();
        let until = world.now + Span::from_days(1);
        let mut content = serde_json::to_value(content()).unwrap();
        content["valid_until"] = json!(until.to_string());
        send(&mut world, "draft", &json!({ "content": content }));
        approve_in(&mut world, "restart");
        let models = world.facts.get::<ChangeModels>();
        let restart = key("restart");
        assert!(models.usable(&restart, until - Span::from_seconds(1)).is_ok());
        assert_eq!(models.usable(&restart, until), Err(Unusable::Over));
    }
}
