//! Questions to read models.

use crate::context::Context;
use crate::endpoint::{Answer, Asked, Asker, Most, serve, unfinished};
use crate::micro::Endpoint;
use crate::part::Parts;
use crate::visibility::hidden_from;
use engine::Position;
use engine::outside::{Problem, Refusal};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How many questions are taken in at once; some wait for their position, or for a thread.
const MOST: usize = 128;
/// How many of them in one name: fewer than there are threads, however long an answer takes.
const OF_EACH: usize = 8;
/// How many are answered at once, each on a thread of its own.
const ANSWERED_MAX: usize = 32;
/// How long a question waits for the position that it names.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// The member that says how much of the log the answer must know: the position of a reply.
pub(crate) const AT_LEAST: &str = "at_least";

/// Answers questions to read models: the one thing that the adapter asks of a node besides its
/// engine.
pub trait Questions: Send + Sync + 'static {
    /// The processes that a read model is about; none, if there is no such model. Who may not see
    /// one of them is not answered.
    fn tells_of(&self, model: &str) -> &'static [&'static str];

    /// The answer as JSON text, true for the log as it is now, without a word of the processes that
    /// are `hidden` from the asker. On a thread that may block.
    ///
    /// # Errors
    /// [`Problem`], when there is no such model or question, or the arguments do not fit.
    fn ask(
        &self,
        asker: &Asker,
        hidden: &[&'static str],
        model: &str,
        question: &str,
        arguments: Value,
    ) -> Result<String, Problem>;
}

/// The endpoint.
pub(crate) fn endpoint(context: &Context) -> Arc<Endpoint> {
    let pattern = context.subjects.pattern("query.*.*");
    Endpoint::new("query", pattern, "<read model>.<question>")
}

/// Starts it.
pub(crate) fn start(
    context: &Context,
    parts: &mut Parts,
    endpoint: Arc<Endpoint>,
    questions: Arc<dyn Questions>,
) {
    parts.start(context, endpoint.name(), move |context| {
        let questions = Arc::clone(&questions);
        let threads = Arc::new(Semaphore::new(ANSWERED_MAX));
        let answer = move |context, asked| {
            answer(context, asked, Arc::clone(&questions), Arc::clone(&threads))
        };
        serve(context, Arc::clone(&endpoint), Most { all: MOST, of_each: OF_EACH }, answer)
    });
}

async fn answer(
    context: Context,
    asked: Asked,
    questions: Arc<dyn Questions>,
    threads: Arc<Semaphore>,
) -> Result<Answer, Problem> {
    let mut arguments = asked.json()?;
    let Asked { asker, tokens, .. } = asked;
    let mut tokens = tokens.into_iter().skip(1);
    let (model, question) = (tokens.next().unwrap_or_default(), tokens.next().unwrap_or_default());
    let stopped = |error| Problem::failure("stopped", &error);
    if let Some(at_least) = at_least(&mut arguments)? {
        wait(&context, at_least).await?;
    }
    let _thread = threads.acquire().await.map_err(stopped)?;
    // Asked when it is answered: a role may be taken away meanwhile.
    let hidden = hidden_from(&context, &asker).await?;
    if questions.tells_of(&model).iter().any(|process| hidden.contains(process)) {
        let detail = format!("what {model} tells of is for certain roles to see");
        return Err(Problem::new(Refusal::Authority, "not_authorised", &detail));
    }
    let asking = move || questions.ask(&asker, &hidden, &model, &question, arguments);
    let answer = tokio::task::spawn_blocking(asking).await;
    let answer = answer.map_err(|error| Problem::failure("defect", &error))??;
    Ok(Answer::Reply(answer.into()))
}

fn at_least(arguments: &mut Value) -> Result<Option<Position>, Problem> {
    let stated = arguments.as_object_mut().and_then(|members| members.remove(AT_LEAST));
    let Some(stated) = stated.filter(|stated| !stated.is_null()) else { return Ok(None) };
    let position = stated.as_u64().ok_or_else(|| {
        let detail = format!("{AT_LEAST} is a position, a number, not {stated}");
        Problem::new(Refusal::Input, "bad_body", &detail)
    })?;
    Ok(Some(Position(position)))
}

async fn wait(context: &Context, at_least: Position) -> Result<(), Problem> {
    let mut head = context.engine.store().head();
    tokio::select! {
        there = head.wait_for(|head| *head >= at_least) => if there.is_ok() {
            return Ok(());
        },
        () = tokio::time::sleep(WAIT_MAX) => {}
        () = context.stopping() => return Err(unfinished()),
    }
    let detail = format!("the log has not got to position {at_least}; ask again");
    Err(Problem::new(Refusal::Busy, "behind", &detail))
}
