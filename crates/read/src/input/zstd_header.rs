//! Where the parts of a zstd frame end, RFC 8878 section 3.1.1.

/// More than any frame header has.
pub(crate) const FRAME_HEADER_BYTES: usize = 18;
pub(crate) const BLOCK_HEADER_BYTES: usize = 3;
pub(crate) const CHECKSUM_BYTES: usize = 4;

/// The type of a block that repeats its one byte.
const REPEATED: u32 = 1;

/// What an input goes on with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Front {
    /// A frame whose header has so many bytes.
    Frame { header_len: usize },
    /// So many bytes that are not for the decoder.
    Skippable { len: u64 },
    /// The end of the input, in the middle of a header.
    CutOff,
    /// Something else.
    Unknown,
}

pub(crate) fn front(head: &[u8]) -> Front {
    match *head {
        [0x28, 0xB5, 0x2F, 0xFD, descriptor, ..] => match frame_header_len(descriptor) {
            header_len if header_len <= head.len() => Front::Frame { header_len },
            _ => Front::CutOff,
        },
        [0x50..=0x5F, 0x2A, 0x4D, 0x18, a, b, c, d, ..] => {
            Front::Skippable { len: 8 + u64::from(u32::from_le_bytes([a, b, c, d])) }
        }
        _ if head.len() < 8 => Front::CutOff,
        _ => Front::Unknown,
    }
}

fn frame_header_len(descriptor: u8) -> usize {
    let is_single_segment = descriptor & 0x20 != 0;
    let dictionary_len = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size_len = match (descriptor >> 6, is_single_segment) {
        (0, is_single_segment) => usize::from(is_single_segment),
        (flag, _) => 1 << flag,
    };
    5 + usize::from(!is_single_segment) + dictionary_len + size_len
}

/// The length of the block whose header this is, without its header, and whether it is the frame's last.
pub(crate) fn block(header: [u8; BLOCK_HEADER_BYTES]) -> (usize, bool) {
    let [a, b, c] = header;
    let bits = u32::from_le_bytes([a, b, c, 0]);
    let len = if (bits >> 1) & 3 == REPEATED { 1 } else { bits >> 3 };
    (len as usize, bits & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::{Front, block, front};

    fn frame(descriptor: u8) -> Front {
        let mut head = [0; 18];
        head[..5].copy_from_slice(&[0x28, 0xB5, 0x2F, 0xFD, descriptor]);
        front(&head)
    }

    #[test]
    fn headers_have_the_lengths_of_their_fields() {
        assert_eq!(frame(0x00), Front::Frame { header_len: 6 });
        assert_eq!(frame(0x20), Front::Frame { header_len: 6 });
        assert_eq!(frame(0x64), Front::Frame { header_len: 7 });
        assert_eq!(frame(0xC3), Front::Frame { header_len: 18 });
        assert_eq!(front(b"\x52\x2A\x4D\x18\x01\x01\0\0"), Front::Skippable { len: 265 });
        assert_eq!(front(b"\x28\xB5\x2F\xFD\x00"), Front::CutOff);
        assert_eq!(front(b"something"), Front::Unknown);
    }

    #[test]
    fn blocks_say_how_long_they_are() {
        assert_eq!(block([0x01, 0, 0]), (0, true));
        assert_eq!(block([0x04 | 5 << 3, 0, 1]), (8192 + 5, false));
        assert_eq!(block([0x03 | 5 << 3, 0, 1]), (1, true));
    }
}
