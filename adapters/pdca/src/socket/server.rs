use super::{Ask, Frame, LINE_BYTES_MAX, PROTOCOL, SOCKET, read_line, short_path};
use crate::node::{Node, NodeError};
use crate::operation::{self, Asker, Problem, Refusal, Sink};
use rustix::net::sockopt::socket_peercred;
use rustix::net::{Shutdown, shutdown};
use std::fs::{File, Permissions};
use std::io::{self, BufReader, Write as _};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How many clients are served at once; further ones are told to try again.
const CLIENTS_MAX: usize = 64;
/// How long a client may take to say what it wants, or to take in what it asked for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a client waits for a word while its work is done; shorter than any client's patience.
const STILL_WORKING: Duration = Duration::from_secs(1);

/// Serves other processes as long as it is kept.
pub struct Server {
    dir: PathBuf,
    /// As the thread has it, to wake it: the socket's file may be gone by then.
    listener: UnixListener,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens in the node's directory, for its owner only.
    ///
    /// # Errors
    /// [`NodeError::Io`], with the socket's path.
    pub fn start(node: Arc<Node>) -> Result<Self, NodeError> {
        let path = node.settings().data.join(SOCKET);
        Self::listen(node).map_err(|source| NodeError::Io { path, source })
    }

    fn listen(node: Arc<Node>) -> io::Result<Self> {
        let dir = node.settings().data.clone();
        let (opened, path) = short_path(&dir)?;
        remove_dead(&path)?;
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = Arc::clone(&stop);
        let waker = listener.try_clone()?;
        let thread = std::thread::Builder::new()
            .name("pdca-socket".to_owned())
            .spawn(move || accept(&node, &listener, &stopping, &opened))?;
        Ok(Self { dir, listener: waker, stop, thread: Some(thread) })
    }
}

impl Drop for Server {
    /// Serves who is connected to the end, then stops.
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if let Err(error) = shutdown(&self.listener, Shutdown::Both) {
            tracing::warn!(%error, "the socket does not wake up");
        }
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the socket's thread panicked");
        }
        if let Err(error) = std::fs::remove_file(self.dir.join(SOCKET)) {
            tracing::debug!(%error, "the socket is gone already");
        }
    }
}

/// We hold the directory's lock: a socket that is still there is a dead one's. What else has its
/// name is not ours.
fn remove_dead(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(found) if found.file_type().is_socket() => std::fs::remove_file(path),
        Ok(_) => {
            let error = "it is no socket, and the node would listen there; move it away";
            Err(io::Error::new(io::ErrorKind::AlreadyExists, error))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn accept(node: &Arc<Node>, listener: &UnixListener, stop: &AtomicBool, _dir: &File) {
    let clients = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        while !stop.load(Ordering::SeqCst) {
            let stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(_) if stop.load(Ordering::SeqCst) => break,
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
    let remote = &Remote { stream: Mutex::new(stream), stop };
    let outcome = std::thread::scope(|scope| {
        let (working, done) = mpsc::channel();
        scope.spawn(move || remote.say_working(&done));
        let outcome = answer(node, &line, principal, remote);
        drop(working);
        outcome
    });
    send(stream, &Frame::Done(outcome))
}

fn answer(node: &Node, line: &str, principal: String, remote: &Remote<'_>) -> Result<(), Problem> {
    match serde_json::from_str(line) {
        Ok(Ask { protocol, .. }) if protocol != PROTOCOL => {
            let detail =
                format!("the node is of release {PROTOCOL}, this is {protocol}; use the same");
            Err(Problem::new(Refusal::Input, "other_release", &detail))
        }
        Ok(Ask { operation, format, .. }) => {
            let asker = Asker { principal, hidden: Vec::new() };
            operation::run(node, operation, &asker, format, &mut &*remote)
        }
        Err(error) => Err(Problem::bad_input("bad_request", &error)),
    }
}

fn send(mut stream: &UnixStream, frame: &Frame) -> io::Result<()> {
    let mut line = engine::json::of(frame).to_string();
    line.push('\n');
    stream.write_all(line.as_bytes())
}

struct Remote<'a> {
    /// Whoever holds it writes a whole frame.
    stream: Mutex<&'a UnixStream>,
    stop: &'a AtomicBool,
}

impl Remote<'_> {
    fn send(&self, frame: &Frame) -> io::Result<()> {
        send(*self.stream.lock().unwrap_or_else(PoisonError::into_inner), frame)
    }

    /// Lets the client know, as long as the work takes, that somebody is at it.
    fn say_working(&self, done: &Receiver<()>) {
        while done.recv_timeout(STILL_WORKING) == Err(RecvTimeoutError::Timeout) {
            // Who is not there any more need not be told.
            let _ = self.send(&Frame::Working);
        }
    }
}

impl Sink for &Remote<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        self.send(&Frame::Line(text.to_owned()))
    }

    fn note(&mut self, text: &str) {
        // Who is not there any more need not be told.
        let _ = self.send(&Frame::Note(text.to_owned()));
    }

    fn progress(&mut self, what: &str, done: u64, total: Option<u64>) {
        // Who is not there any more need not be told; the work goes on.
        let _ = self.send(&Frame::Progress { what: what.to_owned(), done, total });
    }

    fn is_closed(&mut self) -> bool {
        let mut stream = *self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        // A client sends one line and then listens: whatever there is to read now is its end.
        let gone = stream.set_nonblocking(true).is_ok_and(|()| {
            let mut byte = [0];
            let read = io::Read::read(&mut stream, &mut byte);
            !matches!(read, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
        });
        let blocking = stream.set_nonblocking(false);
        gone || blocking.is_err() || self.stop.load(Ordering::SeqCst)
    }
}
