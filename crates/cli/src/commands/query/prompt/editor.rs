//! The line editor.

use std::path::PathBuf;

use anyhow::Result;
use rustyline::completion::Completer;
use rustyline::config::{BellStyle, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Config, Context, Editor, Helper, Highlighter, Hinter};

use super::history;
use super::words::Words;
use crate::output::note;

/// Lines that a person types.
pub struct Lines {
    editor: Editor<Sql, FileHistory>,
    history: Option<PathBuf>,
}

impl Lines {
    /// Creates an editor that completes these words.
    pub fn new(words: Words) -> Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .bell_style(BellStyle::None)
            // As many shells do: a space in front keeps a query with somebody's name out of the file.
            .history_ignore_space(true)
            .max_history_size(1000)?
            .build();
        let mut editor = Editor::with_config(config)?;
        editor.set_helper(Some(Sql { words }));
        let history = history::path().filter(|path| match history::prepare(path) {
            Ok(()) => true,
            Err(error) => {
                note(&format!("the history is not kept: {}: {error}", path.display()));
                false
            }
        });
        if let Some(path) = &history {
            // An old file that cannot be read is no reason to refuse queries.
            let _ = editor.load_history(path);
        }
        Ok(Self { editor, history })
    }

    /// Reads the next query or command, which may have several lines.
    pub fn read(&mut self, prompt: &str) -> Result<String, ReadlineError> {
        self.editor.readline(prompt)
    }

    /// Adds a line to the history.
    pub fn remember(&mut self, line: &str) {
        // A history that cannot be written is no reason to stop.
        let _ = self.editor.add_history_entry(line);
        if let Some(path) = &self.history {
            let _ = self.editor.append_history(path);
        }
    }
}

#[derive(Helper, Highlighter, Hinter)]
struct Sql {
    words: Words,
}

impl Completer for Sql {
    type Candidate = String;

    fn complete(&self, line: &str, end: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.words.complete(line, end))
    }
}

impl Validator for Sql {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let whole = is_whole(context.input());
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

/// Reports whether the text is a command, or SQL that ends with a semicolon outside of quotes and comments.
fn is_whole(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.starts_with(['.', '\\']) {
        return true;
    }
    // Not left to the SQL parser: to it unfinished SQL is an error, whether more lines would mend it or not.
    let mut rest = text;
    let mut ended = false;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = if matches!(c, '\'' | '"') {
            ended = false;
            match after.find(c) {
                Some(at) => &after[at + 1..],
                None => return false,
            }
        } else if rest.starts_with("--") {
            after.find('\n').map_or("", |at| &after[at..])
        } else if rest.starts_with("/*") {
            match after.find("*/") {
                Some(at) => &after[at + 2..],
                None => return false,
            }
        } else {
            ended = c == ';' || (ended && c.is_whitespace());
            after
        };
    }
    ended
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn a_query_goes_on_until_its_semicolon() {
        for whole in [
            "",
            ".help",
            "\\d",
            "select 1;",
            "select\n1; ",
            "select ';';",
            "select 1; -- done",
            "/* ; */ select 1;",
        ] {
            assert!(is_whole(whole), "{whole}");
        }
        for part in
            ["select 1", "select ';", "select \";\"", "select 1 -- ;", "/* select 1;", "select 1; select 2"]
        {
            assert!(!is_whole(part), "{part}");
        }
    }
}
