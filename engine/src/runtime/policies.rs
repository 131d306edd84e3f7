use super::request::{Cause, ExecuteError, Request};
use super::{DEPTH_MAX, Engine, Submitted, wait};
use crate::store::{ReadError, Reading};
use crate::system::policy::{Advance, Enable, NoteRefusal, PolicyRun};
use crate::{
    AnyCommand, Caller, Door, Edge, Facts, Key, NameError, Origin, Policy, Position, RecordRef,
    StreamId,
};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many commands of policies are on their way at most.
const SUBMITTED_MAX: usize = 256;
/// How many records apart a cursor is recorded at most, when the policy had nothing to do.
const CURSOR_EVERY: u64 = 100_000;
/// How many records apart a cursor is recorded while there is always more to hear.
const BUSY_CURSOR_EVERY: u64 = 10_000;

/// Runs the policies over the log, one record after the other: what they see is the same at every
/// replay.
pub struct PolicyRunner {
    engine: Engine,
    /// As of the last record heard, exactly.
    facts: Facts,
    policies: Vec<Running>,
    submitted: VecDeque<Sent>,
    /// How many commands were sent.
    sent: u64,
    /// Why it stopped half-way through a record: nothing may be heard or recorded after that.
    stopped: bool,
}

struct Running {
    policy: Arc<dyn Policy>,
    edges: Vec<Edge>,
    key: Key,
    /// The last position heard.
    cursor: Position,
    /// The last cursor that is in the log.
    recorded: Position,
    /// Whether it has sent a command since then.
    busy: bool,
    refusals: u64,
}

impl Running {
    /// The processes it hears and sends commands to.
    fn processes(&self) -> impl Iterator<Item = &'static str> {
        self.edges.iter().flat_map(|edge| [edge.heard.0, edge.sent.0])
    }
}

struct Sent {
    policy: usize,
    cause: Cause,
    process: &'static str,
    key: String,
    command: &'static str,
    /// How many of that command went there before, for the same record.
    before: usize,
    submitted: Submitted,
}

/// A policy's place in the log.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct PolicyStatus {
    /// Its name.
    pub name: &'static str,
    /// The processes it hears and sends commands to, each as often as it declares so.
    #[serde(skip)]
    pub processes: Vec<&'static str>,
    /// The last position it has heard.
    pub cursor: Position,
    /// How many of its commands were refused since the runner started.
    pub refusals: u64,
}

/// Policies cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A policy's name is not one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The engine failed.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
}

impl PolicyRunner {
    /// A runner for the policies of the engine's catalogue. A policy that was never started is
    /// started at the head: it hears what comes from now on.
    ///
    /// # Errors
    /// [`PolicyError`], when the cursors cannot be read or recorded.
    pub fn start(engine: &Engine) -> Result<Self, PolicyError> {
        let mut policies = Vec::new();
        for policy in engine.catalogue().policies() {
            let key = Key::new(policy.name())?;
            let head = engine.head();
            let stream = StreamId::new(<PolicyRun as crate::Decider>::NAME, key.clone());
            let live = wait(engine.load(&stream))?;
            let cursor = match live.state.as_any().downcast_ref::<PolicyRun>() {
                Some(run) if live.version.0 > 0 => run.cursor,
                _ => {
                    let enable = AnyCommand::of::<PolicyRun>(Enable { after: head }.into());
                    note(engine, &key, &format!("enable {head}"), enable, None)?;
                    head
                }
            };
            let (policy, edges, recorded) = (Arc::clone(policy), policy.edges(), cursor);
            let (busy, refusals) = (false, 0);
            policies.push(Running { policy, edges, key, cursor, recorded, busy, refusals });
        }
        let facts = engine.catalogue().facts();
        let (engine, submitted) = (engine.clone(), VecDeque::new());
        let mut runner = Self { engine, facts, policies, submitted, sent: 0, stopped: false };
        runner.fold_to_the_first_cursor()?;
        Ok(runner)
    }

    fn fold_to_the_first_cursor(&mut self) -> Result<(), PolicyError> {
        let Some(first) = self.policies.iter().map(|running| running.cursor).min() else {
            return Ok(());
        };
        if let Some((position, kept)) = self.engine.0.shared.kept(&self.facts, first) {
            // What cannot be restored is folded from the beginning.
            if let Err(error) = self.facts.restore(position, &kept.facts) {
                tracing::debug!(%error, "facts are folded again");
            }
        }
        let mut reading = self.engine.store().read(self.facts.position());
        while self.facts.position() < first && self.hear_chunk(&mut reading, first)? {}
        Ok(())
    }

    /// Hears all that is durable by now, and all that this causes, on a thread that may block.
    ///
    /// Returns how many commands were sent.
    ///
    /// # Errors
    /// [`PolicyError`], when the log cannot be read or the engine fails. The runner has then
    /// stopped; another one goes on from the cursors in the log.
    pub fn catch_up(&mut self) -> Result<u64, PolicyError> {
        self.catch_up_while(|_| true)
    }

    /// The same, as long as there is reason to go on.
    pub(super) fn catch_up_while(
        &mut self,
        go_on: impl Fn(&Self) -> bool,
    ) -> Result<u64, PolicyError> {
        if self.stopped {
            return Err(ExecuteError::Stopped.into());
        }
        let sent = self.sent;
        self.stopped = !self.policies.is_empty();
        let mut reading = self.engine.store().read(self.facts.position());
        while !self.policies.is_empty()
            && go_on(self)
            && self.hear_chunk(&mut reading, Position(u64::MAX))?
        {
            self.settle(0)?;
            self.record_cursors(BUSY_CURSOR_EVERY)?;
        }
        self.record_cursors(0)?;
        self.stopped = false;
        Ok(self.sent - sent)
    }

    /// Where each policy stands.
    #[must_use]
    pub fn status(&self) -> Vec<PolicyStatus> {
        let status = |running: &Running| PolicyStatus {
            name: running.policy.name(),
            processes: running.processes().collect(),
            cursor: running.cursor,
            refusals: running.refusals,
        };
        self.policies.iter().map(status).collect()
    }

    /// The last record heard by all.
    #[must_use]
    pub fn position(&self) -> Position {
        self.facts.position()
    }

    /// Hears one chunk, up to `until`; whether there was one.
    fn hear_chunk(&mut self, reading: &mut Reading, until: Position) -> Result<bool, PolicyError> {
        let Some(chunk) = reading.next_blocking().map_err(ReadError::from)? else {
            return Ok(false);
        };
        for (position, bytes) in chunk.stored() {
            if position > until {
                return Ok(false);
            }
            let unreadable = |source| ReadError::Decode { position, source };
            let record = RecordRef::decode(position, bytes).map_err(unreadable)?;
            self.facts.apply(&record).map_err(unreadable)?;
            for index in 0..self.policies.len() {
                self.hear(index, &record)?;
            }
        }
        Ok(true)
    }

    fn hear(&mut self, index: usize, record: &RecordRef<'_>) -> Result<(), PolicyError> {
        let Some(running) = self.policies.get_mut(index) else { return Ok(()) };
        let position = record.position;
        if position <= running.cursor {
            return Ok(());
        }
        running.cursor = position;
        let policy = Arc::clone(&running.policy);
        let imported = record.metadata.origin != Origin::Live;
        // What tells that a chain was cut does not go on with it.
        let too_deep = record.metadata.depth > DEPTH_MAX;
        let silent = too_deep || (imported && policy.is_outward());
        if silent || !running.edges.iter().any(|edge| edge.hears(record)) {
            return Ok(());
        }
        let reacted = policy.react(record, &self.facts);
        let mut sent_before = BTreeMap::new();
        for dispatch in reacted.map_err(|source| ReadError::Decode { position, source })? {
            running.busy = true;
            let cause = Cause {
                position,
                correlation: record.correlation(),
                command: record.metadata.command_id,
                depth: record.metadata.depth.saturating_add(1),
            };
            let key = dispatch.key.as_ref().map(ToString::to_string).unwrap_or_default();
            let (process, command) = (dispatch.command.process(), dispatch.command.name());
            let sent: &mut usize = sent_before.entry((process, key.clone(), command)).or_default();
            let before = *sent;
            *sent += 1;
            let request = Request {
                caller: Caller::system(Door::Policy),
                command_id: dispatch.command_id(policy.name(), position, before),
                key: dispatch.key,
                command: dispatch.command,
                // What follows from a fact happened when the fact did.
                occurred_at: imported.then_some(record.metadata.occurred_at),
                origin: record.metadata.origin,
                cause: Some(cause),
            };
            let submitted = wait(self.engine.submit(request))?;
            self.sent += 1;
            self.submitted.push_back(Sent {
                policy: index,
                cause,
                process,
                key,
                command,
                before,
                submitted,
            });
        }
        self.settle(SUBMITTED_MAX)
    }

    /// Waits for outcomes until at most `left` are missing.
    fn settle(&mut self, left: usize) -> Result<(), PolicyError> {
        while self.submitted.len() > left {
            let Some(sent) = self.submitted.pop_front() else { return Ok(()) };
            let Sent { policy, cause, process, key, command, before, submitted } = sent;
            let (code, detail) = match wait(submitted.outcome()) {
                Ok(_) => continue,
                // Noted below as it was then, unless the engine was stopped in between.
                Err(ExecuteError::RefusedBefore { refusal, .. }) => (refusal.code, refusal.detail),
                Err(error) if error.is_refusal() => (error.code().into(), error.detail()),
                Err(error) => return Err(error.into()),
            };
            let Some(running) = self.policies.get_mut(policy) else { continue };
            running.refusals += 1;
            let heard = cause.position;
            let nth = if before > 0 { format!(" {}", before + 1) } else { String::new() };
            let sent_as = format!("refusal {heard} {process} {key} {command}{nth}");
            let (process, key, command) = (process.into(), key.into(), command.into());
            let refusal = NoteRefusal { heard, process, key, command, code, detail };
            let refusal = AnyCommand::of::<PolicyRun>(refusal.into());
            note(&self.engine, &running.key, &sent_as, refusal, Some(cause))?;
        }
        Ok(())
    }

    /// Records the cursors that moved more than `busy_every` since the last time, if their policies
    /// had something to do. A cursor's own record is no news, or it would chase itself.
    fn record_cursors(&mut self, busy_every: u64) -> Result<(), PolicyError> {
        for running in &mut self.policies {
            let moved = running.cursor.0.saturating_sub(running.recorded.0);
            if (running.busy && moved > busy_every) || moved >= CURSOR_EVERY {
                let to = running.cursor;
                let advance = AnyCommand::of::<PolicyRun>(Advance { to }.into());
                note(&self.engine, &running.key, &format!("advance {to}"), advance, None)?;
                (running.recorded, running.busy) = (to, false);
            }
        }
        Ok(())
    }
}

fn note(
    engine: &Engine,
    key: &Key,
    sent_as: &str,
    command: AnyCommand,
    cause: Option<Cause>,
) -> Result<(), ExecuteError> {
    let caller = Caller::system(Door::Policy);
    let request = Request::new(caller, &format!("{key} {sent_as}"), Some(key.clone()), command);
    match engine.execute_blocking(Request { cause, ..request }) {
        // Its outcome says so too.
        Err(error) if error.is_refusal() => {
            tracing::warn!(policy = %key, %error, sent_as, "not noted");
            Ok(())
        }
        outcome => outcome.map(|_| ()),
    }
}
