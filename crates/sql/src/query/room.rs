//! Stack for walks over trees that are deep.

use std::future::{Future, poll_fn};
use std::pin::pin;

/// Stack that planning and copying a statement take at most in a build without optimization. Memory that is not used is not taken.
const STACK: usize = 16 << 20;

/// Runs something on a stack of this size, unless there is as much left.
pub(super) fn with_stack<T>(bytes: usize, run: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(bytes, bytes, run)
}

/// Runs something on a stack that is large enough for every statement that is not refused.
pub(super) fn with_room<T>(run: impl FnOnce() -> T) -> T {
    with_stack(STACK, run)
}

/// Runs a future so.
pub(super) async fn with_room_async<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    poll_fn(|context| with_room(|| future.as_mut().poll(context))).await
}
