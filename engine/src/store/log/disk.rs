//! What the log asks of the disk when it writes, so that tests can let it fail.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

/// The writing side of the operating system: one call per write group, so a layer here costs nothing.
pub trait Disk: Send + Sync {
    /// Fills a file with zeros from its end at `from` up to `to`, durably.
    ///
    /// Zeros rather than a preallocation: writing into preallocated extents changes metadata,
    /// which the next `fdatasync` must journal (100 µs instead of 160 at 4 KiB a group on ext4).
    ///
    /// # Errors
    /// Those of the operating system, such as a full disk.
    fn prepare(&self, file: &File, from: u64, to: u64) -> io::Result<()>;

    /// Writes all of `bytes` at `offset`.
    ///
    /// # Errors
    /// Those of the operating system. Some bytes may have been written.
    fn write(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Makes what was written durable.
    ///
    /// # Errors
    /// Those of the operating system. What was written may be lost then, even if it can be read.
    fn sync(&self, file: &File) -> io::Result<()>;
}

/// How much is prepared with one sync.
const PIECE_BYTES: u64 = 2 << 20;

/// The disk itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn prepare(&self, file: &File, from: u64, to: u64) -> io::Result<()> {
        let mut at = from;
        while at < to {
            // In pieces: the writer's own syncs wait behind what is on its way to the disk.
            let end = to.min(at + PIECE_BYTES);
            zero(file, at, end)?;
            file.sync_data()?;
            at = end;
        }
        file.sync_all()
    }

    fn write(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        file.write_all_at(bytes, offset)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }
}

/// Writes zeros from `start` to `end`.
pub(super) fn zero(file: &File, start: u64, end: u64) -> io::Result<()> {
    static ZEROS: [u8; 128 * 1024] = [0; 128 * 1024];
    let mut at = start;
    while at < end {
        let length = super::bytes::narrow(end - at).min(ZEROS.len());
        file.write_all_at(ZEROS.get(..length).unwrap_or(&ZEROS), at)?;
        at += super::bytes::wide(length);
    }
    Ok(())
}
