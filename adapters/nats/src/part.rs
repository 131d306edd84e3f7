//! The parts of the adapter: each one is started again when it ends, for as long as the node runs.

use crate::context::Context;
use crate::error::Error;
use crate::status::Health;
use std::future::Future;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How long to wait before the first further attempt: what is wrong may be over by then.
const PAUSE_FIRST: Duration = Duration::from_millis(100);
/// And before later ones at most, each after twice the time: the server is not to be flooded with them.
const PAUSE_MAX: Duration = Duration::from_secs(10);
/// Whoever worked for so long begins with the shortest pause again.
const WORKED: Duration = Duration::from_secs(30);

/// Whether a part works while the account is not to be worked with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Works {
    Always,
    WhileOpen,
}

/// The parts that run.
#[derive(Default)]
pub(crate) struct Parts(JoinSet<()>);

impl Parts {
    /// Runs what looks whether the account can be worked with.
    pub(crate) fn start_first<F, Fut>(&mut self, context: &Context, name: &str, run: F)
    where
        F: Fn(Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.spawn(context, name.to_owned(), Works::Always, run);
    }

    /// Runs a part until the node stops, while the account can be worked with. It returns when the node stops, and fails when it cannot
    /// go on; then it is started again, after a pause or with the next connection.
    pub(crate) fn start<F, Fut>(&mut self, context: &Context, name: impl Into<String>, run: F)
    where
        F: Fn(Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.spawn(context, name.into(), Works::WhileOpen, run);
    }

    /// The same for a part that works with streams: it begins anew with every connection, for the
    /// server may have lost them.
    pub(crate) fn start_anew<F, Fut>(&mut self, context: &Context, name: impl Into<String>, run: F)
    where
        F: Fn(Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.start(context, name, move |context| {
            let mut connections = context.connections();
            connections.mark_unchanged();
            let running = run(context);
            async move {
                tokio::select! {
                    ended = running => ended,
                    _ = connections.changed() => Err(Error::Reconnected),
                }
            }
        });
    }

    fn spawn<F, Fut>(&mut self, context: &Context, name: String, works: Works, run: F)
    where
        F: Fn(Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let context = context.clone();
        context.board.health(&name, Health::Starting);
        self.0.spawn(async move {
            keep_running(&context, &name, works, run).await;
            context.board.health(&name, Health::Stopped);
        });
    }

    /// Waits until all have ended.
    pub(crate) async fn ended(mut self) {
        while let Some(ended) = self.0.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a part of the adapter panicked");
            }
        }
    }
}

async fn keep_running<F, Fut>(context: &Context, name: &str, works: Works, run: F)
where
    F: Fn(Context) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), Error>> + Send + 'static,
{
    let mut pause = PAUSE_FIRST;
    while !context.is_stopping() {
        tokio::select! {
            () = context.connected() => {}
            () = context.stopping() => return,
        }
        if works == Works::WhileOpen {
            tokio::select! {
                () = opened(context, name) => {}
                () = context.stopping() => return,
            }
        }
        let (began, mut connections) = (Instant::now(), context.connections());
        connections.mark_unchanged();
        // A task of its own: a panic ends this attempt, and nothing else.
        let mut running = tokio::spawn(run(context.clone()));
        let ended = tokio::select! {
            ended = &mut running => ended.unwrap_or(Err(Error::Panicked)),
            why = context.shut(), if works == Works::WhileOpen => {
                running.abort();
                Err(Error::Shut(why.to_string()))
            }
        };
        let Err(error) = ended else { return };
        context.board.waiting(name, &error);
        // A connection that was made anew is no failure of the part.
        if began.elapsed() > WORKED || matches!(error, Error::Reconnected) {
            pause = PAUSE_FIRST;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = connections.changed() => {}
            () = context.stopping() => {}
        }
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Waits until the account can be worked with, and says why that is not so.
async fn opened(context: &Context, name: &str) {
    tokio::select! {
        biased;
        () = context.open() => return,
        why = context.shut() => context.board.waiting(name, &why),
    }
    context.open().await;
}
