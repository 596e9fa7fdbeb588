//! Bodies of requests.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::StatusCode;
use hyper::body::Body;
use tokio::time::timeout;

/// Time for the body. With the head it makes half a minute for a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// Largest body that is accepted.
const LARGEST_BYTES: usize = 1 << 20;

/// Reads the body of a request, at most 1 MiB in at most 20 seconds.
///
/// # Errors
/// The status of the answer: 413 if it is too large, 408 if it is too slow, 400 if it broke off.
pub async fn read_body<B>(body: B) -> Result<Bytes, StatusCode>
where
    B: Body,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    // A body that announces its size is refused before a byte of it is read.
    if body.size_hint().lower() > LARGEST_BYTES as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let collected = timeout(BODY_TIMEOUT, Limited::new(body, LARGEST_BYTES).collect()).await;
    match collected.map_err(|_| StatusCode::REQUEST_TIMEOUT)? {
        Ok(collected) => Ok(collected.to_bytes()),
        // A framework in between may have wrapped the error.
        Err(error) if is_too_large(&*error) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

fn is_too_large(error: &(dyn StdError + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source()).any(<dyn StdError>::is::<LengthLimitError>)
}
