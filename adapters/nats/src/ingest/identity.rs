//! Which command it is, for ever: derived from the message and the rule, so that a message that comes
//! again, on whatever way and however late, does nothing again.

use super::message::Event;
use engine::{CommandId, Door, digest};

/// The identity of a command of a rule, within its source.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// Who is taken for the sender: the source of the rule file.
    principal: String,
    parts: Vec<String>,
}

impl Identity {
    /// What a rule does for a part of a message.
    pub(crate) fn of_item(file: &str, event: (&str, &str), rule: &str, item: &str) -> Self {
        let (source, id) = event;
        let parts = [source, id, rule, item].map(str::to_owned).to_vec();
        Self { principal: principal(file), parts }
    }

    /// What a rule does for something that has an id of its own, in whatever message it is told of.
    pub(crate) fn stated(file: &str, rule: &str, id: &str) -> Self {
        Self { principal: principal(file), parts: [rule, id].map(str::to_owned).to_vec() }
    }

    /// What the sender of the command is called in the log.
    #[must_use]
    pub fn principal(&self) -> &str {
        &self.principal
    }

    /// The sender's id of it, at the first attempt (0) or a later one: an attempt that was refused
    /// is on record under its id for good.
    #[must_use]
    pub fn sent_as(&self, attempt: usize) -> String {
        let attempt = (attempt > 0).then(|| format!("attempt {attempt}"));
        let parts: Vec<&[u8]> = self.parts.iter().chain(&attempt).map(String::as_bytes).collect();
        format!("{:032x}", digest(&parts))
    }

    /// The id of the command in the log.
    #[must_use]
    pub fn command_id(&self, attempt: usize) -> CommandId {
        CommandId::derive(Door::Ingest, &self.principal, &self.sent_as(attempt))
    }
}

/// A message that its source has given an id: another one with the same source and id is the same.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Named {
    sent_as: String,
    content: String,
}

impl Named {
    pub(crate) fn of(file: &str, event: &Event) -> Option<Self> {
        let hex = |parts: &[&str]| {
            let parts: Vec<_> = parts.iter().map(|part| part.as_bytes()).collect();
            format!("{:032x}", digest(&parts))
        };
        let Event { id, source, kind, data, .. } = event;
        let content = || {
            // What was read as JSON can be written as JSON.
            let data = serde_json::to_string(data).unwrap_or_default();
            hex(&[kind.as_deref().unwrap_or_default(), &data])
        };
        event.is_named.then(|| Self { sent_as: hex(&[file, source, id]), content: content() })
    }

    /// What it is called where it is recorded that it was taken in.
    #[must_use]
    pub fn sent_as(&self) -> &str {
        &self.sent_as
    }

    /// The id of that record.
    #[must_use]
    pub fn command_id(&self) -> CommandId {
        CommandId::derive(Door::Intake, "", &self.sent_as)
    }

    /// A digest of what it says.
    #[must_use]
    pub fn content(&self) -> &str {
        &self.content
    }
}

/// The name of a source as the authenticated sender. Never changes: it would change ids.
fn principal(file: &str) -> String {
    format!("nats ingest {file}")
}

#[cfg(test)]
mod tests {
    use super::{Identity, Named};
    use crate::ingest::message::{Envelope, Incoming};

    #[test]
    fn an_identity_is_fixed_for_ever() {
        let item = Identity::of_item("alertmanager", ("/s", "7"), "firing", "/alerts/0");
        assert_eq!(item.sent_as(0), "939d3b84e719660ddde45029b2dd8aaf");
        assert_eq!(item.sent_as(2), "0d1412f9935874c602e2a99ef74f4196");
        let stated = Identity::stated("alertmanager", "firing", "1a30 2026-01-01");
        assert_eq!(stated.sent_as(0), "d762bb3735ee9f6ac359b76764673abc");
        assert_eq!(stated.command_id(0).to_string(), "755e4016f740d7a07b042bec0135a80f");
    }

    fn named(source: &str, id: &str, kind: &str, data: &str) -> Named {
        let body = format!(
            r#"{{"specversion":"1.0","id":"{id}","source":"{source}","type":"{kind}","time":"{id}","data":{data}}}"#
        );
        let incoming = Incoming { subject: "x", headers: &[], body: body.as_bytes() };
        Named::of("cdevents", &incoming.read(&Envelope::default()).unwrap()).unwrap()
    }

    #[test]
    fn a_message_is_fixed_for_ever() {
        let data = r#"{"b":[1,2.50,12345678901234567890],"a":{"ü":null,"t":true}}"#;
        let one = named("/s", "7", "t.x", data);
        assert_eq!(one.sent_as(), "504db42318287fc04cbb77ff53b73e07");
        assert_eq!(one.command_id().to_string(), "fd3506baec28c900e13c9acbabc701a7");
        assert_eq!(one.content(), "0046664b56b1ebebc8055d494308dd47");
        let others = [("/t", "7", "t.x", data), ("/s", "8", "t.x", data)];
        for (source, id, kind, data) in others {
            assert_ne!(named(source, id, kind, data).command_id(), one.command_id());
        }
        for (kind, data) in [("t.y", data), ("t.x", r#"{"b":[1]}"#)] {
            let other = named("/s", "7", kind, data);
            assert_eq!(other.command_id(), one.command_id());
            assert_ne!(other.content(), one.content());
        }
        let unnamed = Incoming { subject: "x", headers: &[], body: b"{}" };
        let unnamed = unnamed.read(&Envelope::default()).unwrap();
        assert_eq!(Named::of("cdevents", &unnamed), None, "its content is its name");
    }

    #[test]
    fn every_part_counts() {
        let id = |file, source, id, rule, item| {
            Identity::of_item(file, (source, id), rule, item).command_id(0)
        };
        let one = id("f", "s", "1", "r", "/0");
        for other in [
            id("g", "s", "1", "r", "/0"),
            id("f", "t", "1", "r", "/0"),
            id("f", "s", "2", "r", "/0"),
            id("f", "s", "1", "q", "/0"),
            id("f", "s", "1", "r", "/1"),
            id("f", "s1", "", "r", "/0"),
            Identity::of_item("f", ("s", "1"), "r", "/0").command_id(1),
        ] {
            assert_ne!(one, other);
        }
    }
}
