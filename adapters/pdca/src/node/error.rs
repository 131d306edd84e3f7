use engine::outside::IdError;
use engine::runtime::{ExecuteError, OpenError, PolicyError};
use engine::store::ReadError;
use engine::{CommandError, NameError, Position, StoreError};
use std::path::{Path, PathBuf};

/// A node cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// There is no log in the directory.
    #[error("{} holds no log; make one with: pdca --data {} init --owner NAME", .0.display(), .0.display())]
    NotFounded(PathBuf),
    /// Something else lies where a log was to be made.
    #[error("{} is not of a data directory; name a new directory or an empty one, or move that away", .0.display())]
    Occupied(PathBuf),
    /// Nobody could read or type whom the log belongs to.
    #[error(
        "the owner {0:?} is nobody: a name has a letter or a digit, and system is the engine itself; name a person"
    )]
    Nameless(String),
    /// There is a log in the directory already.
    #[error("{} holds a log already", .0.display())]
    Founded(PathBuf),
    /// The log's files are gone.
    #[error("the log of {} is gone: no segment is left; restore a backup (removing what is left of it accepts the loss)", .0.display())]
    Gone(PathBuf),
    /// The log has lost its end.
    #[error(
        "the log of {} ends at position {head}, in {}, but snapshots know position {known}: what came behind is gone{}; restore a backup (removing the directory derived accepts the loss)",
        path.display(), segment.display(), kept.as_deref().map(kept_in).unwrap_or_default()
    )]
    Shorter {
        /// The data directory.
        path: PathBuf,
        /// The segment that the log ends in.
        segment: PathBuf,
        /// The file with what an earlier start cut off last.
        kept: Option<PathBuf>,
        /// Where the log ends.
        head: Position,
        /// What the snapshots are true for.
        known: Position,
    },
    /// The directory cannot be used.
    #[error("cannot use {}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The log cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The policies cannot start.
    #[error(transparent)]
    Policies(#[from] PolicyError),
    /// The founding records were refused.
    #[error(transparent)]
    Founding(#[from] ExecuteError),
}

fn kept_in(file: &Path) -> String {
    format!(" (what a start cut off last is in {})", file.display())
}

/// A command that a library call names by its text.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The command cannot be read.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A name is not one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The sender's id is not one.
    #[error(transparent)]
    Id(#[from] IdError),
    /// It was not accepted.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
}
