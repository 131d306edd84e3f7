use crate::endpoint::Asker;
use engine::Actor;
use engine::outside::{Problem, Refusal};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many requests of a kind are worked on in whose name: nobody has all of them to himself.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// What they are, in the plural.
    what: &'static str,
    most: usize,
    taken: Arc<Mutex<HashMap<Option<Actor>, usize>>>,
}

/// A place that somebody has; it is free again when this is gone.
#[derive(Debug)]
pub(crate) struct Place {
    places: Places,
    actor: Option<Actor>,
}

impl Places {
    /// So many for each actor at most, and for all together who do not say who they are.
    pub(crate) fn new(what: &'static str, most: usize) -> Self {
        Self { what, most, taken: Arc::default() }
    }

    pub(crate) fn take(&self, asker: &Asker) -> Result<Place, Problem> {
        let actor = asker.actor.clone();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(actor.clone()).or_default();
        if *count >= self.most {
            let Self { what, most, .. } = self;
            let detail = format!(
                "{most} {what} are worked on in this name already; come again when one is over"
            );
            return Err(Problem::new(Refusal::Busy, "busy", &detail));
        }
        *count += 1;
        Ok(Place { places: self.clone(), actor })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.actor) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.actor);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Places;
    use crate::endpoint::Asker;
    use engine::Actor;

    #[test]
    fn each_has_so_many_and_a_place_is_free_again() {
        let asker = |name: Option<&str>| Asker {
            actor: name.map(|name| Actor::new(name).unwrap()),
            principal: "nats".to_owned(),
            is_proven: false,
        };
        let places = Places::new("replays", 2);
        let first = places.take(&asker(Some("ada"))).unwrap();
        let second = places.take(&asker(Some("ada"))).unwrap();
        assert_eq!(places.take(&asker(Some("ada"))).unwrap_err().code, "busy");
        let others = [places.take(&asker(Some("bo"))).unwrap(), places.take(&asker(None)).unwrap()];
        drop(first);
        let third = places.take(&asker(Some("ada"))).unwrap();
        drop((second, third, others));
        assert!(places.taken.lock().unwrap().is_empty());
    }
}
