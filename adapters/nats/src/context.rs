use crate::commands::schema::Known;
use crate::connect::{Connection, Connections};
use crate::error::Error;
use crate::settings::Settings;
use crate::status::Board;
use crate::subject::Subjects;
use async_nats::{Client, jetstream};
use bytes::Bytes;
use engine::Engine;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// What every part of the adapter works with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Context(Arc<Inner>);

/// Whether the account can be worked with.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    /// Nobody has looked yet.
    Unknown,
    /// It can.
    Open,
    /// It cannot.
    Shut(Arc<Error>),
}

impl Standing {
    /// Whether the other says the same.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, Self::Unknown) | (Self::Open, Self::Open) => true,
            (Self::Shut(one), Self::Shut(other)) => one.to_string() == other.to_string(),
            (Self::Unknown | Self::Open | Self::Shut(_), _) => false,
        }
    }
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    /// The connection by which the node speaks.
    pub(crate) client: Client,
    pub(crate) jetstream: jetstream::Context,
    /// By which requests come.
    pub(crate) requests: [Connection; 2],
    /// By which work comes from queues, and replays go out.
    pub(crate) bulk: Connection,
    pub(crate) settings: Settings,
    pub(crate) subjects: Subjects,
    pub(crate) board: Board,
    pub(crate) schemas: Known,
    pub(crate) standing: watch::Sender<Standing>,
    connected: watch::Receiver<u64>,
    overruns: Arc<AtomicU64>,
    stopping: watch::Receiver<bool>,
}

impl std::ops::Deref for Context {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// How long JetStream may take to acknowledge.
pub(crate) const ACKNOWLEDGE_MAX: Duration = Duration::from_secs(10);

/// Whether a payload fits into a message of so many bytes, with what stands around it.
pub(crate) fn fits(bytes: usize, bytes_max: usize) -> bool {
    const AROUND: usize = 4 * 1024;
    bytes + AROUND <= bytes_max
}

impl Context {
    pub(crate) fn new(
        engine: Engine,
        connections: Connections,
        settings: Settings,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let Connections { own: Connection { client, connected, overruns }, requests, bulk } =
            connections;
        let subjects = Subjects { actor_in_subject: settings.actor_in_subject };
        let jetstream = jetstream::ContextBuilder::new()
            .timeout(ACKNOWLEDGE_MAX)
            .max_ack_inflight(settings.in_flight_max)
            .build(client.clone());
        let board = Board::default();
        Self(Arc::new(Inner {
            engine,
            client,
            jetstream,
            requests,
            bulk,
            settings,
            subjects,
            board,
            schemas: Known::default(),
            standing: watch::Sender::new(Standing::Unknown),
            connected,
            overruns,
            stopping,
        }))
    }

    /// Completes when the node stops.
    pub(crate) async fn stopping(&self) {
        let mut stopping = self.stopping.clone();
        // Whoever would say so is gone: the same.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    /// Whether the node stops.
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// The connections, as they are made.
    pub(crate) fn connections(&self) -> watch::Receiver<u64> {
        self.connected.clone()
    }

    /// How often a connection was made again.
    pub(crate) fn reconnections(&self) -> u64 {
        let [one, other] = &self.requests;
        let all = [&self.connected, &one.connected, &other.connected, &self.bulk.connected];
        all.into_iter().map(|connected| connected.borrow().saturating_sub(1)).sum()
    }

    /// How often it was heard that messages were dropped because they came too fast.
    pub(crate) fn overruns(&self) -> u64 {
        let [one, other] = &self.requests;
        let all = [&self.overruns, &one.overruns, &other.overruns, &self.bulk.overruns];
        all.into_iter().map(|overruns| overruns.load(Ordering::Relaxed)).sum()
    }

    /// Waits until the server has heard all that was said to it so far where requests come.
    pub(crate) async fn heard(&self) {
        for Connection { client, .. } in &self.requests {
            // Nobody listens there, and the server says so in turn; what else it says is as good.
            let nobody = format!("_INBOX.{}", ulid::Ulid::generate());
            let _ = client.request(nobody, Bytes::new()).await;
        }
    }

    /// Waits until the account can be worked with.
    pub(crate) async fn open(&self) {
        let mut standing = self.standing.subscribe();
        // Whoever would say so is part of this.
        let _ = standing.wait_for(|standing| matches!(standing, Standing::Open)).await;
    }

    /// Why the account cannot be worked with, if it is known that it cannot.
    pub(crate) fn why_shut(&self) -> Option<Arc<Error>> {
        match &*self.standing.borrow() {
            Standing::Shut(why) => Some(Arc::clone(why)),
            Standing::Unknown | Standing::Open => None,
        }
    }

    /// Waits until the account cannot be worked with; why not.
    pub(crate) async fn shut(&self) -> Arc<Error> {
        let mut standing = self.standing.subscribe();
        loop {
            if let Standing::Shut(why) = &*standing.borrow_and_update() {
                return Arc::clone(why);
            }
            if standing.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Waits until there is a connection.
    pub(crate) async fn connected(&self) {
        let mut connections = self.connections();
        // Whoever would connect is gone, and with it whoever waits.
        let _ = connections.wait_for(|count| *count > 0).await;
    }
}
