//! Messages as a stream holds them, fetched one by one as JSON.
//!
//! Senders write subjects and headers as they please, and the client closes the connection over what
//! it cannot read. In JSON, the headers are bytes: what cannot be read is only that.

use crate::context::Context;
use crate::error::Error;
use async_nats::header::{HeaderName, HeaderValue};
use async_nats::jetstream::response::Response;
use async_nats::jetstream::{self, ErrorCode};
use async_nats::{HeaderMap, Message};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::Timestamp;
use engine::outside::{Problem, Refusal};
use serde::Deserialize;
use serde_json::json;

/// The code of what cannot be read.
pub(crate) const UNREADABLE: &str = "unreadable_message";

/// A message of a stream.
pub(crate) struct Stored {
    pub(crate) sequence: u64,
    /// When the stream has taken it.
    pub(crate) published: Timestamp,
    /// With those headers that can be read.
    pub(crate) message: Message,
    /// What cannot be read, if anything.
    pub(crate) problem: Option<Problem>,
}

#[derive(Deserialize)]
struct Got {
    message: Raw,
}

#[derive(Deserialize)]
struct Raw {
    subject: String,
    seq: u64,
    time: Timestamp,
    #[serde(default)]
    hdrs: String,
    #[serde(default)]
    data: String,
}

/// The first message at `from` or behind it whose subject fits, if there is any.
pub(crate) async fn next(
    context: &Context,
    stream: &str,
    subject: &str,
    from: u64,
) -> Result<Option<Stored>, Error> {
    const ACTION: &str = "fetch a message";
    let asked = json!({ "seq": from, "next_by_subj": subject });
    let got = context.jetstream.request(format!("STREAM.MSG.GET.{stream}"), &asked).await;
    match got.map_err(Error::nats(ACTION))? {
        Response::Ok(Got { message }) => message.read().map(Some).map_err(Error::nats(ACTION)),
        Response::Err { error } if error.error_code() == ErrorCode::NO_MESSAGE_FOUND => Ok(None),
        Response::Err { error } => Err(Error::nats(ACTION)(error)),
    }
}

#[derive(Deserialize)]
struct Removed {}

/// Removes a message. Not by writing over it, as the client library has it done: for that a server
/// writes a whole block of messages anew, each time.
pub(crate) async fn remove(
    jetstream: &jetstream::Context,
    stream: &str,
    sequence: u64,
) -> Result<(), Error> {
    const ACTION: &str = "remove a message";
    let asked = json!({ "seq": sequence, "no_erase": true });
    let removed = jetstream.request(format!("STREAM.MSG.DELETE.{stream}"), &asked).await;
    match removed.map_err(Error::nats(ACTION))? {
        Response::Ok(Removed {}) => Ok(()),
        Response::Err { error } => Err(Error::nats(ACTION)(error)),
    }
}

impl Raw {
    fn read(self) -> Result<Stored, base64::DecodeError> {
        let Self { subject, seq, time, hdrs, data } = self;
        let (block, body) = (STANDARD.decode(hdrs)?, STANDARD.decode(data)?);
        let (headers, unread) = headers(&block);
        // What stands in for a byte that is no text.
        let is_text = !subject.contains(char::REPLACEMENT_CHARACTER);
        let unread = if is_text { unread } else { Some("its subject is not UTF-8".to_owned()) };
        let message = Message {
            length: subject.len() + block.len() + body.len(),
            subject: subject.into(),
            reply: None,
            payload: body.into(),
            headers: (!block.is_empty()).then_some(headers),
            status: None,
            description: None,
        };
        let problem = unread.map(|why| {
            let detail = format!("the message cannot be read: {why}");
            Problem::new(Refusal::Input, UNREADABLE, &detail)
        });
        Ok(Stored { sequence: seq, published: time, message, problem })
    }
}

/// The headers of a block that can be read, and what cannot.
fn headers(block: &[u8]) -> (HeaderMap, Option<String>) {
    const VERSION: &[u8] = b"NATS/1.0";
    let (mut headers, mut unread) = (HeaderMap::new(), None);
    if block.is_empty() {
        return (headers, None);
    }
    let mut lines = block.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let first = lines.next().unwrap_or_default();
    if first != VERSION {
        unread = Some(format!("its headers begin with {}, not with NATS/1.0", shown(first)));
    }
    let mut whole: Vec<Vec<u8>> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        match whole.last_mut().filter(|_| line.starts_with(b" ") || line.starts_with(b"\t")) {
            // The line before goes on.
            Some(before) => before.extend_from_slice(line),
            None => whole.push(line.to_vec()),
        }
    }
    for line in &whole {
        match header(line) {
            Ok((name, value)) => headers.append(name, value),
            Err(why) => {
                unread.get_or_insert_with(|| format!("the header {} {why}", shown(line)));
            }
        }
    }
    (headers, unread)
}

fn header(line: &[u8]) -> Result<(HeaderName, HeaderValue), &'static str> {
    let line = std::str::from_utf8(line).map_err(|_| "is not UTF-8")?;
    let (name, value) = line.split_once(':').ok_or("has no colon")?;
    let name = name.parse().map_err(|_| "has a name that is none")?;
    let value = value.trim().parse().map_err(|_| "has a value that is none")?;
    Ok((name, value))
}

/// Bytes as people may see them.
fn shown(bytes: &[u8]) -> String {
    const BYTES_MAX: usize = 128;
    format!("\"{}\"", bytes.get(..BYTES_MAX).unwrap_or(bytes).escape_ascii())
}

#[cfg(test)]
mod tests {
    use super::{Raw, STANDARD, Timestamp};
    use super::{UNREADABLE, headers};
    use base64::Engine as _;

    #[test]
    fn headers_are_read_as_the_client_reads_them() {
        let (read, unread) =
            headers(b"NATS/1.0\r\nA: b\r\n  e\r\nPdca-Actor:ada \r\nA:c:d\r\n\r\n");
        assert_eq!(unread, None);
        assert_eq!(read.get("Pdca-Actor").unwrap().as_str(), "ada");
        let all: Vec<_> = read.get_all("A").map(async_nats::HeaderValue::as_str).collect();
        assert_eq!(all, ["b  e", "c:d"]);
        assert_eq!(headers(b"").1, None);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_is_kept() {
        for (line, why) in [
            (&b"X: J\xfcrg"[..], r#"the header "X: J\xfcrg" is not UTF-8"#),
            (b"foo", r#"the header "foo" has no colon"#),
            (b"a b: c", r#"the header "a b: c" has a name that is none"#),
        ] {
            let block = [b"NATS/1.0\r\n", line, b"\r\nKept: yes\r\n\r\n"].concat();
            let (read, unread) = headers(&block);
            assert_eq!(unread.as_deref(), Some(why));
            assert_eq!(read.get("Kept").unwrap().as_str(), "yes");
        }
        for block in [&b"HELLO\r\n\r\n"[..], b"NATS/1.0 408 gone\r\n\r\n", b"\xff", b"\r\n"] {
            assert!(headers(block).1.unwrap().contains("not with NATS/1.0"), "{block:?}");
        }
        let raw = |subject: &str, hdrs: &[u8]| Raw {
            subject: subject.to_owned(),
            seq: 7,
            time: Timestamp::from_nanos(9),
            hdrs: STANDARD.encode(hdrs),
            data: STANDARD.encode("{}"),
        };
        let stored = raw("pdca.queue.\u{fffd}", b"").read().unwrap();
        assert_eq!(stored.problem.unwrap().code, UNREADABLE);
        let stored = raw("pdca.queue.x", b"").read().unwrap();
        assert!(stored.problem.is_none() && stored.message.headers.is_none());
        assert_eq!((stored.sequence, &*stored.message.payload), (7, &b"{}"[..]));
        assert_eq!(stored.published, Timestamp::from_nanos(9));
    }
}
