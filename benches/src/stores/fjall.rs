use super::{Rival, Stored};
use crate::Failure;
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use std::path::Path;

/// fjall 3, `SyncData`.
pub(crate) struct Fjall {
    db: Database,
    records: Keyspace,
    streams: Keyspace,
    commands: Keyspace,
}

impl Fjall {
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let db = Database::builder(dir.join("fjall")).open()?;
        let records = db.keyspace("records", KeyspaceCreateOptions::default)?;
        let streams = db.keyspace("streams", KeyspaceCreateOptions::default)?;
        let commands = db.keyspace("commands", KeyspaceCreateOptions::default)?;
        Ok(Self { db, records, streams, commands })
    }
}

impl Rival for Fjall {
    fn commit(&mut self, batch: &[Stored]) -> Result<(), Failure> {
        let mut writes = self.db.batch().durability(Some(PersistMode::SyncData));
        for stored in batch {
            let position = stored.position.to_be_bytes();
            writes.insert(&self.records, position, stored.bytes.as_slice());
            writes.insert(&self.streams, stored.stream_key(), position);
            writes.insert(&self.commands, stored.command, position);
        }
        writes.commit()?;
        Ok(())
    }
}
