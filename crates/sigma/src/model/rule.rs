//! Rules and filters.

use std::sync::Arc;

use super::expr::{Expr, Search};
use super::log_source::LogSource;
use super::metadata::Metadata;
use crate::problem::Place;

/// A rule over single records.
///
/// ```
/// use trail365_sigma::{Collection, Expr, Needle, Shape, Subject};
///
/// let text = "
/// title: Forwarding set
/// logsource: {product: m365, service: audit}
/// detection:
///     selection:
///         Operation: Set-Mailbox
///         Parameters|contains: ForwardingSmtpAddress
///     condition: selection
/// level: medium
/// ";
/// let rules = Collection::from_text("forwarding.yml", text).link();
/// let rule = &rules.rules[0];
/// assert_eq!(rule.log_source.product.as_deref(), Some("m365"));
///
/// let Expr::Search(selection) = &rule.condition else { unreachable!() };
/// let Expr::All(matches) = &selection.expr else { unreachable!() };
/// let Expr::Match(second) = &matches[1] else { unreachable!() };
/// assert_eq!(second.subject, Subject::Field("Parameters".to_owned()));
/// let Needle::Text { pattern, cased: false } = &second.needles[0] else { unreachable!() };
/// assert_eq!(pattern.shape(), Shape::Contains("ForwardingSmtpAddress"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its metadata.
    pub metadata: Metadata,
    /// Place of its document.
    pub place: Place,
    /// Records that it is for.
    pub log_source: LogSource,
    /// Its searches in the order of the document, also those that the condition does not use.
    pub searches: Vec<Arc<Search>>,
    /// Its condition, with the filters that apply.
    pub condition: Expr,
    /// Identities of the filters that apply.
    pub filters: Vec<String>,
    /// It raises alerts of its own: no correlation refers to it, or one of them has `generate: true`.
    pub alerts: bool,
}

/// A filter: records that some rules leave out.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// Its metadata.
    pub metadata: Metadata,
    /// Place of its document.
    pub place: Place,
    /// Records of the rules that it is for.
    pub log_source: LogSource,
    /// Records that are left out.
    pub excluded: Expr,
    /// Indexes of the rules that it applies to.
    pub rules: Vec<usize>,
}
