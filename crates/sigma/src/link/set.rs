//! A set of rules that fit together.

use std::collections::{HashMap, HashSet};

use super::chain::{Chains, Linked, find_cycle};
use super::filters::apply_filter;
use super::names::{Names, register_names};
use crate::model::{Correlation, Filter, Level, Rule, Target};
use crate::problem::{Problem, Severity};
use crate::read::{Content, CorrelationDraft, Draft, FilterDraft};
use crate::source::Source;

/// Rules, correlations and filters that fit together, and the problems of those that do not.
///
/// Members stand in the order of files and documents; each correlation behind the correlations that it refers to.
///
/// ```
/// let rules = trail365_sigma::Collection::from_text("empty.yml", "# nothing yet").link();
/// assert!(rules.rules.is_empty());
/// assert_eq!(rules.problems.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSet {
    /// Rules over single records.
    pub rules: Vec<Rule>,
    /// Rules over matches of other rules.
    pub correlations: Vec<Correlation>,
    /// Filters, which are applied to the rules already.
    pub filters: Vec<Filter>,
    /// Refused documents, and warnings about others.
    pub problems: Vec<Problem>,
}

/// Links drafts with each other.
pub(crate) fn link_drafts(
    drafts: Vec<Draft>,
    refused: HashSet<String>,
    mut problems: Vec<Problem>,
) -> RuleSet {
    let (drafts, names) = register_names(drafts, &mut problems);
    let mut linker = Linker::new(&names, refused);
    linker.set.problems = problems;
    let mut correlations = Vec::new();
    let mut filters = Vec::new();
    for (document, draft) in drafts.into_iter().enumerate() {
        match draft.content {
            Content::Rule(rule) => {
                linker.chains.targets.insert(document, Target::Rule(linker.set.rules.len()));
                linker.set.rules.push(*rule);
            }
            Content::Correlation(correlation) => correlations.push((document, draft.source, *correlation)),
            Content::Filter(filter) => {
                linker.chains.filters.insert(document);
                filters.push((draft.source, *filter));
            }
        }
    }
    linker.link_correlations(correlations);
    linker.decide_alerts();
    linker.apply_filters(filters);
    linker.set
}

struct Linker<'n> {
    chains: Chains<'n>,
    set: RuleSet,
}

/// A correlation with the number of its document.
type Waiting = (usize, Source, CorrelationDraft);

impl<'n> Linker<'n> {
    fn new(names: &'n Names, refused: HashSet<String>) -> Self {
        let chains = Chains { names, targets: HashMap::new(), filters: HashSet::new(), refused };
        Linker { chains, set: RuleSet::default() }
    }

    /// Links correlations in rounds: each takes those whose parts are linked. What remains refers to itself, or to
    /// something that was refused.
    fn link_correlations(&mut self, mut waiting: Vec<Waiting>) {
        loop {
            let before = waiting.len();
            waiting =
                waiting.into_iter().filter_map(|correlation| self.link_correlation(correlation)).collect();
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        self.refuse_waiting(&waiting);
    }

    /// Links a correlation, or gives it back to wait.
    fn link_correlation(&mut self, (document, source, mut draft): Waiting) -> Option<Waiting> {
        match self.chains.link_parts(&mut draft) {
            Ok(Linked::Waits) => return Some((document, source, draft)),
            Ok(Linked::Yes) => {
                self.chains.targets.insert(document, Target::Correlation(self.set.correlations.len()));
                self.set.correlations.push(draft.correlation);
            }
            Err(fault) => self.set.problems.push(source.problem(Severity::Error, fault)),
        }
        None
    }

    fn refuse_waiting(&mut self, waiting: &[Waiting]) {
        let open: HashSet<usize> = waiting.iter().map(|(document, ..)| *document).collect();
        let find_open = |draft: &CorrelationDraft| -> Vec<usize> {
            let documents = draft.references.iter().filter_map(|reference| self.chains.names.find(reference));
            documents.filter(|document| open.contains(document)).collect()
        };
        let references: HashMap<usize, Vec<usize>> =
            waiting.iter().map(|(document, _, draft)| (*document, find_open(draft))).collect();
        let labels: HashMap<usize, String> = waiting
            .iter()
            .map(|(document, _, draft)| (*document, draft.correlation.metadata.identity().to_owned()))
            .collect();
        for (document, source, _) in waiting {
            let fault =
                find_cycle(*document, &references, |index| labels.get(&index).cloned().unwrap_or_default());
            self.set.problems.push(source.problem(Severity::Error, fault));
        }
    }

    /// Decides which members raise alerts of their own: those that no correlation takes, or that one of them generates. A part that is
    /// only informational is context, and raises none.
    fn decide_alerts(&mut self) {
        let mut generates: HashMap<Target, bool> = HashMap::new();
        for correlation in &self.set.correlations {
            for part in &correlation.parts {
                *generates.entry(part.target).or_default() |= correlation.generate;
            }
        }
        for (target, generates) in generates {
            match target {
                Target::Rule(index) => {
                    let rule = &mut self.set.rules[index];
                    rule.alerts = generates && rule.metadata.level != Some(Level::Informational);
                }
                Target::Correlation(index) => {
                    let correlation = &mut self.set.correlations[index];
                    correlation.alerts =
                        generates && correlation.metadata.level != Some(Level::Informational);
                }
            }
        }
    }

    fn apply_filters(&mut self, filters: Vec<(Source, FilterDraft)>) {
        for (source, draft) in filters {
            let filter =
                apply_filter(&source, draft, &mut self.set.rules, &self.chains, &mut self.set.problems);
            self.set.filters.push(filter);
        }
    }
}
