//! Where messages go that cannot be worked on: none vanishes without a trace.

use crate::context::Context;
use crate::digest;
use crate::endpoint::REQUEST_BYTES_MAX;
use crate::error::Error;
use crate::intake::{Page, named};
use crate::stream::{FILLED_BYTES_MAX, Needed};
use crate::work::Id;
use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::stream::{Config, DiscardPolicy};
use async_nats::jetstream::{self, ErrorCode};
use bytes::Bytes;
use engine::Catalogue;
use engine::outside::{Problem, chain};
use engine::system::intake::Refuse;
use sha2::{Digest as _, Sha256};
use std::error::Error as _;
use std::fmt::Write as _;

/// What was refused, and is visible to everybody who may look at such things.
const OPEN: (&str, &str) = ("PDCA_DEAD", "pdca.dead");
/// What was refused, and is about something that only some may see.
const RESTRICTED: (&str, &str) = ("PDCA_DEAD_RESTRICTED", "pdca.restricted.dead");

/// The streams and the roots of their subjects.
pub(crate) const STREAMS: [(&str, &str); 2] = [OPEN, RESTRICTED];
/// The header with the subject that a message came by.
pub(crate) const SUBJECT: &str = "Pdca-Subject";
/// The header with the length of a message of which not all is kept: not its end, or not each of its
/// headers.
pub(crate) const BYTES: &str = "Pdca-Bytes";
/// The header with the code of why it is not worked on.
pub(crate) const CODE: &str = "Pdca-Code";
/// The header that says why, for people.
pub(crate) const DETAIL: &str = "Pdca-Detail";
/// What the sender called a message.
const SENT_AS: &str = "Pdca-Sent-As";
/// How much of a subject is kept, in characters: all that a server takes by default.
const SUBJECT_CHARS_MAX: usize = 4096;
/// How much is said about why, in characters.
const DETAIL_CHARS_MAX: usize = 1024;
/// How much of a sender's id is kept, in characters: more than one that is taken has.
const SENT_AS_CHARS_MAX: usize = 512;
/// What the header takes that says that not all is kept, at most.
const BYTES_HEADER_MAX: usize = 64;
/// How much of a subject and of why is recorded in the log, in characters.
const RECORDED_CHARS_MAX: usize = 256;
/// How much of a sender's headers is kept, in bytes: a stream takes twice as much, with ours.
const HEADERS_BYTES_MAX: usize = 32 * 1024;
/// What of that fits beside the rest into what a server takes in a message.
const HEADERS_SHARE: usize = 4;

/// A message and why it is not worked on.
pub(crate) struct Dead<'a> {
    /// The part that does not work on it.
    pub(crate) part: &'a str,
    pub(crate) id: &'a Id,
    pub(crate) subject: &'a str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The process that it is about, which says who may see it.
    pub(crate) about: &'a str,
    pub(crate) problem: &'a Problem,
}

impl Dead<'_> {
    /// Records that it was refused, once: letters make room for newer ones, records do not.
    pub(crate) async fn record(&self, context: &Context) -> Result<(), Error> {
        let name = letter(self.id.text());
        let former = self.id.former(&context.engine, |id| named(&letter(id))).await;
        if former.map_err(Error::Undecided)?.is_some() {
            return Ok(());
        }
        let page = Page::of(&context.engine, &name);
        let (_, last) = page.last().await.map_err(Error::Undecided)?;
        if last.is_some() {
            return Ok(());
        }
        let refuse = Refuse {
            process: self.about.into(),
            subject: one_line(self.subject, RECORDED_CHARS_MAX).into(),
            bytes: self.body.len() as u64,
            content: digest::told(Sha256::new_with_prefix(&self.body)).into(),
            code: self.problem.code.as_str().into(),
            detail: one_line(&self.problem.detail, RECORDED_CHARS_MAX).into(),
        };
        page.add(&name, refuse).await.map_err(Error::Undecided)
    }

    /// Keeps the message as it was, with the reason in its headers; whether it can be kept. One that
    /// does not fit, by the operator's own limits, holds up nothing: it is on record that it was refused.
    pub(crate) async fn bury(self, context: &Context) -> Result<bool, Error> {
        let is_restricted = !context.engine.catalogue().visible_to(self.about).is_empty();
        let (stream, root) = if is_restricted { RESTRICTED } else { OPEN };
        let (part, subject) = (self.part, format!("{root}.{}", tail(self.subject)));
        let (headers, body) = self.written(context.client.max_payload());
        if publish(context, &subject, &headers, &body).await.is_ok() {
            return Ok(true);
        }
        // Perhaps the stream is not there yet, or any more.
        make(stream, root, context).await?;
        match publish(context, &subject, &headers, &body).await {
            Ok(()) => Ok(true),
            Err(error) if is_too_much(&error) => {
                let error = chain(&error);
                tracing::warn!(part, stream, subject, error, "a dead letter cannot be kept");
                context.board.unkept(part);
                Ok(false)
            }
            Err(error) => Err(Error::nats("keep a dead letter")(error)),
        }
    }

    /// The letter, as large as a server takes it.
    fn written(self, bytes_max: usize) -> (HeaderMap, Bytes) {
        let Self { id, subject, headers: sent, body, problem, .. } = self;
        let sent_max = HEADERS_BYTES_MAX.min(bytes_max / HEADERS_SHARE);
        // What was told to the server then would be told to it again.
        let (mut headers, is_whole) = without_ours(&sent, sent_max);
        for id in sent.get_all(NATS_MESSAGE_ID) {
            headers.append(SENT_AS, one_line(id.as_str(), SENT_AS_CHARS_MAX).as_str());
        }
        headers.insert(NATS_MESSAGE_ID, id.text());
        headers.insert(SUBJECT, one_line(subject, SUBJECT_CHARS_MAX).as_str());
        headers.insert(CODE, problem.code.as_str());
        headers.insert(DETAIL, one_line(&problem.detail, DETAIL_CHARS_MAX).as_str());
        // A stream that is not of our making may have let in what does not fit anywhere else.
        let room = bytes_max.saturating_sub(bytes(&headers) + BYTES_HEADER_MAX);
        let kept = body.slice(..body.len().min(room).min(REQUEST_BYTES_MAX));
        if kept.len() < body.len() || !is_whole {
            headers.insert(BYTES, body.len().to_string().as_str());
        }
        (headers, kept)
    }
}

/// What the record of a refusal is called.
fn letter(id: &str) -> String {
    format!("letter {id}")
}

async fn publish(
    context: &Context,
    subject: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<(), PublishError> {
    let (subject, headers) = (subject.to_owned(), headers.clone());
    let kept = context.jetstream.publish_with_headers(subject, headers, body.clone());
    kept.await?.await.map(drop)
}

/// Whether a stream will never take a letter, as it is: what the operator lets it hold is too little.
fn is_too_much(error: &PublishError) -> bool {
    const LIMITS: [ErrorCode; 7] = [
        ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM,
        ErrorCode::STREAM_HEADER_EXCEEDS_MAXIMUM,
        ErrorCode::STREAM_STORE_FAILED,
        ErrorCode::STREAM_SEALED,
        ErrorCode::ACCOUNT_RESOURCES_EXCEEDED,
        ErrorCode::STORAGE_RESOURCES_EXCEEDED,
        ErrorCode::MEMORY_RESOURCES_EXCEEDED,
    ];
    let said = error.source().and_then(|source| source.downcast_ref::<jetstream::Error>());
    error.kind() == PublishErrorKind::MaxPayloadExceeded
        || said.is_some_and(|said| LIMITS.contains(&said.error_code()))
}

/// How much headers take in a message, in bytes.
fn bytes(headers: &HeaderMap) -> usize {
    const AROUND_ALL: usize = "NATS/1.0\r\n\r\n".len();
    const AROUND_EACH: usize = ": \r\n".len();
    let each = headers.iter().flat_map(|(name, values)| {
        let name = AsRef::<str>::as_ref(name).len();
        values.iter().map(move |value| name + value.as_str().len() + AROUND_EACH)
    });
    AROUND_ALL + each.sum::<usize>()
}

/// What a message might be about that nobody knows: something that only some may see, if there is any.
pub(crate) fn anything(catalogue: &Catalogue) -> &'static str {
    let restricted = catalogue.processes().iter().find(|process| !process.visible_to().is_empty());
    restricted.map(|process| process.name()).unwrap_or_default()
}

/// The dead-letter streams.
pub(crate) async fn streams(context: &Context) -> Result<(), Error> {
    for (stream, root) in STREAMS {
        make(stream, root, context).await?;
    }
    Ok(())
}

/// Whether a header is told by the server or by us, and not by the sender.
fn is_ours(name: &str) -> bool {
    name.starts_with("Nats-") || [CODE, DETAIL, SUBJECT, BYTES].contains(&name)
}

/// The headers of a message that are the sender's own, so many bytes of them at most: of a dead
/// letter, those that it had before. And whether these are all.
pub(crate) fn without_ours(all: &HeaderMap, bytes_max: usize) -> (HeaderMap, bool) {
    let (mut headers, mut bytes, mut are_all) = (HeaderMap::new(), 0, true);
    for (name, values) in all.iter().filter(|(name, _)| !is_ours(name.as_ref())) {
        for value in values {
            let with_it = bytes + AsRef::<str>::as_ref(name).len() + value.as_str().len();
            if with_it > bytes_max {
                are_all = false;
                continue;
            }
            bytes = with_it;
            headers.append(name.clone(), value.clone());
        }
    }
    (headers, are_all)
}

async fn make(stream: &str, root: &str, context: &Context) -> Result<(), Error> {
    let needed = Needed {
        name: stream.to_owned(),
        about: "Messages that were not worked on, each with the reason in its headers",
        subjects: vec![format!("{root}.>")],
        is_queue: false,
        is_atomic: false,
    };
    // Whoever sends nothing but what is refused holds up nobody: the oldest letters make room.
    let discard = DiscardPolicy::Old;
    let config = Config { max_bytes: FILLED_BYTES_MAX, discard, ..needed.config() };
    needed.get_as(context, config).await.map(drop)
}

/// As a header may hold it.
fn one_line(text: &str, chars_max: usize) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(chars_max).collect()
}

/// What the subject of a dead letter ends with: that by which the message came, plain and short
/// enough for any server and any client. The header has it as it was.
fn tail(subject: &str) -> String {
    const BYTES_MAX: usize = 512;
    let mut tail = String::new();
    // What came by a subject of another tool's, came by a rule.
    let (ingested, subject) = match subject.strip_prefix("pdca.") {
        Some(ours) => (None, ours),
        None => (Some(crate::ingest::INGESTED), subject),
    };
    for token in ingested.into_iter().chain(subject.split('.')) {
        if !tail.is_empty() {
            tail.push('.');
        }
        for byte in token.bytes() {
            if byte.is_ascii_graphic() && !matches!(byte, b'*' | b'>') {
                tail.push(byte.into());
            } else {
                // Writing to a string cannot fail.
                let _ = write!(tail, "={byte:02X}");
            }
        }
        if token.is_empty() {
            tail.push('=');
        }
    }
    // All of it is ASCII.
    tail.truncate(BYTES_MAX);
    tail.truncate(tail.trim_end_matches('.').len());
    tail
}

#[cfg(test)]
mod tests {
    use super::tail;

    #[test]
    fn a_dead_letter_lies_under_a_subject_that_anybody_can_read() {
        assert_eq!(tail("pdca.as.ada.queue.incident.new.log"), "as.ada.queue.incident.new.log");
        assert_eq!(tail("alerts.a/b:c"), "ingest.alerts.a/b:c");
        assert_eq!(tail("pdca.queue.J\u{fffd}.*..>"), "queue.J=EF=BF=BD.=2A.=.=3E");
        let long = format!("pdca.queue.{}.{}", "a".repeat(505), "b".repeat(4000));
        assert_eq!(tail(&long), format!("queue.{}", "a".repeat(505)));
    }
}
