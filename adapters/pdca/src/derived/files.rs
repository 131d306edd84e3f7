//! Large snapshots: a temporary file, synced, then renamed into place.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

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

/// Copies the plain files of a directory and of those in it, if `has_room` for their bytes.
///
/// # Errors
/// The operating system's, and when there are more than `bytes_max` of them.
pub(super) fn copy_all(
    from: &Path,
    to: &Path,
    bytes_max: u64,
    has_room: impl Fn(u64) -> io::Result<()>,
) -> io::Result<()> {
    let (mut dirs, mut bytes) = (vec![PathBuf::new()], 0);
    while let Some(dir) = dirs.pop() {
        fs::create_dir_all(to.join(&dir))?;
        for entry in fs::read_dir(from.join(&dir))? {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, dir.join(entry.file_name()));
            if kind.is_dir() {
                dirs.push(path);
            } else if kind.is_file() {
                bytes += entry.metadata()?.len();
                if bytes > bytes_max {
                    let error = format!("{} is larger than {bytes_max} bytes", from.display());
                    return Err(io::Error::new(io::ErrorKind::FileTooLarge, error));
                }
                has_room(bytes)?;
                fs::copy(entry.path(), to.join(path))?;
            }
        }
    }
    Ok(())
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
