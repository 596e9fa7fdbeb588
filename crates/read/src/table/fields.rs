//! What the schema says of the values of a field, for cells in which all values are text.

use std::collections::HashMap;
use std::sync::OnceLock;

use trail365_schema::{SCHEMAS, SchemaId, Type};

/// The form of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldForm {
    /// Text, a number or the like: JSON in it is text.
    Scalar,
    /// A list of texts or numbers.
    List,
    /// Anything else, or a field that no schema has: a cell that is an object or an array is one.
    Any,
}

/// Returns the form of the field with this name at the top of records.
pub(crate) fn field_form(name: &str) -> FieldForm {
    known_forms().get(name).copied().unwrap_or(FieldForm::Any)
}

/// Reports whether a column with this name shows that a table is of records: nearly all records have the field, or its
/// name is no plain word, such as `Name`, which tables of other kinds have, too.
pub(crate) fn is_telling(name: &str) -> bool {
    const COMMON: [&str; 11] = [
        "Id",
        "RecordId",
        "RecordType",
        "OrganizationId",
        "UserType",
        "UserKey",
        "Workload",
        "UserId",
        "ClientIP",
        "ObjectId",
        "Parameters",
    ];
    let field = name.split('.').next().unwrap_or(name);
    let is_word = field.chars().filter(char::is_ascii_uppercase).count() < 2;
    COMMON.contains(&field) || !is_word && known_forms().contains_key(field)
}

fn known_forms() -> &'static HashMap<&'static str, FieldForm> {
    // Asked for each column of each header, over thousands of fields of all schemas.
    static FORMS: OnceLock<HashMap<&str, FieldForm>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let mut forms = HashMap::new();
        for field in SCHEMAS.iter().flat_map(|schema| schema.fields) {
            let form = form_of(field.ty);
            // Where schemas disagree, the cell decides.
            forms.entry(field.name).and_modify(|known| *known = join(*known, form)).or_insert(form);
        }
        forms
    })
}

/// The form of the object that columns with dots stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathForm {
    /// One object.
    Object,
    /// A list of objects.
    List,
    /// No schema knows it, or they disagree.
    Unknown,
}

/// Returns the form of the value at this path from the top of records, by the names of the levels.
pub(crate) fn path_form(path: &[&str]) -> PathForm {
    let Some((first, levels)) = path.split_first() else { return PathForm::Unknown };
    let types = levels.iter().fold(types_of(first), |types, level| inner_types(&types, level));
    let has = |wanted: fn(&Type) -> bool| !types.is_empty() && types.iter().all(wanted);
    if has(|ty| matches!(ty, Type::List(_) | Type::Pairs)) {
        PathForm::List
    } else if has(|ty| matches!(ty, Type::Complex(_))) {
        PathForm::Object
    } else {
        PathForm::Unknown
    }
}

/// Returns the types that schemas give the field with this name at the top of records.
fn types_of(name: &str) -> Vec<Type> {
    static TYPES: OnceLock<HashMap<&str, Vec<Type>>> = OnceLock::new();
    let types = TYPES.get_or_init(|| {
        let mut types = HashMap::<&str, Vec<Type>>::new();
        for field in SCHEMAS.iter().flat_map(|schema| schema.fields) {
            types.entry(field.name).or_default().push(field.ty);
        }
        types
    });
    types.get(name).cloned().unwrap_or_default()
}

/// Returns the types of a member of the objects with these types, or of the objects in lists.
fn inner_types(types: &[Type], name: &str) -> Vec<Type> {
    let schema = |ty: &Type| match ty {
        Type::Complex(schema) | Type::List(Type::Complex(schema)) => Some(*schema),
        _ => None,
    };
    let mut schemas: Vec<SchemaId> = types.iter().filter_map(schema).collect();
    schemas.dedup_by_key(|schema| schema.0);
    let fields = schemas.into_iter().flat_map(|schema| schema.get().fields);
    fields.filter(|field| field.name == name).map(|field| field.ty).collect()
}

fn join(known: FieldForm, other: FieldForm) -> FieldForm {
    if known == other { known } else { FieldForm::Any }
}

fn form_of(ty: Type) -> FieldForm {
    match ty {
        Type::List(item) if form_of(*item) == FieldForm::Scalar => FieldForm::List,
        Type::Pairs | Type::Json | Type::Complex(_) | Type::List(_) => FieldForm::Any,
        _ => FieldForm::Scalar,
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldForm, PathForm, field_form, is_telling, path_form};

    #[test]
    fn plain_words_do_not_tell_that_a_table_is_of_records() {
        for name in ["Id", "UserId", "Workload", "AppAccessContext", "CopilotEventData.AppHost", "SiteUrl"] {
            assert!(is_telling(name), "{name}");
        }
        for name in ["Name", "Path", "Type", "LastWriteTime", "FullName", "x", ""] {
            assert!(!is_telling(name), "{name}");
        }
    }

    #[test]
    fn the_schema_tells_lists_from_objects() {
        assert_eq!(path_form(&["CopilotEventData"]), PathForm::Object);
        assert_eq!(path_form(&["CopilotEventData", "AccessedResources"]), PathForm::List);
        assert_eq!(path_form(&["CopilotEventData", "NoSuchField"]), PathForm::Unknown);
        assert_eq!(path_form(&["NoSuchField"]), PathForm::Unknown);
        assert_eq!(path_form(&[]), PathForm::Unknown);
    }

    #[test]
    fn the_schema_tells_the_form_of_a_field() {
        assert_eq!(field_form("AppAccessContext"), FieldForm::Any);
        assert_eq!(field_form("ObjectId"), FieldForm::Scalar);
        assert_eq!(field_form("CreationTime"), FieldForm::Scalar);
        assert_eq!(field_form("NoSuchField"), FieldForm::Any);
        assert!(["AffectedItems", "Parameters"].iter().all(|name| field_form(name) == FieldForm::Any));
    }
}
