use crate::tool;
use async_nats::Client;
use async_nats::jetstream::{self, Context};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A NATS server with a store of its own.
pub(crate) struct Broker {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) port: u16,
    child: Child,
}

impl Broker {
    /// With JetStream, and nobody asked who he is.
    pub(crate) fn start() -> Self {
        Self::with("")
    }

    /// With more in its configuration; `{dir}` in it is its directory.
    pub(crate) fn with(more: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store");
        let more = more.replace("{dir}", dir.path().to_str().unwrap());
        let jetstream = format!(
            "jetstream {{ store_dir: '{}', sync_interval: always }}\n{more}",
            store.display()
        );
        Self::of(dir, &jetstream)
    }

    /// Without JetStream.
    pub(crate) fn bare() -> Self {
        Self::of(tempfile::tempdir().unwrap(), "")
    }

    /// As it is shipped: accounts, users, permissions and TLS. Everybody's password is his name.
    pub(crate) fn sample() -> Self {
        let dir = tempfile::tempdir().unwrap();
        certify(dir.path());
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../nats/server/nats-server.conf");
        let sample = std::fs::read_to_string(sample).unwrap();
        Self::of(dir, &sample.replace("listen: \"0.0.0.0:4222\"", ""))
    }

    /// In a directory that has what the configuration names.
    pub(crate) fn of(dir: tempfile::TempDir, config: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let config = format!("listen: \"127.0.0.1:{port}\"\n{config}\n");
        std::fs::write(dir.path().join("server.conf"), config).unwrap();
        let child = run(&dir.path().join("server.conf"));
        Self { dir, port, child }
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// A connection of somebody whom nobody asks who he is.
    pub(crate) async fn client(&self) -> Client {
        async_nats::connect(self.url()).await.unwrap()
    }

    /// The same, for streams.
    pub(crate) async fn jetstream(&self) -> Context {
        jetstream::new(self.client().await)
    }

    pub(crate) fn tls_url(&self) -> String {
        format!("tls://localhost:{}", self.port)
    }

    /// Kills it; nothing is said goodbye to.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again where it was.
    pub(crate) fn restart(&mut self) {
        self.child = run(&self.dir.path().join("server.conf"));
    }

    /// Keeps aside what it has stored by now; it must not run.
    pub(crate) fn keep_store(&self) {
        copy(&self.dir.path().join("store"), &self.dir.path().join("kept"));
    }

    /// Has stored what it had then, and nothing since.
    pub(crate) fn put_back_store(&self) {
        self.lose_store();
        copy(&self.dir.path().join("kept"), &self.dir.path().join("store"));
    }

    /// Forgets all that it had stored.
    pub(crate) fn lose_store(&self) {
        std::fs::remove_dir_all(self.dir.path().join("store")).unwrap();
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // Gone already, then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Copies a directory.
pub(crate) fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// A certificate that is its own authority: for the server, and for clients that must have one.
pub(crate) fn certify(dir: &Path) {
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certified = rcgen::generate_simple_self_signed(names).unwrap();
    let certificate = certified.cert.pem();
    for (name, text) in [
        ("server.pem", &certificate),
        ("ca.pem", &certificate),
        ("server-key.pem", &certified.signing_key.serialize_pem()),
    ] {
        std::fs::write(dir.join(name), text).unwrap();
    }
}

fn run(config: &Path) -> Child {
    let mut command = Command::new(tool("nats-server"));
    // The sample names its files from where it runs.
    command.arg("--config").arg(config).current_dir(config.parent().unwrap());
    for name in ["node", "ada", "bo", "alertmanager"] {
        command.env(format!("PDCA_{}_PASSWORD", name.to_uppercase()), name);
    }
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    loop {
        let line = lines.next().unwrap_or_else(|| panic!("the server ended: {said:#?}")).unwrap();
        if line.contains("Server is ready") {
            break;
        }
        said.push(line);
    }
    // Its log is not to fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    child
}
