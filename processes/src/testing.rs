//! All processes together, in memory: facts, authority and lifecycles as the engine asks them.

use crate::RoleAuthority;
use engine::{
    Actor, AnyCommand, AnyState, Caller, CommandId, Context, Decider, Dispatch, Door, EventSet,
    Facts, Key, Metadata, Origin, Position, RecordRef, Span, StreamId, Timestamp, Version,
    authorise,
};
use std::collections::BTreeMap;

pub(crate) struct World {
    pub(crate) facts: Facts,
    pub(crate) now: Timestamp,
    position: u64,
    streams: BTreeMap<StreamId, (u64, Box<dyn AnyState>)>,
    /// What policies want to be done, in order.
    wanted: Vec<Dispatch>,
}

pub(crate) fn actor(name: &str) -> Actor {
    Actor::new(name).unwrap()
}

pub(crate) fn key(name: &str) -> Key {
    Key::new(name).unwrap()
}

/// What `pdca init --owner` leaves behind.
pub(crate) fn founded(owner: &str) -> World {
    let asked = crate::policies::all().into_iter().flat_map(|policy| policy.facts());
    let facts = crate::processes().into_iter().flat_map(engine::AnyProcess::facts);
    let facts = Facts::new(facts.chain(asked));
    let (now, streams, wanted) = (engine::testing::NOW, BTreeMap::new(), Vec::new());
    let mut world = World { facts, now, position: 0, streams, wanted };
    world.found(owner).unwrap();
    world
}

impl Clone for World {
    fn clone(&self) -> Self {
        let streams = self.streams.iter();
        let streams =
            streams.map(|(key, (version, state))| (key.clone(), (*version, state.clone_box())));
        Self {
            facts: self.facts.clone(),
            now: self.now,
            position: self.position,
            streams: streams.collect(),
            wanted: self.wanted.clone(),
        }
    }
}

impl World {
    /// What is true of one of them; it must have been sent something.
    pub(crate) fn state<P: Decider>(&self, name: &str) -> &P {
        self.find(name).unwrap()
    }

    /// What is true of one of them, if it was ever sent something that it has done.
    pub(crate) fn find<P: Decider>(&self, name: &str) -> Option<&P> {
        let (_, state) = self.streams.get(&StreamId::new(P::NAME, key(name)))?;
        state.as_any().downcast_ref()
    }

    /// Forgets what policies want, which is not what a test is about.
    pub(crate) fn calm(&mut self) {
        self.wanted.clear();
    }

    /// Does what policies want, and what they then want: `process command` of each, or why not.
    pub(crate) fn settle(&mut self) -> Vec<String> {
        let mut done = Vec::new();
        while !self.wanted.is_empty() {
            for Dispatch { key, command } in std::mem::take(&mut self.wanted) {
                let key = key.unwrap_or_else(|| self::key(&format!("NEW{}", done.len())));
                let name = format!("{key} {}.{}", command.process(), command.name());
                let stream = StreamId::new(command.process(), key);
                let system = Caller::system(Door::Policy);
                let refused = self.execute(&system, &stream, &command).err();
                done.push(refused.map_or(name.clone(), |why| format!("{name}: {why}")));
            }
        }
        done
    }

    pub(crate) fn found(&mut self, owner: &str) -> Result<(), String> {
        for step in crate::founding::founding(&actor(owner), None) {
            self.execute(&Caller::system(Door::Founding), &step.stream, &step.command)?;
        }
        Ok(())
    }

    /// Sends a command as JSON; the names of the events, or why it is refused.
    pub(crate) fn send(
        &mut self,
        by: &str,
        process: &str,
        name: &str,
        command: &str,
        body: &str,
    ) -> Result<Vec<&'static str>, String> {
        let caller = engine::testing::caller(by);
        self.send_as(&caller, process, name, command, body)
    }

    pub(crate) fn send_as(
        &mut self,
        caller: &Caller,
        process: &str,
        name: &str,
        command: &str,
        body: &str,
    ) -> Result<Vec<&'static str>, String> {
        let known = crate::processes().into_iter().find(|known| known.name() == process).unwrap();
        let body = serde_json::from_str(body).map_err(|error| error.to_string())?;
        let command = known.command(command, body).map_err(|error| error.to_string())?;
        self.execute(caller, &StreamId::new(process, key(name)), &command)
    }

    /// Lets the facts hear an event that no command here has caused.
    pub(crate) fn record<E: EventSet>(&mut self, process: &str, name: &str, event: &E) {
        self.record_by("system", process, name, event);
    }

    /// Lets facts and policies hear an event that no command here has caused.
    pub(crate) fn hear<E: EventSet>(&mut self, process: &str, name: &str, event: &E) {
        self.record_by("system", process, name, event);
        let payload = event.encode();
        let record = self.as_recorded("system", process, name, event, &payload);
        for policy in crate::policies::all() {
            if policy.edges().iter().any(|edge| edge.hears(&record)) {
                self.wanted.extend(policy.react(&record, &self.facts).unwrap());
            }
        }
    }

    /// The same of what somebody has done.
    pub(crate) fn record_by<E: EventSet>(
        &mut self,
        by: &str,
        process: &str,
        name: &str,
        event: &E,
    ) {
        self.position += 1;
        let payload = event.encode();
        let record = self.as_recorded(by, process, name, event, &payload);
        self.facts.apply(&record).unwrap();
    }

    /// An event as the last record.
    fn as_recorded<'a, E: EventSet>(
        &self,
        by: &'a str,
        process: &'a str,
        name: &'a str,
        event: &'a E,
        payload: &'a [u8],
    ) -> RecordRef<'a> {
        let position = self.position;
        let metadata = Metadata {
            command_id: CommandId(u128::from(position)),
            content: 0,
            correlation: None,
            causation: None,
            depth: 0,
            recorded_at: self.now,
            occurred_at: self.now,
            basis: Position(position - 1),
            door: Door::Founding,
            principal: "",
            actor: by,
            origin: Origin::Live,
        };
        RecordRef {
            position: Position(position),
            process,
            key: name,
            version: Version(1),
            event: event.name(),
            schema: event.schema(),
            metadata,
            payload,
        }
    }

    /// Gives `person` a role, if necessary by offer and acceptance.
    pub(crate) fn give(&mut self, owner: &str, person: &str, role: &str) {
        let offer = format!(r#"{{"person": "{person}", "competence": {{"statement": "fit"}}}}"#);
        self.send(owner, "role", role, "offer", &offer).unwrap();
        self.send(person, "role", role, "accept", "{}").unwrap();
    }

    fn execute(
        &mut self,
        caller: &Caller,
        stream: &StreamId,
        command: &AnyCommand,
    ) -> Result<Vec<&'static str>, String> {
        self.now = self.now + Span::from_seconds(1);
        let process = crate::processes().into_iter().find(|known| known.name() == stream.process);
        let new = || (0, process.unwrap().state());
        let (version, state) = self.streams.entry(stream.clone()).or_insert_with(new);
        let permit = state.permit(command.name()).map_err(|error| error.to_string())?;
        authorise(&RoleAuthority, &self.facts, caller, permit, self.now)
            .map_err(|error| error.to_string())?;
        let context = Context {
            recorded_now: self.now,
            occurred_at: self.now,
            caller,
            key: &stream.key,
            version: Version(*version),
            head: Position(self.position),
            facts: &self.facts,
        };
        let decided = state.decide(permit, command, &context, &mut |_| Ok(()));
        let decided = decided.map_err(|error| error.to_string())?;
        let mut names = Vec::new();
        for event in &decided.events {
            self.position += 1;
            *version += 1;
            names.push(event.event);
            let metadata = Metadata {
                command_id: CommandId(u128::from(self.position)),
                content: 0,
                correlation: None,
                causation: None,
                depth: 0,
                recorded_at: self.now,
                occurred_at: self.now,
                basis: Position(self.position - 1),
                door: caller.door,
                principal: &caller.principal,
                actor: caller.actor.as_escaped(),
                origin: Origin::Live,
            };
            let record = RecordRef {
                position: Position(self.position),
                process: &stream.process,
                key: stream.key.as_escaped(),
                version: Version(*version),
                event: event.event,
                schema: event.schema,
                metadata,
                payload: &event.payload,
            };
            self.facts.apply(&record).map_err(|error| error.to_string())?;
            for policy in crate::policies::all() {
                if policy.edges().iter().any(|edge| edge.hears(&record)) {
                    self.wanted.extend(policy.react(&record, &self.facts).unwrap());
                }
            }
        }
        Ok(names)
    }
}
