//! What a row's columns cannot give back, as JSON.

use trail365_records::Record;

/// A JSON object of some members of a record, as they stand; `members` are their numbers, ascending.
pub(crate) fn write(record: &Record<'_>, members: &[usize]) -> String {
    let mut out = String::from("{");
    let mut wanted = members.iter().copied().peekable();
    for (number, member) in record.placed().enumerate() {
        if wanted.next_if_eq(&number).is_none() {
            continue;
        }
        if out.len() > 1 {
            out.push(',');
        }
        out.push('"');
        out.push_str(member.key());
        out.push_str("\":");
        out.push_str(member.json().as_str());
    }
    out.push('}');
    out
}
