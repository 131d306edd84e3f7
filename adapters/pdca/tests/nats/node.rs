use crate::broker::Broker;
use crate::tool;
use async_nats::{Client, HeaderMap, Message};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};

/// A data directory that `ada` owns, and its configuration.
pub(crate) struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    pub(crate) fn founded() -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        place.ok(&["init", "--owner", "ada"]);
        place
    }

    /// What a scenario that ships leaves behind.
    pub(crate) fn played(scenario: &str) -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        let file = format!("../../processes/scenarios/{scenario}.toml");
        place.ok(&["scenario", "--keep", &file]);
        place
    }

    /// As it was when the backup was made.
    pub(crate) fn restored(backup: &Path) -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        place.ok(&["restore", backup.to_str().unwrap()]);
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Sets what the configuration says.
    pub(crate) fn configure(&self, text: &str) {
        std::fs::write(self.path("data").join("pdca.toml"), text).unwrap();
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pdca"));
        command.arg("--data").arg(self.path("data")).args(args);
        command
            .env("PDCA_ACTOR", "ada")
            .env_remove("PDCA_LOG")
            .env_remove("PDCA_NATS_URL")
            .env_remove("PDCA_HTTP")
            .env_remove("OTEL_EXPORTER_OTLP_ENDPOINT")
            .env_remove("NOTIFY_SOCKET");
        if self.path("notify").exists() {
            command.env("NOTIFY_SOCKET", self.path("notify"));
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs what must succeed; what it prints.
    #[track_caller]
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The first value that a command prints as JSON.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let printed = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str(printed.lines().next().unwrap()).unwrap()
    }

    /// What a line prints in a shell that stands in this place.
    pub(crate) fn shell(&self, line: &str) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_pdca")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(&self.dir).env("PATH", path);
        printed(&mut shell)
    }

    /// The records that the log has of a process.
    pub(crate) fn trail(&self, process: &str) -> Vec<Value> {
        values(&self.ok(&["log", "--process", process, "--json"]))
    }

    /// How many records the log has of a process.
    pub(crate) fn records(&self, process: &str) -> usize {
        self.ok(&["log", "--process", process]).lines().count()
    }

    /// How the node stands with NATS.
    pub(crate) fn status(&self) -> Value {
        self.json(&["stats"])["adapters"]["nats"].clone()
    }

    /// What the node says of a part of its adapter: its state, and why.
    pub(crate) fn health(&self, part: &str) -> String {
        self.status()["parts"][part]["health"].to_string()
    }

    /// A node that serves, with these arguments.
    pub(crate) fn serve(&self, args: &[&str]) -> Serving {
        self.serve_with(&[], args)
    }

    /// A node that serves on this server.
    pub(crate) fn serve_on(&self, broker: &Broker) -> Serving {
        self.serve(&["--nats", &broker.url()])
    }

    /// A node that serves with these arguments, and these variables in its environment.
    pub(crate) fn serve_with(&self, environment: &[(&str, &str)], args: &[&str]) -> Serving {
        let mut command = self.command(&[&["serve"], args].concat());
        let mut child = command.envs(environment.iter().copied()).spawn().unwrap();
        let (mut out, err) =
            (BufReader::new(child.stdout.take().unwrap()), child.stderr.take().unwrap());
        let (mut line, mut said) = (String::new(), Vec::new());
        while !line.contains("holding") {
            line.clear();
            let is_over = out.read_line(&mut line).unwrap() == 0;
            assert!(!is_over, "the node ended before it was ready: {}", rest(err));
            said.push(line.clone());
        }
        Serving { said, child, out, err: Some(err) }
    }

    /// A node that must not come up; what it says.
    pub(crate) fn serve_fails(&self, args: &[&str]) -> String {
        self.serve_fails_with(&[], args)
    }

    /// The same, with these variables in its environment.
    pub(crate) fn serve_fails_with(&self, environment: &[(&str, &str)], args: &[&str]) -> String {
        let mut command = self.command(&[&["serve"], args].concat());
        let output = command.envs(environment.iter().copied()).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }
}

/// A server, a data directory that `ada` owns, and a node that serves it there.
pub(crate) fn on_nats() -> (Broker, Place, Serving) {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve_on(&broker);
    (broker, place, node)
}

fn rest(mut err: ChildStderr) -> String {
    let mut text = String::new();
    err.read_to_string(&mut text).unwrap();
    text
}

/// A node in the background.
pub(crate) struct Serving {
    /// What it has said until it was ready.
    pub(crate) said: Vec<String>,
    child: Child,
    out: BufReader<ChildStdout>,
    err: Option<ChildStderr>,
}

impl Serving {
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Asks it to stop; what it says on its standard error.
    pub(crate) fn stop(mut self) -> String {
        self.signal("-TERM");
        let mut said = String::new();
        self.out.read_to_string(&mut said).unwrap();
        let error = rest(self.err.take().unwrap());
        assert!(self.child.wait().unwrap().success(), "{error}");
        assert!(said.contains("stopped"), "{said}");
        error
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Gone already, then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a script that lies beside the tests; what it prints.
#[track_caller]
pub(crate) fn python(script: &str, args: &[&str]) -> String {
    printed(script_command(script).args(args))
}

/// The same in somebody's name, over TLS.
#[track_caller]
pub(crate) fn python_as(name: &str, broker: &Broker, script: &str, args: &[&str]) -> String {
    let trusted = broker.dir.path().join("ca.pem");
    printed(script_command(script).args(args).env("NAME", name).env("CA", trusted))
}

/// The same with this on its standard input.
#[track_caller]
pub(crate) fn python_with_input(script: &str, args: &[&str], input: &str) -> String {
    printed(script_command(script).args(args).stdin(holding(input)))
}

fn script_command(script: &str) -> Command {
    let mut command = Command::new(tool("python"));
    command.arg(beside(script));
    command
}

/// A file that lies beside the tests.
pub(crate) fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nats").join(name)
}

/// A file that holds a text, and is gone when nobody reads it any more.
pub(crate) fn holding(text: &str) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.rewind().unwrap();
    file
}

/// Runs a script; what it prints.
#[track_caller]
pub(crate) fn python_text(script: &str) -> String {
    printed(Command::new(tool("python")).args(["-c", script]))
}

/// What a program prints that must succeed.
#[track_caller]
pub(crate) fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// The values of lines of JSON.
pub(crate) fn values(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Headers from pairs.
pub(crate) fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.insert(*name, *value);
    }
    headers
}

/// Sends a request in the name of `ada`; the reply.
pub(crate) async fn ask(client: &Client, subject: &str, body: &str) -> Message {
    let headers = headers(&[("Pdca-Actor", "ada")]);
    client.request_with_headers(subject.to_owned(), headers, body.to_owned().into()).await.unwrap()
}

pub(crate) fn json(message: &Message) -> Value {
    serde_json::from_slice(&message.payload).unwrap()
}

/// The code of the problem in a reply; it must be one.
#[track_caller]
pub(crate) fn refused(message: &Message) -> String {
    let problem = json(message);
    let header = |name: &str| message.headers.as_ref().unwrap().get(name).unwrap().to_string();
    assert_eq!(header("Nats-Service-Error"), problem["code"]);
    assert_eq!(header("Nats-Service-Error-Code"), problem["status"].to_string());
    problem["code"].as_str().unwrap().to_owned()
}

/// The body of a command that logs an incident.
pub(crate) const INCIDENT: &str =
    r#"{"summary":"mail is down","service":"mail","monitor":"probe 7"}"#;
