//! Streams that the node makes where they are missing, and takes as they are where they fit.

use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, Stream};
use std::time::Duration;

/// How long the server knows an event again. What keeps events from being there twice is the guard
/// of each batch; a long memory would only keep those away that somebody has removed.
const ECHO: Duration = Duration::from_secs(1);

/// The largest message of a queue, headers included, in bytes: a request, and what is said of it.
/// A larger one is refused while its sender can still be told.
const QUEUED_BYTES_MAX: i32 = 576 * 1024;

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
            max_message_size: if self.is_queue { QUEUED_BYTES_MAX } else { 0 },
            duplicate_window: if self.is_atomic { ECHO } else { Duration::ZERO },
            num_replicas: 1,
            ..Config::default()
        }
    }

    /// As [`Needed::get`], for a stream whose subjects may become more.
    pub(crate) async fn get_covering(&self, context: &Context) -> Result<Stream, Error> {
        let stream = made(context, self.config()).await?;
        let mut config = stream.cached_info().config.clone();
        let covered = config.subjects.len();
        let missing = self.subjects.iter().filter(|one| !config.subjects.contains(one));
        config.subjects.extend(missing.cloned().collect::<Vec<_>>());
        self.check(&config)?;
        if config.subjects.len() > covered {
            let updated = context.jetstream.update_stream(config).await;
            updated.map_err(Error::nats("have a stream cover more subjects"))?;
        }
        Ok(stream)
    }

    /// The stream, made if it is missing. Limits, replicas and storage are the operator's.
    pub(crate) async fn get(&self, context: &Context) -> Result<Stream, Error> {
        self.get_as(context, self.config()).await
    }

    /// The same, made with `config` if it is missing.
    pub(crate) async fn get_as(&self, context: &Context, config: Config) -> Result<Stream, Error> {
        let stream = made(context, config).await?;
        self.check(&stream.cached_info().config)?;
        Ok(stream)
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

async fn made(context: &Context, config: Config) -> Result<Stream, Error> {
    let got = context.jetstream.get_or_create_stream(config).await;
    got.map_err(Error::nats("make a stream"))
}
