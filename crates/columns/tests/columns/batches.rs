//! Batches: which columns they have, where their texts lie, and what can be read back.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::buffer::Buffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Fields, Schema};
use trail365_columns::{
    BatchBuilder, ErrorKind, Options, Origin, RAW, column_index, key_of, rebuild, schema,
};
use trail365_records::Parser;
use trail365_schema::{COLUMNS, SCHEMAS, Type};

use crate::json_tree::tree;
use crate::round_trip::{batch, rebuilt};

const RECORDS: [&str; 4] = [
    r#"{"RecordType":15,"Operation":"UserLoggedIn","UserId":"joey@example.com","ClientIP":"192.0.2.7:4711"}"#,
    r#"{"RecordType":1,"Operation":"New-InboxRule","Parameters":[{"Name":"Identity","Value":"a \"name\" with escapes"}]}"#,
    r#"{"RecordType":3,"AffectedItems":[{"Subject":"An invoice from a stranger","ParentFolder":{"Path":"\\Inbox"}}]}"#,
    r#"{"RecordType":9001,"Novel":true}"#,
];

fn names(batch: &RecordBatch) -> Vec<String> {
    batch.schema().fields().iter().map(|f| f.name().clone()).collect()
}

#[test]
fn the_schema_has_every_column_once() {
    let ports = COLUMNS.iter().filter(|c| c.ty == Type::Address).count();
    assert_eq!(schema().fields().len(), COLUMNS.len() + ports + 9);
    for (place, field) in schema().fields().iter().enumerate() {
        assert_eq!(column_index(field.name()), Some(place), "{}", field.name());
        assert!(field.is_nullable());
    }
    assert_eq!(column_index("client_port"), Some(column_index("client_ip").unwrap() + 1));
    assert_eq!(column_index("sender_ip_port"), Some(column_index("sender_ip").unwrap() + 1));
}

#[test]
fn members_of_structs_have_names_of_their_own() {
    for schema in &SCHEMAS {
        let mut names: Vec<_> =
            schema.all_fields().map(|(_, f)| trail365_schema::snake_case(f.name)).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), schema.all_fields().count(), "{}", schema.name);
    }
}

#[test]
fn columns_stand_for_keys_by_record_type() {
    for (column, record_type, key) in [
        ("user_id", None, Some("UserId")),
        ("agent_id", None, Some("AgentID")),
        ("agent_id", Some(261), Some("AgentId")),
        ("policy_id", None, Some("PolicyID")),
        ("aggregated_folders", Some(2), Some("Folders")),
        ("source_text", Some(6), Some("Source")),
        ("raw", None, None),
        ("no_such_column", None, None),
    ] {
        assert_eq!(key_of(column, record_type), key, "{column}");
    }
}

#[test]
fn a_batch_has_the_columns_that_its_rows_use_in_the_order_of_the_schema() {
    let one = batch(&RECORDS[..1]);
    let expected = [
        "record_type",
        "operation",
        "user_id",
        "client_ip",
        "client_port",
        "record_type_name",
        "outcome",
        "source",
        "content_hash",
        "raw",
    ];
    assert_eq!(names(&one), expected);
    let places: Vec<_> = names(&batch(&RECORDS)).iter().map(|n| column_index(n).unwrap()).collect();
    assert!(places.is_sorted());
}

#[test]
fn a_builder_starts_anew_after_each_batch() {
    let mut builder = BatchBuilder::new(Options { raw: false });
    let mut parser = Parser::new();
    for json in RECORDS {
        let origin = Origin::new(json, Some(3), -1);
        builder.push(&parser.parse(json.as_bytes()).unwrap(), origin);
        assert!(builder.rows() == 1 && builder.bytes() > 0);
        let batch = builder.finish().unwrap();
        assert!(builder.rows() == 0 && builder.bytes() == 0);
        assert_eq!((batch.num_rows(), batch.column_by_name(RAW)), (1, None));
        assert_eq!(batch.column_by_name("source").unwrap().as_string_view().value(0), json);
        assert_eq!(tree(&rebuilt(&batch)[0]), tree(json));
    }
    let empty = builder.finish().unwrap();
    assert_eq!((empty.num_rows(), empty.num_columns()), (0, 0));
}

/// The same records in one chunk, each in its own, or in none, give the same batch.
#[test]
fn it_does_not_matter_where_records_lie() {
    let expected = batch(&RECORDS);
    for with_chunks in [false, true] {
        let mut builder = BatchBuilder::new(Options::default());
        let mut parser = Parser::new();
        for json in RECORDS {
            let chunk = Buffer::from(format!("before {json} after").into_bytes());
            if with_chunks {
                builder.chunk(chunk.clone());
            }
            let record = parser.parse(&chunk[7..7 + json.len()]).unwrap();
            let content_hash = trail365_columns::content_hash(&record);
            builder.push(&record, Origin::new("test", None, content_hash));
        }
        assert_eq!(builder.finish().unwrap(), expected);
    }
}

#[test]
fn texts_are_views_of_the_chunk() {
    let chunk = Buffer::from(RECORDS[0].as_bytes().to_vec());
    let mut builder = BatchBuilder::new(Options::default());
    builder.chunk(chunk.clone());
    let mut parser = Parser::new();
    let origin = Origin::new("s", None, 0);
    builder.push(&parser.parse(&chunk).unwrap(), origin);
    let batch = builder.finish().unwrap();
    for column in ["user_id", RAW] {
        let value = batch.column_by_name(column).unwrap().as_string_view().value(0);
        assert!(chunk.as_ptr_range().contains(&value.as_ptr()), "{column}");
    }
}

/// The type with other text types at every level.
fn with_text(ty: &DataType, text: &DataType) -> DataType {
    let field = |f: &Arc<Field>| Arc::new(f.as_ref().clone().with_data_type(with_text(f.data_type(), text)));
    match ty {
        DataType::Utf8View => text.clone(),
        DataType::List(item) => DataType::List(field(item)),
        DataType::Struct(members) => DataType::Struct(members.iter().map(field).collect::<Fields>()),
        DataType::Map(entries, sorted) => DataType::Map(field(entries), *sorted),
        other => other.clone(),
    }
}

#[test]
fn batches_of_other_readers_can_be_read() {
    let batch = batch(&RECORDS);
    for text in [DataType::Utf8, DataType::LargeUtf8] {
        let mut columns = Vec::new();
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()).rev() {
            let ty = with_text(field.data_type(), &text);
            columns.push((Arc::new(Field::new(field.name(), ty.clone(), true)), cast(array, &ty).unwrap()));
        }
        let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let other = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap();
        for (json, rebuilt) in RECORDS.iter().zip(rebuilt(&other)) {
            assert_eq!(tree(&rebuilt), tree(json));
        }
    }
}

#[test]
fn columns_left_out_are_left_out_of_the_records() {
    let batch = batch(&RECORDS).project(&[1, 0]).unwrap();
    let expected = [
        r#"{"RecordType":15,"Operation":"UserLoggedIn"}"#,
        r#"{"RecordType":1,"Operation":"New-InboxRule"}"#,
    ];
    assert_eq!(rebuilt(&batch)[..2], expected);
}

#[test]
fn what_cannot_be_read_back_is_named() {
    let column = |name: &str, text: &str| {
        let array = Arc::new(arrow::array::StringArray::from(vec![text])) as Arc<dyn Array>;
        RecordBatch::try_from_iter([(name, array)]).unwrap()
    };
    for (batch, kind, message) in [
        (
            column("novel", ""),
            ErrorKind::UnknownColumn,
            "rebuild records: the table activity has no column novel",
        ),
        (column("actor", ""), ErrorKind::ColumnType, "rebuild records: read column actor"),
        (column("extra", "no JSON"), ErrorKind::Extra, "rebuild records: read extra of row 0"),
    ] {
        let error = rebuild(&batch).err().unwrap();
        assert_eq!((error.kind(), error.to_string().as_str()), (kind, message));
    }
}
