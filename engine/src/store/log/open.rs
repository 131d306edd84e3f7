//! Opening a log: what is there, what a crash left, and the threads.

use super::bytes::wide;
use super::cut;
use super::directory::{
    self, Lock, corrupt, create_dir, failed, is_temporary, names_in, segment_name, segments_in,
};
use super::disk::Disk;
use super::format::{HEADER_BYTES, SEGMENT_BYTES_MAX, SegmentHeader};
use super::index::Index;
use super::layout::{list, trim};
use super::newest::{self, Told};
use super::prepare::{Preparer, prepare};
use super::queue::Queue;
use super::recover::{Tail, hash, judge, read_all, repair};
use super::target::refuse_unfinished;
use super::view::{Segment, Shared, View};
use super::writer::{OpenSegment, Writer, begin};
use super::{LogOptions, LogStore, OpenReport, Threads};
use crate::Position;
use crate::store::{LogId, StoreError};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use tokio::sync::watch;

pub(super) fn open(dir: &Path, options: LogOptions) -> Result<(LogStore, OpenReport), StoreError> {
    create_dir(dir)?;
    let lock = Lock::take(dir)?;
    refuse_unfinished(dir)?;
    for name in names_in(dir)?.iter().filter(|name| is_temporary(name)) {
        directory::remove(&dir.join(name))?;
    }
    let segment_bytes = options.segment_bytes.clamp(2 * HEADER_BYTES, SEGMENT_BYTES_MAX);
    let created = segments_in(dir)?.is_empty();
    if created {
        found(dir, options.archive.as_deref(), options.disk.as_ref(), segment_bytes)?;
    }
    let told = Told::of(dir)?;
    let segments = list(dir, options.archive.as_deref(), &told)?;
    let (segment, tail) = last(dir, &segments, &options, &told)?;
    let log_id = segment.header.log_id;
    newest::note(options.disk.as_ref(), dir, segment.header.first)?;
    let view = View { segments: Arc::new(segments), end: tail.end, head: tail.head };
    let shared = Arc::new(Shared::new(dir.to_owned(), options.archive, view.clone()));
    let index = Arc::new(Index::open(&shared, options.index_files, true)?);
    let unindexed = index.missing();

    let queue = Arc::new(Queue::new(tail.head, options.queue_bytes, options.queue_batches));
    let preparer = Preparer::start(Arc::clone(&options.disk), dir.to_owned(), Arc::clone(&queue))?;
    let (heads, head) = watch::channel(tail.head);
    let (sealed, seals) = channel();
    index.kept_by(sealed.clone());
    let writer = Writer {
        shared: Arc::clone(&shared),
        disk: options.disk,
        queue: Arc::clone(&queue),
        preparer,
        prepare_at: segment_bytes / 100 * u64::from(options.prepare_percent.min(100)),
        segment,
        segment_bytes,
        log_id,
        open: tail.open.saturating_add(1),
        head: tail.head,
        heads,
        sealed,
    };
    let keeper = (Arc::clone(&index), Arc::clone(&shared));
    // The writer last: the keeper ends once nobody can wake it any more.
    let keeper = spawn("log-index", move || keep(&keeper.0, &keeper.1, &seals));
    let keeper = keeper.inspect_err(|_| index.release())?;
    let writer = spawn("log-writer", move || writer.run()).inspect_err(|_| index.release())?;
    let running = vec![writer, keeper];
    if let Some(cut) = &tail.cut {
        let kept = cut.kept.display();
        tracing::warn!(
            "the end of the log was cut off, of which nobody had been told, and kept in {kept}: {cut}"
        );
    }
    let report = report(log_id, created, &view, tail, unindexed, cut::kept_in(dir)?);
    let threads = Mutex::new(Threads { running, lock: Some(lock) });
    let queue = Some(queue);
    Ok((LogStore { log_id, shared, index, head, queue, threads }, report))
}

pub(super) fn open_read_only(
    dir: &Path,
    archive: Option<&Path>,
) -> Result<(LogStore, OpenReport), StoreError> {
    refuse_unfinished(dir)?;
    let (shared, tail) = look(dir, archive)?;
    let index = Arc::new(Index::open(&shared, usize::MAX, false)?);
    let view = shared.view();
    let header = view.segments.last().and_then(|segment| segment.header);
    let log_id = header.map_or(LogId { id: 0, epoch: 0 }, |header| header.log_id);
    // The sender is dropped: nothing will come.
    let (_, head) = watch::channel(view.head);
    if let Some(cut) = &tail.cut {
        tracing::warn!("the end of the log is left out, of which nobody had been told: {cut}");
    }
    let report = report(log_id, false, &view, tail, 0, cut::kept_in(dir)?);
    let threads = Mutex::new(Threads::default());
    Ok((LogStore { log_id, shared, index, head, queue: None, threads }, report))
}

/// A log as it lies there, without a change to it. Nothing is missing at its end.
pub(super) fn look(dir: &Path, archive: Option<&Path>) -> Result<(Arc<Shared>, Tail), StoreError> {
    let told = Told::of(dir)?;
    let (shared, tail) = see(dir, archive, &told)?;
    check_end(dir, &shared.view(), &told)?;
    Ok((shared, tail))
}

/// Checks that nothing is missing at the end.
///
/// # Errors
/// [`StoreError::Corrupt`], naming the segment.
pub(super) fn check_end(dir: &Path, view: &View, told: &Told) -> Result<(), StoreError> {
    let Some(last) = view.segments.last().and_then(|segment| segment.header) else {
        return Ok(());
    };
    told.check_segments(dir, &last)?;
    told.check_head(dir, &last, view.head, view.end)
}

/// What is there of a log, without a change to it.
pub(super) fn see(
    dir: &Path,
    archive: Option<&Path>,
    told: &Told,
) -> Result<(Arc<Shared>, Tail), StoreError> {
    let segments = list(dir, archive, told)?;
    let Some(header) = segments.last().and_then(|segment| segment.header) else {
        return Err(StoreError::NoLog { path: dir.to_owned() });
    };
    let path = dir.join(segment_name(header.first));
    let file = File::open(&path).map_err(failed("open", &path))?;
    let tail = judge(&read_all(&file, &path)?, &header, &path)?;
    let view = View { segments: Arc::new(segments), end: tail.end, head: tail.head };
    Ok((Arc::new(Shared::new(dir.to_owned(), archive.map(Path::to_owned), view)), tail))
}

fn report(
    log_id: LogId,
    created: bool,
    view: &View,
    tail: Tail,
    unindexed: usize,
    kept: Vec<PathBuf>,
) -> OpenReport {
    let absent = view.absent();
    let segments = view.segments.iter().filter(|segment| segment.header.is_some()).count();
    let last = view.segments.last().map_or(Position(1), |segment| segment.first);
    let (head, cut, last) = (view.head, tail.cut, segment_name(last));
    OpenReport { log_id, created, head, last, segments, absent, cut, kept, unindexed }
}

/// Makes the first segment of a new log.
fn found(
    dir: &Path,
    archive: Option<&Path>,
    disk: &dyn Disk,
    segment_bytes: u64,
) -> Result<(), StoreError> {
    let archived =
        archive.map(segments_in).transpose()?.is_some_and(|archived| !archived.is_empty());
    Told::of(dir)?.no_remains(dir)?;
    if archived {
        return Err(corrupt(dir, 0, "of this log only the archive is there"));
    }
    let header = SegmentHeader {
        log_id: LogId { id: u128::from_le_bytes(directory::random()?), epoch: 1 },
        open: 0,
        first: Position(1),
        salt: u64::from_le_bytes(directory::random()?),
        previous: None,
    };
    begin(disk, dir, prepare(disk, dir, segment_bytes)?, header)?;
    Ok(())
}

/// Opens the last segment for writing, as a crash may have left it, and repairs it.
fn last(
    dir: &Path,
    segments: &[Segment],
    options: &LogOptions,
    told: &Told,
) -> Result<(OpenSegment, Tail), StoreError> {
    let header = segments.last().and_then(|segment| segment.header);
    let header = header.ok_or_else(|| StoreError::NoLog { path: dir.to_owned() })?;
    told.check_segments(dir, &header)?;
    let path = dir.join(segment_name(header.first));
    let file = OpenOptions::new().read(true).write(true).open(&path);
    let file = file.map_err(failed("open", &path))?;
    let bytes = read_all(&file, &path)?;
    let tail = judge(&bytes, &header, &path)?;
    told.check_head(dir, &header, tail.head, tail.end)?;
    if tail.cut.is_some() {
        let known = (options.reached)(header.log_id).filter(|known| *known > tail.head);
        if let Some(known) = known {
            return Err(StoreError::Shorter { path, head: tail.head, known });
        }
    }
    repair(options.disk.as_ref(), &file, &path, &bytes, &tail)?;
    let hash = hash(&bytes, tail.end);
    let (offset, marked) = (tail.end, tail.marked);
    let capacity = wide(bytes.len());
    Ok((OpenSegment { header, path, file, capacity, offset, hash, marked }, tail))
}

fn spawn(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<thread::JoinHandle<()>, StoreError> {
    let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map_err(failed("start a thread of", Path::new("the log")))
}

/// What is done in the background at first and whenever a segment has been sealed.
fn keep(index: &Index, shared: &Shared, seals: &Receiver<()>) {
    while seals.recv().is_ok() {
        // Several may have been sealed in the meantime.
        while seals.try_recv().is_ok() {}
        for outcome in [trim(shared), index.maintain()] {
            if let Err(error) = outcome {
                // Not needed for anything but speed; tried again with the next segment.
                tracing::warn!(%error, "the index of a sealed segment could not be written");
            }
        }
    }
}
