use super::log::line_of_one;
use super::{Asker, Do, Format, Problem, Sink, actor, json_line};
use crate::node::Node;
use engine::outside::{self, Done, Sent};
use engine::runtime::wait;
use engine::{Caller, Door, Key};

pub(super) fn run(
    node: &Node,
    command: Do,
    asker: &Asker,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let Do { process, key, command, body, actor: name, at, command_id } = command;
    let body = outside::body(body.as_bytes())?;
    let key = key.map(|key| Key::new(&key)).transpose();
    let key = key.map_err(|error| Problem::bad_input("bad_key", &error))?;
    let caller = Caller {
        door: Door::CommandLine,
        principal: asker.principal.clone(),
        actor: actor(&name)?,
    };
    let sent = Sent {
        caller,
        sent_as: command_id,
        process: process.clone(),
        key,
        command: command.clone(),
        body,
        occurred_at: at,
    };
    let done = wait(async { node.engine().hand_over(sent).await?.done().await });
    let done = done.map_err(|problem| fitting(&process, &command, problem))?;
    node.settle()?;
    write(&done, format, sink)
}

/// With the way to learn what a body takes.
fn fitting(process: &str, command: &str, mut problem: Problem) -> Problem {
    if problem.code == "bad_body" {
        let hint = format!("; what it takes: pdca schema {process} {command}");
        problem.detail.push_str(&hint);
    }
    problem
}

fn write(done: &Done, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    if format.json {
        return json_line(sink, done);
    }
    let how = if done.repeated { ", as the first time" } else { "" };
    let stream = format!("{} {}", done.process, done.key);
    let names: Vec<_> = done.events.iter().map(|record| record.event.as_str()).collect();
    if names.is_empty() {
        sink.line(&format!("{stream}: nothing left to change{how}"))?;
    } else {
        sink.line(&format!("{stream}: {}{how}", names.join(", ")))?;
    }
    for record in &done.events {
        sink.line(&line_of_one(record, format))?;
    }
    sink.line(&format!("version {}, position {}", done.version, done.position))?;
    Ok(())
}
