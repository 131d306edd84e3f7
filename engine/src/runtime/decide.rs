//! What one command comes to, before it is durable.

use super::cache::Live;
use super::job::Asked;
use super::request::{Accepted, ExecuteError, Request};
use super::sequencer::Sequencer;
use super::{AHEAD_MAX, BACK_MAX, DEPTH_MAX, RECORDER};
use crate::process::{AnyRefusal, Decided, Encoded};
use crate::store::Batch;
use crate::system::{outcome, policy::PolicyRun};
use crate::{
    Context, Decider, EventSet as _, Key, Metadata, Named as _, Position, RecordRef, Stamp,
    StreamId, Timestamp, Version, authorise,
};

/// What a command came to.
pub(super) struct Decision {
    pub(super) accepted: Accepted,
    pub(super) batch: Batch,
    /// Whether the deadlines surely are what they were.
    pub(super) keeps_deadlines: bool,
}

impl Sequencer {
    /// Decides a command; `live` is then as it is after that, or as it was if it is refused.
    pub(super) fn decide(
        &self,
        asked: &Asked,
        stream: &StreamId,
        live: &mut Live,
        recorded_now: Timestamp,
    ) -> Result<Decision, ExecuteError> {
        let request = &*asked.request;
        let Request { caller, command, .. } = request;
        // That a policy notes it is not part of the chain.
        let goes_on = stream.process != <PolicyRun as Decider>::NAME;
        let cause = request.cause.filter(|cause| goes_on && cause.depth > DEPTH_MAX);
        if let Some(cause) = cause {
            return Err(ExecuteError::ChainTooDeep { correlation: cause.correlation });
        }
        if let Some(full) = self.shared.gauges.full_fact(&self.facts, &stream.process) {
            let crate::facts::FactSize { name, bytes, bytes_max, .. } = full;
            return Err(ExecuteError::FactFull { name, bytes, bytes_max });
        }
        if request.origin.run().is_some() && live.run.is_none() && live.version > Version(0) {
            return Err(ExecuteError::BegunHere { stream: stream.clone() });
        }
        let permit = live.state.permit(command.name())?;
        let authority = self.shared.catalogue.authority();
        authorise(authority, &self.facts, caller, permit, recorded_now)?;
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
        let metadata = self.metadata(asked, recorded_now, occurred_at);
        let mut batch = Batch::barrier();
        let mut bytes = 0;
        let decided = live.state.decide(permit, command, &known, &mut |events| {
            for (index, event) in events.iter().enumerate() {
                bytes += event.payload.len();
                batch.push(&record(stream, event, &known.stamp(index), metadata))?;
            }
            Ok(())
        });
        let decided = decided.map_err(|refusal| match refusal {
            AnyRefusal::Rejected(rejection) => ExecuteError::Rejected {
                code: rejection.name(),
                detail: rejection.to_string(),
                possible: live.state.possible().iter().map(|possible| possible.command).collect(),
            },
            AnyRefusal::TooLarge(error) => ExecuteError::TooLarge(error),
        })?;
        let Decided { events, keeps_deadlines } = decided;
        if events.is_empty() {
            let satisfied = outcome::Event::Satisfied(outcome::Satisfied {
                process: stream.process.clone(),
                key: stream.key.to_string().into(),
                command: command.name().into(),
                version: live.version.0,
            });
            push_outcome(&mut batch, &known.stamp(0), request, &metadata, &satisfied)?;
        }
        let position = Position(self.head.0 + batch.len() as u64);
        if !events.is_empty() {
            live.version = Version(live.version.0 + events.len() as u64);
            live.last = position;
            live.first = live.first.or(Some(occurred_at));
            live.run = request.origin.run().or(live.run);
            live.grow(bytes);
        }
        Ok(Decision {
            accepted: Accepted {
                stream: stream.clone(),
                version: live.version,
                position,
                recorded_at: recorded_now,
                occurred_at,
                basis: self.head,
                events,
                repeated: false,
            },
            batch,
            keeps_deadlines,
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
        let caller = &request.caller;
        // Nothing happens before there was anything it could happen to.
        let first = live.first.unwrap_or(Timestamp::MIN);
        let stated = match request.occurred_at {
            None => return Ok(now.max(first)),
            Some(due) if caller.door.is_internal() => due.max(first),
            Some(stated) => stated,
        };
        if stated > now + AHEAD_MAX {
            return Err(ExecuteError::InTheFuture { stated, now });
        }
        if stated < first {
            return Err(ExecuteError::BeforeTheFirst { stated, stream: stream.clone(), first });
        }
        let authority = self.shared.catalogue.authority();
        let limited = !caller.door.is_internal() && stated < now - BACK_MAX;
        if limited && !authority.holds(&self.facts, &caller.actor, RECORDER, now) {
            return Err(ExecuteError::TooLongAgo { stated, limit: BACK_MAX });
        }
        Ok(stated)
    }

    pub(super) fn metadata<'a>(
        &self,
        asked: &'a Asked,
        recorded_at: Timestamp,
        occurred_at: Timestamp,
    ) -> Metadata<'a> {
        let &Asked { ref request, content, .. } = asked;
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
pub(super) fn push_outcome(
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
