//! Who watches what only some may see: whoever may no longer see it hears no more.

use super::bucket::Bucket;
use crate::context::Context;
use crate::error::Error;
use crate::status::Health;
use async_nats::jetstream::consumer;
use engine::Actor;
use futures_util::TryStreamExt as _;
use std::time::Duration;

/// In whose name a consumer was made, in its metadata.
pub(super) const ACTOR: &str = "pdca-actor";
/// How long somebody may hear on who has lost the role.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The part's name.
pub(super) fn part(bucket: &Bucket) -> String {
    format!("{} watchers", bucket.part())
}

/// Looks at who watches until the node stops.
pub(super) async fn look_after(context: Context, bucket: Bucket) -> Result<(), Error> {
    let stream = bucket.get(&context).await?;
    context.board.health(&part(&bucket), Health::Working);
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = context.stopping() => return Ok(()),
        }
        let watchers = stream.consumers().try_collect::<Vec<_>>().await;
        for watcher in watchers.map_err(Error::nats("list who watches a bucket"))? {
            if !may_watch(&context, &bucket, &watcher).await? {
                tracing::info!(bucket = bucket.name(), watcher = watcher.name, "may watch no more");
                let deleted = stream.delete_consumer(&watcher.name).await;
                deleted.map_err(Error::nats("end who watches a bucket"))?;
            }
        }
    }
}

/// How many watchers of a bucket somebody has, those that have gone and are still kept included.
pub(super) async fn count(context: &Context, bucket: &Bucket, name: &str) -> Result<usize, Error> {
    let stream = context.jetstream.get_stream_no_info(bucket.stream()).await;
    let stream = stream.map_err(Error::nats("open a bucket"))?;
    let watchers = stream.consumers().try_collect::<Vec<_>>().await;
    let watchers = watchers.map_err(Error::nats("list who watches a bucket"))?;
    let his = |watcher: &&consumer::Info| {
        watcher.config.metadata.get(ACTOR).is_some_and(|actor| actor == name)
    };
    Ok(watchers.iter().filter(his).count())
}

/// Whether somebody may go on watching; what was not made through the door is the operator's.
async fn may_watch(
    context: &Context,
    bucket: &Bucket,
    watcher: &consumer::Info,
) -> Result<bool, Error> {
    let Some(actor) = watcher.config.metadata.get(ACTOR) else { return Ok(true) };
    let Ok(actor) = Actor::from_escaped(actor) else { return Ok(false) };
    Ok(context.engine.may_see(&actor, bucket.visible_to).await?)
}
