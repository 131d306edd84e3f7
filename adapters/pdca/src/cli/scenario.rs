//! Scenarios: what was expected, and what came of it.

use super::{args, opened};
use pdca::node::Settings;
use pdca::operation::{Format, Problem, Refusal, Sink, visible};
use pdca::scenario::{Expectation, KeepError, Played, PlayedStep, Scenario};
use serde_json::json;

/// The most files at once.
const FILES_MAX: usize = 1_000;

pub(crate) fn run(
    settings: &Settings,
    args: &args::Scenario,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let files = args.files.len();
    if files > FILES_MAX {
        let detail = format!("{files} files are too many at once; at most {FILES_MAX} are played");
        return Err(Problem::new(Refusal::Input, "too_many_files", &detail));
    }
    if args.keep && files > 1 {
        let detail = format!("one scenario is kept in a data directory, and not {files}");
        return Err(Problem::new(Refusal::Input, "too_many_files", &detail));
    }
    let catalogue = pdca::catalogue();
    let bad = |error| Problem::bad_input("bad_scenario", &error);
    // A file that cannot be read is found before anything is played.
    let scenarios = args.files.iter().map(|file| Scenario::read(file, &catalogue));
    let scenarios = scenarios.collect::<Result<Vec<_>, _>>().map_err(bad)?;
    let (mut expected, mut failed) = (0, 0);
    for (number, scenario) in (1..).zip(&scenarios) {
        sink.progress("playing", number, Some(files as u64));
        let played =
            if args.keep { kept(scenario, settings) } else { scenario.play().map_err(bad) };
        let played = played?;
        let counts = played.counts();
        expected += counts.0;
        failed += counts.1;
        if format.json { write_json(&played, sink)? } else { write(&played, sink)? }
    }
    if failed == 0 {
        return Ok(());
    }
    let detail = format!("{failed} of {expected} expectations failed");
    Err(Problem::new(Refusal::Rule, "expectation_failed", &detail))
}

fn kept(scenario: &Scenario, settings: &Settings) -> Result<Played, Problem> {
    scenario.keep(settings).map_err(|error| match error {
        KeepError::Place(error) => opened(&error),
        KeepError::Scenario(error) => Problem::bad_input("bad_scenario", &error),
    })
}

fn write(played: &Played, sink: &mut dyn Sink) -> Result<(), Problem> {
    sink.line(&format!("{}: {}", played.file, visible(&played.title)))?;
    for step in &played.steps {
        write_step(step, sink)?;
    }
    let ((expected, failed), steps) = (played.counts(), played.steps.len());
    let how = if failed == 0 { "all hold".to_owned() } else { format!("{failed} FAILED") };
    Ok(sink.line(&format!("{steps} steps, {expected} expectations: {how}\n"))?)
}

fn write_step(step: &PlayedStep, sink: &mut dyn Sink) -> Result<(), Problem> {
    let PlayedStep { line, at, says, actor, process, key, command, expectations } = step;
    let done = match (actor, command) {
        (Some(actor), Some(command)) => format!("{actor}: {process} {key} {command}"),
        _ => format!("{process} {key}"),
    };
    let at = at.to_whole_seconds();
    sink.line(&format!("  {at}  line {line:<4} {}", visible(&done)))?;
    if let Some(says) = says {
        sink.line(&format!("      {}", visible(says)))?;
    }
    expectations.iter().try_for_each(|expectation| write_one(expectation, sink))
}

fn write_one(expectation: &Expectation, sink: &mut dyn Sink) -> Result<(), Problem> {
    let Expectation { what, expected, found } = expectation;
    let mark = if found.is_some() { "FAILED" } else { "ok    " };
    sink.line(&format!("      {mark}  {what}: {}", visible(expected)))?;
    if let Some(found) = found {
        sink.line(&format!("              found: {}", visible(found)))?;
    }
    Ok(())
}

fn write_json(played: &Played, sink: &mut dyn Sink) -> Result<(), Problem> {
    let (expected, failed) = played.counts();
    let Played { file, title, steps } = played;
    let played = json!({ "file": file, "title": title, "steps": steps, "expectations": expected, "failed": failed });
    Ok(sink.line(&played.to_string())?)
}
