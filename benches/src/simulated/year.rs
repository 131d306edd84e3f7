//! How the year comes to be: by commands, one after the other, each with what it causes before the
//! next one is sent. In memory, and a month of it durable; each beside the same batches with nothing
//! decided.

use super::batches::{Noting, again};
use super::many;
use crate::Failure;
use crate::report::{Report, number, thousands};
use engine::store::log::{LogOptions, LogStore};
use engine::{EventStore, MemoryStore};
use pdca::node::{Settings, new_log};
use pdca::simulate::{Days, Options, Scale, Summary};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const YEAR: u32 = 365;
const MONTH: u32 = 30;
const SEED: u64 = 1;

/// Makes a data directory with a year of `times` as many cases as the scale has, and returns where
/// it is.
pub(super) fn make(
    dir: &Path,
    scale: Scale,
    times: u8,
    report: &mut Report,
) -> Result<PathBuf, Failure> {
    let data = dir.join("data");
    let year = Made::new(Options { days: Days::new(YEAR)?, seed: SEED, scale }, memory())?;
    let Summary { commands, fired, events, digest, .. } = &year.summary;
    report.line(&format!(
        "- {YEAR} days at scale {scale}, seed {SEED}: {commands} commands of people and tools, {fired} timers, {events} events in {} batches; digest {digest}; every check holds",
        year.sizes.len(),
    ));
    year.tell("in memory", &MemoryStore::default(), report)?;
    let settings = Settings::of(&data);
    new_log(&settings)?.close();
    many::tell(&*year.store, times, &settings.log_dir())?;
    drop(year);

    let (synced, bare) = (dir.join("synced"), dir.join("bare"));
    let month = Options { days: Days::new(MONTH)?, seed: SEED, scale };
    let month = Made::new(month, Arc::new(LogStore::open(&synced, LogOptions::default())?.0))?;
    let beside = LogStore::open(&bare, LogOptions::default())?.0;
    month.tell(
        "the last month alone, each batch on disk and synced before the next",
        &beside,
        report,
    )?;
    drop((month, beside));
    std::fs::remove_dir_all(&synced)?;
    std::fs::remove_dir_all(&bare)?;
    Ok(data)
}

fn memory() -> Arc<dyn EventStore> {
    Arc::new(MemoryStore::default())
}

/// What was simulated.
struct Made {
    store: Arc<dyn EventStore>,
    /// How many records each batch has.
    sizes: Vec<usize>,
    summary: Summary,
}

impl Made {
    fn new(options: Options, store: Arc<dyn EventStore>) -> Result<Self, Failure> {
        let noting = Arc::new(Noting::new(Arc::clone(&store)));
        let summary = pdca::simulate::run(options, Arc::clone(&noting) as _, &mut |_, _| {})?;
        if !summary.holds() {
            return Err(format!("{:#?}", summary.checks).into());
        }
        Ok(Self { store, sizes: noting.sizes(), summary })
    }

    /// Tells how fast it was made, beside its batches in another store.
    fn tell(&self, how: &str, beside: &dyn EventStore, report: &Report) -> Result<(), Failure> {
        let bare = again(&*self.store, &self.sizes, beside)?;
        let Summary { commands, events, seconds, .. } = self.summary;
        let rate = |count: u64, seconds: f64| thousands(number(count) / seconds);
        report.line(&format!(
            "- {how}: {} commands/s, {} events/s; the same batches with nothing decided: {} events/s; {:.3} of it",
            rate(commands, seconds),
            rate(events, seconds),
            rate(events, bare),
            bare / seconds,
        ));
        Ok(())
    }
}
