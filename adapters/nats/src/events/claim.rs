use crate::subject::{POSITION, position};
use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use engine::store::LogId;
use engine::{EventStore, Position};

/// Which event of which log a message says that it is. What says nothing of the kind was written by
/// somebody else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Claim {
    pub(crate) log: LogId,
    pub(crate) position: Position,
}

impl Claim {
    /// Reads it: both headers are there, and say the same.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let header = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
        let claim = Self::parse(&header(NATS_MESSAGE_ID.as_ref())?)?;
        let stated = header(POSITION).as_deref().and_then(position)?;
        (stated == claim.position).then_some(claim)
    }

    /// Reads an event's id.
    pub(crate) fn parse(event_id: &str) -> Option<Self> {
        let (log, last) = event_id.rsplit_once('-')?;
        let claim = Self { log: LogId::parse(log)?, position: position(last)? };
        (claim.event_id() == event_id).then_some(claim)
    }

    pub(crate) fn event_id(&self) -> String {
        self.log.event_id(self.position)
    }

    /// Up to where this log has what the log of the claim had.
    pub(crate) fn shared(&self, store: &dyn EventStore) -> Position {
        let has = |position: u64| {
            let found = store.event_id(Position(position)).as_deref().and_then(Self::parse);
            found.is_some_and(|it| it.log.id == self.log.id && it.log.epoch <= self.log.epoch)
        };
        // Epochs only grow, so what has it comes first.
        let (mut low, mut high) = (0, self.position.0.min(store.head().borrow().0));
        while low < high {
            let middle = high - (high - low) / 2;
            if has(middle) { low = middle } else { high = middle - 1 }
        }
        Position(low)
    }
}

#[cfg(test)]
mod tests {
    use super::Claim;
    use crate::subject::POSITION;
    use async_nats::HeaderMap;
    use engine::Position;
    use engine::store::LogId;

    fn claim(event_id: &str, position: &str) -> Option<Claim> {
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", event_id);
        headers.insert(POSITION, position);
        Claim::of(&headers)
    }

    #[test]
    fn an_event_says_twice_where_it_lies() {
        let log = LogId { id: 7, epoch: u64::MAX };
        let id = log.event_id(Position(12));
        let told = Claim { log, position: Position(12) };
        assert_eq!(claim(&id, "12"), Some(told));
        assert_eq!(told.event_id(), id);
        for (event_id, position) in [
            (&*id, "13"),
            (&id, ""),
            (&id, "x"),
            ("", "12"),
            ("12", "12"),
            ("x-1-12", "12"),
            ("7-2-12", "12"),
        ] {
            assert_eq!(claim(event_id, position), None, "{event_id} {position}");
        }
        assert_eq!(Claim::of(&HeaderMap::new()), None);
    }
}
