//! Work that takes longer than a page: one at a time, followed by its id.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::task::AbortHandle;

use super::failure::{Failure, Result};

/// The work that was begun last.
#[derive(Default)]
pub(crate) struct Jobs(Mutex<Option<Arc<Job>>>);

/// A piece of work.
pub(crate) struct Job {
    id: String,
    what: String,
    began: String,
    state: Mutex<State>,
    task: Mutex<Option<AbortHandle>>,
}

/// How far a piece of work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "is", rename_all = "lowercase")]
pub enum State {
    /// It is being done: the step.
    Running(&'static str),
    /// It is done: the name of what came of it.
    Done(String),
    /// It cannot be done: why, and what to do.
    Failed(String),
    /// Somebody cancelled it.
    Cancelled,
}

/// A piece of work as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Its id.
    pub id: String,
    /// What is done.
    pub what: String,
    /// When it was begun.
    pub began: String,
    /// How far it is.
    #[serde(flatten)]
    pub state: State,
}

impl Jobs {
    /// Begins work, unless other work is under way. The work gets a handle to tell its steps by, and returns the name of what came of it.
    pub fn begin<F>(&self, id: String, what: String, work: impl FnOnce(Arc<Job>) -> F) -> Result<Progress>
    where
        F: Future<Output = Result<String>> + Send + 'static,
    {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(job) = current.as_ref()
            && matches!(job.state(), State::Running(_))
        {
            return Err(Failure::Running(job.what.clone()));
        }
        let began = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let state = Mutex::new(State::Running("waits for a free place"));
        let job = Arc::new(Job { id, what, began, state, task: Mutex::default() });
        let (doing, done) = (work(Arc::clone(&job)), Arc::clone(&job));
        let task = tokio::spawn(async move {
            let ended = match doing.await {
                Ok(name) => State::Done(name),
                Err(failure) => State::Failed(format!("{failure}; {}", failure.remedy())),
            };
            done.set(ended);
        });
        *job.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        *current = Some(Arc::clone(&job));
        Ok(job.progress())
    }

    /// Returns the work that was begun last.
    pub fn last(&self) -> Option<Progress> {
        self.current().map(|job| job.progress())
    }

    /// Stops the work with an id, if it is still under way.
    pub fn cancel(&self, id: &str) -> Result<()> {
        let job = self.current().filter(|job| job.id == id);
        let job = job.ok_or_else(|| Failure::NotFound(format!("there is no work {id}")))?;
        if let Some(task) = job.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
        job.set(State::Cancelled);
        Ok(())
    }

    fn current(&self) -> Option<Arc<Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Job {
    /// Tells the step that is being done.
    pub fn tell(&self, step: &'static str) {
        self.set(State::Running(step));
    }

    /// Does the last step and says that the work is done, unless it has ended before: between the two nobody can cancel it. Reports whether
    /// the step was done.
    pub fn finish(&self, name: String, last: impl FnOnce() -> Result<()>) -> Result<bool> {
        let mut current = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*current, State::Running(_)) {
            return Ok(false);
        }
        last()?;
        *current = State::Done(name);
        Ok(true)
    }

    fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What has ended stays so: a step that comes late changes nothing.
    fn set(&self, state: State) {
        let mut current = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*current, State::Running(_)) {
            *current = state;
        }
    }

    fn progress(&self) -> Progress {
        Progress {
            id: self.id.clone(),
            what: self.what.clone(),
            began: self.began.clone(),
            state: self.state(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::{Failure, Jobs, State};

    #[tokio::test]
    async fn what_is_cancelled_does_no_last_step() {
        for is_cancelled in [true, false] {
            let (jobs, mut begun) = (Jobs::default(), None);
            jobs.begin("1".into(), "a".into(), |job| {
                begun = Some(job);
                pending()
            })
            .unwrap();
            if is_cancelled {
                jobs.cancel("1").unwrap();
            }
            let mut is_done = false;
            let finished = begun.unwrap().finish("x".into(), || {
                is_done = true;
                Ok(())
            });
            jobs.cancel("1").unwrap();
            assert_eq!((finished, is_done), (Ok(!is_cancelled), !is_cancelled));
            let expected = if is_cancelled { State::Cancelled } else { State::Done("x".into()) };
            assert_eq!(jobs.last().unwrap().state, expected);
        }
    }

    #[tokio::test]
    async fn one_piece_of_work_is_under_way_at_a_time() {
        let jobs = Jobs::default();
        jobs.begin("1".into(), "a".into(), |_| pending()).unwrap();
        let second = jobs.begin("2".into(), "b".into(), |_| async { Ok("x".to_owned()) });
        assert_eq!(second, Err(Failure::Running("a".into())));
        assert!(jobs.cancel("2").is_err());
        jobs.cancel("1").unwrap();
        assert_eq!(jobs.last().unwrap().state, State::Cancelled);
        jobs.begin("2".into(), "b".into(), |_| async { Ok("x".to_owned()) }).unwrap();
        tokio::task::yield_now().await;
        assert_eq!(jobs.last().unwrap().state, State::Done("x".into()));
        // What is done cannot be cancelled, and stays as it is.
        jobs.cancel("2").unwrap();
        assert_eq!(jobs.last().unwrap().state, State::Done("x".into()));
    }
}
