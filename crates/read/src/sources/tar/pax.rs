//! Extended headers of pax: lines of `length key=value`.

/// What an extended header says of the next member.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Extended {
    pub path: Option<Vec<u8>>,
    pub size_bytes: Option<u64>,
    pub is_sparse: bool,
}

/// Parses the content of an extended header; returns `None` if it is broken.
pub(crate) fn parse_extended(mut content: &[u8]) -> Option<Extended> {
    let mut extended = Extended::default();
    while !content.is_empty() {
        let blank = content.iter().position(|&byte| byte == b' ')?;
        let len: usize = std::str::from_utf8(&content[..blank]).ok()?.parse().ok()?;
        let line = content.get(blank + 1..len)?.strip_suffix(b"\n")?;
        let equals = line.iter().position(|&byte| byte == b'=')?;
        let (key, value) = (&line[..equals], &line[equals + 1..]);
        match key {
            b"path" => extended.path = Some(value.to_vec()),
            b"size" => extended.size_bytes = Some(std::str::from_utf8(value).ok()?.parse().ok()?),
            _ => extended.is_sparse |= key.starts_with(b"GNU.sparse."),
        }
        content = &content[len..];
    }
    Some(extended)
}

#[cfg(test)]
mod tests {
    use super::{Extended, parse_extended};

    #[test]
    fn paths_and_sizes_are_taken() {
        let expected = Extended { path: Some(b"a=b\nc".to_vec()), size_bytes: Some(7), is_sparse: false };
        assert_eq!(parse_extended(b"14 path=a=b\nc\n9 size=7\n20 mtime=1700000000\n"), Some(expected));
        assert!(parse_extended(b"22 GNU.sparse.major=1\n").is_some_and(|extended| extended.is_sparse));
        assert_eq!(parse_extended(b""), Some(Extended::default()));
    }

    #[test]
    fn what_is_broken_is_refused() {
        for content in
            [&b"x"[..], b"9 path=a", b"99 path=a\n", b"0 path=a\n", b"3 a\n", b"10 size=x1\n", b"2 a=b\n"]
        {
            assert_eq!(parse_extended(content), None, "{content:?}");
        }
    }
}
