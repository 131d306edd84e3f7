//! What operators and their tools look at, over HTTP:
//!
//! | path | |
//! | --- | --- |
//! | `/metrics` | figures in the text format of Prometheus |
//! | `/healthz` | 200 while the process does its work, 503 when only a restart could help |
//! | `/readyz` | 200 while it can be sent work |
//!
//! With `?verbose`, health and readiness say each check in JSON.
//!
//! **Invariant:** this crate knows no node: what it tells, it asks for. It only reads.

mod answer;
mod exposition;
mod listen;
mod server;

pub use answer::{Check, Observed};
pub use exposition::{Exposition, Family, Kind};
pub use listen::{Listen, ListenError};
pub use server::Server;

use serde::{Deserialize, Serialize};

/// What is offered over HTTP: the table `[http]` of the configuration.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where to listen: a port of this machine alone, or an address with a port. Without it, nothing
    /// is offered.
    pub listen: Option<Listen>,
}
