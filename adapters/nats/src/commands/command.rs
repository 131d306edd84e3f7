use crate::endpoint::Asked;
use crate::subject;
use engine::outside::{Problem, Refusal, Sent};
use engine::{Caller, Door, Timestamp};
use serde_json::Value;

/// The sender's id of a command, as JetStream knows it too.
const MESSAGE_ID: &str = "Nats-Msg-Id";
/// Members of a command's JSON that are not part of its body: the sender's id of it, and when it
/// happened. No command may have a member of such a name.
pub const RESERVED: [&str; 2] = ["command_id", "occurred_at"];

/// Reads the command of a request. Without an id of the sender's own, it is sent as `otherwise`.
pub(crate) fn read(
    asked: &Asked,
    door: Door,
    otherwise: impl FnOnce() -> String,
) -> Result<Sent, Problem> {
    let [_, process, key, command] = asked.tokens.as_slice() else {
        let detail = "a command's subject ends with <process>.<key or new>.<command>";
        return Err(Problem::new(Refusal::Input, "bad_subject", detail));
    };
    let key = subject::key(key).map_err(|error| Problem::bad_input("bad_key", &error))?;
    let mut body = asked.json()?;
    let [stated_id, stated_time] = RESERVED.map(|name| take(&mut body, name));
    let caller =
        Caller { door, principal: asked.asker.principal.clone(), actor: asked.asker.actor()? };
    Ok(Sent {
        caller,
        sent_as: id(asked, stated_id?)?.unwrap_or_else(otherwise),
        process: process.clone(),
        key,
        command: command.clone(),
        body,
        occurred_at: time(stated_time?)?,
    })
}

/// Takes a text out of a body.
fn take(body: &mut Value, name: &str) -> Result<Option<String>, Problem> {
    match body.as_object_mut().and_then(|members| members.remove(name)) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => {
            let detail = format!("{name} is a text, not {other}");
            Err(Problem::new(Refusal::Input, "bad_body", &detail))
        }
    }
}

fn id(asked: &Asked, stated: Option<String>) -> Result<Option<String>, Problem> {
    let header = asked.headers.get(MESSAGE_ID).map(|id| id.as_str().to_owned());
    match (header, stated) {
        (Some(header), Some(stated)) if header != stated => {
            let detail = "Nats-Msg-Id and command_id differ; one of them is enough";
            Err(Problem::new(Refusal::Input, "bad_command_id", detail))
        }
        (header, stated) => Ok(header.or(stated)),
    }
}

fn time(stated: Option<String>) -> Result<Option<Timestamp>, Problem> {
    let parsed = stated.map(|text| text.parse()).transpose();
    parsed.map_err(|error| Problem::bad_input("bad_time", &error))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::endpoint::{Asked, Asker};
    use async_nats::HeaderMap;
    use engine::outside::{Problem, Sent};
    use engine::{Actor, Door};

    fn asked(key: &str, id: Option<&str>, body: &str) -> Asked {
        let mut headers = HeaderMap::new();
        if let Some(id) = id {
            headers.insert("Nats-Msg-Id", id);
        }
        let actor = Some(Actor::new("ada").unwrap());
        Asked {
            asker: Asker { actor, principal: "nats ada".into(), is_proven: true },
            tokens: ["cmd", "incident", key, "log"].map(str::to_owned).to_vec(),
            headers,
            body: body.to_owned().into(),
            reply: None,
        }
    }

    fn command(key: &str, id: Option<&str>, body: &str) -> Result<Sent, Problem> {
        read(&asked(key, id, body), Door::Request, || "mine".to_owned())
    }

    #[test]
    fn what_is_about_the_command_is_not_part_of_its_body() {
        let body = r#"{"summary":"x","command_id":"7","occurred_at":"2026-01-02T03:04:05Z"}"#;
        let sent = command("new", None, body).unwrap();
        assert_eq!((sent.key, sent.sent_as.as_str()), (None, "7"));
        assert_eq!(sent.body, serde_json::json!({ "summary": "x" }));
        assert_eq!(sent.occurred_at.unwrap().to_string(), "2026-01-02T03:04:05Z");
        assert_eq!(command("new", Some("8"), "").unwrap().sent_as, "8");
        assert_eq!(command("new", None, "{}").unwrap().sent_as, "mine");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let code = |key, id, body| command(key, id, body).unwrap_err().code;
        assert_eq!(code("a b", None, ""), "bad_key");
        assert_eq!(code("new", None, "{"), "bad_json");
        assert_eq!(code("new", Some("1"), r#"{"command_id":"2"}"#), "bad_command_id");
        assert_eq!(code("new", None, r#"{"command_id":2}"#), "bad_body");
        assert_eq!(code("new", None, r#"{"summary":"x","summary":"y"}"#), "bad_json");
        assert_eq!(code("new", None, r#"{"occurred_at":"yesterday"}"#), "bad_time");
    }
}
