use super::{Rival, Stored};
use crate::Failure;
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use std::path::Path;

/// fjall 3, `SyncData`.
pub(crate) struct Fjall {
    db: Database,
    records: Keyspace,
    streams: Keyspace,
}

impl Fjall {
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let db = Database::builder(dir.join("fjall")).open()?;
        let records = db.keyspace("records", KeyspaceCreateOptions::default)?;
        let streams = db.keyspace("streams", KeyspaceCreateOptions::default)?;
        Ok(Self { db, records, streams })
    }
}

impl Rival for Fjall {
    fn commit(&mut self, batch: &[Stored]) -> Result<(), Failure> {
        let mut writes = self.db.batch().durability(Some(PersistMode::SyncData));
        for (position, version, bytes) in batch {
            let key = position.to_be_bytes();
            writes.insert(&self.records, key, bytes.as_slice());
            let mut stream = crate::append::stream_of(*position).to_be_bytes().to_vec();
            stream.extend(version.to_be_bytes());
            writes.insert(&self.streams, stream, key);
        }
        writes.commit()?;
        Ok(())
    }
}
