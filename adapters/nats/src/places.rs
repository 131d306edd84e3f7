use engine::outside::{Problem, Refusal};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many requests of a kind are worked on in whose name: nobody has all of them to himself.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// What they are, in the plural.
    what: &'static str,
    most: usize,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

/// A place that somebody has; it is free again when this is gone.
#[derive(Debug)]
pub(crate) struct Place {
    places: Places,
    name: String,
}

impl Places {
    /// So many for each name at most.
    pub(crate) fn new(what: &'static str, most: usize) -> Self {
        Self { what, most, taken: Arc::default() }
    }

    pub(crate) fn take(&self, name: &str) -> Result<Place, Problem> {
        let name = name.to_owned();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(name.clone()).or_default();
        if *count >= self.most {
            let Self { what, most, .. } = self;
            let detail = format!(
                "{most} {what} are worked on in this name already; come again when one is over"
            );
            return Err(Problem::new(Refusal::Busy, "busy", &detail));
        }
        *count += 1;
        Ok(Place { places: self.clone(), name })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.name) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn each_has_so_many_and_a_place_is_free_again() {
        let places = Places::new("replays", 2);
        let first = places.take("ada").unwrap();
        let second = places.take("ada").unwrap();
        assert_eq!(places.take("ada").unwrap_err().code, "busy");
        let others = [places.take("bo").unwrap(), places.take("").unwrap()];
        drop(first);
        let third = places.take("ada").unwrap();
        drop((second, third, others));
        assert!(places.taken.lock().unwrap().is_empty());
    }
}
