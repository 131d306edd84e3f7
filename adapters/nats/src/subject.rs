//! The subjects: `pdca.<what>.<tokens>`, or `pdca.as.<actor>.<what>.<tokens>`.

use engine::{Actor, Key, NameError, Position};

/// Who speaks, by the subject or not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Subjects {
    /// Whether the actor is in the subject.
    pub(crate) actor_in_subject: bool,
}

/// A subject, taken apart.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Parsed<'a> {
    /// The actor, where the subject names it.
    pub(crate) actor: Option<Actor>,
    /// The tokens behind `pdca.` and the actor, the first of which says what it is about.
    pub(crate) tokens: Vec<&'a str>,
}

impl Subjects {
    /// What to listen on: `cmd.*.*.*` becomes `pdca.cmd.*.*.*` or `pdca.as.*.cmd.*.*.*`.
    pub(crate) fn pattern(self, tail: &str) -> String {
        if self.actor_in_subject { format!("pdca.as.*.{tail}") } else { format!("pdca.{tail}") }
    }

    /// One subject of an actor's, under which only he may speak where the subject says who does.
    pub(crate) fn of(self, actor: Option<&Actor>, tail: &str) -> String {
        match actor.filter(|_| self.actor_in_subject) {
            Some(actor) => format!("pdca.as.{}.{tail}", actor.as_escaped()),
            None => format!("pdca.{tail}"),
        }
    }

    /// Whether what is asked by a subject may be answered there: in an inbox, and where the subject
    /// says who asks, in one of his own.
    pub(crate) fn is_reply(self, subject: &str, reply: &str) -> bool {
        // What the server itself puts there when the request comes from another account.
        let is_translated = || reply.starts_with("_R_.");
        is_inbox(reply)
            && (!self.actor_in_subject
                || self.proven(subject).is_some_and(|actor| is_own(reply, actor))
                || is_translated())
    }

    /// Who speaks, escaped, where the subject says who does.
    pub(crate) fn proven(self, subject: &str) -> Option<&str> {
        let tail = subject.strip_prefix("pdca.as.").filter(|_| self.actor_in_subject)?;
        tail.split('.').next()
    }

    /// Takes apart a subject that came in by such a pattern.
    pub(crate) fn parse(self, subject: &str) -> Result<Parsed<'_>, NameError> {
        let tail = subject.strip_prefix("pdca.").unwrap_or(subject);
        if !self.actor_in_subject {
            return Ok(Parsed { actor: None, tokens: tail.split('.').collect() });
        }
        let tail = tail.strip_prefix("as.").unwrap_or(tail);
        let (actor, tail) = tail.split_once('.').unwrap_or((tail, ""));
        let actor = Some(Actor::new(&Actor::from_escaped(actor)?.to_string())?);
        Ok(Parsed { actor, tokens: tail.split('.').collect() })
    }
}

/// What the node's own inboxes begin with, where it is answered by the server and by nobody else.
pub(crate) const OWN_INBOX: &str = "_INBOX_pdca";

/// The longest subject, in bytes, that is taken in or replied to: a server closes the connection over
/// one that is longer than it takes, with what stands beside it.
pub(crate) const SUBJECT_BYTES_MAX: usize = 1024;

/// Where a reply may go: somebody's inbox, and never a subject that is taken for more.
///
/// Otherwise a sender could have the node, which may publish everywhere, speak for him, or to
/// itself in the server's name.
pub(crate) fn is_inbox(subject: &str) -> bool {
    let is_somebodys = subject.starts_with('_') && !subject.starts_with(OWN_INBOX);
    is_somebodys && !subject.contains(['*', '>']) && subject.len() <= SUBJECT_BYTES_MAX
}

/// Whether an inbox is one of an actor's own, whose name is escaped here.
pub(crate) fn is_own(inbox: &str, actor: &str) -> bool {
    let tail = inbox.strip_prefix("_INBOX.").and_then(|tail| tail.strip_prefix(actor));
    tail.is_some_and(|tail| tail.starts_with('.'))
}

/// The key of a token, as strict as any from outside; `new` is for one that is not there yet.
pub(crate) fn key(token: &str) -> Result<Option<Key>, NameError> {
    if token == "new" {
        return Ok(None);
    }
    Key::new(&Key::from_escaped(token)?.to_string()).map(Some)
}

/// The header that says at which position of the log an event lies.
pub(crate) const POSITION: &str = "Pdca-Position";

/// Reads it.
pub(crate) fn position(text: &str) -> Option<Position> {
    text.parse().ok().map(Position)
}

#[cfg(test)]
mod tests {
    use super::{SUBJECT_BYTES_MAX, Subjects, is_inbox, key};
    use engine::{Actor, Key};

    #[test]
    fn the_actor_is_in_the_subject_or_nowhere() {
        let open = Subjects { actor_in_subject: false };
        assert_eq!(open.pattern("cmd.*.*.*"), "pdca.cmd.*.*.*");
        let parsed = open.parse("pdca.cmd.incident.new.log").unwrap();
        assert_eq!(parsed.actor, None);
        let ada = Actor::new("ada@example.org").unwrap();
        assert_eq!(open.of(Some(&ada), "replay.1"), "pdca.replay.1");
        assert_eq!(parsed.tokens, ["cmd", "incident", "new", "log"]);

        let bound = Subjects { actor_in_subject: true };
        assert_eq!(bound.pattern("cmd.*.*.*"), "pdca.as.*.cmd.*.*.*");
        assert_eq!(bound.of(Some(&ada), "replay.1"), "pdca.as.ada=40example=2Eorg.replay.1");
        let parsed = bound.parse("pdca.as.ada=40example=2Eorg.cmd.incident.new.log").unwrap();
        assert_eq!(parsed.actor, Some(Actor::new("ada@example.org").unwrap()));
        assert_eq!(parsed.tokens, ["cmd", "incident", "new", "log"]);
        // Two ways to write one name would be two sets of permissions.
        assert!(bound.parse("pdca.as.=61da.cmd.incident.new.log").is_err());
    }

    #[test]
    fn a_reply_goes_to_an_inbox_and_nowhere_else() {
        assert!(is_inbox("_INBOX.abc") && is_inbox("_INBOX_ada.x.y") && is_inbox("_R_.1"));
        let long = format!("_INBOX.{}", "a".repeat(SUBJECT_BYTES_MAX));
        assert!(!is_inbox(&long));
        let not_theirs =
            ["pdca.as.bob.cmd.incident.new.log", "$JS.API.STREAM.DELETE.X", "_X.>", ""];
        for subject in not_theirs.into_iter().chain(["_INBOX_pdca.x.y"]) {
            assert!(!is_inbox(subject), "{subject}");
        }
    }

    #[test]
    fn who_says_who_he_is_by_the_subject_is_answered_in_his_own_inbox() {
        let bound = Subjects { actor_in_subject: true };
        let asks = |reply| bound.is_reply("pdca.as.ada.cmd.incident.new.log", reply);
        assert!(asks("_INBOX.ada.x") && asks("_R_.x.y"));
        for reply in ["_INBOX.bo.x", "_INBOX.adam.x", "_INBOX.ada", "_INBOX.x", "pdca.as.ada.x", ""]
        {
            assert!(!asks(reply), "{reply}");
        }
        let open = Subjects { actor_in_subject: false };
        assert!(open.is_reply("pdca.cmd.incident.new.log", "_INBOX.x"));
    }

    #[test]
    fn new_is_no_key() {
        assert_eq!(key("new").unwrap(), None);
        assert_eq!(key("a=2Fb").unwrap(), Some(Key::new("a/b").unwrap()));
        assert!(key("a b").is_err());
    }
}
