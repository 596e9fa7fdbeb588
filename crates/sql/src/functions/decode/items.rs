//! `mail_items`, `attachment_names`: the items of a mailbox record, whichever way it names them.

use serde_json::Value as Json;

use super::pairs::{read_list, text_of};
use super::table::{Columns, Kind, Row, Value};

pub(in super::super) const ITEMS: &Columns = &[
    ("folder", Kind::Text),
    ("internet_message_id", Kind::Text),
    ("subject", Kind::Text),
    ("size_in_bytes", Kind::Number),
    ("attachments", Kind::Text),
    ("item_id", Kind::Text),
];

/// Decodes the folders with their items, the affected items and the one item of a record. There is always a row: a folder without
/// items is one, and so is a record that names nothing.
pub(in super::super) fn decode_items(texts: &[Option<&str>]) -> Vec<Row> {
    let text = |place: usize| texts.get(place).copied().flatten().unwrap_or_default();
    let mut rows = Vec::new();
    for folder in read_list(text(0)) {
        let path = path_of(&folder);
        let items = folder.get("FolderItems").and_then(Json::as_array);
        match items.map(Vec::as_slice) {
            None | Some([]) => rows.push(row_of(&Json::Null, path)),
            Some(items) => rows.extend(items.iter().map(|item| row_of(item, path.clone()))),
        }
    }
    for place in [1, 2] {
        if rows.is_empty() {
            rows.extend(read_list(text(place)).iter().map(|item| row_of(item, None)));
        }
    }
    if rows.is_empty() {
        rows.push(row_of(&Json::Null, None));
    }
    rows
}

fn row_of(item: &Json, folder: Option<String>) -> Row {
    let member = |name: &str| Value::text(item.get(name).map(text_of).unwrap_or_default());
    let folder = folder.or_else(|| path_of(item.get("ParentFolder")?));
    vec![
        Value::text(folder.unwrap_or_default()),
        member("InternetMessageId"),
        member("Subject"),
        Value::Number(item.get("SizeInBytes").and_then(number_of)),
        member("Attachments"),
        member("Id"),
    ]
}

fn number_of(value: &Json) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// Returns the path of a folder; its name where the service wrote no path.
fn path_of(folder: &Json) -> Option<String> {
    let member = |name: &str| folder.get(name).map(text_of).filter(|text| !text.trim().is_empty());
    let path = member("Path").filter(|path| path != "Not Available");
    path.or_else(|| member("Name")).or_else(|| member("Path"))
}

pub(in super::super) const ATTACHMENTS: &Columns = &[("names", Kind::Texts), ("bytes", Kind::Number)];

/// Decodes the attachments of an item: `name (12b); other (3b)`. A name may have semicolons and brackets of its own.
pub(in super::super) fn decode_attachments(texts: &[Option<&str>]) -> Row {
    let text = texts.first().copied().flatten().unwrap_or_default();
    let (mut names, mut bytes) = (Vec::new(), None);
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (part, behind) = split_attachment(rest);
        let (name, size) = split_size(part);
        names.push(name.to_owned());
        if let Some(size) = size {
            bytes = Some(bytes.unwrap_or(0_i64).saturating_add(size));
        }
        rest = behind.trim();
    }
    names.retain(|name| !name.is_empty());
    vec![Value::Texts(names), Value::Number(bytes)]
}

/// Splits the first attachment off: it ends with its size, or with the text.
fn split_attachment(text: &str) -> (&str, &str) {
    let end = text.match_indices("b);").find(|(at, _)| split_size(&text[..at + 2]).1.is_some());
    end.map_or((text.trim_end_matches(';'), ""), |(at, end)| (&text[..at + 2], &text[at + end.len()..]))
}

fn split_size(part: &str) -> (&str, Option<i64>) {
    let part = part.trim();
    let sized = part.strip_suffix("b)").and_then(|front| {
        // Only the digits are looked at: a search for the bracket would read all of a long text for each of its ends.
        let name = front.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((name.strip_suffix('(')?, front[name.len()..].parse().ok()?))
    });
    match sized {
        Some((name, size)) => (name.trim_end(), Some(size)),
        None => (part, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Value, decode_attachments, decode_items};

    fn item(folder: Option<&str>, id: Option<&str>) -> Row {
        let text = |text: Option<&str>| Value::optional(text);
        vec![text(folder), text(id), text(None), Value::Number(None), text(None), text(None)]
    }

    #[test]
    fn each_notation_gives_its_items() {
        let folders = r#"[{"Path":"\\Inbox","FolderItems":[{"InternetMessageId":"<a@x>"},{"InternetMessageId":"<b@x>"}]},{"Path":"\\Sent","FolderItems":[]},{"Name":"Notes"}]"#;
        let expect = [
            item(Some("\\Inbox"), Some("<a@x>")),
            item(Some("\\Inbox"), Some("<b@x>")),
            item(Some("\\Sent"), None),
            item(Some("Notes"), None),
        ];
        assert_eq!(decode_items(&[Some(folders), None, Some("{\"Id\":\"1\"}")]), expect);
        let one =
            r#"{"InternetMessageId":"<c@x>","ParentFolder":{"Path":"Not Available","Name":"A TRAITER"}}"#;
        assert_eq!(decode_items(&[None, None, Some(one)]), [item(Some("A TRAITER"), Some("<c@x>"))]);
    }

    #[test]
    fn odd_texts_give_one_empty_row() {
        for text in [None, Some(""), Some("[{\"Path\":\"\\\\In"), Some("null"), Some("[]"), Some("7")] {
            assert_eq!(decode_items(&[text, text, text]), [item(None, None)], "{text:?}");
        }
    }

    #[test]
    fn attachments_are_split_at_their_sizes() {
        let names = |text: &str| decode_attachments(&[Some(text)]);
        let texts = |names: &[&str]| Value::Texts(names.iter().map(ToString::to_string).collect());
        assert_eq!(
            names("a (1).png (2010b); b; c.txt (5b)"),
            [texts(&["a (1).png", "b; c.txt"]), Value::Number(Some(2015))]
        );
        assert_eq!(names("a.png"), [texts(&["a.png"]), Value::Number(None)]);
        assert_eq!(
            names("a (99999999999999999999b);"),
            [texts(&["a (99999999999999999999b)"]), Value::Number(None)]
        );
        assert_eq!(decode_attachments(&[None]), [texts(&[]), Value::Number(None)]);
        assert_eq!(decode_attachments(&[Some(&"xb);".repeat(300_000))]).len(), 2);
    }
}
