//! Columns that are no mapping.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::document::{Draft, Fields, text_of};
use crate::generated::{asim_audit, asim_file, timesketch};
use crate::model::Key;
use crate::model::flat::Code;

/// Fills the column of a part.
pub fn run_code(code: Code, fields: &Fields<'_>, draft: &mut Draft) {
    let text = |key: Key| fields.get(key).and_then(text_of).unwrap_or_default();
    match code {
        Code::AuditObject => put_audit_object(&text, draft),
        Code::TargetPath => put_target_path(&text, draft),
        Code::Message => put_message(&text, draft),
        Code::Alias(from, to) => {
            if let Some(span) = from.iter().find_map(|slot| draft.get(*slot)) {
                draft.put(to, span);
            }
        }
    }
}

fn put_audit_object<'r>(text: &dyn Fn(Key) -> Cow<'r, str>, draft: &mut Draft) {
    use asim_audit::{key, slot};
    let (object, organization) = (text(key::OBJECT_ID), text(key::ORGANIZATION_NAME));
    let own = if organization.is_empty() { None } else { object.strip_prefix(&*organization) };
    let own = own.and_then(|rest| rest.strip_prefix('/')).unwrap_or(&object);
    let own = own.strip_prefix('\\').unwrap_or(own);
    let operation = text(key::OPERATION);
    let noun = operation.split_once('-').map_or("", |(_, noun)| noun);
    let found = if own.is_empty() { noun } else { own };
    if !found.is_empty() {
        draft.put_text(slot::OBJECT, found);
    }
}

fn put_target_path<'r>(text: &dyn Fn(Key) -> Cow<'r, str>, draft: &mut Draft) {
    use asim_file::{key, slot};
    let name = text(key::DESTINATION_FILE_NAME);
    let has_source = draft.get(slot::SRC_FILE_PATH_TYPE).is_some();
    if has_source && !name.is_empty() {
        let folder = format!("{}{}", text(key::SITE_URL), text(key::DESTINATION_RELATIVE_URL));
        draft.put_text(slot::TARGET_FILE_PATH, &format!("{folder}/{name}"));
    }
}

fn put_message<'r>(text: &dyn Fn(Key) -> Cow<'r, str>, draft: &mut Draft) {
    use timesketch::{key, slot};
    let mut message = text(key::OPERATION).into_owned();
    if message.is_empty() {
        message.push_str("unknown operation");
    }
    for (word, key) in [("by", key::USER_ID), ("from", key::CLIENT_IP), ("on", key::OBJECT_ID)] {
        let value = text(key);
        if !value.is_empty() {
            let _ = write!(message, " {word} {value}");
        }
    }
    let ends = [text(key::WORKLOAD), text(key::RESULT_STATUS)];
    let ends: Vec<&str> = ends.iter().map(AsRef::as_ref).filter(|end: &&str| !end.is_empty()).collect();
    if !ends.is_empty() {
        let _ = write!(message, " ({})", ends.join(", "));
    }
    draft.put_text(slot::MESSAGE, &message);
}
