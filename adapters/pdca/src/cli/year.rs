//! The simulated year of the demo: in memory, and told in a few lines.

use super::simulate::simulated;
use super::terminal::Terminal;
use engine::projection::{Projection, as_of};
use engine::snapshot::NoSnapshots;
use engine::{EventStore, MemoryStore, Span, Timestamp};
use pdca::operation::{Format, Problem, Refusal, Sink as _, Table, aim, figure};
use pdca::simulate::{Days, Options, Summary};
use processes::risk::Rated;
use projections::service_levels::Grouping;
use projections::{KpiMatrix, RiskRegister, ServiceLevels, kpi_matrix, risk_register};
use std::sync::Arc;

const DAYS: u32 = 365;
const SEED: u64 = 1;
/// So small that it is over in seconds, also where nothing was optimised.
const SCALE: &str = "0.05";
/// What comes up in the course of a year; the rest is there from the first day, or comes of these.
const KINDS: [&str; 11] = [
    "incident",
    "service_request",
    "problem",
    "change",
    "release",
    "vulnerability",
    "security_incident",
    "complaint",
    "risk",
    "nonconformity",
    "task",
];
/// How many kinds stand in a line.
const KINDS_A_LINE: usize = 4;
/// How many risks are told of.
const RISKS: usize = 3;
const MONTHS: u16 = 12;

/// Simulates it, and tells of it.
pub(super) fn run(format: Format, terminal: &mut Terminal) -> Result<(), Problem> {
    let bad = |error| Problem::bad_input("bad_options", &error);
    let (days, scale) = (Days::new(DAYS).map_err(bad)?, SCALE.parse().map_err(bad)?);
    let options = Options { days, seed: SEED, scale };
    let store: Arc<dyn EventStore> = Arc::new(MemoryStore::default());
    let summary = simulated(options, Arc::clone(&store), terminal)?;
    terminal.clear();
    if format.json {
        return Ok(terminal.line(&engine::json::of(&summary).to_string())?);
    }
    terminal.line(
        "A year of a provider with a twentieth of the cases of a mid-size one, by commands that\n\
         chance chose (pdca simulate --scale 0.05):\n",
    )?;
    account(&summary, terminal)?;
    // Still in its last month.
    let now = options.end() - Span::from_nanos(1);
    targets(&*store, now, format, terminal)?;
    risks(&*store, now, format, terminal)?;
    indicators(&*store, now, format, terminal)
}

fn folded<P: Projection>(store: &dyn EventStore) -> Result<P, Problem> {
    Ok(as_of(store, &NoSnapshots, *store.head().borrow())?.answer)
}

fn account(summary: &Summary, terminal: &mut Terminal) -> Result<(), Problem> {
    let Summary { events, commands, fired, digest, checks, .. } = summary;
    let seconds = summary.seconds + summary.check_seconds;
    let cases = |kind: &&str| {
        let counted = summary.processes.get(*kind).copied().unwrap_or_default();
        format!("{} {}", kind.replace('_', " "), counted.cases)
    };
    let cases: Vec<_> = KINDS.iter().map(cases).collect();
    for line in cases.chunks(KINDS_A_LINE) {
        terminal.line(&format!("  {}", line.join(", ")))?;
    }
    terminal.line(&format!("  {commands} commands and {fired} timers made {events} events"))?;
    let held = checks.iter().filter(|check| check.failed == 0).count();
    terminal.line(&format!("  {held} of {} checks hold; digest {digest}", checks.len()))?;
    terminal.line(&format!("  {seconds:.1} seconds with the checks, all in memory\n"))?;
    if summary.holds() {
        return Ok(());
    }
    let failed: Vec<_> = checks.iter().filter(|check| check.failed > 0).collect();
    let detail = engine::json::of(&failed).to_string();
    Err(Problem::new(Refusal::Failure, "check_failed", &detail))
}

/// How many targets were kept.
fn targets(
    store: &dyn EventStore,
    now: Timestamp,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let report = folded::<ServiceLevels>(store)?.report(Grouping::Priority, None, now);
    let mut table = Table::new(&["of", "target", ">met", ">missed", ">reached"]);
    for row in &report.totals {
        let reached = row.attained.map(|share| whole(&share.to_string())).unwrap_or_default();
        let of = text(&row.process);
        table.row([of, text(&row.measure), row.met.to_string(), row.breached.to_string(), reached]);
    }
    table.write(format, terminal)?;
    Ok(terminal.line("")?)
}

/// The first in the joint order of all risks.
fn risks(
    store: &dyn EventStore,
    now: Timestamp,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let filter = risk_register::Filter::default();
    let page = folded::<RiskRegister>(store)?.page(&filter, (0, RISKS), now, &[]);
    let mut table = Table::new(&[">place", "risk", "of", "inherent", "current"]);
    for row in page.rows {
        let place = row.place.map(|place| place.to_string()).unwrap_or_default();
        let title = row.title.map(|title| title.to_string()).unwrap_or_default();
        let rated = |rated: Option<Rated>| {
            rated.map(|rated| rated.rating.name().to_owned()).unwrap_or_default()
        };
        let of = row.dimension.as_ref().map(text).unwrap_or_default();
        let risk = format!("{}: {title}", row.risk);
        table.row([place, risk, of, rated(row.inherent), rated(row.current)]);
    }
    table.write(format, terminal)?;
    Ok(terminal.line("")?)
}

/// Every indicator: in which months its target was reached, and what the last one came to.
fn indicators(
    store: &dyn EventStore,
    now: Timestamp,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let asked = kpi_matrix::Asked { name: None, months: MONTHS };
    let matrix = folded::<KpiMatrix>(store)?.matrix(&asked, now, &[]);
    let mut table = Table::new(&["indicator", "target", "January to December", ">in December"]);
    for row in &matrix.rows {
        let last = row.series.last().and_then(|value| value.value);
        table.row([
            row.name.to_string(),
            format!("{} {}", row.better.sign(), figure(row.target)),
            aim(&row.series),
            last.map(figure).unwrap_or_default(),
        ]);
    }
    table.write(format, terminal)?;
    Ok(terminal.line("\n●: the target was reached; ○: missed; ·: nothing to measure.\n")?)
}

/// A share in whole percent, cut off.
fn whole(share: &str) -> String {
    format!("{} %", share.split_once('.').map_or(share, |(whole, _)| whole))
}

/// The name of a variant.
fn text<T: serde::Serialize>(of: &T) -> String {
    engine::json::of(of).as_str().unwrap_or_default().to_owned()
}
