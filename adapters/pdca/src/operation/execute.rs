use super::log::line_of_one;
use super::{Asker, Do, Format, Problem, Refusal, Sink, actor, json_line};
use crate::node::Node;
use engine::runtime::{Accepted, ExecuteError};
use engine::{AnyProcess, Caller, CommandError, Door, Key, Request};
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
        engine::json::read(&body).map_err(|error| {
            let detail = format!(
                "the body is not JSON as it should be: {error}; write it like {{\"reason\":\"…\"}}"
            );
            Problem::new(Refusal::Input, "bad_json", &detail)
        })?
    };
    let command =
        process.command(&command, body).map_err(|error| fitting(process.name(), error))?;
    let named = key;
    let key = named.as_deref().map(Key::new).transpose();
    let key = key.map_err(|error| Problem::bad_input("bad_key", &error))?;
    let caller = Caller {
        door: Door::CommandLine,
        principal: asker.principal.clone(),
        actor: actor(&name)?,
    };
    let request = Request::new(caller, &command_id, key, command).occurred_at(at);
    let accepted = node.engine().execute_blocking(request);
    let accepted = accepted.map_err(|error| about(process, named.as_deref(), error))?;
    node.settle()?;
    write(node, &accepted, format, sink)
}

/// With the way to learn what a body takes.
fn fitting(process: &str, error: CommandError) -> Problem {
    let command =
        if let CommandError::Body { command, .. } = &error { Some(*command) } else { None };
    let mut problem = Problem::from(error);
    if let Some(command) = command {
        let hint = format!("; what it takes: pdca lifecycle {process} --schema {command}");
        problem.detail.push_str(&hint);
    }
    problem
}

/// With a word on what is not there at all.
fn about(process: &dyn AnyProcess, key: Option<&str>, error: ExecuteError) -> Problem {
    let phase = if let ExecuteError::NotAllowed(refused) = &error { refused.phase } else { "" };
    let mut problem = Problem::from(error);
    let before = process.table().phases().first().is_some_and(|(first, _)| *first == phase);
    if let Some(key) = key.filter(|_| before) {
        problem.detail = format!("there is no {} {key}: {}", process.name(), problem.detail);
    }
    problem
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
    let names: Vec<_> = records.iter().map(|record| record.event.as_str()).collect();
    if names.is_empty() {
        sink.line(&format!("{stream}: nothing left to change{how}"))?;
    } else {
        sink.line(&format!("{stream}: {}{how}", names.join(", ")))?;
    }
    for record in &records {
        sink.line(&line_of_one(record, format))?;
    }
    sink.line(&format!("version {}, position {}", accepted.version, accepted.position))?;
    Ok(())
}
