//! How a request is served, whatever it is about: bounds, identity, reply, figures.

use crate::connect::Connection;
use crate::context::Context;
use crate::error::Error;
use crate::micro::{Endpoint, NAME};
use crate::places::{Place, Places};
use crate::status::Health;
use crate::subject::{POSITION, SUBJECT_BYTES_MAX, Subjects};
use crate::trace;
use async_nats::header::{NATS_SEQUENCE, NATS_STREAM};
use async_nats::{HeaderMap, HeaderName, Message, Subject, Subscriber};
use bytes::Bytes;
use engine::outside::{Problem, Refusal, TraceParent, body};
use engine::{Actor, json};
use futures_util::StreamExt as _;
use futures_util::stream::select;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

/// The largest request, in bytes.
pub(crate) const REQUEST_BYTES_MAX: usize = 512 * 1024;
/// How much the requests that are worked on may take together, in KiB.
const IN_FLIGHT_KIB_MAX: u32 = 64 * 1024;
/// How long what has begun may take to end when the node stops.
const LAST_WORDS_MAX: Duration = Duration::from_secs(10);
/// How long it may take then to say of the rest that it has not ended.
const FAREWELL_MAX: Duration = Duration::from_secs(1);
/// In whose name, where the subject does not say.
pub(crate) const ACTOR: &str = "Pdca-Actor";
/// Who is meant by `Caller::principal` when the server lets everybody say anything.
const ANYBODY: &str = "nats";

/// A request that was let in.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Who asks.
    pub(crate) asker: Asker,
    /// The subject without what comes before it: `cmd`, process, key, command.
    pub(crate) tokens: Vec<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Where the answer goes.
    pub(crate) reply: Option<Subject>,
}

/// Who asks, and how that is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asker {
    /// In whose name, if anybody's.
    pub actor: Option<Actor>,
    /// Whom the server authenticated.
    pub principal: String,
    /// Whether the actor is proven, and not merely claimed.
    pub is_proven: bool,
}

impl Asker {
    /// In whose name.
    pub(crate) fn actor(&self) -> Result<Actor, Problem> {
        self.actor.clone().ok_or_else(|| {
            let detail = format!("say in whose name, in the header {ACTOR}");
            Problem::new(Refusal::Input, "no_actor", &detail)
        })
    }
}

impl Asked {
    /// What is asked, as JSON; nothing at all is none.
    pub(crate) fn json(&self) -> Result<json::Value, Problem> {
        body(&self.body)
    }

    /// Takes a message apart.
    pub(crate) fn of(context: &Context, message: Message) -> Result<Self, Problem> {
        let Message { subject, reply, payload, headers, .. } = message;
        if payload.len() > REQUEST_BYTES_MAX {
            let detail = format!(
                "the request takes {} bytes; at most {REQUEST_BYTES_MAX} fit",
                payload.len()
            );
            return Err(Problem::new(Refusal::Input, "body_too_large", &detail));
        }
        if subject.len() > SUBJECT_BYTES_MAX {
            let detail = format!(
                "the subject takes {} bytes; at most {SUBJECT_BYTES_MAX} fit",
                subject.len()
            );
            return Err(Problem::new(Refusal::Input, "bad_subject", &detail));
        }
        let bad_actor = |error| Problem::bad_input("bad_actor", &error);
        let parsed = context.subjects.parse(&subject).map_err(bad_actor)?;
        let headers = headers.unwrap_or_default();
        let asker = if let Some(actor) = parsed.actor {
            let principal = format!("{ANYBODY} {}", actor.as_escaped());
            Asker { actor: Some(actor), principal, is_proven: true }
        } else {
            let claimed =
                headers.get(HeaderName::from_static(ACTOR)).map(|name| Actor::new(name.as_str()));
            let actor = claimed.transpose().map_err(bad_actor)?;
            Asker { actor, principal: ANYBODY.to_owned(), is_proven: false }
        };
        let tokens = parsed.tokens.into_iter().map(ToOwned::to_owned).collect();
        Ok(Self { asker, tokens, headers, body: payload, reply })
    }
}

/// What a request came to.
pub(crate) enum Answer {
    /// This is to be sent.
    Reply(Bytes),
    /// This is what a command came to, whose span this is.
    Outcome(TraceParent, Result<Bytes, Problem>),
    /// It has been sent.
    Sent,
}

impl Answer {
    pub(crate) fn json<T: serde::Serialize>(value: &T) -> Self {
        Self::Reply(json::of(value).to_string().into())
    }
}

/// How many requests are worked on at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    pub(crate) all: usize,
    /// For an actor whom the subject names: a claimed name would be another one each time.
    pub(crate) of_each: usize,
}

impl Most {
    /// So many, and a quarter of them in one name: nobody has all places to himself.
    pub(crate) fn shared(all: usize) -> Self {
        Self { all, of_each: (all / 4).max(1) }
    }

    /// So many, in whose name ever.
    pub(crate) fn of(all: usize) -> Self {
        Self { all, of_each: all }
    }
}

/// Serves an endpoint until the node stops.
pub(crate) async fn serve<H, Fut>(
    context: Context,
    endpoint: Arc<Endpoint>,
    most: Most,
    handle: H,
) -> Result<(), Error>
where
    H: Fn(Context, Asked) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Answer, Problem>> + Send + 'static,
{
    let [one, other] = &context.requests;
    let (one, other) = (subscribe(one, &endpoint).await?, subscribe(other, &endpoint).await?);
    let mut requests = select(one, other);
    context.heard().await;
    context.board.health(endpoint.name(), Health::Working);
    let bounds = Bounds::new(most, context.subjects);
    let handle = Arc::new(handle);
    let (mut working, mut draining) = (JoinSet::new(), false);
    let out_of_time = watch::Sender::new(false);
    let stopping = context.stopping();
    tokio::pin!(stopping);
    loop {
        let message = tokio::select! {
            message = requests.next() => message,
            Some(ended) = working.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, endpoint = endpoint.name(), "a request went wrong");
                }
                continue;
            }
            () = &mut stopping, if !draining => {
                draining = true;
                let (one, other) = requests.get_mut();
                for subscriber in [one, other] {
                    subscriber.drain().await.map_err(Error::nats("stop listening"))?;
                }
                continue;
            }
        };
        let Some(message) = message else { break };
        let began = Instant::now();
        let place = match bounds.place(&message) {
            Ok(place) => place,
            Err(busy) => {
                let reply = reply(&context, &message);
                send(&context, &endpoint, reply, Err(busy)).await;
                continue;
            }
        };
        let (context, endpoint) = (context.clone(), Arc::clone(&endpoint));
        let (handle, mut given_up) = (Arc::clone(&handle), out_of_time.subscribe());
        working.spawn(async move {
            let reply = reply(&context, &message);
            let asked = asked_by_somebody(&message, reply.as_ref())
                .and_then(|()| Asked::of(&context, message));
            let answer = match asked {
                Ok(asked) => tokio::select! {
                    answer = handle(context.clone(), asked) => answer,
                    _ = given_up.wait_for(|given_up| *given_up) => Err(unfinished()),
                },
                Err(problem) => Err(problem),
            };
            send(&context, &endpoint, reply, answer).await;
            endpoint.answered(began.elapsed());
            drop(place);
        });
    }
    let mut all_end_within = async |time| {
        let ended = async { while working.join_next().await.is_some() {} };
        tokio::time::timeout(time, ended).await.is_ok()
    };
    if !all_end_within(LAST_WORDS_MAX).await {
        tracing::warn!(endpoint = endpoint.name(), "stopped before every request was worked on");
        out_of_time.send_replace(true);
        if !all_end_within(FAREWELL_MAX).await {
            tracing::warn!(endpoint = endpoint.name(), "stopped before every request was answered");
        }
    }
    Ok(())
}

async fn subscribe(
    Connection { client, .. }: &Connection,
    endpoint: &Endpoint,
) -> Result<Subscriber, Error> {
    let subscribed = client.queue_subscribe(endpoint.subject.clone(), NAME.into()).await;
    subscribed.map_err(Error::nats("listen for requests"))
}

/// Where the answer to a message may go, if anywhere.
fn reply(context: &Context, message: &Message) -> Option<Subject> {
    let reply = message.reply.clone();
    reply.filter(|reply| context.subjects.is_reply(&message.subject, reply))
}

/// Servers and services send their answers wherever they are told to. What came here as somebody's
/// answer was not asked by the actor in the subject.
fn asked_by_somebody(message: &Message, reply: Option<&Subject>) -> Result<(), Problem> {
    const OF_A_STREAM: [HeaderName; 3] =
        [NATS_STREAM, NATS_SEQUENCE, HeaderName::from_static(POSITION)];
    let is_stored = message
        .headers
        .as_ref()
        .is_some_and(|headers| OF_A_STREAM.into_iter().any(|name| headers.get(name).is_some()));
    let leads_elsewhere = message.reply.is_some() && reply.is_none();
    if !is_stored && !leads_elsewhere {
        return Ok(());
    }
    // Whoever does that all day does not fill the log with it.
    tracing::debug!(subject = %message.subject, reply = ?message.reply, "this was not a request");
    let detail = "a request is sent by who asks, and its reply goes to an inbox of his";
    Err(Problem::new(Refusal::Input, "not_a_request", detail))
}

fn too_large(bytes: usize, bytes_max: usize) -> Problem {
    let detail = format!(
        "the answer takes {bytes} bytes; the server takes {bytes_max} in a message: ask for less"
    );
    Problem::new(Refusal::Input, "answer_too_large", &detail)
}

/// Of what was under way when the node was told to stop.
pub(crate) fn unfinished() -> Problem {
    let detail = "the node stops, and this was not done in time; send it again, a command with its id: \
                  if it was done after all, that is said then";
    Problem::new(Refusal::Failure, "stopped", detail)
}

fn busy(most: usize) -> Problem {
    let detail = format!("{most} requests are worked on already; come again in a moment");
    Problem::new(Refusal::Busy, "busy", &detail)
}

/// Replies, where there is somebody to reply to.
async fn send(
    context: &Context,
    endpoint: &Endpoint,
    reply: Option<Subject>,
    answer: Result<Answer, Problem>,
) {
    let bytes_max = context.client.max_payload();
    let (span, answer) = match answer {
        Ok(Answer::Outcome(span, outcome)) => (Some(span), outcome.map(Answer::Reply)),
        answer => (None, answer),
    };
    let answer = match answer {
        Ok(Answer::Reply(body)) if body.len() > bytes_max => Err(too_large(body.len(), bytes_max)),
        answer => answer,
    };
    if let Err(problem) = &answer {
        endpoint.failed(problem.status, &problem.code);
    }
    let Some(reply) = reply else { return };
    let (mut headers, body) = match answer {
        Ok(Answer::Sent | Answer::Outcome(..)) => return,
        Ok(Answer::Reply(body)) => (HeaderMap::new(), body),
        Err(problem) => written(&problem),
    };
    if let Some(span) = span {
        headers.insert(HeaderName::from_static(trace::PARENT), span.to_string());
    }
    let sent = if headers.is_empty() {
        context.client.publish(reply, body).await
    } else {
        context.client.publish_with_headers(reply, headers, body).await
    };
    if let Err(error) = sent {
        tracing::warn!(%error, endpoint = endpoint.name(), "a reply could not be sent");
    }
}

/// A problem as a message: the document, and the headers that say that it is an error.
pub(crate) fn written(problem: &Problem) -> (HeaderMap, Bytes) {
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Service-Error", &*problem.code);
    headers.insert("Nats-Service-Error-Code", problem.status.to_string().as_str());
    headers.insert("Content-Type", "application/problem+json");
    (headers, json::of(problem).to_string().into())
}

/// How much may be worked on at once, in requests and in memory.
struct Bounds {
    most: usize,
    requests: Arc<Semaphore>,
    kib: Arc<Semaphore>,
    subjects: Subjects,
    of_each: Places,
}

struct Room {
    _request: OwnedSemaphorePermit,
    _kib: OwnedSemaphorePermit,
    _of_actor: Option<Place>,
}

impl Bounds {
    fn new(most: Most, subjects: Subjects) -> Self {
        Self {
            most: most.all,
            requests: Arc::new(Semaphore::new(most.all)),
            kib: Arc::new(Semaphore::new(IN_FLIGHT_KIB_MAX as usize)),
            subjects,
            of_each: Places::new("requests", most.of_each),
        }
    }

    /// Room for a request.
    ///
    /// # Errors
    /// [`Problem`], when there is none.
    fn place(&self, message: &Message) -> Result<Room, Problem> {
        let kib = u32::try_from(message.payload.len() / 1024).unwrap_or(u32::MAX);
        let actor = self.subjects.proven(&message.subject);
        let of_actor = actor.map(|actor| self.of_each.take(actor)).transpose()?;
        let request = Arc::clone(&self.requests).try_acquire_owned();
        let kib = Arc::clone(&self.kib).try_acquire_many_owned(kib.saturating_add(1));
        match (request, kib) {
            (Ok(request), Ok(kib)) => {
                Ok(Room { _request: request, _kib: kib, _of_actor: of_actor })
            }
            _ => Err(busy(self.most)),
        }
    }
}
