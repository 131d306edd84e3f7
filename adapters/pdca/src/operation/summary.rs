//! A payload in a few words.

use super::text::plain;
use super::visible;
use serde_json::Value;

/// What is told first, where it is there.
const FIRST: [&str; 8] =
    ["summary", "statement", "reason", "note", "detail", "priority", "to", "measure"];

/// A value for people: without what says nothing, at any depth. `None` if nothing is left.
pub(super) fn telling(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(values) => {
            let values: Vec<_> = values.iter().filter_map(telling).collect();
            Some(Value::Array(values)).filter(|values| values != &Value::Array(Vec::new()))
        }
        Value::Object(fields) => {
            let telling = |(name, value): (&String, &Value)| Some((name.clone(), telling(value)?));
            let fields: serde_json::Map<_, _> = fields.iter().filter_map(telling).collect();
            if fields.is_empty() { None } else { Some(Value::Object(fields)) }
        }
        Value::String(text) if text.is_empty() => None,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value.clone()),
    }
}

/// A payload in one line, `name=value`: what is plain first, what is nested behind it with its path.
pub(super) fn summary(payload: &Value) -> String {
    let mut plains = Vec::new();
    if let Some(payload) = telling(payload) {
        flatten("", &payload, &mut plains);
    }
    plains.sort_by_key(|(name, _)| {
        let last = name.rsplit('.').next().unwrap_or(name);
        let first = FIRST.iter().position(|first| *first == last).unwrap_or(FIRST.len());
        (first, name.matches(['.', '[']).count())
    });
    let written = plains.iter().map(|(name, text)| match name.as_str() {
        "" => text.clone(),
        name => format!("{name}={text}"),
    });
    written.collect::<Vec<_>>().join(" ")
}

fn flatten(path: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = visible(name);
                let path = if path.is_empty() { name.into() } else { format!("{path}.{name}") };
                flatten(&path, value, out);
            }
        }
        Value::Array(values) if values.iter().all(is_plain) => {
            let values: Vec<_> = values.iter().map(quoted).collect();
            out.push((path.to_owned(), values.join(",")));
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                flatten(&format!("{path}[{index}]"), value, out);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push((path.to_owned(), quoted(value)));
        }
    }
}

/// Whether a value has no values in it.
pub(super) const fn is_plain(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// In quotes where it would not be one word otherwise.
fn quoted(value: &Value) -> String {
    let text = plain(value);
    let breaks = |next: char| next.is_whitespace() || matches!(next, '"' | '=' | ',');
    if text.contains(breaks) { format!("\"{}\"", text.replace('"', "\\\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::{summary, telling};
    use serde_json::json;

    #[test]
    fn people_are_spared_what_says_nothing() {
        let value = json!({ "a": null, "b": { "c": [] }, "d": [null, 0], "e": false, "f": "" });
        assert_eq!(telling(&value), Some(json!({ "d": [0], "e": false })));
        assert_eq!(telling(&json!({ "b": { "c": null } })), None);
    }

    #[test]
    fn a_payload_is_told_in_a_line() {
        let payload = json!({
            "caller": "ada", "monitor": null, "summary": "mail\nis \"down\"",
            "triage": { "impact": "high" }, "due": "2026-11-21T06:11:08.493264352Z",
            "would_need": ["respond", "hold"], "list": [{ "a": 1 }, { "a": 2 }],
            "hold": { "reason": "awaiting_supplier" },
        });
        assert_eq!(
            summary(&payload),
            "summary=\"mail\\nis \\\"down\\\"\" hold.reason=awaiting_supplier caller=ada due=2026-11-21T06:11:08Z \
             would_need=respond,hold triage.impact=high list[0].a=1 list[1].a=2"
        );
        assert_eq!(summary(&json!({})), "");
        assert_eq!(summary(&json!("a b")), "\"a b\"");
    }
}
