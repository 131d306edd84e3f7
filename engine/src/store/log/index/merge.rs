//! Several index files into one, so that a look-up touches few.

use super::entry::Entry;
use super::file::{Coverage, IndexFile, write};
use crate::store::StoreError;
use std::path::Path;
use std::vec::IntoIter;

/// The entries of an index file, in order.
struct Cursor<'a> {
    file: &'a IndexFile,
    next: u64,
    block: IntoIter<Entry>,
}

impl Iterator for Cursor<'_> {
    type Item = Result<Entry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.block.next() {
                return Some(Ok(entry));
            }
            if self.next == self.file.blocks() {
                return None;
            }
            match self.file.block(self.next) {
                Ok(block) => self.block = block.into_iter(),
                Err(error) => {
                    self.next = self.file.blocks();
                    return Some(Err(error));
                }
            }
            self.next += 1;
        }
    }
}

/// All entries of a file, in order, every checksum verified.
pub(super) fn entries(
    file: &IndexFile,
) -> impl Iterator<Item = Result<Entry, StoreError>> + use<'_> {
    Cursor { file, next: 0, block: Vec::new().into_iter() }
}

/// Writes what `earlier` and `later` hold, which cover segments behind each other, as one file.
///
/// # Errors
/// [`StoreError`], when one is damaged or the disk fails.
pub(super) fn merge(
    dir: &Path,
    coverage: Coverage,
    earlier: &IndexFile,
    later: &IndexFile,
) -> Result<IndexFile, StoreError> {
    let count = earlier.entries() + later.entries();
    let (mut earlier, mut later) = (entries(earlier).peekable(), entries(later).peekable());
    let merged = std::iter::from_fn(|| {
        let later_first = match (earlier.peek(), later.peek()) {
            (Some(Ok(earlier)), Some(Ok(later))) => later < earlier,
            (None | Some(Ok(_)), Some(_)) => true,
            (_, None) | (Some(Err(_)), _) => false,
        };
        if later_first { later.next() } else { earlier.next() }
    });
    write(dir, coverage, count, merged)
}
