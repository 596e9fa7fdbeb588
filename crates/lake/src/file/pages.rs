//! Encoded pages of a file that grows: large ones wait in a temporary file, so that a file of the lake may be larger than the memory for
//! it.

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::arrow::arrow_writer::{PageKey, PageStore, PageStoreArgs, PageStoreFactory};
use parquet::errors::{ParquetError, Result};

use crate::storage::{read_at, write_at};

/// Bytes from which on a page waits in the file. Most pages are smaller, and together they are little.
const LARGE: usize = 16 << 10;

/// Makes stores of pages for the columns of one file after the other.
#[derive(Debug, Default)]
pub(super) struct WaitingPages(Arc<Mutex<Room>>);

/// The temporary file, which is made with the first large page.
#[derive(Debug, Default)]
struct Room {
    file: Option<File>,
    /// Where the next page goes.
    end: u64,
    /// Pages that have not been taken back. After the last one the room is used anew.
    pages: usize,
}

impl PageStoreFactory for WaitingPages {
    fn create(&self, _: &PageStoreArgs<'_>) -> Result<Box<dyn PageStore>> {
        Ok(Box::new(ColumnPages { room: self.0.clone(), pages: Vec::new() }))
    }
}

/// The pages of a column of a row group.
struct ColumnPages {
    room: Arc<Mutex<Room>>,
    pages: Vec<Page>,
}

enum Page {
    Held(Bytes),
    Waits { at: u64, bytes: usize },
    Taken,
}

impl PageStore for ColumnPages {
    fn put(&mut self, value: Bytes) -> Result<PageKey> {
        let key = PageKey::new(self.pages.len() as u64);
        self.pages.push(match value.len() {
            0..LARGE => Page::Held(value),
            bytes => Page::Waits { at: self.room().put(&value)?, bytes },
        });
        Ok(key)
    }

    fn take(&mut self, key: PageKey) -> Result<Bytes> {
        let page = self.pages.get_mut(key.get() as usize).ok_or_else(unknown)?;
        match std::mem::replace(page, Page::Taken) {
            Page::Held(value) => Ok(value),
            Page::Waits { at, bytes } => self.room().take(at, bytes),
            Page::Taken => Err(unknown()),
        }
    }

    fn memory_size(&self) -> usize {
        let held = |page: &Page| if let Page::Held(value) = page { value.len() } else { 0 };
        self.pages.iter().map(held).sum()
    }
}

fn unknown() -> ParquetError {
    ParquetError::General("a page is asked for that was not put".to_owned())
}

impl ColumnPages {
    fn room(&self) -> std::sync::MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    fn put(&mut self, value: &[u8]) -> Result<u64> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        let at = self.end;
        write_at(file, value, at)?;
        self.end += value.len() as u64;
        self.pages += 1;
        Ok(at)
    }

    fn take(&mut self, at: u64, bytes: usize) -> Result<Bytes> {
        let file = self.file.as_ref().ok_or_else(unknown)?;
        let mut value = vec![0; bytes];
        read_at(file, &mut value, at)?;
        self.pages -= 1;
        if self.pages == 0 {
            self.end = 0;
        }
        Ok(value.into())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use parquet::arrow::arrow_writer::PageStore as _;

    use super::{ColumnPages, LARGE, WaitingPages};

    #[test]
    fn pages_come_back_as_they_were_and_their_room_is_used_anew() {
        let all = WaitingPages::default();
        for round in 0..2_u8 {
            let column = || ColumnPages { room: Arc::clone(&all.0), pages: Vec::new() };
            let (mut one, mut other) = (column(), column());
            let page = |fill: u8, bytes| Bytes::from(vec![fill + round; bytes]);
            let small = one.put(page(1, LARGE - 1)).unwrap();
            let large = one.put(page(3, LARGE)).unwrap();
            let larger = other.put(page(5, 3 * LARGE)).unwrap();
            assert_eq!((one.memory_size(), other.memory_size()), (LARGE - 1, 0));
            assert_eq!(all.0.lock().unwrap().end, 4 * LARGE as u64);
            assert_eq!(other.take(larger).unwrap(), page(5, 3 * LARGE));
            assert_eq!(one.take(large).unwrap(), page(3, LARGE));
            assert_eq!(one.take(small).unwrap(), page(1, LARGE - 1));
            assert!(one.take(small).is_err());
            assert_eq!(all.0.lock().unwrap().end, 0);
        }
    }
}
