//! Whether a message in a stream of events is the event that it says it is: what it says is held
//! against the log.

use super::claim::Claim;
use super::cloud::{self, Event, percent_encoded};
use super::target::Target;
use crate::batch::Message;
use crate::context::Context;
use crate::error::Error;
use crate::settings::EventFormat;
use async_nats::HeaderMap;
use async_nats::jetstream::message::StreamMessage;
use engine::outside::PublicRecord;
use engine::store::ReadError;
use engine::{DecodeError, Key, Position, Record};
use serde_json::Value;
use std::collections::BTreeMap;

/// What an event has said ever since there were events.
const ALWAYS: [&str; 6] = ["id", "source", "type", "time", "process", "position"];
/// What no two events have in common that were recorded in one place of two histories. Who forges one
/// that is there takes it from that, or says something that nothing bears out.
const OF_A_TIME: [&str; 2] = ["recordedat", "commandid"];
/// Says that the data was left out because of its size, which may be another one by now.
const LEFT_OUT: &str = "databytes";

/// What a message turned out to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Proof {
    /// The event at this position of the log.
    Ours(Position),
    /// An event that this log has not, as far as can be told: the log was restored, or is another. It
    /// says all that an event says, and may have the id of one that was recorded here at another time.
    Unknown(Claim),
    /// Somebody else's.
    Foreign,
}

/// Holds a message against the log.
pub(super) async fn prove(
    context: &Context,
    target: &Target,
    found: &StreamMessage,
) -> Result<Proof, Error> {
    let Some(claim) = Claim::of(&found.headers) else { return Ok(Proof::Foreign) };
    let Some(said) = Said::by(&found.headers, &found.payload) else { return Ok(Proof::Foreign) };
    if context.engine.store().event_id(claim.position) != Some(claim.event_id()) {
        let could_be = said.could_be(claim, target, &found.subject);
        return Ok(if could_be { Proof::Unknown(claim) } else { Proof::Foreign });
    }
    let (reading, ours, format) = (context.clone(), target.clone(), said.format);
    let expecting = move || expected(&reading, &ours, claim.position, format);
    let expected = tokio::task::spawn_blocking(expecting).await.map_err(|_| Error::Panicked)??;
    let Some((there, expected)) = expected else { return Ok(Proof::Foreign) };
    if there == found.subject.as_str() && said.is(&expected) {
        return Ok(Proof::Ours(claim.position));
    }
    // Where the files of a log were put back as they had been, the same ids are given once more.
    let is_of_another_time =
        OF_A_TIME.iter().any(|one| said.attribute(one) != expected.attribute(one));
    let is_unknown = is_of_another_time && said.could_be(claim, target, &found.subject);
    Ok(if is_unknown { Proof::Unknown(claim) } else { Proof::Foreign })
}

/// How the record at a position is written, and where it goes.
fn expected(
    context: &Context,
    target: &Target,
    position: Position,
    format: EventFormat,
) -> Result<Option<(String, Said)>, Error> {
    let mut reading = context.engine.store().read(Position(position.0.saturating_sub(1)));
    let Some(chunk) = reading.next_blocking()? else { return Ok(None) };
    let unreadable = |source: DecodeError| ReadError::Decode { position, source };
    let Some(record) = chunk.owned().next() else { return Ok(None) };
    let (record, _): (Record, _) = record?;
    let record = record.as_ref();
    let (catalogue, store) = (context.engine.catalogue(), &**context.engine.store());
    let public = PublicRecord::of(catalogue, store, &record).map_err(unreadable)?;
    let Message { headers, body } = Event::of(&public, format, usize::MAX).message();
    let subject = target.subject(record.process, record.key, record.event);
    Ok(Said::by(&headers, &body).map(|said| (subject, said)))
}

/// What a message says, in either mode.
struct Said {
    format: EventFormat,
    /// As headers have them.
    attributes: BTreeMap<String, String>,
    data: Value,
}

impl Said {
    fn by(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let mut data: Value = serde_json::from_slice(body).ok()?;
        if headers.get("ce-specversion").is_none() {
            let mut document = data.as_object()?.clone();
            data = document.remove("data")?;
            let attribute = |(name, value): (String, Value)| {
                value.as_str().map(|text| (name, percent_encoded(text).into_owned()))
            };
            let attributes = document.into_iter().map(attribute).collect::<Option<_>>()?;
            return Some(Self { format: EventFormat::Structured, attributes, data });
        }
        let attribute = |(name, values): (&async_nats::HeaderName, &Vec<_>)| {
            let name: &str = name.as_ref();
            let value: &async_nats::HeaderValue = values.first()?;
            Some((name.strip_prefix("ce-")?.to_owned(), value.as_str().to_owned()))
        };
        let attributes = headers.iter().filter_map(attribute).collect();
        Some(Self { format: EventFormat::Binary, attributes, data })
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// Whether it says what is expected. An earlier version may have said less of it.
    fn is(&self, expected: &Self) -> bool {
        let is_expected = |(name, value): (&String, &String)| {
            name == LEFT_OUT || expected.attributes.get(name) == Some(value)
        };
        let is_left_out = self.data.is_null()
            && self.attribute(LEFT_OUT) == expected.data.to_string().len().to_string();
        ALWAYS.iter().all(|name| self.attributes.contains_key(*name))
            && self.attributes.iter().all(is_expected)
            && (is_left_out || says_the_same(&self.data, &expected.data))
    }

    /// Whether a node could have written it there: nothing in it contradicts the rest.
    fn could_be(&self, claim: Claim, target: &Target, subject: &str) -> bool {
        let process = self.attribute("process");
        let event = self.attribute("type").strip_prefix(&format!("pdca.{process}."));
        let (Some(event), mut tokens) = (event, subject.rsplit('.')) else { return false };
        let key = tokens.nth(1).and_then(|token| Key::from_escaped(token).ok());
        let Some(key) = key else { return false };
        let is_number = |name: &str| self.attribute(name).parse::<u64>().is_ok();
        subject == target.subject(process, key.as_escaped(), event)
            && self.attribute("subject") == percent_encoded(&key.to_string())
            && self.attribute("id") == claim.event_id()
            && self.attribute("position") == claim.position.to_string()
            && self.attribute("source") == cloud::source(&claim.event_id())
            && ["time", "recordedat"].iter().all(|name| self.attribute(name).ends_with('Z'))
            && ["version", "basis"].into_iter().all(is_number)
            && ["actor", "door", "commandid", "correlationid"]
                .iter()
                .all(|name| !self.attribute(name).is_empty())
    }
}

/// Whether one value says what another says. What that one has and says nothing may be missing: it
/// was not yet known when the event was published.
fn says_the_same(found: &Value, expected: &Value) -> bool {
    let says_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Bool(truth) => !truth,
        Value::Number(number) => number.as_u64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(members) => members.is_empty(),
    };
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            found.keys().all(|name| expected.contains_key(name))
                && expected.iter().all(|(name, value)| {
                    found
                        .get(name)
                        .map_or_else(|| says_nothing(value), |found| says_the_same(found, value))
                })
        }
        (found, expected) => found == expected,
    }
}

#[cfg(test)]
mod tests {
    use super::says_the_same;
    use serde_json::json;

    #[test]
    fn an_earlier_version_may_have_said_less_and_nothing_else() {
        let now = json!({ "summary": "mail", "tags": [], "details": { "impact": "high" } });
        for (found, expected) in [
            (now.clone(), true),
            (json!({ "summary": "mail", "details": { "impact": "high" } }), true),
            (json!({ "summary": "mail", "tags": [], "details": {} }), false),
            (json!({ "summary": "mail", "details": { "impact": "high" }, "more": 1 }), false),
            (json!({}), false),
            (json!(null), false),
        ] {
            assert_eq!(says_the_same(&found, &now), expected, "{found}");
        }
    }
}
