//! Finds the line of a value by its path.
//!
//! The YAML parser tells no lines of values. Keys of rules stand on lines of their own, so the path is followed
//! through the text; where it cannot be, the line of the last key that was found is returned.

use crate::walk::Step;

/// Returns the line from 0 on of the value at a path, as far as the path can be followed.
pub(crate) fn find_line(text: &str, path: &[Step]) -> Option<usize> {
    let lines: Vec<Line> =
        text.lines().enumerate().filter_map(|(number, line)| Line::read(number, line)).collect();
    let mut found = None;
    let mut block = &lines[..];
    for step in path {
        let Some((line, inside)) = follow(block, step) else { break };
        found = Some(line);
        block = inside;
    }
    found.or(lines.first().map(|line| line.number))
}

/// A line with content.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    number: usize,
    indent: usize,
    content: &'t str,
}

impl<'t> Line<'t> {
    fn read(number: usize, line: &'t str) -> Option<Self> {
        let content = line.trim_start_matches(' ');
        let plain = content.trim_end();
        let behind_mark = line.strip_prefix("---").map_or(plain, str::trim);
        let is_content = !behind_mark.is_empty() && !behind_mark.starts_with('#');
        is_content.then_some(Line { number, indent: line.len() - content.len(), content: plain })
    }
}

/// Returns the line of a step and the lines of its value.
fn follow<'a, 't>(block: &'a [Line<'t>], step: &Step) -> Option<(usize, &'a [Line<'t>])> {
    let indent = block.first()?.indent;
    let mut places = block
        .iter()
        .enumerate()
        .filter(|(_, line)| line.indent == indent && starts_entry(line.content, step));
    let (place, line) = match step {
        Step::Key(_) => places.next()?,
        Step::Item(index) => places.nth(*index)?,
    };
    let rest = &block[place + 1..];
    // Items of a list may stand as far left as the key of the list.
    let is_list =
        matches!(step, Step::Key(_)) && rest.first().is_some_and(|next| next.content.starts_with('-'));
    let inside = rest.iter().take_while(|next| {
        next.indent > line.indent || (is_list && next.indent == line.indent && next.content.starts_with('-'))
    });
    Some((line.number, &rest[..inside.count()]))
}

/// Reports whether a line begins the entry of a step. The first key of a map in a list stands behind the dash.
fn starts_entry(content: &str, step: &Step) -> bool {
    match step {
        Step::Item(_) => content == "-" || content.starts_with("- "),
        Step::Key(key) => {
            let content = content.strip_prefix("- ").map_or(content, str::trim_start);
            let quoted = content.strip_prefix(['\'', '"']);
            let rest = quoted.unwrap_or(content).strip_prefix(key.as_str());
            rest.is_some_and(|rest| match quoted {
                Some(_) => rest.starts_with(['\'', '"']),
                None => rest.trim_start().starts_with(':'),
            })
        }
    }
}
