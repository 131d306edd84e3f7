//! Records, read ahead of taking them in.

use super::{ConfigurationItems, is_about_types};
use crate::configuration_item::{End, Event, Related};
use crate::facts::ENTRY_BYTES;
use crate::limits::Label;
use engine::{DecodeError, EventSet as _, Key, Position, RecordRef};

/// The events of which decisions look up what they say. Of others, what their names say is enough:
/// they are not read.
const READ: &[&str] = &[
    "related",
    "identified",
    "unrelated",
    "corrected",
    "maintenance_windows_set",
    "type_drafted",
    "type_revised",
];

/// A record, read as far as decisions look up what it says, ahead of taking it in.
pub struct Ahead {
    position: Position,
    key: Key,
    what: What,
    /// How much more memory is taken, about.
    bytes: u64,
}

/// What an event says, or its name where that is enough.
enum What {
    Relation {
        relation: Label,
        to: End,
        /// The number of that end, where it is known to have one.
        number: Option<u32>,
    },
    /// Boxed: most are relations, and they are small.
    Event(Box<Event>),
    Name(&'static str),
}

impl Ahead {
    pub(super) fn new(record: &RecordRef<'_>) -> Result<Self, DecodeError> {
        let what = if READ.contains(&record.event) {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            if let Event::Related(Related { relation, to, .. }) = event {
                What::Relation { relation, to, number: None }
            } else {
                What::Event(Box::new(event))
            }
        } else {
            What::Name(known(record)?)
        };
        let is_large = is_about_types(record.event);
        let bytes = if is_large { ENTRY_BYTES + 4 * record.payload.len() } else { 0 } as u64;
        let (position, key) = (record.position, Key::from_escaped(record.key)?);
        Ok(Self { position, key, what, bytes })
    }

    /// Which record.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }
}

/// The name of an event that is not read. What a newer release wrote is not passed over.
fn known(record: &RecordRef<'_>) -> Result<&'static str, DecodeError> {
    let kind = Event::KINDS.iter().find(|(name, _)| *name == record.event);
    let (name, schema) = kind.ok_or_else(|| DecodeError::Name(record.event.to_owned()))?;
    if record.schema <= *schema {
        return Ok(name);
    }
    Err(DecodeError::Schema { name: record.event.to_owned(), schema: record.schema })
}

impl ConfigurationItems {
    /// Reads records, up to the first that cannot be read, for [`take`](Self::take): where and why
    /// not comes second.
    ///
    /// The ends that relations lead to are looked up for all of them together: each lies somewhere
    /// else in memory, and a processor waits for several at once if nothing comes in between. That
    /// waiting took 2.9 s of a build of a million items with five million relations, and takes 1.2 s.
    pub fn read<'a>(
        &self,
        records: impl IntoIterator<Item = &'a RecordRef<'a>>,
    ) -> (Vec<Ahead>, Option<(Position, DecodeError)>) {
        let (mut all, mut unreadable) = (Vec::new(), None);
        for record in records {
            match Ahead::new(record) {
                Ok(read) => all.push(read),
                Err(error) => {
                    unreadable = Some((record.position, error));
                    break;
                }
            }
        }
        for read in &mut all {
            if let What::Relation { to, number, .. } = &mut read.what {
                *number = self.graph.number(to);
            }
        }
        (all, unreadable)
    }

    /// Takes in what was read. Nothing else was taken in since but what was read before it.
    pub fn take(&mut self, read: Ahead) {
        let Ahead { key, what, bytes, .. } = read;
        self.bytes += bytes;
        match what {
            What::Relation { relation, to, number } => {
                let from = self.graph.number_or_new(&End::Item(key));
                let to = number.unwrap_or_else(|| self.graph.number_or_new(&to));
                let relation = self.relation_number(&relation);
                self.graph.relate(from, relation, to);
            }
            What::Event(event) => self.take_in(&key, &event),
            What::Name(event) => self.take_in_unread(&key, event),
        }
    }
}
