//! Names of fields in rules to expressions over the columns of `activity`.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use datafusion::common::DataFusionError;
use datafusion::logical_expr::{Expr, col};
use trail365_columns::EXTRA;
use trail365_schema::{COLUMNS, Column, Type};

use super::data::DATA;
use super::dialect::Dialect;
use crate::functions::fold_name;

/// The tenant, as far as rules ask for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tenant {
    /// Its own mail domains: an address elsewhere is an external one.
    pub domains: Vec<String>,
}

/// A field's expression.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// A text or a list of texts.
    pub values: Expr,
    /// The value as JSON, for comparisons with a whole bag or object; `None` where `values` are texts anyway.
    pub json: Option<Expr>,
    /// The way in which the name was understood, where it is a guess.
    pub guess: Option<String>,
}

/// Finds the fields of one rule.
pub(super) struct Fields<'a> {
    pub dialect: &'a Dialect,
    pub tenant: &'a Tenant,
    pub service: Option<&'a str>,
}

type Found<T> = Result<T, DataFusionError>;

impl Fields<'_> {
    /// Finds a field by its name or path.
    pub fn find(&self, name: &str) -> Found<Field> {
        let names: Vec<&str> = name.split('.').map(without_selector).collect();
        if let Some(sql) = named_sql(name, self.service) {
            return Ok(plain(self.parse(sql)?));
        }
        let Some((first, rest)) = names.split_first() else { return Ok(self.unknown(&names)) };
        if let (false, Some(sql)) = (rest.is_empty(), named_sql(first, self.service)) {
            let values = self.parse(sql)?;
            return Ok(plain(self.dialect.call("values_at", values, owned(rest))));
        }
        match columns_of(first) {
            [] if rest.is_empty() => Ok(self.bag_key(first)),
            [] => Ok(self.unknown(&names)),
            columns => Ok(self.of_columns(columns, &names, rest)),
        }
    }

    /// Reads the expression of a named field, with the tenant's domains in their place.
    pub fn parse(&self, sql: &str) -> Found<Expr> {
        let domains: Vec<_> =
            self.tenant.domains.iter().map(|d| format!("'{}'", d.replace('\'', "''"))).collect();
        let sql = if domains.is_empty() {
            sql.replace(", $tenant_domains", "")
        } else {
            sql.replace("$tenant_domains", &domains.join(", "))
        };
        self.dialect.parse(&sql)
    }

    fn of_columns(&self, columns: &[&'static Column], names: &[&str], rest: &[&str]) -> Field {
        // What does not fit the column stands in `extra`.
        let extra = self.dialect.call("values_at", col(EXTRA), owned(names));
        let value = |column: &&'static Column| match (rest.is_empty(), column.ty) {
            (true, ty) if is_flat(ty) => col(column.name),
            _ => self.dialect.call("values_at", col(column.name), owned(rest)),
        };
        let all = |parts: Vec<Expr>| self.dialect.function("all_values").call(parts);
        let values = all(columns.iter().map(value).chain([extra.clone()]).collect());
        let has_parts = rest.is_empty() && columns.iter().any(|column| !is_flat(column.ty));
        let json = has_parts.then(|| {
            let json_of = |column: &&'static Column| self.dialect.call("json_of", col(column.name), []);
            all(columns.iter().map(json_of).chain([extra]).collect())
        });
        Field { values, json, guess: None }
    }

    /// Looks a bare name up among the keys of bags, in their columns and in `extra`: there stands a bag that a record's type does not
    /// have, and whole one that names a key twice, of which a column has the first alone.
    fn bag_key(&self, name: &str) -> Field {
        let bags = &DATA.bags.columns;
        let values_at =
            |column: &str, names: &[&str]| self.dialect.call("values_at", col(column), owned(names));
        let of_columns = bags.iter().map(|bag| values_at(bag, &[name]));
        let of_extra = bags.iter().flat_map(|bag| fields_of(bag)).map(|bag| values_at(EXTRA, &[bag, name]));
        let values = of_columns.chain([values_at(EXTRA, &[name])]).chain(of_extra).collect();
        let values = self.dialect.function("all_values").call(values);
        let guess = format!("`{name}` is no field of a record: taken for a key of {}", bags.join(", "));
        Field { values, json: None, guess: Some(guess) }
    }

    fn unknown(&self, names: &[&str]) -> Field {
        let values = self.dialect.call("values_at", col(EXTRA), owned(names));
        let guess = format!("`{}` is no field that the schema knows: looked for in `extra`", names.join("."));
        Field { values, json: None, guess: Some(guess) }
    }
}

/// Returns Microsoft's names of the fields that a column holds.
fn fields_of(column: &str) -> BTreeSet<&'static str> {
    let columns = COLUMNS.iter().filter(|known| known.name == column);
    columns.flat_map(|known| known.fields).map(|(_, field)| *field).collect()
}

fn plain(values: Expr) -> Field {
    Field { values, json: None, guess: None }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Takes `{}` and `[]` off: other tools write them behind the name of a list.
fn without_selector(name: &str) -> &str {
    name.strip_suffix("{}").or_else(|| name.strip_suffix("[]")).unwrap_or(name)
}

fn named_sql(name: &str, service: Option<&str>) -> Option<&'static str> {
    let is_for = |services: &[String]| {
        services.is_empty() || services.iter().any(|s| service.is_some_and(|of| s.eq_ignore_ascii_case(of)))
    };
    let is_called = |names: &[String]| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    DATA.fields.iter().find(|f| is_called(&f.names) && is_for(&f.services)).map(|f| f.sql.as_str())
}

/// Returns the names of the columns that a field of a rule stands for as a whole or with its first name; none for a field that is made of
/// others, is no field of the schema, or is looked for elsewhere.
pub fn columns_of_field(name: &str) -> Vec<&'static str> {
    let first = name.split('.').map(without_selector).next().unwrap_or_default();
    if [name, first].iter().any(|name| named_sql(name, None).is_some()) {
        return Vec::new();
    }
    columns_of(first).iter().map(|column| column.name).collect()
}

/// Reports whether the column of a type holds one text, number or time a row, or a list of them.
fn is_flat(ty: Type) -> bool {
    !matches!(ty.item(), Type::Pairs | Type::Complex(_))
}

/// Returns the columns that hold a field of Microsoft's name, or that are called so.
pub(super) fn columns_of(name: &str) -> &'static [&'static Column] {
    static BY_NAME: LazyLock<HashMap<String, Vec<&'static Column>>> = LazyLock::new(|| {
        let mut by_name: HashMap<String, Vec<_>> = HashMap::new();
        for column in &COLUMNS {
            let names = column.fields.iter().map(|(_, field)| *field).chain([column.name]);
            for name in names.map(fold_name) {
                let columns = by_name.entry(name).or_default();
                if !columns.iter().any(|known: &&Column| known.name == column.name) {
                    columns.push(column);
                }
            }
        }
        by_name
    });
    BY_NAME.get(&fold_name(name)).map(Vec::as_slice).unwrap_or_default()
}
