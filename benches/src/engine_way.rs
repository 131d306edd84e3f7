//! The whole way of a command: decide, append, durable, facts applied; read models beside it.

use crate::history::{INCIDENTS, NOTE, founded, incident, key, send};
use crate::report::{ROUNDS, RUN, Report, median, number, thousands};
use crate::{Failure, append};
use engine::projection::Follower;
use engine::runtime::Request;
use engine::snapshot::NoSnapshots;
use engine::store::log::{LogOptions, LogStore};
use engine::{Actor, AnyCommand, Caller, Door, Engine, EventStore, Key, LogicalClock, Timestamp};
use processes::incident::{Incident, Update};
use processes::limits::Text;
use projections::{Incidents, ServiceLevels};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const IN_FLIGHT: usize = 1024;
/// How often it is measured: with more threads than cores, one run may be half as fast as the next.
const PAIRS: usize = 15;

pub(crate) fn run(dir: &Path, report: &mut Report) -> Result<(), Failure> {
    report.part("The whole way of a command");
    alone(dir, report)?;
    with_models(dir, report)
}

/// Beside bare appends, each on a log of its own.
fn alone(dir: &Path, report: &mut Report) -> Result<(), Failure> {
    let (mut rates, mut bares, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        // In turn: what else the machine does changes from one minute to the next.
        let bare = append::bare(&dir.join("bare"))?;
        let place = Place::new(dir.join("engine"))?;
        let rate = one_run(&place.engine, 0)?;
        place.remove()?;
        rates.push(rate);
        bares.push(bare);
        ratios.push(rate / bare);
    }
    report.line(&format!(
        "- {IN_FLIGHT} in flight, updates of {INCIDENTS} incidents: {} commands/s; bare appends in turn with it: {} records/s (medians of {PAIRS})",
        thousands(median(&mut rates)),
        thousands(median(&mut bares))
    ));
    report.at_least(
        "the whole way, against the bare append at 1024 writers, median of the pairs",
        median(&mut ratios),
        0.5,
    );
    Ok(())
}

fn with_models(dir: &Path, report: &mut Report) -> Result<(), Failure> {
    let place = Place::new(dir.join("engine-with-models"))?;
    let follower = Follower::builder(Arc::clone(&place.store), Arc::new(NoSnapshots))
        .with::<Incidents>()
        .with::<ServiceLevels>()
        .start(&mut |_| {})?;
    let (mut rates, mut lag) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        rates.push(one_run(&place.engine, round)?);
        let behind = follower.lags().iter().map(|lag| lag.behind).max();
        lag = lag.max(behind.unwrap_or_default());
    }
    report.line(&format!(
        "- with both read models following: {} commands/s, at most {lag} records behind when a run ended (median of {ROUNDS})",
        thousands(median(&mut rates))
    ));
    drop(follower);
    place.remove()
}

/// An engine on a log of its own, with the incidents that are updated.
struct Place {
    home: PathBuf,
    store: Arc<dyn EventStore>,
    engine: Engine,
}

impl Place {
    fn new(home: PathBuf) -> Result<Self, Failure> {
        let (store, _) = LogStore::open(&home, LogOptions::default())?;
        let store: Arc<dyn EventStore> = Arc::new(store);
        let clock = Arc::new(LogicalClock::at(Timestamp::from_seconds(1_700_000_000)));
        let engine = founded(Arc::clone(&store), clock)?;
        for _ in 0..INCIDENTS {
            send(&engine, "incident", None, "log", incident())?;
        }
        Ok(Self { home, store, engine })
    }

    fn remove(self) -> Result<(), Failure> {
        let Self { home, store, engine } = self;
        engine.close();
        drop((engine, store));
        Ok(std::fs::remove_dir_all(&home)?)
    }
}

fn one_run(engine: &Engine, round: usize) -> Result<f64, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build()?;
    let stop = Arc::new(AtomicBool::new(false));
    let actor = Actor::new("ada")?;
    let note: Text = serde_json::from_value(NOTE.into())?;
    let start = Instant::now();
    let writers: Vec<_> = (0..IN_FLIGHT as u64)
        .map(|writer| {
            let (engine, stop) = (engine.clone(), Arc::clone(&stop));
            let (actor, note) = (actor.clone(), note.clone());
            runtime.spawn(async move {
                let mut sent = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    sent += 1;
                    let key = Key::new(&key(writer, sent)).expect("a key");
                    let (door, principal) = (Door::Request, "uid 1000".to_owned());
                    let caller = Caller { door, principal, actor: actor.clone() };
                    let sent_as = format!("{round} {writer} {sent}");
                    let update = Update { note: Some(note.clone()), ..Update::default() };
                    let update = AnyCommand::of::<Incident>(update.into());
                    let request = Request::new(caller, &sent_as, Some(key), update);
                    engine.execute(request).await.expect("accepted");
                }
                sent
            })
        })
        .collect();
    std::thread::sleep(RUN);
    stop.store(true, Ordering::Relaxed);
    let mut done = 0;
    for writer in writers {
        done += runtime.block_on(writer)?;
    }
    Ok(number(done) / start.elapsed().as_secs_f64())
}
