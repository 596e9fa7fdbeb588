//! `json_holds`: whether one of some texts stands somewhere in JSON, however it is written there.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::BooleanBuilder;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use memchr::memmem::Finder;
use trail365_text::levels::{Levels, to_lower_case};

use super::definition::{Definition, Function, Takes};
use super::texts::{Prepared, Texts};

pub(super) const JSON_HOLDS: Definition = Definition {
    function: Function {
        name: "json_holds",
        syntax: "json_holds(json, text, ...)",
        description: "Whether one of the texts stands anywhere in the JSON, also in JSON inside of its strings, whatever its case and however its \
                      characters are escaped there.",
        example: "SELECT count(*) FROM records WHERE json_holds(record, 'invoices/März')",
    },
    takes: Takes::Texts(2, usize::MAX),
    returns: |_| DataType::Boolean,
    check: None,
    evaluate: json_holds,
};

fn json_holds(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let make = |text: &str| Some(Finder::new(&to_lower_case(text.to_owned())).into_owned());
    let wanted: Vec<_> = texts[1..].iter().map(|text| (text, Prepared::new(text, make))).collect();
    let mut levels = Levels::default();
    let mut out = BooleanBuilder::with_capacity(args.number_rows);
    for row in 0..args.number_rows {
        out.append_option(texts[0].get(row).and_then(|json| {
            let finders: Vec<_> = wanted.iter().filter_map(|(text, made)| made.value(text, row)).collect();
            // Null where no text is given.
            (!finders.is_empty()).then(|| hold_one(&mut levels, json, &finders))
        }));
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

fn hold_one(levels: &mut Levels, json: &str, wanted: &[Cow<'_, Finder<'static>>]) -> bool {
    levels.any(json, |text| wanted.iter().any(|wanted| wanted.find(text.as_bytes()).is_some()))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use memchr::memmem::Finder;

    use trail365_text::levels::{Levels, to_lower_case};

    use super::hold_one;

    fn check(json: &str, text: &str, expected: bool) {
        let finder = |text: &str| Cow::Owned(Finder::new(&to_lower_case(text.to_owned())).into_owned());
        // One that is nowhere makes no difference.
        let finders = [finder("\u{1f995}"), finder(text)];
        assert_eq!(hold_one(&mut Levels::default(), json, &finders), expected, "{text} in {json}");
    }

    #[test]
    fn escapes_and_case_make_no_difference() {
        for json in [
            r#"{"a":"l'été ÉTÉ \ud83d\ude00 R&D https://x/café"}"#,
            r#"{"a":"L\u0027\u00C9T\u00e9 \u00e9t\u00e9 😀 r\u0026D https:\/\/x\/caf\u00E9"}"#,
            r#"{"a":"[{\"b\":\"l'\\u00e9t\\u00e9 ete \\ud83d\\ude00 R\u0026d https:\\/\\/x\\/café\"}]"}"#,
        ] {
            for text in ["l'été", "L'ÉTÉ", "😀", "R&D", "x/CAFÉ", "https://X"] {
                check(json, text, true);
            }
            check(json, "l'éte", false);
        }
        check(r#"{"a":"C:\\Temp\\new"}"#, r"c:\temp\new", true);
        check(r#"{"a":"C:\\Temp\\new"}"#, r"C:\\Temp", true);
        check(r#"{"a":"ΟΔΟΣ ΟΔΟΣΑ"}"#, "οδοσ", true);
    }

    #[test]
    fn what_is_no_escape_stays() {
        for json in [r"\", r"\u", r"\u12", r"\ud800", r"\ud800\u0041", r"\ué000", r"\x \u+123"] {
            check(json, json, true);
            check(json, "nothing", false);
        }
        check(r"\ud800 é", "é", true);
    }
}
