//! Data files are such that any reader of Parquet takes them: none carries an Arrow schema, whose view types others
//! refuse.

use std::fs::File;
use std::path::Path;

use chrono::DateTime;
use parquet::file::reader::{FileReader, SerializedFileReader};
use trail365_lake::{ImportOptions, Importer};

use crate::Place;
use crate::place::lines;

/// Key under which a writer puts its Arrow schema into a file.
const ARROW_SCHEMA: &str = "ARROW:schema";

pub fn has_arrow_schema(file: &Path) -> bool {
    let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
    let pairs = reader.metadata().file_metadata().key_value_metadata();
    pairs.is_some_and(|pairs| pairs.iter().any(|pair| pair.key == ARROW_SCHEMA))
}

/// Looks at every file there is, those that no version has any more too.
fn assert_plain(place: &Place, after: &str) {
    for table in ["activity", "ledger", "rejected"] {
        let files = place.files(table);
        assert!(!files.is_empty(), "{table} has no file after {after}");
        for file in files {
            assert!(!has_arrow_schema(&file), "{} after {after}", file.display());
        }
    }
}

#[test]
fn no_data_file_carries_an_arrow_schema() {
    let place = Place::new();
    for part in 0..3 {
        place.import(&format!("unit {part}"), lines(part * 100..part * 100 + 150) + "no record\n");
    }
    assert_plain(&place, "imports");

    let (a, b) = (place.lake(), place.lake());
    let options = ImportOptions::default();
    let mut first = Importer::begin(a, &options).unwrap();
    let mut second = Importer::begin(b, &options).unwrap();
    first.import_unit("first", (lines(500..560) + "no record\n").as_bytes(), &mut |_| ()).unwrap();
    second.import_unit("first", (lines(530..600) + "no record\nnor this\n").as_bytes(), &mut |_| ()).unwrap();
    first.finish().unwrap();
    second.finish().unwrap();
    assert_plain(&place, "imports at the same time");

    place.compact().unwrap();
    assert_plain(&place, "a compaction");
    let since = DateTime::parse_from_rfc3339("2024-03-10T00:00:00Z").unwrap().to_utc();
    place.retain(since).unwrap();
    assert_plain(&place, "retention");
    assert_eq!(place.findings(), [""; 0]);
}
