//! Refusals to errors: those of the API, of the sign-in host and of whatever stands in between.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use super::code::{is_api_code, is_code_word, is_sign_in_code};
use super::codes::code;
use super::text::hide_secrets;
use super::{Error, ErrorKind};
use crate::secret::Secret;

/// An answer that is not a success.
pub(crate) struct Refusal<'a> {
    /// The operation as an imperative.
    pub(crate) doing: &'a str,
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// First part of the body.
    pub(crate) body: &'a [u8],
    /// Pause that the header `Retry-After` asks for.
    pub(crate) retry_after: Option<Duration>,
    /// Secrets of the request, which no message may show.
    pub(crate) secrets: &'a [&'a Secret],
}

/// Code and message of a body.
type CodeAndMessage = (Option<String>, Option<String>);

/// Returns the error of the API's refusal.
pub(crate) fn from_api(refusal: &Refusal<'_>) -> Error {
    let json = serde_json::from_slice::<Value>(refusal.body);
    let said = json.as_ref().map_or_else(|_| plain_words(refusal), api_words);
    let name = said.0.as_deref();
    let kind = name.and_then(code).map_or_else(|| api_kind(refusal.status, name), |code| code.kind);
    // The status counts more than the code: gateways in front of the service throttle with codes of their own.
    let kind = if refusal.status == StatusCode::TOO_MANY_REQUESTS { ErrorKind::Throttled } else { kind };
    refusal.to_error(kind, said)
}

/// Returns the error of a refusal by the sign-in host or a managed identity.
pub(crate) fn from_sign_in(refusal: &Refusal<'_>) -> Error {
    let json = serde_json::from_slice::<Value>(refusal.body);
    let said = json.as_ref().map_or_else(|_| plain_words(refusal), sign_in_words);
    let name = said.0.as_deref();
    let unknown = name.and_then(code).is_none();
    let kind = match refusal.status {
        StatusCode::TOO_MANY_REQUESTS => ErrorKind::Throttled,
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => ErrorKind::Connect,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GONE if unknown => ErrorKind::Service,
        status if unknown && status.is_server_error() => ErrorKind::Service,
        // No redirect is followed: a credential would go along.
        status if status.is_redirection() => ErrorKind::BadAnswer,
        // A proxy's refusal: giving up a credential for it would be wrong.
        _ if !name.is_some_and(is_sign_in_code) => ErrorKind::Intercepted,
        _ => ErrorKind::SignIn,
    };
    refusal.to_error(kind, said)
}

impl Refusal<'_> {
    fn to_error(&self, kind: ErrorKind, (code, message): CodeAndMessage) -> Error {
        Error::new(kind, self.doing).change(|inner| {
            inner.status = Some(self.status.as_u16());
            inner.code =
                code.filter(|c| is_code_word(c) && hide_secrets(c, self.secrets).as_ref() == Some(c));
            inner.message = message.and_then(|m| hide_secrets(&m, self.secrets));
            inner.retry_after = self.retry_after;
        })
    }
}

/// Returns the kind of a refusal without a known code. The API has a code for each of its refusals except that of a token. A
/// refusal without one came from somebody else, and nothing may be given up for it.
fn api_kind(status: StatusCode, code: Option<&str>) -> ErrorKind {
    match status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => ErrorKind::Connect,
        StatusCode::REQUEST_TIMEOUT => ErrorKind::Timeout,
        StatusCode::UNAUTHORIZED if code.is_none_or(is_api_code) => ErrorKind::Unauthorized,
        status if status.is_server_error() => ErrorKind::Service,
        status if !status.is_client_error() => ErrorKind::BadAnswer,
        _ if !code.is_some_and(is_api_code) => ErrorKind::Intercepted,
        StatusCode::FORBIDDEN => ErrorKind::Unauthorized,
        // Missing content has known codes; an unknown code may mean anything, and giving the blob up would lose it.
        StatusCode::NOT_FOUND | StatusCode::GONE => ErrorKind::BadAnswer,
        _ => ErrorKind::Refused,
    }
}

/// Reads `{"error":{"code","message"}}`, `{"Message"}`, or the two members alone.
fn api_words(json: &Value) -> CodeAndMessage {
    let error = json_member(json, "error").filter(|e| e.is_object()).unwrap_or(json);
    (text_member(error, "code"), text_member(error, "message").or_else(|| text_member(json, "error")))
}

/// Reads `{"error","error_description","error_codes"}`.
fn sign_in_words(json: &Value) -> CodeAndMessage {
    let message = text_member(json, "error_description").or_else(|| api_words(json).1);
    let number = json.get("error_codes").and_then(|codes| codes.get(0)).and_then(Value::as_u64);
    let code = number.map(|n| format!("AADSTS{n}"));
    let code = code.or_else(|| message.as_deref().and_then(leading_code));
    // The description begins with the code, which the error shows already.
    let message = message.map(|text| match code.as_deref().and_then(|code| text.strip_prefix(code)) {
        Some(rest) => rest.trim_start_matches([':', ' ']).to_owned(),
        None => text,
    });
    (code.or_else(|| text_member(json, "error")), message)
}

/// Returns `AADSTS` and its number from the beginning of a description.
fn leading_code(message: &str) -> Option<String> {
    let digits = message.strip_prefix("AADSTS")?.chars().take_while(char::is_ascii_digit).count();
    (digits > 0).then(|| message[.."AADSTS".len() + digits].to_owned())
}

fn json_member<'a>(json: &'a Value, name: &str) -> Option<&'a Value> {
    json.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn text_member(json: &Value, name: &str) -> Option<String> {
    json_member(json, name)?.as_str().map(str::to_owned)
}

/// Reads a body that is no JSON. The title of an HTML page says the most.
fn plain_words(refusal: &Refusal<'_>) -> CodeAndMessage {
    let text = String::from_utf8_lossy(refusal.body);
    (None, Some(html_title(&text).unwrap_or(&text).to_owned()))
}

fn html_title(html: &str) -> Option<&str> {
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

    /// Texts that reach every corner of the parser.
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
