//! Parameters of a request, from its query or its form. Names are taken in any case.

use url::form_urlencoded;

/// Parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse_form(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text);
        Self(pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned())).collect())
    }

    /// Finds the parameter of this name, in lower case; an empty one counts as absent.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
    }
}
