//! Subjects of comparisons: fields of a record, or of one element of a list.

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::functions::core::get_field;
use datafusion::logical_expr::{Expr, ExprSchemable, col, lit};
use trail365_sigma::Subject;

use super::dialect::Dialect;
use super::element::{ELEMENT, element_schema};
use super::fields::{Field, Fields, columns_of};
use super::refusal::{Compiled, Refusal};
use crate::functions::fold_name;

/// Virtual column of the whole record.
pub(super) const RECORD: &str = "record";

/// Where the subjects of comparisons are looked for.
pub(super) enum Subjects<'a> {
    /// In the columns of `activity`.
    Record(Fields<'a>),
    /// In the members of an element.
    Element(Box<Dialect>),
}

impl Subjects<'_> {
    pub fn dialect(&self) -> &Dialect {
        match self {
            Subjects::Record(fields) => fields.dialect,
            Subjects::Element(dialect) => dialect,
        }
    }

    /// Finds the values of a subject.
    pub fn find(&self, subject: &Subject) -> Compiled<Field> {
        let values = match (self, subject) {
            (Subjects::Record(fields), Subject::Field(name)) => return Ok(fields.find(name)?),
            (Subjects::Record(_), Subject::Record) => col(RECORD),
            (Subjects::Element(dialect), Subject::Field(name)) => member(dialect, name),
            (Subjects::Element(dialect), Subject::Element)
                if dialect.columns().any(|column| column == ELEMENT) =>
            {
                col(ELEMENT)
            }
            (_, Subject::Element) => {
                return Err(Refusal::Rule(
                    "an element of this list is no text: name one of its members".to_owned(),
                ));
            }
            (Subjects::Element(_), Subject::Record) => {
                return Err(Refusal::Rule(
                    "a condition on elements cannot look in the whole record".to_owned(),
                ));
            }
        };
        Ok(Field { values, json: None, guess: None })
    }

    /// Finds a list of elements; `None` where there is no such list.
    pub fn list(&self, name: &str) -> Compiled<Option<Expr>> {
        let mut names = name.split('.');
        let first = names.next().unwrap_or_default();
        let columns: Vec<&str> = match self {
            Subjects::Record(_) => columns_of(first).iter().map(|column| column.name).collect(),
            Subjects::Element(dialect) => {
                dialect.columns().filter(|column| fold_name(column) == fold_name(first)).collect()
            }
        };
        for column in columns {
            let found = names.clone().try_fold(col(column), |of, name| self.step_into(of, name));
            if let Some(found) = found
                && element_schema(&found.get_type(self.dialect().schema())?).is_some()
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn step_into(&self, of: Expr, name: &str) -> Option<Expr> {
        let DataType::Struct(members) = of.get_type(self.dialect().schema()).ok()? else { return None };
        let member = members.iter().find(|member| fold_name(member.name()) == fold_name(name))?;
        Some(get_field().call(vec![of, lit(member.name().as_str())]))
    }
}

/// Finds a member by its name or path; one that elements do not have is null.
fn member(dialect: &Dialect, name: &str) -> Expr {
    let mut names = name.split('.');
    let first = names.next().unwrap_or_default();
    match dialect.columns().find(|column| fold_name(column) == fold_name(first)) {
        Some(column) => dialect.call("values_at", col(column), names.map(str::to_owned)),
        None => lit(ScalarValue::Utf8View(None)),
    }
}
