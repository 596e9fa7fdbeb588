//! Finds the paths that a file names: in its `use` declarations and in the code itself.

use std::collections::BTreeSet;

use super::source::Token;

/// A path that a file brings into scope or names in passing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub path: Vec<String>,
    /// Name in the file's own scope; `None` for `*` and for paths in code.
    pub name: Option<String>,
    pub is_glob: bool,
    /// `pub use`, with any visibility: hands a name on and is no use of it.
    pub is_public: bool,
    /// Modules inside the file that it stands in.
    pub inside: Vec<String>,
}

/// The names and paths of a file.
#[derive(Debug, Default)]
pub struct Names {
    pub imports: Vec<Import>,
    /// Items that the file defines.
    pub defined: BTreeSet<String>,
    /// Words of the code outside of `use` declarations.
    pub words: BTreeSet<String>,
}

/// Keywords that stand in front of the name of an item.
const DEFINE: [&str; 9] = ["fn", "struct", "enum", "union", "trait", "type", "const", "static", "mod"];

/// Reads the names and paths of a file.
pub fn read_names(tokens: &[Token]) -> Names {
    let mut reader = Reader { tokens, at: 0, depth: 0, inside: Vec::new(), names: Names::default() };
    while reader.at < tokens.len() {
        reader.read_token();
    }
    reader.names
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    /// Modules inside the file that are open here, with the depth of braces that they opened at.
    inside: Vec<(String, usize)>,
    names: Names,
}

impl Reader<'_> {
    fn word_at(&self, at: usize) -> Option<&str> {
        self.tokens.get(at)?.word()
    }

    fn has_mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_mark(mark))
    }

    fn read_token(&mut self) {
        match &self.tokens[self.at] {
            // `use<'a>` of a return type captures lifetimes and imports nothing.
            Token::Word(word) if word == "use" && !self.has_mark(self.at + 1, '<') => self.read_use(),
            // A visibility names a module and uses nothing of it.
            Token::Word(word) if word == "pub" && self.word_at(self.at + 2) == Some("in") => {
                self.skip_visibility();
            }
            Token::Word(_) => self.read_path(),
            Token::Mark('{') => {
                self.depth += 1;
                self.at += 1;
            }
            Token::Mark('}') => {
                self.depth = self.depth.saturating_sub(1);
                self.inside.pop_if(|(_, depth)| *depth == self.depth);
                self.at += 1;
            }
            _ => self.at += 1,
        }
    }

    fn skip_visibility(&mut self) {
        while self.at < self.tokens.len() && !self.has_mark(self.at, ')') {
            self.at += 1;
        }
    }

    fn read_use(&mut self) {
        let is_public = self.stands_behind_pub();
        self.at += 1;
        self.read_tree(&[], is_public);
    }

    fn stands_behind_pub(&self) -> bool {
        let Some(before) = self.at.checked_sub(1) else { return false };
        if !self.has_mark(before, ')') {
            return self.word_at(before) == Some("pub");
        }
        // A visibility such as `pub(crate)` ends in a bracket.
        let opens = (0..before).rev().find(|at| self.has_mark(*at, '('));
        opens.and_then(|at| self.word_at(at.checked_sub(1)?)) == Some("pub")
    }

    /// Reads one branch of a `use` declaration and stops at the mark behind it.
    fn read_tree(&mut self, stem: &[String], is_public: bool) {
        let mut path = stem.to_vec();
        while let Some(token) = self.tokens.get(self.at) {
            match token {
                Token::Separator => self.at += 1,
                Token::Mark('{') => return self.read_branches(&path, is_public),
                Token::Mark('*') => {
                    self.at += 1;
                    return self.push_import(path, None, is_public);
                }
                Token::Word(word) if word == "as" => {
                    let name = self.word_at(self.at + 1).map(str::to_owned);
                    self.at += 2;
                    return self.push_import(path, name, is_public);
                }
                Token::Word(word) => {
                    path.push(word.clone());
                    self.at += 1;
                }
                Token::Mark(_) => break,
            }
        }
        // `a::{self}` brings the module `a` itself into scope.
        if path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = path.last().cloned();
        self.push_import(path, name, is_public);
    }

    fn read_branches(&mut self, path: &[String], is_public: bool) {
        self.at += 1;
        while self.at < self.tokens.len() && !self.has_mark(self.at, '}') {
            self.read_tree(path, is_public);
            if self.has_mark(self.at, ',') {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn push_import(&mut self, path: Vec<String>, name: Option<String>, is_public: bool) {
        if path.is_empty() {
            return;
        }
        let inside = self.inside.iter().map(|(name, _)| name.clone()).collect();
        self.names.imports.push(Import { path, is_glob: name.is_none(), name, is_public, inside });
    }

    /// Reads a word, and all of its path where it begins one.
    fn read_path(&mut self) {
        let mut path = Vec::new();
        while let Some(word) = self.word_at(self.at) {
            path.push(word.to_owned());
            self.at += 1;
            if self.tokens.get(self.at) != Some(&Token::Separator) {
                break;
            }
            self.at += 1;
        }
        self.note_definition(&path);
        self.names.words.extend(path.iter().cloned());
        if path.len() > 1 {
            let inside = self.inside.iter().map(|(name, _)| name.clone()).collect();
            self.names.imports.push(Import { path, name: None, is_glob: false, is_public: false, inside });
        }
    }

    /// Notes an item that a keyword introduces. Definitions end the search for the file behind a re-export.
    fn note_definition(&mut self, path: &[String]) {
        let [keyword] = path else { return };
        // Behind `macro_rules` a `!` stands before the name.
        let at = if keyword == "macro_rules" { self.at + 1 } else { self.at };
        if keyword != "macro_rules" && !DEFINE.contains(&keyword.as_str()) {
            return;
        }
        let Some(name) = self.word_at(at).map(str::to_owned) else { return };
        if keyword == "mod" && self.has_mark(at + 1, '{') {
            self.inside.push((name.clone(), self.depth));
        }
        self.names.defined.insert(name);
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::tokens_without_tests;
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let names = read_names(&tokens_without_tests(text));
        names.imports.iter().map(|i| i.path.join("::")).collect()
    }

    #[test]
    fn declarations_branch_and_rename() {
        let text = "use a::{b::{self, C}, d::*, e as f}; pub(crate) use super::g; use h;";
        assert_eq!(paths(text), ["a::b", "a::b::C", "a::d", "a::e", "super::g", "h"]);
        let names = read_names(&tokens_without_tests(text));
        let public: Vec<_> = names.imports.iter().filter(|i| i.is_public).map(|i| i.path.len()).collect();
        assert_eq!(public, [2]);
        assert_eq!(names.imports[3].name.as_deref(), Some("f"));
        assert!(names.imports[2].is_glob);
    }

    #[test]
    fn paths_in_code_count() {
        assert_eq!(
            paths("fn a() -> impl B + use<'_> { crate::c::D::new(e.f, g::h!()) }"),
            ["crate::c::D::new", "g::h"]
        );
    }

    #[test]
    fn a_visibility_is_no_use() {
        let names =
            read_names(&tokens_without_tests("pub(in crate::a) fn b() {} pub(in crate::a) use c::D;"));
        let public: Vec<_> = names.imports.iter().map(|i| (i.path.join("::"), i.is_public)).collect();
        assert_eq!(public, [("c::D".to_owned(), true)]);
    }

    #[test]
    fn modules_inside_a_file_are_known() {
        let names = read_names(&tokens_without_tests("mod a { use super::B; } use C; macro_rules! d {}"));
        assert_eq!(names.imports[0].inside, ["a"]);
        assert!(names.imports[1].inside.is_empty());
        assert!(names.defined.contains("d") && names.defined.contains("a"));
    }
}
