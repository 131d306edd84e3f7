//! What is being worked on: taken out once for many events, put back once.

use engine::{DecodeError, Key, RecordRef};
use std::collections::HashMap;

/// Things taken out of a read model while it takes records in, in the order in which they came.
pub(crate) struct Desk<'a, T> {
    places: HashMap<&'a str, usize>,
    things: Vec<(Key, T)>,
}

impl<T> Default for Desk<'_, T> {
    fn default() -> Self {
        Self { places: HashMap::new(), things: Vec::new() }
    }
}

impl<'a, T> Desk<'a, T> {
    /// A desk is cleared when it has so many: what is out takes more memory than at rest.
    const THINGS_MAX: usize = 1024;

    /// The one that a record is about; `take_out` gets it when it is not here yet.
    ///
    /// # Errors
    /// [`DecodeError`], when the record's key or what is at rest cannot be read.
    pub(crate) fn of(
        &mut self,
        record: &RecordRef<'a>,
        take_out: impl FnOnce(&Key) -> Result<T, DecodeError>,
    ) -> Result<&mut T, DecodeError> {
        let place = if let Some(place) = self.places.get(record.key) {
            *place
        } else {
            let key = record.stream()?.key;
            let thing = take_out(&key)?;
            self.places.insert(record.key, self.things.len());
            self.things.push((key, thing));
            self.things.len() - 1
        };
        let thing = self.things.get_mut(place).map(|(_, thing)| thing);
        Ok(thing.unwrap_or_else(|| unreachable!("places are of things")))
    }

    pub(crate) fn is_full(&self) -> bool {
        self.things.len() >= Self::THINGS_MAX
    }

    /// Everything, to be put back.
    pub(crate) fn clear(&mut self) -> impl Iterator<Item = (Key, T)> {
        self.places.clear();
        self.things.drain(..)
    }
}
