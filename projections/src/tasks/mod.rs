//! What people are asked to do: the one work list of all processes (ISO/IEC 20000-1, 4.1.3).
//!
//! Tasks are folded by their own `evolve`. What is over is kept encoded.

mod entity;
mod list;
#[cfg(test)]
mod tests;

pub use entity::Entity;
pub use list::{Filter, Row, Which};

use crate::packed::{OpenAndOver, Packed};
use engine::projection::Entities;
use engine::{Decider as _, DecodeError, EventSet as _, Key, Projection, RecordRef, Stamp};
use processes::task::{self, Event, Task};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All tasks, as a list to work from.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Tasks {
    /// Boxed: a tree keeps room for nearly as many again.
    open: BTreeMap<Key, Box<Task>>,
    over: BTreeMap<Key, Packed<Task>>,
}

impl Projection for Tasks {
    const NAME: &'static str = "tasks";
    const VERSION: u16 = 1;
    const PROCESSES: &'static [&'static str] = &[task::NAME];
    const ENTITIES: Option<Entities<Self>> = Some(Entities::told());

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        let mut task = match self.open.remove(&key) {
            Some(task) => task,
            None => match self.over.get(&key).map(Packed::open).transpose()? {
                Some(task) => Box::new(task),
                None => Box::default(),
            },
        };
        self.over.remove(&key);
        task.evolve(&event, &Stamp::from(record));
        if task.phase.is_open() {
            self.open.insert(key, task);
        } else {
            self.over.insert(key, Packed::of(&task, &mut Vec::new()));
        }
        Ok(())
    }
}

impl Tasks {
    fn both(&self) -> OpenAndOver<'_, Task> {
        OpenAndOver { open: &self.open, over: &self.over }
    }
}
