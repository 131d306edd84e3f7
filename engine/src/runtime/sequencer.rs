//! One command after the other: each decision sees every earlier one, also those not yet durable,
//! and so is valid at its own position. No locks, no retries, no races.

use super::cache::{Cache, Live};
use super::job::{Job, Look, Pending, Reply};
use super::numbers::Numbers;
use super::recent::{Known, Recent};
use super::request::{Accepted, ExecuteError, Outcome, Request};
use super::{AHEAD_MAX, BACK_MAX, DEPTH_MAX, RECORDER, Shared, TimersLock};
use crate::process::{AnyProcess, AnyRefusal, Encoded};
use crate::store::Batch;
use crate::system::import;
use crate::system::outcome::{self, Refusal};
use crate::{
    Context, EventSet as _, Facts, Key, Metadata, Named as _, Position, RecordRef, Stamp, StreamId,
    Timestamp, Version, authorise,
};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

pub(super) struct Sequencer {
    pub(super) shared: Arc<Shared>,
    pub(super) durable: watch::Receiver<Position>,
    pub(super) cache: Cache,
    pub(super) recent: Recent,
    pub(super) facts: Facts,
    pub(super) numbers: Numbers,
    pub(super) timers: Arc<TimersLock>,
    /// The last position decided.
    pub(super) head: Position,
    pub(super) recorded_at: Timestamp,
    /// Since when no snapshot was taken.
    pub(super) snapshot: Position,
    /// A decision could not be taken in: a defect, after which nothing may be decided.
    pub(super) defect: Option<ExecuteError>,
}

/// What a command came to, before it is durable.
struct Decision {
    accepted: Accepted,
    batch: Batch,
    live: Live,
}

impl Sequencer {
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(job) = jobs.blocking_recv() {
            match job {
                Job::Execute(pending, reply) => self.execute(pending, reply),
                Job::Inspect(look) => look(&self.facts),
                Job::Close => break,
            }
            let (states, bytes) = self.cache.size();
            self.shared.gauges.cached(states, bytes);
        }
        jobs.close();
        if self.defect.is_none() && self.shared.store.append(Batch::barrier()).wait().is_ok() {
            self.shared.save(self.head, &self.facts, &self.numbers, &self.timers.lock());
        }
    }

    fn execute(&mut self, mut pending: Box<Pending>, reply: oneshot::Sender<Reply>) {
        if let Some(defect) = &self.defect {
            // Whoever asked may be gone; nothing to tell then.
            let _ = reply.send(Reply::Outcome(Err(defect.clone())));
            return;
        }
        if let Some(earlier) = self.earlier(&pending) {
            return self.answer(Batch::barrier(), earlier, reply);
        }
        if !self.recent.reaches_back_to(pending.as_of) {
            let _ = reply.send(Reply::LookAgain(pending, Look::Log));
            return;
        }
        let (stream, live) = match self.find(&mut pending) {
            Ok(found) => found,
            Err(Look::State) => {
                let _ = reply.send(Reply::LookAgain(pending, Look::State));
                return;
            }
            Err(Look::Log) => unreachable!("asked for above"),
        };
        let Pending { request, content, .. } = *pending;
        let recorded_now = self.shared.clock.now().max(self.recorded_at);
        let decided = self.decide(&request, content, &stream, &live, recorded_now);
        let changed = matches!(&decided, Ok(decision) if !decision.accepted.events.is_empty());
        if !changed && live.version > Version(0) {
            self.cache.insert(stream, live, *self.durable.borrow());
        }
        match decided {
            Ok(decision) => self.accept(&request, content, decision, reply),
            Err(error) if request.caller.door.records_refusals() && error.is_refusal() => {
                self.refuse(&request, content, recorded_now, error, reply);
            }
            Err(error) => self.answer(Batch::barrier(), Err(error), reply),
        }
    }

    /// The outcome of the first time the command was sent, if that was a moment ago.
    fn earlier(&self, pending: &Pending) -> Option<Outcome> {
        let (content, known) = self.recent.get(pending.request.command_id)?;
        if content != pending.content {
            return Some(Err(ExecuteError::IdReused { position: known.position() }));
        }
        Some(match known {
            Known::Accepted(accepted) => {
                Ok(Arc::new(Accepted { repeated: true, ..Accepted::clone(accepted) }))
            }
            Known::Refused(_, recorded_at, refusal) => Err(ExecuteError::RefusedBefore {
                recorded_at: *recorded_at,
                refusal: Box::new(refusal.clone()),
            }),
        })
    }

    /// The stream that a command is for, and its state, taken out of the cache.
    fn find(&mut self, pending: &mut Pending) -> Result<(StreamId, Live), Look> {
        let request = &pending.request;
        let name = request.command.process();
        let process = self.shared.catalogue.process(name).ok();
        let prefix = process.and_then(AnyProcess::numbers).filter(|_| request.key.is_none());
        if let Some(number) = prefix.and_then(|prefix| self.numbers.next(name, prefix))
            && let Some(process) = process
        {
            return Ok((StreamId::new(name, number), Live::new(process)));
        }
        let key = request.key.clone().unwrap_or_else(|| request.command_id.to_key());
        let stream = StreamId::new(name, key);
        if let Some(live) = self.cache.take(&stream) {
            return Ok((stream, live));
        }
        match pending.loaded.take() {
            Some(live) if self.cache.is_current(pending.as_of) => Ok((stream, live)),
            _ => Err(Look::State),
        }
    }

    fn decide(
        &self,
        request: &Request,
        content: u64,
        stream: &StreamId,
        live: &Live,
        recorded_now: Timestamp,
    ) -> Result<Decision, ExecuteError> {
        let Request { caller, command, .. } = request;
        if let Some(cause) = request.cause.filter(|cause| cause.depth > DEPTH_MAX) {
            return Err(ExecuteError::ChainTooDeep { correlation: cause.correlation });
        }
        if let Some(full) = self.shared.gauges.full_fact() {
            let crate::facts::FactSize { name, bytes, bytes_max } = full;
            return Err(ExecuteError::FactFull { name, bytes, bytes_max });
        }
        let roles = live.state.roles_for(command.name())?;
        let authority = self.shared.catalogue.authority();
        authorise(authority, &self.facts, caller, command.name(), roles, recorded_now)?;
        let occurred_at = self.occurred_at(request, stream, live, recorded_now)?;
        let known = Context {
            recorded_now,
            occurred_at,
            caller,
            key: &stream.key,
            version: live.version,
            head: self.head,
            facts: &self.facts,
        };
        let decided = live.state.decide(command, &known).map_err(|refusal| match refusal {
            AnyRefusal::NotAllowed(not_allowed) => ExecuteError::NotAllowed(not_allowed),
            AnyRefusal::Rejected(rejection) => ExecuteError::Rejected {
                code: rejection.name(),
                detail: rejection.to_string(),
                possible: live.state.possible().iter().map(|possible| possible.command).collect(),
            },
        })?;
        let mut batch = Batch::barrier();
        let metadata = self.metadata(request, content, recorded_now, occurred_at);
        if decided.events.is_empty() {
            let satisfied = outcome::Event::Satisfied(outcome::Satisfied {
                process: stream.process.clone(),
                key: stream.key.to_string(),
                command: command.name().to_owned(),
                version: live.version.0,
            });
            push_outcome(&mut batch, &known.stamp(0), request, &metadata, &satisfied)?;
        }
        let mut bytes = live.bytes;
        for (index, event) in decided.events.iter().enumerate() {
            bytes += event.payload.len();
            batch.push(&record(stream, event, &known.stamp(index), metadata))?;
        }
        let version = Version(live.version.0 + decided.events.len() as u64);
        let position = Position(self.head.0 + batch.len() as u64);
        let first = live.first.or((version > Version(0)).then_some(occurred_at));
        let last = if decided.events.is_empty() { live.last } else { position };
        Ok(Decision {
            accepted: Accepted {
                stream: stream.clone(),
                version,
                position,
                recorded_at: recorded_now,
                events: decided.events,
                repeated: false,
            },
            batch,
            live: Live { state: decided.state, version, first, last, bytes },
        })
    }

    /// When a command happened, within what its sender may state.
    fn occurred_at(
        &self,
        request: &Request,
        stream: &StreamId,
        live: &Live,
        now: Timestamp,
    ) -> Result<Timestamp, ExecuteError> {
        let Some(stated) = request.occurred_at else { return Ok(now) };
        let caller = &request.caller;
        if stated > now + AHEAD_MAX {
            return Err(ExecuteError::InTheFuture { stated, now });
        }
        if let Some(first) = live.first.filter(|first| stated < *first) {
            return Err(ExecuteError::BeforeTheFirst { stated, stream: stream.clone(), first });
        }
        let authority = self.shared.catalogue.authority();
        let limited = !caller.door.is_internal() && stated < now - BACK_MAX;
        if limited && !authority.holds(&self.facts, &caller.actor, RECORDER, now) {
            return Err(ExecuteError::TooLongAgo { stated, limit: BACK_MAX });
        }
        Ok(stated)
    }

    fn metadata<'a>(
        &self,
        request: &'a Request,
        content: u64,
        recorded_at: Timestamp,
        occurred_at: Timestamp,
    ) -> Metadata<'a> {
        Metadata {
            command_id: request.command_id,
            content,
            correlation: request.cause.map(|cause| cause.correlation),
            causation: request.cause.map(|cause| cause.position),
            depth: request.cause.map_or(0, |cause| cause.depth),
            recorded_at,
            occurred_at,
            basis: self.head,
            door: request.caller.door,
            principal: &request.caller.principal,
            actor: request.caller.actor.as_escaped(),
            origin: request.origin,
        }
    }

    fn accept(
        &mut self,
        request: &Request,
        content: u64,
        decision: Decision,
        reply: oneshot::Sender<Reply>,
    ) {
        let Decision { accepted, batch, live } = decision;
        if let Err(error) = self.take_in(&batch) {
            self.defect = Some(error.clone());
            let _ = reply.send(Reply::Outcome(Err(error)));
            return;
        }
        let accepted = Arc::new(accepted);
        self.recorded_at = accepted.recorded_at;
        self.recent.insert(request.command_id, content, Known::Accepted(Arc::clone(&accepted)));
        if !accepted.events.is_empty() {
            let stream = accepted.stream.clone();
            self.timers.update(|timers| {
                timers.changed(&stream, live.version, request.origin, &*live.state);
            });
            self.cache.insert(stream, live, *self.durable.borrow());
        }
        self.answer(batch, Ok(accepted), reply);
    }

    /// Records a refusal that nobody waits for.
    fn refuse(
        &mut self,
        request: &Request,
        content: u64,
        recorded_at: Timestamp,
        error: ExecuteError,
        reply: oneshot::Sender<Reply>,
    ) {
        let refusal = Refusal {
            process: request.command.process().to_owned(),
            key: request.key.as_ref().map(ToString::to_string).unwrap_or_default(),
            command: request.command.name().to_owned(),
            code: error.code().to_owned(),
            detail: error.to_string(),
        };
        let metadata = self.metadata(request, content, recorded_at, recorded_at);
        let stamp = Stamp {
            position: self.head.next(),
            version: Version(1),
            recorded_at,
            occurred_at: recorded_at,
            actor: metadata.actor,
        };
        let mut batch = Batch::barrier();
        let event = outcome::Event::Refused(refusal.clone());
        let recorded = push_outcome(&mut batch, &stamp, request, &metadata, &event)
            .and_then(|()| self.take_in(&batch));
        if let Err(error) = recorded {
            return self.answer(Batch::barrier(), Err(error), reply);
        }
        self.recorded_at = recorded_at;
        let known = Known::Refused(self.head, recorded_at, refusal);
        self.recent.insert(request.command_id, content, known);
        self.answer(batch, Err(error), reply);
    }

    /// Applies a batch to all that the next decision looks at.
    fn take_in(&mut self, batch: &Batch) -> Result<(), ExecuteError> {
        const CHECK_EVERY: u64 = 256;
        for bytes in batch.records() {
            let position = self.head.next();
            let taken = RecordRef::decode(position, bytes).and_then(|record| {
                self.numbers.apply(self.shared.catalogue.processes(), &record);
                if let Some(run) = import::ended_run(&record) {
                    self.timers.update(|timers| timers.run_ended(run));
                }
                self.facts.apply(&record)
            });
            taken.map_err(|error| ExecuteError::Defect { position, error })?;
            self.head = position;
            if position.0.is_multiple_of(CHECK_EVERY) {
                self.shared.gauges.check(&self.facts);
            }
        }
        Ok(())
    }

    /// Answers when the position that the answer was computed from is durable.
    fn answer(&mut self, batch: Batch, outcome: Outcome, reply: oneshot::Sender<Reply>) {
        let appending = self.shared.store.append(batch);
        appending.then(move |appended| {
            let outcome = appended.map_err(ExecuteError::Store).and(outcome);
            let _ = reply.send(Reply::Outcome(outcome));
        });
        if self.head.0 >= self.snapshot.0 + super::SNAPSHOT_EVERY {
            self.snapshot = self.head;
            self.shared.save_when_durable(self.head, &self.facts, &self.numbers, &self.timers);
        }
    }
}

impl Live {
    /// The state before the first event.
    pub(super) fn new(process: &'static dyn AnyProcess) -> Self {
        const BYTES: usize = 512;
        let (version, first, last) = (Version(0), None, Position(0));
        Self { state: process.state(), version, first, last, bytes: BYTES }
    }
}

fn record<'a>(
    stream: &'a StreamId,
    event: &'a Encoded,
    stamp: &Stamp<'_>,
    metadata: Metadata<'a>,
) -> RecordRef<'a> {
    RecordRef {
        position: stamp.position,
        process: &stream.process,
        key: stream.key.as_escaped(),
        version: stamp.version,
        event: event.event,
        schema: event.schema,
        metadata,
        payload: &event.payload,
    }
}

/// An outcome has a stream of its own, named after the command.
fn push_outcome(
    batch: &mut Batch,
    stamp: &Stamp<'_>,
    request: &Request,
    metadata: &Metadata<'_>,
    event: &outcome::Event,
) -> Result<(), ExecuteError> {
    let key: Key = request.command_id.to_key();
    let record = RecordRef {
        position: stamp.position,
        process: outcome::LIFECYCLE.process,
        key: key.as_escaped(),
        version: Version(1),
        event: event.name(),
        schema: event.schema(),
        metadata: *metadata,
        payload: &event.encode(),
    };
    batch.push(&record).map_err(ExecuteError::TooLarge)
}
