//! The work queue: commands are handed over in its order, and acknowledged only once their outcome
//! is durable, be it a refusal. What is refused is kept with the reason.

use super::command;
use super::dead::{self, Dead};
use crate::context::Context;
use crate::endpoint::Asked;
use crate::error::Error;
use crate::status::Health;
use crate::stream::Needed;
use crate::trace;
use crate::work::{Id, QUIET, Receipt, Taken, Taking, Work};
use async_nats::Message;
use engine::outside::{HandedOver, Problem};
use engine::{AnyProcess, CommandId, Door};
use std::time::Duration;
use tokio::task::JoinSet;
use tracing::Instrument as _;

/// The part's name.
pub(crate) const NAME: &str = "queue";
const STREAM: &str = "PDCA_COMMANDS";
/// How commands are taken: so many may be on their way at once.
const TAKING: Taking = Taking {
    acknowledge_wait: Duration::from_secs(30),
    in_flight_max: 256,
    fetch_bytes_max: 8 * 1024 * 1024,
};
/// How long the server waits when the node says that it could not decide.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Takes in commands until the node stops.
pub(crate) async fn serve(context: Context) -> Result<(), Error> {
    let stream = Needed {
        name: STREAM.to_owned(),
        about: "Commands that nobody waits for, until their outcome is durable",
        subjects: vec![context.subjects.pattern("queue.*.*.*")],
        is_queue: true,
        is_atomic: false,
    };
    let stream = stream.get(&context).await?;
    dead::streams(&context).await?;
    let mut work = Work::begin(&context, &stream, TAKING).await?;
    context.board.health(NAME, Health::Working);
    let mut working: JoinSet<Result<(), Error>> = JoinSet::new();
    loop {
        let taken = tokio::select! {
            taken = work.next() => taken?,
            Some(ended) = working.join_next() => {
                ended.unwrap_or(Err(Error::Panicked))?;
                continue;
            }
            () = tokio::time::sleep(QUIET), if working.is_empty() => {
                work.all_seen().await?;
                continue;
            }
            () = context.stopping() => break,
        };
        let Some(taken) = taken else { break };
        let Taken { id, message, problem, receipt } = taken;
        // Without an id of its own, a command is known by that of its message.
        let handed_over = match problem {
            None => hand_over(&context, &message, &id).await,
            Some(problem) => Err(problem),
        };
        let (context, is_due) = (context.clone(), receipt.is_due());
        let finishing = async move { finish(&context, &message, &id, handed_over, receipt).await };
        if is_due {
            finishing.await?;
        } else {
            working.spawn(finishing);
        }
    }
    while let Some(ended) = working.join_next().await {
        ended.unwrap_or(Err(Error::Panicked))?;
    }
    Ok(())
}

async fn hand_over(context: &Context, message: &Message, id: &Id) -> Result<HandedOver, Problem> {
    let asked = Asked::of(context, message.clone())?;
    let mut sent = command::read(&asked, Door::Queue, || id.text().to_owned())?;
    if sent.sent_as == id.text() {
        let principal = &sent.caller.principal;
        let command = |id: &str| CommandId::derive(Door::Queue, principal, id);
        if let Some(former) = id.former(&context.engine, command).await? {
            former.clone_into(&mut sent.sent_as);
        }
    }
    context.engine.hand_over(sent).instrument(trace::sender(&asked.headers)).await
}

/// Waits for the outcome and tells the server.
async fn finish(
    context: &Context,
    message: &Message,
    id: &Id,
    handed_over: Result<HandedOver, Problem>,
    receipt: Receipt,
) -> Result<(), Error> {
    let outcome = match handed_over {
        Ok(handed_over) => handed_over.done().await,
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(_) => {}
        Err(problem) if problem.is_refusal() => {
            let dead = Dead {
                part: NAME,
                id,
                subject: &message.subject,
                headers: message.headers.clone().unwrap_or_default(),
                body: message.payload.clone(),
                about: about(context, &message.subject),
                problem: &problem,
            };
            dead.record(context).await?;
            // Where it cannot be kept, it is on record.
            let _is_kept = dead.bury(context).await?;
        }
        Err(problem) => {
            tracing::warn!(%problem, "a command from the queue could not be decided");
            return receipt.again(AGAIN_AFTER, problem).await;
        }
    }
    receipt.give().await
}

/// The process that a command is about. What cannot be read might be about any.
fn about(context: &Context, subject: &str) -> &'static str {
    let catalogue = context.engine.catalogue();
    let parsed = context.subjects.parse(subject).ok();
    match parsed.and_then(|parsed| parsed.tokens.get(1).copied()) {
        Some(process) => {
            let known = catalogue.process(process).map(AnyProcess::name);
            known.unwrap_or_else(|_| dead::anything(catalogue))
        }
        None => dead::anything(catalogue),
    }
}
