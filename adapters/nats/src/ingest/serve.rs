//! What other tools send, one message after the other. A message is acknowledged once what came of
//! each of its parts is durable; what was not done is kept as a dead letter.

use super::deliver::{Delivered, Mode, Refused, deliver};
use super::mapping::Mapped;
use super::message::Incoming;
use super::{NAME, Rules};
use crate::commands::dead::{self, Dead};
use crate::context::Context;
use crate::error::Error;
use crate::status::Health;
use crate::stream::Needed;
use crate::trace;
use crate::work::{Id, QUIET, Taken, Taking, Work};
use async_nats::HeaderMap;
use bytes::Bytes;
use engine::outside::{Problem, Refusal};
use std::sync::Arc;
use std::time::Duration;
use tracing::Instrument as _;

const STREAM: &str = "PDCA_INGEST";
const SUBJECTS: &str = "pdca.ingest.>";
/// How messages are taken: the server waits longer for an acknowledgement than all that is fetched at
/// once can take.
const TAKING: Taking = Taking {
    acknowledge_wait: Duration::from_secs(10 * 60),
    in_flight_max: 0,
    fetch_bytes_max: 4 * 1024 * 1024,
};

/// Takes messages in until the node stops.
pub(super) async fn serve(context: Context, rules: Arc<Rules>) -> Result<(), Error> {
    let subjects = rules.other_subjects().map(str::to_owned);
    let stream = Needed {
        name: STREAM.to_owned(),
        about: "What other tools send, until what came of it is durable",
        subjects: std::iter::once(SUBJECTS.to_owned()).chain(subjects).collect(),
        is_queue: true,
        is_atomic: false,
    };
    let stream = stream.get_covering(&context).await?;
    dead::streams(&context).await?;
    // In order: nothing that was fetched before and not acknowledged is still on its way.
    let mut work = Work::begin(&context, &stream, TAKING).await?;
    context.board.health(NAME, Health::Working);
    loop {
        let taken = tokio::select! {
            taken = work.next() => taken?,
            () = tokio::time::sleep(QUIET) => {
                work.all_seen().await?;
                continue;
            }
            () = context.stopping() => return Ok(()),
        };
        let Some(taken) = taken else { return Ok(()) };
        let Taken { id, message, problem, receipt } = taken;
        let letter = Letter {
            subject: message.subject.to_string(),
            headers: message.headers.unwrap_or_default(),
            body: message.payload,
        };
        let problem = match problem {
            None => letter.deliver(&context, &rules, Mode::First).await?.problem(),
            Some(problem) => {
                context.board.count(NAME, "unreadable".to_owned(), |counts| counts.failed += 1);
                Some(problem)
            }
        };
        if let Some(problem) = problem {
            // Where it cannot be kept, it is on record.
            let _is_kept = letter.bury(&context, &rules, &id, &problem, Mode::First).await?;
        }
        // One that the server does not get comes again, and finds everything done.
        receipt.give_in_passing().await?;
    }
}

/// A message, wherever it is kept.
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Letter {
    /// Does what the rules say, and counts it.
    pub(super) async fn deliver(
        &self,
        context: &Context,
        rules: &Arc<Rules>,
        mode: Mode,
    ) -> Result<Delivered, Error> {
        let Some(file) = rules.for_subject(&self.subject) else {
            let sources = rules.sources().join(", ");
            let detail =
                format!("no rule file takes what comes by {}; there are {sources}", self.subject);
            let refused = Refused { rule: None, code: "no_rule_fits".to_owned(), detail };
            context.board.count(NAME, "no source".to_owned(), |counts| counts.failed += 1);
            return Ok(Delivered { failures: vec![refused], ..Delivered::default() });
        };
        let mapped = self.map(rules).await;
        let _turn = rules.turn().await;
        let delivered = deliver(&context.engine, file, mapped, mode);
        let delivered = delivered.instrument(trace::sender(&self.headers)).await;
        let delivered = delivered.map_err(Error::Undecided)?;
        delivered.count(|rule, change| {
            context.board.count(NAME, format!("{}.{rule}", file.source), change);
        });
        Ok(delivered)
    }

    /// Applies the rules, away from what must not wait. Should that panic, the message is at fault.
    async fn map(&self, rules: &Arc<Rules>) -> Mapped {
        let (rules, subject, body) = (Arc::clone(rules), self.subject.clone(), self.body.clone());
        let headers: Vec<_> = self
            .headers
            .iter()
            .flat_map(|(name, values)| {
                values.iter().map(move |value| (name.to_string(), value.to_string()))
            })
            .collect();
        let mapping = move || {
            let incoming = Incoming { subject: &subject, headers: &headers, body: &body };
            rules.for_subject(&subject).map(|file| file.map(&incoming)).unwrap_or_default()
        };
        tokio::task::spawn_blocking(mapping).await.unwrap_or_else(|error| {
            tracing::error!(%error, subject = self.subject, "rules panicked");
            Mapped::defect()
        })
    }

    /// Keeps it with the reason; whether it can be kept. That it was refused is recorded the first time;
    /// what its commands come to is, each time.
    pub(super) async fn bury(
        &self,
        context: &Context,
        rules: &Rules,
        id: &Id,
        problem: &Problem,
        mode: Mode,
    ) -> Result<bool, Error> {
        let catalogue = context.engine.catalogue();
        let file = rules.for_subject(&self.subject);
        let dead = Dead {
            part: NAME,
            id,
            subject: &self.subject,
            headers: self.headers.clone(),
            body: self.body.clone(),
            about: file.map_or_else(|| dead::anything(catalogue), |file| file.about(catalogue)),
            problem,
        };
        if mode == Mode::First {
            dead.record(context).await?;
        }
        dead.bury(context).await
    }
}

/// What is there to be retried says that it cannot be.
pub(super) fn cut_off(bytes: &str) -> Problem {
    let detail = format!("the message took {bytes} bytes, and only its beginning is kept");
    Problem::new(Refusal::Input, "message_too_large", &detail)
}
