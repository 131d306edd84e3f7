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
             CREATE TABLE streams (stream TEXT, version INTEGER, position INTEGER,
                                   PRIMARY KEY (stream, version)) WITHOUT ROWID;
             CREATE TABLE commands (command BLOB, position INTEGER,
                                    PRIMARY KEY (command, position)) WITHOUT ROWID;",
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
            let mut command = transaction.prepare_cached("INSERT INTO commands VALUES (?, ?)")?;
            for stored in records {
                let position = stored.position.cast_signed();
                record.execute((position, &stored.bytes))?;
                stream.execute((&stored.stream, stored.version.cast_signed(), position))?;
                command.execute((&stored.command, position))?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}
