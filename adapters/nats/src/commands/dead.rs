//! Where messages go that cannot be worked on: none vanishes without a trace.

use crate::context::Context;
use crate::digest;
use crate::endpoint::REQUEST_BYTES_MAX;
use crate::error::Error;
use crate::intake::Page;
use crate::stream::{FILLED_BYTES_MAX, Needed};
use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream::stream::{Config, DiscardPolicy};
use bytes::Bytes;
use engine::Catalogue;
use engine::outside::Problem;
use engine::system::intake::Refuse;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What was refused, and is visible to everybody who may look at such things.
const OPEN: (&str, &str) = ("PDCA_DEAD", "pdca.dead");
/// What was refused, and is about something that only some may see.
const RESTRICTED: (&str, &str) = ("PDCA_DEAD_RESTRICTED", "pdca.restricted.dead");

/// The streams and the roots of their subjects.
pub(crate) const STREAMS: [(&str, &str); 2] = [OPEN, RESTRICTED];
/// The header with the subject that a message came by.
pub(crate) const SUBJECT: &str = "Pdca-Subject";
/// The header with the length of a message of which only the beginning is kept.
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
/// How much of a subject and of why is recorded in the log, in characters.
const RECORDED_CHARS_MAX: usize = 256;
/// How much of a sender's headers is kept, in bytes.
const HEADERS_BYTES_MAX: usize = 128 * 1024;

/// A message and why it is not worked on.
pub(crate) struct Dead<'a> {
    /// Names the message for ever.
    pub(crate) id: &'a str,
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
        let name = format!("letter {}", self.id);
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

    /// Keeps the message as it was, with the reason in its headers.
    pub(crate) async fn bury(self, context: &Context) -> Result<(), Error> {
        let Self { id, subject, headers: sent, body, about, problem } = self;
        let is_restricted = !context.engine.catalogue().visible_to(about).is_empty();
        let (stream, root) = if is_restricted { RESTRICTED } else { OPEN };
        // What was told to the server then would be told to it again.
        let mut headers = without_ours(&sent);
        for id in sent.get_all(NATS_MESSAGE_ID) {
            headers.append(SENT_AS, id.clone());
        }
        // A stream that is not of our making may have let in what does not fit anywhere else.
        let body = if body.len() > REQUEST_BYTES_MAX {
            headers.insert(BYTES, body.len().to_string().as_str());
            body.slice(..REQUEST_BYTES_MAX)
        } else {
            body
        };
        headers.insert(NATS_MESSAGE_ID, id);
        headers.insert(SUBJECT, one_line(subject, SUBJECT_CHARS_MAX).as_str());
        headers.insert(CODE, problem.code.as_str());
        headers.insert(DETAIL, one_line(&problem.detail, DETAIL_CHARS_MAX).as_str());
        let subject = format!("{root}.{}", tail(subject));
        let kept =
            context.jetstream.publish_with_headers(subject.clone(), headers.clone(), body.clone());
        let kept = kept.await.map_err(Error::nats("keep a dead letter"))?;
        if kept.await.is_ok() {
            return Ok(());
        }
        // Perhaps the stream is not there yet, or any more.
        make(stream, root, context).await?;
        let kept = context.jetstream.publish_with_headers(subject, headers, body);
        let kept = kept.await.map_err(Error::nats("keep a dead letter"))?;
        kept.await.map_err(Error::nats("keep a dead letter")).map(drop)
    }
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

/// The headers of a message that are the sender's own: of a dead letter, those that it had before.
pub(crate) fn without_ours(all: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut bytes = 0;
    for (name, values) in all.iter().filter(|(name, _)| !is_ours(name.as_ref())) {
        for value in values {
            bytes += AsRef::<str>::as_ref(name).len() + value.as_str().len();
            if bytes <= HEADERS_BYTES_MAX {
                headers.append(name.clone(), value.clone());
            }
        }
    }
    headers
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
