//! The run: rows in order of their time, each as commands, with what falls due in between.

use super::agreement::{AgreementError, put_in_force};
use super::commands::{Plan, Step, adopted, plan};
use super::reading::{FileError, Input};
use super::record::{LeftOpen, RunRecord};
use super::rejects::Rejects;
use super::row::{HeaderError, Row};
use super::source::{Rows, Source, Sources};
use super::times::{UnknownZone, Zone};
use super::{SOURCE, summary::Summary};
use crate::node::Node;
use engine::projection::QueryError;
use engine::runtime::{AHEAD_MAX, AsOf, ExecuteError, RECORDER, Submitted, wait};
use engine::store::ReadError;
use engine::system::import::End;
use engine::{
    AnyCommand, Caller, CommandId, Door, Key, NameError, Origin, Request, Span, StreamId, Timestamp,
};
use processes::incident::Incident;
use std::collections::VecDeque;
use std::path::PathBuf;

/// How many commands are on their way at most.
const SUBMITTED_MAX: usize = 256;
/// How many rows apart progress is told.
const TELL_EVERY: u64 = 32;

/// What is brought in, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file.
    pub input: Input,
    /// The zone its times are in.
    pub timezone: String,
    /// An agreement to measure by.
    pub agreement: Option<PathBuf>,
    /// Who brings it in.
    pub caller: Caller,
    /// How much memory rows may take while they are sorted, in bytes.
    pub sort_bytes_max: usize,
}

/// A history cannot be brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Another one is going on.
    #[error("an import is going on here already; try again when it is over")]
    GoingOn,
    /// The zone.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file's first line.
    #[error("{file}: {source}")]
    Header {
        /// The file.
        file: String,
        /// What is wrong.
        source: HeaderError,
    },
    /// Who asks may not.
    #[error(
        "{actor} may not record what happened long ago: that needs the role {RECORDER}{held}. \
         Whoever is top management can offer it: pdca do role {RECORDER} offer \
         '{{\"person\":\"{actor}\",\"competence\":{{\"statement\":\"…\"}}}}', and {actor} takes it: \
         pdca do role {RECORDER} accept"
    )]
    NotRecorder {
        /// Who asks.
        actor: engine::Actor,
        /// Who has it, as the end of a clause.
        held: String,
    },
    /// The agreement.
    #[error(transparent)]
    Agreement(#[from] AgreementError),
    /// Temporary files or the file of rejects.
    #[error("cannot write {}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The engine failed.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The read models cannot be asked.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Our own names.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The rest could not be settled.
    #[error(transparent)]
    Node(#[from] crate::node::NodeError),
}

/// Brings a history in, and says what came of it. `progress` is told what is done, how far, of how
/// much.
///
/// # Errors
/// [`ImportError`]. Until the first new row is sent nothing is recorded; after that the run stays
/// open, and the next import of the same file takes it up again.
pub fn run(
    node: &Node,
    options: Options,
    progress: &mut dyn FnMut(&str, u64, Option<u64>),
) -> Result<Summary, ImportError> {
    let _alone = node.importing().ok_or(ImportError::GoingOn)?;
    let Options { input, timezone, agreement, caller, sort_bytes_max: bytes_max } = options;
    let zone = Zone::named(&timezone)?;
    recorder(node, &caller)?;
    let source = Source { input, zone, bytes_max };
    let Sources { rows, mut rejects, digest, total, ambiguous } =
        source.sorted(node.settings(), progress)?;
    let agreement = agreement.map(|file| put_in_force(node, &caller, &file)).transpose()?;
    let (record, LeftOpen { is_resumed, abandoned }) =
        RunRecord::take_up(node, &caller, digest.clone())?;
    let rejected = rejects.count();
    let summary = Summary {
        resumed: is_resumed,
        abandoned,
        rejected,
        ambiguous,
        agreement,
        ..Summary::default()
    };
    let submitted = VecDeque::new();
    let catching_up = is_resumed;
    let mut run = Run { node, caller: &caller, record, summary, now: None, catching_up, submitted };
    run.bring_in(rows, &mut rejects, total, progress)?;
    run.summary.rejects = rejects.keep(&digest)?;
    run.end()
}

/// Refuses whoever may not record what happened long ago, before anything is read.
fn recorder(node: &Node, caller: &Caller) -> Result<(), ImportError> {
    let (actor, now) = (caller.actor.clone(), node.engine().now());
    let authority = node.engine().catalogue().authority();
    let facts = node.reader().facts()?;
    if authority.holds(&facts, &actor, RECORDER, now) {
        return Ok(());
    }
    let holders = authority.holders(&facts, RECORDER, now);
    let held = holders.first().map(|holder| format!(", which {holder} holds"));
    Err(ImportError::NotRecorder { actor, held: held.unwrap_or_default() })
}

struct Run<'a> {
    node: &'a Node,
    caller: &'a Caller,
    record: RunRecord<'a>,
    summary: Summary,
    /// How far the clock of the run has come.
    now: Option<Timestamp>,
    /// Whether every row so far was taken in before the run was cut off.
    catching_up: bool,
    /// What has been sent and is not known to be durable.
    submitted: VecDeque<(Key, Submitted)>,
}

impl Run<'_> {
    fn bring_in(
        &mut self,
        rows: Rows,
        rejects: &mut Rejects,
        total: u64,
        progress: &mut dyn FnMut(&str, u64, Option<u64>),
    ) -> Result<(), ImportError> {
        let mut done = 0;
        for row in rows {
            let (row, line) = row?;
            let taken = if row.updated_at > self.node.engine().now() + AHEAD_MAX {
                Err(format!("{} is in the future", row.updated_at))
            } else {
                self.take_in(&row)?
            };
            if let Err(reason) = taken {
                self.summary.rejected += 1;
                rejects.push(row.line, &reason, &line)?;
            }
            done += 1;
            if done % TELL_EVERY == 0 || done == total {
                progress("importing", done, Some(total));
            }
        }
        self.drain()?;
        // What falls due by the last row still belongs to the run.
        if let Some(last) = self.now {
            self.fire_until(last + Span::from_nanos(1))?;
        }
        Ok(())
    }

    /// Moves the clock of the run on to a row: what falls due before it fires.
    ///
    /// A run that was cut off stood at the last row that was taken in, in part or whole, and all
    /// that was due before that had fired.
    fn advance(&mut self, row: &Row, is_known: bool) -> Result<(), ImportError> {
        let at = row.updated_at;
        self.summary.first = self.summary.first.or(Some(at));
        let stood_here = self.catching_up && (is_known || self.has_begun(row)?);
        self.catching_up &= is_known;
        if !stood_here && self.now != Some(at) {
            self.fire_until(at)?;
        }
        self.now = Some(at);
        Ok(())
    }

    fn fire_until(&mut self, until: Timestamp) -> Result<(), ImportError> {
        let Some(run) = self.record.number() else { return Ok(()) };
        // Whatever sets a timer has been waited for; what is still on its way only states.
        if self.node.engine().is_due_in_run(run, until) {
            self.drain()?;
            self.summary.fired += self.node.engine().fire_due_in_run(run, until)? as u64;
        }
        Ok(())
    }

    /// Whether any of a row's commands is in the log.
    fn has_begun(&self, row: &Row) -> Result<bool, ImportError> {
        for name in Step::MOVES {
            if self.is_in_log(id(row, Some(name)))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_in_log(&self, id: CommandId) -> Result<bool, ReadError> {
        Ok(!self.node.engine().store().read_command(id).collect()?.is_empty())
    }

    /// Waits until what was sent is durable.
    fn drain(&mut self) -> Result<(), ImportError> {
        while let Some((_, submitted)) = self.submitted.pop_front() {
            wait(submitted.outcome())?;
        }
        Ok(())
    }

    /// Takes a row in, unless it is known; the reason where it cannot be.
    fn take_in(&mut self, row: &Row) -> Result<Result<(), String>, ImportError> {
        if self.submitted.iter().any(|(key, _)| *key == row.number) {
            self.drain()?;
        }
        let is_known = self.is_in_log(id(row, None))?;
        self.advance(row, is_known)?;
        if is_known {
            self.summary.known += 1;
            return Ok(Ok(()));
        }
        let stream = StreamId::new(processes::incident::NAME, row.number.clone());
        let view = self.node.engine().view(&stream, AsOf::Head)?;
        let incident = view.as_ref().and_then(|view| view.state.as_any().downcast_ref());
        let records = view.as_ref().map_or(&[][..], |view| &view.records);
        if records.first().is_some_and(|first| first.origin == Origin::Live) {
            return Ok(Err(format!("there is an incident {} of our own", row.number)));
        }
        let imported = records.iter().filter(|record| record.door == Door::Import);
        let latest = imported.map(|record| record.occurred_at).max();
        let Plan { moves, stated } = plan(row, incident, latest);
        let run = self.record.begin()?;
        let mut unmeasured = incident.is_none_or(|known: &Incident| known.service_level.is_none());
        self.summary.incidents += u64::from(incident.is_none());
        self.summary.late += u64::from(latest.is_some_and(|latest| row.updated_at < latest));
        let mut refused = false;
        let sent = moves.iter().map(|step| {
            wait(self.node.engine().submit(self.request(run, row, step, Some(step.name))))
        });
        // All are on their way before the first is waited for: one write for the row.
        let sent: Vec<_> = sent.collect();
        for submitted in sent {
            match submitted.and_then(|submitted| wait(submitted.outcome())) {
                Ok(accepted) => self.summary.count(&accepted.events, &mut unmeasured),
                // Sent before in other words: the run was cut off in between.
                Err(ExecuteError::IdReused { .. }) => refused = true,
                Err(error) if error.is_refusal() => {
                    tracing::debug!(%error, number = %row.number, "adopted instead");
                    refused = true;
                }
                Err(error) => return Err(error.into()),
            }
        }
        if refused && let Err(error) = self.adopt_instead(run, row, &stream, &mut unmeasured)? {
            return Ok(Err(error.to_string()));
        }
        let submitted = wait(self.node.engine().submit(self.request(run, row, &stated, None)))?;
        self.submitted.push_back((row.number.clone(), submitted));
        if self.submitted.len() >= SUBMITTED_MAX {
            self.drain()?;
        }
        self.summary.added += 1;
        Ok(Ok(()))
    }

    /// Records what the row says whatever our table says.
    fn adopt_instead(
        &mut self,
        run: u64,
        row: &Row,
        stream: &StreamId,
        unmeasured: &mut bool,
    ) -> Result<Result<(), ExecuteError>, ImportError> {
        let view = self.node.engine().view(stream, AsOf::Head)?;
        let state = view.as_ref().and_then(|view| view.state.as_any().downcast_ref());
        let unlogged = Incident::default();
        let Some(step) = adopted(row, state.unwrap_or(&unlogged)) else { return Ok(Ok(())) };
        match self.node.engine().execute_blocking(self.request(run, row, &step, Some(step.name))) {
            Ok(accepted) => self.summary.count(&accepted.events, unmeasured),
            Err(error) if error.is_refusal() => return Ok(Err(error)),
            Err(error) => return Err(error.into()),
        }
        Ok(Ok(()))
    }

    fn request(&self, run: u64, row: &Row, step: &Step, name: Option<&str>) -> Request {
        Request {
            caller: self.caller.clone(),
            command_id: id(row, name),
            key: Some(row.number.clone()),
            command: AnyCommand::of::<Incident>(step.command.clone()),
            occurred_at: Some(step.at),
            origin: Origin::Imported { run },
            cause: None,
        }
    }

    /// Records the sums, and lets wall time go on.
    fn end(self) -> Result<Summary, ImportError> {
        let Self { node, record, now: last, mut summary, .. } = self;
        let Summary { added, known, rejected, .. } = summary;
        summary.rows = added + known + rejected;
        (summary.run, summary.last) = (record.name(), last);
        record.end(End { rows: summary.rows, added, known, rejected, last })?;
        if summary.run.is_some() || !summary.abandoned.is_empty() {
            node.settle()?;
        }
        Ok(summary)
    }
}

/// The identity of a row, or of one of its commands.
fn id(row: &Row, name: Option<&str>) -> CommandId {
    let Row { number, digest, .. } = row;
    let sent_as = match name {
        None => format!("{number} {digest}"),
        Some(name) => format!("{number} {digest} {name}"),
    };
    CommandId::derive(Door::Import, SOURCE, &sent_as)
}
