use super::{Rival, Stored};
use crate::Failure;
use rusqlite::Connection;
use std::path::Path;

/// `SQLite`, WAL, synchronous=FULL.
pub(crate) struct Sqlite(Connection);

impl Sqlite {
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let connection = Connection::open(dir.join("log.sqlite"))?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE records (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
             CREATE TABLE streams (stream INTEGER, version INTEGER, position INTEGER,
                                   PRIMARY KEY (stream, version)) WITHOUT ROWID;",
        )?;
        Ok(Self(connection))
    }
}

impl Rival for Sqlite {
    fn commit(&mut self, records: &[Stored]) -> Result<(), Failure> {
        let transaction = self.0.transaction()?;
        {
            let mut record = transaction.prepare_cached("INSERT INTO records VALUES (?, ?)")?;
            let mut stream = transaction.prepare_cached("INSERT INTO streams VALUES (?, ?, ?)")?;
            for (position, version, bytes) in records {
                let position = position.cast_signed();
                record.execute((position, bytes))?;
                let of = crate::append::stream_of(position.cast_unsigned()).cast_signed();
                stream.execute((of, version.cast_signed(), position))?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}
