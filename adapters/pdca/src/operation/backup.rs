use super::{Format, Problem, Refusal, Sink, is_inside, json_line};
use crate::node::Node;
use engine::store::log::{BackupError, CopyProgress};
use serde_json::json;
use std::path::Path;

pub(super) fn run(
    node: &Node,
    to: &Path,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    refuse_inside(&node.settings().data, to)?;
    let report = node.store().backup(to, |CopyProgress { done, total, .. }| {
        sink.progress("copying", done, Some(total));
    });
    let report = report.map_err(|error: BackupError| Problem::failure("backup_failed", &error))?;
    let (log, head) = (report.log_id.to_string(), report.head);
    let (copied, kept, bytes, repaired) =
        (report.copied, report.kept, report.bytes, report.repaired.len());
    if format.json {
        let absent = &report.absent;
        return json_line(
            sink,
            &json!({
                "to": to, "log": log, "head": head, "copied": copied, "kept": kept,
                "repaired": repaired, "bytes": bytes, "absent": absent,
            }),
        );
    }
    sink.line(&format!(
        "log {log} up to position {head}: {copied} segments copied ({bytes} bytes), {kept} there already"
    ))?;
    if repaired > 0 {
        sink.line(&format!("{repaired} segments had been damaged there and were copied again"))?;
    }
    for (first, last) in &report.absent {
        sink.line(&format!("positions {first} to {last} are archived and absent: not copied"))?;
    }
    Ok(())
}

/// A copy that goes with the original is none.
fn refuse_inside(data: &Path, to: &Path) -> Result<(), Problem> {
    if !is_inside(data, to) {
        return Ok(());
    }
    let (to, data) = (to.display(), data.display());
    let detail = format!("{to} is in the data directory {data}; name a place outside of it");
    Err(Problem::new(Refusal::Input, "backup_inside", &detail))
}
