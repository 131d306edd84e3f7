//! The CMDB: a million items with five million relations, ten thousand of which end at one item;
//! built from a log, and asked what suffers when that one fails.

mod graph;
mod log;

use crate::Failure;
use crate::history::History;
use crate::open::resident;
use crate::report::{ROUNDS, Report, median, number, timed};
use crate::scan::read_owned;
use engine::projection::{Follower, as_of};
use engine::snapshot::NoSnapshots;
use engine::store::log::LogStore;
use engine::{EventStore, Position};
use graph::{Arrays, HUB, ITEMS};
use processes::configuration_item::End;
use processes::facts::{Bounds, Direction};
use projections::Cmdb;
use std::path::Path;
use std::sync::Arc;

/// How long an answer about the hub may take, in milliseconds.
const ANSWER_MS_MAX: f64 = 20.0;

pub(crate) fn run(dir: &Path, report: &mut Report) -> Result<(), Failure> {
    report.part("The CMDB");
    let log = log::write(dir, report)?;
    let (store, _) = LogStore::open_read_only(dir, None)?;
    let store: Arc<dyn EventStore> = Arc::new(store);
    // Once for the page cache.
    read_owned(&*store)?;
    let (mut scans, mut builds, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..ROUNDS {
        drop(last.take());
        // In turn: what else the machine does changes from one minute to the next.
        let (scan, ()) = timed(|| read_owned(&*store))?;
        let (build, models) = timed(|| build(&store))?;
        ratios.push(scan / build);
        scans.push(scan);
        builds.push(build);
        last = Some(models);
    }
    let rate = |seconds: &mut [f64]| number(log.events) / median(seconds) / 1e6;
    report.line(&format!(
        "- owned: {:.2} M events/s; built at {:.2} M events/s (medians of {ROUNDS})",
        rate(&mut scans),
        rate(&mut builds)
    ));
    memory(&log, report)?;
    report.at_least(
        "build, against the owned scan, median of the pairs",
        median(&mut ratios),
        1.0 / 4.0,
    );
    last.map_or(Ok(()), |models| impact(&models, Position(log.events), report))
}

fn build(store: &Arc<dyn EventStore>) -> Result<Follower, Failure> {
    let models = Follower::builder(Arc::clone(store), Arc::new(NoSnapshots));
    Ok(models.with::<Cmdb>().start(&mut |_| {})?)
}

fn impact(models: &Follower, head: Position, report: &mut Report) -> Result<(), Failure> {
    let (arrays, hub) = (Arrays::new(), End::Item(log::key(HUB)?));
    let one_hop = Bounds { hops_max: 1, ..Bounds::default() };
    for (bar, bounds) in [(Some(ANSWER_MS_MAX), one_hop), (None, Bounds::default())] {
        let (mut asked, mut walked, mut ends) = (Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            let ask = |model: &Cmdb| model.facts().impact(&hub, Direction::Up, bounds);
            let (seconds, reach) = timed(|| Ok(models.query(head, ask)?.answer))?;
            asked.push(seconds * 1e3);
            ends = reach.reached.len();
            let (seconds, reached) = timed(|| Ok(arrays.walk(HUB, bounds)))?;
            walked.push(seconds * 1e3);
            if reached != ends {
                return Err(format!("{ends} ends reached, {reached} in the arrays").into());
            }
        }
        let asked = median(&mut asked);
        report.line(&format!(
            "- impact of the hub, {} hops and {} ends at most: {ends} ends in {asked:.2} ms, each with its name and the way to it, sorted; a bare breadth-first walk over arrays of the same graph, which only counts: {:.2} ms (medians of {ROUNDS})",
            bounds.hops_max,
            bounds.ends_max,
            median(&mut walked),
        ));
        if let Some(bar) = bar {
            report.at_least("impact of the hub, how often it fits into 20 ms", bar / asked, 1.0);
        }
    }
    Ok(())
}

/// What memory the model takes, by items and relations: each in a process of its own, for what one
/// has freed would serve the next.
fn memory(log: &History, report: &mut Report) -> Result<(), Failure> {
    let told = [log::ALL_REGISTERED, Position(log.events)].map(|until| {
        let program = std::env::current_exe()?;
        let mut told = std::process::Command::new(program);
        let told = told.arg(RESIDENT).arg(&log.dir).arg(until.to_string()).output()?;
        if !told.status.success() {
            return Err(Failure::from(String::from_utf8_lossy(&told.stderr)));
        }
        Ok(String::from_utf8(told.stdout)?.trim().parse::<f64>()?)
    });
    let [items, all] = told;
    let (items, all) = (items?, all?);
    report.line(&format!(
        "- resident: {:.0} MB; {:.0} bytes an item, {:.0} a relation",
        all / 1e6,
        items / f64::from(ITEMS),
        (all - items) / f64::from((ITEMS - 1) * graph::RELATIONS_EACH),
    ));
    Ok(())
}

/// The part of the program that tells what memory the model takes.
pub(crate) const RESIDENT: &str = "cmdb-resident";

/// Builds the model from the log in `dir`, up to a position, and prints how many bytes it takes.
pub(crate) fn tell_resident(dir: &Path, until: &str) -> Result<(), Failure> {
    let (store, _) = LogStore::open_read_only(dir, None)?;
    // What reading takes is not the model's.
    read_owned(&store)?;
    let before = resident()?;
    let model = as_of::<Cmdb>(&store, &NoSnapshots, Position(until.parse()?))?;
    println!("{:.0}", resident()? - before);
    drop(model);
    Ok(())
}
