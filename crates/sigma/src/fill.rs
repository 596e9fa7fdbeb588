//! Placeholders of rules to values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Expr, Match, Needle, Rule, Search};
use crate::problem::{Place, Problem, Severity};
use crate::read::FilterDraft;
use crate::resolve::{fill_template, join_choices};
use crate::source::Source;
use crate::walk::{Fault, NEEDLES, Result, Walk};

impl Rule {
    /// Returns the names of the placeholders that the rule's condition has, filters included.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.condition.visit_matches(&mut |matched| {
            for needle in &matched.needles {
                if let Needle::Template(template) = needle {
                    names.extend(template.names());
                }
            }
        });
        names
    }

    /// Returns the rule with its placeholders filled. A value may have wildcards; several are alternatives.
    ///
    /// # Errors
    /// A placeholder without values, by name; a value that its modifiers refuse.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// let text = "
    /// title: Sign-in from elsewhere
    /// logsource: {product: m365}
    /// detection:
    ///     selection: {Operation: UserLoggedIn}
    ///     filter_home: {Country|expand: '%allowed_countries%'}
    ///     condition: selection and not filter_home
    /// ";
    /// let rules = trail365_sigma::Collection::from_text("elsewhere.yml", text).link();
    /// let rule = &rules.rules[0];
    /// assert!(rule.placeholders().contains("allowed_countries"));
    ///
    /// let problem = rule.fill(&BTreeMap::new()).unwrap_err();
    /// assert_eq!(problem.what, "the placeholder %allowed_countries% has no values");
    ///
    /// let values = BTreeMap::from([("allowed_countries".to_owned(), vec!["CH".to_owned(), "LI".to_owned()])]);
    /// assert!(rule.fill(&values).unwrap().placeholders().is_empty());
    /// ```
    pub fn fill(&self, values: &BTreeMap<String, Vec<String>>) -> std::result::Result<Rule, Problem> {
        self.try_fill(values).map_err(|(path, fault)| {
            let place = Place { path, ..self.place.clone() };
            Problem { severity: Severity::Error, place, what: fault.what, remedy: fault.remedy }
        })
    }

    fn try_fill(&self, values: &BTreeMap<String, Vec<String>>) -> Filled<Rule> {
        let mut filler = Filler { values, searches: Vec::new() };
        let mut rule = self.clone();
        for search in &mut rule.searches {
            *search = filler.fill_search(search)?;
        }
        rule.condition = filler.fill_expr(&self.condition)?;
        check_weight(&rule.condition)?;
        Ok(rule)
    }
}

impl FilterDraft {
    /// Fills the placeholders of the filter.
    pub fn fill(
        &mut self,
        source: &Source,
        values: &BTreeMap<String, Vec<String>>,
    ) -> std::result::Result<(), Problem> {
        let mut filler = Filler { values, searches: Vec::new() };
        match filler.fill_expr(&self.excluded) {
            Ok(excluded) => {
                self.excluded = excluded;
                Ok(())
            }
            Err((path, fault)) => {
                let place = Place { path, ..source.place(&[]) };
                Err(Problem { severity: Severity::Error, place, what: fault.what, remedy: fault.remedy })
            }
        }
    }
}

fn check_weight(condition: &Expr) -> Filled<()> {
    let fault = || {
        Walk::default().fault(
            format!("the rule compares more than {NEEDLES} values"),
            "give its placeholders fewer values",
        )
    };
    if condition.weight() > NEEDLES { Err((String::new(), fault())) } else { Ok(()) }
}

/// Result of filling; an error has the path of the value.
type Filled<T> = std::result::Result<T, (String, Fault)>;

/// Fills each search once, however often the condition refers to it.
struct Filler<'v> {
    values: &'v BTreeMap<String, Vec<String>>,
    searches: Vec<(Arc<Search>, Arc<Search>)>,
}

impl Filler<'_> {
    fn fill_search(&mut self, search: &Arc<Search>) -> Filled<Arc<Search>> {
        if let Some((_, filled)) = self.searches.iter().find(|(empty, _)| Arc::ptr_eq(empty, search)) {
            return Ok(Arc::clone(filled));
        }
        let expr = self.fill_expr(&search.expr)?;
        let weight = expr.weight();
        let filled = Arc::new(Search { name: search.name.clone(), expr, weight });
        self.searches.push((Arc::clone(search), Arc::clone(&filled)));
        Ok(filled)
    }

    fn fill_expr(&mut self, expr: &Expr) -> Filled<Expr> {
        Ok(match expr {
            Expr::All(parts) => {
                Expr::All(parts.iter().map(|part| self.fill_expr(part)).collect::<Filled<_>>()?)
            }
            Expr::Any(parts) => {
                Expr::Any(parts.iter().map(|part| self.fill_expr(part)).collect::<Filled<_>>()?)
            }
            Expr::Not(inner) => self.fill_expr(inner)?.negate(),
            Expr::Search(search) => Expr::Search(self.fill_search(search)?),
            Expr::Match(matched) => self.fill_match(matched)?,
            Expr::Element { field, body } => {
                Expr::Element { field: field.clone(), body: Box::new(self.fill_expr(body)?) }
            }
        })
    }

    fn fill_match(&self, matched: &Match) -> Filled<Expr> {
        if !matched.needles.iter().any(|needle| matches!(needle, Needle::Template(_))) {
            return Ok(Expr::Match(matched.clone()));
        }
        let fill = |needle: &Needle| match needle {
            Needle::Template(template) => {
                let filled: Result<_> = fill_template(&Walk::default(), template, self.values);
                filled.map_err(|fault| (template.path.clone(), fault))
            }
            other => Ok(vec![other.clone()]),
        };
        let choices = matched.needles.iter().map(fill).collect::<Filled<Vec<_>>>()?;
        let all = matched.quantifier == crate::model::Quantifier::All;
        Ok(join_choices(&matched.subject, all, choices))
    }
}
