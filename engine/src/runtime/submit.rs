use super::job::{Answer, Asked, Job, Pending, Reply};
use super::request::{Accepted, ExecuteError, Outcome, Request};
use super::tally::Started;
use super::{Engine, Shared, wait};
use crate::store::ReadError;
use crate::system::outcome;
use crate::{
    Caller, CommandId, EventSet as _, Facts, Key, Metadata, Position, RecordRef, StreamId, Version,
    process,
};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{SemaphorePermit, oneshot};
use tracing::field::{self, Empty};
use tracing::{Instrument as _, Span};

/// A command that has been handed over.
#[derive(Debug)]
pub struct Submitted {
    reply: oneshot::Receiver<Reply>,
    span: Span,
}

impl Submitted {
    /// Its outcome, when it is durable.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    pub async fn outcome(self) -> Outcome {
        let Self { reply, span } = self;
        let outcome = match reply.await {
            Ok(reply) => reply.outcome().await,
            Err(_) => Err(ExecuteError::Stopped),
        };
        match &outcome {
            Ok(accepted) => drop(span.record("position", accepted.position.0)),
            Err(error) => failed(&span, error),
        }
        outcome
    }
}

impl Engine {
    /// Decides a command, and answers when its outcome is durable.
    ///
    /// Dropping the future cancels nothing once the command has been handed over.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    pub fn execute(&self, request: Request) -> impl Future<Output = Outcome> + Send + use<'_> {
        let (span, request) = (span(&request), Box::new(request));
        async move { self.hand_in(request, span).await?.outcome().await }
    }

    /// Decides a command, on a thread that may block.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    pub fn execute_blocking(&self, request: Request) -> Outcome {
        wait(self.execute(request))
    }

    /// Hands a command over: commands are decided in the order in which this returns, whether or
    /// not anybody waits for their outcomes.
    ///
    /// # Errors
    /// [`ExecuteError`], when the command cannot be handed over.
    pub fn submit(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Submitted, ExecuteError>> + Send + use<'_> {
        let span = span(&request);
        self.hand_in(Box::new(request), span)
    }

    /// A request is large, and handed from one to the next: only its address is.
    async fn hand_in(&self, request: Box<Request>, span: Span) -> Result<Submitted, ExecuteError> {
        let sent = self.send(request).instrument(span.clone()).await;
        let reply = sent.inspect_err(|error| failed(&span, error))?;
        Ok(Submitted { reply, span })
    }

    /// Looks up what is known, and gives the command its turn.
    async fn send(&self, request: Box<Request>) -> Result<oneshot::Receiver<Reply>, ExecuteError> {
        if request.caller.principal.len() > Caller::PRINCIPAL_BYTES_MAX {
            let bytes = request.caller.principal.len();
            return Err(ExecuteError::PrincipalTooLong { bytes });
        }
        let shared = &self.0.shared;
        let name = request.command.process();
        let mut processes = shared.catalogue.processes().iter().enumerate();
        let process = processes.find(|(_, process)| process.name() == name);
        let (index, process) = process.ok_or(ExecuteError::UnknownProcess(name))?;
        let started = Started { process: index, at: Instant::now() };
        let content = request.content();
        let place = self.place().await?;
        let (reply, outcome) = oneshot::channel();
        // Before looking: what becomes durable meanwhile, the sequencer knows.
        let as_of = shared.head();
        if let Some(earlier) = shared.earlier(request.command_id, content).await? {
            shared.tally.count(started, &earlier);
            // Received by `outcome`, which is right here.
            let _ = reply.send(Reply::Outcome(earlier));
            return Ok(outcome);
        }
        let is_numbered = request.key.is_none() && process.numbers().is_some();
        let stream = (!is_numbered).then(|| request.stream());
        let loaded = match stream.as_ref().filter(|stream| !self.0.cached.contains(stream)) {
            // Kept apart, for it is large and seldom.
            Some(stream) => Some(Box::new(Box::pin(shared.load(stream, as_of)).await?)),
            None => None,
        };
        let answer = Answer { reply, started };
        let asked = Asked { request, content, as_of };
        let pending = Pending { asked, stream, loaded, answer };
        self.enqueue(Job::Execute(pending), place)?;
        Ok(outcome)
    }

    /// A place in the queue.
    async fn place(&self) -> Result<SemaphorePermit<'_>, ExecuteError> {
        self.0.shared.places.acquire().await.map_err(|_| ExecuteError::Stopped)
    }

    /// Gives a job its turn. Its place is taken until whoever asked has been told.
    fn enqueue(&self, job: Job, place: SemaphorePermit<'_>) -> Result<(), ExecuteError> {
        self.0.jobs.send(job).map_err(|_| ExecuteError::Stopped)?;
        place.forget();
        Ok(())
    }

    /// Shows `look` the facts as they stand between two decisions, and answers when those are
    /// durable.
    ///
    /// # Errors
    /// [`ExecuteError`], when the engine has been closed or the store has failed.
    pub async fn facts<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Facts) -> T + Send + 'static,
    ) -> Result<T, ExecuteError> {
        let (reply, answer) = oneshot::channel();
        let inspect = move |facts: &Facts| {
            let seen = look(facts);
            let tell = move |durable: Result<(), ExecuteError>| {
                // Whoever asked may be gone.
                let _ = reply.send(durable.map(|()| seen));
            };
            Box::new(tell) as super::job::Told
        };
        let place = self.place().await?;
        self.enqueue(Job::Inspect(Box::new(inspect)), place)?;
        answer.await.unwrap_or(Err(ExecuteError::Stopped))
    }
}

/// A command on its way: from here until its outcome is durable. Says nothing of what is in it.
fn span(request: &Request) -> Span {
    let Request { command, command_id: id, cause, .. } = request;
    tracing::info_span!(
        "execute",
        process = command.process(),
        command = command.name(),
        %id,
        correlation = cause.map(|cause| field::display(cause.correlation)),
        caused_by = cause.map(|cause| field::display(cause.command)),
        causation = cause.map(|cause| cause.position.0),
        position = Empty,
        code = Empty,
        failed = Empty,
    )
}

fn failed(span: &Span, error: &ExecuteError) {
    span.record("code", error.code()).record("failed", !error.is_refusal());
}

impl Request {
    /// The stream it is for, unless that is to have a number.
    pub(super) fn stream(&self) -> StreamId {
        let key = self.key.clone().unwrap_or_else(|| self.command_id.to_key());
        StreamId::new(self.command.process(), key)
    }
}

impl Shared {
    /// The last durable position.
    pub(super) fn head(&self) -> Position {
        *self.durable.borrow()
    }

    /// The outcome that a command has in the log, if any.
    pub(super) async fn earlier(
        &self,
        id: CommandId,
        content: u64,
    ) -> Result<Option<Outcome>, ReadError> {
        let mut records = Vec::new();
        let mut caused = self.store.read_command(id);
        while let Some(chunk) = caused.next().await? {
            for record in chunk.owned() {
                records.push(record?.0);
            }
        }
        let Some(last) = records.last() else { return Ok(None) };
        let (stream, position, last) = (last.stream(), last.position(), last.as_ref());
        if last.metadata.content != content {
            return Ok(Some(Err(ExecuteError::IdReused { position })));
        }
        if last.process == outcome::LIFECYCLE.process {
            return without_event(&last, stream).map(Some);
        }
        let Metadata { recorded_at, occurred_at, basis, .. } = last.metadata;
        let known = self.catalogue.process(&stream.process).map(process::AnyProcess::event_kinds);
        let known = known.unwrap_or_default();
        let events = records.iter().map(|record| {
            let record = record.as_ref();
            let event = known.iter().find(|name| **name == record.event);
            let unknown = || crate::DecodeError::Name(record.event.to_string());
            let unreadable = |source| ReadError::Decode { position: record.position, source };
            let event = event.ok_or_else(unknown).map_err(unreadable)?;
            let (schema, payload) = (record.schema, record.payload.to_owned());
            Ok::<_, ReadError>(process::Encoded { event, schema, payload })
        });
        let events = events.collect::<Result<_, _>>()?;
        Ok(Some(Ok(Arc::new(Accepted {
            stream,
            version: last.version,
            position,
            recorded_at,
            occurred_at,
            basis,
            events,
            repeated: true,
        }))))
    }
}

/// The outcome of a command that caused no event of its own.
fn without_event(record: &RecordRef<'_>, stream: StreamId) -> Result<Outcome, ReadError> {
    let (position, Metadata { recorded_at, occurred_at, basis, .. }) =
        (record.position, record.metadata);
    let read = outcome::Event::decode(record.event, record.schema, record.payload);
    match read.map_err(|source| ReadError::Decode { position, source })? {
        outcome::Event::Refused(refusal) => {
            let refusal = Box::new(refusal);
            Ok(Err(ExecuteError::RefusedBefore { recorded_at, refusal }))
        }
        outcome::Event::Satisfied(satisfied) => {
            let key = Key::recorded(&satisfied.key).unwrap_or(stream.key);
            Ok(Ok(Arc::new(Accepted {
                stream: StreamId::new(&satisfied.process, key),
                version: Version(satisfied.version),
                position,
                recorded_at,
                occurred_at,
                basis,
                events: Vec::new(),
                repeated: true,
            })))
        }
    }
}
