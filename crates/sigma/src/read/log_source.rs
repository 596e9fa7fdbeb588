//! Log source of a document.

use super::values::{find_text, read_map};
use crate::model::LogSource;
use crate::walk::{Result, Walk};
use crate::yaml::Map;

const REMEDY: &str = "write at least one of `category`, `product` and `service`";

/// Reads the log source, which every rule and filter needs.
pub(super) fn read_log_source(walk: &mut Walk, document: &Map) -> Result<LogSource> {
    let Some(node) = document.get("logsource") else {
        return walk.refuse("it has no log source", format!("add `logsource`, and {REMEDY}"));
    };
    walk.at("logsource", |walk| {
        let map = read_map(walk, node, REMEDY)?;
        let source = LogSource {
            category: find_text(walk, map, "category")?,
            product: find_text(walk, map, "product")?,
            service: find_text(walk, map, "service")?,
            definition: map.get("definition").and_then(crate::yaml::Node::scalar_text),
            custom: map
                .iter()
                .filter(|(key, _)| !["category", "product", "service", "definition"].contains(key))
                .map(|(key, value)| {
                    (key.to_owned(), value.scalar_text().unwrap_or_else(|| value.to_json().to_string()))
                })
                .collect(),
        };
        if source.category.is_none() && source.product.is_none() && source.service.is_none() {
            return walk.refuse("the log source names nothing", REMEDY);
        }
        Ok(source)
    })
}
