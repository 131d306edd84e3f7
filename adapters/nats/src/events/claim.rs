use crate::subject::{POSITION, position};
use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use engine::Position;

/// Which event of which log a message says that it is. What says nothing of the kind was written by
/// somebody else.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Claim {
    pub(super) event_id: String,
    pub(super) position: Position,
}

impl Claim {
    /// Reads it: both headers are there, and say the same.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let header = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
        let event_id = header(NATS_MESSAGE_ID.as_ref())?;
        let position = header(POSITION).as_deref().and_then(position)?;
        let (log, last) = event_id.rsplit_once('-')?;
        let (id, epoch) = log.split_once('-')?;
        let is_log = u128::from_str_radix(id, 16).is_ok() && epoch.parse::<u64>().is_ok();
        (is_log && last == position.to_string()).then_some(Self { event_id, position })
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
        let id = LogId { id: 7, epoch: u64::MAX }.event_id(Position(12));
        let told = Claim { event_id: id.clone(), position: Position(12) };
        assert_eq!(claim(&id, "12"), Some(told));
        for (event_id, position) in
            [(&*id, "13"), (&id, ""), (&id, "x"), ("", "12"), ("12", "12"), ("x-1-12", "12")]
        {
            assert_eq!(claim(event_id, position), None, "{event_id} {position}");
        }
        assert_eq!(Claim::of(&HeaderMap::new()), None);
    }
}
