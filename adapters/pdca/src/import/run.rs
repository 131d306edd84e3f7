//! The run: rows in order of their time, each as commands, with what falls due in between.

use super::agreement::{AgreementError, put_in_force};
use super::commands::{Plan, Step, adopted, plan};
use super::reading::FileError;
use super::row::{HeaderError, Row};
use super::source::{Rows, Source, Sources};
use super::times::{UnknownZone, Zone};
use super::{SOURCE, summary::Summary};
use crate::node::Node;
use engine::projection::QueryError;
use engine::runtime::{AHEAD_MAX, AsOf, ExecuteError, Outcome, RECORDER, Submitted, wait};
use engine::store::ReadError;
use engine::system::import::{Begin, End, ImportRun, run_of};
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
    pub file: PathBuf,
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
    #[error("{}: {source}", file.display())]
    Header {
        /// The file.
        file: PathBuf,
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
/// [`ImportError`]. Until the first row is sent nothing is recorded; after that the run stays open,
/// and the next import of the same file takes it up again.
pub fn run(
    node: &Node,
    options: Options,
    progress: &mut dyn FnMut(&str, u64, Option<u64>),
) -> Result<Summary, ImportError> {
    let _alone = node.importing().ok_or(ImportError::GoingOn)?;
    let zone = Zone::named(&options.timezone)?;
    recorder(node, &options.caller)?;
    let source = Source { file: options.file.clone(), zone, bytes_max: options.sort_bytes_max };
    let Sources { rows, mut rejects, digest, total } = source.sorted(node.settings(), progress)?;
    let agreement = options.agreement.as_deref();
    let agreement = agreement.map(|file| put_in_force(node, &options.caller, file)).transpose()?;
    let mut run = Run::begin(node, options.caller, digest)?;
    run.summary.agreement = agreement;
    run.summary.rejected = rejects.count();
    run.bring_in(rows, &mut rejects, total, progress)?;
    run.summary.rejects = rejects.keep(&run.summary.run)?;
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
    caller: Caller,
    number: u64,
    summary: Summary,
    /// How far the clock of the run has come.
    now: Option<Timestamp>,
    /// What has been sent and is not known to be durable.
    submitted: VecDeque<(Key, Submitted)>,
}

impl<'a> Run<'a> {
    /// Takes up the run of the same file that was cut off, or begins one.
    fn begin(node: &'a Node, caller: Caller, digest: String) -> Result<Self, ImportError> {
        let mut run = Self {
            node,
            caller,
            number: 0,
            summary: Summary::default(),
            now: None,
            submitted: VecDeque::new(),
        };
        for number in 1.. {
            let stream = StreamId::new("import", Key::new(&format!("RUN{number:07}"))?);
            let Some(view) = node.engine().view(&stream, AsOf::Head)? else { break };
            let Some(known) = view.state.as_any().downcast_ref::<ImportRun>() else { break };
            if known.summary.is_some() {
                continue;
            }
            let begun = view.records.first().is_some_and(|record| {
                let process = node.engine().catalogue().process(&stream.process).ok();
                let json = process.and_then(|known| known.event_json(&record.as_ref()).ok());
                json.is_some_and(|begun| begun.get("digest").is_some_and(|it| *it == *digest))
            });
            if begun && known.source == SOURCE {
                (run.number, run.summary.run) = (number, stream.key.to_string());
                run.summary.resumed = true;
            } else {
                // Nobody will end it any more; what it brought in is to hear wall time again.
                let nothing = End { rows: 0, added: 0, known: 0, rejected: 0, last: None };
                run.system(Some(stream.key.clone()), AnyCommand::of::<ImportRun>(nothing.into()))?;
                run.summary.abandoned.push(stream.key.to_string());
            }
        }
        if run.number == 0 {
            let begin = Begin { source: SOURCE.to_owned(), digest };
            let key = run.system(None, AnyCommand::of::<ImportRun>(begin.into()))?;
            run.summary.run = key.to_string();
            run.number = run_of(&run.summary.run).unwrap_or_default();
        }
        Ok(run)
    }

    fn system(&self, key: Option<Key>, command: AnyCommand) -> Result<Key, ImportError> {
        let sent_as = ulid::Ulid::generate().to_string();
        let request = Request::new(self.caller.clone(), &sent_as, key, command);
        Ok(self.node.engine().execute_blocking(request)?.stream.key.clone())
    }

    fn bring_in(
        &mut self,
        rows: Rows,
        rejects: &mut super::rejects::Rejects,
        total: u64,
        progress: &mut dyn FnMut(&str, u64, Option<u64>),
    ) -> Result<(), ImportError> {
        let mut done = 0;
        for row in rows {
            let (row, line) = row?;
            let taken = if row.updated_at > self.node.engine().now() + AHEAD_MAX {
                Err(format!("{} is in the future", row.updated_at))
            } else {
                self.advance(row.updated_at)?;
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
            let until = last + Span::from_nanos(1);
            self.summary.fired += self.node.engine().fire_due_in_run(self.number, until)? as u64;
        }
        Ok(())
    }

    /// Moves the clock of the run on: what falls due before `at` fires.
    fn advance(&mut self, at: Timestamp) -> Result<(), ImportError> {
        if self.now != Some(at) {
            let engine = self.node.engine();
            // Whatever sets a timer has been waited for; what is still on its way only states.
            if engine.is_due_in_run(self.number, at) {
                self.drain()?;
                self.summary.fired += engine.fire_due_in_run(self.number, at)? as u64;
            }
            self.summary.first = self.summary.first.or(Some(at));
            self.now = Some(at);
        }
        Ok(())
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
        let store = self.node.engine().store();
        let known = !store.read_command(id(row, None)).collect()?.is_empty();
        if known {
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
        self.summary.incidents += u64::from(incident.is_none());
        self.summary.late += u64::from(latest.is_some_and(|latest| row.updated_at < latest));
        let mut refused = false;
        let sent = moves
            .iter()
            .map(|step| wait(self.node.engine().submit(self.request(row, step, Some(step.name)))));
        // All are on their way before the first is waited for: one write for the row.
        let sent: Vec<_> = sent.collect();
        for submitted in sent {
            match submitted.and_then(|submitted| wait(submitted.outcome())) {
                Ok(accepted) => self.summary.count(&accepted.events),
                // Sent before in other words: the run was cut off in between.
                Err(ExecuteError::IdReused { .. }) => refused = true,
                Err(error) if error.is_refusal() => {
                    tracing::debug!(%error, number = %row.number, "adopted instead");
                    refused = true;
                }
                Err(error) => return Err(error.into()),
            }
        }
        if refused && let Err(error) = self.adopt_instead(row, &stream)? {
            return Ok(Err(error.to_string()));
        }
        let submitted = wait(self.node.engine().submit(self.request(row, &stated, None)))?;
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
        row: &Row,
        stream: &StreamId,
    ) -> Result<Result<(), ExecuteError>, ImportError> {
        let view = self.node.engine().view(stream, AsOf::Head)?;
        let state = view.as_ref().and_then(|view| view.state.as_any().downcast_ref());
        let unlogged = Incident::default();
        let Some(step) = adopted(row, state.unwrap_or(&unlogged)) else { return Ok(Ok(())) };
        match self.execute(row, &step) {
            Ok(accepted) => self.summary.count(&accepted.events),
            Err(error) if error.is_refusal() => return Ok(Err(error)),
            Err(error) => return Err(error.into()),
        }
        Ok(Ok(()))
    }

    fn execute(&self, row: &Row, step: &Step) -> Outcome {
        self.node.engine().execute_blocking(self.request(row, step, Some(step.name)))
    }

    fn request(&self, row: &Row, step: &Step, name: Option<&str>) -> Request {
        Request {
            caller: self.caller.clone(),
            command_id: id(row, name),
            key: Some(row.number.clone()),
            command: AnyCommand::of::<Incident>(step.command.clone()),
            occurred_at: Some(step.at),
            origin: Origin::Imported { run: self.number },
            cause: None,
        }
    }

    /// Records the sums, and lets wall time go on.
    fn end(mut self) -> Result<Summary, ImportError> {
        let Summary { added, known, rejected, .. } = self.summary;
        let rows = added + known + rejected;
        self.summary.rows = rows;
        self.summary.last = self.now;
        let end = End { rows, added, known, rejected, last: self.now };
        let key = Key::new(&self.summary.run)?;
        self.system(Some(key), AnyCommand::of::<ImportRun>(end.into()))?;
        self.node.settle()?;
        Ok(self.summary)
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
