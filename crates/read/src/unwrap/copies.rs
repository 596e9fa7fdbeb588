//! Tells the copies of a record in one object from other records.

use std::collections::HashSet;

use super::fields::RecordFields;
use crate::json::Members;

/// Records that were found in an object.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    ids: HashSet<Vec<u8>>,
    /// Times and operations.
    moments: HashSet<(Vec<u8>, Vec<u8>)>,
    /// Texts of records without an Id.
    texts: HashSet<Vec<u8>>,
}

impl Copies {
    /// Takes note of a record.
    pub(crate) fn note(&mut self, record: &[u8]) {
        let Some(fields) = RecordFields::of_any(record) else { return };
        match fields.id(record) {
            Some(id) => self.ids.insert(id.to_ascii_lowercase()),
            None => self.texts.insert(compact(record)),
        };
        self.moments.extend(fields.moment(record));
    }

    /// Reports whether a record has the Id of a noted one, or, if it has none, the content of one.
    pub(crate) fn has(&self, record: &[u8]) -> bool {
        RecordFields::of_any(record).is_some_and(|fields| match fields.id(record) {
            Some(id) => self.ids.contains(&id.to_ascii_lowercase()),
            None => self.texts.contains(&compact(record)),
        })
    }

    /// Reports whether the record of another known key is one of the noted ones. It may be a reduced copy: then the time
    /// and the operation tell, as far as it has them.
    pub(crate) fn has_sibling(&self, record: &[u8]) -> bool {
        let Some(fields) = RecordFields::of_any(record) else { return false };
        match (fields.id(record), fields.moment(record)) {
            (Some(id), moment) => {
                self.ids.contains(&id.to_ascii_lowercase())
                    // The noted ones have none.
                    || self.ids.is_empty() && moment.is_some_and(|moment| self.moments.contains(&moment))
            }
            (None, Some(moment)) => self.moments.contains(&moment),
            (None, None) => true,
        }
    }
}

/// The members of a record with an Id.
pub(crate) struct MemberSet(HashSet<(Vec<u8>, Vec<u8>)>);

impl MemberSet {
    /// Returns the members of `record`, if it has an Id, a time and an operation.
    pub(crate) fn of_whole(record: &[u8]) -> Option<Self> {
        let fields = RecordFields::of_any(record)?;
        (fields.has_id() && fields.moment(record).is_some()).then(|| Self(members_of(record).collect()))
    }

    /// Reports whether a record has no Id, but a time and an operation, and all its members are among these.
    pub(crate) fn has_part(&self, record: &[u8]) -> bool {
        let is_candidate = |fields: RecordFields| !fields.has_id() && fields.moment(record).is_some();
        RecordFields::of_any(record).is_some_and(is_candidate)
            && members_of(record).all(|member| self.0.contains(&member))
    }
}

/// Returns the members of an object, without blanks in their values.
fn members_of(object: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    Members::new(object, 0..object.len()).map(|member| (member.key.to_vec(), compact(&object[member.value])))
}

/// Returns JSON without the blanks between its tokens.
fn compact(json: &[u8]) -> Vec<u8> {
    let (mut is_in_string, mut is_escaped) = (false, false);
    let is_kept = |byte: &&u8| {
        let is_blank = !is_in_string && byte.is_ascii_whitespace();
        is_in_string ^= **byte == b'"' && !is_escaped;
        is_escaped = **byte == b'\\' && !is_escaped;
        !is_blank
    };
    json.iter().filter(is_kept).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{Copies, MemberSet};

    fn check(noted: &str, record: &str, expected: (bool, bool)) {
        let mut copies = Copies::default();
        copies.note(noted.as_bytes());
        let found = (copies.has(record.as_bytes()), copies.has_sibling(record.as_bytes()));
        assert_eq!(found, expected, "{noted}, {record}");
    }

    #[test]
    fn a_copy_has_the_id_or_the_content_and_that_of_a_known_key_the_time() {
        let full = r#"{"Id":"A","CreationTime":"t","Operation":"o","x":1}"#;
        check(full, r#"{"Id":"a","Operation":"p"}"#, (true, true));
        check(full, r#"{"Id":"B","CreationTime":"t","Operation":"o"}"#, (false, false));
        check(full, r#"{"CreationTime":"t","Operation":"o"}"#, (false, true));
        check(full, r#"{"CreationTime":"u","Operation":"o"}"#, (false, false));
        check(full, r#"{"UserId":"u"}"#, (false, true));
        let bare = r#"{"CreationTime":"t","Operation":"o \" "}"#;
        check(bare, "{ \"CreationTime\" : \"t\",\n\"Operation\":\"o \\\" \"}", (true, true));
        check(bare, r#"{"CreationTime":"t","Operation":"o"}"#, (false, false));
        check(bare, r#"{"Id":"A","CreationTime":"t","Operation":"o \" "}"#, (false, true));
    }

    #[test]
    fn a_part_of_a_record_has_its_time_and_no_other_member() {
        let whole =
            MemberSet::of_whole(br#"{"Id":"A","CreationTime":"t","Operation":"o","x":[1,2]}"#).unwrap();
        for (record, expected) in [
            (r#"{"CreationTime":"t","Operation":"o"}"#, true),
            (r#"{"CreationTime":"t","Operation":"o","x":[1, 2]}"#, true),
            (r#"{"CreationTime":"t","Operation":"o","x":[1]}"#, false),
            (r#"{"CreationTime":"t","Operation":"o","y":1}"#, false),
            (r#"{"Id":"A","CreationTime":"t","Operation":"o"}"#, false),
            (r#"{"Operation":"o"}"#, false),
        ] {
            assert_eq!(whole.has_part(record.as_bytes()), expected, "{record}");
        }
        assert!(MemberSet::of_whole(br#"{"CreationTime":"t","Operation":"o"}"#).is_none());
    }
}
