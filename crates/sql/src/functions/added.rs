//! What a modified property has now and lacked before.

use datafusion::arrow::array::{Array, AsArray, StructArray};

use super::reader::{Document, Reader};

/// Calls `found` with each item of `new_value` that `old_value` lacks; with the whole new value where it is no list and differs.
pub(super) fn visit_added(of: &StructArray, row: usize, found: &mut dyn FnMut(&str)) {
    let text = |name: &str| {
        let texts = of.column_by_name(name).and_then(|c| c.as_string_view_opt())?;
        texts.is_valid(row).then(|| texts.value(row))
    };
    let (new, old) = (text("new_value").unwrap_or_default(), text("old_value").unwrap_or_default());
    let before = items_of(old);
    items_of(new)
        .iter()
        .filter(|item| !item.is_empty() && !before.contains(item))
        .for_each(|item| found(item));
}

/// Returns the items of a JSON list; any other text is the one item.
fn items_of(text: &str) -> Vec<String> {
    let mut reader = Reader::new();
    let is_list = text.trim_start().starts_with('[');
    let document = if is_list { reader.read_wrapped(text) } else { None };
    match document.as_ref().and_then(Document::as_value) {
        Some(list) => {
            list.items().map(|i| i.text().map_or_else(|| i.as_str().to_owned(), Into::into)).collect()
        }
        None => vec![text.to_owned()],
    }
}
