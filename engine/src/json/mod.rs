//! JSON at the edges: for people and for other languages, never on disk.

mod read;

pub use read::{JsonError, fitting, read, read_as};
pub use schemars::Schema;
pub use serde_json::Value;

use crate::CommandError;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

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

/// The JSON schema of a type.
#[must_use]
pub fn schema_of<T: JsonSchema>() -> Schema {
    schemars::schema_for!(T)
}

/// Reads the body of a command. No body at all is an empty one.
///
/// # Errors
/// [`CommandError::Body`], naming the field.
pub fn body<T: DeserializeOwned>(command: &'static str, body: Value) -> Result<T, CommandError> {
    fitting(body).map_err(|error| CommandError::Body { command, reason: error.to_string() })
}
