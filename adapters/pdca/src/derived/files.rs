//! Large snapshots: a temporary file, synced, then renamed into place.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

const FOLDER: &str = "files";

/// Writes a file and returns its name.
pub(super) fn write(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<String> {
    let folder = dir.join(FOLDER);
    fs::create_dir_all(&folder)?;
    let temporary = folder.join(format!("{name}.tmp"));
    let written = write_synced(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, folder.join(name)))
        .and_then(|()| File::open(&folder)?.sync_all());
    if written.is_err() {
        // Half a file would take room that is missing already.
        remove_any(&temporary)?;
    }
    written.map(|()| name.to_owned())
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The bytes of a file, if it can be read.
pub(super) fn read(dir: &Path, name: &str) -> Option<Vec<u8>> {
    fs::read(dir.join(FOLDER).join(name)).ok()
}

/// Removes a file; one that is not there is gone already.
pub(super) fn remove(dir: &Path, name: &str) {
    if let Err(error) = fs::remove_file(dir.join(FOLDER).join(name)) {
        tracing::debug!(name, %error, "a snapshot file stays");
    }
}

/// Removes all files.
pub(super) fn clear(dir: &Path) -> io::Result<()> {
    remove_any(&dir.join(FOLDER))
}

/// Removes a directory with all that is in it, or a file; what is not there is gone already.
pub(super) fn remove_any(path: &Path) -> io::Result<()> {
    let removed = match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => fs::remove_file(path),
        removed => removed,
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
