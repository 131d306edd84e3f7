//! One command after the other: each decision sees every earlier one, also those not yet durable,
//! and so is valid at its own position. No locks, no retries, no races.

use super::cache::{Cache, Live};
use super::decide::{Decision, push_outcome};
use super::job::{Answer, Asked, InTheLog, Inspect, Job, Pending, Reply, Tell};
use super::numbers::Numbers;
use super::recent::{Known, Recent};
use super::request::{ExecuteError, Outcome};
use super::tally::Started;
use super::timers::{Change, Timers};
use super::{Shared, wait};
use crate::store::{Batch, ReadError};
use crate::system::outcome::{self, Refusal};
use crate::{CommandId, Door, Facts, Position, RecordRef, Stamp, StreamId, Timestamp, Version};
use std::sync::Arc;
use tokio::sync::mpsc;

pub(super) struct Sequencer {
    pub(super) shared: Arc<Shared>,
    pub(super) cache: Cache,
    pub(super) recent: Recent,
    pub(super) facts: Facts,
    pub(super) numbers: Numbers,
    /// The last position decided.
    pub(super) head: Position,
    pub(super) recorded_at: Timestamp,
    /// The position of the last snapshot.
    pub(super) snapshot: Position,
    /// The last position known durable: looked up once for several decisions.
    pub(super) durable: Position,
    /// How many bytes were handed to the store since all of them were durable.
    pub(super) queued_bytes: usize,
    /// What is decided and still to be handed to the store.
    pub(super) batches: Vec<Batch>,
    /// Who is to be told when it is durable.
    pub(super) tells: Vec<Tell>,
}

impl Sequencer {
    /// How many bytes are on their way to the disk at most, but for one batch.
    const QUEUED_BYTES_MAX: usize = 32 * 1024 * 1024;
    /// How many jobs are done before the store gets them, at most: what waits together is queued,
    /// awaited and told together, and a sync costs as much as many decisions.
    const JOBS_MAX: usize = 512;

    pub(super) fn run(mut self, mut jobs: mpsc::UnboundedReceiver<Job>) {
        let _over = Over(Arc::clone(&self.shared));
        let mut taken = Vec::with_capacity(Self::JOBS_MAX);
        while jobs.blocking_recv_many(&mut taken, Self::JOBS_MAX) > 0 {
            self.durable = self.shared.head();
            for job in taken.drain(..) {
                match job {
                    Job::Execute(pending) => self.execute(pending),
                    Job::Inspect(look) => self.inspect(look),
                    // What was handed over before that still gets its outcome.
                    Job::Close => jobs.close(),
                }
            }
            let (states, bytes) = self.cache.size();
            self.shared.gauges.cached(states, bytes);
            self.hand_over();
        }
        let durable = self.shared.store.append(Batch::barrier()).wait();
        let news = self.head > self.snapshot;
        if news && self.shared.stopped().is_none() && durable.is_ok() {
            self.shared.save(&self.facts, &self.numbers);
        }
    }

    fn inspect(&mut self, look: Inspect) {
        let told = look(&self.facts);
        if let Some(stopped) = self.shared.stopped() {
            self.shared.places.add_permits(1);
            return told(Err(stopped));
        }
        self.append(Batch::barrier(), Tell::Seen(told));
    }

    fn execute(&mut self, pending: Pending) {
        let Pending { asked, stream, loaded, answer } = pending;
        if let Some(stopped) = self.shared.stopped() {
            return self.answer_now(Err(stopped), answer);
        }
        match self.earlier(&asked, answer.started) {
            Ok(None) => {}
            Ok(Some(earlier)) => {
                return self.append(Batch::barrier(), Tell::Reply(earlier, answer));
            }
            Err(error) => return self.answer_now(Err(error.into()), answer),
        }
        let (stream, mut live) = match self.find(&asked, stream, loaded) {
            Ok(found) => found,
            Err(error) => return self.answer_now(Err(error.into()), answer),
        };
        let recorded_now = self.shared.clock.now().max(self.recorded_at);
        let decided = self.decide(&asked, &stream, &mut live, recorded_now);
        let error = match decided {
            Ok(decision) => return self.accept(&asked, decision, live, answer),
            Err(error) => error,
        };
        if live.version > Version(0) {
            self.cache.insert(&stream, live, self.durable);
        }
        match error {
            error if asked.request.caller.door.records_refusals() && error.is_refusal() => {
                self.refuse(&asked, recorded_now, error, answer);
            }
            error => self.answer(Batch::barrier(), Err(error), answer),
        }
    }

    /// The outcome of the first time the command was sent, unless the caller has seen that there
    /// is none.
    fn earlier(&self, asked: &Asked, started: Started) -> Result<Option<Reply>, ReadError> {
        let &Asked { ref request, content, as_of } = asked;
        let id = request.command_id;
        if let Some(known) = self.recent.get(id) {
            let position = known.position;
            return Ok(Some(if known.content == content {
                let shared = Arc::clone(&self.shared);
                Reply::InTheLog(InTheLog { shared, id, content, started })
            } else {
                Reply::Outcome(Err(ExecuteError::IdReused { position }))
            }));
        }
        if self.recent.reaches_back_to(as_of) {
            return Ok(None);
        }
        Ok(wait(self.shared.earlier(id, content))?.map(Reply::Outcome))
    }

    /// The stream that a command is for, and its state, taken out of the cache.
    fn find(
        &mut self,
        &Asked { ref request, as_of, .. }: &Asked,
        stream: Option<StreamId>,
        loaded: Option<Box<Live>>,
    ) -> Result<(StreamId, Live), ReadError> {
        let name = request.command.process();
        if request.key.is_none()
            && let Ok(process) = self.shared.catalogue.process(name)
            && let Some(prefix) = process.numbers()
            && let Some(number) = self.numbers.next(name, prefix)
        {
            return Ok((StreamId::new(name, number), Live::new(process)));
        }
        let stream = stream.unwrap_or_else(|| request.stream());
        let cached = self.cache.take(&stream);
        let current = |_: &Live| self.cache.is_current(as_of);
        let live = match cached.or_else(|| loaded.map(|live| *live).filter(current)) {
            Some(live) => live,
            None => wait(self.shared.load(&stream, self.shared.head()))?,
        };
        Ok((stream, live))
    }

    fn accept(&mut self, asked: &Asked, decision: Decision, mut live: Live, answer: Answer) {
        let &Asked { ref request, content, as_of } = asked;
        let Decision { accepted, batch, keeps_deadlines } = decision;
        if let Err(error) = self.take_in(&batch) {
            return self.answer_now(Err(error), answer);
        }
        let accepted = Arc::new(accepted);
        self.recorded_at = accepted.recorded_at;
        let (command, known) = (request.command_id, Known { content, position: accepted.position });
        self.recent.insert(command, known, as_of, self.durable);
        let stream = &accepted.stream;
        let by_timer = request.caller.door == Door::Timer;
        let told = live.due.as_ref().is_some_and(|(run, _)| *run == live.run);
        let as_told = accepted.events.is_empty() || keeps_deadlines && told && !by_timer;
        if !as_told {
            self.tell_timers(stream, &mut live, command, by_timer);
        }
        if live.version > Version(0) {
            self.cache.insert(stream, live, self.durable);
        }
        self.answer(batch, Ok(accepted), answer);
    }

    /// Tells the timers what is due. Most commands move no deadline.
    fn tell_timers(&self, stream: &StreamId, live: &mut Live, command: CommandId, by_timer: bool) {
        let due = Some((live.run, live.state.deadlines()));
        if due == live.due && !by_timer {
            return;
        }
        live.due = due;
        let &mut Live { version, last: position, run, .. } = live;
        let recorded_at = self.recorded_at;
        let change = Change { stream, version, position, run, command, by_timer, recorded_at };
        let deadlines = live.due.as_ref().map(|(_, due)| due.as_slice()).unwrap_or_default();
        self.shared.timers.update(|timers| timers.changed(&change, deadlines));
    }

    /// Records a refusal that nobody waits for.
    fn refuse(
        &mut self,
        asked: &Asked,
        recorded_at: Timestamp,
        error: ExecuteError,
        answer: Answer,
    ) {
        let &Asked { ref request, content, as_of } = asked;
        let refusal = Refusal {
            process: request.command.process().into(),
            key: request.key.as_ref().map(|key| key.to_string().into()).unwrap_or_default(),
            command: request.command.name().into(),
            code: error.code().into(),
            detail: error.detail(),
        };
        let metadata = self.metadata(asked, recorded_at, recorded_at);
        let stamp = Stamp {
            position: self.head.next(),
            version: Version(1),
            recorded_at,
            occurred_at: recorded_at,
            actor: metadata.actor,
        };
        let mut batch = Batch::barrier();
        let event = outcome::Event::Refused(refusal);
        let recorded = push_outcome(&mut batch, &stamp, request, &metadata, &event)
            .and_then(|()| self.take_in(&batch));
        if let Err(error) = recorded {
            return self.answer_now(Err(error), answer);
        }
        self.recorded_at = recorded_at;
        let known = Known { content, position: self.head };
        self.recent.insert(request.command_id, known, as_of, self.durable);
        self.answer(batch, Err(error), answer);
    }

    /// Applies a batch to all that the next decision looks at.
    fn take_in(&mut self, batch: &Batch) -> Result<(), ExecuteError> {
        const CHECK_EVERY: u64 = 256;
        for bytes in batch.records() {
            let position = self.head.next();
            let taken = RecordRef::decode(position, bytes).and_then(|record| {
                self.numbers.apply(self.shared.catalogue.processes(), &record);
                if Timers::concerns(&record) {
                    self.shared.timers.update(|timers| timers.apply(&record))?;
                }
                self.facts.apply(&record)
            });
            if let Err(error) = taken {
                let defect = || ExecuteError::Defect { position, error };
                return Err(self.shared.defect.get_or_init(defect).clone());
            }
            self.head = position;
            if position.0.is_multiple_of(CHECK_EVERY) {
                self.shared.gauges.check(&self.facts);
            }
        }
        Ok(())
    }

    /// Answers when the position that the answer was computed from is durable.
    fn answer(&mut self, batch: Batch, outcome: Outcome, answer: Answer) {
        self.append(batch, Tell::Reply(Reply::Outcome(outcome), answer));
        if self.head.0 >= self.snapshot.0 + super::SNAPSHOT_EVERY {
            self.snapshot = self.head;
            self.hand_over();
            self.shared.save_when_durable(&self.facts, &self.numbers);
        }
    }

    /// Answers with what need not become durable.
    fn answer_now(&self, outcome: Outcome, answer: Answer) {
        self.shared.tally.count(answer.started, &outcome);
        self.shared.places.add_permits(1);
        answer.send(Reply::Outcome(outcome));
    }

    fn append(&mut self, batch: Batch, tell: Tell) {
        self.queued_bytes += batch.bytes().len();
        // Who waits for no record of its own waits for those before it.
        self.batches.extend(Some(batch).filter(|batch| !batch.is_empty()));
        self.tells.push(tell);
        if self.queued_bytes > Self::QUEUED_BYTES_MAX {
            self.queued_bytes = 0;
            self.hand_over();
            // If that fails, so have the batches before it, and all after it will.
            let _ = self.shared.store.append(Batch::barrier()).wait();
        }
    }

    /// Hands what is decided to the store, and lets everybody know when it is durable.
    fn hand_over(&mut self) {
        if self.tells.is_empty() {
            return;
        }
        let (batches, tells) = (std::mem::take(&mut self.batches), std::mem::take(&mut self.tells));
        let shared = Arc::clone(&self.shared);
        self.shared.store.append_all(batches).then(move |appended| {
            let failed = |error| shared.failed.get_or_init(|| error).clone();
            let durable = appended.map(|_| ()).map_err(failed).map_err(ExecuteError::Store);
            let mut count = shared.tally.begin();
            for tell in &tells {
                tell.count(durable.is_ok(), &mut count);
            }
            // Who has been told finds it counted, and its place free.
            drop(count);
            shared.places.add_permits(tells.len());
            for tell in tells {
                tell.tell(durable.clone());
            }
        });
    }
}

/// Lets nobody wait for a sequencer that is gone, however it went, and says so if it panicked.
struct Over(Arc<Shared>);

impl Drop for Over {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.defect.get_or_init(|| ExecuteError::Stopped);
        }
        self.0.places.close();
    }
}
