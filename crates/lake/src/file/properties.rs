//! How columns are encoded.

use std::sync::{Arc, LazyLock};

use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::schema::types::ColumnPath;

/// Rows of a row group at most.
pub(crate) const GROUP_ROWS: usize = 1 << 17;

/// Columns that people look for single values in: these have bloom filters.
const LOOKED_UP: [&str; 5] = ["id", "user_id", "client_ip", "client_ip_address", "actor_ip_address"];

/// Columns by which pages are skipped.
const PAGED: [&str; 10] = [
    "id",
    "user_id",
    "client_ip",
    "client_ip_address",
    "actor_ip_address",
    "creation_time",
    "operation",
    "record_type",
    "outcome",
    "content_created",
];

/// Columns whose values hardly repeat.
const DISTINCT: [&str; 5] = ["id", "raw", "extra", "content_hash", "source_line"];

/// Properties of every file: zstd at level 1, which costs less here than lz4 or snappy and leaves half the bytes.
pub(crate) fn properties() -> WriterPropertiesPtr {
    static PROPERTIES: LazyLock<WriterPropertiesPtr> = LazyLock::new(|| Arc::new(build()));
    PROPERTIES.clone()
}

fn build() -> WriterProperties {
    let path = |name: &str| ColumnPath::new(vec![name.to_owned()]);
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).unwrap_or_default()))
        .set_created_by(concat!("trail365 ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_statistics_enabled(EnabledStatistics::None)
        .set_data_page_row_count_limit(8192)
        // A column whose values do not repeat is to be found out soon: each one holds its dictionary in memory.
        .set_dictionary_page_size_limit(256 << 10);
    for name in DISTINCT {
        properties = properties.set_column_dictionary_enabled(path(name), false);
    }
    for name in PAGED {
        properties = properties.set_column_statistics_enabled(path(name), EnabledStatistics::Page);
    }
    for name in LOOKED_UP {
        properties = properties
            .set_column_bloom_filter_enabled(path(name), true)
            .set_column_bloom_filter_fpp(path(name), 0.01)
            .set_column_bloom_filter_max_ndv(path(name), GROUP_ROWS as u64);
    }
    properties.build()
}
