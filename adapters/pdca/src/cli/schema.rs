//! What commands take and events say, as JSON schemas.

use super::args;
use engine::AnyProcess;
use engine::json::{Schema, Value};
use pdca::operation::{Format, Problem, Sink, Table};
use serde_json::json;

pub(crate) fn run(args: &args::Schema, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let process = pdca::catalogue().process(&args.process)?;
    let Some(name) = &args.name else { return names(process, format, sink) };
    let schema = process.schema(name)?;
    let written = if format.json {
        serde_json::to_string(&schema)
    } else {
        serde_json::to_string_pretty(&schema)
    };
    Ok(sink.line(&written.map_err(std::io::Error::from)?)?)
}

/// What there is a schema of.
fn names(process: &dyn AnyProcess, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let of =
        |kind: &'static str| move |(name, schema): (&'static str, Schema)| (kind, name, schema);
    let commands = process.command_schemas().into_iter().map(of("command"));
    let events = process.event_schemas().into_iter().map(of("event"));
    let mut table = Table::new(&["kind", "name", "what it is"]);
    for (kind, name, schema) in commands.chain(events) {
        let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        if format.json {
            let process = process.name();
            let line = json!({ "process": process, "kind": kind, "name": name, "about": about });
            sink.line(&line.to_string())?;
        } else {
            table.row([kind.to_owned(), name.to_owned(), about.replace('\n', " ")]);
        }
    }
    if format.json { Ok(()) } else { table.write(format, sink) }
}
