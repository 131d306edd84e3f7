use super::{Problem, PublicRecord, Refusal, TraceParent};
use crate::runtime::{ExecuteError, Submitted};
use crate::{AnyProcess, Caller, CommandId, Engine, Key, Position, Request, Timestamp, Version};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// A command as other languages write it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Who asks, and how that is known.
    pub caller: Caller,
    /// The sender's id of it, which [`check_id`] passes: sending it twice is as good as once.
    pub sent_as: String,
    /// The kind of process.
    pub process: String,
    /// Which one; `None` for a new one.
    pub key: Option<Key>,
    /// The command's name.
    pub command: String,
    /// Its body.
    pub body: Value,
    /// When it happened, if not now.
    pub occurred_at: Option<Timestamp>,
}

/// The longest id of a sender's own, in bytes.
const ID_BYTES_MAX: usize = 256;

/// A text that cannot be a sender's own id of a command.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdError {
    /// Nothing at all: every command without an id would be the same one.
    #[error("an empty command id is none; leave it out")]
    Empty,
    /// Too long.
    #[error("the command id takes {bytes} bytes; at most {ID_BYTES_MAX} fit")]
    TooLong {
        /// What it takes.
        bytes: usize,
    },
}

/// Whether a text can be a sender's own id of a command.
///
/// # Errors
/// [`IdError`], saying what would be right.
pub fn check_id(sent_as: &str) -> Result<(), IdError> {
    match sent_as.len() {
        0 => Err(IdError::Empty),
        bytes if bytes > ID_BYTES_MAX => Err(IdError::TooLong { bytes }),
        _ => Ok(()),
    }
}

/// What an accepted command came to.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Done {
    /// The kind of process.
    pub process: String,
    /// Which one, as people see it.
    pub key: String,
    /// How many events that one has now.
    pub version: Version,
    /// Where the log stood then: a query that waits for this position sees the outcome.
    pub position: Position,
    /// When it was decided.
    pub recorded_at: Timestamp,
    /// Whether this is the outcome of an earlier time.
    pub repeated: bool,
    /// The events it caused; none if it was already satisfied.
    pub events: Vec<PublicRecord>,
}

/// A command that has been handed over: its place in the order is fixed, its outcome is not there yet.
pub struct HandedOver {
    engine: Engine,
    process: &'static dyn AnyProcess,
    caller: Caller,
    id: CommandId,
    /// Which one it was sent to, by its name.
    key: Option<Key>,
    submitted: Result<Submitted, ExecuteError>,
}

impl Engine {
    /// Hands over a command that is known by its name: commands are decided in the order in which
    /// this returns, whether or not anybody waits for the outcome.
    ///
    /// # Errors
    /// [`Problem`], when there is no such process or command, or the id or the body does not fit.
    pub async fn hand_over(&self, sent: Sent) -> Result<HandedOver, Problem> {
        let Sent { caller, sent_as, process, key, command, body, occurred_at } = sent;
        check_id(&sent_as).map_err(|error| Problem::bad_input("bad_command_id", &error))?;
        let process = self.catalogue().process(&process)?;
        let command = process.command(&command, body)?;
        let request = Request::new(caller.clone(), &sent_as, key.clone(), command);
        let id = request.command_id;
        let submitted = self.submit(request.occurred_at(occurred_at)).await;
        Ok(HandedOver { engine: self.clone(), process, caller, id, key, submitted })
    }
}

impl HandedOver {
    /// Its span, in the trace that begins with it.
    #[must_use]
    pub fn trace(&self) -> TraceParent {
        TraceParent::of(self.id, self.id)
    }

    /// Its outcome, when it is durable. Whoever may not see the process learns from a refusal
    /// nothing but that.
    ///
    /// # Errors
    /// [`Problem`], when it is refused or cannot be decided.
    pub async fn done(self) -> Result<Done, Problem> {
        let Self { engine, process, caller, id, key, submitted } = self;
        let outcome = match submitted {
            Ok(submitted) => submitted.outcome().await,
            Err(error) => Err(error),
        };
        let accepted = match outcome {
            Ok(accepted) => accepted,
            Err(error) if !error.is_refusal() => return Err(error.into()),
            Err(error) => {
                let visible = engine.may_see(&caller.actor, process.visible_to()).await?;
                return Err(if visible {
                    about(process, key.as_ref(), error)
                } else {
                    concealed(process, &caller)
                });
            }
        };
        Ok(Done {
            process: accepted.stream.process.to_string(),
            key: accepted.stream.key.to_string(),
            version: accepted.version,
            position: accepted.position,
            recorded_at: accepted.recorded_at,
            repeated: accepted.repeated,
            events: engine.records_of(&caller, id, &accepted).await?,
        })
    }
}

/// With a word on what is not there at all.
fn about(process: &dyn AnyProcess, key: Option<&Key>, error: ExecuteError) -> Problem {
    let phase = if let ExecuteError::NotAllowed(refused) = &error { refused.phase } else { "" };
    let mut problem = Problem::from(error);
    let before = process.table().phases().first().is_some_and(|(first, _)| *first == phase);
    if let Some(key) = key.filter(|_| before) {
        problem.detail = format!("there is no {} {key}: {}", process.name(), problem.detail);
    }
    problem
}

fn concealed(process: &dyn AnyProcess, caller: &Caller) -> Problem {
    let roles = process.visible_to().join(" or ");
    let detail = format!(
        "{} may not do that to this {}; whoever is {roles} is told more",
        caller.actor,
        process.name()
    );
    Problem::new(Refusal::Authority, "not_authorised", &detail)
}

#[cfg(test)]
mod tests {
    use super::{ID_BYTES_MAX, IdError, check_id};

    #[test]
    fn an_id_is_something_and_has_a_bound() {
        assert_eq!(check_id(""), Err(IdError::Empty));
        assert_eq!(check_id(&"x".repeat(ID_BYTES_MAX)), Ok(()));
        let bytes = ID_BYTES_MAX + 1;
        assert_eq!(check_id(&"x".repeat(bytes)), Err(IdError::TooLong { bytes }));
    }
}
