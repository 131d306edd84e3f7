//! Taking rows in: in order of their time, each as commands, with what falls due in between.

use super::commands::{Plan, Step, adopted, plan};
use super::place::{Place, Runs};
use super::record::RunRecord;
use super::rejects::Rejects;
use super::row::Row;
use super::run::ImportError;
use super::source::Rows;
use super::{SOURCE, summary::Summary};
use crate::node::Node;
use engine::runtime::{AHEAD_MAX, AsOf, ExecuteError, Submitted, wait};
use engine::store::ReadError;
use engine::system::import::End;
use engine::{
    AnyCommand, Caller, CommandId, Door, Key, Origin, Position, Record, RecordRef, Request, Span,
    StreamId, Timestamp,
};
use processes::incident::Incident;
use std::collections::{BTreeSet, VecDeque};

/// How many commands are on their way at most.
const SUBMITTED_MAX: usize = 256;
/// How many rows apart progress is told.
const TELL_EVERY: u64 = 32;

/// A run that takes rows in.
pub(super) struct Taking<'a> {
    node: &'a Node,
    caller: &'a Caller,
    timezone: String,
    record: RunRecord<'a>,
    runs: Runs<'a>,
    summary: Summary,
    /// The numbers that do not stand under their own key.
    elsewhere: BTreeSet<Key>,
    /// How far the clock of the run has come.
    now: Option<Timestamp>,
    /// Whether every row so far was taken in before the run was cut off.
    catching_up: bool,
    /// What has been sent and is not known to be durable.
    submitted: VecDeque<(Key, Submitted)>,
}

impl<'a> Taking<'a> {
    pub(super) fn new(
        node: &'a Node,
        caller: &'a Caller,
        timezone: String,
        record: RunRecord<'a>,
        summary: Summary,
    ) -> Self {
        let (runs, elsewhere) = (Runs::new(node), BTreeSet::new());
        let (catching_up, submitted) = (summary.resumed, VecDeque::new());
        Self {
            node,
            caller,
            timezone,
            record,
            runs,
            summary,
            elsewhere,
            now: None,
            catching_up,
            submitted,
        }
    }

    /// Takes all rows in, with what falls due in between.
    pub(super) fn bring_in(
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
    /// that was due before that had fired. Returns what of the row is in the log, if it is that one.
    fn advance(&mut self, row: &Row, is_known: bool) -> Result<Option<Begun>, ImportError> {
        let at = row.updated_at;
        let was_cut_off = self.catching_up && !is_known;
        let begun = if was_cut_off { self.begun(row)? } else { None };
        let stood_here = self.catching_up && (is_known || begun.is_some());
        self.catching_up &= is_known;
        if !stood_here && self.now != Some(at) {
            self.fire_until(at)?;
        }
        self.now = Some(at);
        Ok(begun)
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

    /// What of a row is in the log.
    fn begun(&self, row: &Row) -> Result<Option<Begun>, ReadError> {
        let mut begun: Option<Begun> = None;
        for name in Step::MOVES {
            let Some(record) = self.in_log(id(row, Some(name)))? else { continue };
            let begun = begun.get_or_insert(Begun { from: record.position(), moves: Vec::new() });
            begun.from = begun.from.min(record.position());
            begun.moves.push(name);
        }
        Ok(begun)
    }

    /// What came of a command, if it is in the log.
    fn in_log(&self, id: CommandId) -> Result<Option<Record>, ReadError> {
        Ok(self.node.engine().store().read_command(id).collect()?.into_iter().next())
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
        let known = self.in_log(id(row, None))?;
        let begun = self.advance(row, known.is_some())?;
        if let Some(known) = known {
            self.known(row, &known.as_ref())?;
            return Ok(Ok(()));
        }
        self.summary.reach(row.updated_at);
        loop {
            let place = match self.runs.place(&row.number)? {
                Ok(place) => place,
                Err(reason) => return Ok(Err(reason)),
            };
            // What was planned when the row was begun is planned again.
            let place = match &begun {
                Some(begun) => place.at(self.node, begun.before())?,
                None => place,
            };
            let run = self.record.begin()?;
            let refusal = match self.send(run, row, &place, begun.as_ref())? {
                Sent::Whole => None,
                Sent::Refused(reason) => Some(reason),
                // Somebody logged an incident by this number just now.
                Sent::Taken => continue,
            };
            self.summary.incidents += u64::from(place.incident().is_none());
            self.summary.late += u64::from(place.latest().is_some_and(|it| row.updated_at < it));
            self.stands_at(row, &place.stream);
            if let Some(reason) = refusal {
                return Ok(Err(reason));
            }
            self.summary.added += 1;
            return Ok(Ok(()));
        }
    }

    /// Counts a row that was in the log before.
    fn known(&mut self, row: &Row, stated: &RecordRef<'_>) -> Result<(), ImportError> {
        self.summary.known += 1;
        let by = stated.metadata.origin;
        if let Origin::Imported { run } = by
            && let Some(zone) = &self.runs.get(run)?.timezone
            && *zone != self.timezone
        {
            *self.summary.other_zones.entry(zone.to_string()).or_default() += 1;
        }
        // A known row has the time it was recorded with, whatever the zone says now.
        let is_told = stated.process == processes::incident::NAME;
        self.summary.reach(if is_told { stated.metadata.occurred_at } else { row.updated_at });
        if is_told && let Ok(stream) = stated.stream() {
            self.stands_at(row, &stream);
        }
        Ok(())
    }

    /// Notes where the incident of a row stands.
    fn stands_at(&mut self, row: &Row, stream: &StreamId) {
        if stream.key != row.number && self.elsewhere.insert(row.number.clone()) {
            self.summary.elsewhere += 1;
            self.summary.elsewhere_like.get_or_insert_with(|| stream.key.to_string());
        }
    }

    /// Sends what a row comes to.
    fn send(
        &mut self,
        run: u64,
        row: &Row,
        place: &Place,
        begun: Option<&Begun>,
    ) -> Result<Sent, ImportError> {
        let incident = place.incident();
        let Plan { moves, stated } = plan(row, incident, place.latest());
        let mut unmeasured = incident.is_none_or(|known: &Incident| known.service_level.is_none());
        let (left, mut refused) = begun.map_or((&moves[..], false), |begun| begun.left(&moves));
        let sent = left.iter().map(|step| {
            let request = self.request(run, row, place, step, Some(step.name));
            wait(self.node.engine().submit(request))
        });
        // All are on their way before the first is waited for: one write for the row.
        let sent: Vec<_> = sent.collect();
        for submitted in sent {
            match submitted.and_then(|submitted| wait(submitted.outcome())) {
                Ok(accepted) => self.summary.count(&accepted.events, &mut unmeasured),
                // Then nothing of the row was accepted.
                Err(ExecuteError::BegunHere { .. }) => return Ok(Sent::Taken),
                // Sent before in other words, by another actor or when it could not be taken in.
                Err(ExecuteError::IdReused { .. }) => refused = true,
                Err(error) if error.is_refusal() => {
                    tracing::debug!(%error, number = %row.number, "adopted instead");
                    refused = true;
                }
                Err(error) => return Err(error.into()),
            }
        }
        if refused && let Err(error) = self.adopt_instead(run, row, place, &mut unmeasured)? {
            return Ok(Sent::Refused(error.to_string()));
        }
        let request = self.request(run, row, place, &stated, None);
        let submitted = wait(self.node.engine().submit(request))?;
        self.submitted.push_back((row.number.clone(), submitted));
        if self.submitted.len() >= SUBMITTED_MAX {
            self.drain()?;
        }
        Ok(Sent::Whole)
    }

    /// Records what the row says whatever our table says.
    fn adopt_instead(
        &mut self,
        run: u64,
        row: &Row,
        place: &Place,
        unmeasured: &mut bool,
    ) -> Result<Result<(), ExecuteError>, ImportError> {
        let view = self.node.engine().view(&place.stream, AsOf::Head)?;
        let state = view.as_ref().and_then(|view| view.state.as_any().downcast_ref());
        let unlogged = Incident::default();
        let Some(step) = adopted(row, place.incident(), state.unwrap_or(&unlogged)) else {
            return Ok(Ok(()));
        };
        let request = self.request(run, row, place, &step, Some(step.name));
        match self.node.engine().execute_blocking(request) {
            Ok(accepted) => self.summary.count(&accepted.events, unmeasured),
            Err(error) if error.is_refusal() => return Ok(Err(error)),
            Err(error) => return Err(error.into()),
        }
        Ok(Ok(()))
    }

    fn request(
        &self,
        run: u64,
        row: &Row,
        place: &Place,
        step: &Step,
        name: Option<&str>,
    ) -> Request {
        Request {
            caller: self.caller.clone(),
            command_id: id(row, name),
            key: Some(place.stream.key.clone()),
            command: AnyCommand::of::<Incident>(step.command.clone()),
            occurred_at: Some(step.at),
            origin: Origin::Imported { run },
            cause: None,
        }
    }

    /// Records the sums, and lets wall time go on.
    pub(super) fn end(self) -> Result<Summary, ImportError> {
        let Self { node, record, now: last, mut summary, .. } = self;
        let Summary { added, known, rejected, .. } = summary;
        summary.rows = added + known + rejected;
        summary.run = record.name();
        record.end(End { rows: summary.rows, added, known, rejected, last })?;
        if summary.run.is_some() || !summary.abandoned.is_empty() {
            node.settle()?;
        }
        Ok(summary)
    }
}

/// What came of sending a row.
enum Sent {
    /// It is taken in.
    Whole,
    /// It cannot be.
    Refused(String),
    /// Its place was taken by somebody else.
    Taken,
}

/// What of a row is in the log, where a run was cut off in the middle of it.
struct Begun {
    from: Position,
    moves: Vec<&'static str>,
}

impl Begun {
    /// The last position before it.
    fn before(&self) -> Position {
        Position(self.from.0.saturating_sub(1))
    }

    /// What is left of what was planned, and whether anything was refused before: what is not in
    /// the log, but something that followed it is.
    fn left<'a>(&self, planned: &'a [Step]) -> (&'a [Step], bool) {
        let is_done = |step: &Step| self.moves.contains(&step.name);
        let sent = planned.iter().rposition(is_done).map_or(0, |last| last + 1);
        let (done, left) = planned.split_at(sent);
        (left, !done.iter().all(is_done))
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
