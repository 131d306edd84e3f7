//! Read models in KV: what a read model tells of one by one is a bucket, a key for each, to be read
//! and watched with any KV client.
//!
//! A bucket is a copy and nothing else. It is written behind the log, in guarded batches: what its
//! last message says is how far it has come, and from there it goes on. What somebody
//! else has written is undone. A bucket that is new or lost, or that was made by another fold, is
//! made anew; one that knows more than the log is left alone until that is asked for.
//!
//! Who may read a bucket is asked of the facts, so nobody but the node needs anything of `$JS.API`:
//! the server checks neither where it is told to send a reply nor where a consumer delivers to, and
//! would put its answers into other buckets, streams and actors' subjects. The node hands on what
//! is asked under `pdca.js.…`, after a look at exactly that: see [`door`].

mod bucket;
mod changes;
mod door;
mod end;
mod follow;
mod rebuild;
mod watchers;

pub(crate) use bucket::Bucket;
pub(crate) use door::endpoint;

use crate::context::Context;
use crate::micro::Endpoint;
use crate::part::Parts;
use engine::projection::Follower;
use std::sync::Arc;

/// Starts what fills the buckets, and the door through which they are read.
pub(crate) fn start(
    context: &Context,
    parts: &mut Parts,
    endpoint: Arc<Endpoint>,
    models: &Arc<Follower>,
) {
    let buckets = Bucket::all(context.engine.catalogue(), &models.entity_sets());
    for bucket in &buckets {
        let keeper = Arc::new(follow::Keeper::new(bucket.clone(), Arc::clone(models)));
        context.board.follows(&bucket.part());
        parts.start_anew(context, bucket.part(), move |context| {
            follow::follow(context, Arc::clone(&keeper))
        });
        if !bucket.visible_to.is_empty() {
            let bucket = bucket.clone();
            for part in [bucket.part(), watchers::part(&bucket)] {
                context.board.restricted(&part);
            }
            parts.start_anew(context, watchers::part(&bucket), move |context| {
                watchers::look_after(context, bucket.clone())
            });
        }
    }
    door::start(context, parts, endpoint, buckets);
}
