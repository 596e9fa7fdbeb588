//! Cookies of a request.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use crate::zone::Zone;

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

/// Name of the cookie that keeps the time zone.
pub(crate) const ZONE: &str = "trail365-zone";

/// Returns the time zone that was chosen.
pub(crate) fn chosen_zone(headers: &HeaderMap) -> Option<Zone> {
    Zone::named(cookie(headers, ZONE)?)
}

/// Writes the header that has the browser keep a choice for a year.
pub(crate) fn keep_choice(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Strict")
}
