//! Keeps a bucket as the log has it.

use super::bucket::Bucket;
use super::changes::{Change, Changes};
use super::end::{End, sequence};
use super::rebuild::{rebuild, repair};
use crate::batch;
use crate::context::Context;
use crate::error::Error;
use crate::status::Health;
use async_nats::jetstream::stream::Stream;
use engine::Position;
use engine::projection::Follower;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// How often a bucket that nothing changes in is looked at: whether it is still there, and nobody
/// else has written to it.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Who keeps a bucket.
pub(super) struct Keeper {
    bucket: Bucket,
    models: Arc<Follower>,
    /// For which of the rebuilds on demand it was made.
    made_for: AtomicU64,
}

impl Keeper {
    pub(super) fn new(bucket: Bucket, models: Arc<Follower>) -> Self {
        let made_for = AtomicU64::new(*models.rebuilds().borrow());
        Self { bucket, models, made_for }
    }
}

/// Writes what changes until the node stops. Whatever goes wrong, it fails and is begun anew from
/// what the bucket holds by then.
pub(super) async fn follow(context: Context, keeper: Arc<Keeper>) -> Result<(), Error> {
    let stream = keeper.bucket.get(&context).await?;
    let mut rebuilds = keeper.models.rebuilds();
    while !context.is_stopping() {
        let demanded = *rebuilds.borrow_and_update();
        let (mut sequence, position) = tokio::select! {
            begun = keeper.begin(&context, &stream, demanded) => begun?,
            () = context.stopping() => return Ok(()),
        };
        let mut changes = Changes::new(&context, &keeper.bucket, &keeper.models, position);
        let mut next = Next::Changed;
        while matches!(next, Next::Changed | Next::Nothing) {
            if matches!(next, Next::Nothing) {
                unchanged(&keeper.bucket, &stream, sequence).await?;
            }
            let reached;
            (changes, sequence, reached) =
                write(&context, &keeper.bucket, changes, sequence).await?;
            context.board.reached(&keeper.bucket.part(), reached);
            next = wait(&context, reached, &mut rebuilds).await;
        }
    }
    Ok(())
}

impl Keeper {
    /// Makes the bucket anew or puts it right, if that has to be; the sequence number of its last message, and up to
    /// where it is right.
    async fn begin(
        &self,
        context: &Context,
        stream: &Stream,
        demanded: u64,
    ) -> Result<(u64, Position), Error> {
        let Self { bucket, models, made_for } = self;
        let End { sequence, position, foreign } = if demanded == made_for.load(Ordering::Relaxed) {
            End::of(context, bucket, stream).await?
        } else {
            End::anew(sequence(stream).await?)
        };
        let part = bucket.part();
        context.board.reached(&part, position.unwrap_or_default());
        context.board.health(&part, Health::Working);
        let begun = match position {
            Some(position) => {
                let end = (sequence, position);
                (repair(context, bucket, models, end, foreign).await?, position)
            }
            None => rebuild(context, bucket, models, stream, sequence).await?,
        };
        made_for.store(demanded, Ordering::Relaxed);
        Ok(begun)
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

async fn wait(context: &Context, reached: Position, rebuilds: &mut watch::Receiver<u64>) -> Next {
    let mut head = context.engine.store().head();
    tokio::select! {
        biased;
        () = context.stopping() => Next::Stopping,
        Ok(()) = rebuilds.changed() => Next::Demanded,
        news = head.wait_for(|head| *head > reached) => {
            if news.is_ok() { Next::Changed } else { Next::Stopping }
        }
        () = tokio::time::sleep(LOOK_EVERY) => Next::Nothing,
    }
}

/// Writes what changes next, if anything does, and up to where the bucket is right with it.
async fn write(
    context: &Context,
    bucket: &Bucket,
    mut changes: Changes,
    sequence: u64,
) -> Result<(Changes, u64, Position), Error> {
    let reading = tokio::task::spawn_blocking(move || {
        let change = changes.next();
        (changes, change)
    });
    let (changes, change) = reading.await.map_err(|_| Error::Panicked)?;
    let Change { mut messages, reached } = change?;
    let sequence = batch::publish_all(context, &bucket.stream(), sequence, &mut messages).await?;
    Ok((changes, sequence, reached))
}

/// Whether nobody else has written to it.
async fn unchanged(bucket: &Bucket, stream: &Stream, expected: u64) -> Result<(), Error> {
    let found = sequence(stream).await?;
    if found == expected {
        return Ok(());
    }
    Err(Error::BucketChanged { bucket: bucket.name() })
}
