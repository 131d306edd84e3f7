//! Expressions: what they know, what they can, and how much they may take.

use super::template::TEXT_BYTES_MAX;
use engine::Timestamp;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, filters, tests as kinds};
use std::sync::LazyLock;

/// What an expression may look at.
pub(crate) const NAMES: [&str; 6] = ["data", "event", "item", "outer", "index", "subject"];
/// The longest expression, in bytes.
pub(super) const EXPRESSION_BYTES_MAX: usize = 1024;
/// How many steps one evaluation may take.
pub(super) const FUEL: u64 = 10_000;

static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(engine);

/// What can be done with a value. Nothing here can make much out of little.
pub(super) const FILTERS: [&str; 16] = [
    "at", "cut", "default", "first", "float", "int", "join", "last", "length", "line", "lower",
    "replace", "string", "time", "trim", "upper",
];

/// Only what is listed: nothing loops, and nothing reads anything but the message.
fn engine() -> Environment<'static> {
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(FUEL));
    engine.add_filter("at", at);
    engine.add_filter("cut", cut);
    engine.add_filter("default", filters::default);
    engine.add_filter("first", filters::first);
    engine.add_filter("float", filters::float);
    engine.add_filter("int", filters::int);
    engine.add_filter("join", join);
    engine.add_filter("last", filters::last);
    engine.add_filter("length", filters::length);
    engine.add_filter("line", line);
    engine.add_filter("lower", filters::lower);
    engine.add_filter("replace", replace);
    engine.add_filter("string", filters::string);
    engine.add_filter("time", time);
    engine.add_filter("trim", filters::trim);
    engine.add_filter("upper", filters::upper);
    engine.add_test("defined", kinds::is_defined);
    engine.add_test("endingwith", kinds::is_endingwith);
    engine.add_test("mapping", kinds::is_mapping);
    engine.add_test("none", kinds::is_none);
    engine.add_test("number", kinds::is_number);
    engine.add_test("sequence", kinds::is_sequence);
    engine.add_test("startingwith", kinds::is_startingwith);
    engine.add_test("string", kinds::is_string);
    engine.add_test("undefined", kinds::is_undefined);
    engine
}

/// An expression, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct Expression {
    text: String,
    compiled: minijinja::Expression<'static, 'static>,
}

impl Expression {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.len() > EXPRESSION_BYTES_MAX {
            return Err(format!("an expression takes at most {EXPRESSION_BYTES_MAX} bytes"));
        }
        let compiled = ENGINE.compile_expression_owned(text.to_owned());
        let compiled = compiled.map_err(|error| format!("`{text}`: {}", reason(&error)))?;
        let mut unknown: Vec<_> = compiled.undeclared_variables(false).into_iter().collect();
        unknown.retain(|name| !NAMES.contains(&name.as_str()));
        unknown.sort();
        if let Some(name) = unknown.first() {
            let known = NAMES.join(", ");
            return Err(format!("`{text}`: there is no {name}; there are {known}"));
        }
        if let Some(filter) = filters_of(text).find(|name| !FILTERS.contains(name)) {
            let known = FILTERS.join(", ");
            return Err(format!("`{text}`: there is no filter {filter}; there are {known}"));
        }
        Ok(Self { text: text.to_owned(), compiled })
    }

    /// Its value, for what `scope` says of each of [`NAMES`].
    pub(crate) fn evaluate(&self, scope: &Value) -> Result<Value, String> {
        let value = self.compiled.eval(scope.clone());
        let value = value.map_err(|error| format!("`{}`: {}", self.text, reason(&error)))?;
        if value.is_undefined() {
            let text = &self.text;
            return Err(format!(
                "`{text}` is not there; if it need not be: {text} | default(none)"
            ));
        }
        Ok(value)
    }

    /// Whether it holds.
    pub(crate) fn holds(&self, scope: &Value) -> Result<bool, String> {
        let value = self.evaluate(scope)?;
        if value.kind() == ValueKind::Bool {
            return Ok(value.is_true());
        }
        let text = &self.text;
        Err(format!("`{text}` is a {}; a condition is true or false", value.kind()))
    }
}

fn reason(error: &Error) -> String {
    let (kind, detail) = (error.kind(), error.detail().unwrap_or_default());
    if kind == ErrorKind::OutOfFuel {
        format!("it takes more than {FUEL} steps")
    } else if kind == ErrorKind::UndefinedError && detail.is_empty() {
        "something in it is not there; `… | default(…)` and `… | at('/a/b')` allow for that"
            .to_owned()
    } else if detail.is_empty() {
        kind.to_string()
    } else {
        format!("{kind}: {detail}")
    }
}

/// The names behind each `|` that is not in a text.
fn filters_of(expression: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let bars = expression.char_indices().filter_map(move |(place, c)| {
        if quote.is_some() {
            quote = quote.filter(|open| *open != c);
            return None;
        }
        quote = Some(c).filter(|c| matches!(c, '"' | '\''));
        (c == '|').then_some(place + 1)
    });
    bars.map(|place| {
        let name = expression.get(place..).unwrap_or_default().trim_start();
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        name.get(..end).unwrap_or_default()
    })
}

fn invalid(detail: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, detail)
}

/// `item | at('/a/0/b')`: what a JSON pointer points to, undefined if that is nothing.
fn at(value: &Value, pointer: &str) -> Result<Value, Error> {
    let pointer = super::pointer::Pointer::parse_plain(pointer).map_err(invalid)?;
    Ok(pointer.get(value).unwrap_or(Value::UNDEFINED))
}

/// `text | cut(4000)`: at most so many bytes, the last of them `…` where something is missing. None
/// stays none.
fn cut(text: Option<String>, bytes_max: usize) -> Option<String> {
    text.map(|text| shortened(text, bytes_max))
}

fn shortened(text: String, bytes_max: usize) -> String {
    const MARK: &str = "…";
    if text.len() <= bytes_max {
        return text;
    }
    let (mut text, mut room) = (text, bytes_max.saturating_sub(MARK.len()));
    while !text.is_char_boundary(room) {
        room -= 1;
    }
    text.truncate(room);
    if bytes_max >= MARK.len() {
        text.push_str(MARK);
    }
    text
}

/// `text | line(128)`: in one line without control characters, and cut. None stays none.
fn line(text: Option<String>, bytes_max: usize) -> Option<String> {
    let text: String = text?.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Some(shortened(text.split_whitespace().collect::<Vec<_>>().join(" "), bytes_max))
}

/// `list | join(', ')`: texts and numbers, one behind the other.
fn join(list: &Value, between: Option<&str>) -> Result<String, Error> {
    let between = between.unwrap_or_default();
    let mut joined = String::new();
    for (place, entry) in list.try_iter()?.enumerate() {
        if place > 0 {
            joined.push_str(between);
        }
        let entry = super::template::text_of(&entry).map_err(invalid)?;
        bounded(joined.len() + entry.len())?;
        joined.push_str(&entry);
    }
    Ok(joined)
}

/// `text | replace('a', 'b')`.
fn replace(text: &str, from: &str, to: &str) -> Result<String, Error> {
    let places = text.matches(from).count();
    bounded(text.len().saturating_add(places.saturating_mul(to.len())))?;
    Ok(text.replace(from, to))
}

/// `number | time('ms')`: so many seconds (`s`) or thousandths (`ms`) after 1970 began, as RFC 3339.
fn time(number: i64, unit: &str) -> Result<String, Error> {
    let nanos_each = match unit {
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        other => return Err(invalid(format!("{other:?} is no unit; write 's' or 'ms'"))),
    };
    let nanos = number.checked_mul(nanos_each);
    let nanos = nanos.ok_or_else(|| invalid(format!("{number} {unit} after 1970 is no time")))?;
    Ok(Timestamp::from_nanos(nanos).to_string())
}

fn bounded(bytes: usize) -> Result<(), Error> {
    if bytes <= TEXT_BYTES_MAX {
        return Ok(());
    }
    Err(invalid(format!("{bytes} bytes are too many; at most {TEXT_BYTES_MAX} are made")))
}

#[cfg(test)]
mod tests {
    use super::Expression;
    use minijinja::{Value, context};

    fn scope() -> Value {
        context!(
            item => context!(name => "Büro", tags => vec!["a", "b"], count => 3, none => ()),
            data => "a".repeat(50_000),
        )
    }

    fn evaluated(text: &str) -> Result<Value, String> {
        Expression::parse(text)?.evaluate(&scope())
    }

    #[test]
    fn values_are_picked_and_written_anew() {
        for (expression, expected) in [
            ("item.name", "Büro"),
            ("item.name | upper ~ '!'", "BÜRO!"),
            ("item.tags | join(', ')", "a, b"),
            ("item | at('/tags/1')", "b"),
            ("item.missing | default('x')", "x"),
            ("{'3': 'three'}[item.count | string] | default('many')", "three"),
            ("'high' if item.count > 2 else 'low'", "high"),
            ("'one\n two' | line(128)", "one two"),
            ("item.name | cut(4)", "B…"),
            ("'|x' | replace('|', 'b')", "bx"),
            ("1795249560123 | time('ms')", "2026-11-21T08:26:00.123Z"),
            ("86400 | time('s')", "1970-01-02T00:00:00Z"),
        ] {
            assert_eq!(evaluated(expression).unwrap().as_str(), Some(expected), "{expression}");
        }
        assert!(Expression::parse("item.count in [1, 3]").unwrap().holds(&scope()).unwrap());
    }

    #[test]
    fn what_is_not_there_is_an_error_that_says_what_would_be_right() {
        for (expression, said) in [
            ("item.missing", "default(none)"),
            ("item.missing.deeper", "at('/a/b')"),
            ("itm.name", "there is no itm; there are data, event, item"),
            ("item.name | uper", "there is no filter uper; there are at, cut"),
            ("item.name |", "unexpected end"),
            ("item.name()", "not callable"),
            ("1 | time('h')", "write 's' or 'ms'"),
            ("9223372036854775807 | time('s')", "is no time"),
        ] {
            let error = evaluated(expression).unwrap_err();
            assert!(error.contains(said), "{expression}: {error}");
        }
        let error = Expression::parse("item.name").unwrap().holds(&scope()).unwrap_err();
        assert!(error.contains("a condition is true or false"), "{error}");
    }

    #[test]
    fn little_stays_little() {
        for expression in [
            "data | replace('a', data)",
            "[data, data, data] | join(data)",
            "data * 100000",
            "range(1000000)",
            "[1] * 1000000000000",
        ] {
            assert!(evaluated(expression).is_err(), "{expression}");
        }
        assert!(Expression::parse(&"a".repeat(1025)).is_err());
        assert!(Expression::parse(&"(".repeat(1000)).is_err());
    }
}
