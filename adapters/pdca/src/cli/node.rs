use super::{opened, service, this_user};
use crate::cli::args::Serve;
use crate::cli::terminal::Terminal;
use engine::{EventStore as _, StoreError, SystemClock};
use http::Listen;
use nats::Adapter;
use pdca::monitor::Monitor;
use pdca::node::{Node, NodeError, Settings};
use pdca::operation::{self, Format, Operation, Problem, Questions, Refusal, Sink as _};
use pdca::socket::{self, Server};
use serde_json::json;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often the directory is tried while someone holds it who does not listen yet, or any more.
const ATTEMPTS_MAX: u32 = 500;
const PAUSE: Duration = Duration::from_millis(20);
/// How long a node that is to begin waits for it.
const LOCKED_MAX: Duration = Duration::from_secs(5);

/// Runs an operation where the data directory is held, or here.
pub(crate) fn run(
    settings: &Settings,
    operation: Operation,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let mut attempt = 1;
    loop {
        if let Ok(done) = socket::ask(settings, &operation, format, terminal) {
            return done;
        }
        match open(settings, terminal) {
            Ok(node) => {
                let node = Arc::new(node);
                let server = Server::start(Arc::clone(&node)).map_err(|error| opened(&error))?;
                let done = operation::run(&node, operation, &this_user(), format, terminal);
                drop(server);
                return done;
            }
            Err(NodeError::Store(StoreError::Locked { .. })) if attempt < ATTEMPTS_MAX => {
                attempt += 1;
                std::thread::sleep(PAUSE);
            }
            Err(error) => return Err(opened(&error)),
        }
    }
}

fn open(settings: &Settings, terminal: &mut Terminal) -> Result<Node, NodeError> {
    Node::open_with(settings.clone(), Arc::new(SystemClock), &mut |what, done, total| {
        operation::Sink::progress(terminal, what, done, Some(total));
    })
}

/// Opens a directory, even if somebody looks at it just then: a command line that finds no node does
/// its work itself, and is soon gone.
fn open_soon(settings: &Settings, terminal: &mut Terminal) -> Result<Node, NodeError> {
    let began = Instant::now();
    loop {
        match open(settings, terminal) {
            Err(NodeError::Store(StoreError::Locked { .. })) if began.elapsed() < LOCKED_MAX => {
                std::thread::sleep(PAUSE);
            }
            opened => return opened,
        }
    }
}

/// Holds the directory until it is told to stop.
pub(crate) fn serve(
    settings: &Settings,
    arguments: Serve,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let settings = arguments.over(settings);
    // Before anything is opened, so that no signal is missed.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let monitor = Arc::new(Monitor::opening(settings.nats.url.is_some()));
    let http = on_http(&monitor, &settings)?;
    let node = Arc::new(open_soon(&settings, terminal).map_err(|error| opened(&error))?);
    node.start_workers().map_err(|error| opened(&error))?;
    if settings.nats.url.is_some() {
        node.joins_nats();
    }
    let server = Server::start(Arc::clone(&node)).map_err(|error| opened(&error))?;
    monitor.serving(Arc::downgrade(&node));
    let (log, position) = (node.store().log_id().to_string(), node.engine().head());
    let adapter = on_nats(&node, &settings)?;
    let url = adapter.as_ref().and(settings.nats.url.as_ref());
    let address = http.as_ref().map(|http| format!("http://{}", http.address()));
    let data = settings.data.display().to_string();
    if format.json {
        let holding = json!({
            "holding": data, "log": log, "position": position, "nats": url, "http": address,
        });
        terminal.line(&holding.to_string())?;
    } else {
        terminal.line(&format!("log {log}, position {position}"))?;
        if let Some(url) = url {
            terminal.line(&format!("on NATS at {url}"))?;
        }
        if let Some(address) = address {
            terminal.line(&format!("metrics and health at {address}"))?;
        }
        terminal.line(&format!("holding {data}; stop with SIGINT or SIGTERM"))?;
    }
    service::ready();
    signals.forever().next();
    monitor.stopping();
    service::stopping();
    // Whoever sends commands first, and last who tells that it is stopping.
    drop(adapter);
    drop(server);
    node.close();
    drop(http);
    let stopped =
        if format.json { json!({ "stopped": data }).to_string() } else { "stopped".into() };
    Ok(terminal.line(&stopped)?)
}

/// Before the log is read: who asks is told that it is being opened.
fn on_http(monitor: &Arc<Monitor>, settings: &Settings) -> Result<Option<http::Server>, Problem> {
    let Some(Listen(address)) = settings.http.listen else { return Ok(None) };
    let server = http::Server::start(address, Arc::clone(monitor) as _);
    let failed = |error: std::io::Error| {
        let detail = format!("cannot listen at {address}: {error}");
        Problem::new(Refusal::Failure, "http_failed", &detail)
    };
    server.map(Some).map_err(failed)
}

fn on_nats(node: &Arc<Node>, settings: &Settings) -> Result<Option<Adapter>, Problem> {
    let Some(url) = &settings.nats.url else { return Ok(None) };
    let questions = Arc::new(Questions::of(node));
    let adapter =
        Adapter::start(node.engine().clone(), questions, node.read_models(), url, &settings.nats);
    let adapter = adapter.map_err(|error| Problem::failure("nats_failed", &error))?;
    node.joined_nats(adapter.observer(), adapter.retry());
    Ok(Some(adapter))
}
