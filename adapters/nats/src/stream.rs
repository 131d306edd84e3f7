//! Streams that the node makes where they are missing, and takes as they are where they fit.

use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, Stream};
use std::time::Duration;

/// How long the server knows an event again. What keeps events from being there twice is the guard
/// of each batch; a long memory would only keep those away that somebody has removed.
const ECHO: Duration = Duration::from_secs(1);

/// How long the server drops what bears the same `Nats-Msg-Id`, whoever sent it: the log knows better
/// what is the same, so this is the least that the server allows.
const QUEUE_ECHO: Duration = Duration::from_millis(100);

/// The largest message of a queue, headers included, in bytes: a request, and what is said of it.
/// A larger one is refused while its sender can still be told.
const QUEUED_BYTES_MAX: i32 = 576 * 1024;

/// How much a stream holds that others fill, where the operator says nothing else, in bytes: nobody
/// fills the server's disk with it.
pub(crate) const FILLED_BYTES_MAX: i64 = 256 * 1024 * 1024;

/// A stream that the node needs.
pub(crate) struct Needed {
    pub(crate) name: String,
    pub(crate) about: &'static str,
    pub(crate) subjects: Vec<String>,
    pub(crate) is_queue: bool,
    /// Whether batches are written to it.
    pub(crate) is_atomic: bool,
}

impl Needed {
    /// What it is made with.
    pub(crate) fn config(&self) -> Config {
        Config {
            name: self.name.clone(),
            description: Some(self.about.to_owned()),
            subjects: self.subjects.clone(),
            retention: if self.is_queue {
                RetentionPolicy::WorkQueue
            } else {
                RetentionPolicy::Limits
            },
            // What is full says so; nothing is dropped to make room.
            discard: DiscardPolicy::New,
            allow_atomic_publish: self.is_atomic,
            allow_direct: !self.is_queue,
            max_bytes: if self.is_queue { FILLED_BYTES_MAX } else { 0 },
            max_message_size: if self.is_queue { QUEUED_BYTES_MAX } else { 0 },
            duplicate_window: match (self.is_queue, self.is_atomic) {
                (true, _) => QUEUE_ECHO,
                (false, true) => ECHO,
                (false, false) => Duration::ZERO,
            },
            num_replicas: 1,
            ..Config::default()
        }
    }

    /// As [`Needed::get`], for a stream whose subjects may become more.
    pub(crate) async fn get_covering(&self, context: &Context) -> Result<Stream, Error> {
        let stream = made(context, self.config()).await?;
        let found = &stream.cached_info().config;
        let mut config = self.wanted(found);
        let missing = self.subjects.iter().filter(|one| !config.subjects.contains(one));
        config.subjects.extend(missing.cloned().collect::<Vec<_>>());
        self.check(&config)?;
        changed(context, found, config).await?;
        Ok(stream)
    }

    /// The stream, made if it is missing. Limits, replicas and storage are the operator's.
    pub(crate) async fn get(&self, context: &Context) -> Result<Stream, Error> {
        self.get_as(context, self.config()).await
    }

    /// The same, made with `config` if it is missing.
    pub(crate) async fn get_as(&self, context: &Context, config: Config) -> Result<Stream, Error> {
        let stream = made(context, config).await?;
        let found = &stream.cached_info().config;
        self.check(found)?;
        changed(context, found, self.wanted(found)).await?;
        Ok(stream)
    }

    /// What a stream that is there is to be: of a queue, nothing may be dropped for long.
    fn wanted(&self, found: &Config) -> Config {
        let mut wanted = found.clone();
        if self.is_queue {
            wanted.duplicate_window = wanted.duplicate_window.min(QUEUE_ECHO);
        }
        wanted
    }

    /// Whether a stream that is there does.
    fn check(&self, found: &Config) -> Result<(), Error> {
        let wrong = |reason: &str| {
            Err(Error::WrongStream { stream: self.name.clone(), reason: reason.to_owned() })
        };
        if (found.retention == RetentionPolicy::WorkQueue) != self.is_queue {
            return wrong("its retention is another one");
        }
        if self.is_atomic && !found.allow_atomic_publish {
            return wrong("it takes no atomic batches");
        }
        if let Some(missing) = self.subjects.iter().find(|one| !found.subjects.contains(one)) {
            return wrong(&format!("it does not cover {missing}"));
        }
        Ok(())
    }
}

async fn changed(context: &Context, found: &Config, wanted: Config) -> Result<(), Error> {
    if wanted != *found {
        let updated = context.jetstream.update_stream(wanted).await;
        updated.map_err(Error::nats("change a stream"))?;
    }
    Ok(())
}

async fn made(context: &Context, config: Config) -> Result<Stream, Error> {
    let got = context.jetstream.get_or_create_stream(config).await;
    got.map_err(Error::nats("make a stream"))
}
