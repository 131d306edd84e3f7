//! JSON at the edges: for people and for other languages, never on disk.

mod exact;
mod read;

pub use read::{JsonError, fitting, read, read_as};
pub use schemars::Schema;
pub use serde_json::Value;

use crate::CommandError;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde::{Serialize, de::DeserializeOwned};

/// The formats of ours, which bound a text where no keyword of JSON schemas can:
///
/// - `name`: at most 128 bytes, of which letters, digits, `_` and `-` take one and every other byte
///   of UTF-8 takes three; no control characters;
/// - `label`: at most 128 bytes of UTF-8;
/// - `text`: at most 4000 bytes of UTF-8.
pub const TEXT_FORMATS: [&str; 3] = ["name", "label", "text"];

/// A value as JSON.
///
/// # Panics
/// If `T` cannot be JSON (a map whose keys are not text), which its first test shows.
pub fn of<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value).expect("durable types are plain data")
}

/// A value as JSON text.
///
/// # Panics
/// As [`of`].
#[must_use]
pub fn text_of<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    // Most commands fit, and growing would take longer than writing.
    let mut text = Vec::with_capacity(512);
    serde_json::to_writer(&mut text, value).expect("durable types are plain data");
    text
}

/// The JSON schema of a type: exactly what [`body`] takes for it. What no keyword can say, how many
/// bytes a text takes, is in `format`.
#[must_use]
pub fn schema_of<T: JsonSchema>() -> Schema {
    let exact = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(say_exactly));
    exact.into_generator().into_root_schema_for::<T>()
}

/// What the schema of a set bears whose reader refuses what is in it twice:
/// `#[schemars(extend("x-each-once" = true))]`.
pub(crate) const EACH_ONCE: &str = "x-each-once";

/// Numbers end where their type does, and what is in a set twice counts once, unless it is refused.
fn say_exactly(schema: &mut Schema) {
    if schema.remove(EACH_ONCE).is_none() {
        schema.remove("uniqueItems");
    }
    let most = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => u8::MAX.into(),
        Some("uint16") => u16::MAX.into(),
        Some("uint32") => u32::MAX.into(),
        Some("uint64") => u64::MAX,
        _ => return,
    };
    schema.insert("maximum".to_owned(), most.into());
}

/// Reads the body of a command. No body at all is an empty one.
///
/// # Errors
/// [`CommandError::Body`], naming the field.
pub fn body<T: DeserializeOwned>(command: &'static str, body: Value) -> Result<T, CommandError> {
    fitting(body).map_err(|error| CommandError::Body { command, reason: error.to_string() })
}
