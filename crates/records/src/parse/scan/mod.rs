//! First pass over a record: the place of every token, found 64 bytes at a time.
//!
//! A token is a quote that opens or closes a string, one of `{}[]:,` outside strings, or the first byte of anything else
//! outside strings (a number, a literal, garbage). The scan refuses what strings may not hold: control characters and
//! unknown escapes. The grammar between tokens is checked by [`super::walk`].

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod blocks;
mod portable;
#[cfg(target_arch = "x86_64")]
mod sse2;
mod tokens;

pub(crate) use tokens::{AHEAD, END, Tokens};

use crate::error::Error;

/// A scan for this CPU.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scanner(fn(&[u8], &mut Tokens) -> Result<bool, Error>);

impl Scanner {
    /// Returns the fastest scan that this CPU runs.
    // On real records, in time beside AVX-512: AVX2 1.25, SSE2 1.5, plain words 3.0 (`benches/README.md`).
    pub fn new() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if avx512::is_available() {
                Scanner(avx512::scan_record)
            } else if avx2::is_available() {
                Scanner(avx2::scan_record)
            } else {
                Scanner(sse2::scan_record)
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        Scanner(portable::scan_record)
    }

    /// Returns every scan that this CPU runs, for tests that compare them.
    #[cfg(test)]
    pub fn all_available() -> Vec<Self> {
        #[allow(unused_mut, reason = "other CPUs have the portable scan alone")]
        let mut all = vec![Scanner(portable::scan_record)];
        #[cfg(target_arch = "x86_64")]
        {
            all.push(Scanner(sse2::scan_record));
            if avx2::is_available() {
                all.push(Scanner(avx2::scan_record));
            }
            if avx512::is_available() {
                all.push(Scanner(avx512::scan_record));
            }
        }
        all
    }

    /// Finds the tokens of a record. Returns true if no byte is above 0x7F.
    ///
    /// # Errors
    /// A string holds a control character or an unknown escape, or is not closed.
    pub fn scan(self, json: &[u8], tokens: &mut Tokens) -> Result<bool, Error> {
        tokens.start_record(json.len());
        let ascii = (self.0)(json, tokens)?;
        tokens.finish_record();
        Ok(ascii)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan_after_another(scanner: Scanner, json: &[u8]) -> Result<(Vec<u32>, Vec<u8>), Error> {
        let mut tokens = Tokens::default();
        scanner.scan(&[b'"'; 400], &mut tokens)?;
        scanner.scan(json, &mut tokens)?;
        Ok((tokens.places().to_vec(), tokens.bytes().to_vec()))
    }

    #[test]
    fn finds_tokens_outside_strings() {
        for scanner in Scanner::all_available() {
            let json = br#"{"a\"{":[1, "b,\\"],"c" : nul}"#;
            let (places, bytes) = scan_after_another(scanner, json).unwrap();
            let (places, end) = places.split_at(places.len() - AHEAD);
            let (bytes, zeros) = bytes.split_at(places.len());
            assert_eq!(bytes, br#"{"":[1,""],"":n}"#);
            assert!(places.iter().zip(bytes).all(|(&place, &byte)| json[place as usize] == byte));
            assert_eq!((end, zeros), (&[END; AHEAD][..], &[0; AHEAD][..]));
        }
    }

    #[test]
    fn backslashes_are_found_by_span() {
        for scanner in Scanner::all_available() {
            for at in [0, 1, 63, 64, 65, 127, 128, 200, 297] {
                let mut json = vec![b'a'; 302];
                (json[0], json[301]) = (b'"', b'"');
                json[at + 1..at + 3].copy_from_slice(b"\\n"[..2].as_ref());
                let mut found = Tokens::default();
                scanner.scan(&json, &mut found).unwrap();
                for (start, end) in [(0, 302), (at + 1, at + 2), (at + 3, 302), (0, at + 1), (at + 2, at + 2)]
                {
                    let expect = json[start..end].contains(&b'\\');
                    assert_eq!(found.has_backslash(start, end), expect, "{at}: {start}..{end}");
                }
            }
        }
    }

    #[test]
    fn strings_with_forbidden_bytes_are_refused() {
        for scanner in Scanner::all_available() {
            for bad in [&b"{\"a\x01\":1}"[..], br#"{"\x":1}"#, br#"{"\u12G4":1}"#, br#"{"a":1"#, br#"{"a\"#] {
                let refused = scan_after_another(scanner, bad).is_err();
                assert_eq!(refused, bad != br#"{"a":1"#, "{}", bad.escape_ascii());
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn all_scans_agree(json in proptest::collection::vec(
            proptest::sample::select(br#"{}[]:,"\ abnu019.-"#.iter().copied().chain([b'\n', 1, 0xC3, 0x8C]).collect::<Vec<u8>>()),
            0..300,
        )) {
            let results: Vec<_> = Scanner::all_available().into_iter().map(|s| scan_after_another(s, &json).map_err(|e| e.to_string())).collect();
            for other in &results[1..] {
                proptest::prop_assert_eq!(&results[0], other);
            }
        }
    }
}
