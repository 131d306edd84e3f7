use crate::Failure;
use crate::history::{INCIDENTS, NOTE, incident, key, staff};
use engine::{Actor, Caller, Door, Engine, Key, Request};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use nats::{Adapter, Settings};
use pdca::Node;
use pdca::operation::Questions;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How many commands are sent at once to make it.
const AT_ONCE: usize = 256;

/// A node as in production: log, engine, read models, policies and timers.
pub(super) struct Place {
    pub(super) node: Arc<Node>,
}

impl Place {
    /// Of `ada`, who staffs the desk too, has logged the incidents and updated them so many times.
    pub(super) async fn founded(dir: &Path, count: u64) -> Result<Self, Failure> {
        let node = Node::create(dir, &Actor::new("ada")?)?;
        let engine = node.engine();
        staff(engine)?;
        let logged = stream::iter(0..INCIDENTS)
            .map(|number| send(engine, format!("log {number}"), None, "log", incident()));
        logged.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        let updated = stream::iter(0..count)
            .map(|number| update(engine, format!("made {number}"), number, 0));
        updated.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        node.start_workers()?;
        Ok(Self { node: Arc::new(node) })
    }

    /// The same node on NATS.
    pub(super) fn on_nats(&self, url: &str) -> Result<Adapter, Failure> {
        let questions = Arc::new(Questions::of(&self.node));
        let (engine, models) = (self.node.engine().clone(), self.node.read_models());
        Ok(Adapter::start(engine, questions, models, url, &Settings::default())?)
    }
}

/// Updates an incident in this process.
pub(super) async fn update(
    engine: &Engine,
    sent_as: String,
    writer: u64,
    sent: u64,
) -> Result<(), Failure> {
    let key = Key::new(&key(writer, sent))?;
    send(engine, sent_as, Some(key), "update", json!({ "note": NOTE })).await
}

/// Sends a command in this process, from JSON as every door takes it.
async fn send(
    engine: &Engine,
    sent_as: String,
    key: Option<Key>,
    command: &str,
    body: Value,
) -> Result<(), Failure> {
    let command = engine.catalogue().process("incident")?.command(command, body)?;
    let caller =
        Caller { door: Door::Library, principal: String::new(), actor: Actor::new("ada")? };
    engine.execute(Request::new(caller, &sent_as, key, command)).await?;
    Ok(())
}

/// Waits until everything that follows the log has come to its end.
pub(super) fn calm(adapter: &Adapter) {
    let observer = adapter.observer();
    while observer.status().parts.values().any(|part| part.behind.is_some_and(|behind| behind > 0))
    {
        // Nobody tells when that is: it can only be looked at, and not so often as to be in the way.
        std::thread::sleep(Duration::from_millis(5));
    }
}
