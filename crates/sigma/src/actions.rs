//! Old collections: `action: global`, `reset` and `repeat`.

use crate::walk::{Result, Walk};
use crate::yaml::{Budget, Map, Node};

/// Templates that the documents before the present one have set.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    global: Option<Map>,
    previous: Option<Map>,
    /// A document that may have been a template cannot be read.
    is_broken: bool,
}

impl Actions {
    /// Returns the document with its templates, or `None` for a document that only sets one.
    pub fn apply(&mut self, walk: &mut Walk, mut document: Map, budget: &mut Budget) -> Result<Option<Map>> {
        let action = document.remove("action");
        let base = match action {
            None => None,
            Some(Node::Text(action)) if action == "global" => {
                *self = Actions { global: Some(document), previous: None, is_broken: false };
                return Ok(None);
            }
            Some(Node::Text(action)) if action == "reset" => {
                *self = Actions::default();
                return Ok(None);
            }
            Some(Node::Text(action)) if action == "repeat" => match &self.previous {
                Some(previous) => Some(previous.clone()),
                None => {
                    return walk.at("action", |walk| {
                        walk.refuse(
                            "there is no document to repeat",
                            "put the rule in front, or remove `action`",
                        )
                    });
                }
            },
            Some(_) => {
                return walk.at("action", |walk| {
                    walk.refuse("the action is not known", "use global, reset or repeat, or remove it")
                });
            }
        };
        if self.is_broken {
            return walk
                .refuse("a template above it cannot be read", "correct the document with `action: global`");
        }
        let mut merged = base.or_else(|| self.global.clone()).unwrap_or_default();
        if !budget.take_values(merged.weight()) {
            return walk.refuse("templates repeat too many values", "split the file");
        }
        merged.merge(document);
        self.previous = Some(merged.clone());
        Ok(Some(merged))
    }

    /// Notes that a document cannot be read.
    pub fn skip(&mut self, text: &str) {
        self.previous = None;
        self.is_broken |= text.lines().any(|line| line.starts_with("action:"));
    }
}
