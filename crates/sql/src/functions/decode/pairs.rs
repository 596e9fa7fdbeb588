//! Pairs of names and values, and other JSON inside of properties. What is no JSON has no values.

use serde_json::Value;

use super::super::external::addresses_in;

/// Pairs of a record: parameters of a cmdlet, properties of an operation.
#[derive(Debug, Default)]
pub(super) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads a list of `{"Name": ..., "Value": ...}`; a value that is missing is empty.
    pub fn read(text: Option<&str>) -> Self {
        let items = read_list(text.unwrap_or_default());
        let pair = |item: &Value| {
            let name = item.get("Name")?.as_str()?.to_owned();
            Some((name, item.get("Value").map(text_of).unwrap_or_default()))
        };
        Pairs(items.iter().filter_map(pair).collect())
    }

    /// Returns the value with this name, in any case, unless it is blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.any(name).filter(|value| !value.trim().is_empty())
    }

    /// Returns the value with this name, in any case, a blank one too.
    pub fn any(&self, name: &str) -> Option<&str> {
        self.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Reads a JSON list; one item where the text is another JSON value, none where it is no JSON.
pub(super) fn read_list(text: &str) -> Vec<Value> {
    match serde_json::from_str(text) {
        Ok(Value::Array(items)) => items,
        Ok(Value::Null) | Err(_) => Vec::new(),
        Ok(value) => vec![value],
    }
}

/// Returns a JSON value as text; null is empty.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Splits the values of a parameter: `a;b`.
pub(super) fn split_values(value: &str) -> Vec<String> {
    value.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Most addresses that are told of one property.
const MOST: usize = 500;

/// Returns the mail addresses in texts, in lower case and once each; a text without one stands for itself.
pub(super) fn addresses_of<T: AsRef<str>>(texts: &[T]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts.iter().map(|text| text.as_ref().trim()).filter(|text| !text.is_empty()) {
        if found.len() >= MOST {
            break;
        }
        let before = found.len();
        let addresses: Vec<_> =
            addresses_in(text).take(MOST).map(|(address, _)| address.to_lowercase()).collect();
        let is_plain = addresses.is_empty();
        let kept = if is_plain { vec![without_prefix(text)] } else { addresses };
        found.extend(kept);
        dedup_from(&mut found, before);
    }
    found
}

fn without_prefix(text: &str) -> String {
    let rest = text.get(..5).filter(|prefix| prefix.eq_ignore_ascii_case("smtp:")).and(text.get(5..));
    rest.unwrap_or(text).to_owned()
}

/// Drops those behind a place that stood before.
fn dedup_from(found: &mut Vec<String>, place: usize) {
    let mut at = place;
    while at < found.len() {
        if found[..at].contains(&found[at]) {
            found.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Reports whether a parameter says yes.
pub(super) fn is_true(value: &str) -> bool {
    value.trim().trim_start_matches('$').eq_ignore_ascii_case("true")
}

/// Reports whether a parameter says no.
pub(super) fn is_false(value: &str) -> bool {
    value.trim().trim_start_matches('$').eq_ignore_ascii_case("false")
}

/// Returns what stands behind the last backslash of an identity, and what stands in front of it.
pub(super) fn split_identity(identity: &str) -> (Option<&str>, &str) {
    match identity.rsplit_once('\\') {
        Some((front, last)) => (Some(front).filter(|front| !front.is_empty()), last),
        None => (None, identity),
    }
}

#[cfg(test)]
mod tests {
    use super::{Pairs, addresses_of, split_values};

    #[test]
    fn pairs_of_odd_texts() {
        let pairs = Pairs::read(Some(
            r#"[{"Name":"A","Value":"1"},{"Name":"B"},{"Value":"x"},7,{"Name":"c","Value":{"d":[1]}}]"#,
        ));
        assert_eq!((pairs.get("a"), pairs.get("B"), pairs.any("b")), (Some("1"), None, Some("")));
        assert_eq!(pairs.get("C"), Some(r#"{"d":[1]}"#));
        for text in [None, Some(""), Some("[{\"Name\":"), Some("{}"), Some("null"), Some("\"x\"")] {
            assert_eq!(Pairs::read(text).iter().count(), 0, "{text:?}");
        }
    }

    #[test]
    fn values_and_addresses() {
        assert_eq!(split_values(" a; ;b c;"), ["a", "b c"]);
        let texts = ["\"Ann\" [SMTP:Ann@evil.example]", "ann@evil.example", "smtp:Ann", "/o=X/cn=b", " "];
        assert_eq!(addresses_of(&texts), ["ann@evil.example", "Ann", "/o=X/cn=b"]);
    }
}
