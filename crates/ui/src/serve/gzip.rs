//! Responses in fewer bytes, for browsers behind a slow line.
//!
//! Lengths tell nothing of a secret: pages have neither the token nor the cookie, and no other site can have a browser ask for a page with
//! a text of its choice, since the cookie is not sent then.

use std::io::Write as _;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Bytes from which on it is worth it.
const SMALLEST: u64 = 1024;

/// Compresses a response whose text is there as a whole. Files that are written while they are read pass as they are.
pub(crate) async fn compress(request: Request, next: Next) -> Response {
    let is_wanted = accepts_gzip(request.headers());
    let mut response = next.run(request).await;
    let is_large = response.body().size_hint().exact().is_some_and(|bytes| bytes >= SMALLEST);
    if !is_large || !is_text(response.headers()) || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    if !is_wanted {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // Megabytes take too long for a thread that serves others.
    let smaller = tokio::task::spawn_blocking(move || {
        let mut out = GzEncoder::new(Vec::new(), Compression::fast());
        out.write_all(&bytes)?;
        out.finish()
    });
    let Ok(Ok(smaller)) = smaller.await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    head.headers.remove(CONTENT_LENGTH);
    head.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Response::from_parts(head, Body::from(smaller))
}

fn is_text(headers: &HeaderMap) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    media.starts_with("text/") || ["application/json", "image/svg+xml"].contains(&media)
}

/// Reports whether a browser takes gzip: it is in the list, and not with the weight 0.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|entry| {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.unwrap_or(1.0) > 0.0
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::accepts_gzip;

    #[test]
    fn gzip_is_taken_by_whoever_lists_it() {
        for (list, expected) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000", false),
            ("x-gzip", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(super::ACCEPT_ENCODING, list.parse().unwrap())]);
            assert_eq!(accepts_gzip(&headers), expected, "{list}");
        }
    }
}
