//! Work in pieces on a few threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{Error, Result};

/// Threads that put rows in order at most. Each holds up to some 300 MB.
const MOST: usize = 4;

/// Returns the number of threads: one per processor, up to a few.
pub(super) fn thread_count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// Calls `work` with every number below `pieces`. After a failure no further piece is begun, and the first one is returned.
pub(super) fn run_pieces(
    threads: usize,
    pieces: usize,
    work: impl Fn(usize) -> Result<()> + Sync,
) -> Result<()> {
    run_pieces_with(threads, pieces, |(), piece| work(piece), |()| Ok(()))
}

/// Does the same with something that each thread has for all of its pieces, and ends with.
pub(super) fn run_pieces_with<S: Default>(
    threads: usize,
    pieces: usize,
    work: impl Fn(&mut S, usize) -> Result<()> + Sync,
    end: impl Fn(S) -> Result<()> + Sync,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut own = S::default();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return end(own);
            }
            work(&mut own, piece).inspect_err(|_| next.store(pieces, Ordering::Relaxed))?;
        }
    };
    // Scoped threads may borrow the rows, and none outlives the call, whatever it returns.
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.clamp(1, pieces.max(1))).map(|_| scope.spawn(run)).collect();
        let lost = |_| Err(Error::thread_lost());
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(lost)).fold(Ok(()), Result::and)
    })
}
