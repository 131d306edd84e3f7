//! The rows that could not be taken in, kept as they are.

use super::{SOURCE, run::ImportError};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

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
            let file = NamedTempFile::new_in(&self.dir).map_err(&failed)?;
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

fn failed(dir: &Path) -> impl Fn(std::io::Error) -> ImportError + use<> {
    let path = dir.to_owned();
    move |source| ImportError::Io { path: path.clone(), source }
}
