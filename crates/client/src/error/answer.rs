//! Answers that say no: bodies of the API, of the sign-in host and of whatever stands between, to errors.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use super::text::foreign;
use super::{Error, ErrorKind, code};
use crate::Secret;

/// An answer that is no success.
pub(crate) struct Refusal<'a> {
    /// What was being done.
    pub(crate) doing: &'a str,
    /// Its HTTP status.
    pub(crate) status: StatusCode,
    /// As much of its body as is read.
    pub(crate) body: &'a [u8],
    /// What its header `Retry-After` asks for.
    pub(crate) retry_after: Option<Duration>,
    /// What the request carried and no message may.
    pub(crate) secrets: &'a [&'a Secret],
}

/// Code and message of a body.
type Said = (Option<String>, Option<String>);

/// An answer of the API.
pub(crate) fn from_api(refusal: &Refusal<'_>) -> Error {
    let json = serde_json::from_slice::<Value>(refusal.body);
    let said = json.as_ref().map_or_else(|_| plain(refusal), api_words);
    let name = said.0.as_deref();
    let kind = name.and_then(code).map_or_else(|| api_kind(refusal.status, name), |code| code.kind);
    let kind = if refusal.status == StatusCode::TOO_MANY_REQUESTS { ErrorKind::Throttled } else { kind };
    refusal.error(kind, said)
}

/// An answer of the sign-in host or of a managed identity.
pub(crate) fn from_sign_in(refusal: &Refusal<'_>) -> Error {
    let json = serde_json::from_slice::<Value>(refusal.body);
    let said = json.as_ref().map_or_else(|_| plain(refusal), sign_in_words);
    let name = said.0.as_deref();
    let unknown = name.and_then(code).is_none();
    let kind = match refusal.status {
        StatusCode::TOO_MANY_REQUESTS => ErrorKind::Throttled,
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => ErrorKind::Connect,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GONE if unknown => ErrorKind::Service,
        status if unknown && status.is_server_error() => ErrorKind::Service,
        status if status.is_redirection() => ErrorKind::BadAnswer,
        _ if !name.is_some_and(is_of_sign_in) => ErrorKind::Intercepted,
        _ => ErrorKind::SignIn,
    };
    refusal.error(kind, said)
}

impl Refusal<'_> {
    fn error(&self, kind: ErrorKind, (code, message): Said) -> Error {
        Error::new(kind, self.doing).with(|inner| {
            inner.status = Some(self.status.as_u16());
            inner.code = code.filter(|c| is_code(c) && foreign(c, self.secrets).as_ref() == Some(c));
            inner.message = message.and_then(|m| foreign(&m, self.secrets));
            inner.retry_after = self.retry_after;
        })
    }
}

/// What a status means where no known code says more. The API has a code for each of its refusals but that of a token; what
/// lacks one came from somebody else, and nothing may be given up for that.
fn api_kind(status: StatusCode, code: Option<&str>) -> ErrorKind {
    match status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => ErrorKind::Connect,
        StatusCode::REQUEST_TIMEOUT => ErrorKind::Timeout,
        StatusCode::UNAUTHORIZED if code.is_none_or(is_of_api) => ErrorKind::Unauthorized,
        status if status.is_server_error() => ErrorKind::Service,
        status if !status.is_client_error() => ErrorKind::BadAnswer,
        _ if !code.is_some_and(is_of_api) => ErrorKind::Intercepted,
        StatusCode::FORBIDDEN => ErrorKind::Unauthorized,
        // What content is missing is said by codes that are known; a new one may mean anything.
        StatusCode::NOT_FOUND | StatusCode::GONE => ErrorKind::BadAnswer,
        _ => ErrorKind::Refused,
    }
}

/// Whether it is a code of the API: `AF` and a number.
pub(super) fn is_of_api(code: &str) -> bool {
    let number = code.get(..2).filter(|start| start.eq_ignore_ascii_case("AF")).and(code.get(2..));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether it is a code of signing in: `AADSTS` and a number, or a word of OAuth such as `invalid_client`.
fn is_of_sign_in(code: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    code.starts_with("AADSTS") || (is_code(code) && code.bytes().all(word))
}

fn is_code(text: &str) -> bool {
    text.len() <= 32
        && !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// `{"error":{"code","message"}}`, `{"Message"}`, or the two members alone.
fn api_words(json: &Value) -> Said {
    let error = member(json, "error").filter(|e| e.is_object()).unwrap_or(json);
    (text(error, "code"), text(error, "message").or_else(|| text(json, "error")))
}

/// `{"error","error_description","error_codes"}`.
fn sign_in_words(json: &Value) -> Said {
    let message = text(json, "error_description").or_else(|| api_words(json).1);
    let number = json.get("error_codes").and_then(|codes| codes.get(0)).and_then(Value::as_u64);
    let code = number.map(|n| format!("AADSTS{n}"));
    let code = code.or_else(|| message.as_deref().and_then(leading_code));
    let message = message.map(|text| match code.as_deref().and_then(|code| text.strip_prefix(code)) {
        Some(rest) => rest.trim_start_matches([':', ' ']).to_owned(),
        None => text,
    });
    (code.or_else(|| text(json, "error")), message)
}

/// `AADSTS` and its number at the beginning of a description.
fn leading_code(message: &str) -> Option<String> {
    let digits = message.strip_prefix("AADSTS")?.chars().take_while(char::is_ascii_digit).count();
    (digits > 0).then(|| message[.."AADSTS".len() + digits].to_owned())
}

fn member<'a>(json: &'a Value, name: &str) -> Option<&'a Value> {
    json.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn text(json: &Value, name: &str) -> Option<String> {
    member(json, name)?.as_str().map(str::to_owned)
}

/// A body that is no JSON: of a page of HTML its title says the most.
fn plain(refusal: &Refusal<'_>) -> Said {
    let text = String::from_utf8_lossy(refusal.body);
    (None, Some(title(&text).unwrap_or(&text).to_owned()))
}

fn title(html: &str) -> Option<&str> {
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    Some(&html[start..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts that lead into every corner of the parser.
    fn bodies() -> impl Strategy<Value = Vec<u8>> {
        let word = r#"AADSTS[0-9]{0,9}|AF[0-9]{3,5}|<ti|<title|>|</title>|"error"|"code"|"message"|"Message"|[{}:,\[\]]|\PC{0,9}"#;
        let text = proptest::collection::vec(word, 0..12).prop_map(|words| words.concat().into_bytes());
        let json = (word, word).prop_map(|(code, message)| {
            serde_json::json!({"error": {"code": code, "message": message}, "error_description": message})
                .to_string()
                .into_bytes()
        });
        prop_oneof![text, json, any::<Vec<u8>>()]
    }

    proptest! {
        #[test]
        fn any_answer_is_an_error_that_can_be_shown(body in bodies(), status in 300_u16..600) {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { doing: "try", status, body: &body, retry_after: None, secrets: &[] };
            for error in [from_api(&refusal), from_sign_in(&refusal)] {
                let shown = error.to_string();
                prop_assert!(shown.starts_with("try: answered ") && shown.len() < 8000);
                prop_assert!(!shown.chars().any(char::is_control));
                prop_assert!(!error.remedy().is_empty());
            }
        }
    }
}
