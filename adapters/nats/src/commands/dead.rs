//! Where messages go that cannot be worked on: none vanishes without a trace.

use crate::context::Context;
use crate::endpoint::REQUEST_BYTES_MAX;
use crate::error::Error;
use crate::stream::Needed;
use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use bytes::Bytes;
use engine::outside::Problem;

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
/// The headers that say why it is not worked on.
const REASON: [&str; 2] = ["Pdca-Code", "Pdca-Detail"];
/// What the sender called a message.
const SENT_AS: &str = "Pdca-Sent-As";

/// A message and why it is not worked on.
pub(crate) struct Dead<'a> {
    /// Names the message for ever.
    pub(crate) id: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether only some may see what it is about.
    pub(crate) is_restricted: bool,
    pub(crate) problem: &'a Problem,
}

impl Dead<'_> {
    /// Keeps the message as it was, with the reason in its headers.
    pub(crate) async fn bury(self, context: &Context) -> Result<(), Error> {
        let Self { id, subject, headers: sent, body, is_restricted, problem } = self;
        let (stream, root) = if is_restricted { RESTRICTED } else { OPEN };
        // What came by a subject of another tool's, came by a rule.
        let tail = subject
            .strip_prefix("pdca.")
            .map_or_else(|| format!("{}.{subject}", crate::ingest::INGESTED), str::to_owned);
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
        headers.insert(SUBJECT, subject);
        let [code, detail] = REASON;
        headers.insert(code, problem.code.as_str());
        headers.insert(detail, one_line(&problem.detail).as_str());
        let subject = format!("{root}.{tail}");
        let kept =
            context.jetstream.publish_with_headers(subject.clone(), headers.clone(), body.clone());
        let kept = kept.await.map_err(Error::nats("keep a dead letter"))?;
        if kept.await.is_ok() {
            return Ok(());
        }
        // Perhaps the stream is not there yet, or any more.
        needed(stream, root).get(context).await?;
        let kept = context.jetstream.publish_with_headers(subject, headers, body);
        let kept = kept.await.map_err(Error::nats("keep a dead letter"))?;
        kept.await.map_err(Error::nats("keep a dead letter")).map(drop)
    }
}

/// The dead-letter streams.
pub(crate) async fn streams(context: &Context) -> Result<(), Error> {
    for (stream, root) in STREAMS {
        needed(stream, root).get(context).await?;
    }
    Ok(())
}

/// Whether a header is told by the server or by us, and not by the sender.
fn is_ours(name: &str) -> bool {
    name.starts_with("Nats-") || REASON.contains(&name) || [SUBJECT, BYTES].contains(&name)
}

/// The headers of a message that are the sender's own: of a dead letter, those that it had before.
pub(crate) fn without_ours(all: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, values) in all.iter().filter(|(name, _)| !is_ours(name.as_ref())) {
        for value in values {
            headers.append(name.clone(), value.clone());
        }
    }
    headers
}

fn needed(stream: &str, root: &str) -> Needed {
    Needed {
        name: stream.to_owned(),
        about: "Messages that were not worked on, each with the reason in its headers",
        subjects: vec![format!("{root}.>")],
        is_queue: false,
        is_atomic: false,
    }
}

/// As a header may hold it.
fn one_line(text: &str) -> String {
    const CHARS_MAX: usize = 1024;
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(CHARS_MAX).collect()
}
