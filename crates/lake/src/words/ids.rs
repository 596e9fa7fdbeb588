//! Ids that hardly repeat: 32 hexadecimal digits, in the groups of a GUID or in one.

use uuid::Uuid;

/// Length of a GUID with its four hyphens.
const GUID: usize = 36;

/// Returns the number that a word writes if it is an id.
pub(super) fn id_of(word: &str) -> Option<u128> {
    matches!(word.len(), 32 | GUID).then(|| Uuid::try_parse(word).ok())?.map(|id| id.as_u128())
}

/// Reports whether a part of a word can be a part of an id that has more characters.
pub(super) fn may_be_in_id(part: &str) -> bool {
    part.len() < GUID && part.bytes().all(|c| c.is_ascii_hexdigit() || c == b'-')
}

#[cfg(test)]
mod tests {
    use super::{id_of, may_be_in_id};

    #[test]
    fn ids_are_of_two_shapes() {
        let id = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
        assert_eq!(id_of(id), Some(0x0a1b_2c3d_4e5f_6071_8293_a4b5_c6d7_e8f9));
        assert_eq!(id_of(&id.replace('-', "")), id_of(id));
        for other in
            ["", "0a1b2c3d", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8fg", "0a1b2c3d04e5f-6071-8293-a4b5c6d7e8f9"]
        {
            assert_eq!(id_of(other), None, "{other}");
        }
        assert!(may_be_in_id("4e5f-60") && may_be_in_id("77"));
        assert!(!may_be_in_id("invoice") && !may_be_in_id(id));
    }
}
