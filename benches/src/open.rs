//! Opening a large log, with its index files and without.

use crate::Failure;
use crate::history::History;
use crate::report::{Report, number};
use engine::store::ReadError;
use engine::store::log::{LogOptions, LogStore};
use engine::{CommandId, EventStore as _, Position};
use std::time::Instant;

pub(crate) fn run(log: &History, report: &mut Report) -> Result<(), Failure> {
    report.part("Opening the log");
    // The first open settles what the writer left; the second is what a restart sees.
    drop(LogStore::open(&log.dir, LogOptions::default())?);
    let before = resident()?;
    let (seconds, store) = timed(log)?;
    report.line(&format!(
        "- {} events with index files: {seconds:.3} s, {:.1} MB resident more, index {:.1} MB in memory, at most {} files touched by a look-up",
        log.events,
        (resident()? - before) / 1e6,
        number(store.index_memory() as u64) / 1e6,
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

/// Resident memory of this process, in bytes.
fn resident() -> Result<f64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 =
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0.0);
    Ok(kib * 1024.0)
}
