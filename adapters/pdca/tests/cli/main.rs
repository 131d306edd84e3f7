//! The command line as a person uses it: real processes on real directories.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod answers;
mod cmdb;
mod data;
mod full;
mod importing;
mod ingest;
mod input;
mod output;
mod people;
mod read_only;
mod readme;
mod restoring;
mod running;
mod scenarios;
mod service_levels;
mod silent;
mod simulate;

use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A data directory that `ada` owns.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    /// Nothing in it yet.
    fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn founded() -> Self {
        let place = Self::empty();
        place.ok(&["init", "--owner", "ada"]);
        place
    }

    /// Founded, with small segments.
    fn small() -> Self {
        let place = Self::empty();
        let config = place.file("small.toml", "segment_mib = 1\n");
        place.ok(&["init", "--owner", "ada", "--config", config.to_str().unwrap()]);
        place
    }

    /// Founded, and filled until the log has so many segments.
    fn of_segments(count: usize) -> Self {
        let place = Self::small();
        let settings = pdca::node::Settings::read(&place.dir.path().join("small.toml")).unwrap();
        let settings = pdca::node::Settings { data: place.path(), ..settings };
        let clock = std::sync::Arc::new(engine::SystemClock);
        let held = pdca::Node::open_with(settings, clock, &mut |_, _, _| {}).unwrap();
        let incident: Value = serde_json::from_str(INCIDENT).unwrap();
        let done = held.execute("ada", "1", "incident", None, "log", incident).unwrap();
        let key = done.stream.key.to_string();
        let note = serde_json::json!({ "note": "x".repeat(4_000) });
        for number in 0.. {
            if segments(&place.path().join("log")).len() == count {
                break;
            }
            let sent_as = format!("note {number}");
            held.execute("ada", &sent_as, "incident", Some(&key), "update", note.clone()).unwrap();
        }
        drop(held);
        place
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, args: &[&str]) -> Command {
        command(&self.path(), args)
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs what must succeed; what it prints.
    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Runs what must succeed with `--json`; the first value it prints.
    #[track_caller]
    fn json(&self, args: &[&str]) -> Value {
        let printed = self.ok(&[args, &["--json"]].concat());
        let first = printed.lines().next().unwrap();
        serde_json::from_str(first).unwrap_or_else(|error| panic!("{error}: {first}"))
    }

    /// Runs what must be refused; the problem's code.
    #[track_caller]
    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(&[args, &["--json"]].concat());
        assert_eq!(code(&output), 1, "{args:?}: {}", text(&output.stdout));
        let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(
            problem["type"],
            format!("urn:pdca:problem:{}", problem["code"].as_str().unwrap())
        );
        problem["code"].as_str().unwrap().to_owned()
    }

    fn with_input(&self, args: &[&str], input: &[u8]) -> Output {
        with_input(self.command(args), input)
    }

    fn head(&self) -> u64 {
        self.json(&["stats"])["head"].as_u64().unwrap()
    }

    /// Logs an incident; its number.
    #[track_caller]
    fn incident(&self) -> String {
        let logged = self.json(&["do", "incident", "new", "log", INCIDENT]);
        logged["key"].as_str().unwrap().to_owned()
    }

    /// A node that holds the directory, ready to serve.
    fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// As [`Place::serve`], with more arguments.
    fn serve_with(&self, args: &[&str]) -> Serving {
        let mut child = self.command(&[&["serve"], args].concat()).spawn().unwrap();
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("holding") {
            line.clear();
            let read = std::io::BufRead::read_line(&mut out, &mut line).unwrap();
            assert!(read > 0, "the node ended before it was ready");
        }
        Serving { child, out }
    }
}

/// The segments of a log, in order.
fn segments(log: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(log).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|found| found == "log")).collect();
    paths.sort();
    paths
}

/// The first position of a segment.
fn first_in(segment: &Path) -> u64 {
    segment.file_stem().unwrap().to_str().unwrap().parse().unwrap()
}

const INCIDENT: &str = r#"{"summary":"mail is down","service":"mail","monitor":"probe 7"}"#;

/// A node in the background.
struct Serving {
    child: Child,
    out: std::io::BufReader<std::process::ChildStdout>,
}

impl Serving {
    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Asks it to stop; its exit code and what it said last.
    fn stop(mut self) -> (i32, String) {
        self.signal("-TERM");
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.out, &mut rest).unwrap();
        (self.child.wait().unwrap().code().unwrap(), rest)
    }

    fn kill(mut self) {
        self.signal("-KILL");
        self.child.wait().unwrap();
    }
}

fn command(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pdca"));
    command.arg("--data").arg(data).args(args).env("PDCA_ACTOR", "ada").env_remove("PDCA_LOG");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn with_input(mut command: Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    // Whoever refuses early does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_owned()).unwrap()
}
