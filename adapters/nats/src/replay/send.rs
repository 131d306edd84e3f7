use super::flow::{Flow, Stopped};
use super::pace::Pace;
use super::pages::{Page, Pages, Told};
use crate::batch::Message;
use crate::context::Context;
use crate::endpoint::Asker;
use crate::visibility::may_see;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::{Client, HeaderMap, PublishError, Subject};
use engine::json;
use engine::outside::Problem;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use tokio::time::Instant;

/// The header of the last message: how it ended.
const REPLAY: &str = "Pdca-Replay";
/// The header of each event: its number in this replay, from 1.
const COUNT: &str = "Pdca-Count";
/// The header of a message that holds no event: for how long none will come.
pub(super) const WAIT: &str = "Pdca-Wait";
/// How often it is asked whether anybody is there, while no event comes.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What has been sent.
#[derive(Default)]
struct Sent {
    count: u64,
    /// Over id, line feed, body, line feed of each event.
    digest: Sha256,
}

/// Sends all of it, and then says that this was all.
pub(super) async fn all(
    context: &Context,
    inbox: Subject,
    mut pages: Pages,
    mut pacing: Pace,
) -> Result<(), Problem> {
    let unsent = |error: PublishError| Problem::failure("nats_failed", &error);
    let flow = Flow::open(context, pages.asker()).await;
    let mut flow = flow.map_err(|error| Problem::failure("nats_failed", &error))?;
    let (head, asker, mut sent) = (pages.head(), pages.asker().clone(), Sent::default());
    let mut page = next(context, &mut pages).await?;
    let stopped = loop {
        let Some(Page { events, is_last }) = page else { break Some(Stopped::Node) };
        // The next page is written while this one is on its way.
        let to = To { context, asker: &asker, inbox: &inbox };
        let sending = some(&to, &mut flow, &mut pacing, &mut sent, events);
        let (sending, next) = if is_last {
            (sending.await, Ok(Some(Page::default())))
        } else {
            tokio::join!(sending, next(context, &mut pages))
        };
        page = next?;
        match sending.map_err(unsent)? {
            Some(stopped) => break Some(stopped),
            None if is_last => break None,
            None => {}
        }
    };
    let Sent { count, digest } = sent;
    let how = match stopped {
        None => "end",
        Some(Stopped::Gone) => return Ok(()),
        Some(Stopped::Slow) => "abandoned: no answer for too long",
        Some(Stopped::Node) => "abandoned: the node stops",
    };
    let digest = crate::digest::told(digest);
    let mut headers = HeaderMap::new();
    headers.insert(REPLAY, how);
    let last = json!({ "count": count, "position": head, "digest": digest });
    let last = json::of(&last).to_string();
    context.bulk.client.publish_with_headers(inbox, headers, last.into()).await.map_err(unsent)
}

/// The next page, unless the node stops before it is there.
async fn next(context: &Context, pages: &mut Pages) -> Result<Option<Page>, Problem> {
    tokio::select! {
        page = pages.next() => page.map(Some),
        () = context.stopping() => Ok(None),
    }
}

/// Whom it is sent to.
struct To<'a> {
    context: &'a Context,
    asker: &'a Asker,
    inbox: &'a Subject,
}

/// Sends a page; why not all of it, if so.
async fn some(
    to: &To<'_>,
    flow: &mut Flow,
    pace: &mut Pace,
    sent: &mut Sent,
    events: Vec<Told>,
) -> Result<Option<Stopped>, PublishError> {
    let To { context, asker, inbox } = *to;
    for Told { event, recorded_at, visible_to } in events {
        if context.is_stopping() {
            return Ok(Some(Stopped::Node));
        }
        let Message { mut headers, body } = event.message();
        let due = pace.due(recorded_at, Instant::now());
        if let Some(due) = due
            && let Err(stopped) = wait(context, inbox, flow, due).await?
        {
            return Ok(Some(stopped));
        }
        // Asked anew: a role may have been taken away while this one was waited for.
        match may_see(context, asker, visible_to).await {
            Ok(true) => {}
            Ok(false) => continue,
            Err(_stopped) => return Ok(Some(Stopped::Node)),
        }
        let reply = match flow.admit(context, body.len(), due.is_some()).await {
            Ok(reply) => reply,
            Err(stopped) => return Ok(Some(stopped)),
        };
        sent.count += 1;
        let id = headers.get(NATS_MESSAGE_ID).map(|id| id.as_str().to_owned());
        for part in [id.unwrap_or_default().as_bytes(), b"\n", &*body, b"\n"] {
            sent.digest.update(part);
        }
        headers.insert(COUNT, sent.count.to_string().as_str());
        publish(&context.bulk.client, inbox.clone(), reply, headers, body).await?;
    }
    Ok(None)
}

/// Waits until an event is due, and asks now and then whether anybody is there still.
async fn wait(
    context: &Context,
    inbox: &Subject,
    flow: &mut Flow,
    due: Instant,
) -> Result<Result<(), Stopped>, PublishError> {
    loop {
        let look = Instant::now() + LOOK_EVERY;
        if let Err(stopped) = flow.listen(context, due.min(look)).await {
            return Ok(Err(stopped));
        }
        if due <= look {
            return Ok(Ok(()));
        }
        let reply = match flow.admit(context, 0, true).await {
            Ok(reply) => reply,
            Err(stopped) => return Ok(Err(stopped)),
        };
        let mut headers = HeaderMap::new();
        let left = due.saturating_duration_since(Instant::now());
        headers.insert(WAIT, format!("PT{}S", left.as_secs()).as_str());
        publish(&context.bulk.client, inbox.clone(), reply, headers, bytes::Bytes::new()).await?;
    }
}

async fn publish(
    client: &Client,
    inbox: Subject,
    reply: Option<Subject>,
    headers: HeaderMap,
    body: bytes::Bytes,
) -> Result<(), PublishError> {
    match reply {
        None => client.publish_with_headers(inbox, headers, body).await,
        Some(reply) => client.publish_with_reply_and_headers(inbox, reply, headers, body).await,
    }
}
