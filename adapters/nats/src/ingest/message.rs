//! What came in: a `CloudEvent` in the binary or the structured mode, or JSON of its own kind.

use super::pointer::Pointer;
use crate::digest;
use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// The largest message, in bytes.
pub const MESSAGE_BYTES_MAX: usize = crate::endpoint::REQUEST_BYTES_MAX;
/// What the attributes of an event are called in headers.
const PREFIX: &str = "ce-";
const STRUCTURED: &str = "application/cloudevents";

/// A message as it came.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// The subject it came by.
    pub subject: &'a str,
    /// Its headers; their names are compared without regard to case.
    pub headers: &'a [(String, String)],
    /// Its body.
    pub body: &'a [u8],
}

/// Where JSON that is no `CloudEvent` says what it is.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) id: Option<Pointer>,
    pub(crate) source: Option<Pointer>,
    pub(crate) kind: Option<Pointer>,
}

/// What a message says, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Its id, as its source gave it; otherwise a digest of its content.
    pub(crate) id: String,
    /// Whether its source gave the id.
    pub(crate) is_named: bool,
    /// Who says so; nothing where it does not say.
    pub(crate) source: String,
    pub(crate) kind: Option<String>,
    /// All attributes.
    pub(crate) attributes: Value,
    /// What it is about.
    pub(crate) data: Value,
}

/// A message that says nothing that can be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Unreadable {
    pub(crate) code: &'static str,
    pub(crate) detail: String,
}

fn unreadable(code: &'static str, detail: impl Into<String>) -> Unreadable {
    Unreadable { code, detail: detail.into() }
}

impl Incoming<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Takes it apart.
    pub(crate) fn read(&self, envelope: &Envelope) -> Result<Event, Unreadable> {
        let bytes = self.body.len();
        if bytes > MESSAGE_BYTES_MAX {
            let detail =
                format!("the message takes {bytes} bytes; at most {MESSAGE_BYTES_MAX} fit");
            return Err(unreadable("message_too_large", detail));
        }
        let text = std::str::from_utf8(self.body).map_err(|error| {
            unreadable("bad_json", format!("the message is not UTF-8: {error}"))
        })?;
        let content_type = self.header("content-type").unwrap_or_default().to_ascii_lowercase();
        if content_type.starts_with("application/cloudevents-batch") {
            let detail = "a batch of events is not taken in; send each event in a message";
            return Err(unreadable("bad_event", detail));
        }
        if content_type.starts_with(STRUCTURED) {
            return structured(object(json(text)?)?);
        }
        if self.header("ce-specversion").is_some() || self.header("ce-type").is_some() {
            return self.binary(text);
        }
        let data = json(text)?;
        if is_event(&data) {
            return structured(object(data)?);
        }
        if is_acknowledgement(&data) {
            let detail = "this is a server's acknowledgement, sent here by the reply subject of somebody's message: no tool's event";
            return Err(unreadable("acknowledgement", detail));
        }
        Ok(self.raw(&data, envelope))
    }

    fn binary(&self, text: &str) -> Result<Event, Unreadable> {
        let mut attributes = Map::new();
        for (name, value) in self.headers {
            let name = name.to_ascii_lowercase();
            let Some(name) = name.strip_prefix(PREFIX) else { continue };
            let value = percent_decoded(value).into_owned();
            attributes.insert(name.to_owned(), Json::String(value));
        }
        let stated = attributes.get("datacontenttype").and_then(Json::as_str);
        let kind = stated.or_else(|| self.header("content-type")).unwrap_or("json");
        let data = if kind.to_ascii_lowercase().contains("json") {
            if text.trim().is_empty() { Json::Null } else { json(text)? }
        } else {
            Json::String(text.to_owned())
        };
        event(&attributes, &data)
    }

    /// JSON of another kind: who it is, it says where the rule file says so.
    fn raw(&self, data: &Json, envelope: &Envelope) -> Event {
        let value = Value::from(Serde(data));
        let told = |pointer: &Option<Pointer>| {
            let found = pointer.as_ref()?.get(&value)?;
            super::template::text_of(&found).ok().filter(|text| !text.is_empty())
        };
        let (id, source, kind) = (told(&envelope.id), told(&envelope.source), told(&envelope.kind));
        // The same content is the same message.
        let digest = || digest::told(Sha256::new_with_prefix(self.body));
        let is_named = id.is_some();
        let id = id.unwrap_or_else(digest);
        let mut attributes = Map::new();
        attributes.insert("id".to_owned(), id.clone().into());
        for (name, text) in [("source", &source), ("type", &kind)] {
            if let Some(text) = text {
                attributes.insert(name.to_owned(), text.clone().into());
            }
        }
        let attributes = Value::from(Serde(&attributes));
        let source = source.unwrap_or_default();
        Event { id, is_named, source, kind, attributes, data: value }
    }
}

fn json(text: &str) -> Result<Json, Unreadable> {
    engine::json::read(text)
        .map_err(|error| unreadable("bad_json", format!("the message is not JSON: {error}")))
}

fn object(value: Json) -> Result<Map<String, Json>, Unreadable> {
    if let Json::Object(members) = value {
        return Ok(members);
    }
    Err(unreadable("bad_event", "an event in the structured mode is a JSON object"))
}

/// Whether it says of itself that it is an event.
fn is_event(value: &Json) -> bool {
    ["specversion", "id", "source", "type"]
        .iter()
        .all(|name| value.get(name).is_some_and(Json::is_string))
}

/// Whether it is nothing but what a server says to who has published to a stream: whoever may publish to
/// any has that sent wherever he likes.
fn is_acknowledgement(value: &Json) -> bool {
    const MEMBERS: [&str; 8] =
        ["stream", "seq", "error", "duplicate", "domain", "val", "batch", "count"];
    let Json::Object(members) = value else { return false };
    let is_taken = || {
        let stream = members.get("stream").is_some_and(Json::is_string);
        stream && members.get("seq").is_some_and(Json::is_u64)
    };
    let is_refused = || members.get("error").is_some_and(|error| error.get("err_code").is_some());
    members.keys().all(|name| MEMBERS.contains(&name.as_str())) && (is_taken() || is_refused())
}

fn structured(mut members: Map<String, Json>) -> Result<Event, Unreadable> {
    if members.contains_key("data_base64") {
        return Err(unreadable("bad_event", "data_base64 is not taken in; send data as JSON"));
    }
    let data = members.remove("data").unwrap_or_default();
    event(&members, &data)
}

fn event(attributes: &Map<String, Json>, data: &Json) -> Result<Event, Unreadable> {
    let text = |name: &str| {
        let found = attributes.get(name).and_then(Json::as_str).filter(|text| !text.is_empty());
        let missing = || unreadable("bad_event", format!("the event has no {name}"));
        found.map(str::to_owned).ok_or_else(missing)
    };
    let version = text("specversion")?;
    if !version.starts_with("1.") {
        let detail = format!("the event is of version {version} of CloudEvents; 1.0 is taken in");
        return Err(unreadable("bad_event", detail));
    }
    let (id, source, kind) = (text("id")?, text("source")?, text("type")?);
    let (attributes, data) = (Value::from(Serde(attributes)), Value::from(Serde(data)));
    Ok(Event { id, is_named: true, source, kind: Some(kind), attributes, data })
}

/// As the HTTP binding, which that of NATS refers to, has it; what is not escaped stays as it is.
fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let (mut decoded, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| *byte == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escaped.unwrap_or(*byte));
        rest = if escaped.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Envelope, Event, Incoming, Pointer, Unreadable};

    fn read(headers: &[(&str, &str)], body: &str) -> Result<Event, Unreadable> {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let headers: Vec<_> = headers.iter().map(pair).collect();
        let pointer = |text| Some(Pointer::parse_plain(text).unwrap());
        let (id, source) = (pointer("/context/id"), pointer("/context/source"));
        let envelope = Envelope { id, source, kind: pointer("/context/type") };
        Incoming { subject: "x", headers: &headers, body: body.as_bytes() }.read(&envelope)
    }

    const BINARY: [(&str, &str); 4] = [
        ("ce-specversion", "1.0"),
        ("Ce-Type", "t.x"),
        ("ce-source", "/a%20b%C3%BC"),
        ("ce-id", "100%"),
    ];

    #[test]
    fn an_event_is_read_in_both_modes() {
        let event = read(&BINARY, r#"{"n":1}"#).unwrap();
        assert_eq!((event.id.as_str(), event.source.as_str()), ("100%", "/a bü"));
        assert_eq!(event.kind.as_deref(), Some("t.x"));
        assert_eq!(event.data.get_attr("n").unwrap().as_i64(), Some(1));
        let body = r#"{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"n":2}}"#;
        for headers in [&[("content-type", "application/cloudevents+json; charset=utf-8")][..], &[]]
        {
            let event = read(headers, body).unwrap();
            assert_eq!((event.id.as_str(), event.source.as_str()), ("1", "s"));
            assert_eq!(event.data.get_attr("n").unwrap().as_i64(), Some(2));
        }
        let mut headers = BINARY.to_vec();
        headers.push(("ce-datacontenttype", "text/plain"));
        assert_eq!(read(&headers, "{ no json").unwrap().data.as_str(), Some("{ no json"));
        // As who takes the rules of HTTP writes it.
        headers.pop();
        headers.push(("Content-Type", "text/plain"));
        assert_eq!(read(&headers, "{ no json").unwrap().data.as_str(), Some("{ no json"));
    }

    #[test]
    fn other_json_says_who_it_is_where_the_rules_say_so() {
        let event = read(&[], r#"{"context":{"id":"7","source":"/m","type":"t"}}"#).unwrap();
        assert_eq!((event.id.as_str(), event.source.as_str()), ("7", "/m"));
        assert_eq!(event.kind.as_deref(), Some("t"));
        let (one, same, other) = (read(&[], "[1]"), read(&[], "[1]"), read(&[], "[2]"));
        assert!(one.as_ref().unwrap().id.starts_with("sha256:"));
        assert_eq!(one.unwrap().id, same.unwrap().id);
        assert!(!other.unwrap().id.is_empty());
    }

    #[test]
    fn what_a_server_says_to_who_publishes_is_no_event() {
        for said in [
            r#"{"stream":"PDCA_COMMANDS","seq":7}"#,
            r#"{"stream":"PDCA_COMMANDS","domain":"hub","seq":7,"duplicate":true}"#,
            r#"{"stream":"PDCA_EVENTS","seq":9,"batch":"b","count":3}"#,
            r#"{"stream":"PDCA_COUNTS","seq":9,"val":"3"}"#,
            r#"{"error":{"code":400,"err_code":10060,"description":"x"},"stream":"X","seq":0}"#,
        ] {
            assert_eq!(read(&[], said).unwrap_err().code, "acknowledgement", "{said}");
        }
        for other in [
            r#"{"stream":"PDCA_COMMANDS","seq":7,"state":"down"}"#,
            r#"{"stream":"video","seq":"7"}"#,
            r#"{"seq":7}"#,
            r#"{"error":"it is down"}"#,
            "{}",
        ] {
            assert!(read(&[], other).is_ok(), "{other}");
        }
        // What says of itself that it is an event, a tool has sent.
        assert!(read(&BINARY, r#"{"stream":"PDCA_COMMANDS","seq":7}"#).is_ok());
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let deep = "[".repeat(100_000);
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(read(&[], &nested(127)).is_ok());
        assert_eq!(read(&[], &nested(128)).unwrap_err().code, "bad_json");
        let large = " ".repeat(600 * 1024);
        for (headers, body, code) in [
            (&[][..], "{", "bad_json"),
            (&[], r#"{"a":1,"a":2}"#, "bad_json"),
            (&[], deep.as_str(), "bad_json"),
            (&[], large.as_str(), "message_too_large"),
            (&BINARY[..3], "{}", "bad_event"),
            (&[("content-type", "application/cloudevents+json")], "[]", "bad_event"),
            (&[("content-type", "application/cloudevents-batch+json")], "[]", "bad_event"),
            (&[("ce-type", "t"), ("ce-specversion", "0.3")], "{}", "bad_event"),
        ] {
            assert_eq!(read(headers, body).unwrap_err().code, code, "{headers:?}");
        }
        let body = br#"{"a":"\xff"}"#.map(|byte| if byte == b'x' { 0xff } else { byte });
        let incoming = Incoming { subject: "x", headers: &[], body: &body };
        assert_eq!(incoming.read(&Envelope::default()).unwrap_err().code, "bad_json");
    }
}
