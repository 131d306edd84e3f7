use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a future, on a thread that may block: for callers that have no runtime.
pub fn wait<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    // A task of tokio may do only so much before it yields; whoever blocks in one never yields.
    let mut future = pin!(tokio::task::unconstrained(future));
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Waits for a future, on a thread that may block, for so long at most; `None` when the time is up.
pub fn wait_at_most<F: Future>(future: F, most: Duration) -> Option<F::Output> {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    // A task of tokio may do only so much before it yields; whoever blocks in one never yields.
    let mut future = pin!(tokio::task::unconstrained(future));
    let deadline = Instant::now() + most;
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        let left = deadline.checked_duration_since(Instant::now())?;
        std::thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::wait;
    use tokio::sync::Semaphore;

    /// More often than a task of tokio may go on without yielding.
    #[test]
    fn whoever_blocks_in_a_task_is_not_kept_waiting_by_it() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let places = Semaphore::new(1);
        runtime.block_on(async {
            for _ in 0..1_000 {
                drop(wait(places.acquire()).unwrap());
            }
        });
    }
}
