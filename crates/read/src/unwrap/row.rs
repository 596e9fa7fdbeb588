//! Rows of JSON cells whose columns stand elsewhere: the answers of Log Analytics and Kusto.

use crate::item::Reason;
use crate::json::{Members, Object, element_places};

/// The names of columns, as they stand between their quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns(Vec<Vec<u8>>);

impl Columns {
    /// Reads an array of names, or of objects that have them.
    pub(crate) fn new(array: &[u8]) -> Self {
        Self(element_places(array).map(|element| column_name(&array[element]).to_vec()).collect())
    }

    /// Writes the object that `row` is under its columns.
    pub(crate) fn write_object(&self, row: &[u8], out: &mut Vec<u8>) -> Result<(), Reason> {
        let cells: Vec<_> = element_places(row).collect();
        // Cells under the wrong columns would make a valid record that never was.
        if cells.len() != self.0.len() {
            return Err(Reason::ColumnCount { expected: self.0.len() as u32, found: cells.len() as u32 });
        }
        out.clear();
        let mut object = Object::begin(out);
        for (name, cell) in self.0.iter().zip(cells) {
            object.write_member(name, &row[cell]);
        }
        object.end();
        Ok(())
    }
}

fn column_name(column: &[u8]) -> &[u8] {
    if column.starts_with(b"{") {
        let is_name = |key: &[u8]| matches!(key, b"name" | b"Name" | b"ColumnName");
        let found = Members::new(column, 0..column.len()).find(|member| is_name(member.key));
        return found.map_or(&[], |member| unquote(&column[member.value]));
    }
    unquote(column)
}

fn unquote(string: &[u8]) -> &[u8] {
    string.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::Columns;
    use crate::item::Reason;

    fn check(columns: &str, row: &str, expected: Result<&str, Reason>) {
        let mut out = Vec::new();
        let result = Columns::new(columns.as_bytes()).write_object(row.as_bytes(), &mut out);
        assert_eq!(result.map(|()| String::from_utf8(out).unwrap()), expected.map(str::to_owned));
    }

    #[test]
    fn cells_get_their_names() {
        let row = r#"[ 1, {"x":[2]} ]"#;
        let object = Ok(r#"{"a":1,"b":{"x":[2]}}"#);
        check(r#"["a","b"]"#, row, object);
        check(r#"[{"name":"a","type":"int"},{"name":"b"}]"#, row, object);
        check(r#"[{"ColumnName":"a","DataType":"Int32"},{"ColumnName":"b"}]"#, row, object);
        check("[]", "[]", Ok("{}"));
        check(r#"["a"]"#, row, Err(Reason::ColumnCount { expected: 1, found: 2 }));
    }
}
