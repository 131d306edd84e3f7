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
    "restored",
    "maintenance_windows_set",
    "type_drafted",
    "type_revised",
];

/// A record, read as far as decisions look up what it says, ahead of taking it in.
pub struct Ahead {
    position: Position,
    /// Of what, and its number where it is known to have one; nothing, if it is of the same as the
    /// record before.
    item: Option<(End, Option<u32>)>,
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
    /// Reads a record, which comes behind one of the stream `before`.
    fn new(record: &RecordRef<'_>, before: &str) -> Result<Self, DecodeError> {
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
        let is_another = record.key != before;
        let key = is_another.then(|| Key::from_escaped(record.key)).transpose()?;
        let item = key.map(|key| (End::Item(key), None));
        Ok(Self { position: record.position, item, what, bytes })
    }

    /// The end that a relation leads to.
    fn other(&self) -> Option<&End> {
        match &self.what {
            What::Relation { to, .. } => Some(to),
            What::Event(_) | What::Name(_) => None,
        }
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
        let (mut all, mut unreadable, mut before) = (Vec::new(), None, "");
        for record in records {
            match Ahead::new(record, before) {
                Ok(read) => {
                    all.push(read);
                    before = record.key;
                }
                Err(error) => {
                    unreadable = Some((record.position, error));
                    break;
                }
            }
        }
        let items = all.iter().filter_map(|read| Some(&read.item.as_ref()?.0));
        let mut numbers =
            self.graph.numbers(items.chain(all.iter().filter_map(Ahead::other))).into_iter();
        for (_, number) in all.iter_mut().filter_map(|read| read.item.as_mut()) {
            *number = numbers.next().flatten();
        }
        for read in &mut all {
            if let What::Relation { number, .. } = &mut read.what {
                *number = numbers.next().flatten();
            }
        }
        (all, unreadable)
    }

    /// Takes in what was read, up to a position. Nothing else was taken in since.
    pub fn take(&mut self, all: Vec<Ahead>, before: Position) {
        let (mut now, mut known) = (None, None);
        for Ahead { item, what, bytes, .. } in
            all.into_iter().take_while(|read| read.position < before)
        {
            now = item.or(now);
            let Some((item, from)) = &mut now else { continue };
            let End::Item(key) = &*item else { continue };
            self.bytes += bytes;
            match what {
                What::Relation { relation, to, number } => {
                    let from = *from.get_or_insert_with(|| self.graph.number_or_new(item));
                    let to = number.unwrap_or_else(|| self.graph.number_or_new(&to));
                    let relation = self.number_of(relation, &mut known);
                    self.graph.relate(from, relation, to);
                }
                What::Event(event) => self.take_in(key, &event),
                What::Name(event) => self.take_in_unread(key, event),
            }
        }
    }

    /// The number of a relation's name; most have the same as the one before.
    fn number_of(&mut self, name: Label, known: &mut Option<(Label, u32)>) -> u32 {
        if let Some((_, number)) = known.as_ref().filter(|(known, _)| *known == name) {
            return *number;
        }
        let number = self.relation_number(&name);
        *known = Some((name, number));
        number
    }
}
