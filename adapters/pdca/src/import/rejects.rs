//! The rows that could not be taken in, kept as they are.

use super::{SOURCE, run::ImportError};
use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// How the name of a file begins that is not finished; so many letters and digits follow.
const UNFINISHED: &str = ".tmp";
const UNFINISHED_CHARS: usize = 6;

/// Removes what imports left in `dir` that were killed before their file had a name. Nothing else may
/// be bringing a history in there.
pub(super) fn remove_unfinished(dir: &Path) -> Result<(), ImportError> {
    let failed = failed(dir);
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(&failed)?,
    };
    for entry in entries {
        let entry = entry.map_err(&failed)?;
        let is_file = entry.file_type().map_err(&failed)?.is_file();
        if is_file && entry.file_name().to_str().is_some_and(is_unfinished) {
            fs::remove_file(entry.path()).map_err(&failed)?;
        }
    }
    Ok(())
}

fn is_unfinished(name: &str) -> bool {
    let random = name.strip_prefix(UNFINISHED);
    random.is_some_and(|random| {
        random.len() == UNFINISHED_CHARS && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Lines that could not be taken in, in a file that appears with the first of them.
pub(super) struct Rejects {
    dir: PathBuf,
    writer: Option<csv::Writer<BufWriter<NamedTempFile>>>,
    count: u64,
}

impl Rejects {
    /// Into this directory.
    pub(super) fn new(dir: PathBuf) -> Self {
        Self { dir, writer: None, count: 0 }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Keeps a line.
    pub(super) fn push(
        &mut self,
        line: u64,
        reason: &str,
        bytes: &[u8],
    ) -> Result<(), ImportError> {
        let failed = failed(&self.dir);
        let writer = if let Some(writer) = &mut self.writer {
            writer
        } else {
            crate::node::create_private(&self.dir).map_err(&failed)?;
            let mut unfinished = Builder::new();
            let unfinished = unfinished.prefix(UNFINISHED).rand_bytes(UNFINISHED_CHARS);
            let file = unfinished.tempfile_in(&self.dir).map_err(&failed)?;
            let mut writer = csv::Writer::from_writer(BufWriter::new(file));
            let head = writer.write_record(["line", "reason", "row"]);
            head.map_err(|error| failed(error.into()))?;
            self.writer.insert(writer)
        };
        let number = line.to_string();
        let written = writer.write_record([number.as_bytes(), reason.as_bytes(), bytes]);
        written.map_err(|error| failed(error.into()))?;
        self.count += 1;
        Ok(())
    }

    /// Gives the file its name, after the digest of the file that was read: the same file has the
    /// same rejects, and its runs state the digest. Returns where it is, if there is one.
    pub(super) fn keep(self, digest: &str) -> Result<Option<PathBuf>, ImportError> {
        const DIGITS: usize = 16;
        let Some(writer) = self.writer else { return Ok(None) };
        let failed = failed(&self.dir);
        let buffered = writer.into_inner().map_err(|error| failed(error.into_error()))?;
        let file = buffered.into_inner().map_err(|error| failed(error.into_error()))?;
        let path =
            self.dir.join(format!("{SOURCE}-{}.csv", digest.get(..DIGITS).unwrap_or(digest)));
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(Some(path))
    }
}

fn failed(dir: &Path) -> impl Fn(io::Error) -> ImportError + use<> {
    let path = dir.to_owned();
    move |source| ImportError::Io { path: path.clone(), source }
}

#[cfg(test)]
mod tests {
    use super::{Rejects, remove_unfinished};
    use std::fs::read_dir;

    #[test]
    fn what_was_not_finished_is_known_by_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rejects");
        remove_unfinished(&path).unwrap();
        let mut rejects = Rejects::new(path.clone());
        rejects.push(2, "no row", b"?").unwrap();
        // As a process that is killed.
        std::mem::forget(rejects);
        assert_eq!(read_dir(&path).unwrap().count(), 1);
        remove_unfinished(&path).unwrap();
        assert_eq!(read_dir(&path).unwrap().count(), 0);
    }
}
