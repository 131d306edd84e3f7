use crate::connect::connect;
use crate::context::Context;
use crate::error::Error;
use crate::ingest::{self, Retry, Rules};
use crate::micro::Micro;
use crate::part::Parts;
use crate::query::Questions;
use crate::settings::Settings;
use crate::status::Status;
use crate::{account, commands, events, guard, kv, query, replay};
use async_nats::Client;
use async_nats::connection::State;
use engine::projection::Follower;
use engine::{Engine, Position};
use futures_util::future::try_join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// How long what is under way may take to end when the node stops.
const FAREWELL_MAX: Duration = Duration::from_secs(15);
/// How long the server may take to have all that was said to it.
const FLUSH_MAX: Duration = Duration::from_secs(2);
/// How long the parts may take to begin before the node is called ready all the same.
const SETTLE_MAX: Duration = Duration::from_secs(10);
/// Threads that serve messages. What computes for long goes elsewhere.
const THREADS: usize = 2;

/// The node on NATS, as long as it is kept.
pub struct Adapter {
    /// Gone once it has been stopped.
    running: Option<(Runtime, Parts)>,
    context: Context,
    retry: Retry,
    stop: watch::Sender<bool>,
}

impl Adapter {
    /// Connects to `url` and starts every part, on a thread that may block. A server that is
    /// away is waited for.
    ///
    /// # Errors
    /// [`Error`], when the settings do not fit, the server says no, or a stream stands in the way.
    pub fn start(
        engine: Engine,
        questions: Arc<dyn Questions>,
        models: &Arc<Follower>,
        url: &str,
        settings: &Settings,
    ) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("pdca-nats")
            .enable_all()
            .build()
            .map_err(Error::nats("start threads"))?;
        let rules = Arc::new(Rules::read(&settings.ingest.rules, engine.catalogue())?);
        let (stop, stopping) = watch::channel(false);
        let (context, parts) = runtime.block_on(async {
            let connections = connect(url, settings).await?;
            let context = Context::new(engine, connections, settings.clone(), stopping);
            let is_connected = is_there(&context.client);
            if is_connected {
                guard::commands_are_free(&context).await?;
            }
            let mut parts = Parts::default();
            if is_connected && let Err(error) = account::look(&context).await {
                tracing::warn!(%error, "whether the account can be worked with is not known yet");
            }
            parts.start_first(&context, account::NAME, account::look_after);
            start(&context, &mut parts, questions, models);
            ingest::start(&context, &mut parts, &rules);
            if is_connected {
                context.board.settled(SETTLE_MAX).await;
            }
            Ok::<_, Error>((context, parts))
        })?;
        let retry = Retry::new(&context, rules, runtime.handle().clone());
        Ok(Self { running: Some((runtime, parts)), context, retry, stop })
    }

    /// Who can send dead letters through the rules again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.retry.clone()
    }

    /// Who can say how it stands.
    #[must_use]
    pub fn observer(&self) -> Observer {
        Observer(self.context.clone())
    }

    /// Takes nothing more in, answers what it has taken in, and ends. On a thread that may block.
    pub fn stop(&mut self) {
        let Some((runtime, parts)) = self.running.take() else { return };
        self.stop.send_replace(true);
        let clients = [self.context.client.clone(), self.context.bulk.client.clone()];
        let farewell = async {
            parts.ended().await;
            // Who is away is told nothing.
            let flushing = clients.iter().filter(|client| is_there(client)).map(Client::flush);
            tokio::time::timeout(FLUSH_MAX, try_join_all(flushing)).await
        };
        match runtime.block_on(async { tokio::time::timeout(FAREWELL_MAX, farewell).await }) {
            Ok(Ok(Ok(_))) => {}
            Ok(Ok(Err(error))) => tracing::warn!(%error, "NATS was away at the end"),
            Ok(Err(_)) | Err(_) => tracing::warn!("NATS took too long at the end"),
        }
        runtime.shutdown_timeout(Duration::from_secs(1));
    }
}

/// Whether a connection is there.
fn is_there(client: &Client) -> bool {
    client.connection_state() == State::Connected
}

/// Starts every part.
fn start(
    context: &Context,
    parts: &mut Parts,
    questions: Arc<dyn Questions>,
    models: &Arc<Follower>,
) {
    let (commands, replay) = (commands::Endpoints::new(context), replay::endpoint(context));
    let (query, kv) = (query::endpoint(context), kv::endpoint(context));
    let others = [Arc::clone(&query), Arc::clone(&replay), Arc::clone(&kv)];
    let endpoints = commands.all().into_iter().chain(others).collect();
    let micro = Micro::new(context, endpoints);
    parts.start(context, "service", move |context| micro.clone().serve(context));
    commands::start(context, parts, commands);
    query::start(context, parts, query, questions);
    replay::start(context, parts, replay);
    events::start(context, parts);
    kv::start(context, parts, kv, models);
}

/// Says how the adapter stands.
#[derive(Clone)]
pub struct Observer(Context);

impl Observer {
    /// How it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        let Self(context) = self;
        let connected = is_there(&context.client);
        let is_heard = context.requests.iter().any(|requests| is_there(&requests.client));
        let info = connected.then(|| context.client.try_server_info()).flatten();
        let head = context.engine.head();
        let mut parts = context.board.read();
        for part in parts.values_mut() {
            let position = part.position.or(part.is_follower.then_some(Position(0)));
            part.behind = position.map(|position| head.0.saturating_sub(position.0));
        }
        let server = info.map(|info| info.server_name);
        let (reconnections, overruns) = (context.reconnections(), context.overruns());
        Status { server, is_heard, reconnections, overruns, parts }
    }
}

impl Drop for Adapter {
    fn drop(&mut self) {
        self.stop();
    }
}
