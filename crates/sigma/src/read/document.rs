//! A document: which kind it is, and the version it is written in.

use trail365_text::near::nearest;

use super::correlation::read_correlation;
use super::detection::read_detection;
use super::draft::{Content, Draft};
use super::elements::Scope;
use super::filter::read_filter;
use super::log_source::read_log_source;
use super::metadata::read_metadata;
use crate::model::Rule;
use crate::source::Source;
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Newest version of the specification that is known.
const NEWEST: i128 = 3;

/// Version from which on names may select elements of lists.
const ELEMENTS: i128 = 3;

/// Sections of which a document has one.
const SECTIONS: [&str; 3] = ["detection", "correlation", "filter"];

/// Reads a document into a draft.
pub(crate) fn read_draft(walk: &mut Walk, source: &Source, document: &Map) -> Result<Draft> {
    let scope = Scope { elements: read_version(walk, document)? >= ELEMENTS, depth: 0 };
    let sections: Vec<&str> = SECTIONS.into_iter().filter(|key| document.get(key).is_some()).collect();
    let (section, node) = match sections[..] {
        [section] => (section, document.get(section).unwrap_or(&Node::Null)),
        [] => return refuse_kind(walk, document),
        [one, other, ..] => {
            let what = format!("it has both `{one}` and `{other}`");
            return walk.refuse(what, "write two documents, with --- between them");
        }
    };
    let content = match section {
        "detection" => Content::Rule(Box::new(read_rule(walk, source, document, node, scope)?)),
        "correlation" => {
            Content::Correlation(Box::new(read_correlation(walk, document, node, source.place(&[]))?))
        }
        _ => Content::Filter(Box::new(read_filter(walk, document, node, scope)?)),
    };
    Ok(Draft { source: source.clone(), content })
}

fn refuse_kind<T>(walk: &Walk, document: &Map) -> Result<T> {
    let near =
        SECTIONS.iter().find_map(|section| Some((*section, nearest(section, document.keys().take(100))?)));
    let remedy = match near {
        Some((section, key)) => format!("write `{section}` in place of `{key}`"),
        None => "add the section `detection` with a search and a condition".to_owned(),
    };
    walk.refuse("it has no `detection`, `correlation` or `filter`", remedy)
}

fn read_rule(
    walk: &mut Walk,
    source: &Source,
    document: &Map,
    detection: &Node,
    scope: Scope,
) -> Result<Rule> {
    let metadata = read_metadata(walk, document)?;
    let log_source = read_log_source(walk, document)?;
    let detection = walk.at("detection", |walk| read_detection(walk, detection, scope))?;
    Ok(Rule {
        metadata,
        place: source.place(&[]),
        log_source,
        searches: detection.searches,
        condition: detection.condition,
        filters: Vec::new(),
        alerts: true,
    })
}

/// Returns the major version that a document is written in; 2 where it says nothing.
fn read_version(walk: &mut Walk, document: &Map) -> Result<i128> {
    let Some(node) = document.get("sigma-version") else { return Ok(2) };
    walk.at("sigma-version", |walk| {
        let text = node.scalar_text().unwrap_or_default();
        let major =
            text.trim_start_matches(['v', 'V']).split('.').next().and_then(|major| major.parse().ok());
        match major {
            Some(major) if (1..=NEWEST).contains(&major) => Ok(major),
            Some(_) => walk.refuse(format!("version `{text}` of Sigma is not supported"), "write 2 or 3"),
            None => walk.refuse("it is not a version", "write 2 or 3"),
        }
    })
}
