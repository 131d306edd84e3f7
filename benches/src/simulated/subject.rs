//! Each read model: how fast it is built beside a bare scan of the same log, what memory it takes,
//! how large its snapshot is, and how soon it answers.

use super::Log;
use super::as_of::Looked;
use super::questions::Asked;
use crate::Failure;
use crate::open::resident;
use crate::report::{ROUNDS, Report, median, number, timed};
use crate::scan::read_owned;
use engine::projection::{Follower, as_of};
use engine::snapshot::NoSnapshots;
use engine::store::log::LogStore;
use engine::{EventStore, MemoryStore, Position, codec};
use pdca::{Node, read_models};
use projections::{
    Availability, Cmdb, Incidents, KpiMatrix, RiskRegister, RolesHeld, ServiceLevels, Tasks,
};
use std::path::Path;
use std::sync::Arc;

/// What a read model may take, in bytes.
const MEMORY_BYTES_MAX: f64 = 2.0 * 1024.0 * 1024.0 * 1024.0;
/// In a log that is longer, each is built once.
const SHORT: f64 = 2e6;

/// A read model whose type does not matter.
pub(super) struct Subject {
    pub(super) name: &'static str,
    measure: fn(&Log) -> Result<Measured, Failure>,
    resident: fn(&Path) -> Result<f64, Failure>,
    pub(super) look: fn(&Node, Position) -> Result<Looked, Failure>,
}

/// What was measured of one.
struct Measured {
    /// Events per second.
    build: f64,
    /// Seconds of the scan, by those of the build.
    of_scan: f64,
    snapshot_bytes: f64,
    /// In milliseconds.
    answers: Vec<(&'static str, f64)>,
}

/// All that a node has.
pub(super) fn all() -> Result<[Subject; 8], Failure> {
    let subjects = [
        Subject::of::<Incidents>(),
        Subject::of::<ServiceLevels>(),
        Subject::of::<Availability>(),
        Subject::of::<RolesHeld>(),
        Subject::of::<Tasks>(),
        Subject::of::<Cmdb>(),
        Subject::of::<RiskRegister>(),
        Subject::of::<KpiMatrix>(),
    ];
    let store: Arc<dyn EventStore> = Arc::new(MemoryStore::default());
    let node = read_models(Follower::builder(store, Arc::new(NoSnapshots))).start(&mut |_| {})?;
    let of_node: Vec<_> = node.lags().iter().map(|lag| lag.name).collect();
    let here: Vec<_> = subjects.iter().map(|subject| subject.name).collect();
    if of_node == here {
        return Ok(subjects);
    }
    Err(format!("a node has the read models {of_node:?}, measured are {here:?}").into())
}

impl Subject {
    fn of<P: Asked>() -> Self {
        let (measure, resident, look) = (measure::<P>, resident_of::<P>, super::as_of::look::<P>);
        Self { name: P::NAME, measure, resident, look }
    }
}

pub(super) fn run(log: &Log, report: &mut Report) -> Result<(), Failure> {
    // Once for the page cache.
    read_owned(&*log.store)?;
    let (scan, ()) = timed(|| read_owned(&*log.store))?;
    let (together, models) = timed(|| {
        let builder = Follower::builder(Arc::clone(&log.store), Arc::new(NoSnapshots));
        Ok(read_models(builder).start(&mut |_| {})?)
    })?;
    drop(models);
    report.line(&format!(
        "- {} events; an owned scan: {:.2} M events/s; all read models together: {:.2} M events/s",
        log.head,
        log.events() / scan / 1e6,
        log.events() / together / 1e6,
    ));
    report.line("");
    report.line("| read model | built, events/s | of the scan | memory | snapshot |");
    report.line("| --- | ---: | ---: | ---: | ---: |");
    let (mut answers, mut largest) = (Vec::new(), 0_f64);
    for subject in all()? {
        let measured = (subject.measure)(log)?;
        let memory = memory(log, subject.name)?;
        largest = largest.max(memory);
        report.line(&format!(
            "| {} | {:.2} M | {:.2} | {:.1} MB | {:.1} MB |",
            subject.name,
            measured.build / 1e6,
            measured.of_scan,
            memory / 1e6,
            measured.snapshot_bytes / 1e6,
        ));
        answers.extend(measured.answers.into_iter().map(|answer| (subject.name, answer)));
    }
    report.line("\n| read model | question | time |");
    report.line("| --- | --- | ---: |");
    for (model, (question, ms)) in answers {
        report.line(&format!("| {model} | {question} | {ms:.2} ms |"));
    }
    report.line("");
    report.at_least(
        "how often the largest read model fits into 2 GiB",
        MEMORY_BYTES_MAX / largest,
        1.0,
    );
    Ok(())
}

fn measure<P: Asked>(log: &Log) -> Result<Measured, Failure> {
    let rounds = if log.events() < SHORT { ROUNDS } else { 1 };
    let (mut builds, mut ratios, mut last) = (Vec::new(), Vec::new(), None);
    for _ in 0..rounds {
        drop(last.take());
        // In turn: what else the machine does changes from one minute to the next.
        let (scan, ()) = timed(|| read_owned(&*log.store))?;
        let (build, model) = timed(|| {
            let builder = Follower::builder(Arc::clone(&log.store), Arc::new(NoSnapshots));
            Ok(builder.with::<P>().start(&mut |_| {})?)
        })?;
        builds.push(log.events() / build);
        ratios.push(scan / build);
        last = Some(model);
    }
    let model = last.ok_or("nothing was built")?;
    let snapshot = model.query(log.head, |model: &P| codec::to_bytes(model).len())?.answer;
    let ask = |(question, ask): &super::questions::Question<P>| {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let (seconds, _) = timed(|| Ok(model.query(log.head, |model| ask(model, log.now))?))?;
            times.push(seconds * 1e3);
        }
        Ok((*question, median(&mut times)))
    };
    Ok(Measured {
        build: median(&mut builds),
        of_scan: median(&mut ratios),
        snapshot_bytes: number(snapshot as u64),
        answers: P::QUESTIONS.iter().map(ask).collect::<Result<_, Failure>>()?,
    })
}

/// What memory a model takes: in a process of its own, for what one has freed would serve the next.
fn memory(log: &Log, name: &str) -> Result<f64, Failure> {
    let mut told = std::process::Command::new(std::env::current_exe()?);
    // What was freed before counts as taken until it is given back: at once, then.
    told.env("MIMALLOC_PURGE_DELAY", "0");
    let told = told.arg(RESIDENT).arg(name).arg(&log.dir).output()?;
    if !told.status.success() {
        return Err(Failure::from(String::from_utf8_lossy(&told.stderr)));
    }
    Ok(String::from_utf8(told.stdout)?.trim().parse()?)
}

/// The part of the program that tells what memory a read model takes.
pub(crate) const RESIDENT: &str = "read-model-resident";

/// Builds the model of that name from the log in `dir`, and prints how many bytes it takes.
pub(crate) fn tell_resident(name: &str, dir: &Path) -> Result<(), Failure> {
    let subject = all()?.into_iter().find(|subject| subject.name == name);
    let subject = subject.ok_or("there is no such read model")?;
    println!("{:.0}", (subject.resident)(dir)?);
    Ok(())
}

fn resident_of<P: Asked>(dir: &Path) -> Result<f64, Failure> {
    let (store, _) = LogStore::open_read_only(dir, None)?;
    // What reading takes is not the model's.
    read_owned(&store)?;
    let before = resident()?;
    let model = as_of::<P>(&store, &NoSnapshots, *store.head().borrow())?;
    let after = resident()?;
    drop(model);
    Ok(after - before)
}
