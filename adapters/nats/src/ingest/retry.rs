//! Dead letters, once more: what was refused is tried again, what was done is left alone.

use super::deliver::Mode;
use super::serve::{Letter, cut_off};
use super::{INGESTED, Rules};
use crate::commands::dead;
use crate::context::Context;
use crate::error::Error;
use crate::stored;
use crate::work::Id;
use async_nats::HeaderValue;
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{DirectGetErrorKind, Stream};
use engine::outside::{Problem, Refusal};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Mutex;

/// The most letters that one call tries.
pub const RETRIES_MAX: u64 = 10_000;
/// How many more are told of that cannot be tried.
const UNTRIED_MAX: usize = 10_000;
/// How long one call may take.
const RETRY_MAX: Duration = Duration::from_secs(5 * 60);

/// What came of a dead letter.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Retried {
    /// The stream that kept it.
    pub stream: String,
    /// Its place there.
    pub sequence: u64,
    /// The subject that it came by.
    pub subject: String,
    /// How many commands were done now.
    pub done: usize,
    /// How many had been done before.
    pub repeated: usize,
    /// Why it is a dead letter still, if it is.
    pub problem: Option<Problem>,
}

/// What came of those that one call has tried.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Trials {
    /// Each of them, and those that cannot be tried.
    pub letters: Vec<Retried>,
    /// Whether there are others, for another call.
    pub more: bool,
}

/// Sends dead letters through again, on behalf of whoever runs the node.
#[derive(Clone)]
pub struct Retry {
    context: Context,
    rules: Arc<Rules>,
    runtime: Handle,
    alone: Arc<Mutex<()>>,
}

impl Retry {
    pub(crate) fn new(context: &Context, rules: Arc<Rules>, runtime: Handle) -> Self {
        Self { context: context.clone(), rules, runtime, alone: Arc::default() }
    }

    /// Tries so many letters at most, the oldest first, each once; those that cannot be tried are in
    /// nobody's way. On a thread that may block.
    ///
    /// # Errors
    /// [`Problem`], when NATS is away or another call is going on. What has been done by then is done.
    pub fn run(&self, most: u64) -> Result<Trials, Problem> {
        if self.rules.is_empty() {
            let detail = "the node began without rules; name their files in [nats.ingest]";
            return Err(Problem::new(Refusal::Rule, "no_rules", detail));
        }
        if let Some(why) = self.context.why_shut() {
            return Err(Problem::new(Refusal::Rule, "nats_shut", &why.to_string()));
        }
        let Ok(_alone) = self.alone.try_lock() else {
            let detail = "a retry is going on already; try again when it is over";
            return Err(Problem::new(Refusal::Busy, "busy", detail));
        };
        let retry = self.clone();
        let all =
            async move { tokio::time::timeout(RETRY_MAX, retry.all(most.min(RETRIES_MAX))).await };
        // A task of the runtime: it ends with it.
        match engine::runtime::wait(self.runtime.spawn(all)) {
            Ok(Ok(Ok(retried))) => Ok(retried),
            Ok(Ok(Err(error))) => Err(Problem::failure("nats_failed", &error)),
            Ok(Err(_)) => {
                let detail = "NATS took too long; what was done is done, and the rest is kept";
                Err(Problem::new(Refusal::Busy, "busy", detail))
            }
            Err(_) => {
                let detail = "the node stops; what was done is done, and the rest is kept";
                Err(Problem::new(Refusal::Failure, "stopped", detail))
            }
        }
    }

    async fn all(&self, most: u64) -> Result<Trials, Error> {
        let (mut trials, mut tried) = (Trials::default(), 0);
        for (name, root) in dead::STREAMS {
            let stream = match self.context.jetstream.get_stream(name).await {
                Ok(stream) => stream,
                Err(error) if is_missing(&error) => continue,
                Err(error) => return Err(Error::nats("open the dead letters")(error)),
            };
            // What is refused once more is kept behind this.
            let last = stream.cached_info().state.last_sequence;
            let subject = format!("{root}.{INGESTED}.>");
            let mut next = 1;
            loop {
                let letter = match stream.direct_get_next_for_subject(&*subject, Some(next)).await {
                    Ok(letter) if letter.sequence <= last => letter,
                    Ok(_) => break,
                    Err(error) if error.kind() == DirectGetErrorKind::NotFound => break,
                    Err(error) => return Err(Error::nats("read a dead letter")(error)),
                };
                next = letter.sequence + 1;
                if letter.headers.get(dead::CODE).is_none() {
                    // Whoever publishes to a queue can have the server's acknowledgement sent here:
                    // as much of that as he likes, so none of it is left in the way of letters.
                    tracing::warn!(stream = name, sequence = letter.sequence, subject = %letter.subject, "what was there is no letter, and is removed");
                    stored::remove(&self.context.jetstream, name, letter.sequence).await?;
                    continue;
                }
                if tried == most {
                    trials.more = true;
                    return Ok(trials);
                }
                let is_tried = why_not(&letter).is_none();
                if is_tried || trials.letters.len() < UNTRIED_MAX {
                    trials.letters.push(self.one(name, &stream, letter).await?);
                }
                tried += u64::from(is_tried);
            }
        }
        Ok(trials)
    }

    async fn one(
        &self,
        name: &str,
        stream: &Stream,
        kept: StreamMessage,
    ) -> Result<Retried, Error> {
        let sequence = kept.sequence;
        let subject = header(&kept, dead::SUBJECT).unwrap_or_default().to_owned();
        let mut retried = Retried {
            stream: name.to_owned(),
            sequence,
            subject: subject.clone(),
            done: 0,
            repeated: 0,
            problem: None,
        };
        if let Some(problem) = why_not(&kept) {
            retried.problem = Some(problem);
            return Ok(retried);
        }
        let (headers, _) = dead::without_ours(&kept.headers, usize::MAX);
        let letter = Letter { subject, headers, body: kept.payload };
        let delivered = letter.deliver(&self.context, &self.rules, Mode::Retry).await?;
        retried.done = delivered.done.len();
        retried.repeated = delivered.repeated.len();
        retried.problem = delivered.problem();
        if let Some(problem) = &retried.problem {
            // With the reason of today.
            let id = Id::of(stream, sequence, kept.time.unix_timestamp_nanos());
            let (context, rules) = (&self.context, &self.rules);
            if !letter.bury(context, rules, &id, problem, Mode::Retry).await? {
                // It stays where it is, with the reason of then.
                return Ok(retried);
            }
        }
        stored::remove(&self.context.jetstream, name, sequence).await?;
        Ok(retried)
    }
}

fn header<'a>(letter: &'a StreamMessage, name: &str) -> Option<&'a str> {
    letter.headers.get(name).map(HeaderValue::as_str)
}

/// Why a letter cannot be tried, if so.
fn why_not(letter: &StreamMessage) -> Option<Problem> {
    if let Some(bytes) = header(letter, dead::BYTES) {
        return Some(cut_off(bytes));
    }
    let is_unreadable = header(letter, dead::CODE) == Some(stored::UNREADABLE);
    let why = header(letter, dead::DETAIL).unwrap_or_default();
    is_unreadable.then(|| Problem::new(Refusal::Input, stored::UNREADABLE, why))
}

fn is_missing(error: &async_nats::jetstream::context::GetStreamError) -> bool {
    use async_nats::jetstream::ErrorCode;
    matches!(error.kind(), GetStreamErrorKind::JetStream(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND)
}
