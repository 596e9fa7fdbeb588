//! Places nested into each other, and the document written from them.

use super::draft::Draft;
use crate::model::{Slot, Target};

/// The places of a shape's documents, with what opens and closes the objects around them.
#[derive(Debug)]
pub struct Tree {
    leaves: Vec<Leaf>,
    /// By number: the opening of each object, with its key, and its closing.
    nodes: Vec<(Box<[u8]>, &'static [u8])>,
}

#[derive(Debug)]
struct Leaf {
    slot: Slot,
    /// Objects around it, the outermost first.
    nodes: Box<[u16]>,
    /// Its own key in quotes, with a colon.
    key: Box<[u8]>,
}

impl Tree {
    /// Nests the places, which must be sorted so that those of an object stand together.
    pub fn new(targets: &'static [Target]) -> Self {
        let mut tree = Tree { leaves: Vec::new(), nodes: Vec::new() };
        let mut open: Vec<(&str, u16)> = Vec::new();
        for (number, target) in (0..).zip(targets) {
            let (around, own) = target.path.rsplit_once('.').unwrap_or(("", target.path));
            let parts: Vec<_> = around.split('.').filter(|part| !part.is_empty()).collect();
            let shared = open.iter().zip(&parts).take_while(|((name, _), part)| name == *part).count();
            open.truncate(shared);
            for part in &parts[shared..] {
                open.push((part, tree.nodes.len() as u16));
                tree.nodes.push(brackets(part));
            }
            let nodes = open.iter().map(|(_, node)| *node).collect();
            tree.leaves.push(Leaf { slot: Slot(number), nodes, key: quoted(own) });
        }
        tree
    }

    /// Writes a document: the values of a draft, and for the places of `own` what `write_own` writes; it returns false to
    /// leave a place out.
    pub fn write(
        &self,
        draft: &Draft,
        own: &[Slot],
        out: &mut Vec<u8>,
        mut write_own: impl FnMut(Slot, &mut Vec<u8>) -> bool,
    ) {
        let mut open: &[u16] = &[];
        let mut is_first = true;
        out.push(b'{');
        for leaf in &self.leaves {
            let is_own = own.contains(&leaf.slot);
            if !is_own && draft.is_empty(leaf.slot) {
                continue;
            }
            let before = (out.len(), open, is_first);
            self.open_objects(&mut open, &leaf.nodes, &mut is_first, out);
            separate(&mut is_first, out);
            out.extend_from_slice(&leaf.key);
            if !is_own {
                draft.write(leaf.slot, out);
            } else if !write_own(leaf.slot, out) {
                out.truncate(before.0);
                (open, is_first) = (before.1, before.2);
            }
        }
        self.close_objects(open, out);
        out.push(b'}');
    }

    /// Closes the objects that the next place is not in, and opens those that it is in.
    fn open_objects<'t>(
        &self,
        open: &mut &'t [u16],
        wanted: &'t [u16],
        is_first: &mut bool,
        out: &mut Vec<u8>,
    ) {
        let shared = open.iter().zip(wanted).take_while(|(a, b)| a == b).count();
        self.close_objects(&open[shared..], out);
        if shared < open.len() {
            *is_first = false;
        }
        for node in &wanted[shared..] {
            separate(is_first, out);
            out.extend_from_slice(&self.nodes[usize::from(*node)].0);
            *is_first = true;
        }
        *open = wanted;
    }

    fn close_objects(&self, nodes: &[u16], out: &mut Vec<u8>) {
        nodes.iter().rev().for_each(|node| out.extend_from_slice(self.nodes[usize::from(*node)].1));
    }
}

/// Writes the comma in front of each member but the first.
fn separate(is_first: &mut bool, out: &mut Vec<u8>) {
    if !*is_first {
        out.push(b',');
    }
    *is_first = false;
}

/// Writes the key of a member, with the comma in front of it unless the object is still empty.
pub fn push_key(name: &str, out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    trail365_text::json::encode(name, out);
    out.push(b':');
}

fn brackets(part: &str) -> (Box<[u8]>, &'static [u8]) {
    match part.strip_suffix("[]") {
        Some(name) => ([&quoted(name), &b"[{"[..]].concat().into(), b"}]"),
        None => ([&quoted(part), &b"{"[..]].concat().into(), b"}"),
    }
}

fn quoted(name: &str) -> Box<[u8]> {
    format!("\"{name}\":").into_bytes().into()
}
