//! What is being worked on: taken out once for many events, put back once.

use engine::{DecodeError, Key, Position, RecordRef, Version};
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// The version of a stream's first record.
const FIRST: Version = Version(1);

/// Things taken out of a read model while it takes records in, in the order in which they came.
pub(crate) struct Desk<'a, T> {
    /// By process and key.
    places: HashMap<(&'a str, &'a str), usize, RandomState>,
    /// Boxed: a thing out is large, and there are few of them.
    things: Vec<(Key, Box<T>)>,
    /// The one last worked on: the events of one command come one after the other.
    last: ((&'a str, &'a str), usize),
}

impl<T> Default for Desk<'_, T> {
    fn default() -> Self {
        Self { places: HashMap::default(), things: Vec::new(), last: (("", ""), 0) }
    }
}

impl<'a, T> Desk<'a, T> {
    /// A desk is cleared when it has so many: what is out takes more memory than at rest.
    const THINGS_MAX: usize = 1024;

    /// The one that a record is about: what `new` makes if its stream begins with the record, else
    /// what `take_out` has, if it is not here yet.
    ///
    /// # Errors
    /// [`DecodeError`], when the record's key or what is at rest cannot be read.
    pub(crate) fn of(
        &mut self,
        record: &RecordRef<'a>,
        new: impl FnOnce() -> T,
        take_out: impl FnOnce(&Key) -> Result<T, DecodeError>,
    ) -> Result<&mut T, DecodeError> {
        let stream = (record.process, record.key);
        if self.last.0 != stream {
            self.last = (stream, self.place_of(record, new, take_out)?);
        }
        let thing = self.things.get_mut(self.last.1).map(|(_, thing)| thing);
        Ok(thing.unwrap_or_else(|| unreachable!("places are of things")))
    }

    fn place_of(
        &mut self,
        record: &RecordRef<'a>,
        new: impl FnOnce() -> T,
        take_out: impl FnOnce(&Key) -> Result<T, DecodeError>,
    ) -> Result<usize, DecodeError> {
        let stream = (record.process, record.key);
        if let Some(place) = self.places.get(&stream) {
            return Ok(*place);
        }
        let key = Key::from_escaped(record.key)?;
        let thing = if record.version == FIRST { new() } else { take_out(&key)? };
        let place = self.things.len();
        self.places.insert(stream, place);
        self.things.push((key, Box::new(thing)));
        Ok(place)
    }

    fn is_full(&self) -> bool {
        self.things.len() >= Self::THINGS_MAX
    }

    /// Everything, to be put back.
    pub(crate) fn clear(&mut self) -> impl Iterator<Item = (Key, Box<T>)> {
        self.places.clear();
        self.last = (("", ""), 0);
        self.things.drain(..)
    }
}

/// Takes records in, one by one, with what they are about on a desk; `put_back` clears it whenever
/// it is full, and at the end.
///
/// # Errors
/// Where and why a record could not be taken in; those before it have been.
pub(crate) fn take_all<'a, M, T>(
    model: &mut M,
    records: &[RecordRef<'a>],
    take_in: impl Fn(&mut M, &RecordRef<'a>, &mut Desk<'a, T>) -> Result<(), DecodeError>,
    put_back: impl Fn(&mut M, &mut Desk<'a, T>),
) -> Result<(), (Position, DecodeError)> {
    let mut desk = Desk::default();
    let all = records.iter().try_for_each(|record| {
        let one = take_in(model, record, &mut desk);
        if desk.is_full() {
            put_back(model, &mut desk);
        }
        one.map_err(|error| (record.position, error))
    });
    put_back(model, &mut desk);
    all
}
