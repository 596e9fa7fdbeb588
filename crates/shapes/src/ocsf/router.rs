//! The route of a record: by type and operation, else by type and pattern, else the default.

use std::collections::HashMap;

use crate::generated::ocsf::{DEFAULT, ROUTES};
use crate::model::ocsf::Only;

/// Routes by record type.
#[derive(Debug)]
pub struct Router {
    types: HashMap<i32, TypeRoutes>,
}

#[derive(Debug, Default)]
struct TypeRoutes {
    exact: HashMap<String, Vec<usize>>,
    /// Beginnings of operations.
    patterns: Vec<(String, usize)>,
}

impl Router {
    /// Sorts the routes.
    pub fn new() -> Self {
        let mut router = Router { types: HashMap::new() };
        for (at, route) in ROUTES.iter().enumerate() {
            for number in route.types {
                let of_type = router.types.entry(*number).or_default();
                for operation in route.operations {
                    match operation.strip_suffix('*') {
                        Some(beginning) => of_type.patterns.push((fold(beginning), at)),
                        None => of_type.exact.entry(fold(operation)).or_default().push(at),
                    }
                }
            }
        }
        router
    }

    /// Finds the route of a record; `holds` says whether a condition on it does.
    pub fn find(&self, record_type: i32, operation: &str, holds: impl Fn(Only) -> bool) -> usize {
        let Some(routes) = self.types.get(&record_type) else { return DEFAULT };
        let operation = fold(operation);
        let is_open = |at: &usize| ROUTES[*at].only.is_none_or(&holds);
        let exact = routes.exact.get(&operation).and_then(|found| {
            // A route with a condition is more specific than one without.
            found
                .iter()
                .copied()
                .filter(is_open)
                .max_by_key(|at| (ROUTES[*at].only.is_some(), std::cmp::Reverse(*at)))
        });
        let fitting =
            || routes.patterns.iter().filter(|(beginning, _)| operation.starts_with(beginning.as_str()));
        let pattern = || {
            fitting()
                .max_by_key(|(beginning, at)| (beginning.len(), std::cmp::Reverse(*at)))
                .map(|(_, at)| *at)
        };
        exact.or_else(pattern).unwrap_or(DEFAULT)
    }
}

/// Makes operations comparable: some services write a dot at the end, others do not.
fn fold(operation: &str) -> String {
    operation.trim().trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Router;
    use crate::generated::ocsf::{CLASSES, DEFAULT, ROUTES};

    #[test]
    fn the_most_specific_route_counts() {
        let router = Router::new();
        let class = |number, operation: &str, changed: bool| {
            let at = router.find(number, operation, |_| changed);
            (CLASSES[ROUTES[at].class].uid, ROUTES[at].activity)
        };
        assert_eq!(class(8, "Update user.", false), (3004, 3));
        assert_eq!(class(8, "update user", true), (3001, 10));
        assert_eq!(class(1, "Add-MailboxPermission", false), (3005, 1));
        assert_eq!(class(1, "Add-Something", false), (6003, 1));
        assert_eq!(class(15, "Whatever", false), (3002, 1));
        assert_eq!(router.find(999, "UserLoggedIn", |_| false), DEFAULT);
    }
}
