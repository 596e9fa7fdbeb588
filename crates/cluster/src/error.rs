//! Errors of workers and of those that ask them.

use std::error::Error as _;

use datafusion::common::DataFusionError;
use tonic::{Code, Status};

pub use trail365_listen::Error;

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Puts the name of a worker in front of an error that came from it, or from the way to it.
pub(crate) fn of_worker(worker: &str, error: &DataFusionError) -> DataFusionError {
    let root = error.find_root();
    let message = match root {
        DataFusionError::External(cause) => cause.downcast_ref().map(reason_of),
        _ => None,
    };
    let mut message = message.unwrap_or_else(|| root.message().into_owned());
    if message.contains("Object at location") && message.contains("not found") {
        BEHIND.clone_into(&mut message);
    }
    // It came through another worker, which has named the one that failed.
    if message.starts_with(OF_WORKER) {
        return DataFusionError::Execution(message);
    }
    match root {
        DataFusionError::ResourcesExhausted(_) => {
            DataFusionError::ResourcesExhausted(format!("{OF_WORKER}{worker}: {message}"))
        }
        _ => DataFusionError::Execution(format!("{OF_WORKER}{worker}: {message}")),
    }
}

/// Returns why a request failed: the deepest cause says it best.
fn reason_of(status: &Status) -> String {
    if status.code() == Code::Unauthenticated {
        return status.message().to_owned();
    }
    let deepest = std::iter::successors(status.source(), |&error| error.source()).last();
    let cause = deepest.map_or_else(|| status.message().to_owned(), ToString::to_string);
    let advice = ADVICE.iter().find(|(part, _)| cause.contains(part)).map_or("", |(_, advice)| advice);
    format!("the connection failed: {cause}{advice}")
}

/// What a file means that a worker does not find.
const BEHIND: &str =
    "its lake lacks a file of this one: it is a copy that is behind, or files were vacuumed meanwhile";

/// What to do about causes whose words do not say it.
const ADVICE: [(&str, &str); 5] = [
    (
        "CaUsedAsEndEntity",
        "; its certificate is that of an authority: make one with basicConstraints=CA:FALSE",
    ),
    (
        "UnknownIssuer",
        "; its certificate stems from none of the certificates that workers are known by here (--workers-ca)",
    ),
    (
        "InvalidContentType",
        "; what answers there speaks no TLS: name it by http://, which goes for this machine alone",
    ),
    (
        "frame with invalid size",
        "; what answers there is no worker, or speaks TLS: name such a one by https://",
    ),
    ("Connection refused", "; start one there by `trail365 worker --listen`"),
];

/// Begin of a message that names a worker.
const OF_WORKER: &str = "worker ";

#[cfg(test)]
mod tests {
    use datafusion::common::DataFusionError;

    use super::of_worker;

    #[test]
    fn the_worker_that_failed_is_named_once() {
        let full = DataFusionError::ResourcesExhausted("no memory left".to_owned());
        let first = of_worker("10.0.0.5:3655", &full.context("while joining"));
        assert!(
            matches!(&first, DataFusionError::ResourcesExhausted(text) if text == "worker 10.0.0.5:3655: no memory left")
        );
        let second = of_worker("10.0.0.6:3655", &first);
        assert_eq!(second.message(), "worker 10.0.0.5:3655: no memory left");
    }
}
