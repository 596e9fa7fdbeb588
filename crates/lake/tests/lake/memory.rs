//! Records with large fields take no more memory than others.

use std::process::Command;

use trail365_lake::{Lake, Location};

use crate::Place;
use crate::place::record;

/// Set for a process that looks after the lake there.
const LAKE: &str = "TRAIL365_TEST_LAKE";

/// 64 records of 4 MiB each, which compress to nothing: decoded, `raw` and `extra` take 512 MiB.
fn large_fields() -> String {
    let field = "0123456789abcdef".repeat(1 << 18);
    let large = |n| record(n, "FileAccessed").replacen('{', &format!(r#"{{"Large":"{field}","#), 1) + "\n";
    (0..64).map(large).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn large_fields_are_ordered_and_verified_in_bounded_memory() {
    if let Ok(location) = std::env::var(LAKE) {
        return look_after(&location);
    }
    let place = Place::new();
    place.import("a", large_fields());
    let name = "memory::large_fields_are_ordered_and_verified_in_bounded_memory";
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", name]).env(LAKE, place.path().join("lake"));
    let output = process.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(place.count(), 64);
}

fn look_after(location: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut lake = runtime.block_on(Lake::open(&Location::parse(location).unwrap(), None)).unwrap();
    assert_eq!(lake.compact(runtime.handle()).unwrap().rows, 64);
    assert_eq!(runtime.block_on(lake.verify()).unwrap().findings, []);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let most_kib: u64 = most.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(most_kib < 400 << 10, "{most_kib} KiB");
}
