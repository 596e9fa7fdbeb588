//! Circles among files: each uses the next, and the last one the first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A directed graph: for each node the nodes that it uses.
pub type Graph = BTreeMap<String, BTreeSet<String>>;

/// Returns every group of nodes that reach each other, as one circle through its first node.
pub fn find_circles(graph: &Graph) -> Vec<Vec<String>> {
    let mut circles = Vec::new();
    let mut seen = BTreeSet::new();
    for node in graph.keys() {
        if seen.contains(node) {
            continue;
        }
        if let Some(circle) = shortest_circle(graph, node) {
            // The whole group is done: its other circles are found when this one is mended.
            let reached = reachable(graph, node);
            seen.extend(reached.into_iter().filter(|other| reachable(graph, other).contains(node)));
            circles.push(circle);
        }
    }
    circles
}

/// Returns the nodes that a node leads to; itself only where a circle leads back.
fn reachable(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<_> = graph.get(from).into_iter().flatten().collect();
    while let Some(node) = open.pop() {
        if reached.insert(node.clone()) {
            open.extend(graph.get(node).into_iter().flatten());
        }
    }
    reached
}

fn shortest_circle(graph: &Graph, start: &str) -> Option<Vec<String>> {
    // Breadth first: the first way back is the shortest, so a finding names as few files as can be.
    let mut open = VecDeque::from([vec![start.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop_front() {
        for next in path.last().and_then(|last| graph.get(last)).into_iter().flatten() {
            let longer = || path.iter().cloned().chain([next.clone()]).collect();
            if next == start {
                return Some(longer());
            }
            if seen.insert(next.clone()) {
                open.push_back(longer());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_circle_is_found_once() {
        let edges = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "b"), ("d", "a"), ("e", "f"), ("f", "e")];
        let mut graph = Graph::new();
        for (from, to) in edges {
            graph.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
        assert_eq!(find_circles(&graph), [vec!["a", "b", "c", "a"], vec!["e", "f", "e"]]);
    }
}
