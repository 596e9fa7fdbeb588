//! Inputs of every format, damaged.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use trail365_read::{ItemKind, Limits, Reader};

use crate::{Pieces, cases};

/// Everything that comes out of an input, as text.
fn output(input: &[u8], limits: Limits, size: usize) -> String {
    let mut reader = match Reader::with_limits(Pieces { rest: input, size }, limits) {
        Ok(reader) => reader,
        Err(error) => return error.to_string(),
    };
    let (mut out, mut line) = (String::new(), 0);
    while let Some(item) = reader.next().unwrap() {
        assert!(item.line >= line, "lines go back from {line} to {}", item.line);
        line = item.line;
        match item.kind {
            ItemKind::Record(record) => assert!(record.starts_with(b"{")),
            ItemKind::Rejected { bytes, .. } => assert!(bytes.len() <= limits.reject_bytes),
        }
        writeln!(out, "{item:?}").unwrap();
    }
    assert!(reader.next().unwrap().is_none());
    format!("{out}{:?}", reader.notices())
}

/// What is put in: what formats are made of.
fn splice() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"",
        b"\n",
        b"\r\n",
        b"\"",
        b"\"\"",
        b"{",
        b"}",
        b"[",
        b"]",
        b"],",
        b",",
        b";",
        b"\\",
        b"{}",
        b"[{",
        b"{\"value\":[",
        b"\"@odata.x\":1,",
        b"{\"tables\":[",
        b"\"columns\":[\"a\"],\"rows\":[[1]",
        b"AuditData\n",
        b"CreationTime,Operation\n",
        b"\xEF\xBB\xBF",
        b"\xFF",
        b"\0",
        b"null",
        b"System.Object[]",
        b"@{a=b}",
    ];
    prop_oneof![3 => select(pieces).prop_map(<[u8]>::to_vec), 1 => proptest::collection::vec(any::<u8>(), 0..4)]
}

proptest! {
    #[test]
    fn damage_does_no_harm_and_pieces_do_not_matter(
        which: Index,
        splices in proptest::collection::vec((any::<Index>(), splice(), 0..20_usize), 0..4),
        end: Option<Index>,
        record_bytes in prop_oneof![Just(1 << 20), 0..600_usize],
        reject_bytes in prop_oneof![Just(1 << 20), 0..100_usize],
        size in 1..50_usize,
    ) {
        let cases = cases::inputs();
        let mut input = which.get(cases).clone();
        input.truncate(5000);
        for (at, splice, removed) in splices {
            let at = at.index(input.len() + 1);
            input.splice(at..(at + removed).min(input.len()), splice);
        }
        if let Some(end) = end {
            input.truncate(end.index(input.len() + 1));
        }
        let limits = Limits { record_bytes, reject_bytes };
        let whole = output(&input, limits, usize::MAX);
        prop_assert_eq!(output(&input, limits, size), whole, "{}", String::from_utf8_lossy(&input));
    }
}
