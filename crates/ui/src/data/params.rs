//! Parameters of a page's address.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use trail365_text::near;

use super::failure::{Failure, Result};

/// Characters that need no escape in the query of an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');

/// Names and values of a page's address, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(pub Vec<(String, String)>);

impl Params {
    /// Returns the last value of a name that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).rfind(|value| !value.is_empty())
    }

    /// Returns the values of a name.
    pub fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Reports whether a name is there, if only with an empty value.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Returns the value of a name that a page cannot do without.
    pub(crate) fn need(&self, name: &'static str) -> Result<&str> {
        self.get(name).ok_or_else(|| Failure::missing(name, "it is missing"))
    }

    /// Refuses names that a page does not know: a mistyped condition would silently be none.
    pub(crate) fn ensure_known(&self, names: &[&'static str]) -> Result<()> {
        // Every page has a version.
        let is_known = |name: &str| name == "v" || names.contains(&name);
        let Some((name, _)) = self.0.iter().find(|(name, _)| !is_known(name)) else { return Ok(()) };
        let near = near::nearest(name, names.iter().copied());
        let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        Err(Failure::Name(format!("this page has no parameter {name}{near}")))
    }

    /// Returns the version of the lake that the page is pinned to.
    pub(crate) fn version(&self) -> Result<Option<u64>> {
        let read =
            |text: &str| text.parse().map_err(|_| Failure::parameter("v", text, "no number of a version"));
        self.get("v").map(read).transpose()
    }
}

/// Makes a path of this site of an address that somebody sent: `//evil.example` and `http://evil.example` would lead elsewhere.
pub(crate) fn own_path(address: &str) -> String {
    let path =
        address.split_once("://").map_or(address, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    format!("/{}", path.trim_start_matches(['/', '\\']))
}

/// Writes an address of the site: its path, then names and values.
pub fn address<K: AsRef<str>, V: AsRef<str>>(path: &str, params: impl IntoIterator<Item = (K, V)>) -> String {
    let mut url = path.to_owned();
    for (mark, (name, value)) in std::iter::once('?').chain(std::iter::repeat('&')).zip(params) {
        let escaped = |text| utf8_percent_encode(text, PLAIN);
        let _ = write!(url, "{mark}{}={}", escaped(name.as_ref()), escaped(value.as_ref()));
    }
    url
}

#[cfg(test)]
mod tests {
    use super::{address, own_path};

    #[test]
    fn an_address_is_escaped() {
        let url = address("/search", [("user", "a&b@example.com"), ("text", "x y")]);
        assert_eq!(url, "/search?user=a%26b@example.com&text=x%20y");
    }

    #[test]
    fn a_path_leads_to_this_site_alone() {
        assert_eq!(own_path("/record?id=1"), "/record?id=1");
        assert_eq!(own_path("//evil.example/x"), "/evil.example/x");
        assert_eq!(own_path("\\\\evil.example"), "/evil.example");
        assert_eq!(own_path("http://evil.example/x"), "/x");
    }
}
