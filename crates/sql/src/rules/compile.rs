//! Rules to expressions that batches are asked.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::common::DataFusionError;
use datafusion::logical_expr::Expr;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::sql::unparser::expr_to_sql;
use trail365_sigma::Rule;

use super::condition::{KIND, bound_of_kind, compile_condition, split_condition};
use super::dialect::Dialect;
use super::fields::{Fields, Tenant};
use super::refusal::Refusal;
use super::sources::{Rows, rows_of};
use super::subjects::{RECORD, Subjects};
use crate::error::{Error, Result};

/// A condition or value over some columns of `activity`.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    /// Over [`Planned::schema`].
    pub expr: Arc<dyn PhysicalExpr>,
    pub schema: SchemaRef,
}

/// A rule as an expression.
#[derive(Debug, Clone)]
pub struct CompiledRule {
    /// Parts that all have to hold.
    pub(super) conditions: Vec<Planned>,
    /// Holds for every kind of record that the condition may hold for.
    pub(super) gate: Planned,
    /// A value for each field that was wanted.
    pub(super) wanted: Vec<Planned>,
    sql: Expr,
    guesses: Vec<String>,
    source_note: Option<&'static str>,
}

/// Reason for which a rule was not compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Its log source is none of Microsoft 365.
    ForeignSource,
    /// No record can have what its log source means, and why.
    AbsentSource(String),
    /// It asks for something that cannot be said over the table, and what.
    Unsupported(String),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::ForeignSource => f.write_str("its log source is none of Microsoft 365"),
            Unfit::AbsentSource(why) | Unfit::Unsupported(why) => f.write_str(why),
        }
    }
}

impl CompiledRule {
    /// Writes the condition as SQL over `activity`; in the notation of DataFusion where SQL has no word for a part.
    pub fn sql(&self) -> String {
        match expr_to_sql(&self.sql) {
            Ok(sql) => sql.to_string(),
            Err(_) => self.sql.to_string(),
        }
    }

    /// Returns its expressions over the columns of `activity`.
    pub(super) fn plans(&self) -> impl Iterator<Item = &Planned> {
        self.wanted.iter().chain(&self.conditions)
    }

    /// Returns what the records of its log source lack, beside the source that such rules were written for.
    pub fn source_note(&self) -> Option<&'static str> {
        self.source_note
    }

    /// Returns what was guessed about its fields.
    pub fn guesses(&self) -> &[String] {
        &self.guesses
    }
}

/// Compiles rules for one tenant.
#[derive(Debug)]
pub struct Compiler {
    dialect: Dialect,
    tenant: Tenant,
}

impl Compiler {
    /// Prepares to compile rules.
    ///
    /// # Errors
    /// When DataFusion does not take a function.
    pub fn new(tenant: Tenant) -> Result<Self> {
        let record = Arc::new(Field::new(RECORD, arrow::datatypes::DataType::Utf8View, true));
        let fields = trail365_columns::schema().fields().iter().cloned().chain([record]);
        let schema = Arc::new(Schema::new(fields.collect::<arrow::datatypes::Fields>()));
        Ok(Compiler { dialect: Dialect::new(&schema)?, tenant })
    }

    /// Compiles a rule; `wanted` are fields whose values its matches are to have.
    ///
    /// # Errors
    /// Why the rule cannot be asked of the table.
    pub fn compile(&self, rule: &Rule, wanted: &[String]) -> std::result::Result<CompiledRule, Unfit> {
        let (rows, source_note) = match rows_of(&rule.log_source) {
            Rows::Where(sql, note) => (sql, note),
            Rows::Absent(why) => return Err(Unfit::AbsentSource(why.to_owned())),
            Rows::Foreign => return Err(Unfit::ForeignSource),
        };
        let compiled = self.try_compile(rule, rows, wanted).map_err(|refusal| match refusal {
            Refusal::Rule(what) => Unfit::Unsupported(what),
            Refusal::Engine(error) => Unfit::Unsupported(Error::from(error).to_string()),
        })?;
        Ok(CompiledRule { source_note, ..compiled })
    }

    fn try_compile(
        &self,
        rule: &Rule,
        rows: &str,
        wanted: &[String],
    ) -> std::result::Result<CompiledRule, Refusal> {
        let fields = self.fields(rule.log_source.service.as_deref());
        let subjects = Subjects::Record(fields);
        let condition = compile_condition(&rule.condition, &subjects)?;
        let condition = match rows {
            "true" => condition,
            rows => self.dialect.parse(rows)?.is_true().and(condition),
        };
        let fields = self.fields(rule.log_source.service.as_deref());
        let mut guesses = Vec::new();
        rule.condition.visit_matches(&mut |matched| {
            if let trail365_sigma::Subject::Field(name) = &matched.subject
                && let Ok(field) = fields.find(name)
            {
                guesses.extend(field.guess);
            }
        });
        guesses.sort();
        guesses.dedup();
        let value = |name: &String| self.plan(fields.find(name)?.values);
        let parts = split_condition(condition.clone(), self.dialect.schema());
        let conditions =
            parts.into_iter().map(|part| self.plan(part)).collect::<std::result::Result<_, _>>()?;
        Ok(CompiledRule {
            gate: self.plan_over(bound_of_kind(&condition), KIND.clone())?,
            wanted: wanted.iter().map(value).collect::<std::result::Result<_, _>>()?,
            conditions,
            sql: condition,
            guesses,
            source_note: None,
        })
    }

    fn fields<'a>(&'a self, service: Option<&'a str>) -> Fields<'a> {
        Fields { dialect: &self.dialect, tenant: &self.tenant, service }
    }

    /// Plans an expression of SQL over the columns that it names.
    pub(super) fn plan_sql(&self, sql: &str) -> std::result::Result<Planned, DataFusionError> {
        self.plan(self.fields(None).parse(sql)?)
    }

    /// Plans an expression over the columns that it names.
    fn plan(&self, expr: Expr) -> std::result::Result<Planned, DataFusionError> {
        let all = self.dialect.schema().as_arrow();
        let mut places: Vec<_> = expr
            .column_refs()
            .iter()
            .map(|column| all.index_of(&column.name))
            .collect::<std::result::Result<_, _>>()?;
        places.sort_unstable();
        self.plan_over(expr, Arc::new(all.project(&places)?))
    }

    /// Plans an expression over some columns. Over all of them it would take a hundred times as long.
    fn plan_over(&self, expr: Expr, schema: SchemaRef) -> std::result::Result<Planned, DataFusionError> {
        let expr = self.dialect.plan_over(expr, &schema)?;
        Ok(Planned { expr, schema })
    }
}
