use crate::Failure;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A NATS server with a store of its own.
pub(super) struct Broker {
    pub(super) url: String,
    child: Child,
}

/// When the server has its files written through.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum SyncInterval {
    /// Before it acknowledges.
    Always,
    /// Every two minutes: what it does unless told.
    Default,
}

impl Broker {
    /// Starts one on a free port, its files below `dir`.
    pub(super) fn start(dir: &Path, sync: SyncInterval) -> Result<Self, Failure> {
        let server =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../.tools/python/bin/nats-server");
        if !server.exists() {
            return Err(format!("{} is missing; run: make tools", server.display()).into());
        }
        std::fs::create_dir_all(dir)?;
        let free = TcpListener::bind("127.0.0.1:0")?;
        let port = free.local_addr()?.port();
        drop(free);
        let store = dir.join("store");
        let sync = if sync == SyncInterval::Always { "sync_interval: always" } else { "" };
        // A raw publisher asks nobody whether it may go on: all of what it sends may wait.
        let config = format!(
            "listen: '127.0.0.1:{port}'\nmax_pending: 1GB\njetstream {{ store_dir: '{}'\n{sync} }}\n",
            store.display()
        );
        let path = dir.join("server.conf");
        std::fs::write(&path, config)?;
        let mut command = Command::new(server);
        command.arg("--config").arg(&path).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let errors = child.stderr.take().ok_or("no standard error")?;
        let broker = Self { url: format!("nats://127.0.0.1:{port}"), child };
        let mut lines = BufReader::new(errors).lines();
        loop {
            let line = lines.next().ok_or("the NATS server ended")??;
            if line.contains("Server is ready") {
                break;
            }
        }
        // Its log is not to fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(broker)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // Gone already, then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
