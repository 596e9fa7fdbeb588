//! The allocator and how it uses memory.

/// Imports allocate and drop many large buffers on several threads; the system's allocator returns each of them to the
/// kernel as soon as it is dropped, and pays for fresh pages with the next.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Does without huge pages. They gain nothing here and take a quarter more memory, since each is resident as a whole
/// for the little that lies in it.
pub fn avoid_huge_pages() {
    #[cfg(target_os = "linux")]
    // SAFETY: it sets a flag of this process and takes no memory. Where it fails, the program only takes more memory.
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0);
    }
}

/// Returns freed memory to the system sooner, for a process that runs day and night: a fifth less memory for a tenth
/// more time. Call it before there are other threads.
#[cfg(feature = "collect")]
pub fn release_memory_early() {
    /// `mi_option_purge_delay` of mimalloc's header, in milliseconds; its default is a second.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: it sets a number, while no other thread can read it.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, 10);
    }
}
