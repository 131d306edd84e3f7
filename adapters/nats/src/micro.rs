//! The micro service protocol of NATS (ADR-32): whoever asks `$SRV.PING`, `$SRV.INFO` or
//! `$SRV.STATS` is told what there is. Replies with an error carry a document, which the client's
//! own implementation of services has no room for.

use crate::connect::Connection;
use crate::context::Context;
use crate::error::Error;
use crate::subject::is_inbox;
use futures_util::StreamExt as _;
use futures_util::stream::select_all;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The name of the service, and of the group that shares its requests.
pub(crate) const NAME: &str = "pdca";
/// What may be asked.
pub(crate) const VERBS: [&str; 3] = ["PING", "INFO", "STATS"];
const DESCRIPTION: &str = "A service management system's process engine";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What an answer calls itself.
pub(crate) fn kind(verb: &str) -> String {
    format!("io.nats.micro.v1.{}_response", verb.to_ascii_lowercase())
}

/// One endpoint, and what has come through it.
#[derive(Debug)]
pub(crate) struct Endpoint {
    name: &'static str,
    pub(crate) subject: String,
    about: &'static str,
    requests: AtomicU64,
    errors: AtomicU64,
    nanoseconds: AtomicU64,
    last_error: Mutex<String>,
}

impl Endpoint {
    pub(crate) fn new(name: &'static str, subject: String, about: &'static str) -> Arc<Self> {
        Arc::new(Self {
            name,
            subject,
            about,
            requests: AtomicU64::default(),
            errors: AtomicU64::default(),
            nanoseconds: AtomicU64::default(),
            last_error: Mutex::default(),
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// A request was answered.
    pub(crate) fn answered(&self, took: Duration) {
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.nanoseconds.fetch_add(took, Ordering::Relaxed);
    }

    /// It was answered with an error.
    pub(crate) fn failed(&self, status: u16, code: &str) {
        self.errors.fetch_add(1, Ordering::Relaxed);
        let mut last = self.last_error.lock().unwrap_or_else(PoisonError::into_inner);
        *last = format!("{status}:{code}");
    }

    fn info(&self) -> Value {
        json!({
            "name": self.name,
            "subject": self.subject,
            "queue_group": NAME,
            "metadata": { "about": self.about },
        })
    }

    fn stats(&self) -> Value {
        let requests = self.requests.load(Ordering::Relaxed);
        let nanoseconds = self.nanoseconds.load(Ordering::Relaxed);
        let last_error = self.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone();
        json!({
            "name": self.name,
            "subject": self.subject,
            "queue_group": NAME,
            "num_requests": requests,
            "num_errors": self.errors.load(Ordering::Relaxed),
            "last_error": last_error,
            "processing_time": nanoseconds,
            "average_processing_time": nanoseconds.checked_div(requests).unwrap_or_default(),
        })
    }
}

/// The service: its identity and its endpoints.
#[derive(Clone, Debug)]
pub(crate) struct Micro {
    id: String,
    started: String,
    log: String,
    endpoints: Vec<Arc<Endpoint>>,
}

impl Micro {
    pub(crate) fn new(context: &Context, endpoints: Vec<Arc<Endpoint>>) -> Self {
        let id = ulid::Ulid::generate().to_string();
        let started = context.engine.now().to_string();
        let log = context.engine.store().log_id().to_string();
        Self { id, started, log, endpoints }
    }

    fn answer(&self, verb: &str) -> Value {
        let kind = kind(verb);
        let metadata = json!({ "log": self.log });
        let about_each = |tell: fn(&Endpoint) -> Value| {
            self.endpoints.iter().map(|endpoint| tell(endpoint)).collect::<Value>()
        };
        match verb {
            "INFO" => json!({
                "type": kind, "name": NAME, "id": self.id, "version": VERSION,
                "metadata": metadata, "description": DESCRIPTION,
                "endpoints": about_each(Endpoint::info),
            }),
            "STATS" => json!({
                "type": kind, "name": NAME, "id": self.id, "version": VERSION,
                "metadata": metadata, "started": self.started,
                "endpoints": about_each(Endpoint::stats),
            }),
            _ => json!({
                "type": kind, "name": NAME, "id": self.id, "version": VERSION,
                "metadata": metadata,
            }),
        }
    }

    /// Answers until the node stops.
    pub(crate) async fn serve(self, context: Context) -> Result<(), Error> {
        let mut asked = Vec::new();
        let [Connection { client, .. }, _] = &context.requests;
        for verb in VERBS {
            for tail in [String::new(), format!(".{NAME}"), format!(".{NAME}.{}", self.id)] {
                let requests = client.subscribe(format!("$SRV.{verb}{tail}")).await;
                let requests = requests.map_err(Error::nats("listen on $SRV"))?;
                asked.push(requests.map(move |message| (verb, message)));
            }
        }
        context.heard().await;
        context.board.health("service", crate::status::Health::Working);
        let mut asked = select_all(asked);
        loop {
            let (verb, message) = tokio::select! {
                next = asked.next() => match next {
                    Some(next) => next,
                    None => return Ok(()),
                },
                () = context.stopping() => return Ok(()),
            };
            let Some(reply) = message.reply else { continue };
            if is_inbox(&reply) {
                let answer = self.answer(verb).to_string();
                let sent = context.client.publish(reply, answer.into()).await;
                sent.map_err(Error::nats("answer $SRV"))?;
            } else {
                tracing::warn!(subject = %message.subject, %reply, "no answer goes there");
            }
        }
    }
}
