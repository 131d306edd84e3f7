//! A value as names and values: what is plain first, what is nested indented below its name.

use super::summary::{is_plain, summary, telling};
use super::text::{plain, wrap};
use super::{Format, Problem, Sink, visible};
use serde_json::{Map, Value};

/// How far what is nested is indented.
const INDENT: usize = 2;

/// Writes the fields of an object that say something.
pub(super) fn write(value: &Value, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let value = telling(value);
    for line in value.as_ref().and_then(Value::as_object).into_iter().flat_map(|fields| {
        let mut lines = Vec::new();
        object(INDENT, fields, format.columns(), &mut lines);
        lines
    }) {
        sink.line(&line)?;
    }
    Ok(())
}

fn object(indent: usize, fields: &Map<String, Value>, columns: usize, lines: &mut Vec<String>) {
    let in_line = |value: &Value| {
        value.as_array().map_or(is_plain(value), |values| values.iter().all(is_plain))
    };
    let names = fields.iter().filter(|(_, value)| in_line(value));
    let width = names.map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    for (name, value) in fields.iter().filter(|(_, value)| in_line(value)) {
        let name = visible(name);
        let texts = value.as_array().map(|values| values.iter().map(plain).collect::<Vec<_>>());
        let text = texts.map_or_else(|| plain(value), |texts| texts.join(", "));
        hanging(&format!("{:indent$}{name:<width$}  ", ""), &text, columns, lines);
    }
    for (name, value) in fields.iter().filter(|(_, value)| !in_line(value)) {
        lines.push(format!("{:indent$}{}", "", visible(name)));
        match value {
            Value::Object(fields) => object(indent + INDENT, fields, columns, lines),
            Value::Array(values) => {
                let head = format!("{:indent$}- ", "", indent = indent + INDENT);
                for value in values {
                    hanging(&head, &summary(value), columns, lines);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// A text behind a head, its further lines below the first.
fn hanging(head: &str, text: &str, columns: usize, lines: &mut Vec<String>) {
    const LEAST: usize = 20;
    let indent = head.chars().count();
    for (number, line) in wrap(text, columns.saturating_sub(indent).max(LEAST)).iter().enumerate() {
        let begin = if number == 0 { head.to_owned() } else { " ".repeat(indent) };
        lines.push(format!("{begin}{line}").trim_end().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::object;
    use serde_json::json;

    #[test]
    fn what_is_nested_stands_below_its_name() {
        let value = json!({
            "dues": { "response": "2026-11-21T06:11:08.493264353Z" }, "phase": "logged",
            "facts": [{ "position": 24, "what": { "started": 1 } }], "tags": ["a", "b"],
            "summary": "a text that is longer than a line of forty columns",
        });
        let mut lines = Vec::new();
        object(2, value.as_object().unwrap(), 40, &mut lines);
        assert_eq!(
            lines.join("\n"),
            "  phase    logged\n  summary  a text that is longer than a\n           \
             line of forty columns\n  tags     a, b\n  dues\n    \
             response  2026-11-21T06:11:08Z\n  facts\n    - position=24 what.started=1"
        );
    }
}
