use super::schemas::Schemas;
use crate::endpoint::ACTOR;
use crate::settings::Settings;
use crate::subject::Subjects;
use engine::json;
use engine::outside::Problem;
use serde_json::{Map, Value, json};

/// The document in the making.
pub(super) struct Document {
    pub(super) settings: Settings,
    pub(super) schemas: Schemas,
    channels: Map<String, Value>,
    operations: Map<String, Value>,
    messages: Map<String, Value>,
}

/// The channel of an inbox.
const INBOX: &str = "inbox";
/// The message that says why something was not done.
pub(super) const PROBLEM: &str = "problem";

impl Document {
    pub(super) fn new(settings: &Settings) -> Self {
        let mut document = Self {
            settings: settings.clone(),
            schemas: Schemas::default(),
            channels: Map::new(),
            operations: Map::new(),
            messages: Map::new(),
        };
        let about = "Replies, on the subject that the request names: an inbox.";
        let inbox = json!({ "address": null, "description": about, "messages": {} });
        document.channels.insert(INBOX.to_owned(), inbox);
        let problem = document.schemas.add("problem", &json::schema_of::<Problem>());
        document.message(PROBLEM, json!({
            "contentType": "application/problem+json",
            "summary": "Why something was not done, and what would be right (RFC 9457).",
            "headers": {
                "type": "object",
                "required": ["Nats-Service-Error", "Nats-Service-Error-Code"],
                "properties": {
                    "Nats-Service-Error": { "type": "string", "description": "The code." },
                    "Nats-Service-Error-Code": { "type": "string", "description": "The status." },
                },
            },
            "payload": problem,
        }));
        document
    }

    /// The address of what is asked of the node: `cmd.incident.{key}.log` behind `pdca.`, and behind
    /// the actor where the subject names one.
    pub(super) fn address(&self, tail: &str) -> String {
        let subjects = Subjects { actor_in_subject: self.settings.actor_in_subject };
        subjects.pattern(tail).replacen(".as.*.", ".as.{actor}.", 1)
    }

    /// The headers of what is asked of the node, and more.
    pub(super) fn asked_headers(&self, more: &Value) -> Value {
        let mut headers = more.clone();
        if let Some(headers) = headers.as_object_mut().filter(|_| !self.settings.actor_in_subject) {
            let actor = json!({ "type": "string", "description": "In whose name." });
            headers.insert(ACTOR.to_owned(), actor);
        }
        json!({ "type": "object", "properties": headers })
    }

    /// A message that channels can refer to.
    pub(super) fn message(&mut self, name: &str, message: Value) {
        self.messages.insert(name.to_owned(), message);
    }

    /// A channel with such messages. What stands in braces in its address is a parameter.
    pub(super) fn channel(&mut self, id: &str, address: &str, about: &str, messages: &[&str]) {
        let names = address
            .split('.')
            .filter_map(|token| token.strip_prefix('{').and_then(|token| token.strip_suffix('}')));
        let parameters: Map<_, _> = names
            .map(|name| (name.to_owned(), json!({ "description": parameter(name) })))
            .collect();
        let messages: Map<_, _> = messages.iter().map(|name| as_component(name)).collect();
        let mut channel = json!({ "address": address, "description": about, "messages": messages });
        if let Some(channel) = channel.as_object_mut().filter(|_| !parameters.is_empty()) {
            channel.insert("parameters".to_owned(), Value::Object(parameters));
        }
        self.channels.insert(id.to_owned(), channel);
    }

    /// The node sends on a channel.
    pub(super) fn sends(&mut self, channel: &str) {
        let operation =
            json!({ "action": "send", "channel": { "$ref": format!("#/channels/{channel}") } });
        self.operations.insert(channel.to_owned(), operation);
    }

    /// The node takes in what comes on a channel, and nobody waits.
    pub(super) fn takes(&mut self, channel: &str) {
        let operation =
            json!({ "action": "receive", "channel": { "$ref": format!("#/channels/{channel}") } });
        self.operations.insert(channel.to_owned(), operation);
    }

    /// The node takes in what comes on a channel, and replies with one of these messages.
    pub(super) fn answers(&mut self, channel: &str, replies: &[&str]) {
        self.takes(channel);
        let inbox = self.channels.get_mut(INBOX).and_then(|inbox| inbox.get_mut("messages"));
        if let Some(messages) = inbox.and_then(Value::as_object_mut) {
            messages.extend(replies.iter().map(|name| as_component(name)));
        }
        let messages: Vec<_> = replies
            .iter()
            .map(|name| json!({ "$ref": format!("#/channels/{INBOX}/messages/{name}") }))
            .collect();
        let reply =
            json!({ "channel": { "$ref": format!("#/channels/{INBOX}") }, "messages": messages });
        let operation = self.operations.get_mut(channel).and_then(Value::as_object_mut);
        if let Some(operation) = operation {
            operation.insert("reply".to_owned(), reply);
        }
    }

    pub(super) fn into_json(self) -> Value {
        json!({
            "asyncapi": "3.0.0",
            "info": {
                "title": "pdca",
                "version": env!("CARGO_PKG_VERSION"),
                "description": "A service management system's process engine on NATS.",
            },
            "defaultContentType": "application/json",
            "channels": self.channels,
            "operations": self.operations,
            "components": { "messages": self.messages, "schemas": self.schemas.into_json() },
        })
    }
}

fn as_component(name: &str) -> (String, Value) {
    (name.to_owned(), json!({ "$ref": format!("#/components/messages/{name}") }))
}

fn parameter(name: &str) -> &'static str {
    match name {
        "actor" => "In whose name, escaped: the server's permissions say who may use it.",
        "key" => "Which one, escaped; for a command, new for one that is not there yet.",
        "command" => "The command.",
        "name" => "The command or the event.",
        "process" => "The kind of process.",
        "source" => "The tool that sends it, as its rule file names it.",
        "request" => "STREAM.INFO, STREAM.MSG.GET, CONSUMER.CREATE or CONSUMER.INFO of a bucket.",
        other => unreachable!("no subject has a token {other}"),
    }
}
