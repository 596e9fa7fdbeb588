//! Requests that another site makes a browser send.

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};

/// Reports whether a request was made by another site.
///
/// A change is refused unless the browser says that a page of this site, or a person, asked for it; programs other than browsers send
/// neither header. Reading is refused where another site's page asked for it in the background or for a file: it would start
/// work, though its answer could not be read.
pub(crate) fn is_foreign(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site");
    if *method == Method::GET || *method == Method::HEAD {
        let is_page = text("sec-fetch-mode") == Some("navigate")
            && !path.starts_with("/api/")
            && !path.ends_with("/export");
        return matches!(site, Some("cross-site" | "same-site")) && !is_page;
    }
    let origin = headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    let is_own = |origin: &str| is_of_host(origin, text(HOST.as_str()));
    match site {
        // Forms of our pages have the origin `null`, because the pages send no referrer; what the browser says of the site counts.
        Some("same-origin" | "none") => origin.is_some_and(|origin| origin != "null" && !is_own(origin)),
        Some(_) => true,
        None => origin.is_some_and(|origin| !is_own(origin)),
    }
}

/// Reports whether an origin is that of the host which was asked.
fn is_of_host(origin: &str, host: Option<&str>) -> bool {
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == host
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

    use super::is_foreign;

    #[track_caller]
    fn check(method: &Method, path: &str, headers: &[(&str, &str)], expected: bool) {
        let header = |(name, value): &(&str, &str)| {
            (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
        };
        let mut map: HeaderMap = headers.iter().map(header).collect();
        map.insert("host", HeaderValue::from_static("127.0.0.1:3650"));
        assert_eq!(is_foreign(method, path, &map), expected, "{method} {path} {headers:?}");
    }

    #[test]
    fn changes_are_made_by_own_pages_alone() {
        let post = |headers: &[(&str, &str)], expected| check(&Method::POST, "/sql", headers, expected);
        post(&[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:3650")], false);
        post(&[("sec-fetch-site", "same-origin")], false);
        post(&[("sec-fetch-site", "same-origin"), ("origin", "null")], false);
        post(&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], true);
        post(&[("origin", "http://127.0.0.1:3650")], false);
        post(&[], false);
        post(&[("sec-fetch-site", "cross-site")], true);
        post(&[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:3650")], true);
        post(&[("origin", "http://127.0.0.1:8000")], true);
        post(&[("origin", "https://evil.example")], true);
        post(&[("origin", "null")], true);
    }

    #[test]
    fn links_of_others_open_pages_and_start_nothing_else() {
        let get = |path: &str, mode: &str, expected| {
            check(
                &Method::GET,
                path,
                &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", mode)],
                expected,
            );
        };
        get("/record", "navigate", false);
        get("/record", "no-cors", true);
        get("/search/export", "navigate", true);
        get("/api/v1/search", "navigate", true);
        check(&Method::GET, "/api/v1/search", &[("sec-fetch-site", "none")], false);
    }
}
