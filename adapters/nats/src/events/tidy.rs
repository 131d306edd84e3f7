//! What others have written into a stream of events is removed, beside the publishing: who writes
//! there all day holds up nobody's events.

use super::end::next;
use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use crate::stored;
use async_nats::jetstream::stream::Stream;
use futures_util::stream::{self, StreamExt as _};
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
    found: mpsc::UnboundedSender<u64>,
    contended: watch::Sender<Option<Instant>>,
    _working: JoinSet<()>,
}

impl Tidy {
    pub(super) fn begin(context: &Context, target: &Target, stream: &Stream) -> Self {
        // Of eight bytes for each message of the stream at most.
        let (found, foreign) = mpsc::unbounded_channel();
        let contended = watch::Sender::new(None);
        let mut working = JoinSet::new();
        let place = Place {
            context: context.clone(),
            stream: stream.clone(),
            part: target.part(),
            contended: contended.subscribe(),
        };
        working.spawn(place.tidy(foreign));
        Self { found, contended, _working: working }
    }

    /// Has these removed, by and by.
    pub(super) fn remove(&self, foreign: impl IntoIterator<Item = u64>) {
        for sequence in foreign {
            // What cannot be told any more is found by whoever begins anew.
            let _ = self.found.send(sequence);
        }
    }

    /// Somebody has written between two batches.
    pub(super) fn is_contended(&self) {
        self.contended.send_replace(Some(Instant::now()));
    }
}

struct Place {
    context: Context,
    stream: Stream,
    part: String,
    contended: watch::Receiver<Option<Instant>>,
}

impl Place {
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
