//! Any bytes as a file: never a panic, and every unit of it, be it a member of an archive, is read or named.
#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use trail365_read::{Encoding, Limits, Reader, sources};

const LIMITS: Limits = Limits { record_bytes: 300, reject_bytes: 100 };

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, input)) = bytes.split_first() else { return };
    let names = ["utf-8", "utf-16le", "windows-1251", "shift_jis"];
    let encoding: Option<Encoding> = names.get(usize::from(choice)).and_then(|name| name.parse().ok());
    let Ok(file) = tempfile::NamedTempFile::new() else { return };
    if fs::write(file.path(), input).is_err() {
        return;
    }
    for unit in sources([file.path()]) {
        let Ok(content) = unit.map_err(|unread| unread.to_string()).and_then(|source| {
            let content = source.open().map_err(|error| error.to_string())?;
            Reader::with_encoding(content, LIMITS, encoding).map_err(|error| error.to_string())
        }) else {
            continue;
        };
        let mut reader = content;
        while let Ok(Some(item)) = reader.next() {
            drop(format!("{item:?}"));
        }
    }
});
