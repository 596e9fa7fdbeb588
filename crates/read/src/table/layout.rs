//! Tells by the header whether a table's columns are the fields of records.

use super::column::{Column, Form};

/// What the cells of a table are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Values of `OfficeActivity`, or of a table with types at the ends of names.
    Office(Form, Vec<Column>),
    /// Fields by their own names; the column with the time tells in each row whether cells are JSON.
    Fields { names: Vec<String>, time: usize },
}

/// The layout by the names of the columns, if it is one of records.
pub(crate) fn layout(names: &[Vec<u8>]) -> Option<Layout> {
    let names: Vec<_> = names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let place = |wanted: &str| names.iter().position(|name| name == wanted);
    let columns = |form| Layout::Office(form, names.iter().map(|name| Column::new(name, form)).collect());
    let has_time_generated = place("TimeGenerated").or_else(|| place("TimeGenerated [UTC]")).is_some();
    let has_suffixed_time = ["CreationTime_t", "CreationTime_s", "CreationTime_t [UTC]"]
        .into_iter()
        .any(|name| place(name).is_some());
    if place("Operation").is_some() {
        match place("CreationTime") {
            Some(time) => return Some(Layout::Fields { names, time }),
            None if has_time_generated => return Some(columns(Form::Office)),
            None => {}
        }
    }
    let is_suffixed = place("Operation_s").is_some() && (has_time_generated || has_suffixed_time);
    is_suffixed.then(|| columns(Form::Suffixed { has_time: has_suffixed_time }))
}

#[cfg(test)]
mod tests {
    use super::super::column::Form;
    use super::{Layout, layout};

    fn told(header: &str) -> &'static str {
        let names: Vec<_> = header.split(',').map(|name| name.as_bytes().to_vec()).collect();
        match layout(&names) {
            None => "none",
            Some(Layout::Office(Form::Office, _)) => "office",
            Some(Layout::Office(Form::Suffixed { .. }, _)) => "suffixed",
            Some(Layout::Fields { .. }) => "fields",
        }
    }

    #[test]
    fn headers_tell() {
        assert_eq!(told("TenantId,TimeGenerated,Operation"), "office");
        assert_eq!(told("TimeGenerated [UTC],Operation"), "office");
        assert_eq!(told("Operation_s,TimeGenerated,Workload_s"), "suffixed");
        assert_eq!(told("CreationTime_t,Operation_s"), "suffixed");
        assert_eq!(told("Id,CreationTime,Operation,OriginFeed"), "fields");
        assert_eq!(told("Date,IP address,User,Activity,Item,Detail"), "none");
        assert_eq!(told("TimeGenerated,OperationName"), "none");
        assert_eq!(told("Operation"), "none");
    }
}
