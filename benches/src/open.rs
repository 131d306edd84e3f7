//! Opening a large log, with its index files and without.

use crate::Failure;
use crate::history::{History, opened};
use crate::report::{Report, number};
use engine::projection::Follower;
use engine::snapshot::NoSnapshots;
use engine::store::ReadError;
use engine::store::log::{LogOptions, LogStore};
use engine::{CommandId, EventStore, LogicalClock, Position, Timestamp};
use projections::{Incidents, ServiceLevels};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

pub(crate) fn run(log: &History, report: &mut Report) -> Result<(), Failure> {
    report.part("Opening the log");
    // The first open settles what the writer left; the second is what a restart sees.
    drop(LogStore::open(&log.dir, LogOptions::default())?);
    let (seconds, store) = timed(log)?;
    report.line(&format!(
        "- {} events with index files: {seconds:.3} s, at most {} files touched by a look-up",
        log.events,
        store.index_files(),
    ));
    report.at_least(
        "opening with index files, seconds allowed per second taken",
        1.0 / seconds,
        1.0,
    );
    let start = Instant::now();
    let mut records = 0_u64;
    store.read(Position(0)).for_each(|_| {
        records += 1;
        Ok::<_, ReadError>(())
    })?;
    let scan = start.elapsed().as_secs_f64();
    drop(store);
    memory(log, report)?;
    let mut removed = 0;
    for entry in std::fs::read_dir(&log.dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "idx") {
            std::fs::remove_file(path)?;
            removed += 1;
        }
    }
    let (seconds, store) = timed(log)?;
    let start = Instant::now();
    store.read_command(CommandId::default()).collect()?;
    let first = start.elapsed().as_secs_f64();
    report.line(&format!(
        "- without its {removed} index files: {seconds:.3} s; the first look-up waits for them: {first:.2} s (a borrowed scan of {records} records: {scan:.2} s)"
    ));
    report.at_least("opening without index files, against a borrowed scan", scan / seconds, 1.0);
    drop(store);
    Ok(())
}

fn timed(log: &History) -> Result<(f64, LogStore), Failure> {
    let start = Instant::now();
    let (store, _) = LogStore::open(&log.dir, LogOptions::default())?;
    Ok((start.elapsed().as_secs_f64(), store))
}

/// What a process that opens the log takes, part by part: what decides and what answers each in one
/// of its own, for what one has freed would serve the next.
fn memory(log: &History, report: &mut Report) -> Result<(), Failure> {
    let told = [DECIDES, ANSWERS].map(|what| {
        let own = std::env::current_exe()?;
        let told = std::process::Command::new(own).args([RESIDENT, what]).arg(&log.dir).output()?;
        if !told.status.success() {
            return Err(Failure::from(String::from_utf8_lossy(&told.stderr)));
        }
        Ok(String::from_utf8(told.stdout)?.trim().to_owned())
    });
    let [decides, answers] = told;
    report.line(&format!("- resident: {}; {}", decides?, answers?));
    Ok(())
}

/// The part of the program that tells what memory it takes.
pub(crate) const RESIDENT: &str = "resident";
const DECIDES: &str = "decides";
const ANSWERS: &str = "answers";

/// Opens the log in `dir` and what decides or what answers, and prints what each takes.
pub(crate) fn tell_resident(what: &str, dir: &Path) -> Result<(), Failure> {
    let mb = |bytes: f64| bytes / 1e6;
    let program = resident()?;
    let (store, _) = LogStore::open(dir, LogOptions::default())?;
    store.read_command(CommandId::default()).collect()?;
    let (log, index) = (resident()?, store.index_memory());
    let store: Arc<dyn EventStore> = Arc::new(store);
    if what == DECIDES {
        let clock = Arc::new(LogicalClock::at(Timestamp::from_seconds(1_700_000_000)));
        let engine = opened(store, clock)?;
        println!(
            "program {:.1} MB, log and index {:.1} MB (index {:.1} MB), facts, timers and cached states {:.1} MB",
            mb(program),
            mb(log - program),
            mb(number(index as u64)),
            mb(resident()? - log),
        );
        drop(engine);
    } else {
        let models = Follower::builder(store, Arc::new(NoSnapshots))
            .with::<Incidents>()
            .with::<ServiceLevels>()
            .start(&mut |_| {})?;
        println!("both read models {:.1} MB", mb(resident()? - log));
        drop(models);
    }
    Ok(())
}

/// Resident memory of this process, in bytes.
pub(crate) fn resident() -> Result<f64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 =
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0.0);
    Ok(kib * 1024.0)
}
