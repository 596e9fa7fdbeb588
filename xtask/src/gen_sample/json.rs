//! JSON whose keys stay in the order in which they were given.

use std::fmt::{self, Display, Formatter, Write};

/// A value of a record.
#[derive(Debug, Clone)]
pub enum Json {
    Text(String),
    Number(i64),
    Bool(bool),
    List(Vec<Json>),
    Object(Members),
}

/// The members of an object.
pub type Members = Vec<(&'static str, Json)>;

impl Json {
    /// A list of `{Name, Value}` objects.
    pub fn pairs(pairs: &[(&'static str, &str)]) -> Self {
        let pair = |(name, value): &(&'static str, &str)| {
            Self::Object(vec![("Name", (*name).into()), ("Value", (*value).into())])
        };
        Self::List(pairs.iter().map(pair).collect())
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Self {
        Self::List(items)
    }
}

impl From<Members> for Json {
    fn from(members: Members) -> Self {
        Self::Object(members)
    }
}

impl Display for Json {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write_text(text, f),
            Self::Number(number) => write!(f, "{number}"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::List(items) => {
                f.write_char('[')?;
                for (i, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if i == 0 { "" } else { "," })?;
                }
                f.write_char(']')
            }
            Self::Object(members) => {
                f.write_char('{')?;
                for (i, (key, value)) in members.iter().enumerate() {
                    write!(f, "{}\"{key}\":{value}", if i == 0 { "" } else { "," })?;
                }
                f.write_char('}')
            }
        }
    }
}

fn write_text(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\r' => f.write_str("\\r")?,
            '\n' => f.write_str("\\n")?,
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn texts_are_escaped_and_keys_stay_in_order() {
        let json = Json::from(vec![
            ("b", Json::from("\\Inbox \"x\"\r\n\u{1}")),
            ("a", Json::pairs(&[("n", "v")])),
            ("c", vec![Json::from(-1), Json::from(true)].into()),
        ]);
        assert_eq!(
            json.to_string(),
            r#"{"b":"\\Inbox \"x\"\r\n\u0001","a":[{"Name":"n","Value":"v"}],"c":[-1,true]}"#
        );
    }
}
