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
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(name))?;
    File::open(&folder)?.sync_all()?;
    Ok(name.to_owned())
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
    match fs::remove_dir_all(dir.join(FOLDER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
