//! `pdca demo`: a real incident log, brought in and accounted for, in a directory that vanishes.

use super::terminal::Terminal;
use super::vanish::remove_when_told_to_stop;
use super::{opened, this_user, year};
use engine::{Actor, SystemClock};
use pdca::import::Summary;
use pdca::node::{Node, Settings};
use pdca::operation::{
    self, Format, Grouping, ImportServicenow, Known, Operation, Problem, Refusal, Sink,
};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// In the binary, so that it is there wherever that is.
const LOG: &[u8] = include_bytes!("../../../../data/servicenow_incident_log.csv.gz");
/// Whose log it is.
const OWNER: &str = "demo";
/// One that waited for its user, was passed on, and was reopened.
const INCIDENT: &str = "INC0001068";

pub(crate) fn run(
    file: Option<PathBuf>,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let began = Instant::now();
    if let Some(file) = &file {
        // Before anything is said or made.
        File::open(file).map_err(|error| {
            let detail = format!("cannot open {}: {error}", file.display());
            Problem::new(Refusal::Input, "bad_file", &detail)
        })?;
    }
    let dir = tempfile::Builder::new().prefix("pdca-demo-").tempdir()?;
    remove_when_told_to_stop(dir.path().to_owned())?;
    let data = dir.path().join("data");
    let embedded = file.is_none();
    let file = match file {
        Some(file) => std::path::absolute(file)?,
        None => unpacked(dir.path())?,
    };
    let owner = Actor::new(OWNER).map_err(|error| Problem::bad_input("bad_owner", &error))?;
    let node = Node::create_with(Settings::of(&data), Arc::new(SystemClock), &owner)
        .map_err(|error| opened(&error))?;
    let title = title(embedded, &file);
    let summary = import(&node, file, terminal)?;
    if format.json {
        terminal.line(&engine::json::of(&summary).to_string())?;
        operation::run(&node, report(), &this_user(), format, terminal)?;
        return if embedded { year::run(format, terminal) } else { Ok(()) };
    }
    terminal.line(&title)?;
    let seconds = began.elapsed().as_secs_f32();
    terminal.line(&account(&summary, &node, seconds))?;
    terminal.line("What was promised, and what was kept, by priority:\n")?;
    operation::run(&node, report(), &this_user(), format, terminal)?;
    terminal.line("")?;
    if embedded {
        one_incident(&node, format, terminal)?;
        year::run(format, terminal)?;
    }
    Ok(terminal.line(NEXT)?)
}

fn unpacked(dir: &Path) -> Result<PathBuf, Problem> {
    let file = dir.join("servicenow_incident_log.csv.gz");
    std::fs::write(&file, LOG)?;
    Ok(file)
}

fn title(embedded: bool, file: &Path) -> String {
    if embedded {
        "A real audit log of a ServiceNow platform (Amaral, Fantinato, Peres 2018, CC BY 4.0), \
         row by row on its own clock:\n"
            .to_owned()
    } else {
        format!("{}, row by row on its own clock:\n", file.display())
    }
}

fn import(node: &Node, file: PathBuf, terminal: &mut Terminal) -> Result<Summary, Problem> {
    let history = ImportServicenow {
        name: file.display().to_string(),
        file,
        timezone: "UTC".to_owned(),
        agreement: None,
        actor: OWNER.to_owned(),
    };
    let mut summary = Caught { terminal, lines: Vec::new() };
    let json = Format { json: true, width: 0 };
    let operation = Operation::ImportServicenow(history);
    operation::run(node, operation, &this_user(), json, &mut summary)?;
    let line = summary.lines.join("\n");
    serde_json::from_str(&line).map_err(|error| Problem::failure("demo_failed", &error))
}

fn account(summary: &Summary, node: &Node, seconds: f32) -> String {
    let Summary { rows, incidents, adopted, fired, rejected, .. } = summary;
    let head = node.engine().head();
    let day = |at: Option<engine::Timestamp>| {
        at.map(|at| at.to_string().chars().take(10).collect::<String>()).unwrap_or_default()
    };
    let (first, last) = (day(summary.first), day(summary.last));
    format!(
        "  {rows:>6} rows, {rejected} rejected, from {first} to {last}\n  \
         {incidents:>6} incidents, {head} events in the log, each with its time, its source and \
         its cause\n  \
         {adopted:>6} moves adopted as the source made them, with what ours would have asked for\n  \
         {fired:>6} missed targets and warnings, recorded at the moment they fell due\n  \
         {seconds:>6.1} seconds, every event on disk\n"
    )
}

fn report() -> Operation {
    let (by, of, as_of, known) = (Grouping::Priority, None, None, Known::Now);
    Operation::SlaReport { by, of, as_of, known }
}

fn one_incident(node: &Node, format: Format, terminal: &mut Terminal) -> Result<(), Problem> {
    terminal.line(&format!("One of them, {INCIDENT}:\n"))?;
    let query = operation::LogQuery {
        process: Some("incident".to_owned()),
        key: Some(INCIDENT.to_owned()),
        actor: None,
        from: None,
        until: None,
        follow: false,
    };
    let mut lines = Caught { terminal, lines: Vec::new() };
    let json = Format { json: true, ..format };
    operation::run(node, Operation::Log(query), &this_user(), json, &mut lines)?;
    let lines = std::mem::take(&mut lines.lines);
    for line in lines {
        let record: engine::outside::PublicRecord =
            serde_json::from_str(&line).map_err(|error| Problem::failure("demo_failed", &error))?;
        if record.event != "attributes_stated" {
            terminal.line(&told(&record))?;
        }
    }
    Ok(terminal.line("")?)
}

/// A record in a line: when it happened, what, and what is telling about it.
fn told(record: &engine::outside::PublicRecord) -> String {
    let payload = &record.payload;
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let telling = match record.event.as_str() {
        "logged" => text("summary"),
        "prioritised" => text("priority"),
        "assigned" | "reassigned" => text("group"),
        "target_missed" => text("measure").map(|measure| format!("{measure} target")),
        "resolved" => text("note"),
        "adopted" => text("to").map(|to| {
            let needed = payload.get("would_need").and_then(|value| value.as_array());
            let needed: Vec<_> =
                needed.into_iter().flatten().filter_map(|name| name.as_str()).collect();
            format!("{to}; ours would have asked for: {}", needed.join(", "))
        }),
        _ => None,
    };
    let when: String = record.occurred_at.to_string().chars().take(16).collect();
    format!("  {}  {:<14} {}", when.replace('T', " "), record.event, telling.unwrap_or_default())
        .trim_end()
        .to_owned()
}

const NEXT: &str = "Nothing of this is left. To keep it:
  pdca --data ./data init --owner \"$(id -un)\"
  pdca --data ./data import servicenow data/servicenow_incident_log.csv.gz
  pdca --data ./data sla report --by priority
  pdca --data ./data sla explain incident INC0001068
  pdca --data ./data show incident INC0001068 --as-of 2016-03-08T00:00:00Z --known now
  pdca --data ./data lifecycle incident
  pdca --data ./year simulate --days 365 --seed 1 --scale 0.05
Every command writes JSON with --json.";

/// Keeps lines for ourselves, and shows progress.
struct Caught<'a> {
    terminal: &'a mut Terminal,
    lines: Vec<String>,
}

impl Sink for Caught<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        self.lines.push(text.to_owned());
        Ok(())
    }

    fn note(&mut self, text: &str) {
        self.terminal.note(text);
    }

    fn progress(&mut self, what: &str, done: u64, total: Option<u64>) {
        self.terminal.progress(what, done, total);
    }

    fn is_closed(&mut self) -> bool {
        false
    }
}
