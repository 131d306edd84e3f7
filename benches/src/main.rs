//! Measurements. Ratios of one run decide; absolutes are printed beside the machine's limits.
//!
//! `make bench` runs everything; `cargo run --release -p pdca-benches -- append engine scan open cmdb simulated nats`
//! runs the parts that are named. `PDCA_BENCH_EVENTS` sets how many events the large log holds,
//! `PDCA_BENCH_SCALE` the scale of the simulated year, and `PDCA_BENCH_TIMES` how many times as many cases
//! it is told of; `PDCA_BENCH_YEAR` names the data directory of one that is there already.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod append;
mod bulk;
mod cmdb;
mod engine_way;
mod history;
mod machine;
mod on_nats;
mod open;
mod report;
mod scan;
mod simulated;
mod stores;

use report::Report;
use std::path::PathBuf;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let parts: Vec<String> = std::env::args().skip(1).collect();
    match parts.as_slice() {
        [part, what, dir] if part == open::RESIDENT => {
            return open::tell_resident(what, dir.as_ref());
        }
        [part, dir, until] if part == cmdb::RESIDENT => {
            return cmdb::tell_resident(dir.as_ref(), until);
        }
        [part, name, dir] if part == simulated::RESIDENT => {
            return simulated::tell_resident(name, dir.as_ref());
        }
        [part, url, round] if part == on_nats::ASKER => return on_nats::ask(url, round),
        [part, url, subject, at_once] if part == on_nats::RECEIVER => {
            return on_nats::receive(url, subject, at_once);
        }
        _ => {}
    }
    let runs = |part: &str| parts.is_empty() || parts.iter().any(|name| name == part);
    let dir = PathBuf::from("target/bench-data");
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    let mut report = Report::default();
    let limits = machine::measure(&dir, &mut report)?;
    if runs("append") {
        append::run(&dir, &mut report)?;
    }
    if runs("engine") {
        engine_way::run(&dir, &mut report)?;
    }
    if runs("scan") || runs("open") {
        let events = std::env::var("PDCA_BENCH_EVENTS").ok().and_then(|text| text.parse().ok());
        let log = history::make(&dir.join("history"), events.unwrap_or(10_000_000), &mut report)?;
        if runs("scan") {
            scan::run(&log, &limits, &mut report)?;
        }
        if runs("open") {
            open::run(&log, &mut report)?;
        }
    }
    if runs("cmdb") {
        cmdb::run(&dir.join("cmdb"), &mut report)?;
    }
    if runs("simulated") {
        simulated::run(&dir.join("simulated"), &mut report)?;
    }
    if runs("nats") {
        on_nats::run(&dir.join("nats"), &mut report)?;
    }
    std::fs::remove_dir_all(&dir)?;
    report.bars()
}
