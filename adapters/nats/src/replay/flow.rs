use crate::context::Context;
use crate::endpoint::Asker;
use async_nats::{Message, StatusCode, Subject, Subscriber};
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio::time::Instant;

/// After so many messages the asker is asked whether it may go on.
const WINDOW_MESSAGES: usize = 256;
/// Or after so many bytes.
const WINDOW_BYTES: usize = 1024 * 1024;
/// How many such questions may be open.
const OPEN_MAX: usize = 2;
/// How long the asker may take to answer one.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keeps a replay from running away from its reader.
pub(super) struct Flow {
    answers: Subscriber,
    inbox: Subject,
    open: usize,
    messages: usize,
    bytes: usize,
}

/// The reader does not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stopped {
    /// Nobody listens.
    Gone,
    /// It has not answered for too long.
    Slow,
    /// The node stops.
    Node,
}

impl Flow {
    /// The answers come by a subject of the asker's own: whoever may answer there may not answer
    /// anything else that the node asks.
    pub(super) async fn open(
        context: &Context,
        asker: &Asker,
    ) -> Result<Self, async_nats::SubscribeError> {
        let tail = format!("replay.{}", ulid::Ulid::generate());
        let inbox: Subject = context.subjects.of(asker.actor.as_ref(), &tail).into();
        let answers = context.bulk.client.subscribe(inbox.clone()).await?;
        // The first message asks, so that it is known soon whether anybody listens.
        let messages = WINDOW_MESSAGES;
        Ok(Self { answers, inbox, open: 0, messages, bytes: 0 })
    }

    /// Waits until a message of so many bytes may be sent; the subject for the answer, if it is to
    /// ask for one.
    pub(super) async fn admit(
        &mut self,
        context: &Context,
        bytes: usize,
        after_a_pause: bool,
    ) -> Result<Option<Subject>, Stopped> {
        self.messages += 1;
        self.bytes += bytes;
        let asks = after_a_pause || self.messages > WINDOW_MESSAGES || self.bytes > WINDOW_BYTES;
        if !asks {
            return Ok(None);
        }
        while self.open >= OPEN_MAX {
            self.answered(context).await?;
        }
        (self.open, self.messages, self.bytes) = (self.open + 1, 0, 0);
        Ok(Some(self.inbox.clone()))
    }

    /// Waits for one answer.
    async fn answered(&mut self, context: &Context) -> Result<(), Stopped> {
        let answer = tokio::select! {
            answer = tokio::time::timeout(PATIENCE, self.answers.next()) => answer,
            () = context.stopping() => return Err(Stopped::Node),
        };
        match answer {
            Err(_) => Err(Stopped::Slow),
            Ok(answer) => self.take(answer),
        }
    }

    /// Takes answers until then.
    pub(super) async fn listen(
        &mut self,
        context: &Context,
        until: Instant,
    ) -> Result<(), Stopped> {
        loop {
            let answer = tokio::select! {
                answer = self.answers.next() => answer,
                () = tokio::time::sleep_until(until) => return Ok(()),
                () = context.stopping() => return Err(Stopped::Node),
            };
            self.take(answer)?;
        }
    }

    fn take(&mut self, answer: Option<Message>) -> Result<(), Stopped> {
        match answer {
            None => Err(Stopped::Node),
            Some(answer) if answer.status == Some(StatusCode::NO_RESPONDERS) => Err(Stopped::Gone),
            Some(_) => {
                // Who answers more often than he was asked gets no further for that.
                self.open = self.open.saturating_sub(1);
                Ok(())
            }
        }
    }
}
