//! Cookies of a request.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// Returns the value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value)
}

/// Name of the cookie that keeps the colours.
pub(crate) const SCHEME: &str = "trail365-scheme";

/// Returns the scheme of colours that was chosen: `light`, `dark` or empty.
pub(crate) fn chosen_scheme(headers: &HeaderMap) -> &'static str {
    known_scheme(cookie(headers, SCHEME).unwrap_or_default())
}

/// Returns the scheme of a word; any other word stands for none.
pub(crate) fn known_scheme(word: &str) -> &'static str {
    match word {
        "light" => "light",
        "dark" => "dark",
        _ => "",
    }
}
