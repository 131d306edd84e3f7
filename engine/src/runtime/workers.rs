use super::{Engine, PolicyError, PolicyRunner, PolicyStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;

/// The threads that let time pass and policies react, as long as this is kept.
#[derive(Debug)]
pub struct Workers {
    stop: Arc<Stop>,
    threads: Vec<JoinHandle<()>>,
    policies: Arc<Mutex<Vec<PolicyStatus>>>,
}

#[derive(Debug)]
struct Stop {
    asked: AtomicBool,
    bell: watch::Sender<()>,
}

impl Workers {
    /// Starts them.
    ///
    /// # Errors
    /// [`PolicyError`], when the cursors of the policies cannot be read.
    pub fn start(engine: &Engine) -> Result<Self, PolicyError> {
        let stop = Arc::new(Stop { asked: AtomicBool::new(false), bell: watch::Sender::new(()) });
        let runner = PolicyRunner::start(engine)?;
        let policies = Arc::new(Mutex::new(runner.status()));
        let mut workers = Self { stop, threads: Vec::new(), policies };
        let (timers, stop) = (engine.clone(), Arc::clone(&workers.stop));
        workers.spawn("pdca-timers", move || run_timers(&timers, &stop));
        let (stop, status) = (Arc::clone(&workers.stop), Arc::clone(&workers.policies));
        let policies = engine.clone();
        if !engine.catalogue().policies().is_empty() {
            workers.spawn("pdca-policies", move || run_policies(&policies, runner, &stop, &status));
        }
        Ok(workers)
    }

    fn spawn(&mut self, name: &str, run: impl FnOnce() + Send + 'static) {
        match std::thread::Builder::new().name(name.to_owned()).spawn(run) {
            Ok(thread) => self.threads.push(thread),
            Err(error) => tracing::error!(%error, name, "cannot start a thread"),
        }
    }

    /// Where each policy stands.
    #[must_use]
    pub fn policies(&self) -> Vec<PolicyStatus> {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop.asked.store(true, Ordering::SeqCst);
        self.stop.bell.send_replace(());
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a worker panicked");
            }
        }
    }
}

/// How long a thread sleeps at most before it looks whether it is to stop, or the clock was set.
const NAP: Duration = Duration::from_millis(200);

fn run_timers(engine: &Engine, stop: &Stop) {
    let go_on = || !stop.asked.load(Ordering::SeqCst);
    while go_on() {
        if let Err(error) = engine.fire_due_while(go_on) {
            tracing::error!(%error, "timers stop");
            return;
        }
        let timers = engine.timers().lock();
        let until = timers.next().map(|next| next.since(engine.now()).as_nanos());
        let until =
            until.map_or(NAP, |nanos| Duration::from_nanos(u64::try_from(nanos).unwrap_or(0)));
        // Spurious wake-ups and naps only mean another look.
        drop(engine.timers().changed.wait_timeout(timers, until.min(NAP)));
    }
}

fn run_policies(
    engine: &Engine,
    mut runner: PolicyRunner,
    stop: &Stop,
    status: &Mutex<Vec<PolicyStatus>>,
) {
    let tell = |runner: &PolicyRunner| {
        *status.lock().unwrap_or_else(PoisonError::into_inner) = runner.status();
        !stop.asked.load(Ordering::SeqCst)
    };
    let mut head = engine.store().head();
    let mut bell = stop.bell.subscribe();
    while tell(&runner) {
        if let Err(error) = runner.catch_up_while(tell) {
            tracing::error!(%error, "policies stop");
            return;
        }
        tell(&runner);
        let position = runner.position();
        if !super::wait(either(head.wait_for(|head| *head > position), bell.changed())) {
            return;
        }
    }
}

/// Waits for whichever comes first; whether the log is still there.
pub(crate) async fn either<T>(
    head: impl Future<Output = Result<T, watch::error::RecvError>>,
    bell: impl Future<Output = Result<(), watch::error::RecvError>>,
) -> bool {
    let (mut head, mut bell) = (std::pin::pin!(head), std::pin::pin!(bell));
    std::future::poll_fn(|context| {
        if let std::task::Poll::Ready(result) = head.as_mut().poll(context) {
            return std::task::Poll::Ready(result.is_ok());
        }
        bell.as_mut().poll(context).map(|_| true)
    })
    .await
}
