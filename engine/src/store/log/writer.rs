//! The writer thread: takes whatever is queued, one write, one sync, then the answers.

use super::bytes::wide;
use super::directory::{self, failed, segment_name};
use super::disk::Disk;
use super::format::{GROUP_BYTES, HEADER_BYTES, Previous, SegmentHeader};
use super::frame::GroupWriter;
use super::newest;
use super::prepare::{Prepared, Preparer};
use super::queue::{Pending, Queue};
use super::view::Shared;
use crate::Position;
use crate::store::{Completion, LogId, StoreError};
use sha2::{Digest as _, Sha256};
use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Instant;
use tokio::sync::watch;

/// A group grows no further than this, so that the first to wait in it does not wait for long.
const GROUP_BYTES_MAX: u64 = 4 << 20;

/// The segment being written.
#[derive(Debug)]
pub(super) struct OpenSegment {
    pub(super) header: SegmentHeader,
    pub(super) path: PathBuf,
    pub(super) file: File,
    /// The length of the file, all of which has its place on the disk.
    pub(super) capacity: u64,
    /// Where the next group goes. Everything before is durable.
    pub(super) offset: u64,
    /// SHA-256 of everything before, for the next segment's header.
    pub(super) hash: Sha256,
    /// Whether the last group says that everything is durable.
    pub(super) marked: bool,
}

/// Everything the writer thread owns.
pub(super) struct Writer {
    pub(super) shared: Arc<Shared>,
    pub(super) disk: Arc<dyn Disk>,
    pub(super) queue: Arc<Queue>,
    pub(super) preparer: Preparer,
    pub(super) segment: OpenSegment,
    pub(super) segment_bytes: u64,
    /// A next segment is prepared once this much of the open one is used.
    pub(super) prepare_at: u64,
    pub(super) log_id: LogId,
    /// Which opening of the log this is.
    pub(super) open: u32,
    pub(super) head: Position,
    /// Dropped with the writer: whoever follows the log learns that nothing more will come.
    pub(super) heads: watch::Sender<Position>,
    /// Tells the index of sealed segments.
    pub(super) sealed: Sender<()>,
}

/// Makes a prepared file the segment that `header` says.
pub(super) fn begin(
    disk: &dyn Disk,
    dir: &Path,
    prepared: Prepared,
    header: SegmentHeader,
) -> Result<OpenSegment, StoreError> {
    let Prepared { file, path: prepared, bytes: capacity } = prepared;
    let page = header.encode();
    disk.write(&file, &page, 0).map_err(failed("write", &prepared))?;
    disk.sync(&file).map_err(failed("sync", &prepared))?;
    // The name comes last: what has it is whole.
    let path = dir.join(segment_name(header.first));
    directory::rename(&prepared, &path)?;
    let hash = Sha256::new_with_prefix(&page);
    Ok(OpenSegment { header, path, file, capacity, offset: HEADER_BYTES, hash, marked: false })
}

impl Writer {
    /// Writes until the queue is closed, or until the first failure.
    pub(super) fn run(mut self) {
        let _stopped = Stopped(Arc::clone(&self.queue));
        let mut work =
            Work { taken: VecDeque::new(), waiting: Vec::new(), group: GroupWriter::new() };
        let mut outcome = Ok(());
        while outcome.is_ok() && self.queue.take(&mut work.taken) {
            outcome = self.write(&mut work);
        }
        if let Err(error) = outcome.and_then(|()| self.mark(&mut work)) {
            tracing::error!(%error, "the log stops");
            // First nothing new, then the answers: nobody appends after having seen a failure.
            let stopped = StoreError::Stopped(error.to_string());
            let (queued, refusal) = self.queue.fail(stopped);
            for (completion, _) in work.waiting {
                completion.complete(Err(error.clone()));
            }
            let left = work.taken.into_iter().chain(queued);
            for completion in left.filter_map(|pending| pending.completion) {
                completion.complete(Err(refusal.clone()));
            }
        }
    }

    /// Writes everything taken.
    fn write(&mut self, work: &mut Work) -> Result<(), StoreError> {
        let mut position = self.head;
        while let Some(Pending { batch, completion }) = work.taken.pop_front() {
            let cost = GroupWriter::cost(&batch);
            let end = work.group.len() + cost;
            if !work.group.is_empty() && (end > GROUP_BYTES_MAX || self.lacks(end)) {
                self.flush(work)?;
            }
            let end = work.group.len() + cost;
            let made = if !batch.is_empty() && self.lacks(end) { self.room(end) } else { Ok(()) };
            if made.is_err() {
                work.waiting.extend(completion.map(|completion| (completion, position)));
                return made;
            }
            position = Position(position.0 + wide(batch.len()));
            work.group.push_batch(&batch);
            work.waiting.extend(completion.map(|completion| (completion, position)));
        }
        self.flush(work)
    }

    /// Whether the open segment has no room for so many bytes.
    fn lacks(&self, bytes: u64) -> bool {
        self.segment.offset + bytes > self.segment.capacity
    }

    /// Makes the group durable, tells readers, then whoever waits.
    fn flush(&mut self, work: &mut Work) -> Result<(), StoreError> {
        let written = !work.group.is_empty();
        if written {
            self.put(&mut work.group)?;
            self.heads.send_replace(self.head);
        }
        for (completion, position) in work.waiting.drain(..) {
            completion.complete(Ok(position));
        }
        if written {
            // After the answers, which need not wait for it.
            self.segment.hash.update(work.group.bytes());
            work.group.clear();
            if self.segment.offset >= self.prepare_at {
                self.preparer.ask(self.segment_bytes);
            }
        }
        Ok(())
    }

    /// Writes the group and makes it durable.
    fn put(&mut self, group: &mut GroupWriter) -> Result<(), StoreError> {
        let Self { segment, disk, .. } = self;
        let records = u64::from(group.records());
        let bytes = group.seal(&segment.header, self.open, self.head.next(), segment.offset);
        let began = Instant::now();
        disk.write(&segment.file, bytes, segment.offset).map_err(failed("write", &segment.path))?;
        disk.sync(&segment.file).map_err(failed("sync", &segment.path))?;
        self.shared.durable.add(began.elapsed());
        segment.offset += wide(bytes.len());
        segment.marked = records == 0;
        self.head = Position(self.head.0 + records);
        self.shared.advance(segment.offset, self.head);
        Ok(())
    }

    /// Closes with a group of no records: it says that all before it is durable, so that damage
    /// found later is not taken for a torn tail.
    fn mark(&mut self, work: &mut Work) -> Result<(), StoreError> {
        if self.segment.marked || self.lacks(wide(GROUP_BYTES)) {
            return Ok(());
        }
        work.group.clear();
        self.put(&mut work.group)
    }

    /// Makes room for so many bytes. Nothing of the log is touched before the room is there, so a full
    /// disk leaves it whole.
    fn room(&mut self, bytes: u64) -> Result<(), StoreError> {
        let empty = self.segment.header.first == self.head.next();
        let made = if empty { self.grow(bytes) } else { self.roll(bytes) };
        if let Err(error @ StoreError::Full { .. }) = &made {
            self.queue.refuse(error.clone());
        }
        made
    }

    /// Seals the open segment and begins the next one.
    fn roll(&mut self, bytes: u64) -> Result<(), StoreError> {
        let prepared = self.preparer.take(self.segment_bytes.max(HEADER_BYTES + bytes))?;
        let OpenSegment { header, offset, ref hash, .. } = self.segment;
        let digest = hash.clone().finalize().into();
        let header = SegmentHeader {
            log_id: self.log_id,
            open: self.open,
            first: self.head.next(),
            salt: u64::from_le_bytes(directory::random()?),
            previous: Some(Previous { first: header.first, bytes: offset, digest }),
        };
        self.segment = begin(self.disk.as_ref(), &self.shared.dir, prepared, header)?;
        self.shared.roll(offset, header);
        newest::note(self.disk.as_ref(), &self.shared.dir, header.first)?;
        // The index is built from the files; without its thread it is built at the next open.
        let _ = self.sealed.send(());
        Ok(())
    }

    /// Makes room in a segment that holds nothing yet: it is as short as a restore leaves it, or the
    /// first batch is larger than a segment.
    fn grow(&mut self, bytes: u64) -> Result<(), StoreError> {
        let OpenSegment { file, capacity, offset, path, .. } = &mut self.segment;
        let wanted = self.segment_bytes.max(*offset + bytes);
        self.disk.prepare(file, *capacity, wanted).map_err(failed("prepare", path))?;
        *capacity = wanted;
        Ok(())
    }
}

/// Refuses everything once the writer is gone, however it went: a waiting caller's callback may have
/// panicked.
struct Stopped(Arc<Queue>);

impl Drop for Stopped {
    fn drop(&mut self) {
        let reason = if thread::panicking() { "its writer panicked" } else { "it was closed" };
        let (queued, refusal) = self.0.fail(StoreError::Stopped(reason.to_owned()));
        for completion in queued.into_iter().filter_map(|pending| pending.completion) {
            completion.complete(Err(refusal.clone()));
        }
    }
}

/// What the writer has in hand.
struct Work {
    taken: VecDeque<Pending>,
    /// Whoever waits for the group, with the last position of each.
    waiting: Vec<(Completion, Position)>,
    group: GroupWriter,
}
