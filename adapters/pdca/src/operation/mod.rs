//! What a person or a tool can ask of a node: one code path, whether it runs here or in the process
//! that holds the directory.

mod backup;
mod cmdb;
mod execute;
mod import;
mod inside;
mod kpi;
pub mod log;
mod past;
mod people;
mod question;
mod rebuild;
mod retry;
mod risk;
pub mod show;
mod sla;
mod standing;
mod stats;
mod summary;
mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod visible;

pub use cmdb::{CmdbQuestion, State};
pub use engine::outside::{Moment, Problem, Refusal};
pub use inside::is_inside;
pub use kpi::{KpiQuestion, aim, figure};
pub use log::LogQuery;
pub use projections::service_levels::{Grouping, Kind};
pub use question::{Questions, questions};
pub use risk::RiskQuestion;
pub use table::Table;
pub use visible::{visible, visible_json, visible_lines};

use crate::node::{Node, NodeError};
use engine::{Actor, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One request to a node.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Sends a command.
    Do(Do),
    /// Shows one thing.
    Show(Show),
    /// The audit trail.
    Log(LogQuery),
    /// Compliance figures.
    SlaReport {
        /// Grouped by what.
        by: Grouping,
        /// Of incidents or of service requests alone.
        of: Option<Kind>,
        /// As of when.
        as_of: Option<Moment>,
        /// What is taken as known.
        known: Known,
    },
    /// How much of the agreed time services worked.
    SlaAvailability {
        /// Of what.
        asked: projections::availability::Asked,
        /// As of when.
        as_of: Option<Moment>,
        /// What is taken as known.
        known: Known,
    },
    /// Which targets will be missed.
    SlaPredict {
        /// How many clocks at most.
        limit: usize,
        /// As of when.
        as_of: Option<Moment>,
        /// What is taken as known.
        known: Known,
    },
    /// What would have been kept, had something else been agreed.
    SlaWhatIf {
        /// What.
        proposal: Box<projections::service_levels::Proposal>,
        /// Of which cases.
        scope: projections::service_levels::Scope,
        /// As of when.
        as_of: Option<Moment>,
        /// What is taken as known.
        known: Known,
    },
    /// What is given back for missed targets.
    SlaCredits {
        /// Of which agreement and months.
        asked: projections::service_levels::credits::Asked,
        /// As of when.
        as_of: Option<Moment>,
        /// What is taken as known.
        known: Known,
    },
    /// Every interval of one clock.
    SlaExplain {
        /// The kind of process; where only one has such a key, it need not be said.
        process: Option<String>,
        /// Which one.
        key: String,
        /// As of when.
        as_of: Option<Moment>,
    },
    /// The work list.
    Tasks {
        /// Which tasks.
        filter: projections::tasks::Filter,
        /// As of when.
        as_of: Option<Moment>,
    },
    /// Who holds which role, or ever held it.
    Roles {
        /// Which.
        filter: projections::roles_held::Filter,
        /// As of when.
        as_of: Option<Moment>,
    },
    /// What services are made of.
    Cmdb {
        /// What is asked.
        question: CmdbQuestion,
        /// As of when.
        as_of: Option<State>,
        /// What is taken as known.
        known: Known,
    },
    /// What may go wrong.
    Risk {
        /// What is asked.
        question: RiskQuestion,
        /// As of when.
        as_of: Option<Moment>,
        /// What is taken as known.
        known: Known,
    },
    /// How quality, security and service do.
    Kpi {
        /// What is asked.
        question: KpiQuestion,
        /// As of when.
        as_of: Option<Moment>,
        /// What is taken as known.
        known: Known,
    },
    /// Brings in another system's history.
    ImportServicenow(ImportServicenow),
    /// Sends dead letters of other tools' events through the rules again.
    RetryIngest {
        /// How many at most.
        most: u64,
    },
    /// Figures about the node itself.
    Stats,
    /// Builds everything derived again.
    Rebuild,
    /// Copies the log, consistent while it is written to.
    Backup {
        /// Where to.
        to: PathBuf,
    },
}

/// A command to send.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Do {
    /// The kind of process.
    pub process: String,
    /// Which one; `None` for a new one.
    pub key: Option<String>,
    /// The command's name.
    pub command: String,
    /// Its body, as JSON text.
    pub body: String,
    /// In whose name.
    pub actor: String,
    /// When it happened, if not now.
    pub at: Option<Timestamp>,
    /// The sender's id: the same twice is as good as once.
    pub command_id: String,
}

/// One thing to show.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Show {
    /// The kind of process.
    pub process: String,
    /// Which one.
    pub key: String,
    /// As of when.
    pub as_of: Option<Moment>,
    /// What is taken as known.
    pub known: Known,
    /// Who looks.
    pub actor: String,
}

/// A history to bring in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportServicenow {
    /// The file, absolute.
    pub file: PathBuf,
    /// What messages call it.
    pub name: String,
    /// The zone its times are in.
    pub timezone: String,
    /// An agreement to measure by, absolute.
    pub agreement: Option<PathBuf>,
    /// In whose name.
    pub actor: String,
}

/// What is taken as known when looking back.
#[derive(Clone, Copy, Debug, Default, Eq, JsonSchema, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Only what was recorded by then.
    #[default]
    At,
    /// All that is known now of what happened by then.
    Now,
}

/// How answers are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Format {
    /// For machines.
    pub json: bool,
    /// How many columns the terminal has; 0 where there is none.
    pub width: u16,
}

impl Format {
    /// How wide tables are: without a terminal, as wide as any terminal is.
    #[must_use]
    pub fn columns(self) -> usize {
        const PIPE: usize = 80;
        if self.width == 0 { PIPE } else { self.width.into() }
    }
}

/// Where answers go.
pub trait Sink: Send {
    /// A line, or several, of the answer. Fails when nobody reads any more.
    ///
    /// # Errors
    /// The operating system's.
    fn line(&mut self, text: &str) -> std::io::Result<()>;

    /// What is worth knowing beside the answer, in a sentence; whoever does not hear it misses
    /// nothing of the answer.
    fn note(&mut self, text: &str);

    /// How far long work has come: of `total` if that is known.
    fn progress(&mut self, what: &str, done: u64, total: Option<u64>);

    /// Whether nobody waits for more: long work that only informs may stop.
    fn is_closed(&mut self) -> bool;
}

/// Who asks, as the door knows it.
#[derive(Clone, Debug)]
pub struct Asker {
    /// Whom the operating system names: `uid 1000`.
    pub principal: String,
    /// The processes that are not for him to see. Who has the directory sees everything.
    pub hidden: Vec<&'static str>,
}

/// Runs an operation on a node.
///
/// # Errors
/// [`Problem`], for people and programs.
pub fn run(
    node: &Node,
    operation: Operation,
    asker: &Asker,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    match operation {
        Operation::Do(command) => execute::run(node, command, asker, format, sink),
        Operation::Show(show) => show::run(node.reader(), &show, format, sink),
        Operation::Log(query) => log::run(node.reader(), &query, format, sink),
        Operation::ImportServicenow(history) => import::run(node, history, asker, format, sink),
        Operation::SlaReport { by, of, as_of, known } => {
            sla::report(node, (by, of), as_of.map(|moment| (moment, known)), format, sink)
        }
        Operation::SlaAvailability { asked, as_of, known } => {
            sla::availability(node, &asked, as_of, known, format, sink)
        }
        Operation::SlaPredict { limit, as_of, known } => {
            sla::predict(node, limit, (as_of, known), format, sink)
        }
        Operation::SlaWhatIf { proposal, scope, as_of, known } => {
            sla::what_if(node, (&proposal, &scope), (as_of, known), format, sink)
        }
        Operation::SlaCredits { asked, as_of, known } => {
            sla::credits(node, &asked, (as_of, known), format, sink)
        }
        Operation::SlaExplain { process, key, as_of } => {
            sla::explain(node, process.as_deref(), &key, as_of, format, sink)
        }
        Operation::Tasks { filter, as_of } => {
            people::list_tasks(node, &filter, as_of, format, sink)
        }
        Operation::Roles { filter, as_of } => {
            people::list_roles(node, &filter, as_of, format, sink)
        }
        Operation::Cmdb { question, as_of, known } => {
            let then = cmdb::Then::of(node, as_of.as_ref(), known)?;
            cmdb::run(node, question, then, &asker.hidden, format, sink)
        }
        Operation::Risk { question, as_of, known } => {
            risk::run(node, question, as_of, known, &asker.hidden, format, sink)
        }
        Operation::Kpi { question, as_of, known } => {
            kpi::run(node, question, (as_of, known), &asker.hidden, format, sink)
        }
        Operation::Rebuild => rebuild::run(node, format, sink),
        Operation::Backup { to } => backup::run(node, &to, format, sink),
        Operation::RetryIngest { most } => retry::run(node, most, format, sink),
        Operation::Stats => stats::run(node, format, sink),
    }
}

impl From<NodeError> for Problem {
    fn from(error: NodeError) -> Self {
        Self::failure("node_failed", &error)
    }
}

/// An actor's name, as people type it.
fn actor(text: &str) -> Result<Actor, Problem> {
    Actor::new(text).map_err(|error| Problem::bad_input("bad_actor", &error))
}

/// Writes a value as one line of JSON.
fn json_line<T: Serialize>(sink: &mut dyn Sink, value: &T) -> Result<(), Problem> {
    sink.line(&engine::json::of(value).to_string()).map_err(Problem::from)
}
