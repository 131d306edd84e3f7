//! A person's word where no process can know.

use crate::limits::{Label, Text, text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody's word for a guard whose fact belongs to a process that is not there yet.
///
/// Who gives it is the actor of the record, so it cannot be given in another's name.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// In which role, where the actor holds several.
    #[serde(default)]
    pub role: Option<Label>,
    /// What is so.
    pub statement: Text,
    /// Where that can be looked up: a document, a record of another tool, a signed page.
    #[serde(default)]
    pub reference: Option<Label>,
}

impl Attestation {
    /// What stands where nobody says anything, for the record of the change itself is asked.
    #[must_use]
    pub fn on_record() -> Self {
        Self::that(text("by the record of the change"))
    }

    /// That `statement` is so, without a reference.
    #[must_use]
    pub const fn that(statement: Text) -> Self {
        Self { role: None, statement, reference: None }
    }
}
