use crate::Failure;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream::stream::Stream;
use async_nats::{HeaderMap, Subject};
use bytes::Bytes;

/// The name of the stream that a node publishes its events to.
pub(super) const EVENTS: &str = "PDCA_EVENTS";

/// A message, ready to be sent.
pub(super) struct Message {
    pub(super) subject: Subject,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// So many messages of the size of the last event in a stream, on other subjects of its length.
pub(super) async fn alike(stream: &Stream, count: usize) -> Result<Vec<Message>, Failure> {
    let last = stream.get_info().await?.state.last_sequence;
    let event = stream.get_raw_message(last).await?;
    let subject = event.subject.replace("pdca.", "bare.");
    // What the server was told of a batch is not part of the event.
    let of_event = event.headers.iter().filter(|(name, _)| !name.to_string().starts_with("Nats-"));
    let of_event =
        of_event.flat_map(|(name, all)| all.iter().map(|one| (name.clone(), one.clone())));
    let kept: HeaderMap = of_event.collect();
    let one = |number: usize| {
        let mut headers = kept.clone();
        headers.insert(
            NATS_MESSAGE_ID,
            format!("00000000000000000000000000000000-1-{number:06}").as_str(),
        );
        Message { subject: subject.as_str().into(), headers, body: event.payload.clone() }
    };
    Ok((0..count).map(one).collect())
}
