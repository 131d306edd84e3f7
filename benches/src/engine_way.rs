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
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const IN_FLIGHT: usize = 1024;

pub(crate) fn run(dir: &Path, report: &mut Report) -> Result<(), Failure> {
    report.part("The whole way of a command");
    for models in [false, true] {
        let home = dir.join(format!("engine-{models}"));
        let (store, _) = LogStore::open(&home, LogOptions::default())?;
        let store: Arc<dyn EventStore> = Arc::new(store);
        let clock = Arc::new(LogicalClock::at(Timestamp::from_seconds(1_700_000_000)));
        let engine = founded(Arc::clone(&store), clock)?;
        for _ in 0..INCIDENTS {
            send(&engine, "incident", None, "log", incident())?;
        }
        let follower = models.then(|| {
            Follower::builder(Arc::clone(&store), Arc::new(NoSnapshots))
                .with::<Incidents>()
                .with::<ServiceLevels>()
                .start(&mut |_| {})
        });
        let follower = follower.transpose()?;
        let (mut rates, mut bare) = (Vec::new(), Vec::new());
        let mut lag = 0;
        for round in 0..ROUNDS {
            if !models {
                // In turn: what else the machine does changes from one minute to the next.
                bare.push(append::bare(&dir.join("bare"))?);
            }
            rates.push(one_run(&engine, round)?);
            let behind = follower.iter().flat_map(Follower::lags).map(|lag| lag.behind).max();
            lag = lag.max(behind.unwrap_or_default());
        }
        let rate = median(&mut rates);
        if models {
            report.line(&format!(
                "- with both read models following: {} commands/s, at most {lag} records behind when a run ended",
                thousands(rate)
            ));
        } else {
            let bare = median(&mut bare);
            report.line(&format!(
                "- {IN_FLIGHT} in flight, updates of {INCIDENTS} incidents: {} commands/s; bare appends in turn with it: {} records/s (medians of {ROUNDS})",
                thousands(rate),
                thousands(bare)
            ));
            report.at_least(
                "the whole way, against the bare append at 1024 writers",
                rate / bare,
                0.5,
            );
        }
        drop(follower);
        engine.close();
        drop((engine, store));
        std::fs::remove_dir_all(&home)?;
    }
    Ok(())
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
