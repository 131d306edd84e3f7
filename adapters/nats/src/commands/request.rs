use super::command;
use crate::context::{Context, fits};
use crate::endpoint::{Answer, Asked};
use crate::trace;
use bytes::Bytes;
use engine::Door;
use engine::json;
use engine::outside::{Done, Problem};
use serde_json::Value;
use tracing::Instrument as _;

/// Decides a command and answers when its outcome is durable.
pub(crate) async fn answer(context: Context, asked: Asked) -> Result<Answer, Problem> {
    let sent = command::read(&asked, Door::Request, || ulid::Ulid::generate().to_string())?;
    let sender = trace::sender(&asked.headers);
    let handed_over = context.engine.hand_over(sent).instrument(sender).await?;
    let span = handed_over.trace();
    let done = handed_over.done().await;
    let written = |done| written(&done, context.client.max_payload());
    Ok(Answer::Outcome(span, done.map(written)))
}

/// The outcome, without its events if they do not fit into a message.
fn written(done: &Done, bytes_max: usize) -> Bytes {
    let text = json::text_of(done);
    if fits(text.len(), bytes_max) {
        return text.into();
    }
    let mut value = json::of(done);
    if let Value::Object(members) = &mut value {
        members.insert("events_left_out".to_owned(), done.events.len().into());
        members.insert("events".to_owned(), Value::Array(Vec::new()));
    }
    value.to_string().into()
}
