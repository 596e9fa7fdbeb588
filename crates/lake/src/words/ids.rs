//! Ids that hardly repeat: 32 hexadecimal digits, in the groups of a GUID or in one.

/// Length of a GUID with its four hyphens.
const GUID: usize = 36;

/// Places of the hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// Returns the number that a word writes if it is an id.
pub(super) fn id_of(word: &str) -> Option<u128> {
    let is_id = match word.len() {
        32 => word.bytes().all(|c| c.is_ascii_hexdigit()),
        GUID => (0..)
            .zip(word.bytes())
            .all(|(at, c)| if HYPHENS.contains(&at) { c == b'-' } else { c.is_ascii_hexdigit() }),
        _ => false,
    };
    let digits = word.bytes().filter_map(|c| char::from(c).to_digit(16));
    is_id.then(|| digits.fold(0, |number, digit| number << 4 | u128::from(digit)))
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
