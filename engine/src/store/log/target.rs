//! The directory that a restore writes to: taken, marked as unfinished, and left as it was when
//! nothing comes of it.

use super::directory::{self, LOCK, Lock, RESTORING, create_dir, failed, names_in, sync_dir};
use super::restore::RestoreError;
use crate::store::StoreError;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Refuses a directory whose restore was cut off.
///
/// # Errors
/// [`StoreError::Unfinished`].
pub fn refuse_unfinished(dir: &Path) -> Result<(), StoreError> {
    if dir.join(RESTORING).exists() {
        return Err(StoreError::Unfinished { path: dir.to_owned() });
    }
    Ok(())
}

/// What a restore writes to. Dropped before it is finished, it is as it was.
pub(super) struct Target {
    dir: PathBuf,
    /// What had to be made of the path, the innermost first.
    made: Vec<PathBuf>,
    lock: Option<Lock>,
    is_marked: bool,
}

impl Target {
    /// Takes a directory that is absent or empty, or holds what an earlier restore left unfinished.
    pub(super) fn take(dir: &Path) -> Result<Self, RestoreError> {
        refuse_occupied(dir)?;
        let absent = dir.ancestors().take_while(|dir| !dir.exists());
        let made = absent.filter(|dir| !dir.as_os_str().is_empty()).map(Path::to_owned).collect();
        let mut target = Self { dir: dir.to_owned(), made, lock: None, is_marked: false };
        create_dir(dir)?;
        target.lock = Some(Lock::take(dir)?);
        // Another restore may have come to its end meanwhile.
        refuse_occupied(dir)?;
        let mark = dir.join(RESTORING);
        target.is_marked = true;
        File::create(&mark).map_err(failed("create", &mark))?;
        sync_dir(dir)?;
        target.clear()?;
        Ok(target)
    }

    /// It is a log like any other.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        directory::remove(&self.dir.join(RESTORING))?;
        self.is_marked = false;
        self.made.clear();
        self.lock = None;
        sync_dir(&self.dir)
    }

    /// Removes all that a restore wrote.
    fn clear(&self) -> Result<(), StoreError> {
        let names = names_in(&self.dir)?;
        let mut written = names.iter().filter(|name| !matches!(name.as_str(), LOCK | RESTORING));
        written.try_for_each(|name| directory::remove(&self.dir.join(name)))
    }

    /// The mark goes last: whatever ends this half-way, nobody takes what is left for a log.
    fn give_up(&self) -> Result<(), StoreError> {
        if self.is_marked {
            self.clear()?;
            directory::remove(&self.dir.join(RESTORING))?;
            directory::remove(&self.dir.join(LOCK))?;
            sync_dir(&self.dir)?;
        }
        for dir in &self.made {
            match std::fs::remove_dir(dir) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(failed("remove", dir)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Err(error) = self.give_up() {
            let dir = self.dir.display();
            tracing::warn!(%dir, %error, "what the restore wrote is left; the next one removes it");
        }
    }
}

/// Nothing of anybody else's is written over.
fn refuse_occupied(dir: &Path) -> Result<(), RestoreError> {
    let names = names_in(dir)?;
    let is_begun = names.iter().any(|name| name == RESTORING);
    if is_begun || names.iter().all(|name| name == LOCK) {
        return Ok(());
    }
    Err(RestoreError::Occupied { path: dir.to_owned() })
}
