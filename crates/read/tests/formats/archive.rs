//! Writes zip archives, as they should be and as they should not.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// One file of an archive, with what its headers say.
pub struct File<'a> {
    pub name: &'a str,
    pub content: &'a [u8],
    pub method: u16,
    pub flags: u16,
    pub checksum: u32,
    pub size: usize,
}

impl<'a> File<'a> {
    pub fn stored(name: &'a str, content: &'a [u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(content);
        Self { name, content, method: 0, flags: 0, checksum: crc.sum(), size: content.len() }
    }

    pub fn deflated(name: &'a str, content: &'a [u8]) -> Self {
        Self { method: 8, ..Self::stored(name, content) }
    }

    pub fn zstd(name: &'a str, content: &'a [u8]) -> Self {
        Self { method: 93, ..Self::stored(name, content) }
    }

    fn packed(&self) -> Vec<u8> {
        match self.method {
            8 => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(self.content).unwrap();
                encoder.finish().unwrap()
            }
            93 => compress_to_vec(self.content, CompressionLevel::Fastest),
            _ => self.content.to_vec(),
        }
    }

    /// What both headers of the file have, from the version needed on.
    fn header(&self, packed_len: usize) -> Vec<u8> {
        let mut header = Vec::new();
        for number in [20, self.flags, self.method, 0, 0] {
            header.extend(number.to_le_bytes());
        }
        for number in [self.checksum, packed_len as u32, self.size as u32] {
            header.extend(number.to_le_bytes());
        }
        header.extend((self.name.len() as u16).to_le_bytes());
        header.extend([0; 2]);
        header
    }
}

/// An archive of these files.
pub fn zip(files: &[File<'_>]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let packed = file.packed();
        let header = file.header(packed.len());
        let place = archive.len() as u32;
        archive.extend([&b"PK\x03\x04"[..], &header, file.name.as_bytes(), &packed].concat());
        directory.extend([&b"PK\x01\x02\x14\0"[..], &header, &[0; 10], &place.to_le_bytes()].concat());
        directory.extend(file.name.as_bytes());
    }
    let place = archive.len() as u32;
    archive.extend(&directory);
    archive.extend(end(files.len() as u16, directory.len() as u32, place));
    archive
}

/// What ends an archive.
pub fn end(count: u16, directory_len: u32, place: u32) -> Vec<u8> {
    let counts = [count.to_le_bytes(), count.to_le_bytes()].concat();
    [b"PK\x05\x06\0\0\0\0", &counts[..], &directory_len.to_le_bytes(), &place.to_le_bytes(), &[0; 2]].concat()
}
