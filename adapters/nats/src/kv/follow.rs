//! Keeps a bucket as the log has it.

use super::bucket::Bucket;
use super::changes::{Change, Changes};
use super::end::{End, Known, info};
use super::rebuild::{rebuild, repair};
use crate::batch::{self, Writer};
use crate::context::Context;
use crate::error::Error;
use crate::status::Health;
use async_nats::jetstream::stream::Stream;
use engine::Position;
use engine::projection::Follower;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How often a bucket is looked at: whether it is still there, and nobody else has written to it or
/// removed anything.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How soon it is looked at before and after something is written, so that it is known how much
/// there is.
const LOOK_SOON: Duration = Duration::from_millis(500);

/// How long a bucket rests once it has written what it had read, as a multiple of what that took. It
/// is a copy: commands and events come first, and what changes again and again meanwhile is written
/// once.
const REST: u32 = 3;
/// How long it rests at most.
const REST_MAX: Duration = Duration::from_millis(500);

/// Who keeps a bucket.
pub(super) struct Keeper {
    bucket: Bucket,
    models: Arc<Follower>,
    /// For which of the rebuilds on demand it was made.
    made_for: AtomicU64,
    /// How it was left.
    known: Mutex<Option<Known>>,
}

impl Keeper {
    pub(super) fn new(bucket: Bucket, models: Arc<Follower>) -> Self {
        let made_for = AtomicU64::new(*models.rebuilds().borrow());
        Self { bucket, models, made_for, known: Mutex::default() }
    }
}

/// Writes what changes until the node stops. Whatever goes wrong, it fails and is begun anew from
/// what the bucket holds by then. What others write there is put right, and it goes on at once.
pub(super) async fn follow(context: Context, keeper: Arc<Keeper>) -> Result<(), Error> {
    let stream = keeper.bucket.get(&context).await?;
    let mut most = batch::MESSAGES_MAX;
    loop {
        match keep(&context, &keeper, &stream, &mut most).await {
            // Who writes without end is outrun by small batches: fewer come in between.
            Err(Error::Written { .. }) if keeper.is_known() => most = (most / 2).max(1),
            ended => return ended,
        }
    }
}

/// Writes what changes, so many at once at most, and more when that goes well.
async fn keep(
    context: &Context,
    keeper: &Keeper,
    stream: &Stream,
    most: &mut usize,
) -> Result<(), Error> {
    let mut rebuilds = keeper.models.rebuilds();
    while !context.is_stopping() {
        let demanded = *rebuilds.borrow_and_update();
        let (mut writer, position) = tokio::select! {
            begun = keeper.begin(context, stream, demanded) => begun?,
            () = context.stopping() => return Ok(()),
        };
        let mut changes = Changes::new(context, &keeper.bucket, &keeper.models, position);
        let (mut next, mut looked, mut looked_at) =
            (Next::Changed, Instant::now(), writer.sequence());
        let mut began = Instant::now();
        while matches!(next, Next::Changed | Next::Nothing) {
            if looked.elapsed() >= LOOK_SOON {
                keeper.look(stream).await?;
                (looked, looked_at) = (Instant::now(), writer.sequence());
            }
            let (reached, is_last);
            (changes, reached, is_last) = write(changes, &mut writer, *most).await?;
            *most = (*most * 2).min(batch::MESSAGES_MAX);
            keeper.left_at(&writer, reached);
            context.board.reached(&keeper.bucket.part(), reached);
            if is_last {
                rest(context, began.elapsed()).await;
            }
            let pause = if writer.sequence() == looked_at { LOOK_EVERY } else { LOOK_SOON };
            next = wait(context, reached, looked + pause, &mut rebuilds).await;
            if is_last {
                began = Instant::now();
            }
        }
    }
    Ok(())
}

impl Keeper {
    /// Makes the bucket anew or puts it right, if that has to be; who writes behind that, and up to
    /// where it is right.
    async fn begin(
        &self,
        context: &Context,
        stream: &Stream,
        demanded: u64,
    ) -> Result<(Writer, Position), Error> {
        let Self { bucket, models, made_for, .. } = self;
        let known = *self.known();
        let End { sequence, position, foreign } = if demanded == made_for.load(Ordering::Relaxed) {
            End::of(context, bucket, models, stream, known).await?
        } else {
            End::anew(info(stream).await?.state.last_sequence)
        };
        let part = bucket.part();
        context.board.reached(&part, position.unwrap_or_default());
        context.board.health(&part, Health::Working);
        let mut writer = Writer::open(context, &bucket.stream(), sequence).await?;
        let position = if let Some(position) = position {
            repair(context, bucket, models, &mut writer, position, foreign).await?;
            position
        } else {
            // Should that not be finished, what it was before counts for nothing.
            *self.known() = None;
            rebuild(context, bucket, models, stream, &mut writer).await?
        };
        made_for.store(demanded, Ordering::Relaxed);
        let info = info(stream).await?;
        let (created, messages) = (info.created.unix_timestamp_nanos(), info.state.messages);
        *self.known() = Some(Known { created, sequence: writer.sequence(), position, messages });
        Ok((writer, position))
    }

    /// How it was left.
    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it was made, and how far it is right is known.
    fn is_known(&self) -> bool {
        self.known().is_some()
    }

    /// Notes up to where it is right.
    fn left_at(&self, writer: &Writer, position: Position) {
        if let Some(known) = &mut *self.known() {
            (known.sequence, known.position) = (writer.sequence(), position);
        }
    }

    /// Looks whether nobody else has written to it, or removed anything.
    async fn look(&self, stream: &Stream) -> Result<(), Error> {
        let info = info(stream).await?;
        let mut known = self.known();
        let as_left = |known: &&mut Known| {
            known.is_whole(&info) && known.sequence == info.state.last_sequence
        };
        let changed = || Error::BucketChanged { bucket: self.bucket.name() };
        let known = known.as_mut().filter(as_left).ok_or_else(changed)?;
        known.messages = info.state.messages;
        Ok(())
    }
}

/// What comes next.
enum Next {
    /// There is more in the log.
    Changed,
    /// Nothing, for a while.
    Nothing,
    /// The bucket is to be made anew.
    Demanded,
    /// The node stops.
    Stopping,
}

/// Lets others work, after writing for so long.
async fn rest(context: &Context, took: Duration) {
    tokio::select! {
        () = tokio::time::sleep((took * REST).min(REST_MAX)) => {}
        () = context.stopping() => {}
    }
}

async fn wait(
    context: &Context,
    reached: Position,
    look_at: Instant,
    rebuilds: &mut watch::Receiver<u64>,
) -> Next {
    let mut head = context.engine.store().head();
    tokio::select! {
        biased;
        () = context.stopping() => Next::Stopping,
        Ok(()) = rebuilds.changed() => Next::Demanded,
        news = head.wait_for(|head| *head > reached) => {
            if news.is_ok() { Next::Changed } else { Next::Stopping }
        }
        () = tokio::time::sleep_until(look_at) => Next::Nothing,
    }
}

/// Writes what changes next, so many at most; up to where the bucket is right with it, and whether
/// that is all that was read.
async fn write(
    mut changes: Changes,
    writer: &mut Writer,
    most: usize,
) -> Result<(Changes, Position, bool), Error> {
    let reading = tokio::task::spawn_blocking(move || {
        let change = changes.next(most);
        (changes, change)
    });
    let (changes, change) = reading.await.map_err(|_| Error::Panicked)?;
    let Change { mut messages, reached, is_last } = change?;
    writer.publish_all(&mut messages).await?;
    Ok((changes, reached, is_last))
}
