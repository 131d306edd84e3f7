//! What readers see of the log: which segments there are, and how far it is durable.

use super::bytes::wide;
use super::directory::{failed, segment_name};
use super::format::{HEADER_BYTES, SegmentHeader};
use super::marks::Marks;
use crate::Position;
use crate::measure::Durations;
use crate::store::{LogId, StoreError};
use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many segment files are kept open for reading: far fewer than a process may open.
const HANDLES_MAX: usize = 64;

/// A segment, or a stretch of positions whose segments are absent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// `None` when it is absent.
    pub(super) header: Option<SegmentHeader>,
    /// The first position in it.
    pub(super) first: Position,
    /// The last position in it, once sealed.
    pub(super) last: Option<Position>,
    /// Its length in bytes, once sealed.
    pub(super) bytes: u64,
}

impl Segment {
    /// The header of a segment that is there.
    ///
    /// # Errors
    /// [`StoreError::Archived`], when it was absent at open.
    pub(super) fn header(&self) -> Result<SegmentHeader, StoreError> {
        self.header.ok_or_else(|| StoreError::Archived {
            name: segment_name(self.first),
            first: self.first,
            last: self.last.unwrap_or(self.first),
        })
    }
}

/// One moment of the log.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// All segments, in order. The last one is open: it is being written.
    pub(super) segments: Arc<Vec<Segment>>,
    /// The offset in the open segment up to which it is durable.
    pub(super) end: u64,
    /// The last durable position.
    pub(super) head: Position,
}

impl View {
    /// The segment that holds `position`, and its number.
    pub(super) fn segment_of(&self, position: Position) -> Option<(usize, &Segment)> {
        let after = self.segments.partition_point(|segment| segment.first <= position);
        let number = after.checked_sub(1)?;
        Some((number, self.segments.get(number)?))
    }

    /// Stretches of positions whose segments are absent, first and last, in order.
    pub(super) fn absent(&self) -> Vec<(Position, Position)> {
        let absent = self.segments.iter().filter(|segment| segment.header.is_none());
        absent.map(|segment| (segment.first, self.last(segment))).collect()
    }

    /// The length of a segment as far as it may be read.
    pub(super) fn limit(&self, number: usize) -> u64 {
        let open = number + 1 == self.segments.len();
        if open { self.end } else { self.segments.get(number).map_or(0, |segment| segment.bytes) }
    }

    /// The last position in a segment, as far as it may be read.
    pub(super) fn last(&self, segment: &Segment) -> Position {
        segment.last.unwrap_or(self.head)
    }
}

/// What the writer, the readers and the background threads share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) dir: PathBuf,
    pub(super) archive: Option<PathBuf>,
    view: Mutex<View>,
    handles: Mutex<Vec<(Position, Arc<File>)>>,
    pub(super) marks: Marks,
    /// How long it took to make groups durable.
    pub(super) durable: Durations,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn new(dir: PathBuf, archive: Option<PathBuf>, view: View) -> Self {
        Self {
            dir,
            archive,
            view: Mutex::new(view),
            handles: Mutex::default(),
            marks: Marks::default(),
            durable: Durations::default(),
        }
    }

    pub(super) fn view(&self) -> View {
        lock(&self.view).clone()
    }

    /// The open segment is durable up to `end`, the log up to `head`.
    pub(super) fn advance(&self, end: u64, head: Position) {
        let mut view = lock(&self.view);
        view.end = end;
        view.head = head;
    }

    /// The open segment is sealed at `bytes`; `header` begins the next one.
    pub(super) fn roll(&self, bytes: u64, header: SegmentHeader) {
        let mut view = lock(&self.view);
        let mut segments = view.segments.to_vec();
        if let Some(sealed) = segments.last_mut() {
            sealed.bytes = bytes;
            sealed.last = Some(Position(header.first.0.saturating_sub(1)));
        }
        segments.push(Segment {
            header: Some(header),
            first: header.first,
            last: None,
            bytes: HEADER_BYTES,
        });
        view.segments = Arc::new(segments);
        view.end = HEADER_BYTES;
    }

    /// Where the segment's file is, or would be.
    pub(super) fn path(&self, first: Position) -> PathBuf {
        let name = segment_name(first);
        let here = self.dir.join(&name);
        match &self.archive {
            Some(archive) if !here.exists() && archive.join(&name).exists() => archive.join(&name),
            _ => here,
        }
    }

    /// Opens a segment for reading.
    ///
    /// # Errors
    /// [`StoreError::Archived`], when it is absent.
    pub(super) fn file(&self, segment: &Segment, last: Position) -> Result<Arc<File>, StoreError> {
        let mut handles = lock(&self.handles);
        if let Some(at) = handles.iter().position(|(first, _)| *first == segment.first) {
            let handle = handles.remove(at);
            let file = Arc::clone(&handle.1);
            handles.push(handle);
            return Ok(file);
        }
        let path = self.path(segment.first);
        let file = match File::open(&path) {
            Ok(file) => Arc::new(file),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let name = segment_name(segment.first);
                return Err(StoreError::Archived { name, first: segment.first, last });
            }
            Err(error) => return Err(failed("open", &path)(error)),
        };
        if handles.len() >= HANDLES_MAX {
            handles.remove(0);
        }
        handles.push((segment.first, Arc::clone(&file)));
        Ok(file)
    }

    /// The id that events at `position` bear.
    pub(super) fn log_id_at(&self, position: Position) -> Option<LogId> {
        let view = self.view();
        view.segment_of(position)?.1.header.map(|header| header.log_id)
    }
}

/// A length of bytes in a segment, as an offset.
pub(super) fn offset_of(base: u64, at: usize) -> u64 {
    base + wide(at)
}
