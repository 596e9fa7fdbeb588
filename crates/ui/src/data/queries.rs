//! Queries on threads of their own: a few at the same time, each for a bounded time, stopped when nobody waits.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use trail365_sql::CancellationToken;

use super::failure::{Failure, Result};

/// Longest wait for a place. A person who waits longer thinks that the page is broken.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Threads and places for queries. A join or sort that keeps its thread busy cannot keep pages from being served.
pub(crate) struct Queries {
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
    places: Arc<Semaphore>,
    count: usize,
}

impl Queries {
    /// Makes threads, one a core, and as many places.
    pub fn new(count: usize) -> std::io::Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let runtime =
            Builder::new_multi_thread().worker_threads(threads).thread_name("query").enable_all().build()?;
        let count = count.max(1);
        Ok(Queries { runtime: Some(runtime), places: Arc::new(Semaphore::new(count)), count })
    }

    /// Runs work once a place is free, for at most `limit`. Whoever drops the future stops the work, and the queries that know of
    /// `stop`; its place is free once it has really stopped.
    pub async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        stop: CancellationToken,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let place = timeout(LONGEST_WAIT, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| Failure::Busy(self.count))?;
        let place = place.map_err(|_| Failure::Defect("the places for queries are closed".to_owned()))?;
        let runtime = self.runtime.as_ref();
        let runtime =
            runtime.ok_or_else(|| Failure::Defect("the threads for queries are gone".to_owned()))?;
        let task = runtime.spawn(async move {
            let _place = place;
            work.await
        });
        let mut running = Running { task, stop };
        match timeout(limit, &mut running.task).await {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => Err(Failure::Defect(format!("a query ended unexpectedly: {panic}"))),
            Err(_) => Err(Failure::Time(limit)),
        }
    }
}

impl Drop for Queries {
    fn drop(&mut self) {
        // Waiting for threads is not allowed where others are served, and a join may not give way for minutes.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A task that is stopped when nobody waits for it any longer.
struct Running<T> {
    task: JoinHandle<T>,
    stop: CancellationToken,
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.stop.cancel();
        self.task.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::time::Duration;

    use super::{CancellationToken, Failure, Queries};

    const LIMIT: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn work_ends_at_its_limit_and_frees_its_place() {
        let queries = Queries::new(1).unwrap();
        let short = Duration::from_millis(20);
        let ended = queries.run(short, CancellationToken::new(), pending::<super::Result<()>>()).await;
        assert_eq!(ended, Err(Failure::Time(short)));
        assert_eq!(queries.run(LIMIT, CancellationToken::new(), async { Ok(7) }).await, Ok(7));
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_is_stopped() {
        let queries = Queries::new(1).unwrap();
        let (begun, begins) = tokio::sync::oneshot::channel();
        let endless = queries.run(LIMIT, CancellationToken::new(), async move {
            let _ = begun.send(());
            pending::<super::Result<()>>().await
        });
        tokio::select! {
            _ = endless => panic!("it is endless"),
            _ = begins => (),
        }
        // The place is taken until the task has stopped; then the next gets it.
        assert_eq!(queries.run(LIMIT, CancellationToken::new(), async { Ok(1) }).await, Ok(1));
        assert_eq!(queries.places.available_permits(), 1);
    }

    #[tokio::test]
    async fn a_defect_is_told() {
        let queries = Queries::new(1).unwrap();
        let ended = queries
            .run(LIMIT, CancellationToken::new(), async { if true { panic!("on purpose") } else { Ok(()) } })
            .await;
        assert!(matches!(ended, Err(Failure::Defect(_))), "{ended:?}");
        assert_eq!(queries.run(LIMIT, CancellationToken::new(), async { Ok(1) }).await, Ok(1));
    }
}
