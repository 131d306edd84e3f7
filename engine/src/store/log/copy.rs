//! Copies of segments that are known to be right.

use super::bytes::narrow;
use super::directory::{self, corrupt, failed};
use super::recover::{judge, read_all};
use super::view::{Segment, Shared, View};
use crate::store::StoreError;
use sha2::{Digest as _, Sha256};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// How far a backup or a restore has come, in bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CopyProgress {
    /// Looked at so far.
    pub done: u64,
    /// All there is to look at.
    pub total: u64,
}

/// How much there is in the segments that are there.
pub(super) fn total(view: &View) -> u64 {
    let there = view.segments.iter().enumerate().filter(|(_, segment)| segment.header.is_some());
    there.map(|(number, _)| view.limit(number)).sum()
}

/// The bytes of a segment as far as they are durable, and their SHA-256. Sealed ones are compared
/// with what the next segment says of them, others are walked.
///
/// # Errors
/// [`StoreError::Corrupt`], when they are not right.
pub(super) fn read_verified(
    shared: &Shared,
    view: &View,
    number: usize,
    segment: &Segment,
) -> Result<(Vec<u8>, [u8; 32]), StoreError> {
    let header = segment.header()?;
    let file = shared.file(segment, view.last(segment))?;
    let path = shared.path(segment.first);
    let (mut bytes, limit) = (Vec::new(), view.limit(number));
    directory::read_into(&file, &mut bytes, 0, narrow(limit)).map_err(failed("read", &path))?;
    let digest = Sha256::digest(&bytes).into();
    let next = view.segments.get(number + 1).and_then(|next| next.header);
    let previous = next.and_then(|next| next.previous);
    if let Some(previous) = previous.filter(|previous| previous.first == segment.first) {
        if previous.digest != digest {
            return Err(corrupt(&path, 0, "the digest is not what the next segment says"));
        }
    } else if judge(&bytes, &header, &path)?.end != limit {
        return Err(corrupt(&path, limit, "the segment ends before it should"));
    }
    Ok((bytes, digest))
}

/// Writes a file durably, under its name only once it is whole, and reads it again.
///
/// # Errors
/// [`StoreError`], when the disk fails or does not give back what it got.
pub(super) fn write_verified(
    path: &Path,
    bytes: &[u8],
    digest: [u8; 32],
) -> Result<(), StoreError> {
    let temporary = directory::temporary(path);
    let mut options = OpenOptions::new();
    let file = options.create(true).truncate(true).read(true).write(true).open(&temporary);
    let file = file.map_err(failed("create", &temporary))?;
    file.write_all_at(bytes, 0).map_err(failed("write", &temporary))?;
    file.sync_all().map_err(failed("sync", &temporary))?;
    // Only advice: what is read next should come from the disk, not from memory.
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    if !is(&file, &temporary, digest)? {
        return Err(corrupt(&temporary, 0, "the disk does not give back what was written"));
    }
    directory::rename(&temporary, path)
}

/// Whether a file has exactly these bytes.
fn is(file: &File, path: &Path, digest: [u8; 32]) -> Result<bool, StoreError> {
    Ok(Sha256::digest(read_all(file, path)?).as_slice() == digest)
}
