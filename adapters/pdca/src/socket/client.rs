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
    Ok(receive(first, &mut reader, operation, sink))
}

fn receive(
    first: String,
    reader: &mut BufReader<&UnixStream>,
    operation: &Operation,
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
    let detail = format!("the node went away before it had answered; {}", next_step(operation));
    Err(Problem::new(Refusal::Failure, "node_gone", &detail))
}

/// What to do when nobody knows whether it was done.
fn next_step(operation: &Operation) -> String {
    match operation {
        Operation::Do(command) => format!(
            "whether it was done is not known: send it again with --command-id {}, which is as good \
             as once",
            command.command_id
        ),
        Operation::ImportServicenow(_) => {
            "import the same file again: what is in the log already is not added twice".to_owned()
        }
        Operation::Log(query) if query.follow => {
            "what is written is on record; follow again with --from and the position after the last \
             line"
                .to_owned()
        }
        Operation::Show(_)
        | Operation::Log(_)
        | Operation::SlaReport { .. }
        | Operation::SlaExplain { .. }
        | Operation::Stats
        | Operation::Rebuild
        | Operation::Backup { .. } => "it can be run again".to_owned(),
    }
}
