//! What others have written into a stream of events is removed, beside the publishing: who writes
//! there all day holds up nobody's events.

use super::end::Unseen;
use super::look::next;
use super::sweep::sweep;
use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use crate::stored;
use async_nats::jetstream::stream::Stream;
use futures_util::stream::{self, StreamExt as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How many are removed at once.
const AT_ONCE: usize = 64;
/// For how long removing makes way, once somebody has written between two batches: a server that
/// removes answers later, and the later it answers the more comes in between.
const CONTENDED: Duration = Duration::from_secs(1);
/// How long it rests then between one and the next.
const REST: Duration = Duration::from_millis(50);
/// How long it waits after something went wrong.
const PAUSE: Duration = Duration::from_secs(1);

/// Removes what it is told of, for as long as it is there.
pub(super) struct Tidy {
    place: Place,
    found: mpsc::UnboundedSender<u64>,
    /// How many it has been told of and not removed, and one for a part of the stream that is not
    /// looked over yet.
    open: Arc<AtomicU64>,
    contended: watch::Sender<Option<Instant>>,
    _working: JoinSet<()>,
    unseen: Option<Unseen>,
    /// How many of others' messages were found there.
    swept: Arc<AtomicU64>,
    sweeping: JoinSet<()>,
}

impl Tidy {
    pub(super) fn begin(context: &Context, target: &Target, stream: &Stream) -> Self {
        // Of eight bytes for each message of the stream at most.
        let (found, foreign) = mpsc::unbounded_channel();
        let contended = watch::Sender::new(None);
        let mut working = JoinSet::new();
        let open = Arc::new(AtomicU64::new(0));
        let place = Place {
            context: context.clone(),
            target: target.clone(),
            stream: stream.clone(),
            part: target.part(),
            contended: contended.subscribe(),
            open: Arc::clone(&open),
        };
        working.spawn(place.clone().tidy(foreign));
        let (unseen, swept, sweeping) = (None, Arc::default(), JoinSet::new());
        Self { place, found, open, contended, _working: working, unseen, swept, sweeping }
    }

    /// Has these removed, by and by.
    pub(super) fn remove(&self, foreign: impl IntoIterator<Item = u64>) {
        tell(&self.found, &self.open, foreign);
    }

    /// Has this looked over, once, and what others have written there removed.
    pub(super) fn look_over(&mut self, unseen: &Unseen) {
        if self.unseen.as_ref() == Some(unseen) {
            return;
        }
        self.unseen = Some(unseen.clone());
        (self.sweeping, self.swept) = (JoinSet::new(), Arc::default());
        let (place, unseen, found) = (self.place.clone(), unseen.clone(), self.found.clone());
        let (looking, swept) = (Looking::begin(&self.open), Arc::clone(&self.swept));
        self.sweeping.spawn(async move {
            place.sweep(unseen, &found, &swept).await;
            drop(looking);
        });
    }

    /// How many messages of others there were in what was looked over, once nothing is left to be
    /// looked over or removed.
    pub(super) fn swept(&self) -> Option<u64> {
        let is_done = self.open.load(Ordering::Acquire) == 0;
        is_done.then(|| self.swept.load(Ordering::Acquire))
    }

    /// Somebody has written between two batches.
    pub(super) fn is_contended(&self) {
        self.contended.send_replace(Some(Instant::now()));
    }
}

/// Has these removed.
fn tell(
    found: &mpsc::UnboundedSender<u64>,
    open: &AtomicU64,
    foreign: impl IntoIterator<Item = u64>,
) {
    for sequence in foreign {
        open.fetch_add(1, Ordering::AcqRel);
        // What cannot be told any more is found by whoever begins anew.
        let _ = found.send(sequence);
    }
}

/// Counts as open for as long as it is there.
struct Looking(Arc<AtomicU64>);

impl Looking {
    fn begin(open: &Arc<AtomicU64>) -> Self {
        open.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(open))
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[derive(Clone)]
struct Place {
    context: Context,
    target: Target,
    stream: Stream,
    part: String,
    contended: watch::Receiver<Option<Instant>>,
    open: Arc<AtomicU64>,
}

impl Place {
    async fn sweep(&self, unseen: Unseen, found: &mpsc::UnboundedSender<u64>, swept: &AtomicU64) {
        let Self { context, target, stream, .. } = self;
        let report = |strays: Vec<u64>| {
            swept.fetch_add(strays.len() as u64, Ordering::AcqRel);
            tell(found, &self.open, strays);
        };
        while let Err(error) = sweep(context, target, stream, unseen.clone(), report).await {
            tracing::warn!(%error, part = self.part, "what others have written is not all found");
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn tidy(self, mut foreign: mpsc::UnboundedReceiver<u64>) {
        let (mut waiting, mut removed) = (Vec::new(), 0_u64);
        while foreign.recv_many(&mut waiting, AT_ONCE).await > 0 {
            while !waiting.is_empty() {
                let contended = *self.contended.borrow();
                let makes_way = contended.is_some_and(|since| since.elapsed() < CONTENDED);
                let most = if makes_way { 1 } else { AT_ONCE };
                let now: Vec<_> = waiting.drain(..most.min(waiting.len())).collect();
                let place = &self;
                let remove = |one| async move { (one, place.remove(one).await) };
                let removing = now.into_iter().map(remove);
                let mut removing = stream::iter(removing).buffer_unordered(AT_ONCE);
                let mut failed = None;
                while let Some((sequence, outcome)) = removing.next().await {
                    match outcome {
                        Ok(was_there) => {
                            self.open.fetch_sub(1, Ordering::AcqRel);
                            removed += u64::from(was_there);
                            self.context.board.removed(&self.part, u64::from(was_there));
                        }
                        Err(error) => {
                            waiting.push(sequence);
                            failed = Some(error);
                        }
                    }
                }
                if let Some(error) = failed {
                    tracing::warn!(%error, part = self.part, "what others have written is still there");
                    tokio::time::sleep(PAUSE).await;
                } else if makes_way {
                    tokio::time::sleep(REST).await;
                }
            }
            if removed > 0 && foreign.is_empty() {
                tracing::warn!(part = self.part, removed, "removed what somebody else has written");
                removed = 0;
            }
        }
    }

    /// Removes a message, if it is there.
    async fn remove(&self, sequence: u64) -> Result<bool, Error> {
        let name = &self.stream.cached_info().config.name;
        match stored::remove(&self.context.jetstream, name, sequence).await {
            Ok(()) => Ok(true),
            Err(_) if next(&self.stream, sequence, sequence + 1).await?.is_none() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
