//! An import from its file to its sums.

use super::agreement::{AgreementError, put_in_force};
use super::reading::{FileError, Input};
use super::record::{LeftOpen, RunRecord};
use super::rejects::remove_unfinished;
use super::row::HeaderError;
use super::source::{Source, Sources};
use super::summary::Summary;
use super::taking::Taking;
use super::times::{UnknownZone, Zone};
use crate::node::Node;
use engine::projection::QueryError;
use engine::runtime::{ExecuteError, RECORDER};
use engine::store::ReadError;
use engine::{Caller, NameError};
use std::path::PathBuf;

/// What is brought in, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file.
    pub input: Input,
    /// The zone its times are in.
    pub timezone: String,
    /// An agreement to measure by.
    pub agreement: Option<PathBuf>,
    /// Who brings it in.
    pub caller: Caller,
    /// How much memory rows may take while they are sorted, in bytes.
    pub sort_bytes_max: usize,
}

/// A history cannot be brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Another one is going on.
    #[error("an import is going on here already; try again when it is over")]
    GoingOn,
    /// The zone.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file's first line.
    #[error("{file}: {source}")]
    Header {
        /// The file.
        file: String,
        /// What is wrong.
        source: HeaderError,
    },
    /// Who asks may not.
    #[error(
        "{actor} may not record what happened long ago: that needs the role {RECORDER}{held}. \
         Whoever is top management can offer it: pdca do role {RECORDER} offer \
         '{{\"person\":\"{actor}\",\"competence\":{{\"statement\":\"…\"}}}}', and {actor} takes it: \
         pdca do role {RECORDER} accept"
    )]
    NotRecorder {
        /// Who asks.
        actor: engine::Actor,
        /// Who has it, as the end of a clause.
        held: String,
    },
    /// The agreement.
    #[error(transparent)]
    Agreement(#[from] AgreementError),
    /// Temporary files or the file of rejects.
    #[error("cannot write {}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The engine failed.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The read models cannot be asked.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Our own names.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The rest could not be settled.
    #[error(transparent)]
    Node(#[from] crate::node::NodeError),
}

/// Brings a history in, and says what came of it. `progress` is told what is done, how far, of how
/// much.
///
/// # Errors
/// [`ImportError`]. Until the first new row is sent nothing is recorded; after that the run stays
/// open, and the next import of the same file takes it up again.
pub fn run(
    node: &Node,
    options: Options,
    progress: &mut dyn FnMut(&str, u64, Option<u64>),
) -> Result<Summary, ImportError> {
    let _alone = node.importing().ok_or(ImportError::GoingOn)?;
    let Options { input, timezone, agreement, caller, sort_bytes_max: bytes_max } = options;
    let zone = Zone::named(&timezone)?;
    recorder(node, &caller)?;
    // Nobody else brings anything in: one process has the directory, and here we are alone.
    remove_unfinished(&node.settings().rejects_dir())?;
    let source = Source { input, zone, bytes_max };
    let Sources { rows, mut rejects, digest, total, ambiguous, blank } =
        source.sorted(node.settings(), progress)?;
    let agreement = agreement.map(|file| put_in_force(node, &caller, &file)).transpose()?;
    let (record, LeftOpen { is_resumed, abandoned }) =
        RunRecord::take_up(node, &caller, digest.clone(), timezone.clone())?;
    let rejected = rejects.count();
    let summary = Summary {
        resumed: is_resumed,
        abandoned,
        rejected,
        ambiguous,
        blank,
        agreement,
        ..Summary::default()
    };
    let mut taking = Taking::new(node, &caller, timezone, record, summary);
    taking.bring_in(rows, &mut rejects, total, progress)?;
    let rejects = rejects.keep(&digest)?;
    Ok(Summary { rejects, ..taking.end()? })
}

/// Refuses whoever may not record what happened long ago, before anything is read.
fn recorder(node: &Node, caller: &Caller) -> Result<(), ImportError> {
    let (actor, now) = (caller.actor.clone(), node.engine().now());
    let authority = node.engine().catalogue().authority();
    let facts = node.reader().facts()?;
    if authority.holds(&facts, &actor, RECORDER, now) {
        return Ok(());
    }
    let holders = authority.holders(&facts, RECORDER, now);
    let held = holders.first().map(|holder| format!(", which {holder} holds"));
    Err(ImportError::NotRecorder { actor, held: held.unwrap_or_default() })
}
