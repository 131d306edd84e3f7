use super::{Rival, Stored};
use crate::Failure;
use sled::transaction::{ConflictableTransactionError, Transactional as _};
use std::fs::File;
use std::path::Path;

/// sled 0.34; its flush does not reach the disk, so its file is synced behind it.
pub(crate) struct Sled {
    db: sled::Db,
    records: sled::Tree,
    streams: sled::Tree,
    commands: sled::Tree,
    file: File,
}

impl Sled {
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let db = sled::Config::new().path(dir.join("sled")).flush_every_ms(None).open()?;
        let (records, streams) = (db.open_tree("records")?, db.open_tree("streams")?);
        let commands = db.open_tree("commands")?;
        let file = File::open(dir.join("sled/db"))?;
        Ok(Self { db, records, streams, commands, file })
    }
}

impl Rival for Sled {
    fn commit(&mut self, batch: &[Stored]) -> Result<(), Failure> {
        (&self.records, &self.streams, &self.commands)
            .transaction(|(records, streams, commands)| {
                for stored in batch {
                    let position = stored.position.to_be_bytes();
                    records.insert(&position, stored.bytes.as_slice())?;
                    streams.insert(stored.stream_key(), &position)?;
                    commands.insert(&stored.command, &position)?;
                }
                Ok::<_, ConflictableTransactionError<()>>(())
            })
            .map_err(|error| format!("{error:?}"))?;
        self.db.flush()?;
        self.file.sync_data()?;
        Ok(())
    }
}
