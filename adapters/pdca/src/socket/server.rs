use super::{Ask, Frame, LINE_BYTES_MAX, PROTOCOL, SOCKET, read_line, short_path};
use crate::node::Node;
use crate::operation::{self, Asker, Problem, Refusal, Sink};
use rustix::net::sockopt::socket_peercred;
use std::fs::{File, Permissions};
use std::io::{self, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How many clients are served at once; further ones are told to try again.
const CLIENTS_MAX: usize = 64;
/// How long a client may take to say what it wants, or to take in what it asked for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves other processes as long as it is kept.
pub struct Server {
    dir: PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens in the node's directory, for its owner only.
    ///
    /// # Errors
    /// The operating system's.
    pub fn start(node: Arc<Node>) -> io::Result<Self> {
        let dir = node.settings().data.clone();
        let (opened, path) = short_path(&dir)?;
        // We hold the directory's lock: a socket that is still there is a dead one's.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("pdca-socket".to_owned())
            .spawn(move || accept(&node, &listener, &stopping, &opened))?;
        Ok(Self { dir, stop, thread: Some(thread) })
    }
}

impl Drop for Server {
    /// Serves who is connected to the end, then stops.
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // A connection of our own wakes the listener.
        if let Ok((_dir, path)) = short_path(&self.dir) {
            drop(UnixStream::connect(&path));
        }
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the socket's thread panicked");
        }
        if let Err(error) = std::fs::remove_file(self.dir.join(SOCKET)) {
            tracing::debug!(%error, "the socket is gone already");
        }
    }
}

fn accept(node: &Arc<Node>, listener: &UnixListener, stop: &AtomicBool, _dir: &File) {
    let clients = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        while !stop.load(Ordering::SeqCst) {
            let stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a client could not connect");
                    continue;
                }
            };
            if clients.fetch_add(1, Ordering::SeqCst) >= CLIENTS_MAX {
                clients.fetch_sub(1, Ordering::SeqCst);
                refuse(&stream);
                continue;
            }
            let clients = &clients;
            scope.spawn(move || {
                if let Err(error) = serve(node, &stream, stop) {
                    tracing::debug!(%error, "a client went away");
                }
                clients.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
}

fn refuse(stream: &UnixStream) {
    let detail = format!("{CLIENTS_MAX} clients are served already; try again");
    let problem = Problem::new(Refusal::Failure, "too_many_clients", &detail);
    // Who is not there any more need not be told.
    let _ = send(stream, &Frame::Done(Err(problem)));
}

fn serve(node: &Node, stream: &UnixStream, stop: &AtomicBool) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let principal = format!("uid {}", socket_peercred(stream)?.uid.as_raw());
    let line = read_line(&mut BufReader::new(stream), LINE_BYTES_MAX);
    let line = match line {
        Ok(None) => return Ok(()),
        Ok(Some(line)) => line,
        Err(error) => {
            let problem = Problem::bad_input("bad_request", &error);
            return send(stream, &Frame::Done(Err(problem)));
        }
    };
    let mut sink = Remote { stream, stop };
    let outcome = match serde_json::from_str(&line) {
        Ok(Ask { protocol, .. }) if protocol != PROTOCOL => {
            let detail =
                format!("the node is of release {PROTOCOL}, this is {protocol}; use the same");
            Err(Problem::new(Refusal::Input, "other_release", &detail))
        }
        Ok(Ask { operation, format, .. }) => {
            operation::run(node, operation, &Asker { principal }, format, &mut sink)
        }
        Err(error) => Err(Problem::bad_input("bad_request", &error)),
    };
    send(stream, &Frame::Done(outcome))
}

fn send(mut stream: &UnixStream, frame: &Frame) -> io::Result<()> {
    let mut line = engine::json::of(frame).to_string();
    line.push('\n');
    stream.write_all(line.as_bytes())
}

struct Remote<'a> {
    stream: &'a UnixStream,
    stop: &'a AtomicBool,
}

impl Sink for Remote<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        send(self.stream, &Frame::Line(text.to_owned()))
    }

    fn progress(&mut self, what: &str, done: u64, total: Option<u64>) {
        // Who is not there any more need not be told; the work goes on.
        let _ = send(self.stream, &Frame::Progress { what: what.to_owned(), done, total });
    }

    fn is_closed(&mut self) -> bool {
        // A client sends one line and then listens: whatever there is to read now is its end.
        let gone = self.stream.set_nonblocking(true).is_ok_and(|()| {
            let mut byte = [0];
            let read = io::Read::read(&mut &*self.stream, &mut byte);
            !matches!(read, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
        });
        let blocking = self.stream.set_nonblocking(false);
        gone || blocking.is_err() || self.stop.load(Ordering::SeqCst)
    }
}
