use super::request::Request;
use crate::context::Context;
use crate::endpoint::Asker;
use crate::events::Event;
use crate::visibility::hidden_from;
use engine::outside::{Problem, PublicRecord, Trail};
use engine::store::{ReadError, Reading};
use engine::{Position, RecordRef, Role, Timestamp};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// While others write, replays rest so many times as long as it took to read a page, all of them: to
/// send it takes longer than that, here and in the server. The machine is the writers', whom somebody
/// waits for.
const REST: u32 = 12;

/// A part of the trail, page by page, without what the asker may not see.
pub(super) struct Pages {
    context: Context,
    asker: Asker,
    turns: Arc<Semaphore>,
    /// Gone while a page is being written.
    reader: Option<Reader>,
}

/// What reads, on threads that may block.
struct Reader {
    context: Context,
    trail: Trail,
    reading: Reading,
    /// Where the log ended when it was asked for.
    head: Position,
    is_over: bool,
}

/// An event of it.
pub(super) struct Told {
    pub(super) event: Event,
    pub(super) recorded_at: Timestamp,
    /// Who may see it; everybody, where nobody is named.
    pub(super) visible_to: &'static [Role],
}

/// Some events of it.
#[derive(Default)]
pub(super) struct Page {
    pub(super) events: Vec<Told>,
    /// Whether it is the last one.
    pub(super) is_last: bool,
}

impl Pages {
    /// Opens the part that is asked for.
    pub(super) async fn open(
        context: &Context,
        asker: &Asker,
        request: &Request,
        turns: Arc<Semaphore>,
    ) -> Result<Self, Problem> {
        let (query, reading) = (request.trail.clone(), context.clone());
        let opened = blocking(move || {
            let (catalogue, store) = (reading.engine.catalogue(), &**reading.engine.store());
            let trail = Trail::new(catalogue, store, &query)?;
            let (head, records) = (*store.head().borrow(), trail.read(store));
            let is_over = head <= trail.after();
            Ok(Reader { context: reading.clone(), trail, reading: records, head, is_over })
        });
        let reader = Some(opened.await?);
        Ok(Self { context: context.clone(), asker: asker.clone(), turns, reader })
    }

    /// Who asks.
    pub(super) fn asker(&self) -> &Asker {
        &self.asker
    }

    /// Where the log ended when it was asked for.
    pub(super) fn head(&self) -> Position {
        self.reader.as_ref().map_or(Position(0), |reader| reader.head)
    }

    /// The next page.
    pub(super) async fn next(&mut self) -> Result<Page, Problem> {
        // Asked every time: a role may be taken away while a replay goes on.
        let hidden = hidden_from(&self.context, &self.asker).await?;
        let Some(mut reader) = self.reader.take() else { return Ok(Page::default()) };
        let turn = self.turns.acquire().await;
        let head = self.context.engine.store().head();
        let (before, began) = (*head.borrow(), Instant::now());
        let (reader, page) = blocking(move || {
            let page = reader.page(&hidden)?;
            Ok((reader, page))
        })
        .await?;
        self.reader = Some(reader);
        if *head.borrow() > before {
            tokio::time::sleep(began.elapsed() * REST).await;
        }
        drop(turn);
        Ok(page)
    }
}

impl Reader {
    /// What one chunk of the log holds of it.
    fn page(&mut self, hidden: &[&str]) -> Result<Page, Problem> {
        let Self { context, trail, reading, head, is_over } = self;
        let mut events = Vec::new();
        let chunk = if *is_over { None } else { reading.next_blocking()? };
        *is_over = chunk.is_none();
        for (position, bytes) in chunk.into_iter().flat_map(engine::store::Chunk::stored) {
            let unreadable = |source| ReadError::Decode { position, source };
            let record = RecordRef::decode(position, bytes).map_err(unreadable)?;
            if position <= *head && trail.takes(&record) {
                let catalogue = context.engine.catalogue();
                let subject = catalogue.subject_of(&record).map_err(unreadable)?;
                if !hidden.contains(&&*subject) {
                    let event = event(context, &record).map_err(unreadable)?;
                    let recorded_at = record.metadata.recorded_at;
                    let visible_to = catalogue.visible_to(&subject);
                    events.push(Told { event, recorded_at, visible_to });
                }
            }
            *is_over |= position >= *head || trail.is_over(position, record.metadata.recorded_at);
        }
        Ok(Page { events, is_last: *is_over })
    }
}

fn event(context: &Context, record: &RecordRef<'_>) -> Result<Event, engine::DecodeError> {
    let (catalogue, store) = (context.engine.catalogue(), &**context.engine.store());
    let public = PublicRecord::of(catalogue, store, record)?;
    Ok(Event::of(&public, context.settings.events, context.client.max_payload()))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Problem::failure("defect", &error)))
}
