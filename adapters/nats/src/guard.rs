//! What must be there, and what must not.

use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::context::{AccountErrorKind, GetStreamByNameErrorKind};

/// No stream may cover what is answered: whoever asks would get the stream's acknowledgement.
pub(crate) async fn commands_are_free(context: &Context) -> Result<(), Error> {
    let account = context.jetstream.query_account().await;
    account.map_err(|error| match error.kind() {
        AccountErrorKind::JetStreamUnavailable | AccountErrorKind::JetStream(_) => {
            Error::NoJetStream
        }
        AccountErrorKind::TimedOut | AccountErrorKind::Other => {
            Error::nats("ask for the account")(error)
        }
    })?;
    for tail in ["cmd.>", "query.>", "schema.>", "js.>", "replay", "replay.*"] {
        let subject = context.subjects.pattern(tail);
        match context.jetstream.stream_by_subject(subject.clone()).await {
            Ok(stream) => return Err(Error::Covered { stream, subject }),
            Err(error) if error.kind() == GetStreamByNameErrorKind::NotFound => {}
            Err(error) => return Err(Error::nats("ask for the streams")(error)),
        }
    }
    Ok(())
}
