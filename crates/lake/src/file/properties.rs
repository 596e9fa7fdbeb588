//! Encoding of columns.

use std::sync::{Arc, LazyLock};

use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::schema::types::ColumnPath;

use crate::words::GROUP_ROWS;

/// Columns in which people look for single values, among them all of addresses: one is looked for in all of them. They have bloom
/// filters.
const LOOKED_UP: [&str; 8] = [
    "id",
    "user_id",
    "client_ip",
    "client_ip_address",
    "actor_ip",
    "actor_ip_address",
    "sender_ip",
    "user_ip",
];

/// Columns by whose bounds a query skips pages, beside those that are looked up.
const PAGED: [&str; 6] =
    ["organization_id", "creation_time", "operation", "record_type", "outcome", "content_created"];

/// Columns whose values hardly repeat, so that a dictionary would only cost.
const DISTINCT: [&str; 5] = ["id", "raw", "extra", "content_hash", "source_line"];

/// Returns the properties of every file: zstd at level 1, which costs less here than lz4 or snappy and leaves half the
/// bytes.
pub(crate) fn file_properties() -> WriterPropertiesPtr {
    static PROPERTIES: LazyLock<WriterPropertiesPtr> = LazyLock::new(|| Arc::new(build_properties()));
    PROPERTIES.clone()
}

/// Reports whether the files have bloom filters for the values of a column.
#[must_use]
pub fn has_bloom_filter(column: &str) -> bool {
    LOOKED_UP.contains(&column)
}

fn build_properties() -> WriterProperties {
    let path = |name: &str| ColumnPath::new(vec![name.to_owned()]);
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).unwrap_or_default()))
        .set_created_by(concat!("trail365 ", env!("CARGO_PKG_VERSION")).to_owned())
        // Statistics of every column would make the footer larger than many files.
        .set_statistics_enabled(EnabledStatistics::None)
        // Pages are what a query skips: few rows each, though not so few that their headers weigh.
        .set_data_page_row_count_limit(8192)
        // Each of some hundred columns holds its dictionary in memory: a column whose values do not repeat must be
        // recognised soon. The default is 1 MiB.
        .set_dictionary_page_size_limit(256 << 10);
    for name in DISTINCT {
        properties = properties.set_column_dictionary_enabled(path(name), false);
    }
    for name in PAGED.into_iter().chain(LOOKED_UP) {
        properties = properties.set_column_statistics_enabled(path(name), EnabledStatistics::Page);
    }
    for name in LOOKED_UP {
        properties = properties
            .set_column_bloom_filter_enabled(path(name), true)
            // One file in a hundred is read in vain. A filter takes ten bits a value.
            .set_column_bloom_filter_fpp(path(name), 0.01)
            .set_column_bloom_filter_max_ndv(path(name), GROUP_ROWS as u64);
    }
    properties.build()
}
