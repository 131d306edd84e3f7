//! What is done to a data directory itself, without a running node.

use super::opened;
use engine::store::log::{FsckReport, fsck as examine, is_of_index, rebuild_index as rebuild};
use engine::{Actor, EventStore as _, Position, StoreError};
use nats::ingest::Rules;
use pdca::catalogue;
use pdca::derived::DerivedState;
use pdca::node::{Node, Reader, Settings, SettingsError};
use pdca::operation::{self, Format, LogQuery, Problem, Refusal, Show, Sink};
use serde_json::json;
use std::path::{Path, PathBuf};

pub(crate) fn init(
    settings: &Settings,
    owner: &str,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let actor = Actor::new(owner).map_err(|error| Problem::bad_input("bad_owner", &error))?;
    let clock = std::sync::Arc::new(engine::SystemClock);
    let node = Node::create_with(settings.clone(), clock, &actor);
    let node = node.map_err(|error| opened(&error))?;
    let (log, head) = (node.store().log_id().to_string(), node.engine().head());
    let data = settings.data.display().to_string();
    sink.line(&if format.json {
        json!({ "data": data, "log": log, "owner": owner, "position": head }).to_string()
    } else {
        format!(
            "{data} is ready: log {log}, {head} events.\n\
             {owner} is top management, management representative and recorder, and offers every other role.\n\
             Next: pdca --data {data} do incident new log '{{\"summary\":\"…\",\"service\":\"…\"}}'"
        )
    })?;
    Ok(())
}

pub(crate) fn fsck(
    settings: &Settings,
    read_only: Option<PathBuf>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let archive = settings.archive.as_deref();
    let (log, derived) = (settings.log_dir(), settings.derived_dir());
    let report = match read_only {
        Some(copy) if copy.join("log").is_dir() => {
            with_derived(&copy.join("log"), &copy.join("derived"), archive, true)
        }
        Some(copy) => examine(&copy, archive, true),
        None => match with_derived(&log, &derived, archive, false) {
            // A node holds it: what is durable can be examined all the same.
            Err(StoreError::Locked { .. }) => with_derived(&log, &derived, archive, true),
            report => report,
        },
    };
    let report = report.map_err(|error| opened(&error.into()))?;
    write_report(&report, format, sink)?;
    let count = report.problems.len() + report.absent.len();
    if count == 0 {
        return Ok(());
    }
    let detail = format!("{count} found; {}", remedy(&report));
    Err(Problem::new(Refusal::Failure, "damaged", &detail))
}

/// Examines a log, and asks what is derived from it whether it has lost its end.
fn with_derived(
    log: &Path,
    derived: &Path,
    archive: Option<&Path>,
    read_only: bool,
) -> Result<FsckReport, StoreError> {
    // The snapshots first: a node that runs goes on, with its log before them.
    let known = DerivedState::known(derived);
    let report = examine(log, archive, read_only)?;
    let known = known.filter(|(log, _)| Some(*log) == report.log_id);
    Ok(with_lost_end(report, known.map(|(_, position)| position)))
}

/// A loss at the end, of which nothing in the log itself tells: the snapshots may know better.
fn with_lost_end(mut report: FsckReport, known: Option<Position>) -> FsckReport {
    let Some(known) = known.filter(|known| *known > report.head) else { return report };
    let head = report.head;
    // The next start does not cut that off.
    let cut = report
        .unfinished
        .take()
        .map(|cut| format!(", and {} bytes from there on are no whole write", cut.bytes));
    let torn = cut.unwrap_or_default();
    let reason = format!("the log ends with position {head}, but snapshots know {known}{torn}");
    let (path, offset) = (report.last.clone(), report.end);
    report.problems.push(StoreError::Corrupt { path, offset, reason });
    report
}

/// What makes good what was found.
fn remedy(report: &FsckReport) -> String {
    let of_index = report.problems.iter().filter(|problem| is_of_index(problem)).count();
    let remedies = [
        (of_index < report.problems.len(), "restore a sound backup"),
        (!report.absent.is_empty(), "bring the absent segments back"),
        (of_index > 0, "index files are built again by: pdca rebuild"),
    ];
    let remedies = remedies.into_iter().filter(|(needed, _)| *needed).map(|(_, remedy)| remedy);
    remedies.collect::<Vec<_>>().join("; ")
}

fn write_report(report: &FsckReport, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let FsckReport { head, segments, records, streams, index_files, problems, .. } = report;
    if format.json {
        let problems: Vec<_> = problems.iter().map(found).collect();
        let unfinished = report.unfinished.as_ref().map(ToString::to_string);
        let line = json!({
            "head": head, "segments": segments, "records": records, "streams": streams,
            "index_files": index_files, "absent": report.absent, "problems": problems,
            "unfinished": unfinished, "cut_off": report.kept,
        });
        return Ok(sink.line(&line.to_string())?);
    }
    sink.line(&format!(
        "{records} records in {segments} segments and {streams} streams, up to position {head}; \
         {index_files} index files"
    ))?;
    for problem in problems {
        sink.line(&found(problem))?;
    }
    for (first, last) in &report.absent {
        sink.line(&format!("positions {first} to {last} are absent, and not in an archive"))?;
    }
    if let Some(cut) = &report.unfinished {
        let kept = cut.kept.display();
        sink.line(&format!(
            "no problem, the next start cuts it off and keeps it in {kept}: {cut}"
        ))?;
    }
    for kept in &report.kept {
        sink.line(&format!("cut off by an earlier start, as no whole write: {}", kept.display()))?;
    }
    if problems.is_empty() && report.absent.is_empty() {
        sink.line("no problems found")?;
    }
    Ok(())
}

/// What is wrong, without the advice to run what is running; the remedy stands at the end.
fn found(problem: &StoreError) -> String {
    match problem {
        StoreError::Corrupt { path, offset, reason } => {
            format!("{} at offset {offset}: {reason}", path.display())
        }
        StoreError::Io { .. }
        | StoreError::NoLog { .. }
        | StoreError::Unfinished { .. }
        | StoreError::Shorter { .. }
        | StoreError::TooNew { .. }
        | StoreError::Locked { .. }
        | StoreError::Full { .. }
        | StoreError::Archived { .. }
        | StoreError::OutOfOrder { .. }
        | StoreError::Stopped(_) => problem.to_string(),
    }
}

/// Builds the index files again, where nobody holds the directory; what is derived, the next open
/// builds.
pub(crate) fn rebuild_index(
    settings: &Settings,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    if !settings.log_dir().exists() {
        return Ok(());
    }
    let (files, text) = match rebuild(&settings.log_dir(), settings.archive.as_deref()) {
        Ok(files) => (Some(files), format!("index: {files} files built")),
        Err(StoreError::Locked { .. }) => {
            (None, "index: in use by a running node, left as it is (fsck checks it)".to_owned())
        }
        Err(error) => {
            let error = engine::outside::chain(&error);
            let detail = format!("{error}. The index is as it was, and nothing else was rebuilt");
            return Err(Problem::new(Refusal::Failure, "not_rebuilt", &detail));
        }
    };
    let line = if format.json { json!({ "index_files": files }).to_string() } else { text };
    Ok(sink.line(&line)?)
}

pub(crate) fn show(
    settings: &Settings,
    show: &Show,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    operation::show::run(&reader(settings)?, show, format, sink)
}

pub(crate) fn log(
    settings: &Settings,
    query: &LogQuery,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    operation::log::run(&reader(settings)?, query, format, sink)
}

fn reader(settings: &Settings) -> Result<Reader, Problem> {
    Reader::open(&settings.data).map_err(|error| opened(&error.into()))
}

/// What a node with these settings offers on NATS.
pub(crate) fn asyncapi(
    settings: &Settings,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let (catalogue, questions) = (pdca::catalogue(), pdca::operation::questions());
    let document = nats::asyncapi(&catalogue, &pdca::entity_sets(), &questions, &settings.nats);
    let text = if format.json { document.to_string() } else { format!("{document:#}") };
    Ok(sink.line(&text)?)
}

pub(crate) fn config(
    settings: &Settings,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let bad = |error: SettingsError| Problem::bad_input("bad_configuration", &error);
    settings.check().map_err(bad)?;
    settings.check_files().map_err(bad)?;
    Rules::read(&settings.nats.ingest.rules, &catalogue())
        .map_err(|error| Problem::bad_input("bad_configuration", &error))?;
    let value = engine::json::of(settings);
    if format.json {
        return Ok(sink.line(&value.to_string())?);
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        sink.line(&format!("{name} = {value}"))?;
    }
    Ok(sink.line("the configuration is sound")?)
}
