//! Reads quoted cells, in whose records doubled quotes stand some eight bytes from each other.
//!
//! Text inside quotes leaves a reader of CSV in the state that it is in. So the text is copied a word at a time, and the
//! reader, which looks at each byte, sees the quotes around it.

use csv_core::{ReadFieldResult, Reader};

use crate::json::{WORD_BYTES, count_unquoted};

/// Reads a cell from its first byte on, as [`Reader::read_field`] does.
pub(super) fn begin_cell(
    reader: &mut Reader,
    input: &[u8],
    output: &mut [u8],
) -> (ReadFieldResult, usize, usize) {
    if input.first() != Some(&b'"') || reader.read_field(b"\"", output).1 == 0 {
        return reader.read_field(input, output);
    }
    let (copied, text_len) = copy_quoted(&input[1..], output);
    let (rest, output) = (&input[1 + copied..], &mut output[text_len..]);
    // The reader takes input without a byte for the end of all input.
    let (result, read, written) =
        if rest.is_empty() { (ReadFieldResult::InputEmpty, 0, 0) } else { reader.read_field(rest, output) };
    (result, 1 + copied + read, text_len + written)
}

/// Copies text from inside quotes, with one quote for two of them, and returns the bytes of both sides. Ends before a
/// quote by itself, which may close the cell, and before the last word of either side.
fn copy_quoted(input: &[u8], output: &mut [u8]) -> (usize, usize) {
    let (mut read, mut written) = (0, 0);
    while let Some(word) = input[read..].first_chunk::<WORD_BYTES>()
        && let Some(room) = output[written..].first_chunk_mut()
    {
        // Copying a whole word is one move, however much of it counts. The quote behind the text comes with it.
        *room = *word;
        let plain = count_unquoted(*word);
        (read, written) = (read + plain, written + plain);
        if plain < WORD_BYTES {
            if input.get(read + 1) != Some(&b'"') {
                break;
            }
            (read, written) = (read + 2, written + 1);
        }
    }
    (read, written)
}

#[cfg(test)]
mod tests {
    use csv_core::{ReadFieldResult, Reader};
    use proptest::prelude::*;

    use super::{begin_cell, copy_quoted};

    #[test]
    fn text_ends_before_a_single_quote() {
        let mut output = [0; 32];
        assert_eq!(copy_quoted(b"{\"\"a\"\":\"\"b\"\"}\",next cells", &mut output), (13, 9));
        assert_eq!(&output[..9], b"{\"a\":\"b\"}");
        assert_eq!(copy_quoted(b"short", &mut output), (0, 0));
    }

    type Step = fn(&mut Reader, &[u8], &mut [u8]) -> (ReadFieldResult, usize, usize);

    /// Reads the first cell of `input`, which comes in two pieces, and returns the text, the bytes read, and whether it
    /// was too long for the room.
    fn read_cell(input: &[u8], cut: usize, room: usize, begin: Step) -> (Vec<u8>, usize, bool) {
        let (mut reader, mut output) = (Reader::new(), vec![0; room]);
        let (result, mut read, mut written) = begin(&mut reader, &input[..cut], &mut output);
        let mut result = result;
        if matches!(result, ReadFieldResult::InputEmpty) {
            let (second, more, text) = reader.read_field(&input[read..], &mut output[written..]);
            (result, read, written) = (second, read + more, written + text);
        }
        output.truncate(written);
        (output, read, matches!(result, ReadFieldResult::OutputFull))
    }

    proptest! {
        #[test]
        fn cells_are_those_of_the_reader(
            text in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), any::<u8>()], 0..60),
            is_doubled: bool,
            cut in 1..60_usize,
            room in 0..80_usize,
        ) {
            let doubled = text.iter().flat_map(|&byte| vec![byte; if byte == b'"' { 2 } else { 1 }]);
            let text = if is_doubled { doubled.collect() } else { text };
            let input = [&b"\""[..], &text, b"\",x"].concat();
            let cut = cut.min(input.len());
            let plain = read_cell(&input, cut, room, Reader::read_field);
            prop_assert_eq!(read_cell(&input, cut, room, begin_cell), plain);
        }
    }
}
