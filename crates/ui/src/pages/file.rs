//! Files that are sent while they are written.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::Response;
use futures::stream;

use super::ask::typed_answer;
use crate::data::export::File;

/// Sends a file. A query that fails on the way breaks the transfer off, so that half a file is never taken for a whole one.
pub(crate) fn send_file(file: File) -> Response {
    let pieces =
        stream::unfold(file.pieces, |mut pieces| async { pieces.recv().await.map(|piece| (piece, pieces)) });
    let mut response = typed_answer(StatusCode::OK, file.media, Body::from_stream(pieces));
    let plain = |c: char| if c.is_ascii_alphanumeric() || "@.-_".contains(c) { c } else { '_' };
    let name: String = file.name.chars().map(plain).collect();
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response
}
