//! Replay: a part of the audit trail, sent to whoever asks for it.
//!
//! The events come to the asker's inbox as they are in the stream of events. A message that has a
//! reply subject asks whether it may go on: whoever answers it, with anything, gets more. The last
//! message has the header `Pdca-Replay` and says how many there were, and their digest. While a replay
//! at a certain speed waits for the next event, an empty message with the header `Pdca-Wait` asks every
//! few seconds whether anybody is there still.

mod flow;
mod pace;
mod pages;
mod request;
mod send;

pub(crate) use request::schema;

use crate::context::Context;
use crate::endpoint::{Answer, Asked, Most, serve};
use crate::micro::Endpoint;
use crate::part::Parts;
use crate::places::Places;
use crate::subject::is_inbox;
use engine::Actor;
use engine::outside::{Problem, Refusal};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many replays are read and written at the same instant: what is left of the machine is for
/// the writers.
const TURNS: usize = 1;

/// The endpoint.
pub(crate) fn endpoint(context: &Context) -> Arc<Endpoint> {
    Endpoint::new("replay", context.subjects.pattern("replay"), "a part of the audit trail")
}

/// Starts it.
pub(crate) fn start(context: &Context, parts: &mut Parts, endpoint: Arc<Endpoint>) {
    let turns = Arc::new(Semaphore::new(TURNS));
    parts.start(context, endpoint.name(), move |context| {
        let (turns, most) = (Arc::clone(&turns), context.settings.replays_max);
        let places = Places::new("replays", context.settings.replays_per_actor_max);
        let answer =
            move |context, asked| answer(context, asked, Arc::clone(&turns), places.clone());
        serve(context, Arc::clone(&endpoint), Most::of(most), answer)
    });
}

async fn answer(
    context: Context,
    asked: Asked,
    turns: Arc<Semaphore>,
    places: Places,
) -> Result<Answer, Problem> {
    let Some(inbox) = asked.reply.clone().filter(|reply| is_inbox(reply)) else {
        let detail = "a replay needs an inbox to go to: a reply subject that begins with _INBOX";
        return Err(Problem::new(Refusal::Input, "no_inbox", detail));
    };
    let request = request::read(asked.json()?)?;
    let actor = asked.asker.actor.as_ref().map(Actor::as_escaped).unwrap_or_default();
    let _place = places.take(actor)?;
    let pages = pages::Pages::open(&context, &asked.asker, &request, turns).await?;
    let pace = pace::Pace::new(request.speed);
    send::all(&context, inbox, pages, pace).await?;
    Ok(Answer::Sent)
}
