use super::{Ask, Frame, PROTOCOL, read_line, short_path};
use crate::operation::{Format, Operation, Problem, Refusal, Sink};
use std::io::{self, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// The longest line of an answer, in bytes: a record of the log as JSON, escaped.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Nobody answers there.
#[derive(Debug, thiserror::Error)]
#[error("nobody listens in the directory")]
pub struct Unreachable;

/// Has the process that holds `dir` do it.
///
/// # Errors
/// [`Unreachable`], when there is none; then nothing was done.
pub fn ask(
    dir: &Path,
    operation: &Operation,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<Result<(), Problem>, Unreachable> {
    let (_dir, path) = short_path(dir).map_err(|_| Unreachable)?;
    let stream = UnixStream::connect(path).map_err(|_| Unreachable)?;
    let ask = Ask { protocol: PROTOCOL.to_owned(), operation: operation.clone(), format };
    let mut line = engine::json::of(&ask).to_string();
    line.push('\n');
    // What is cut off before it was sent whole was not done; let the caller find out who holds it.
    (&stream).write_all(line.as_bytes()).map_err(|_| Unreachable)?;
    Ok(receive(&stream, sink))
}

fn receive(stream: &UnixStream, sink: &mut dyn Sink) -> Result<(), Problem> {
    let mut reader = BufReader::new(stream);
    while let Some(line) = read_line(&mut reader, ANSWER_BYTES_MAX)? {
        let frame = serde_json::from_str(&line).map_err(io::Error::from)?;
        match frame {
            Frame::Line(text) => sink.line(&text)?,
            Frame::Progress { what, done, total } => sink.progress(&what, done, total),
            Frame::Done(outcome) => return outcome,
        }
    }
    let detail =
        "the node went away before it had answered; send it again with the same --command-id";
    Err(Problem::new(Refusal::Failure, "node_gone", detail))
}
