//! Makes a bucket anew from its read model, or puts a part of it right, while it can be read: what is
//! gone is deleted, all else is written again.

use super::bucket::Bucket;
use super::changes::message;
use super::end::Mark;
use crate::batch::{self, Message, Writer};
use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::stream::Stream;
use engine::json::Value;
use engine::projection::{Follower, Queried};
use engine::{Position, StreamId};
use futures_util::TryStreamExt as _;
use std::collections::VecDeque;
use std::sync::Arc;

/// How many are asked about at a time.
const PAGE: usize = batch::MESSAGES_MAX;

/// Makes it anew; up to where the bucket is right with it.
pub(super) async fn rebuild(
    context: &Context,
    bucket: &Bucket,
    models: &Arc<Follower>,
    stream: &Stream,
    writer: &mut Writer,
) -> Result<Position, Error> {
    // What changes from here on is found in the log afterwards.
    let position = context.engine.head();
    let mut writing = Writing::new(context, bucket, models, position, writer);
    writing.delete_what_is_gone(stream).await?;
    writing.write_all().await?;
    writing.finish().await?;
    Ok(position)
}

/// Writes these again, and nothing else, into a bucket that is right up to a position.
pub(super) async fn repair(
    context: &Context,
    bucket: &Bucket,
    models: &Arc<Follower>,
    writer: &mut Writer,
    position: Position,
    subjects: Vec<String>,
) -> Result<(), Error> {
    let mut writing = Writing::new(context, bucket, models, position, writer);
    writing.meanwhile = position;
    writing.write(subjects, |_| true).await?;
    writing.finish().await
}

struct Writing<'a> {
    context: &'a Context,
    bucket: &'a Bucket,
    models: Arc<Follower>,
    position: Position,
    /// Up to where the bucket is right while this is under way.
    meanwhile: Position,
    writer: &'a mut Writer,
    /// The last message says that the bucket is right, so the one that may be it waits.
    held_back: Option<(String, Message)>,
    batch: VecDeque<(String, Message)>,
}

impl<'a> Writing<'a> {
    fn new(
        context: &'a Context,
        bucket: &'a Bucket,
        models: &Arc<Follower>,
        position: Position,
        writer: &'a mut Writer,
    ) -> Self {
        Self {
            context,
            bucket,
            models: Arc::clone(models),
            position,
            meanwhile: Position(0),
            writer,
            held_back: None,
            batch: VecDeque::new(),
        }
    }

    /// Everything that has a key in the bucket and is not there.
    async fn delete_what_is_gone(&mut self, stream: &Stream) -> Result<(), Error> {
        let all = stream.info_with_subjects(">").await;
        let all = all.map_err(Error::nats("list a bucket"))?.map_err(Error::nats("list a bucket"));
        let mut pages = all.map_ok(|(subject, _)| subject).try_chunks(PAGE);
        while let Some(subjects) = pages.try_next().await.map_err(|error| error.1)? {
            self.write(subjects, Option::is_none).await?;
        }
        Ok(())
    }

    /// What there is of these subjects, or is not, as far as it is wanted.
    async fn write(
        &mut self,
        subjects: Vec<String>,
        is_wanted: impl Fn(&Option<Value>) -> bool,
    ) -> Result<(), Error> {
        let bytes_max = self.context.client.max_payload();
        // Of one that is no text, nobody can say more than this: written to, it would be another.
        let (unnamed, subjects): (Vec<_>, Vec<_>) =
            subjects.into_iter().partition(|one| one.contains(char::REPLACEMENT_CHARACTER));
        if let Some(first) = unnamed.first() {
            let (bucket, keys) = (self.bucket.name(), unnamed.len());
            tracing::warn!(bucket, keys, first, "keys of others that are no text stay there");
        }
        let streams: Vec<_> = subjects.iter().map(|subject| self.bucket.told_as(subject)).collect();
        let known = streams.iter().flatten().cloned().collect();
        let Queried { answer, position } = self.told(known).await?;
        let mut told = answer.into_iter();
        for (subject, stream) in subjects.into_iter().zip(streams) {
            let entity = stream.and_then(|_| told.next().flatten());
            if is_wanted(&entity) {
                self.put(subject, message(entity, position, bytes_max)).await?;
            }
        }
        Ok(())
    }

    /// Everything that is there.
    async fn write_all(&mut self) -> Result<(), Error> {
        let bytes_max = self.context.client.max_payload();
        let mut after = None;
        loop {
            let streams = self.streams_after(after).await?;
            let Some(last) = streams.last().cloned() else { return Ok(()) };
            let Queried { answer, position } = self.told(streams.clone()).await?;
            for (stream, entity) in streams.iter().zip(answer) {
                self.put(self.bucket.subject(stream), message(entity, position, bytes_max)).await?;
            }
            after = Some(last);
        }
    }

    async fn told(&self, streams: Vec<StreamId>) -> Result<Queried<Vec<Option<Value>>>, Error> {
        let (models, set, at_least) = (Arc::clone(&self.models), self.bucket.set, self.position);
        let told = move || models.entities(&set, at_least, &streams);
        Ok(tokio::task::spawn_blocking(told).await.map_err(|_| Error::Panicked)??)
    }

    async fn streams_after(&self, after: Option<StreamId>) -> Result<Vec<StreamId>, Error> {
        let (models, set, at_least) = (Arc::clone(&self.models), self.bucket.set, self.position);
        let streams = move || models.entity_streams(&set, at_least, after.as_ref(), PAGE);
        Ok(tokio::task::spawn_blocking(streams).await.map_err(|_| Error::Panicked)??.answer)
    }

    async fn put(&mut self, subject: String, message: Message) -> Result<(), Error> {
        if let Some((subject, mut message)) = self.held_back.replace((subject, message)) {
            Mark::of(self.context, self.bucket, self.meanwhile).write(&mut message.headers);
            self.batch.push_back((subject, message));
        }
        if self.batch.len() == batch::MESSAGES_MAX {
            self.publish().await?;
        }
        Ok(())
    }

    async fn publish(&mut self) -> Result<(), Error> {
        self.writer.publish_all(&mut self.batch).await
    }

    async fn finish(mut self) -> Result<(), Error> {
        if let Some((subject, mut message)) = self.held_back.take() {
            Mark::of(self.context, self.bucket, self.position).write(&mut message.headers);
            self.publish().await?;
            self.batch.push_back((subject, message));
            self.publish().await?;
        }
        Ok(())
    }
}
