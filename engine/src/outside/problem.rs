use crate::projection::QueryError;
use crate::runtime::{ExecuteError, PolicyError};
use crate::store::ReadError;
use crate::{CommandError, StoreError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::error::Error;

/// Why something was not done, as a problem document (RFC 9457): for people and for programs.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail}")]
pub struct Problem {
    /// `urn:pdca:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: Box<str>,
    /// What sort of problem it is.
    pub title: Box<str>,
    /// The same as a number, by the meaning it has in HTTP.
    pub status: u16,
    /// What is wrong, and what would be right.
    pub detail: String,
    /// The code, for programs.
    pub code: String,
    /// The commands that are possible now, where that is known.
    pub possible: Vec<String>,
}

/// What sort of problem it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// The input does not fit.
    Input,
    /// A rule says no.
    Rule,
    /// The asker may not.
    Authority,
    /// Too much at once; worth asking again.
    Busy,
    /// Something failed; not the asker's concern.
    Failure,
}

impl Problem {
    /// A problem.
    #[must_use]
    pub fn new(refusal: Refusal, code: &str, detail: &str) -> Self {
        let (title, status) = match refusal {
            Refusal::Input => ("The input does not fit", 400),
            Refusal::Rule => ("Refused", 409),
            Refusal::Authority => ("Refused", 403),
            Refusal::Busy => ("Busy", 503),
            Refusal::Failure => ("Failed", 500),
        };
        Self {
            kind: format!("urn:pdca:problem:{code}").into(),
            title: title.into(),
            status,
            detail: detail.to_owned(),
            code: code.to_owned(),
            possible: Vec::new(),
        }
    }

    /// The input does not fit.
    pub fn bad_input(code: &str, error: &dyn Error) -> Self {
        Self::new(Refusal::Input, code, &chain(error))
    }

    /// A rule says no.
    pub fn refused(code: &str, error: &dyn Error) -> Self {
        Self::new(Refusal::Rule, code, &chain(error))
    }

    /// Whether it is an answer, rather than a failure to answer: asking again changes nothing.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        self.status < 500
    }

    /// Something failed.
    pub fn failure(code: &str, error: &dyn Error) -> Self {
        Self::new(Refusal::Failure, code, &chain(error))
    }
}

/// An error and what caused it, in one line.
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

impl From<ExecuteError> for Problem {
    fn from(error: ExecuteError) -> Self {
        let refusal = if matches!(error, ExecuteError::NotAuthorised(_)) {
            Refusal::Authority
        } else if error.is_refusal() {
            Refusal::Rule
        } else {
            Refusal::Failure
        };
        let possible = error.possible().iter().map(|command| (*command).to_owned()).collect();
        Self { possible, ..Self::new(refusal, error.code(), &chain(&error)) }
    }
}

impl From<CommandError> for Problem {
    fn from(error: CommandError) -> Self {
        let code = match &error {
            CommandError::UnknownProcess { .. } => "unknown_process",
            CommandError::UnknownCommand { .. } => "unknown_command",
            CommandError::UnknownSchema { .. } => "unknown_schema",
            CommandError::Body { .. } => "bad_body",
        };
        Self::bad_input(code, &error)
    }
}

impl From<std::io::Error> for Problem {
    /// Nobody reading any more is no failure of ours, and has a code of its own.
    fn from(error: std::io::Error) -> Self {
        let closed = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self::failure(if closed { "closed" } else { "io" }, &error)
    }
}

macro_rules! failures {
    ($($error:ty => $code:literal),+ $(,)?) => {
        $(impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self::failure($code, &error)
            }
        })+
    };
}

failures! {
    StoreError => "store_failed",
    ReadError => "unreadable",
    QueryError => "query_failed",
    PolicyError => "policies_failed",
    crate::DecodeError => "unreadable",
}
