//! Takes the record from a wrapper's value that is no object.

use std::ops::Range;

use super::string::unescape;
use crate::blank::{leading, trimmed_len};
use crate::item::Reason;
use crate::wrapper::Wrapper;

/// Unescapes the record in the string `value` to `text`; its range there.
pub(crate) fn text(value: &[u8], wrapper: Wrapper, text: &mut Vec<u8>) -> Result<Range<usize>, Reason> {
    if value == b"null" {
        return Err(why_empty(wrapper));
    }
    let string = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    let string = string.ok_or(Reason::InnerNotAnObject { wrapper })?;
    unescape(string, text).ok_or(Reason::InnerNotAnObject { wrapper })?;
    let end = trimmed_len(text);
    let range = leading(&text[..end])..end;
    match &text[range.clone()] {
        [] => Err(why_empty(wrapper)),
        [b'{', ..] => Ok(range),
        other if is_depth_limited(other) => Err(Reason::DepthLimited { wrapper }),
        _ => Err(Reason::InnerNotAnObject { wrapper }),
    }
}

/// Whether `text` is what PowerShell's `ConvertTo-Json` writes for an object below its depth.
pub(crate) fn is_depth_limited(text: &[u8]) -> bool {
    [&b"@{"[..], b"System.Object", b"System.Collections.", b"System.Management.Automation."]
        .iter()
        .any(|name| text.starts_with(name))
}

/// Why there is no record where the wrapper's value is empty.
pub(crate) fn why_empty(wrapper: Wrapper) -> Reason {
    match wrapper {
        Wrapper::None | Wrapper::AuditData | Wrapper::GraphAuditData => Reason::EmptyAuditData,
        _ => Reason::EmptyInner { wrapper },
    }
}
