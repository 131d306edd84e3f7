//! A node in the middle of heavy work, whose process is killed, whose disk loses its power or whose
//! last write arrives in part: what was acknowledged is there, nothing is there in part, an
//! acknowledged refusal still has its reason, and what is derived is built again.

mod child;
mod rounds;
mod torn;
mod whole;

use engine::runtime::{ExecuteError, Outcome};
use engine::{Actor, Caller, Door, Key, Position, Request, SystemClock};
use pdca::Node;
use pdca::node::Settings;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// What the child was answered and tells, and what it is answered again.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Answer {
    Accepted(Position),
    Refused { code: String, detail: String },
}

/// The records of one accepted command.
const BATCH: [&str; 4] = ["logged", "classified", "prioritised", "assigned"];

fn settings(data: &Path) -> Settings {
    Settings { data: data.to_owned(), segment_mib: 1, ..Settings::default() }
}

fn create(data: &Path) -> Node {
    let ada = Actor::new("ada").unwrap();
    Node::create_with(settings(data), Arc::new(SystemClock), &ada).unwrap()
}

fn open(data: &Path) -> Node {
    Node::open_with(settings(data), Arc::new(SystemClock), &mut |_, _, _| {}).unwrap()
}

fn incident() -> Value {
    json!({
        "summary": "mail is down", "service": "mail", "monitor": "probe 7", "category": "mail",
        "impact": "high", "urgency": "low", "group": "network",
    })
}

/// The command of this number. Every third one is refused: the lifecycle does not allow it. Through a
/// work queue, whose refusals are recorded: nobody waits for them.
fn request(node: &Node, number: u64) -> Request {
    let (key, command, body) = if number % 3 == 2 {
        (Some(Key::new("INC0000001").unwrap()), "close", json!({}))
    } else {
        (None, "log", incident())
    };
    let command = node.engine().catalogue().process("incident").unwrap().command(command, body);
    let actor = Actor::new("ada").unwrap();
    let caller = Caller { door: Door::Queue, principal: "crash".to_owned(), actor };
    Request::new(caller, &format!("crash {number}"), key, command.unwrap())
}

impl Answer {
    /// The first answer; `None` when the engine stopped before there was one.
    fn first(outcome: Outcome) -> Option<Self> {
        match outcome {
            Ok(accepted) => Some(Self::Accepted(accepted.position)),
            Err(ExecuteError::RefusedBefore { refusal, .. }) => {
                Some(Self::Refused { code: refusal.code.into(), detail: refusal.detail.into() })
            }
            Err(error) if error.is_refusal() => {
                Some(Self::Refused { code: error.code().to_owned(), detail: error.to_string() })
            }
            Err(_) => None,
        }
    }

    /// The answer to a command that is sent again: taken from the log, never decided anew.
    fn again(node: &Node, number: u64) -> Self {
        match node.engine().execute_blocking(request(node, number)) {
            Ok(accepted) => {
                assert!(accepted.repeated, "{number} was lost");
                let events: Vec<_> = accepted.events.iter().map(|event| event.event).collect();
                assert_eq!(events, BATCH, "{number}");
                Self::Accepted(accepted.position)
            }
            Err(ExecuteError::RefusedBefore { refusal, .. }) => {
                Self::Refused { code: refusal.code.into(), detail: refusal.detail.into() }
            }
            Err(error) => panic!("{number} was lost: {error}"),
        }
    }
}
