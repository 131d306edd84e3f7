//! A simulated year of a whole provider: how fast its commands go, what each read model costs and
//! how soon it answers, now and as of earlier moments.

mod as_of;
mod batches;
mod many;
mod questions;
mod subject;
mod year;

use crate::Failure;
use crate::report::{Report, number};
use engine::store::log::LogStore;
use engine::{EventStore, Position, Timestamp};
use pdca::node::Settings;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use subject::{RESIDENT, tell_resident};

/// The scale of the year: that of a mid-size provider.
const SCALE: &str = "1";
/// Of how many times as many cases it is told, so that there are about a million events.
const TIMES: &str = "3";

/// Measures the year that is kept in `PDCA_BENCH_YEAR`, as `pdca --data DIR simulate` makes one, or
/// makes one in `dir`: at the scale `PDCA_BENCH_SCALE`, with `PDCA_BENCH_TIMES` as many cases.
pub(crate) fn run(dir: &Path, report: &mut Report) -> Result<(), Failure> {
    report.part("A simulated year");
    let set = |name, unless: &str| std::env::var(name).unwrap_or_else(|_| unless.to_owned());
    let year = if let Some(kept) = std::env::var_os("PDCA_BENCH_YEAR") {
        PathBuf::from(kept)
    } else {
        let (scale, times) = (set("PDCA_BENCH_SCALE", SCALE), set("PDCA_BENCH_TIMES", TIMES));
        year::make(dir, scale.parse()?, times.parse()?, report)?
    };
    let log = Log::open(&year)?;
    subject::run(&log, report)?;
    drop(log.store);
    as_of::run(&year, report)
}

/// A log that is only read.
struct Log {
    dir: PathBuf,
    store: Arc<dyn EventStore>,
    head: Position,
    /// When its last record was made: the time of questions.
    now: Timestamp,
}

impl Log {
    fn open(data: &Path) -> Result<Self, Failure> {
        let dir = Settings::of(data).log_dir();
        let (store, _) = LogStore::open_read_only(&dir, None)?;
        let head = *store.head().borrow();
        let now = recorded_at(&store, head)?;
        Ok(Self { dir, store: Arc::new(store), head, now })
    }

    fn events(&self) -> f64 {
        number(self.head.0)
    }
}

/// When the record at a position was made.
fn recorded_at(store: &dyn EventStore, position: Position) -> Result<Timestamp, Failure> {
    let mut reading = store.read(Position(position.0.saturating_sub(1)));
    let chunk = reading.next_blocking()?.ok_or("the log is empty")?;
    let record = chunk.records().next().ok_or("the log is empty")??;
    Ok(record.metadata.recorded_at)
}
