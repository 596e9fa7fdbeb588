//! What a lake lacks that rules look for: operations, content that is not collected, fields that no record has.

use std::collections::BTreeSet;

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use trail365_schema::glossary::{Operation, operations_named};
use trail365_sigma::{Expr, Needle, Rule, Subject};
use trail365_sql::rules::columns_of_field;
use trail365_sql::{Result, Session};

use crate::correlate::visit_fields;

/// What a lake lacks.
pub(crate) struct Lacks {
    /// Content types that are collected; empty for a lake that was imported.
    collected: BTreeSet<String>,
    /// Columns that are null in every record.
    empty: BTreeSet<&'static str>,
}

/// Operations that a reason names.
const SHOWN: usize = 3;

impl Lacks {
    /// Finds what content a lake does not collect.
    pub async fn of_content(session: &Session) -> Result<Self> {
        Ok(Lacks { collected: collected_content(session).await?, empty: BTreeSet::new() })
    }

    /// Finds what a lake lacks of what rules look at.
    pub async fn find(session: &Session, rules: &[Rule]) -> Result<Self> {
        let mut columns = BTreeSet::new();
        for rule in rules {
            visit_fields(&rule.condition, &mut |name| columns.extend(columns_of_field(name)));
        }
        Ok(Lacks {
            collected: collected_content(session).await?,
            empty: empty_columns(session, columns.into_iter().collect()).await?,
        })
    }

    /// Says which operations a rule looks for, where it names them, and why they may be absent.
    pub fn why_no_record(&self, rule: &Rule) -> Vec<String> {
        let mut operations = BTreeSet::new();
        find_operations(&rule.condition, &mut operations);
        let shown: Vec<_> = operations.iter().take(SHOWN).cloned().collect();
        let reason = match operations.len() {
            0 => "no record here is of a kind that it looks at".to_owned(),
            count if count > SHOWN => {
                format!("no record here of {} or {} more operations", shown.join(", "), count - SHOWN)
            }
            _ => format!("no record here of {}", shown.join(", ")),
        };
        std::iter::once(reason).chain(self.why_absent(&operations)).collect()
    }

    /// Says in few words why a rule finds no record that it looks at.
    pub fn why_blind(&self, rule: &Rule) -> String {
        let mut operations = BTreeSet::new();
        find_operations(&rule.condition, &mut operations);
        let why = self.why_absent(&operations).into_iter().next();
        why.unwrap_or_else(|| "no record here is of a kind that it looks at".to_owned())
    }

    /// Says what keeps operations out of a lake, where something is known to.
    fn why_absent(&self, operations: &BTreeSet<String>) -> Vec<String> {
        // The service that real records show first: others may have an operation of this name, too.
        let known: Vec<&Operation> =
            operations.iter().filter_map(|name| operations_named(name).first()).collect();
        let licences: BTreeSet<&str> = known.iter().filter_map(|operation| operation.licence).collect();
        let licence = (!licences.is_empty() && !licences.contains("standard"))
            .then(|| format!("needs a licence: {}", licences.into_iter().collect::<Vec<_>>().join(" or ")));
        self.uncollected(&known).into_iter().chain(licence).collect()
    }

    /// Says which content type is not collected, if that is why operations are absent.
    fn uncollected(&self, operations: &[&Operation]) -> Option<String> {
        let wanted: BTreeSet<&str> =
            operations.iter().map(|operation| content_type_of(operation.workload.name)).collect();
        let is_lacking = !self.collected.is_empty()
            && !wanted.is_empty()
            && wanted.iter().all(|content| !self.collected.contains(*content));
        is_lacking.then(|| {
            let wanted: Vec<_> = wanted.into_iter().collect();
            format!("{} is not collected: add it to content_types", wanted.join(" and "))
        })
    }

    /// Says which fields that a rule looks at no record here has.
    pub fn absent_fields(&self, rule: &Rule) -> Option<String> {
        let mut absent = BTreeSet::new();
        visit_fields(&rule.condition, &mut |name| {
            let columns = columns_of_field(name);
            if !columns.is_empty() && columns.iter().all(|column| self.empty.contains(column)) {
                absent.insert(name.to_owned());
            }
        });
        let names: Vec<_> = absent.into_iter().collect();
        (!names.is_empty()).then(|| format!("no record here has {}", names.join(", ")))
    }
}

/// Returns the content type that the records of a workload come in.
fn content_type_of(workload: &str) -> &'static str {
    match workload {
        "AzureActiveDirectory" => "Audit.AzureActiveDirectory",
        "Exchange" => "Audit.Exchange",
        "SharePoint" | "OneDrive" => "Audit.SharePoint",
        _ => "Audit.General",
    }
}

async fn collected_content(session: &Session) -> Result<BTreeSet<String>> {
    let mut collected = BTreeSet::new();
    let query = "SELECT DISTINCT content_type FROM marks WHERE time IS NOT NULL";
    // A session over batches has no such table.
    let Ok(frame) = trail365_sql::sql(session, query).await else { return Ok(collected) };
    for batch in frame.collect().await? {
        if let Ok(column) = cast(batch.column(0), &DataType::Utf8) {
            collected.extend(column.as_string::<i32>().iter().flatten().map(str::to_owned));
        }
    }
    Ok(collected)
}

async fn empty_columns(session: &Session, columns: Vec<&'static str>) -> Result<BTreeSet<&'static str>> {
    if columns.is_empty() {
        return Ok(BTreeSet::new());
    }
    let counts: Vec<_> = columns.iter().map(|name| format!("count(\"{name}\")")).collect();
    let query = format!("SELECT {} FROM activity", counts.join(", "));
    let mut empty = BTreeSet::new();
    for batch in trail365_sql::sql(session, &query).await?.collect().await? {
        for (name, count) in columns.iter().zip(batch.columns()) {
            let count = count.as_primitive_opt::<Int64Type>();
            if count.is_some_and(|count| !count.is_empty() && count.value(0) == 0) {
                empty.insert(*name);
            }
        }
    }
    Ok(empty)
}

/// Finds the operations that an expression asks for; those that it leaves out do not count.
fn find_operations(expr: &Expr, operations: &mut BTreeSet<String>) {
    match expr {
        Expr::All(parts) | Expr::Any(parts) => {
            for part in parts {
                find_operations(part, operations);
            }
        }
        Expr::Search(search) => find_operations(&search.expr, operations),
        Expr::Match(matched) if is_operation(&matched.subject) => {
            operations.extend(matched.needles.iter().filter_map(|needle| match needle {
                Needle::Text { pattern, .. } => Some(pattern.to_string()),
                _ => None,
            }));
        }
        Expr::Match(_) | Expr::Not(_) | Expr::Element { .. } => {}
    }
}

fn is_operation(subject: &Subject) -> bool {
    matches!(subject, Subject::Field(name) if name.eq_ignore_ascii_case("Operation"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use trail365_sigma::Collection;

    use super::*;

    fn rule(selection: &str) -> Rule {
        let text = format!(
            "title: A\nlogsource: {{product: m365}}\ndetection: {{s: {{{selection}}}, condition: s}}\n"
        );
        let set = Collection::from_text("rules.yml", &text).link();
        set.rules.into_iter().next().unwrap()
    }

    fn lacks(collected: &[&str], empty: &[&'static str]) -> Lacks {
        Lacks {
            collected: collected.iter().map(|&content| content.to_owned()).collect(),
            empty: empty.iter().copied().collect(),
        }
    }

    #[test]
    fn content_that_is_not_collected_is_named() {
        let downloads = rule("Operation: FileDownloaded");
        let missing = "Audit.SharePoint is not collected: add it to content_types";
        assert_eq!(lacks(&["Audit.Exchange"], &[]).why_blind(&downloads), missing);
        let nothing = "no record here of FileDownloaded";
        assert_eq!(lacks(&["Audit.Exchange"], &[]).why_no_record(&downloads), [nothing, missing]);
        // It is collected, or the lake was imported: nobody knows.
        assert_eq!(lacks(&["Audit.SharePoint"], &[]).why_no_record(&downloads), [nothing]);
        assert_eq!(lacks(&[], &[]).why_no_record(&downloads), [nothing]);
    }

    #[test]
    fn a_licence_is_named_where_there_may_be_none() {
        let why = lacks(&["Audit.Exchange"], &[]).why_blind(&rule("Operation: SearchQueryInitiatedExchange"));
        assert_eq!(why, "needs a licence: standard since 2024 (premium E5 before)");
    }

    #[test]
    fn a_field_is_absent_if_all_its_columns_are_empty() {
        let of_client = rule("Operation: Send, ClientInfoString|contains: REST");
        assert_eq!(
            lacks(&[], &["client_info_string"]).absent_fields(&of_client).unwrap(),
            "no record here has ClientInfoString"
        );
        assert_eq!(lacks(&[], &["client_ip"]).absent_fields(&of_client), None);
        // A field that is made of several is looked for in all of them.
        assert_eq!(lacks(&[], &["client_ip"]).absent_fields(&rule("ClientIP: 192.0.2.1")), None);
    }
}
