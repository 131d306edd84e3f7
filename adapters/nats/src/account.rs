//! For which log the account works: nodes of two logs would share each other's commands, and each
//! would do half of them. The log that a stream is marked with is the one; a log that was restored takes
//! over from the one that it was made from.

use crate::context::{Context, Standing};
use crate::error::Error;
use crate::status::Health;
use crate::stream::Needed;
use crate::{guard, server};
use async_nats::jetstream::stream::Config;
use engine::store::LogId;
use std::sync::Arc;
use std::time::Duration;

/// The part's name.
pub(crate) const NAME: &str = "account";
const STREAM: &str = "PDCA_LOG";
/// A stream listens somewhere; nothing is kept of what comes there.
const SUBJECT: &str = "pdca.log";
/// What the stream is marked with: the log's name.
const LOG: &str = "pdca-log";
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
        server::is_new_enough(context)?;
        guard::commands_are_free(context).await?;
        claim(context).await
    };
    let standing = match looked.await {
        Ok(()) => Standing::Open,
        Err(
            error @ (Error::OtherLog { .. }
            | Error::OldServer { .. }
            | Error::Covered { .. }
            | Error::NoJetStream),
        ) => Standing::Shut(Arc::new(error)),
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
///
/// The name is in the stream's configuration, which only who may change streams can change. In a
/// message it would not be safe: a server sends its acknowledgements wherever anybody tells it to.
async fn claim(context: &Context) -> Result<(), Error> {
    let ours = context.engine.store().log_id();
    let needed = Needed {
        name: STREAM.to_owned(),
        about: "For which log the account works: see its metadata",
        subjects: vec![SUBJECT.to_owned()],
        is_queue: false,
        is_atomic: false,
    };
    let mut config = Config { max_message_size: 1, max_messages: 1, ..needed.config() };
    config.metadata.insert(LOG.to_owned(), ours.to_string());
    let stream = needed.get_as(context, config).await?;
    let found = &stream.cached_info().config;
    let named = found.metadata.get(LOG);
    match named {
        Some(named) if *named == ours.to_string() => return Ok(()),
        Some(named) if LogId::parse(named).is_some() && !is_older(named, ours) => {
            return Err(Error::OtherLog { found: named.clone(), ours: ours.to_string() });
        }
        // Of two who do so at once, the later one stays named, and the other one sees it soon.
        Some(_) | None => {}
    }
    let mut config = found.clone();
    config.metadata.insert(LOG.to_owned(), ours.to_string());
    let named = context.jetstream.update_stream(config).await;
    named.map(drop).map_err(Error::nats("name the log that the account works for"))
}

/// Whether this is the name of the log that ours was restored from.
fn is_older(found: &str, ours: LogId) -> bool {
    LogId::parse(found).is_some_and(|found| found.id == ours.id && found.epoch < ours.epoch)
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
