//! A data directory from a backup.

use super::opened;
use engine::store::log::{CopyProgress, RestoreError, RestoreReport, restore};
use engine::{Clock as _, Position, StoreError, SystemClock};
use pdca::node::{Reader, Settings, refuse_foreign};
use pdca::operation::{Format, Problem, Refusal, Sink, is_inside};
use serde_json::json;
use std::path::Path;

/// Makes the data directory of the settings from the backup `from`, or from another data directory.
pub(crate) fn run(
    settings: &Settings,
    from: &Path,
    until: Option<u64>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    refuse_inside(from, &settings.data)?;
    refuse_foreign(settings).map_err(|error| opened(&error))?;
    let inner = from.join("log");
    let log = if inner.is_dir() { &inner } else { from };
    let (to, until, now) = (settings.log_dir(), until.map(Position), SystemClock.now());
    let restored = restore(log, &to, until, now, |CopyProgress { done, total }| {
        sink.progress("copying", done, Some(total));
    });
    let report = restored.map_err(|error| failed(from, &error))?;
    let reader = Reader::open(&settings.data).map_err(|error| unread(&error))?;
    let founded = reader.is_founded().map_err(|error| unread(&error))?;
    told(settings, &report, founded, format, sink)
}

/// A log in its own backup would spoil that for all to come.
fn refuse_inside(backup: &Path, data: &Path) -> Result<(), Problem> {
    if !is_inside(backup, data) {
        return Ok(());
    }
    let (backup, data) = (backup.display(), data.display());
    let detail =
        format!("{data} is the backup {backup} or in it; name a place outside of it by --data");
    Err(Problem::new(Refusal::Input, "restore_inside", &detail))
}

fn failed(from: &Path, error: &RestoreError) -> Problem {
    let code = match error {
        RestoreError::Incomplete { .. } | RestoreError::Unfinished { .. } => "incomplete_backup",
        RestoreError::Store(StoreError::Corrupt { path, offset, reason }) => {
            let (path, from) = (path.display(), from.display());
            let detail = format!(
                "the backup is damaged: {path} at offset {offset}: {reason}; restore another one \
                 (pdca fsck --read-only {from} says what is wrong with this one)"
            );
            return Problem::new(Refusal::Failure, "restore_failed", &detail);
        }
        RestoreError::Store(_)
        | RestoreError::Occupied { .. }
        | RestoreError::Beyond { .. }
        | RestoreError::InsideBatch { .. } => "restore_failed",
    };
    Problem::failure(code, error)
}

fn unread(error: &dyn std::error::Error) -> Problem {
    Problem::failure("restore_failed", error)
}

fn told(
    settings: &Settings,
    report: &RestoreReport,
    founded: bool,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let RestoreReport { log_id, head, segments, bytes, absent } = report;
    let (data, log) = (settings.data.display().to_string(), log_id.to_string());
    if format.json {
        let line = json!({
            "data": data, "log": log, "head": head, "segments": segments, "bytes": bytes,
            "absent": absent, "founded": founded,
        });
        return Ok(sink.line(&line.to_string())?);
    }
    let is_ready = founded && absent.is_empty();
    let ready = if is_ready { "is ready" } else { "is not ready yet" };
    sink.line(&format!("{data} {ready}: log {log} up to position {head}, {segments} segments"))?;
    for (first, last) in absent {
        sink.line(&format!(
            "positions {first} to {last} had been archived before the backup, which does not hold \
             them: bring their segments back, or name their archive in the configuration"
        ))?;
    }
    if !founded {
        sink.line(&format!(
            "It ends before its founding did: roles that a log begins with are held by nobody.\n\
             Next: pdca --data {data} init --owner NAME"
        ))?;
    }
    Ok(())
}
