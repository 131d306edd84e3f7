//! Which command it is, for ever: derived from the message and the rule, so that a message that comes
//! again, on whatever way and however late, does nothing again.

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

/// The name of a source as the authenticated sender. Never changes: it would change ids.
fn principal(file: &str) -> String {
    format!("nats ingest {file}")
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn an_identity_is_fixed_for_ever() {
        let item = Identity::of_item("alertmanager", ("/s", "7"), "firing", "/alerts/0");
        assert_eq!(item.sent_as(0), "939d3b84e719660ddde45029b2dd8aaf");
        assert_eq!(item.sent_as(2), "0d1412f9935874c602e2a99ef74f4196");
        let stated = Identity::stated("alertmanager", "firing", "1a30 2026-01-01");
        assert_eq!(stated.sent_as(0), "d762bb3735ee9f6ac359b76764673abc");
        assert_eq!(stated.command_id(0).to_string(), "755e4016f740d7a07b042bec0135a80f");
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
