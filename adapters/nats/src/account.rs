//! For which log the account works: nodes of two logs would share each other's commands, and each
//! would do half of them. The log that is named in a bucket is the one; a log that was restored takes
//! over from the one that it was made from.

use crate::batch::{Message, Writer};
use crate::context::{Context, Standing};
use crate::error::Error;
use crate::guard;
use crate::status::Health;
use crate::stream::Needed;
use async_nats::HeaderMap;
use async_nats::jetstream::stream::{Config, LastRawMessageErrorKind, Stream};
use engine::store::LogId;
use std::sync::Arc;
use std::time::Duration;

/// The part's name.
pub(crate) const NAME: &str = "account";
const STREAM: &str = "KV_pdca_log";
const SUBJECT: &str = "$KV.pdca_log.id";
/// How long two may share an account at most, and how long a stream may stand in the way unsaid.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// Looks whether the account is this log's, until the node stops.
pub(crate) async fn look_after(context: Context) -> Result<(), Error> {
    let mut connections = context.connections();
    loop {
        connections.mark_unchanged();
        look(&context).await?;
        match context.why_shut() {
            Some(why) => context.board.waiting(NAME, &why),
            None => context.board.health(NAME, Health::Working),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = connections.changed() => {}
            () = context.stopping() => return Ok(()),
        }
    }
}

/// Looks, and has the other parts know. What cannot be asked now is as it was.
pub(crate) async fn look(context: &Context) -> Result<(), Error> {
    let looked = async {
        guard::commands_are_free(context).await?;
        claim(context).await
    };
    let standing = match looked.await {
        Ok(()) => Standing::Open,
        Err(error @ (Error::OtherLog { .. } | Error::Covered { .. } | Error::NoJetStream)) => {
            Standing::Shut(Arc::new(error))
        }
        Err(error) => return Err(error),
    };
    context.standing.send_if_modified(|known| {
        let is_new = !known.is_like(&standing);
        if is_new {
            *known = standing;
        }
        is_new
    });
    Ok(())
}

/// The account is this log's, or becomes so.
async fn claim(context: &Context) -> Result<(), Error> {
    let ours = context.engine.store().log_id();
    let needed = Needed {
        name: STREAM.to_owned(),
        about: "For which log the account works",
        subjects: vec!["$KV.pdca_log.>".to_owned()],
        is_queue: false,
        is_atomic: false,
    };
    let config = Config { max_messages_per_subject: 1, ..needed.config() };
    let stream = needed.get_as(context, config).await?;
    match named(&stream).await? {
        Some(found) if found == ours.to_string() => return Ok(()),
        Some(found) if LogId::parse(&found).is_none() => {
            // No node has written that: whoever may have the server answer anywhere may. It is
            // undone by the node whose account it was, or by who comes first.
            tracing::warn!(found, subject = SUBJECT, "what was written there names no log");
            if let Some(Error::OtherLog { found, ours }) = context.why_shut().as_deref() {
                return Err(Error::OtherLog { found: found.clone(), ours: ours.clone() });
            }
        }
        Some(found) if !is_older(&found, ours) => {
            return Err(Error::OtherLog { found, ours: ours.to_string() });
        }
        Some(_) | None => {}
    }
    // Two who do so at once do not both succeed.
    let info = stream.get_info().await.map_err(Error::nats("ask for a bucket"))?;
    let mut writer = Writer::open(context, STREAM, info.state.last_sequence).await?;
    let message = Message { headers: HeaderMap::new(), body: ours.to_string().into() };
    writer.publish(std::iter::once((SUBJECT.to_owned(), message))).await
}

/// Whether this is the name of the log that ours was restored from.
fn is_older(found: &str, ours: LogId) -> bool {
    LogId::parse(found).is_some_and(|found| found.id == ours.id && found.epoch < ours.epoch)
}

async fn named(stream: &Stream) -> Result<Option<String>, Error> {
    const CHARS_MAX: usize = 64;
    match stream.get_last_raw_message_by_subject(SUBJECT).await {
        Ok(message) => {
            let text = String::from_utf8_lossy(&message.payload).into_owned();
            Ok(Some(text.chars().take(CHARS_MAX).collect())
                .filter(|text: &String| !text.is_empty()))
        }
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(Error::nats("read for which log the account works")(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::is_older;
    use engine::store::LogId;

    #[test]
    fn a_log_takes_over_from_what_it_was_restored_from_and_from_no_other() {
        // An epoch is a time in nanoseconds: there are too many of them to try.
        let ours = LogId { id: 7, epoch: 1_795_000_000_000_000_000 };
        let named = |id, epoch| LogId { id, epoch }.to_string();
        assert!(is_older(&named(7, 1), ours) && is_older(&named(7, ours.epoch - 1), ours));
        for other in [named(7, ours.epoch), named(7, u64::MAX), named(8, 1), "7-1".to_owned()] {
            assert!(!is_older(&other, ours), "{other}");
        }
    }
}
