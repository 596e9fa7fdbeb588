//! `shape_document`: records as other tools have them.

use std::sync::Arc;

use datafusion::arrow::array::StringViewBuilder;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_records::Parser;
use trail365_shapes::{Fit, Options, Shape, Shaper};

use super::definition::{Definition, Function, Takes};
use super::texts::Texts;

pub(super) const SHAPE_DOCUMENT: Definition = Definition {
    function: Function {
        name: "shape_document",
        syntax: "shape_document(shape, record)",
        description: "The document of a record in the shape of another tool, as JSON text: 'ecs', 'ocsf', 'sentinel', 'asim-audit', \
                      'asim-file', 'purview', 'graph', 'timesketch'. Null where the shape has no place for the record, and where the \
                      text is no record.",
        example: "SELECT shape_document('ecs', record) FROM event_records",
    },
    takes: Takes::Texts(2, 2),
    returns: |_| DataType::Utf8View,
    check: Some(check_shape),
    evaluate: write_documents,
};

fn check_shape(constants: &[Option<&ScalarValue>]) -> Result<()> {
    let name = constants.first().copied().flatten().and_then(|value| value.try_as_str().flatten());
    match name {
        Some(name) if Shape::named(name).is_none() => {
            let names: Vec<_> = Shape::ALL.iter().map(|shape| shape.name()).collect();
            plan_err!("there is no shape '{name}': {}", names.join(", "))
        }
        _ => Ok(()),
    }
}

fn write_documents(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let mut made: Option<(Shape, Shaper)> = None;
    let (mut parser, mut document) = (Parser::new(), Vec::new());
    let mut out = StringViewBuilder::new();
    for row in 0..args.number_rows {
        let shape = texts[0].get(row).and_then(Shape::named);
        let (Some(shape), Some(text)) = (shape, texts[1].get(row)) else {
            out.append_null();
            continue;
        };
        let shaper = match &mut made {
            Some((of, shaper)) if *of == shape => shaper,
            _ => &mut made.insert((shape, Shaper::new(shape, Options::default()))).1,
        };
        document.clear();
        let fit = parser.parse(text.as_bytes()).map(|record| shaper.write(&record, &mut document));
        match fit {
            Ok(Fit::Known | Fit::Unknown) => out.append_value(String::from_utf8_lossy(&document)),
            _ => out.append_null(),
        }
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}
