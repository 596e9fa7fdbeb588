//! What the schema says of the values of a field, for cells in which all values are text.

use std::collections::HashMap;
use std::sync::OnceLock;

use trail365_schema::{SCHEMAS, Type};

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
    // Asked for each column of each header, over thousands of fields of all schemas.
    static FORMS: OnceLock<HashMap<&str, FieldForm>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let mut forms = HashMap::new();
        for field in SCHEMAS.iter().flat_map(|schema| schema.fields) {
            let form = form_of(field.ty);
            // Where schemas disagree, the cell decides.
            forms.entry(field.name).and_modify(|known| *known = join(*known, form)).or_insert(form);
        }
        forms
    });
    forms.get(name).copied().unwrap_or(FieldForm::Any)
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
    use super::{FieldForm, field_form};

    #[test]
    fn the_schema_tells_the_form_of_a_field() {
        assert_eq!(field_form("AppAccessContext"), FieldForm::Any);
        assert_eq!(field_form("ObjectId"), FieldForm::Scalar);
        assert_eq!(field_form("CreationTime"), FieldForm::Scalar);
        assert_eq!(field_form("NoSuchField"), FieldForm::Any);
        assert!(["AffectedItems", "Parameters"].iter().all(|name| field_form(name) == FieldForm::Any));
    }
}
