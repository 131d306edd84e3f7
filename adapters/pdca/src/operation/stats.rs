use super::{Format, Problem, Sink, json_line};
use crate::node::Node;
use serde_json::Value;

pub(super) fn run(node: &Node, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let stats = node.stats();
    if format.json {
        return json_line(sink, &stats);
    }
    let value = engine::json::of(&stats);
    write("", &value, sink)
}

fn write(indent: &str, value: &Value, sink: &mut dyn Sink) -> Result<(), Problem> {
    let Some(fields) = value.as_object() else { return Ok(()) };
    for (name, value) in fields {
        match value {
            Value::Object(_) => {
                sink.line(&format!("{indent}{name}"))?;
                write(&format!("{indent}  "), value, sink)?;
            }
            Value::Array(rows) => {
                sink.line(&format!("{indent}{name}"))?;
                for row in rows {
                    sink.line(&format!("{indent}  {row}"))?;
                }
            }
            Value::String(text) => sink.line(&format!("{indent}{name}: {text}"))?,
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => {
                sink.line(&format!("{indent}{name}: {plain}"))?;
            }
        }
    }
    Ok(())
}
