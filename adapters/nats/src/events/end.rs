//! Where a stream of events ends: from there it goes on, and not from what the node remembers.

use crate::context::Context;
use crate::error::Error;
use crate::subject::{POSITION, position};
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use engine::Position;

/// The end of a stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct End {
    /// The last sequence number that it has given.
    pub(crate) sequence: u64,
    /// The position of the log that its last message holds; 0 if there is none.
    pub(crate) position: Position,
}

impl End {
    /// Reads it, and whether it belongs to this very log.
    pub(crate) async fn of(context: &Context, stream: &Stream) -> Result<Self, Error> {
        let info = stream.get_info().await.map_err(Error::nats("ask for a stream"))?;
        let (name, sequence) = (info.config.name, info.state.last_sequence);
        let last = match stream.get_last_raw_message_by_subject(">").await {
            Ok(last) => last,
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => {
                return Ok(Self { sequence, position: Position(0) });
            }
            Err(error) => return Err(Error::nats("read the end of a stream")(error)),
        };
        let header = |name: &str| last.headers.get(name).map(|value| value.as_str().to_owned());
        let found = header(NATS_MESSAGE_ID.as_ref()).unwrap_or_default();
        let position = header(POSITION).as_deref().and_then(position).ok_or_else(|| {
            let reason = "its last message says no position: somebody else writes to it".to_owned();
            Error::WrongStream { stream: name.clone(), reason }
        })?;
        let expected = context.engine.store().event_id(position);
        if expected.as_ref() != Some(&found) {
            let expected = expected.unwrap_or_else(|| "not there".to_owned());
            return Err(Error::Ahead { stream: name, found, position, expected });
        }
        Ok(Self { sequence, position })
    }
}
