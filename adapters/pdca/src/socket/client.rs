use super::{Ask, Frame, PROTOCOL, read_line, short_path};
use crate::operation::{Format, Operation, Problem, Refusal, Sink};
use std::io::{self, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// The longest line of an answer, in bytes: a record of the log as JSON, escaped.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Nobody answers there: no one listens, or went away before the first word of an answer. Asking
/// again is safe: a command keeps its id.
#[derive(Debug, thiserror::Error)]
#[error("nobody listens in the directory")]
pub struct Unreachable;

/// Has the process that holds `dir` do it.
///
/// # Errors
/// [`Unreachable`], when there is none.
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
    (&stream).write_all(line.as_bytes()).map_err(|_| Unreachable)?;
    let mut reader = BufReader::new(&stream);
    let first = read_line(&mut reader, ANSWER_BYTES_MAX).ok().flatten().ok_or(Unreachable)?;
    Ok(receive(first, &mut reader, sink))
}

fn receive(
    first: String,
    reader: &mut BufReader<&UnixStream>,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let mut next = Some(first);
    while let Some(line) = next {
        let frame = serde_json::from_str(&line).map_err(io::Error::from)?;
        match frame {
            Frame::Line(text) => sink.line(&text)?,
            Frame::Progress { what, done, total } => sink.progress(&what, done, total),
            Frame::Done(outcome) => return outcome,
        }
        next = read_line(reader, ANSWER_BYTES_MAX)?;
    }
    let detail =
        "the node went away before it had answered; send it again with the same --command-id";
    Err(Problem::new(Refusal::Failure, "node_gone", detail))
}
