//! Whoever holds the data directory listens on a Unix socket in it, so that a second process works
//! through the first, on the same code path.
//!
//! Lines of JSON: one `Ask` in, any number of `Frame`s out, the last of them `Done`.

mod client;
mod server;

pub use client::{Unreachable, ask};
pub use server::Server;

use crate::operation::{Format, Operation, Problem};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};

/// The protocol's version: both ends are of the same release, or say so.
const PROTOCOL: &str = env!("CARGO_PKG_VERSION");
/// The longest line that is read, in bytes: a command's body with what is around it.
const LINE_BYTES_MAX: usize = 1024 * 1024;
pub(crate) const SOCKET: &str = "socket";

/// What a client sends.
#[derive(Debug, Serialize, Deserialize)]
struct Ask {
    protocol: String,
    operation: Operation,
    format: Format,
}

/// What a node answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Frame {
    /// Part of the answer.
    Line(String),
    /// Said beside the answer.
    Note(String),
    /// How far long work has come.
    Progress { what: String, done: u64, total: Option<u64> },
    /// Still at it: nothing else was to be said for a while.
    Working,
    /// The end of the answer.
    Done(Result<(), Problem>),
}

/// A path to the socket that is short, however long the directory's is: a socket's address holds
/// 108 bytes. The file is to be kept open as long as the path is used.
fn short_path(dir: &Path) -> io::Result<(File, PathBuf)> {
    let opened = File::open(dir)?;
    let path = PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", opened.as_raw_fd()));
    Ok((opened, path))
}

/// One line with its end; `None` at the end of the stream.
fn read_line(reader: &mut impl io::BufRead, bytes_max: usize) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let limit = bytes_max as u64 + 1;
    let read = io::BufRead::read_until(&mut io::Read::take(reader, limit), b'\n', &mut line)?;
    if read > bytes_max {
        let error = format!("a line of more than {bytes_max} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, error));
    }
    if read == 0 {
        return Ok(None);
    }
    let text = String::from_utf8(line);
    text.map(Some).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
