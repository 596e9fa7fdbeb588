//! How the allocator uses memory.

/// Huge pages gain nothing here, and take a quarter more memory: each is had whole for the little that lies in it.
pub fn without_huge_pages() {
    #[cfg(target_os = "linux")]
    // SAFETY: it sets a flag of this process and takes no memory. Where it fails, memory is larger and all else the same.
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0);
    }
}

/// Gives memory back soon, for what runs day and night: a fifth less memory for a tenth more time. To be called before there
/// are other threads.
pub fn given_back_soon() {
    /// `mi_option_purge_delay` of mimalloc's header, in milliseconds; a second without this.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: it sets a number, while no other thread can read it.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, 10);
    }
}
