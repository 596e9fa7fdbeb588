//! Authentication methods of a user: what came and what went between the old and the new value of a property.

use serde_json::Value as Json;

use super::pairs::text_of;
use super::quote::quote;

/// Method types by number, in the order of Microsoft's article on hunting for them. Others exist.
const METHODS: [&str; 8] = [
    "phone call to a mobile phone",
    "text message",
    "phone call to an office phone",
    "phone call to another mobile phone",
    "text message to another mobile phone",
    "one-way text message",
    "notification of an authenticator app",
    "code of an authenticator app",
];

/// What changed in a property.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// Whether entries stayed but differ in a detail that counts.
    pub is_changed: bool,
    /// Whether a value is there that cannot be read.
    pub is_unreadable: bool,
}

/// Compares the two values of a property whose entries `call` names; an entry that has no name does not count.
pub(super) fn compare(old: &str, new: &str, call: fn(&Json) -> Option<String>) -> Difference {
    let (Some(before), Some(after)) = (entries(old), entries(new)) else {
        return Difference { is_unreadable: true, ..Difference::default() };
    };
    let names = |entries: &[Json]| entries.iter().filter_map(call).collect::<Vec<_>>();
    let (had, has) = (names(&before), names(&after));
    let without = |of: &[String], other: &[String]| {
        of.iter().filter(|name| !other.contains(name)).cloned().collect::<Vec<_>>()
    };
    Difference {
        added: without(&has, &had),
        removed: without(&had, &has),
        is_changed: before != after,
        is_unreadable: false,
    }
}

/// Reads the entries of a value; none where it is empty, `None` where it is no JSON. A list may stand in a string once more.
fn entries(text: &str) -> Option<Vec<Json>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    match serde_json::from_str(text).ok()? {
        Json::Array(items) => Some(items.into_iter().filter(|item| !item.is_null()).collect()),
        Json::String(inner) if inner.trim_start().starts_with('[') => entries(inner.trim()),
        Json::Null => Some(Vec::new()),
        value => Some(vec![value]),
    }
}

/// Names an entry of `StrongAuthenticationMethod`.
pub(super) fn call_method(entry: &Json) -> Option<String> {
    let number = number_of(entry.get("MethodType")?)?;
    let words = usize::try_from(number).ok().and_then(|place| METHODS.get(place));
    Some(match words {
        Some(words) => format!("{words} (method {number})"),
        None => format!("method {number}"),
    })
}

/// Names an entry of `StrongAuthenticationPhoneAppDetail`. What changes with each use is left out.
pub(super) fn call_app(entry: &Json) -> Option<String> {
    let member = |name: &str| {
        let text = entry.get(name).map(text_of).filter(|text| !text.trim().is_empty());
        text.filter(|text| !text.eq_ignore_ascii_case("NO_DEVICE"))
    };
    let device = member("DeviceName");
    let id = member("Id").or_else(|| member("DeviceId")).or_else(|| member("DeviceToken"));
    match (device, id) {
        (Some(device), Some(id)) => {
            Some(format!("authenticator app on {} (id {})", quote(&device), quote(&id)))
        }
        (Some(device), None) => Some(format!("authenticator app on {}", quote(&device))),
        (None, Some(id)) => Some(format!("authenticator app with the id {}", quote(&id))),
        (None, None) => entry.is_object().then(|| "authenticator app without a name".to_owned()),
    }
}

/// Names the telephone numbers and addresses of `StrongAuthenticationUserDetails`.
pub(super) fn compare_details(old: &str, new: &str) -> Difference {
    let mut all = Difference::default();
    let calls: [fn(&Json) -> Option<String>; 4] = [
        |entry| call_detail(entry, "PhoneNumber", "phone number"),
        |entry| call_detail(entry, "AlternativePhoneNumber", "other phone number"),
        |entry| call_detail(entry, "VoiceOnlyPhoneNumber", "phone number for calls"),
        |entry| call_detail(entry, "Email", "mail address"),
    ];
    for call in calls {
        let one = compare(old, new, call);
        all.added.extend(one.added);
        all.removed.extend(one.removed);
        all.is_unreadable |= one.is_unreadable;
        all.is_changed |= one.is_changed;
    }
    all
}

fn call_detail(entry: &Json, name: &str, words: &str) -> Option<String> {
    let text = entry.get(name).map(text_of).filter(|text| !text.trim().is_empty())?;
    Some(format!("{words} {}", quote(&text)))
}

/// Reports whether `StrongAuthenticationRequirement` asks for MFA: state 1 enabled, 2 enforced; `None` where the value cannot be read.
pub(super) fn is_required(text: &str) -> Option<bool> {
    let entries = entries(text)?;
    Some(entries.iter().filter_map(|entry| number_of(entry.get("State")?)).any(|state| state > 0))
}

fn number_of(value: &Json) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::{Difference, call_app, call_method, compare, compare_details, is_required};

    #[test]
    fn only_what_came_or_went_is_told() {
        let old = "[\r\n  {\"MethodType\": 1, \"Default\": true}]";
        let new = r#"[{"MethodType":1,"Default":false},{"MethodType":6},{"MethodType":"42"}]"#;
        let found = compare(old, new, call_method);
        assert_eq!(found.added, ["notification of an authenticator app (method 6)", "method 42"]);
        assert_eq!((found.removed.len(), found.is_changed), (0, true));
        let used = compare(
            r#"[{"DeviceName":"A","Id":"1","LastAuthenticatedTimestamp":"x"}]"#,
            r#"[{"DeviceName":"A","Id":"1"}]"#,
            call_app,
        );
        assert!(used.added.is_empty() && used.removed.is_empty() && used.is_changed);
        let details = compare_details("[]", r#"[{"PhoneNumber":"+1 5","Email":""}]"#);
        assert_eq!(details.added, ["phone number «+1 5»"]);
    }

    #[test]
    fn odd_values() {
        for text in ["[{\"MethodType\":", "x", "{]"] {
            assert!(compare(text, "[]", call_method).is_unreadable, "{text}");
        }
        assert_eq!(compare("", "null", call_method), Difference::default());
        assert_eq!(is_required(r#"[{"RelyingParty":"*","State":1}]"#), Some(true));
        assert_eq!((is_required("[]"), is_required("{")), (Some(false), None));
    }
}
