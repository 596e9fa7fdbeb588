//! The number that a row stores for its record's content: the hash, and in it whether the record is whole and which one
//! of several equal records without an Id it is.

use super::mix::mix;

/// Bit of a stored hash that says that the record is incomplete. The second rule leaves it free.
const INCOMPLETE: i64 = 1;

/// Distance between the hashes of equal records without an Id, and its inverse at 64 bits. Odd, so that each number has
/// one; without the lowest bit, which is that of incomplete records, it still steps over all numbers.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
const STEP_INVERSE: u64 = inverse_of(STEP);

/// Equal records without an Id that a source can have. A difference beyond this many steps is another content.
const MOST_EQUAL: u64 = 1 << 40;

/// Returns the inverse of an odd number at 64 bits.
const fn inverse_of(odd: u64) -> u64 {
    // Newton's iteration doubles the right bits: 3 of them at first, 96 after five rounds.
    let (mut inverse, mut round) = (odd, 0);
    while round < 5 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        round += 1;
    }
    inverse
}

/// Bits of a stored hash, above the lowest one, that are a record's envelope where it has an Id. The 39 bits that are left
/// for the content tell contents of one Id apart, of which there are few.
pub const ENVELOPE_BITS: u32 = 24;

const ENVELOPE_VALUES: u64 = 1 << ENVELOPE_BITS;

/// Joins the hashes of a record's content and envelope; that of an envelope that says nothing is 0.
pub(super) fn join_envelope(content: u64, envelope: u64, has_id: bool) -> i64 {
    let joined = match (has_id, envelope) {
        (false, 0) => content,
        // Without an Id the content is all that tells records apart: it keeps its bits.
        (false, _) => mix(content.wrapping_add(envelope)),
        (true, 0) => content & !(2 * ENVELOPE_VALUES - 1),
        (true, _) => {
            let said = 1 + mix(envelope) % (ENVELOPE_VALUES - 1);
            (content & !(2 * ENVELOPE_VALUES - 1)) | (said << 1)
        }
    };
    joined.cast_signed() & !INCOMPLETE
}

/// Reports whether a hash of the second rule is that of a record with an Id whose envelope says something: administrative
/// units, or another `RecordId`. Such a record and the same one without its envelope have the same content: the hashes
/// differ in [`ENVELOPE_BITS`] bits above the lowest one.
///
/// ```
/// use trail365_columns::{content_hash, has_envelope};
/// use trail365_records::Parser;
/// let hash = |json: &str| content_hash(&Parser::new().parse(json.as_bytes()).unwrap());
/// assert!(!has_envelope(hash(r#"{"Id":"x","RecordId":"x"}"#)));
/// assert!(has_envelope(hash(r#"{"Id":"x","AssociatedAdminUnits":["a"]}"#)));
/// ```
pub fn has_envelope(content: i64) -> bool {
    !(content.cast_unsigned() >> 1).is_multiple_of(ENVELOPE_VALUES)
}

/// Marks the hash of a record that lacks something of the activity's full record.
pub fn incomplete_hash(content: i64) -> i64 {
    content | INCOMPLETE
}

/// Reports whether a hash of the second rule is that of an incomplete record.
pub fn is_incomplete_hash(content: i64) -> bool {
    content & INCOMPLETE != 0
}

/// Returns the stored hash of one of several equal records without an Id in one source; the first has number 0 and keeps
/// the hash of its content. So none is merged with another, and the same source read again gives the same hashes.
///
/// ```
/// use trail365_columns::{number_among_equal, nth_equal_hash};
///
/// let second = nth_equal_hash(1234, 1);
/// assert_ne!(second, 1234);
/// assert_eq!(number_among_equal(1234, second), Some(1));
/// assert_eq!(number_among_equal(5678, second), None);
/// ```
pub fn nth_equal_hash(content: i64, number: u64) -> i64 {
    // In steps of 2, which leave the lowest bit alone.
    content.wrapping_add((STEP.wrapping_mul(number) << 1).cast_signed())
}

/// Returns the number that a record without an Id has among equal ones, by its content and its stored hash; `None` when
/// the stored hash is that of another content.
pub fn number_among_equal(content: i64, stored: i64) -> Option<u64> {
    let distance = stored.wrapping_sub(content).cast_unsigned();
    let number = (distance >> 1).wrapping_mul(STEP_INVERSE) & (u64::MAX >> 1);
    (distance & 1 == 0 && number < MOST_EQUAL).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_from_stored_hashes() {
        for content in [0, -2, 12_345_678, i64::MAX - 1, i64::MIN] {
            for number in [0, 1, 2, 1000, 1 << 39] {
                assert_eq!(number_among_equal(content, nth_equal_hash(content, number)), Some(number));
                assert_eq!(
                    number_among_equal(content, incomplete_hash(nth_equal_hash(content, number))),
                    None
                );
            }
            assert_eq!(number_among_equal(content, content ^ 0x1234_5678), None);
        }
        assert!(is_incomplete_hash(incomplete_hash(-2)) && !is_incomplete_hash(-2));
    }
}
