//! Records with large fields take no more memory than others.

use std::process::Command;

use arrow::array::RecordBatch;
use trail365_lake::{Lake, Location};
use trail365_sql::SessionOptions;

use crate::Place;
use crate::place::record;

/// Set for a process that looks after the lake there.
const LAKE: &str = "TRAIL365_TEST_LAKE";

/// 48 records of 4 MiB each, which compress to nothing: decoded, `raw` and `extra` take 384 MiB.
fn large_fields() -> String {
    let field = "0123456789abcdef".repeat(1 << 18);
    let large = |n| record(n, "FileAccessed").replacen('{', &format!(r#"{{"Large":"{field}","#), 1) + "\n";
    (0..48).map(large).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn large_fields_are_rewritten_in_bounded_memory() {
    if let Ok(location) = std::env::var(LAKE) {
        return look_after(&location);
    }
    let place = Place::new();
    place.import("a", large_fields());
    assert!(most_rows_of_a_batch(&place) <= 8);
    let name = "memory::large_fields_are_rewritten_in_bounded_memory";
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", name]).env(LAKE, place.path().join("lake"));
    let output = process.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(place.count(), 40);
}

/// As a query gets them, 32 MiB a batch.
fn most_rows_of_a_batch(place: &Place) -> usize {
    let lake = place.lake();
    place.runtime.block_on(async {
        let context = trail365_sql::open(&lake, &SessionOptions::default()).await.unwrap();
        let batches = context.sql("select raw from activity").await.unwrap().collect().await.unwrap();
        batches.iter().map(RecordBatch::num_rows).max().unwrap()
    })
}

fn look_after(location: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut lake = runtime.block_on(Lake::open(&Location::parse(location).unwrap(), None)).unwrap();
    assert_eq!(runtime.block_on(lake.compact()).unwrap().rows, 48);
    let since = chrono::DateTime::parse_from_rfc3339("2024-03-05T00:00:00Z").unwrap().to_utc();
    assert_eq!(runtime.block_on(lake.retain(since)).unwrap().removed, 8);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let most_kib: u64 = most.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(most_kib < 320 << 10, "{most_kib} KiB");
}
