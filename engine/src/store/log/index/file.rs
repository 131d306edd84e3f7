//! An index file: sorted entries in blocks, where each block begins, and a filter.
//!
//! | part | bytes |
//! |---|---|
//! | header | magic `pdcaidx\0`, format u32, fingerprint of the segments u64, first and last position u64, entries u64, blocks u64, filter's length u64, CRC32C of the filter and the fences u32, log id u128 (0: not said), zeros, CRC32C of the header u32: 128 |
//! | blocks | 170 entries each (key u64, position u64, offset u32, version or run u32), zeros, CRC32C u32: 4096 |
//! | fences | the first key of each block: 8 |
//! | filter | blocks of 64 |
//!
//! Written once, under another name first, and never changed.

use super::super::bytes::{Fields, narrow, wide};
use super::super::directory::{self, corrupt, failed};
use super::entry::{ENTRY_BYTES, Entry, IndexKey};
use super::filter::Filter;
use crate::Position;
use crate::store::StoreError;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const MAGIC: [u8; 8] = *b"pdcaidx\0";
const FORMAT: u32 = 1;
const HEADER_BYTES: usize = 128;
const BLOCK_BYTES: usize = 4096;
const BLOCK_ENTRIES: usize = 170;

/// Which segments an index file covers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Coverage {
    /// The first position.
    pub(super) first: Position,
    /// The last position.
    pub(super) last: Position,
    /// Of the random salts of the segments: the index of another log is not taken for this one's.
    pub(super) fingerprint: u64,
    /// Of which log; 0 in files that do not say.
    pub(super) log: u128,
}

impl Coverage {
    pub(super) fn path(&self, dir: &Path) -> PathBuf {
        dir.join(format!("{:020}-{:020}.idx", self.first.0, self.last.0))
    }
}

/// The positions that a file of this name claims to cover.
pub(super) fn positions_of(name: &str) -> Option<(Position, Position)> {
    let (first, last) = name.strip_suffix(".idx")?.split_once('-')?;
    Some((Position(first.parse().ok()?), Position(last.parse().ok()?)))
}

/// An index file, open for look-ups.
#[derive(Debug)]
pub(super) struct IndexFile {
    pub(super) coverage: Coverage,
    pub(super) path: PathBuf,
    file: File,
    entries: u64,
    blocks: u64,
    filter_bytes: u64,
    tail_crc: u32,
    /// Read at the first look-up, so that opening a log costs one page per index file.
    tail: OnceLock<Tail>,
}

#[derive(Debug)]
struct Tail {
    fences: Vec<u64>,
    filter: Filter,
}

impl IndexFile {
    /// # Errors
    /// [`StoreError::Corrupt`], when it is not a whole index file.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(failed("open", path))?;
        let mut header = Vec::new();
        directory::read_into(&file, &mut header, 0, HEADER_BYTES).map_err(failed("read", path))?;
        let length = file.metadata().map_err(failed("read", path))?.len();
        Self::decode(&header, length, file, path)
            .ok_or_else(|| corrupt(path, 0, "the header of the index file is damaged"))
    }

    fn decode(header: &[u8], length: u64, file: File, path: &Path) -> Option<Self> {
        let (body, crc) = header.split_at_checked(HEADER_BYTES - 4)?;
        if !body.starts_with(&MAGIC) || crc32c::crc32c(body).to_le_bytes() != *crc {
            return None;
        }
        let mut fields = Fields(body);
        fields.skip(MAGIC.len())?;
        if fields.u32()? != FORMAT {
            return None;
        }
        let fingerprint = fields.u64()?;
        let (first, last) = (Position(fields.u64()?), Position(fields.u64()?));
        let (entries, blocks, filter_bytes) = (fields.u64()?, fields.u64()?, fields.u64()?);
        let tail_crc = fields.u32()?;
        let coverage = Coverage { first, last, fingerprint, log: fields.u128()? };
        let blocks_bytes = blocks.checked_mul(wide(BLOCK_BYTES) + 8)?;
        let whole = blocks_bytes.checked_add(wide(HEADER_BYTES))?.checked_add(filter_bytes)?;
        let tail = OnceLock::new();
        let path = path.to_owned();
        let index = Self { coverage, path, file, entries, blocks, filter_bytes, tail_crc, tail };
        let filled = entries.div_ceil(wide(BLOCK_ENTRIES)) == blocks;
        Some(index).filter(|_| whole == length && filled)
    }

    pub(super) fn entries(&self) -> usize {
        narrow(self.entries)
    }

    /// Adds the entries of `key` behind `after` to `out`, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], when what it must look at is damaged.
    pub(super) fn find(
        &self,
        key: IndexKey,
        after: Position,
        out: &mut Vec<Entry>,
    ) -> Result<(), StoreError> {
        let tail = self.tail()?;
        if after >= self.coverage.last || !tail.filter.may_contain(key) {
            return Ok(());
        }
        // The key may begin in the block before the first one that starts with it.
        let begun = tail.fences.partition_point(|fence| *fence < key.0).saturating_sub(1);
        let end = tail.fences.partition_point(|fence| *fence <= key.0);
        for block in begun..end {
            let found = self.block(wide(block))?.into_iter();
            out.extend(found.filter(|entry| entry.key == key && entry.position > after));
        }
        Ok(())
    }

    /// Entries of a block.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], when it is damaged.
    pub(super) fn block(&self, block: u64) -> Result<Vec<Entry>, StoreError> {
        let offset = wide(HEADER_BYTES) + block * wide(BLOCK_BYTES);
        let mut bytes = Vec::new();
        directory::read_into(&self.file, &mut bytes, offset, BLOCK_BYTES)
            .map_err(failed("read", &self.path))?;
        let checked = bytes.split_last_chunk::<4>();
        let checked = checked.filter(|(body, crc)| crc32c::crc32c(body).to_le_bytes() == **crc);
        let (body, _) = checked
            .ok_or_else(|| corrupt(&self.path, offset, "a block of the index is damaged"))?;
        let before = narrow(block) * BLOCK_ENTRIES;
        let count = self.entries().saturating_sub(before).min(BLOCK_ENTRIES);
        let mut fields = Fields(body);
        Ok((0..count).map_while(|_| Entry::decode(&mut fields)).collect())
    }

    pub(super) fn blocks(&self) -> u64 {
        self.blocks
    }

    fn tail(&self) -> Result<&Tail, StoreError> {
        if let Some(tail) = self.tail.get() {
            return Ok(tail);
        }
        let offset = wide(HEADER_BYTES) + self.blocks * wide(BLOCK_BYTES);
        let length = narrow(self.blocks * 8 + self.filter_bytes);
        let mut bytes = Vec::new();
        directory::read_into(&self.file, &mut bytes, offset, length)
            .map_err(failed("read", &self.path))?;
        if crc32c::crc32c(&bytes) != self.tail_crc {
            return Err(corrupt(&self.path, offset, "the filter of the index is damaged"));
        }
        let (fences, filter) = bytes.split_at(narrow(self.blocks * 8).min(bytes.len()));
        let (fences, _) = fences.as_chunks::<8>();
        let fences = fences.iter().map(|fence| u64::from_le_bytes(*fence)).collect();
        let tail = Tail { fences, filter: Filter::decode(filter) };
        Ok(self.tail.get_or_init(|| tail))
    }

    /// What it takes in memory, in bytes, about.
    pub(super) fn memory(&self) -> usize {
        self.tail.get().map_or(0, |_| narrow(self.blocks * 8 + self.filter_bytes))
    }
}

/// Writes an index file from entries that come in order.
///
/// # Errors
/// [`StoreError`], when the disk or the source fails; there is no such file then.
pub(super) fn write(
    dir: &Path,
    coverage: Coverage,
    count: usize,
    entries: impl Iterator<Item = Result<Entry, StoreError>>,
) -> Result<IndexFile, StoreError> {
    let path = coverage.path(dir);
    let temporary = directory::temporary(&path);
    let written = write_new(&temporary, coverage, count, entries)
        .and_then(|()| directory::rename(&temporary, &path));
    if written.is_err() {
        // The first error is the one worth telling.
        let _ = directory::remove(&temporary);
    }
    written?;
    IndexFile::open(&path)
}

fn write_new(
    path: &Path,
    coverage: Coverage,
    count: usize,
    entries: impl Iterator<Item = Result<Entry, StoreError>>,
) -> Result<(), StoreError> {
    let file = File::create(path).map_err(failed("create", path))?;
    let mut out = BufWriter::with_capacity(1 << 20, &file);
    out.write_all(&[0; HEADER_BYTES]).map_err(failed("write", path))?;
    let mut filter = Filter::new(count);
    let mut fences = Vec::new();
    let mut block = Vec::with_capacity(BLOCK_BYTES);
    let (mut written, mut last) = (0, None);
    for entry in entries {
        let entry = entry?;
        if last.replace(entry.key) != Some(entry.key) {
            filter.insert(entry.key);
        }
        if block.is_empty() {
            fences.extend(entry.key.0.to_le_bytes());
        }
        entry.encode(&mut block);
        written += 1;
        if block.len() == BLOCK_ENTRIES * ENTRY_BYTES {
            finish(&mut block, &mut out).map_err(failed("write", path))?;
        }
    }
    if !block.is_empty() {
        finish(&mut block, &mut out).map_err(failed("write", path))?;
    }
    let blocks = wide(fences.len() / 8);
    let fences_bytes = fences.len();
    let mut tail = fences;
    filter.encode(&mut tail);
    out.write_all(&tail).map_err(failed("write", path))?;
    out.flush().map_err(failed("write", path))?;
    drop(out);
    let mut header = Vec::with_capacity(HEADER_BYTES);
    header.extend(MAGIC);
    header.extend(FORMAT.to_le_bytes());
    for field in [coverage.fingerprint, coverage.first.0, coverage.last.0, written, blocks] {
        header.extend(field.to_le_bytes());
    }
    header.extend(wide(tail.len() - fences_bytes).to_le_bytes());
    header.extend(crc32c::crc32c(&tail).to_le_bytes());
    header.extend(coverage.log.to_le_bytes());
    header.resize(HEADER_BYTES - 4, 0);
    header.extend(crc32c::crc32c(&header).to_le_bytes());
    file.write_all_at(&header, 0).map_err(failed("write", path))?;
    file.sync_all().map_err(failed("sync", path))
}

fn finish(block: &mut Vec<u8>, out: &mut impl std::io::Write) -> std::io::Result<()> {
    block.resize(BLOCK_BYTES - 4, 0);
    block.extend(crc32c::crc32c(block).to_le_bytes());
    out.write_all(block)?;
    block.clear();
    Ok(())
}
