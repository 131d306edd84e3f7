//! A node without threads, on which time passes when it is told to.

use crate::{catalogue, founding};
use engine::json::Value;
use engine::outside::{Done, Problem, Refusal, Sent};
use engine::runtime::{AsOf, OpenOptions, PolicyRunner, StreamView, wait};
use engine::snapshot::NoSnapshots;
use engine::{
    Actor, Caller, Clock as _, Door, Engine, EventStore, Key, LogicalClock, Position, StreamId,
    Timestamp,
};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) struct Stage {
    engine: Engine,
    policies: PolicyRunner,
    clock: Arc<LogicalClock>,
    sent: u64,
    fired: usize,
    /// How often timers fire at most: what goes on for ever is cut off.
    firings_max: usize,
    /// How far each thing has been looked at.
    seen: HashMap<StreamId, Position>,
}

impl Stage {
    /// A log in `store`, which is empty, that belongs to `owner`.
    pub(crate) fn new(
        store: Arc<dyn EventStore>,
        start: Timestamp,
        owner: &Actor,
        firings_max: usize,
    ) -> Result<Self, Problem> {
        let clock = Arc::new(LogicalClock::at(start));
        let options = OpenOptions {
            catalogue: catalogue(),
            store,
            clock: Arc::clone(&clock) as _,
            snapshots: Arc::new(NoSnapshots),
            cache_bytes_max: OpenOptions::CACHE_BYTES_MAX,
        };
        let engine = Engine::open(options, &mut |_| {})
            .map_err(|error| Problem::failure("cannot_open", &error))?;
        let policies = PolicyRunner::start(&engine)?;
        for request in founding::requests(owner) {
            engine.execute_blocking(request)?;
        }
        let mut stage =
            Self { engine, policies, clock, sent: 0, fired: 0, firings_max, seen: HashMap::new() };
        stage.settle()?;
        Ok(stage)
    }

    /// What it runs on.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// How many commands were sent, and how often timers fired.
    pub(crate) fn counts(&self) -> (u64, usize) {
        (self.sent, self.fired)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Gives somebody a role from the start: the owner offers it, and he accepts.
    pub(crate) fn give(
        &mut self,
        owner: &Actor,
        role: &Key,
        person: &Actor,
    ) -> Result<(), Problem> {
        let competence = json!({ "statement": "given for the scenario" });
        let offer = json!({ "person": person.to_string(), "competence": competence });
        self.send(owner, "role", Some(role), "offer", offer, None)?;
        if person != owner {
            self.send(person, "role", Some(role), "accept", json!({}), None)?;
        }
        self.settle()
    }

    /// Sends a command in somebody's name; what comes of it by itself waits for [`Stage::settle`].
    pub(crate) fn send(
        &mut self,
        actor: &Actor,
        process: &str,
        key: Option<&Key>,
        command: &str,
        body: Value,
        occurred_at: Option<Timestamp>,
    ) -> Result<Done, Problem> {
        self.sent += 1;
        let principal = String::new();
        let sent = Sent {
            caller: Caller { door: Door::Library, principal, actor: actor.clone() },
            sent_as: format!("step {}", self.sent),
            process: process.to_owned(),
            key: key.cloned(),
            command: command.to_owned(),
            body,
            occurred_at,
        };
        wait(async { self.engine.hand_over(sent).await?.done().await })
    }

    /// Lets time pass until `until`. Each timer fires at its own moment, and policies react to it
    /// before the next one does.
    pub(crate) fn pass(&mut self, until: Timestamp) -> Result<(), Problem> {
        while let Some(next) = self.engine.next_due().filter(|next| *next <= until) {
            self.clock.advance_to(next);
            self.settle()?;
        }
        self.clock.advance_to(until);
        self.settle()
    }

    /// Lets policies react and what is due fire, until nothing is left to do.
    pub(crate) fn settle(&mut self) -> Result<(), Problem> {
        loop {
            let fired = self.engine.fire_due()?;
            self.fired += fired;
            if self.fired > self.firings_max {
                let most = self.firings_max;
                let detail = format!("timers fired more than {most} times by {}", self.now());
                return Err(Problem::new(Refusal::Input, "too_long", &detail));
            }
            if self.policies.catch_up()? == 0 && fired == 0 {
                return Ok(());
            }
        }
    }

    /// One thing as it is now, and up to where it was looked at before.
    pub(crate) fn view(
        &mut self,
        process: &str,
        key: &Key,
    ) -> Result<Option<(StreamView, Position)>, Problem> {
        let stream = StreamId::new(process, key.clone());
        let Some(view) = self.engine.view(&stream, AsOf::Head)? else { return Ok(None) };
        let before = self.seen.insert(stream, self.engine.head()).unwrap_or_default();
        Ok(Some((view, before)))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.engine.close();
    }
}
