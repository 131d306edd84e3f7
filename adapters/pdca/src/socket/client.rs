use super::{Ask, Frame, PROTOCOL, read_line, short_path};
use crate::node::Settings;
use crate::operation::{Format, Operation, Problem, Refusal, Sink};
use rustix::net::sockopt::{Timeout, set_socket_timeout, socket_peercred};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};
use std::io::{self, BufReader, Write as _};
use std::os::unix::net::UnixStream;

/// The longest line of an answer, in bytes: a record of the log as JSON, escaped.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Nobody answers there: no one listens, or went away before the first word of an answer. Asking
/// again is safe: a command keeps its id.
#[derive(Debug, thiserror::Error)]
#[error("nobody listens in the directory")]
pub struct Unreachable;

/// Has the process that holds the data directory do it.
///
/// # Errors
/// [`Unreachable`], when there is none.
pub fn ask(
    settings: &Settings,
    operation: &Operation,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<Result<(), Problem>, Unreachable> {
    let mut holder = match Holder::of(settings) {
        Ok(holder) => holder,
        Err(error) if is_silence(&error) => {
            return Ok(Err(silent(settings, None, "nothing was asked: ask again")));
        }
        Err(_) => return Err(Unreachable),
    };
    let first = match holder.ask(operation, format) {
        Ok(Some(first)) => first,
        Err(error) if is_silence(&error) => return Ok(Err(holder.silent(operation))),
        Ok(None) | Err(_) => return Err(Unreachable),
    };
    Ok(holder.receive(first, operation, sink))
}

/// Who holds the directory and listens there.
struct Holder<'a> {
    settings: &'a Settings,
    reader: BufReader<UnixStream>,
}

impl<'a> Holder<'a> {
    fn of(settings: &'a Settings) -> io::Result<Self> {
        let (_dir, path) = short_path(&settings.data)?;
        let (flags, patience) = (SocketFlags::CLOEXEC, settings.answer_timeout());
        let socket = socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
        // A process that hangs does not accept, either: connecting waits no longer than for a word.
        for direction in [Timeout::Send, Timeout::Recv] {
            set_socket_timeout(&socket, direction, Some(patience))?;
        }
        connect(&socket, &SocketAddrUnix::new(path)?)?;
        Ok(Self { settings, reader: BufReader::new(UnixStream::from(socket)) })
    }

    /// Asks; the first line of the answer.
    fn ask(&mut self, operation: &Operation, format: Format) -> io::Result<Option<String>> {
        let ask = Ask { protocol: PROTOCOL.to_owned(), operation: operation.clone(), format };
        let mut line = engine::json::of(&ask).to_string();
        line.push('\n');
        self.reader.get_ref().write_all(line.as_bytes())?;
        read_line(&mut self.reader, ANSWER_BYTES_MAX)
    }

    fn receive(
        mut self,
        first: String,
        operation: &Operation,
        sink: &mut dyn Sink,
    ) -> Result<(), Problem> {
        let mut next = Some(first);
        while let Some(line) = next {
            let frame = serde_json::from_str(&line).map_err(io::Error::from)?;
            match frame {
                Frame::Line(text) => sink.line(&text)?,
                Frame::Note(text) => sink.note(&text),
                Frame::Progress { what, done, total } => sink.progress(&what, done, total),
                Frame::Working => {}
                Frame::Done(outcome) => return outcome,
            }
            next = match read_line(&mut self.reader, ANSWER_BYTES_MAX) {
                Err(error) if is_silence(&error) => return Err(self.silent(operation)),
                read => read?,
            };
        }
        let detail = format!("the node went away before it had answered; {}", next_step(operation));
        Err(Problem::new(Refusal::Failure, "node_gone", &detail))
    }

    /// It has not said a word, not even that it is working.
    fn silent(&self, operation: &Operation) -> Problem {
        let peer = socket_peercred(self.reader.get_ref());
        let pid = peer.ok().map(|peer| peer.pid.as_raw_pid());
        silent(self.settings, pid, &next_step(operation))
    }
}

/// How the operating system says that the time is over.
fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn silent(settings: &Settings, pid: Option<i32>, next_step: &str) -> Problem {
    let (dir, seconds) = (settings.data.display(), settings.answer_timeout_s);
    let holds = format!("holds {dir} and has not said a word for {seconds} s (answer_timeout_s)");
    let detail = match pid {
        Some(pid) => format!(
            "process {pid} {holds}: it is stopped or hangs; have it go on (kill -CONT {pid}) or end \
             it (kill -KILL {pid}), which loses nothing that was acknowledged; {next_step}"
        ),
        None => format!(
            "another process {holds}: it is stopped or hangs; find it (fuser {dir}/log/lock), have \
             it go on or end it, which loses nothing that was acknowledged; {next_step}"
        ),
    };
    Problem::new(Refusal::Failure, "no_answer", &detail)
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
        | Operation::SlaAvailability { .. }
        | Operation::SlaCredits { .. }
        | Operation::SlaExplain { .. }
        | Operation::SlaPredict { .. }
        | Operation::SlaWhatIf { .. }
        | Operation::Tasks { .. }
        | Operation::Roles { .. }
        | Operation::Cmdb { .. }
        | Operation::Risk { .. }
        | Operation::Kpi { .. }
        | Operation::RetryIngest { .. }
        | Operation::Stats
        | Operation::Rebuild
        | Operation::Backup { .. } => "it can be run again".to_owned(),
    }
}
