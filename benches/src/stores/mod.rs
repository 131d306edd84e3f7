//! The same records in four stores. The rivals get the same group commit in front as our log has
//! within: one thread that takes whatever is queued and makes it durable as one transaction. They
//! can answer what our log can: records by position, by stream and version, by command id.

mod fjall;
mod ours;
mod rival;
mod sled;
mod sqlite;

use crate::Failure;
use std::path::Path;

pub(crate) use ours::Ours;
pub(crate) use rival::{Acknowledged, Rival, Rivals, Stored};

/// The stores, by the name in the tables.
pub(crate) const NAMES: [&str; 4] = ["own log", "SQLite", "sled", "fjall"];

/// Where appended records become durable.
pub(crate) trait Store: Send + Sync {
    /// Appends `count` records as one batch; the receiver hears when they are durable.
    fn append(&self, count: usize) -> Acknowledged;
}

/// Opens the store of that name in a new directory.
pub(crate) fn open(name: &str, dir: &Path) -> Result<Box<dyn Store>, Failure> {
    std::fs::create_dir_all(dir)?;
    Ok(match name {
        "SQLite" => Box::new(Rivals::start(sqlite::Sqlite::open(dir)?)),
        "sled" => Box::new(Rivals::start(sled::Sled::open(dir)?)),
        "fjall" => Box::new(Rivals::start(fjall::Fjall::open(dir)?)),
        _ => Box::new(Ours::open(dir)?),
    })
}
