//! A strict reader of our pages: what it takes is well formed.

use std::collections::{BTreeMap, BTreeSet};

/// Elements that a page of ours has.
const KNOWN: [&str; 55] = [
    "a",
    "blockquote",
    "body",
    "caption",
    "circle",
    "code",
    "dd",
    "defs",
    "desc",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "header",
    "html",
    "li",
    "line",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "pattern",
    "rect",
    "section",
    "span",
    "strong",
    "style",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
    "article",
    "footer",
    "small",
    "em",
    "b",
    "i",
    "abbr",
    "g",
];

/// An element with its attributes, in the order of the page.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

/// A page that was read.
#[derive(Debug, Default)]
pub struct Page {
    pub elements: Vec<Element>,
    /// Text outside of tags, without the style.
    pub text: String,
}

/// Reads a page; anything that is not as our templates write it panics with its place.
pub fn read(page: &str) -> Page {
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a page begins with its type");
    let (mut read, mut open) = (Page::default(), Vec::new());
    while let Some(start) = rest.find('<') {
        push_text(&mut read.text, &rest[..start]);
        let end = rest.find('>').unwrap_or_else(|| panic!("open tag: {}", &rest[..80]));
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed: {tag}");
            continue;
        }
        let element = read_element(tag.trim_end_matches('/'));
        if element.name == "style" {
            let end = rest.find("</style>").unwrap();
            rest = &rest[end + 8..];
        } else if !tag.ends_with('/') && element.name != "meta" {
            open.push(element.name.clone());
        }
        read.elements.push(element);
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    assert_eq!(rest.trim(), "");
    read
}

fn push_text(text: &mut String, piece: &str) {
    assert!(!piece.contains('>'), "bare sign: {piece}");
    for part in piece.split('&').skip(1) {
        let name = part.split_once(';').expect("an entity ends").0;
        assert!(matches!(name, "amp" | "lt" | "gt" | "quot" | "#39"), "{name}");
    }
    text.push_str(piece);
}

fn read_element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
    assert!(KNOWN.contains(&name), "unknown element: {tag}");
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        let Some((key, behind)) = rest.split_once("=\"") else { break };
        let (value, behind) = behind.split_once('"').expect("a value ends");
        assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{tag}");
        assert!(attributes.insert(key.to_owned(), value.to_owned()).is_none(), "twice: {key} in {tag}");
        rest = behind;
    }
    assert_eq!(rest, "", "in {tag}");
    Element { name: name.to_owned(), attributes }
}

impl Page {
    /// Asserts what holds for every page: nothing acts, links stay inside and lead somewhere, names are unique.
    pub fn assert_sound(&self) {
        let ids: Vec<&String> =
            self.elements.iter().filter_map(|element| element.attributes.get("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().map(|id| id.as_str()).collect();
        assert_eq!(ids.len(), unique.len(), "an id stands twice");
        for Element { name, attributes } in &self.elements {
            for (key, value) in attributes {
                assert!(
                    !key.starts_with("on") && !matches!(key.as_str(), "style" | "src" | "srcset" | "action"),
                    "{key}"
                );
                match key.as_str() {
                    "href" => {
                        assert!(unique.contains(value.strip_prefix('#').expect("a link inside")), "{value}");
                    }
                    "aria-labelledby" => value.split(' ').for_each(|id| assert!(unique.contains(id), "{id}")),
                    _ => {}
                }
            }
            if name == "table" || name == "svg" {
                assert!(attributes.get("role").is_none_or(|role| role == "img"));
            }
        }
    }

    /// Returns the levels of headings in their order.
    pub fn heading_levels(&self) -> Vec<u32> {
        let level = |element: &Element| element.name.strip_prefix('h').and_then(|level| level.parse().ok());
        self.elements.iter().filter_map(level).collect()
    }
}
