//! Which messages were taken in, for ever: by their source and the id that it gave them.

use super::file::RuleFile;
use super::identity::Named;
use crate::intake::Page;
use engine::Engine;
use engine::outside::Problem;
use engine::system::intake::{Claim, Command, Event, Release, Take};

/// Whether a message was taken in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Taken {
    /// Nothing was done for it.
    Never,
    /// It is tried again, or was when the node stopped.
    Claimed,
    /// Another one is, which its source calls the same.
    ClaimedByAnother,
    /// This very message was, perhaps not all of it.
    Before,
    /// Another one was, which its source calls the same.
    Otherwise,
}

/// Whether it was taken in, by the log.
pub(super) async fn find(engine: &Engine, message: &Named) -> Result<Taken, Problem> {
    let (_, last) = Page::of(engine, message.sent_as()).last().await?;
    Ok(match last {
        Some(Event::Taken(taken)) if taken.content == message.content() => Taken::Before,
        Some(Event::Taken(_)) => Taken::Otherwise,
        Some(Event::Claimed(claimed)) if claimed.content == message.content() => Taken::Claimed,
        Some(Event::Claimed(_)) => Taken::ClaimedByAnother,
        Some(Event::Released(_) | Event::Refused(_)) | None => Taken::Never,
    })
}

/// Records that something of it is done.
pub(super) async fn record(
    engine: &Engine,
    message: &Named,
    file: &RuleFile,
) -> Result<(), Problem> {
    let take =
        Take { process: file.about(engine.catalogue()).into(), content: message.content().into() };
    Page::of(engine, message.sent_as()).add(message.sent_as(), take).await
}

/// Records that it is tried again: whatever happens meanwhile, no other message takes its place.
pub(super) async fn claim(
    engine: &Engine,
    message: &Named,
    file: &RuleFile,
) -> Result<(), Problem> {
    let claim =
        Claim { process: file.about(engine.catalogue()).into(), content: message.content().into() };
    add_next(engine, message, claim).await
}

/// Records that nothing came of that.
pub(super) async fn release(
    engine: &Engine,
    message: &Named,
    file: &RuleFile,
) -> Result<(), Problem> {
    add_next(engine, message, Release { process: file.about(engine.catalogue()).into() }).await
}

async fn add_next(
    engine: &Engine,
    message: &Named,
    command: impl Into<Command>,
) -> Result<(), Problem> {
    let page = Page::of(engine, message.sent_as());
    let (count, _) = page.last().await?;
    page.add(&format!("{} {count}", message.sent_as()), command).await
}
