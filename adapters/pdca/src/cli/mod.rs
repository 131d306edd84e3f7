//! The command line: reads arguments, finds or opens the node, writes the answer.

mod args;
mod calendar;
mod cmdb;
mod data;
mod demo;
mod help;
mod ingest;
mod input;
mod kpi;
mod lifecycle;
mod node;
mod people;
mod restore;
mod risk;
mod scenario;
mod schema;
mod service;
mod simulate;
mod sla;
mod terminal;
#[cfg(feature = "otel")]
mod traces;
mod vanish;
mod year;

use args::{Cli, Command, Config, Global, Import, Ingest};
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use engine::outside::read_text_from;
use engine::{Actor, StoreError};
use pdca::node::{NodeError, Settings, SettingsError};
use pdca::operation::{
    Asker, Do, Format, ImportServicenow, LogQuery, Operation, Problem, Refusal, Show,
};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use terminal::Terminal;
use tracing_subscriber::EnvFilter;

/// The largest body that is read from the standard input, in bytes.
const BODY_BYTES_MAX: usize = 512 * 1024;

/// Runs the command that the arguments ask for.
pub(crate) fn main() -> ExitCode {
    let Cli { global, command } = Cli::try_parse().unwrap_or_else(|error| misused(&error));
    let json = global.json;
    let mut terminal = Terminal::new(json);
    let done = settings(&global).and_then(|settings| {
        let _tracing = start_tracing(&settings, &command)?;
        run(&settings, command, terminal::format(json), &mut terminal)?;
        terminal.answered()
    });
    terminal.clear();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has read enough: `pdca log | head`.
        Err(problem) if problem.code == "closed" => ExitCode::SUCCESS,
        Err(problem) => {
            terminal.problem(&problem);
            ExitCode::FAILURE
        }
    }
}

/// Ends with what is wrong with the arguments, or with the help that they ask for.
fn misused(error: &clap::Error) -> ! {
    if !error.use_stderr() || !std::env::args_os().any(|arg| arg == "--json") {
        error.exit();
    }
    let text = error.to_string();
    let detail = text.trim_start_matches("error: ").trim_end();
    Terminal::new(true).problem(&Problem::new(Refusal::Input, "usage", detail));
    std::process::exit(error.exit_code());
}

fn run(
    settings: &Settings,
    command: Command,
    format: Format,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let operation = match command {
        Command::Init { owner } => {
            terminal.tells_of("the data directory was made");
            return data::init(settings, &owner, format, terminal);
        }
        Command::Demo { file } => return demo::run(file, format, terminal),
        Command::Calendar(calendar) => return calendar::run(&calendar, format, terminal),
        Command::Lifecycle(lifecycle) => return lifecycle::run(&lifecycle, format, terminal),
        Command::Scenario(scenario) => {
            return scenario::run(settings, &scenario, format, terminal);
        }
        Command::Simulate(args) => return simulate::run(settings, &args, format, terminal),
        Command::Schema(schema) => return schema::run(&schema, format, terminal),
        Command::Fsck { read_only } => {
            let read_only = read_only.map(|dir| dir.unwrap_or_else(|| settings.data.clone()));
            return data::fsck(settings, read_only, format, terminal);
        }
        Command::Restore { from, until } => {
            terminal.tells_of("the backup was restored");
            return restore::run(settings, &from, until, format, terminal);
        }
        Command::Asyncapi => return data::asyncapi(settings, format, terminal),
        Command::Config(Config::Check(serve)) => {
            return data::config(&serve.over(settings), format, terminal);
        }
        Command::Ingest(Ingest::Test(test)) => return ingest::test(&test, format, terminal),
        Command::Ingest(Ingest::Retry { limit }) => {
            terminal.tells_of("the dead letters were tried again");
            Operation::RetryIngest { most: limit }
        }
        Command::Serve(serve) => return node::serve(settings, serve, format, terminal),
        Command::Show(show) => {
            let read_only = show.read_only;
            let (as_of, known) = show.then.checked();
            let operation = Show {
                process: show.process,
                key: show.key,
                as_of,
                known,
                actor: actor(show.actor)?,
            };
            if read_only {
                return data::show(settings, &operation, format, terminal);
            }
            Operation::Show(operation)
        }
        Command::Log(args::Log { process, key, actor, from, until, follow, read_only }) => {
            let query = LogQuery { process, key, actor, from, until, follow };
            if read_only {
                return data::log(settings, &query, format, terminal);
            }
            Operation::Log(query)
        }
        Command::Do(command) => {
            let command = command_to_send(command)?;
            let id = &command.command_id;
            terminal.tells_of(format!("the command was carried out, with the command id {id}"));
            Operation::Do(command)
        }
        Command::Import(Import::Servicenow { file, timezone, agreement, actor: name }) => {
            let is_input = file.as_os_str() == "-";
            let kept = is_input.then(|| input::keep(settings)).transpose()?;
            let (path, name_of) = match &kept {
                Some(kept) => (kept.path(), input::NAME.to_owned()),
                None => (absolute(&file)?, file.display().to_string()),
            };
            let agreement = agreement.as_deref().map(absolute).transpose()?;
            let actor = actor(name)?;
            let history =
                ImportServicenow { file: path, name: name_of, timezone, agreement, actor };
            let operation = Operation::ImportServicenow(history);
            terminal.tells_of("the history was brought in");
            return node::run(settings, operation, format, terminal);
        }
        Command::Sla(sla) => sla.operation(),
        Command::Tasks(tasks) => tasks.operation(),
        Command::Roles(roles) => roles.operation(),
        Command::Cmdb(cmdb) => cmdb.operation(),
        Command::Risk(risk) => risk.operation(),
        Command::Kpi(kpi) => kpi.operation(),
        Command::Stats => Operation::Stats,
        Command::Rebuild => {
            terminal.tells_of("what is derived was built again");
            data::rebuild_index(settings, format, terminal)?;
            Operation::Rebuild
        }
        Command::Backup { to } => {
            terminal.tells_of("the backup was made");
            Operation::Backup { to: absolute(&to)? }
        }
    };
    node::run(settings, operation, format, terminal)
}

fn command_to_send(command: args::Do) -> Result<Do, Problem> {
    let args::Do { process, key, command, body, actor: name, at, command_id } = command;
    let body = match body.as_deref() {
        None => String::new(),
        Some("-") => read_text_from(io::stdin(), BODY_BYTES_MAX).map_err(|error| {
            let codes = [
                (io::ErrorKind::FileTooLarge, "body_too_large"),
                (io::ErrorKind::InvalidData, "not_utf8"),
            ];
            let known = codes.iter().find(|(kind, _)| *kind == error.kind());
            let code = known.map_or("bad_body", |(_, code)| code);
            Problem::new(Refusal::Input, code, &format!("the standard input: {error}"))
        })?,
        Some(body) => body.to_owned(),
    };
    Ok(Do {
        process,
        key: new_or(key)?,
        command,
        body,
        actor: actor(name)?,
        at,
        command_id: command_id.unwrap_or_else(|| ulid::Ulid::generate().to_string()),
    })
}

/// Which one; `None` for a new one.
fn new_or(key: String) -> Result<Option<String>, Problem> {
    if key == "new" {
        return Ok(None);
    }
    if key.eq_ignore_ascii_case("new") {
        let detail = format!("{key} would be the name of a thing; for a new one write new");
        return Err(Problem::new(Refusal::Input, "bad_key", &detail));
    }
    Ok(Some(key))
}

/// A position is exact: there is nothing to be known later of what happened by then.
fn one_axis(is_exact: bool, known: args::KnownArg) {
    if let (true, args::KnownArg::Now) = (is_exact, known) {
        let usage = "--known now goes with a time: as of a position, what was recorded is exact";
        misused(&Cli::command().error(ErrorKind::ArgumentConflict, usage));
    }
}

/// Flags over environment over file over defaults.
fn settings(global: &Global) -> Result<Settings, Problem> {
    let problem = |error: SettingsError| Problem::bad_input("bad_configuration", &error);
    let data = global.data.clone();
    let beside = || {
        let dir = data.clone().unwrap_or_else(|| Settings::default().data);
        Some(dir.join("pdca.toml")).filter(|file| file.exists())
    };
    let file = global.config.clone().or_else(beside);
    let settings = file.as_deref().map(Settings::read).transpose().map_err(problem)?;
    let mut settings = settings.unwrap_or_default();
    if let Some(data) = data {
        settings.data = data;
    }
    if let Ok(log) = std::env::var("PDCA_LOG") {
        settings.log = log;
    }
    Ok(settings)
}

/// In whose name: as said, or the name of the user.
fn actor(args: args::Actor) -> Result<String, Problem> {
    let name = args.actor.or_else(|| std::env::var("USER").ok());
    let name = name.or_else(|| std::env::var("LOGNAME").ok()).or_else(user_name);
    let name = name.unwrap_or_else(|| format!("uid-{}", rustix::process::getuid().as_raw()));
    Actor::new(&name).map_err(|error| Problem::bad_input("bad_actor", &error))?;
    Ok(name)
}

/// The name that the system's list of users has for this one.
fn user_name() -> Option<String> {
    let uid = rustix::process::getuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_owned())
    })
}

fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    std::path::absolute(path).map_err(Problem::from)
}

/// What is logged goes to the standard error, and spans of a node to a collector, if there is one.
#[cfg(feature = "otel")]
fn start_tracing(
    settings: &Settings,
    command: &Command,
) -> Result<Option<traces::Traces>, Problem> {
    use tracing_subscriber::prelude::*;
    if matches!(command, Command::Serve(_)) {
        let traces = traces::Traces::from_environment();
        let bad = |error| Problem::bad_input("bad_configuration", &error);
        if let Some(traces) = traces.map_err(bad)? {
            let log = tracing_subscriber::fmt::layer().with_writer(io::stderr);
            let log = log.with_filter(log_filter(settings)?);
            tracing_subscriber::registry().with(traces.layer()).with(log).init();
            return Ok(Some(traces));
        }
    }
    log_to_stderr(settings).map(|()| None)
}

/// What is logged goes to the standard error.
#[cfg(not(feature = "otel"))]
fn start_tracing(settings: &Settings, _: &Command) -> Result<impl Sized + use<>, Problem> {
    log_to_stderr(settings)
}

fn log_to_stderr(settings: &Settings) -> Result<(), Problem> {
    let filter = log_filter(settings)?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    Ok(())
}

fn log_filter(settings: &Settings) -> Result<EnvFilter, Problem> {
    settings.log_filter().map_err(|error| Problem::bad_input("bad_configuration", &error))
}

/// Who asks, when no socket lies between.
fn this_user() -> Asker {
    let principal = format!("uid {}", rustix::process::getuid().as_raw());
    Asker { principal, hidden: Vec::new() }
}

fn opened(error: &NodeError) -> Problem {
    if let NodeError::Nameless(_) = error {
        return Problem::bad_input("bad_owner", error);
    }
    if let NodeError::Occupied(_) = error {
        return Problem::bad_input("occupied", error);
    }
    let mut problem = Problem::failure("cannot_open", error);
    // What is opened first is the lock, for writing; what cannot even be listed cannot be read.
    if let NodeError::Store(StoreError::Io { action: "open" | "create", source, .. }) = error
        && let io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied = source.kind()
    {
        problem.detail.push_str("; show, log and fsck read without writing, with --read-only");
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::opened;
    use engine::StoreError;
    use pdca::node::NodeError;
    use std::io::{Error, ErrorKind};
    use std::path::PathBuf;
    use std::sync::Arc;

    #[test]
    fn whoever_cannot_write_is_told_how_to_read() {
        let (path, action) = (PathBuf::from("data/log/lock"), "open");
        for (kind, told) in [
            (ErrorKind::ReadOnlyFilesystem, true),
            (ErrorKind::PermissionDenied, true),
            (ErrorKind::Other, false),
        ] {
            let source = Arc::new(Error::from(kind));
            let store = StoreError::Io { action, path: path.clone(), source };
            let detail = opened(&NodeError::Store(store)).detail;
            assert!(detail.contains("data/log/lock"), "{detail}");
            assert_eq!(detail.contains("--read-only"), told, "{detail}");
        }
    }
}
