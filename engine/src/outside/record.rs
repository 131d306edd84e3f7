use super::TraceParent;
use crate::runtime::Accepted;
use crate::store::ReadError;
use crate::{
    Caller, Catalogue, CommandId, DecodeError, Door, Engine, EventStore, Metadata, Origin,
    Position, RecordRef, Timestamp, Version,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// A record as people and other languages see it.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize, Deserialize)]
pub struct PublicRecord {
    /// `<log id>-<epoch>-<position>`: unique for ever.
    pub event_id: String,
    /// Its place in the log.
    pub position: Position,
    /// The kind of process.
    pub process: String,
    /// Which one, as people see it.
    pub key: String,
    /// Its place in its stream.
    pub version: Version,
    /// The event's name.
    pub event: String,
    /// The layout it was written in.
    pub schema: u16,
    /// When it was decided.
    pub recorded_at: Timestamp,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// In whose name.
    pub actor: String,
    /// Whom the door authenticated.
    pub principal: String,
    /// Through which door.
    pub door: Door,
    /// The command that caused it.
    pub command_id: String,
    /// The first command of the chain.
    pub correlation_id: String,
    /// The record that led to the command.
    pub causation: Option<Position>,
    /// The position at which the facts stood that it was decided on.
    pub basis: Position,
    /// Live, or the import run.
    pub origin: Origin,
    /// What happened.
    pub payload: serde_json::Value,
}

impl PublicRecord {
    /// A record of `store`, as people see it.
    ///
    /// # Errors
    /// [`DecodeError`], when its process cannot read it.
    pub fn of(
        catalogue: &Catalogue,
        store: &dyn EventStore,
        record: &RecordRef<'_>,
    ) -> Result<Self, DecodeError> {
        let process = catalogue.process(record.process);
        let process = process.map_err(|error| DecodeError::Name(error.to_string()))?;
        let metadata = record.metadata;
        let event_id = store.event_id(record.position);
        Ok(Self {
            event_id: event_id.unwrap_or_else(|| store.log_id().event_id(record.position)),
            position: record.position,
            process: record.process.to_owned(),
            key: record.stream()?.key.to_string(),
            version: record.version,
            event: record.event.to_owned(),
            schema: record.schema,
            recorded_at: metadata.recorded_at,
            occurred_at: metadata.occurred_at,
            actor: record.actor()?.to_string(),
            principal: metadata.principal.to_owned(),
            door: metadata.door,
            command_id: metadata.command_id.to_string(),
            correlation_id: record.correlation().to_string(),
            causation: metadata.causation,
            basis: metadata.basis,
            origin: metadata.origin,
            payload: process.event_json(record)?,
        })
    }

    /// The span of the command that caused it, in the trace of its chain; `None` when the ids are
    /// not those of a record.
    #[must_use]
    pub fn trace(&self) -> Option<TraceParent> {
        let (correlation, command) = (self.correlation_id.parse(), self.command_id.parse());
        Some(TraceParent::of(correlation.ok()?, command.ok()?))
    }
}

impl Engine {
    /// The records that an accepted command caused, which came from `caller` as a chain's first.
    ///
    /// Those of a moment ago are made of what is known of them; only those of a repeated command are
    /// read from the log.
    ///
    /// # Errors
    /// [`ReadError`], when they cannot be read.
    pub(super) async fn records_of(
        &self,
        caller: &Caller,
        command: CommandId,
        accepted: &Accepted,
    ) -> Result<Vec<PublicRecord>, ReadError> {
        if accepted.repeated {
            self.recorded(command, accepted).await
        } else {
            self.fresh(caller, command, accepted)
        }
    }

    fn fresh(
        &self,
        caller: &Caller,
        command_id: CommandId,
        accepted: &Accepted,
    ) -> Result<Vec<PublicRecord>, ReadError> {
        let &Accepted { ref stream, recorded_at, occurred_at, basis, ref events, .. } = accepted;
        let metadata = Metadata {
            command_id,
            content: 0,
            correlation: None,
            causation: None,
            depth: 0,
            recorded_at,
            occurred_at,
            basis,
            door: caller.door,
            principal: &caller.principal,
            actor: caller.actor.as_escaped(),
            origin: Origin::Live,
        };
        let records = (0..).zip(events.iter().rev()).map(|(later, event)| {
            let position = Position(accepted.position.0.saturating_sub(later));
            let public = PublicRecord::of(
                self.catalogue(),
                &**self.store(),
                &RecordRef {
                    position,
                    process: &stream.process,
                    key: stream.key.as_escaped(),
                    version: Version(accepted.version.0.saturating_sub(later)),
                    event: event.event,
                    schema: event.schema,
                    metadata,
                    payload: &event.payload,
                },
            );
            public.map_err(|source| ReadError::Decode { position, source })
        });
        let mut records = records.collect::<Result<Vec<_>, _>>()?;
        records.reverse();
        Ok(records)
    }

    /// Found by the command's id: a read from a position passes over what lies before it.
    async fn recorded(
        &self,
        command: CommandId,
        accepted: &Accepted,
    ) -> Result<Vec<PublicRecord>, ReadError> {
        let count = accepted.events.len();
        let mut records = Vec::with_capacity(count);
        if count == 0 {
            return Ok(records);
        }
        let first = accepted.position.0.saturating_sub(count as u64);
        let visited = self.store().read_command(command).visit(|record| {
            let position = record.position;
            if first < position.0 && position <= accepted.position {
                let public = PublicRecord::of(self.catalogue(), &**self.store(), record);
                records.push(public.map_err(|source| ReadError::Decode { position, source })?);
            }
            let complete = records.len() >= count;
            Ok(if complete { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        visited.await.map(|()| records)
    }
}
