//! Reading JSON that people write: what is wrong, and where.

use super::exact::Exact;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Track};
use std::fmt;

const ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Text that is not JSON, says a thing twice, or is not what was to be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(String);

/// Reads one JSON value, whichever door it comes by. A field that is there twice is an error:
/// programs disagree about which of the two counts. A mark of the order of its bytes, with which
/// some editors begin a file, is no part of it.
///
/// # Errors
/// [`JsonError`], naming the place.
///
/// ```
/// assert!(engine::json::read(r#"{"priority": "P1"}"#).is_ok());
/// let twice = engine::json::read(r#"{"priority": "P1", "priority": "P4"}"#);
/// assert!(twice.unwrap_err().to_string().contains("priority"));
/// ```
pub fn read(text: impl AsRef<[u8]>) -> Result<Value, JsonError> {
    let text = text.as_ref();
    let text = text.strip_prefix(ORDER_MARK).unwrap_or(text);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let value = Strict.deserialize(tracked).map_err(|error| {
        let reason = error.to_string();
        JsonError(at(&track.path(), &reason))
    })?;
    deserializer.end().map_err(|error| JsonError(error.to_string()))?;
    Ok(value)
}

/// Reads an object for a value of a type.
///
/// # Errors
/// [`JsonError`], naming the place.
pub fn read_as<T: DeserializeOwned>(text: impl AsRef<[u8]>) -> Result<T, JsonError> {
    fitting(read(text)?)
}

/// Takes an object for a value of a type. None at all is an empty one.
///
/// # Errors
/// [`JsonError`], naming the place.
pub fn fitting<T: DeserializeOwned>(value: Value) -> Result<T, JsonError> {
    let found = match &value {
        Value::Null | Value::Object(_) => None,
        // serde would take its entries for the fields, in the order they happen to be declared.
        Value::Array(_) => Some("list"),
        Value::String(_) => Some("text"),
        Value::Bool(_) | Value::Number(_) => Some("plain value"),
    };
    if let Some(found) = found {
        let reason = format!("it is a {found}; write an object, such as {{\"field\": \"value\"}}");
        return Err(JsonError(reason));
    }
    let object = if value.is_null() { Value::Object(Map::new()) } else { value };
    serde_path_to_error::deserialize(Exact(object)).map_err(|error| JsonError(reason(&error)))
}

/// What is wrong with a value and where, in words that are not Rust's.
fn reason(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    at(error.path(), &plain(&error.inner().to_string()))
}

fn at(path: &Path, reason: &str) -> String {
    let path = path.to_string();
    if path == "." { reason.to_owned() } else { format!("{}: {reason}", shortened(path)) }
}

/// A path as people read it: of a long one, how it begins and ends.
fn shortened(path: String) -> String {
    const CHARS_MAX: usize = 96;
    let chars = path.chars().count();
    if chars <= CHARS_MAX {
        return path;
    }
    let half = CHARS_MAX / 2;
    let (first, last) = (path.chars().take(half), path.chars().skip(chars - half));
    first.chain(std::iter::once('…')).chain(last).collect()
}

/// serde names the types of the program; a person writes objects and lists.
fn plain(reason: &str) -> String {
    const NAMED: [(&str, &str); 4] = [
        ("expected struct ", "expected an object"),
        ("expected tuple struct ", "expected a list"),
        ("expected newtype struct ", "expected a value"),
        ("expected enum ", "expected a name, or an object with one field"),
    ];
    let found = NAMED.iter().find_map(|(named, plain)| {
        let (before, behind) = reason.split_once(named)?;
        let name = behind.find(|next: char| !next.is_alphanumeric() && next != '_');
        let rest = behind.get(name.unwrap_or(behind.len())..).unwrap_or_default();
        Some(format!("{before}{plain}{rest}"))
    });
    found.unwrap_or_else(|| reason.to_owned())
}

/// A value whose objects say everything once.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element_seed(Strict)? {
            list.push(entry);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if map.contains_key(&name) {
                return Err(A::Error::custom(format!("{name:?} is there twice; write it once")));
            }
            let value = fields.next_value_seed(Strict)?;
            map.insert(name, value);
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::super::body;
    use super::read;
    use serde::Deserialize;
    use serde_json::{Value, json};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Outer {
        name: String,
        inner: Option<Inner>,
        #[serde(default)]
        list: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Inner {
        count: u8,
    }

    #[test]
    fn json_is_read_as_it_is() {
        let text = r#"{"a":[1,-2,3.5,"x",null,true],"b":{"c":{}},"d":18446744073709551615}"#;
        assert_eq!(read(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_field_that_is_there_twice_is_named_with_its_place() {
        for (text, place) in [
            (r#"{"a":1,"a":2}"#, "\"a\" is there twice"),
            (r#"{"x":[{},{"a":1,"b":2,"a":1}]}"#, "x[1]: \"a\" is there twice"),
        ] {
            let said = read(text).unwrap_err().to_string();
            assert!(said.contains(place), "{said}");
        }
        assert!(read("{} {}").is_err());
        assert!(read(b"{\"summary\":\"\xff\"}").is_err());
        assert_eq!(read("\u{feff}{}").unwrap(), json!({}));
        assert!(read("{summary}").unwrap_err().to_string().contains("line 1 column 2"));
        assert!(read("[".repeat(10_000)).unwrap_err().to_string().contains("recursion limit"));
    }

    #[test]
    fn a_body_that_does_not_fit_is_told_where_and_what_would_be_right() {
        let reason = |value| body::<Outer>("log", value).unwrap_err().to_string();
        for (value, said) in [
            (json!({}), "missing field `name`"),
            (json!({ "name": 1 }), "name: invalid type: integer `1`, expected a string"),
            (
                json!({ "name": "x", "inner": 7 }),
                "inner: invalid type: integer `7`, expected an object",
            ),
            (json!({ "name": "x", "list": [{ "count": 1 }, { "count": 256 }] }), "list[1].count: "),
            (json!({ "name": "x", "nmae": "y" }), "nmae: unknown field `nmae`, expected one of"),
            (json!(["x"]), "it is a list; write an object"),
            (json!("x"), "it is a text; write an object"),
        ] {
            let reason = reason(value);
            assert!(reason.contains(said), "{reason}");
            assert!(!reason.contains("struct"), "{reason}");
        }
    }

    #[test]
    fn a_deep_place_is_named_by_how_it_begins_and_ends() {
        let deep = format!("{}1", "[".repeat(500));
        let error = super::read(deep).unwrap_err().to_string();
        assert!(error.starts_with("[0][0]") && error.contains('…'), "{error}");
        assert!(error.chars().count() < 200, "{error}");
    }
}
