use super::{Format, Problem, Sink, json_line};
use crate::node::Node;

pub(super) fn run(node: &Node, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let stats = node.stats();
    if format.json {
        return json_line(sink, &stats);
    }
    let value = engine::json::of(&stats);
    write("", &value, sink)
}

fn write(indent: &str, value: &serde_json::Value, sink: &mut dyn Sink) -> Result<(), Problem> {
    let Some(fields) = value.as_object() else { return Ok(()) };
    for (name, value) in fields {
        match value {
            serde_json::Value::Object(_) => {
                sink.line(&format!("{indent}{name}"))?;
                write(&format!("{indent}  "), value, sink)?;
            }
            serde_json::Value::Array(rows) => {
                sink.line(&format!("{indent}{name}"))?;
                for row in rows {
                    sink.line(&format!("{indent}  {row}"))?;
                }
            }
            serde_json::Value::String(text) => sink.line(&format!("{indent}{name}: {text}"))?,
            plain => sink.line(&format!("{indent}{name}: {plain}"))?,
        }
    }
    Ok(())
}
