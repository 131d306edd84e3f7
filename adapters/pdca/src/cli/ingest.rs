//! Rules for other tools' events: what they would do, without a server and without a log.

use super::args::IngestTest;
use nats::ingest::{Incoming, MESSAGE_BYTES_MAX, Mapped, Mapping, RuleFile, Target};
use pdca::catalogue;
use pdca::operation::{Format, Problem, Refusal, Sink};
use serde_json::{Value, json};
use std::io::Read as _;

/// Reads a message from the standard input and says what the rules make of it.
pub(crate) fn test(
    arguments: &IngestTest,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let catalogue = catalogue();
    let file = RuleFile::read(&arguments.rules, &catalogue)
        .map_err(|error| Problem::bad_input("bad_rules", &error))?;
    let mut body = Vec::new();
    std::io::stdin().take(MESSAGE_BYTES_MAX as u64 + 1).read_to_end(&mut body)?;
    let subject = arguments.subject.clone().unwrap_or_else(|| file.some_subject());
    if !file.takes(&subject) {
        let detail = format!("{} takes nothing that comes by {subject}", arguments.rules.display());
        return Err(Problem::new(Refusal::Input, "bad_subject", &detail));
    }
    let headers = &arguments.header;
    let mapped = file.map(&Incoming { subject: &subject, headers, body: &body });
    let misfits: Vec<_> = mapped
        .commands
        .iter()
        .map(|made| {
            let command =
                catalogue.process(&made.process)?.command(&made.command, made.body.clone());
            command.map(drop)
        })
        .map(|fits: Result<(), engine::CommandError>| fits.err().map(|error| error.to_string()))
        .collect();
    for (made, misfit) in mapped.commands.iter().zip(&misfits) {
        sink.line(&if format.json {
            as_json(&file, made, misfit.as_deref()).to_string()
        } else {
            as_text(&file, made, misfit.as_deref())
        })?;
    }
    for failure in &mapped.failures {
        sink.line(&if format.json {
            let (rule, item, field) = (&failure.rule, &failure.item, &failure.field);
            json!({ "rule": rule, "item": item, "field": field, "problem": failure.detail, "code": failure.code })
                .to_string()
        } else {
            format!("fails: {failure}")
        })?;
    }
    summary(&mapped, misfits.iter().flatten().count(), format, sink)
}

fn summary(
    mapped: &Mapped,
    misfits: usize,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let Mapped { commands, ignored, failures, .. } = mapped;
    let failed = failures.len() + misfits;
    if !format.json {
        let (made, ignored) = (commands.len(), ignored.len());
        sink.line(&format!("commands: {made}, ignored: {ignored}, failed: {failed}"))?;
    }
    if failed == 0 {
        return Ok(());
    }
    let detail = format!("{failed} would be kept as a dead letter");
    Err(Problem::new(Refusal::Rule, "dead_letter", &detail))
}

fn as_text(file: &RuleFile, made: &Mapping, misfit: Option<&str>) -> String {
    let item = if made.item.is_empty() { String::new() } else { format!(", {}", made.item) };
    let target = match &made.target {
        Target::New => "new".to_owned(),
        Target::Key(key) => key.to_string(),
        Target::MadeBy { rule, id, .. } => format!("(made by rule {rule}, {id})"),
    };
    let time = made.occurred_at.map(|time| format!("\n  at {time}")).unwrap_or_default();
    let misfit = misfit.map(|misfit| format!("\n  fails: {misfit}")).unwrap_or_default();
    format!(
        "rule {}{item}: {} {target} {}, as {}{time}\n  {}{misfit}",
        made.rule,
        made.process,
        made.command,
        file.actor(),
        made.body
    )
}

fn as_json(file: &RuleFile, made: &Mapping, misfit: Option<&str>) -> Value {
    let target = match &made.target {
        Target::New => json!("new"),
        Target::Key(key) => json!({ "key": key.to_string() }),
        Target::MadeBy { rule, id, identity } => {
            json!({ "made_by": rule, "id": id, "command_id": identity.command_id(0).to_string() })
        }
    };
    json!({
        "rule": made.rule, "item": made.item, "process": made.process, "target": target,
        "command": made.command, "body": made.body, "actor": file.actor().to_string(),
        "occurred_at": made.occurred_at, "command_id": made.identity.command_id(0).to_string(),
        "problem": misfit,
    })
}
