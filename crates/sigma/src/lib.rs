//! Sigma rules, correlations and filters: parsed, checked, and resolved to small types.
//!
//! The crate knows no log source and no engine. A compiler takes a [`RuleSet`]: each [`Rule`] has one boolean [`Expr`]
//! whose leaves compare a field with [`Needle`]s. Modifiers are resolved, patterns of names expanded, filters applied,
//! references of [`Correlation`]s checked. What is not supported is refused by name; a refused document never stops
//! another. A [`Problem`] says file, document, line, path, what is wrong, and what to do.
//!
//! ```
//! use trail365_sigma::{Collection, Expr, Needle, Subject};
//!
//! let text = "
//! title: Inbox rule that hides mail
//! id: 6f0c2b7e-0000-4000-8000-000000000001
//! logsource: {product: m365, service: exchange}
//! detection:
//!     selection:
//!         Operation: [New-InboxRule, Set-InboxRule]
//!     filter_name:
//!         Parameters.Name: Newsletters
//!     condition: selection and not filter_name
//! level: medium
//! ";
//! let rules = Collection::from_text("inbox.yml", text).link();
//! assert!(rules.problems.is_empty());
//!
//! let Expr::All(parts) = &rules.rules[0].condition else { unreachable!() };
//! let Expr::Search(selection) = &parts[0] else { unreachable!() };
//! let Expr::Match(operation) = &selection.expr else { unreachable!() };
//! assert_eq!(operation.subject, Subject::Field("Operation".to_owned()));
//! assert_eq!(operation.needles.len(), 2);
//! assert!(matches!(parts[1], Expr::Not(_)));
//! ```
//!
//! # Compiling
//! A compiler walks [`Rule::condition`]. Three things are easily missed:
//! - Every node is true or false. A match on an absent field is false, so a negation holds where the field is absent.
//! - [`Needle::Text`] has the whole value as its subject; `contains` and the like are wildcards of its [`Pattern`].
//!   [`Pattern::shape`] tells those that need no matcher.
//! - [`Needle::Template`] is left where [`Rule::fill`] was not called: it has to be refused, never matched.
//!
//! # Differences from other engines
//! - Keywords `AND`, `OR` and `NOT` in capitals are read with a warning.
//! - An empty list of values, a map under a field, and a search or name that a condition does not find are errors.
//! - `null` in a list is an alternative, with a warning.
//! - `N of` with N above 1, positions such as `Field[0]`, and UTF-16 without base64 behind it are refused.
//! - A filter in which every search is negated is one for pySigma: it says what is kept. Any other says what is left
//!   out, as the specification has it.
//! - [`CorrelationKind::FirstSeen`] is a type of our own.

mod actions;
mod collection;
mod files;
mod fill;
mod grammar;
mod header;
mod limits;
mod link;
mod model;
mod problem;
mod read;
mod resolve;
mod source;
mod suggest;
mod walk;
mod yaml;

pub use collection::Collection;
pub use limits::Limits;
pub use link::RuleSet;
pub use model::{
    Comparison, Correlation, CorrelationKind, DatePart, Expr, Filter, Function, Key, Level, LogSource, Match,
    Metadata, Needle, Network, Number, Part, PartFormula, Pattern, Piece, Position, Quantifier, Regex,
    Related, Relation, Rule, Search, Shape, Status, Subject, Target, Template, TemporalCondition, Threshold,
    Timespan,
};
pub use problem::{Place, Problem, Severity};
pub use yaml::document_text;
