//! How an import is recorded: as a run, from its first new row to its sums.

use super::place::run_stream;
use super::{ImportError, SOURCE};
use crate::node::Node;
use engine::runtime::AsOf;
use engine::system::import::{Begin, End, ImportRun, run_of};
use engine::{AnyCommand, Caller, Key, Request};

/// The record of an import. There is none as long as nothing is new: what adds nothing leaves
/// nothing behind.
pub(super) struct RunRecord<'a> {
    node: &'a Node,
    caller: &'a Caller,
    digest: String,
    timezone: String,
    open: Option<(u64, Key)>,
}

/// What earlier imports left open.
pub(super) struct LeftOpen {
    /// Whether it was one of the same file: it is gone on with.
    pub(super) is_resumed: bool,
    /// Those of other files or other time zones, which have been ended.
    pub(super) abandoned: Vec<String>,
}

impl<'a> RunRecord<'a> {
    /// Takes up the run of the same file in the same time zone that was cut off, and ends others:
    /// nobody else will, and what they brought in is to hear wall time again.
    pub(super) fn take_up(
        node: &'a Node,
        caller: &'a Caller,
        digest: String,
        timezone: String,
    ) -> Result<(Self, LeftOpen), ImportError> {
        let mut record = Self { node, caller, digest, timezone, open: None };
        let mut left = LeftOpen { is_resumed: false, abandoned: Vec::new() };
        for number in 1.. {
            let stream = run_stream(number)?;
            let Some(view) = node.engine().view(&stream, AsOf::Head)? else { break };
            let Some(known) = view.state.as_any().downcast_ref::<ImportRun>() else { break };
            if known.summary.is_some() {
                continue;
            }
            let begun = view.records.first().is_some_and(|first| {
                let process = node.engine().catalogue().process(&stream.process).ok();
                let json = process.and_then(|known| known.event_json(&first.as_ref()).ok());
                json.is_some_and(|begun| begun.get("digest").is_some_and(|it| *it == record.digest))
            });
            let in_zone = known.timezone.as_ref().is_none_or(|zone| *zone == record.timezone);
            if begun && in_zone && known.source == SOURCE {
                (record.open, left.is_resumed) = (Some((number, stream.key)), true);
            } else {
                let nothing = End { rows: 0, added: 0, known: 0, rejected: 0, last: None };
                left.abandoned.push(stream.key.to_string());
                record.send(Some(stream.key), AnyCommand::of::<ImportRun>(nothing.into()))?;
            }
        }
        Ok((record, left))
    }

    /// The run's number, if there is something to record.
    pub(super) fn number(&self) -> Option<u64> {
        self.open.as_ref().map(|(number, _)| *number)
    }

    /// The run's name, if there is something to record.
    pub(super) fn name(&self) -> Option<String> {
        self.open.as_ref().map(|(_, key)| key.to_string())
    }

    /// Begins the run, unless it has begun; its number.
    pub(super) fn begin(&mut self) -> Result<u64, ImportError> {
        if let Some(number) = self.number() {
            return Ok(number);
        }
        let (digest, timezone) = (self.digest.as_str().into(), Some(self.timezone.as_str().into()));
        let begin = Begin { source: SOURCE.into(), digest, timezone };
        let key = self.send(None, AnyCommand::of::<ImportRun>(begin.into()))?;
        let number = run_of(&key.to_string()).unwrap_or_default();
        self.open = Some((number, key));
        Ok(number)
    }

    /// Records the sums, if there is a run.
    pub(super) fn end(self, sums: End) -> Result<(), ImportError> {
        if let Some((_, key)) = &self.open {
            self.send(Some(key.clone()), AnyCommand::of::<ImportRun>(sums.into()))?;
        }
        Ok(())
    }

    fn send(&self, key: Option<Key>, command: AnyCommand) -> Result<Key, ImportError> {
        let sent_as = ulid::Ulid::generate().to_string();
        let request = Request::new(self.caller.clone(), &sent_as, key, command);
        Ok(self.node.engine().execute_blocking(request)?.stream.key.clone())
    }
}
