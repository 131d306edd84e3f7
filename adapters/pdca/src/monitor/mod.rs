//! What operators see of a node that serves, from its opening to its end: health, readiness and
//! metrics. All figures are those of `stats`.

mod checks;
mod metrics;

use crate::node::Node;
use http::{Check, Observed};
use std::sync::{Mutex, PoisonError, Weak};

/// A node as operators see it.
pub struct Monitor {
    /// Whether it is to take part in NATS.
    on_nats: bool,
    stage: Mutex<Stage>,
}

/// Where a node is between its start and its end.
#[derive(Clone)]
enum Stage {
    /// The log is read.
    Opening,
    /// It serves.
    Serving(Weak<Node>),
    /// It ends what it has begun, and takes nothing more.
    Stopping(Weak<Node>),
}

impl Monitor {
    /// Of a node that is being opened.
    #[must_use]
    pub fn opening(on_nats: bool) -> Self {
        Self { on_nats, stage: Mutex::new(Stage::Opening) }
    }

    /// The node is open, and can be sent work.
    pub fn serving(&self, node: Weak<Node>) {
        self.set(Stage::Serving(node));
    }

    /// The node takes nothing more.
    pub fn stopping(&self) {
        let stage = match self.stage() {
            Stage::Opening => Stage::Stopping(Weak::new()),
            Stage::Serving(node) | Stage::Stopping(node) => Stage::Stopping(node),
        };
        self.set(stage);
    }

    fn set(&self, stage: Stage) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    fn stage(&self) -> Stage {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Observed for Monitor {
    fn health(&self) -> Vec<Check> {
        checks::health(&self.stage())
    }

    fn readiness(&self) -> Vec<Check> {
        checks::readiness(&self.stage(), self.on_nats)
    }

    fn metrics(&self) -> String {
        let is_ready = self.readiness().iter().all(|check| check.ok);
        let stats = self.stage().node().map(|node| node.stats());
        metrics::of(stats.as_ref(), is_ready)
    }
}

impl Stage {
    fn node(&self) -> Option<std::sync::Arc<Node>> {
        match self {
            Self::Opening => None,
            Self::Serving(node) | Self::Stopping(node) => node.upgrade(),
        }
    }
}
