use super::{Problem, Refusal};
use crate::json::{self, Value};

/// Reads what is said with a request, whichever door it comes by. Nothing at all is none.
///
/// # Errors
/// [`Problem`], when it is not JSON, or has a field twice.
pub fn body(text: &[u8]) -> Result<Value, Problem> {
    if text.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    json::read(text).map_err(|error| {
        let detail = format!(
            "the body is not JSON as it should be: {error}; write it like {{\"reason\":\"…\"}}"
        );
        Problem::new(Refusal::Input, "bad_json", &detail)
    })
}
