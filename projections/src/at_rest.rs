//! Streams at rest: folded once, and the events since then as they came.
//!
//! Most of what is there is seldom looked at. To take an event in is to keep its bytes; they are
//! folded when somebody asks, or when they have become many. A build of a million items takes half
//! the time that way.

use engine::{
    Decider, DecodeError, EventSet as _, Position, RecordRef, Stamp, Timestamp, Version, codec,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// How many bytes of events wait to be folded, about: looking takes no longer than that.
const WAITING_BYTES_MAX: usize = 1024;

/// A `T`, encoded, and what has happened to it since.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub(crate) struct AtRest<T> {
    /// How many of the bytes are the encoded `T`; none at first.
    folded: u32,
    #[serde(serialize_with = "as_bytes")]
    bytes: Box<[u8]>,
    of: PhantomData<fn() -> T>,
}

/// An event that waits to be folded.
#[derive(Serialize, Deserialize)]
struct Waiting<'a> {
    event: &'a str,
    schema: u16,
    position: Position,
    version: Version,
    recorded_at: Timestamp,
    occurred_at: Timestamp,
    actor: &'a str,
    #[serde(serialize_with = "as_bytes")]
    payload: &'a [u8],
}

/// Serde would take them one by one.
fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

impl<T> Default for AtRest<T> {
    fn default() -> Self {
        Self { folded: 0, bytes: Box::default(), of: PhantomData }
    }
}

impl<T: Decider + Serialize + DeserializeOwned> AtRest<T> {
    /// Takes in records that can be read, one behind the other, by way of a buffer whose memory
    /// serves for the next one, too.
    pub(crate) fn take_in<'r>(
        &mut self,
        records: impl IntoIterator<Item = &'r RecordRef<'r>>,
        buffer: &mut Vec<u8>,
    ) -> Result<(), DecodeError> {
        buffer.clear();
        buffer.extend_from_slice(&self.bytes);
        for record in records {
            codec::append_to(buffer, &Waiting::of(record));
            if buffer.len() > WAITING_BYTES_MAX + self.folded() {
                let folded: T = open(buffer, self.folded())?;
                buffer.clear();
                codec::append_to(buffer, &folded);
                self.folded = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
            }
        }
        self.bytes = buffer.as_slice().into();
        Ok(())
    }

    /// What it is now.
    ///
    /// # Errors
    /// What [`AtRest::take_in`] was given could not be read.
    pub(crate) fn open(&self) -> Result<T, DecodeError> {
        open(&self.bytes, self.folded())
    }

    fn folded(&self) -> usize {
        usize::try_from(self.folded).unwrap_or(usize::MAX)
    }
}

fn open<T: Decider + DeserializeOwned>(bytes: &[u8], folded: usize) -> Result<T, DecodeError> {
    let (folded, mut waiting) = bytes.split_at_checked(folded).unwrap_or_default();
    let mut state = if folded.is_empty() { T::default() } else { codec::from_bytes(folded)? };
    while !waiting.is_empty() {
        let next: Waiting<'_>;
        (next, waiting) = codec::first_of(waiting)?;
        let event = T::Event::decode(next.event, next.schema, next.payload)?;
        state.evolve(&event, &next.stamp());
    }
    Ok(state)
}

impl<'a> Waiting<'a> {
    fn of(record: &RecordRef<'a>) -> Self {
        let Stamp { position, version, recorded_at, occurred_at, actor } = Stamp::from(record);
        let &RecordRef { event, schema, payload, .. } = record;
        Self { event, schema, position, version, recorded_at, occurred_at, actor, payload }
    }

    fn stamp(&self) -> Stamp<'a> {
        let &Self { position, version, recorded_at, occurred_at, actor, .. } = self;
        Stamp { position, version, recorded_at, occurred_at, actor }
    }
}

impl<T> fmt::Debug for AtRest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, {} of them folded", self.bytes.len(), self.folded)
    }
}

/// The schema of what the bytes hold, so that another layout is another fingerprint.
impl<T: JsonSchema> JsonSchema for AtRest<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("AtRest{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

#[cfg(test)]
mod tests {
    use super::{AtRest, WAITING_BYTES_MAX};
    use crate::testing::World;
    use engine::{Decider as _, EventSet as _, Record, Stamp};
    use processes::incident::{self, Event, Incident};

    /// An incident that much happened to.
    fn eventful() -> Vec<Record> {
        let mut world = World::with_gold();
        let logged = r#"{"summary": "down", "service": "mail", "monitor": "ping"}"#;
        let key = world.send(incident::NAME, "new", "log", logged).to_string();
        for number in 0..100 {
            let note = format!(r#"{{"note": "still down, looked at {number} times"}}"#);
            world.minutes(1).send(incident::NAME, &key, "update", &note);
        }
        let of_incident = |record: &Record| record.as_ref().process == incident::NAME;
        world.records().into_iter().filter(of_incident).collect()
    }

    #[test]
    fn what_waits_is_folded_when_asked_and_never_much() {
        let (records, mut buffer) = (eventful(), Vec::new());
        let (mut at_rest, mut folded) = (AtRest::<Incident>::default(), Incident::default());
        assert_eq!(at_rest.open().unwrap(), folded);
        for record in records.iter().map(Record::as_ref) {
            at_rest.take_in([&record], &mut buffer).unwrap();
            let event = Event::decode(record.event, record.schema, record.payload).unwrap();
            folded.evolve(&event, &Stamp::from(&record));
            assert_eq!(at_rest.open().unwrap(), folded);
            assert!(at_rest.bytes.len() <= at_rest.folded() + WAITING_BYTES_MAX);
        }
        assert!(at_rest.folded > 0);
        // However they come.
        let (records, mut at_once) =
            (records.iter().map(Record::as_ref).collect::<Vec<_>>(), AtRest::<Incident>::default());
        at_once.take_in(&records, &mut buffer).unwrap();
        assert_eq!((at_once.folded, &at_once.bytes), (at_rest.folded, &at_rest.bytes));
    }

    #[test]
    fn what_cannot_be_read_is_said_when_it_is_asked_for() {
        let (records, mut at_rest) = (eventful(), AtRest::<Incident>::default());
        let mut record = records[0].as_ref();
        record.payload = &[255];
        at_rest.take_in([&record], &mut Vec::new()).unwrap();
        assert!(at_rest.open().is_err());
    }
}
