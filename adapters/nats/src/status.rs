use crate::error::Error;
use engine::Position;
use engine::outside::chain;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::watch;

/// How the node stands with NATS, for `stats`.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// The server, while there is a connection.
    pub server: Option<String>,
    /// Whether requests reach the node: by either of the two connections made for them.
    pub is_heard: bool,
    /// How often one of the node's connections was made again, be it that the server was away or that
    /// somebody sent what cannot be read.
    pub reconnections: u64,
    /// How often it was heard that messages were dropped because they came faster than they could be
    /// taken in: at least so many were, and whoever asked for an answer gets none.
    pub overruns: u64,
    /// How each part is doing, by its name.
    pub parts: BTreeMap<String, Part>,
}

impl Status {
    /// Why the node does nothing on NATS though it is connected, if so.
    #[must_use]
    pub fn shut(&self) -> Option<&str> {
        match &self.parts.get(crate::account::NAME)?.health {
            Health::Waiting { reason } => Some(reason),
            Health::Starting | Health::Working | Health::Stopped => None,
        }
    }
}

/// How one part is doing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Part {
    /// Whether it works, or what it waits for.
    pub health: Health,
    /// How far it has come in the log, if it follows the log and that is known: what it fills says so.
    pub position: Option<Position>,
    /// How many records lie before it, if it follows the log: all, as long as it is not known how far it
    /// has come.
    pub behind: Option<u64>,
    /// How many messages of others it has removed since the node began, if it fills a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<u64>,
    /// How many dead letters could not be kept since the node began, by the limits of their stream or
    /// of the account: that each was refused is on record in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unkept: Option<u64>,
    /// Whether it works on what only some may see.
    #[serde(skip)]
    pub is_restricted: bool,
    /// Whether it follows the log.
    #[serde(skip)]
    pub is_follower: bool,
    /// What each rule has done since the node began, by source and rule, if it works by rules.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, Counts>,
}

/// What a rule has done.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Counts {
    /// Commands that were accepted.
    pub done: u64,
    /// Commands that had been accepted before.
    pub repeated: u64,
    /// Parts of messages that the rule says to ignore, and lists without any.
    pub ignored: u64,
    /// Parts of messages that came to nothing.
    pub failed: u64,
}

/// Whether a part works.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It has not begun.
    #[default]
    Starting,
    /// It works.
    Working,
    /// It does not, and tries again by itself.
    Waiting {
        /// What is wrong.
        reason: String,
    },
    /// It has ended with the node.
    Stopped,
}

/// Where the parts say how they are doing.
#[derive(Debug, Default)]
pub(crate) struct Board(watch::Sender<BTreeMap<String, Part>>);

impl Board {
    pub(crate) fn read(&self) -> BTreeMap<String, Part> {
        self.0.borrow().clone()
    }

    /// Waits until every part works or has said why not, so long at most.
    pub(crate) async fn settled(&self, most: Duration) {
        let mut parts = self.0.subscribe();
        let settled =
            parts.wait_for(|parts| parts.values().all(|part| part.health != Health::Starting));
        // Whoever starts later says so too.
        let _ = tokio::time::timeout(most, settled).await;
    }

    fn part(&self, name: &str, change: impl FnOnce(&mut Part)) {
        self.0.send_modify(|parts| change(parts.entry(name.to_owned()).or_default()));
    }

    pub(crate) fn health(&self, name: &str, health: Health) {
        self.part(name, |part| part.health = health);
    }

    /// It works on what only some may see.
    pub(crate) fn restricted(&self, name: &str) {
        self.part(name, |part| part.is_restricted = true);
    }

    /// It follows the log.
    pub(crate) fn follows(&self, name: &str) {
        self.part(name, |part| part.is_follower = true);
    }

    /// A dead letter could not be kept.
    pub(crate) fn unkept(&self, name: &str) {
        self.part(name, |part| *part.unkept.get_or_insert_default() += 1);
    }

    /// It has come so far.
    pub(crate) fn reached(&self, name: &str, position: Position) {
        self.part(name, |part| part.position = Some(position));
    }

    /// It has removed so many messages of others.
    pub(crate) fn removed(&self, name: &str, count: u64) {
        self.part(name, |part| *part.removed.get_or_insert_default() += count);
    }

    /// A rule has done something.
    pub(crate) fn count(&self, name: &str, rule: String, change: impl FnOnce(&mut Counts)) {
        self.part(name, |part| change(part.rules.entry(rule).or_default()));
    }

    /// It does not work: said once, however often it is tried.
    pub(crate) fn waiting(&self, name: &str, error: &Error) {
        let reason = chain(error);
        let waiting = Health::Waiting { reason: reason.clone() };
        self.part(name, |part| {
            if part.health != waiting {
                // That a connection was gone has been said.
                if !matches!(error, Error::Reconnected) {
                    tracing::warn!(part = name, error = reason, "will be tried again");
                }
                part.health = waiting;
            }
        });
    }
}
