use super::{Asker, Do, Format, Problem, Refusal, Sink, actor, json_line, telling};
use crate::node::Node;
use engine::runtime::Accepted;
use engine::{Caller, Door, Key, Request};
use serde_json::{Value, json};

pub(super) fn run(
    node: &Node,
    command: Do,
    asker: &Asker,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let Do { process, key, command, body, actor: name, at, command_id } = command;
    let process = node.engine().catalogue().process(&process)?;
    let body: Value = if body.trim().is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&body).map_err(|error| {
            let detail =
                format!("the body is not JSON: {error}; write it like {{\"reason\":\"…\"}}");
            Problem::new(Refusal::Input, "bad_json", &detail)
        })?
    };
    let command = process.command(&command, body)?;
    let key = key.map(|key| Key::new(&key)).transpose();
    let key = key.map_err(|error| Problem::bad_input("bad_key", &error))?;
    let caller = Caller {
        door: Door::CommandLine,
        principal: asker.principal.clone(),
        actor: actor(&name)?,
    };
    let request = Request::new(caller, &command_id, key, command).occurred_at(at);
    let accepted = node.engine().execute_blocking(request)?;
    node.settle()?;
    write(node, &accepted, format, sink)
}

fn write(
    node: &Node,
    accepted: &Accepted,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let stream = &accepted.stream;
    let records = node.records_of(accepted)?;
    if format.json {
        return json_line(
            sink,
            &json!({
                "process": stream.process,
                "key": stream.key.to_string(),
                "version": accepted.version,
                "position": accepted.position,
                "recorded_at": accepted.recorded_at,
                "repeated": accepted.repeated,
                "events": records,
            }),
        );
    }
    let how = if accepted.repeated { ", as the first time" } else { "" };
    if records.is_empty() {
        sink.line(&format!("{stream}: nothing left to change{how}"))?;
    }
    for event in &records {
        let payload = telling(&event.payload).map(|payload| format!(" {payload}"));
        sink.line(&format!("{stream}: {}{}{how}", event.event, payload.unwrap_or_default()))?;
    }
    sink.line(&format!("version {}, position {}", accepted.version, accepted.position))?;
    Ok(())
}
