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
        let tail = subject.strip_prefix("pdca.").unwrap_or(subject);
        let mut headers = HeaderMap::new();
        for (name, values) in sent.iter() {
            // What was told to the server then would be told to it again.
            let name = if *name == NATS_MESSAGE_ID { "Pdca-Sent-As" } else { name.as_ref() };
            for value in values.iter().filter(|_| !name.starts_with("Nats-")) {
                headers.append(name, value.clone());
            }
        }
        // A stream that is not of our making may have let in what does not fit anywhere else.
        let body = if body.len() > REQUEST_BYTES_MAX {
            headers.insert("Pdca-Bytes", body.len().to_string().as_str());
            body.slice(..REQUEST_BYTES_MAX)
        } else {
            body
        };
        headers.insert(NATS_MESSAGE_ID, id);
        headers.insert("Pdca-Subject", subject);
        headers.insert("Pdca-Code", problem.code.as_str());
        headers.insert("Pdca-Detail", one_line(&problem.detail).as_str());
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
    for (stream, root) in [OPEN, RESTRICTED] {
        needed(stream, root).get(context).await?;
    }
    Ok(())
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
