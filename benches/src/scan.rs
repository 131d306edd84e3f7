//! Reading the log: raw, borrowed, owned, and replayed through the read models.

use crate::Failure;
use crate::history::History;
use crate::machine::Limits;
use crate::report::{Report, median, number};
use engine::projection::Follower;
use engine::snapshot::NoSnapshots;
use engine::store::ReadError;
use engine::store::log::LogStore;
use engine::{EventStore, Position};
use projections::{Incidents, ServiceLevels};
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::time::Instant;

const ROUNDS: usize = 3;
/// How often the owned scan and the replay are measured.
const PAIRS: usize = 7;

pub(crate) fn run(log: &History, limits: &Limits, report: &mut Report) -> Result<(), Failure> {
    report.part("Reading the log");
    let (store, _) = LogStore::open_read_only(&log.dir, None)?;
    // Once for the page cache.
    read_raw(log, SEGMENT)?;
    let raw = rate(log, || read_raw(log, SEGMENT))?;
    let cached = rate(log, || read_raw(log, CHUNK))?;
    let borrowed = rate(log, || {
        let mut seen = 0_usize;
        store.read(Position(0)).for_each(|record| {
            seen += record.payload.len() + record.key.len();
            Ok::<_, ReadError>(())
        })?;
        std::hint::black_box(seen);
        Ok(())
    })?;
    let store: Arc<dyn EventStore> = Arc::new(store);
    let (mut owned, mut replayed, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        // In turn: what else the machine does changes from one minute to the next.
        let one = once(log, || read_owned(&*store))?;
        let all = once(log, || replay(&store))?;
        ratios.push(all / one);
        owned.push(one);
        replayed.push(all);
    }
    let (owned, replayed) = (median(&mut owned), median(&mut replayed));
    let events = |rate: f64| rate / number(log.bytes) * number(log.events) / 1e6;
    report.line(&format!(
        "- raw, page cache into one buffer of a segment's size: {:.2} GB/s (of 1 MiB: {:.2} GB/s; a copy in memory: {:.2} GB/s)",
        raw / 1e9,
        cached / 1e9,
        limits.copy / 1e9
    ));
    report.line(&format!(
        "- borrowed: {:.2} GB/s, {:.2} M events/s",
        borrowed / 1e9,
        events(borrowed)
    ));
    report.line(&format!("- owned: {:.2} GB/s, {:.2} M events/s", owned / 1e9, events(owned)));
    report.line(&format!("- replay through both read models: {:.2} M events/s", events(replayed)));
    report.at_least("borrowed scan, against raw reading", borrowed / raw, 1.0 / 9.0);
    report.at_least("owned scan, against raw reading", owned / raw, 1.0 / 12.0);
    report.at_least(
        "replay through both read models, against the owned scan, median of the pairs",
        median(&mut ratios),
        1.0 / 3.0,
    );
    Ok(())
}

/// Bytes per second. What was read is put away off the clock.
fn rate<T>(log: &History, mut read: impl FnMut() -> Result<T, Failure>) -> Result<f64, Failure> {
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        rates.push(once(log, &mut read)?);
    }
    Ok(median(&mut rates))
}

fn once<T>(log: &History, read: impl FnOnce() -> Result<T, Failure>) -> Result<f64, Failure> {
    let start = Instant::now();
    let read = read()?;
    let rate = number(log.bytes) / start.elapsed().as_secs_f64();
    drop(read);
    Ok(rate)
}

/// A buffer that takes a whole segment, and one that stays in the processor's cache.
const SEGMENT: usize = 64 * 1024 * 1024;
const CHUNK: usize = 1024 * 1024;

fn read_raw(log: &History, buffer: usize) -> Result<(), Failure> {
    let mut buffer = vec![0; buffer];
    for entry in std::fs::read_dir(&log.dir)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "log") {
            continue;
        }
        let file = File::open(path)?;
        let mut offset = 0;
        loop {
            let read = file.read_at(&mut buffer, offset)?;
            if read == 0 {
                break;
            }
            offset += read as u64;
        }
    }
    std::hint::black_box(&buffer);
    Ok(())
}

pub(crate) fn read_owned(store: &dyn EventStore) -> Result<(), Failure> {
    let mut seen = 0_usize;
    let mut reading = store.read(Position(0));
    while let Some(chunk) = reading.next_blocking()? {
        for record in chunk.owned() {
            let (record, fields) = record?;
            seen += fields.payload.len() + fields.key.len();
            std::hint::black_box(record);
        }
    }
    std::hint::black_box(seen);
    Ok(())
}

fn replay(store: &Arc<dyn EventStore>) -> Result<Follower, Failure> {
    let models = Follower::builder(Arc::clone(store), Arc::new(NoSnapshots));
    Ok(models.with::<Incidents>().with::<ServiceLevels>().start(&mut |_| {})?)
}
