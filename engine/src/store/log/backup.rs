//! Backups: the same segments in another directory, which is a log itself.

use super::LogStore;
use super::copy::{CopyProgress, read_verified, total, write_verified};
use super::directory::{
    self, Lock, create_dir, failed, foreign_in, is_temporary, names_in, read_header, segment_name,
    segments_in,
};
use super::disk::RealDisk;
use super::format::SegmentHeader;
use super::newest::{Note, Told};
use super::open::see;
use super::recover::{judge, read_all};
use super::view::View;
use crate::Position;
use crate::store::{LogId, StoreError};
use std::fs::File;
use std::path::{Path, PathBuf};

/// What a backup did.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BackupReport {
    /// Which log it is of.
    pub log_id: LogId,
    /// The last position in it.
    pub head: Position,
    /// How many segments were copied because they were new or had grown.
    pub copied: usize,
    /// How many segments were there already, each compared byte by byte.
    pub kept: usize,
    /// Segments that had been damaged in the backup and were copied again.
    pub repaired: Vec<PathBuf>,
    /// How many bytes were copied.
    pub bytes: u64,
    /// Stretches of positions whose segments are absent from the log, first and last. What an
    /// earlier backup holds of them stays.
    pub absent: Vec<(Position, Position)>,
}

/// A backup failed. What was there before is still good.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BackupError {
    /// The log, or the disk of the backup.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The directory holds what is not of a backup.
    #[error("{} is not part of a backup; name a new directory, an empty one, or an earlier backup", path.display())]
    Occupied {
        /// What does not belong there.
        path: PathBuf,
    },
    /// The directory holds another log's segments.
    #[error("{} belongs to another log or another past of this one; choose another directory", path.display())]
    Foreign {
        /// What does not belong.
        path: PathBuf,
    },
}

/// What is to be done about a file in the backup.
enum Existing {
    Missing,
    Equal,
    /// Shorter, as of an earlier backup.
    Earlier,
    Damaged,
}

impl LogStore {
    /// Copies the log, as it is durable now, to `to`: a new directory, or an earlier backup, of which
    /// all is kept that is equal. Appends go on meanwhile. Every copy is read back and compared; the
    /// backup is a whole log after every single file.
    ///
    /// `progress` is called after each segment.
    ///
    /// # Errors
    /// [`BackupError`]; [`StoreError::Corrupt`] when the log itself is damaged.
    pub fn backup(
        &self,
        to: &Path,
        mut progress: impl FnMut(CopyProgress),
    ) -> Result<BackupReport, BackupError> {
        let view = self.shared.view();
        // Before anything is made there.
        refuse_occupied(to)?;
        self.refuse_foreign(to, &view)?;
        create_dir(to)?;
        let _lock = Lock::take(to)?;
        for name in names_in(to)?.iter().filter(|name| is_temporary(name)) {
            directory::remove(&to.join(name))?;
        }
        let mut report = BackupReport {
            log_id: self.log_id,
            head: view.head,
            copied: 0,
            kept: 0,
            repaired: Vec::new(),
            bytes: 0,
            absent: Vec::new(),
        };
        let (mut done, total) = (0, total(&view));
        for (number, segment) in view.segments.iter().enumerate() {
            let Some(header) = segment.header else {
                report.absent.push((segment.first, view.last(segment)));
                continue;
            };
            let (bytes, digest) = read_verified(&self.shared, &view, number, segment)?;
            let path = to.join(segment_name(segment.first));
            let existing = compare(&path, &header, &bytes)?;
            if let Existing::Equal = existing {
                report.kept += 1;
            } else {
                write_verified(&path, &bytes, digest)?;
                report.copied += 1;
                report.bytes += view.limit(number);
            }
            if let Existing::Damaged = existing {
                report.repaired.push(path);
            }
            done += view.limit(number);
            progress(CopyProgress { done, total });
        }
        let (there, _) = see(to, None, &Told::of(to)?)?;
        Note::of(&there.view()).write(&RealDisk, to)?;
        Ok(report)
    }

    /// Refuses a directory that holds segments which this log does not.
    fn refuse_foreign(&self, to: &Path, view: &View) -> Result<(), BackupError> {
        for first in segments_in(to)? {
            let path = to.join(segment_name(first));
            let known = view.segment_of(first).filter(|(_, segment)| {
                // What is absent from the log now may be in the backup.
                segment.first == first || segment.header.is_none()
            });
            let file = File::open(&path).map_err(failed("open", &path))?;
            // One whose header is damaged is made good.
            let header = read_header(&file, &path).ok();
            let ours = header.is_none_or(|header| header.log_id.id == self.log_id.id);
            if known.is_none() || !ours {
                return Err(BackupError::Foreign { path });
            }
        }
        Ok(())
    }
}

/// Refuses a directory that holds what no backup does: somebody's files are not to be mixed up with
/// it, nor taken for what an earlier one left unfinished.
fn refuse_occupied(to: &Path) -> Result<(), BackupError> {
    match foreign_in(to)? {
        Some(path) => Err(BackupError::Occupied { path }),
        None => Ok(()),
    }
}

fn compare(path: &Path, header: &SegmentHeader, bytes: &[u8]) -> Result<Existing, BackupError> {
    let foreign = || BackupError::Foreign { path: path.to_owned() };
    if !path.exists() {
        return Ok(Existing::Missing);
    }
    let file = File::open(path).map_err(failed("open", path))?;
    match read_header(&file, path) {
        Ok(found) if found == *header => {}
        Ok(_) => return Err(foreign()),
        Err(StoreError::Corrupt { .. }) => return Ok(Existing::Damaged),
        Err(error) => return Err(error.into()),
    }
    let found = read_all(&file, path)?;
    if found == bytes {
        return Ok(Existing::Equal);
    }
    if bytes.starts_with(&found) {
        return Ok(Existing::Earlier);
    }
    // Whole, but not what this log holds: it went on by itself.
    let whole = judge(&found, header, path).is_ok_and(|tail| tail.cut.is_none());
    if whole { Err(foreign()) } else { Ok(Existing::Damaged) }
}
