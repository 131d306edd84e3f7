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
    file: File,
}

impl Sled {
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let db = sled::Config::new().path(dir.join("sled")).flush_every_ms(None).open()?;
        let (records, streams) = (db.open_tree("records")?, db.open_tree("streams")?);
        let file = File::open(dir.join("sled/db"))?;
        Ok(Self { db, records, streams, file })
    }
}

impl Rival for Sled {
    fn commit(&mut self, batch: &[Stored]) -> Result<(), Failure> {
        (&self.records, &self.streams)
            .transaction(|(records, streams)| {
                for (position, version, bytes) in batch {
                    let key = position.to_be_bytes();
                    records.insert(&key, bytes.as_slice())?;
                    let mut stream = crate::append::stream_of(*position).to_be_bytes().to_vec();
                    stream.extend(version.to_be_bytes());
                    streams.insert(stream, &key)?;
                }
                Ok::<_, ConflictableTransactionError<()>>(())
            })
            .map_err(|error| format!("{error:?}"))?;
        self.db.flush()?;
        self.file.sync_data()?;
        Ok(())
    }
}
