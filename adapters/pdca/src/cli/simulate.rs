//! `pdca simulate`: a history that chance wrote, in memory or kept as a data directory.

use super::args;
use super::opened;
use super::terminal::Terminal;
use super::vanish::remove_when_told_to_stop;
use clap::Args;
use clap::CommandFactory as _;
use clap::parser::ValueSource;
use engine::{EventStore, MemoryStore};
use pdca::node::{Settings, new_log};
use pdca::operation::{Format, Problem, Refusal, Sink as _, Table};
use pdca::simulate::{
    Check, Days, Options, PolicyRefusals, Refusals, Scale, Stopped, Summary, run as simulate,
};
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) const EXAMPLES: &str = "Examples:
  pdca simulate --days 30 --seed 7
  pdca simulate --days 365 --seed 7 --json
  pdca simulate --days 3 --seed 7 --scale 0.1
  pdca --data ./year simulate --days 365 --seed 7
  pdca --data ./year sla report --by priority
Everything is done by commands, on a clock of its own that ends at the beginning of 2026. The same
seed, days and scale give the same digest on every machine. Scale 1 is a mid-size provider: about 40
incidents and 60 requests a working day; cases go with the scale, people and services do not.
It is all in memory, unless --data is given here: then the log is kept in that directory, which must
not be there yet or be empty. What is stopped half-way leaves nothing.
Exit codes: 0 done and every check holds, 1 a check does not, or it failed; 2 wrong usage.";

#[derive(Args, Debug)]
pub(crate) struct Simulate {
    /// How many days: 1 to 3650
    #[arg(long, default_value = "365", value_name = "N")]
    days: Days,
    /// What chance begins with
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// How many cases, against those of a mid-size provider: 0.01 to 100
    #[arg(long, default_value = "1", value_name = "S")]
    scale: Scale,
}

pub(crate) fn run(
    settings: &Settings,
    args: &Simulate,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let Simulate { days, seed, scale } = *args;
    let options = Options { days, seed, scale };
    let summary = if is_data_on_the_line() {
        terminal.tells_of("the history was simulated and kept");
        kept(options, settings, terminal)?
    } else {
        simulated(options, Arc::new(MemoryStore::default()), terminal)?
    };
    terminal.clear();
    if format.json {
        write_json(&summary, terminal)?;
    } else {
        write(&summary, format, terminal)?;
    }
    let failed = summary.checks.iter().filter(|check| check.failed > 0).count();
    if failed == 0 {
        return Ok(());
    }
    let detail = format!("{failed} of {} checks do not hold", summary.checks.len());
    Err(Problem::new(Refusal::Failure, "check_failed", &detail))
}

/// Whether the data directory was named where everybody sees it, and not by the environment.
fn is_data_on_the_line() -> bool {
    let Ok(matches) = args::Cli::command().try_get_matches() else { return false };
    let given =
        |matches: &clap::ArgMatches| matches.value_source("data") == Some(ValueSource::CommandLine);
    given(&matches) || matches.subcommand().is_some_and(|(_, matches)| given(matches))
}

/// Simulates in `store`, with a bar that tells how far it has come.
pub(super) fn simulated(
    options: Options,
    store: Arc<dyn EventStore>,
    terminal: &mut Terminal,
) -> Result<Summary, Problem> {
    let mut progress = |done, days| terminal.progress("simulating", done, Some(days));
    simulate(options, store, &mut progress).map_err(|stopped| match &stopped {
        Stopped::Refused(_) | Stopped::Unexpected { .. } => {
            Problem::failure("simulation_failed", &stopped)
        }
        Stopped::Failed { problem, .. } => Problem::failure(&problem.code, &stopped),
    })
}

/// Made beside its place and moved there when it is whole.
fn kept(
    options: Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Summary, Problem> {
    let place = std::path::absolute(&settings.data)?;
    refuse_occupied(&place)?;
    let beside = place.parent().map_or_else(|| PathBuf::from("/"), Path::to_owned);
    std::fs::create_dir_all(&beside)?;
    let dir = tempfile::Builder::new().prefix(".pdca-simulate-").tempdir_in(&beside)?;
    remove_when_told_to_stop(dir.path().to_owned())?;
    let data = dir.path().join("data");
    let log = Arc::new(
        new_log(&Settings { data: data.clone(), ..settings.clone() })
            .map_err(|error| opened(&error))?,
    );
    let summary = simulated(options, Arc::clone(&log) as Arc<dyn EventStore>, terminal);
    log.close();
    let summary = summary?;
    std::fs::rename(&data, &place)?;
    File::open(&beside)?.sync_all()?;
    Ok(summary)
}

fn refuse_occupied(place: &Path) -> Result<(), Problem> {
    let occupied = match std::fs::read_dir(place) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(error.into()),
    };
    if !occupied {
        return Ok(());
    }
    let detail = format!(
        "{} is not empty; a simulated history is kept in a directory that is new or empty",
        place.display()
    );
    Err(Problem::new(Refusal::Input, "occupied", &detail))
}

fn rate(summary: &Summary) -> f64 {
    f64::from(u32::try_from(summary.commands).unwrap_or(u32::MAX)) / summary.seconds.max(0.001)
}

fn write_json(summary: &Summary, terminal: &mut Terminal) -> Result<(), Problem> {
    let mut value = engine::json::of(summary);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("commands_per_second".to_owned(), json!(rate(summary).round()));
    }
    Ok(terminal.line(&value.to_string())?)
}

fn write(summary: &Summary, format: Format, terminal: &mut Terminal) -> Result<(), Problem> {
    let Summary { seed, days, scale, from, until, .. } = summary;
    let (from, until) = (from.to_whole_seconds(), until.to_whole_seconds());
    terminal.line(&format!("{days} days from {from} to {until}, seed {seed}, scale {scale}\n"))?;
    let mut processes = Table::new(&["process", ">cases", ">events"]);
    for (process, counted) in &summary.processes {
        processes.row([process.clone(), counted.cases.to_string(), counted.events.to_string()]);
    }
    processes.row(["all".to_owned(), String::new(), summary.events.to_string()]);
    processes.write(format, terminal)?;
    terminal.line("")?;
    write_refusals(summary, format, terminal)?;
    summary.checks.iter().try_for_each(|check| write_check(check, terminal))?;
    terminal.line(&format!("\ndigest {}", summary.digest))?;
    Ok(terminal.line(&format!(
        "{} commands, {} timers; {:.1} seconds, {:.0} commands a second; checks {:.1} seconds",
        summary.commands,
        summary.fired,
        summary.seconds,
        rate(summary),
        summary.check_seconds
    ))?)
}

fn write_refusals(
    summary: &Summary,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let mut refusals = Table::new(&["refused", "code", ">times"]);
    for refused in &summary.refusals {
        let (what, count) = (&refused.refused, refused.count.to_string());
        refusals.row([format!("{} {}", what.process, what.command), what.code.clone(), count]);
    }
    for PolicyRefusals { policy, refusals: Refusals { refused, count } } in &summary.policy_refusals
    {
        let what = format!("{} {}, by {policy}", refused.process, refused.command);
        refusals.row([what, refused.code.clone(), count.to_string()]);
    }
    if refusals.is_empty() {
        return Ok(terminal.line("nothing was refused\n")?);
    }
    refusals.write(format, terminal)?;
    Ok(terminal.line("")?)
}

fn write_check(check: &Check, terminal: &mut Terminal) -> Result<(), Problem> {
    let Check { what, examined, failed, failures } = check;
    let mark = if *failed == 0 { "ok    " } else { "FAILED" };
    terminal.line(&format!("{mark}  {what}: {examined} examined"))?;
    if *failed > 0 {
        terminal.line(&format!("        {failed} of them are not so, such as:"))?;
    }
    failures.iter().try_for_each(|failure| Ok(terminal.line(&format!("        {failure}"))?))
}
