//! Segment files made ahead of need, so that a full disk is found before the log needs the room.

use super::directory::{self, PREPARED, failed};
use super::disk::Disk;
use super::queue::Queue;
use crate::store::StoreError;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

/// A file of zeros, durable, that has no place in the log yet.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) file: File,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

/// Makes such a file now.
pub(super) fn prepare(disk: &dyn Disk, dir: &Path, bytes: u64) -> Result<Prepared, StoreError> {
    let path = dir.join(PREPARED);
    directory::remove(&path)?;
    let mut options = OpenOptions::new();
    let file = options.create_new(true).read(true).write(true).open(&path);
    let file = file.map_err(failed("create", &path))?;
    if let Err(error) = disk.prepare(&file, 0, bytes) {
        // What it took is given back; the error worth telling is the first one.
        let _ = directory::remove(&path);
        return Err(failed("prepare", &path)(error));
    }
    Ok(Prepared { file, path, bytes })
}

/// The background thread that prepares a segment when asked.
#[derive(Debug)]
pub(super) struct Preparer {
    asked: bool,
    /// `None` only while it is being stopped.
    asking: Option<Sender<u64>>,
    prepared: Receiver<Result<Prepared, StoreError>>,
    thread: Option<JoinHandle<()>>,
}

impl Preparer {
    /// `queue` is closed for new writes when there is no room for a segment.
    pub(super) fn start(
        disk: Arc<dyn Disk>,
        dir: PathBuf,
        queue: Arc<Queue>,
    ) -> Result<Self, StoreError> {
        let (asking, asked) = channel::<u64>();
        let (tell, prepared) = channel();
        let work = move || {
            for bytes in asked {
                let outcome = prepare(disk.as_ref(), &dir, bytes);
                if let Err(error) = &outcome {
                    tracing::error!(%error, "no further segment; new writes are refused");
                    queue.refuse(error.clone());
                }
                if tell.send(outcome).is_err() {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("log-prepare".to_owned()).spawn(work);
        let thread =
            thread.map_err(failed("start the preparing thread of", Path::new("the log")))?;
        Ok(Self { asked: false, asking: Some(asking), prepared, thread: Some(thread) })
    }

    /// Asks for one segment, unless one has been asked for.
    pub(super) fn ask(&mut self, bytes: u64) {
        if !std::mem::replace(&mut self.asked, true) {
            // A thread that is gone is noticed in `take`.
            let _ = self.asking.as_ref().map(|asking| asking.send(bytes));
        }
    }

    /// The segment that was asked for; asks for it now if it was not.
    pub(super) fn take(&mut self, bytes: u64) -> Result<Prepared, StoreError> {
        loop {
            self.ask(bytes);
            let gone = |_| StoreError::Stopped("the preparing thread is gone".to_owned());
            let prepared = self.prepared.recv().map_err(gone)??;
            self.asked = false;
            if prepared.bytes >= bytes {
                return Ok(prepared);
            }
            // A batch larger than a whole segment: one of its own size.
        }
    }
}

impl Drop for Preparer {
    fn drop(&mut self) {
        self.asking = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if let Ok(Ok(unused)) = self.prepared.try_recv() {
            // Left behind, it is removed at the next open.
            let _ = directory::remove(&unused.path);
        }
    }
}
