use crate::answer::{Observed, answer, asked, failed};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};

/// How many connections there are at once; further ones wait to be taken.
const CONNECTIONS_MAX: usize = 64;
/// How many requests are answered at once.
const ANSWERS_MAX: usize = 4;
/// How much a request may take without its body, which is never read, in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// How long a client may take to say what it wants.
const HEAD_MAX: Duration = Duration::from_secs(5);
/// How long a connection lasts: one request and its answer.
const CONNECTION_MAX: Duration = Duration::from_secs(10);
/// How long to wait when the system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(100);
/// How long answers may take to end when the server stops.
const FAREWELL_MAX: Duration = Duration::from_secs(1);

/// Answers as long as it is kept.
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens at `address`; port 0 is any free one.
    ///
    /// # Errors
    /// The operating system's, when the address cannot be used.
    pub fn start(address: SocketAddr, observed: Arc<dyn Observed>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(ANSWERS_MAX)
            .build()?;
        let listener = runtime.block_on(TcpListener::bind(address))?;
        let address = listener.local_addr()?;
        let (stop, stopping) = oneshot::channel();
        let thread = std::thread::Builder::new().name("pdca-http".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(&listener, &observed) => {}
                    // Whoever would say so is gone: the same.
                    _ = stopping => {}
                }
            });
            runtime.shutdown_timeout(FAREWELL_MAX);
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the HTTP server panicked");
        }
    }
}

async fn accept(listener: &TcpListener, observed: &Arc<dyn Observed>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    // The places are never closed.
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a client could not connect");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let observed = Arc::clone(observed);
        tokio::spawn(async move {
            let served = tokio::time::timeout(CONNECTION_MAX, serve(stream, observed)).await;
            if let Ok(Err(error)) = served {
                tracing::debug!(%error, "a client went away");
            }
            drop(place);
        });
    }
}

async fn serve(stream: TcpStream, observed: Arc<dyn Observed>) -> hyper::Result<()> {
    let service = service_fn(move |request| {
        let observed = Arc::clone(&observed);
        async move { Ok::<_, Infallible>(respond(observed, &request).await) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

async fn respond(
    observed: Arc<dyn Observed>,
    request: &Request<Incoming>,
) -> Response<Full<Bytes>> {
    let asked = match asked(request.method(), request.uri()) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    let answered = tokio::task::spawn_blocking(move || answer(&*observed, asked)).await;
    answered.unwrap_or_else(|error| {
        tracing::error!(%error, "an answer went wrong");
        failed()
    })
}
