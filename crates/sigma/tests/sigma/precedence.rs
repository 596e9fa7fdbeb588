//! Conditions against a naive evaluator of their text.

use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::evaluate::holds;
use crate::rules::{around, load};

/// A condition as a tree, which is written and evaluated without the parser.
#[derive(Debug, Clone)]
enum Tree {
    Name(usize),
    Not(Box<Tree>),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
    OneOfThem,
    AllOfThem,
}

const NAMES: usize = 4;

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![6 => (0..NAMES).prop_map(Tree::Name), 1 => Just(Tree::OneOfThem), 1 => Just(Tree::AllOfThem)];
    leaf.prop_recursive(5, 24, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|tree| Tree::Not(Box::new(tree))),
            pair.clone().prop_map(|(a, b)| Tree::And(Box::new(a), Box::new(b))),
            pair.prop_map(|(a, b)| Tree::Or(Box::new(a), Box::new(b))),
        ]
    })
}

impl Tree {
    /// Writes the tree with as few brackets as the order of operators allows.
    fn write(&self, binding: u8) -> String {
        let (text, own) = match self {
            Tree::Name(index) => (format!("s{index}"), 3),
            Tree::OneOfThem => ("1 of them".to_owned(), 3),
            Tree::AllOfThem => ("all of s*".to_owned(), 3),
            Tree::Not(inner) => (format!("not {}", inner.write(2)), 2),
            Tree::And(a, b) => (format!("{} and {}", a.write(1), b.write(1)), 1),
            Tree::Or(a, b) => (format!("{} or {}", a.write(0), b.write(0)), 0),
        };
        if own < binding { format!("({text})") } else { text }
    }

    fn holds(&self, set: [bool; NAMES]) -> bool {
        match self {
            Tree::Name(index) => set[*index],
            Tree::OneOfThem => set.contains(&true),
            Tree::AllOfThem => !set.contains(&false),
            Tree::Not(inner) => !inner.holds(set),
            Tree::And(a, b) => a.holds(set) && b.holds(set),
            Tree::Or(a, b) => a.holds(set) || b.holds(set),
        }
    }
}

proptest! {
    #[test]
    fn conditions_mean_what_they_say(tree in trees()) {
        let searches: String = (0..NAMES).map(|index| format!("s{index}: {{F{index}: 1}}\n")).collect();
        let set = load(&around(&format!("{searches}condition: {}", tree.write(0))));
        prop_assert_eq!(set.rules.len(), 1, "{:?}", set.problems);
        for bits in 0..1_u8 << NAMES {
            let flags: [bool; NAMES] = std::array::from_fn(|index| bits >> index & 1 == 1);
            // Absent fields are as good as others.
            let fields = flags.iter().enumerate().filter(|(_, set)| **set);
            let record: Map<String, Value> = fields.map(|(index, _)| (format!("F{index}"), 1.into())).collect();
            prop_assert_eq!(holds(&set.rules[0].condition, &Value::Object(record)), tree.holds(flags));
        }
    }
}
