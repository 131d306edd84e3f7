//! What comes in by the standard input and is too long for a request.

use pdca::import::FILE_BYTES_MAX;
use pdca::node::Settings;
use pdca::operation::{Problem, Refusal};
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::AsRawFd as _;
use std::path::PathBuf;

/// What messages call it.
pub(super) const NAME: &str = "the standard input";

/// A copy that has a path, for whichever process reads it: ours, or the one that holds the
/// directory. It has no name, and is gone with this process, whatever happens to it.
pub(super) struct Kept(File);

impl Kept {
    pub(super) fn path(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/fd/{}", std::process::id(), self.0.as_raw_fd()))
    }
}

/// Keeps all that comes in, in the data directory: there is room for it, or there is none for what
/// it becomes either.
pub(super) fn keep(settings: &Settings) -> Result<Kept, Problem> {
    let dir = settings.data.display();
    let mut kept = tempfile::tempfile_in(&settings.data).map_err(|error| {
        let detail = format!("cannot keep {NAME} in {dir}: {error}; is it a data directory?");
        Problem::new(Refusal::Failure, "cannot_open", &detail)
    })?;
    let mut coming = io::stdin().lock().take(FILE_BYTES_MAX + 1);
    if io::copy(&mut coming, &mut kept)? > FILE_BYTES_MAX {
        let detail = format!("{NAME} is longer than {FILE_BYTES_MAX} bytes");
        return Err(Problem::new(Refusal::Input, "bad_file", &detail));
    }
    Ok(Kept(kept))
}
