//! Texts through the modifiers that change them.

use super::encode::{Utf16, encode_base64, encode_base64_offsets, encode_utf16};
use super::windash::spell_dashes;
use crate::model::{Modifier, Pattern, Piece, Position};
use crate::walk::{Result, Walk};

/// A text between two modifiers.
enum Form {
    Pattern(Pattern),
    /// Bytes of UTF-16, which only base64 makes text again.
    Bytes(Vec<u8>),
}

/// Returns the patterns of a text; one of them has to match.
pub(super) fn change_text(walk: &Walk, text: &str, changes: &[Modifier]) -> Result<Vec<Pattern>> {
    let mut forms = vec![Form::Pattern(Pattern::parse(text))];
    for change in changes {
        let mut next = Vec::new();
        for form in forms {
            next.extend(change_form(walk, form, *change)?);
        }
        forms = next;
    }
    let finish = |form| match form {
        Form::Pattern(pattern) => Ok(pattern),
        Form::Bytes(_) => walk.refuse(
            "UTF-16 is never found in the text of a record",
            "put `base64` or `base64offset` behind it",
        ),
    };
    forms.into_iter().map(finish).collect()
}

fn change_form(walk: &Walk, form: Form, change: Modifier) -> Result<Vec<Form>> {
    match (change, form) {
        (Modifier::Position(position), Form::Pattern(pattern)) => {
            let front = matches!(position, Position::End | Position::Anywhere);
            let behind = matches!(position, Position::Start | Position::Anywhere);
            Ok(vec![Form::Pattern(pattern.widen(front, behind))])
        }
        (Modifier::Windash, Form::Pattern(pattern)) => spell_pattern(walk, &pattern),
        (Modifier::Base64, form) => {
            let bytes = take_bytes(walk, form, change)?;
            Ok(vec![Form::Pattern(Pattern::literal(encode_base64(&bytes)))])
        }
        (Modifier::Base64Offset, form) => {
            let bytes = take_bytes(walk, form, change)?;
            let texts = encode_base64_offsets(&bytes);
            if texts.len() < 3 {
                return walk.refuse("the text is too short for `base64offset`", "look for a longer text");
            }
            Ok(texts.into_iter().map(|text| Form::Pattern(Pattern::literal(text))).collect())
        }
        (Modifier::Utf16Le, Form::Pattern(pattern)) => widen_text(walk, &pattern, Utf16::Little, change),
        (Modifier::Utf16Be, Form::Pattern(pattern)) => widen_text(walk, &pattern, Utf16::Big, change),
        (Modifier::Utf16, Form::Pattern(pattern)) => widen_text(walk, &pattern, Utf16::Marked, change),
        (_, Form::Bytes(_)) => {
            let what = format!("the modifier `{}` cannot stand behind UTF-16", change.word());
            walk.refuse(what, "put `base64` or `base64offset` in front of it")
        }
        (_, form) => Ok(vec![form]),
    }
}

fn widen_text(walk: &Walk, pattern: &Pattern, form: Utf16, change: Modifier) -> Result<Vec<Form>> {
    let text = take_literal(walk, pattern, change)?;
    Ok(vec![Form::Bytes(encode_utf16(text, form))])
}

fn take_bytes(walk: &Walk, form: Form, change: Modifier) -> Result<Vec<u8>> {
    match form {
        Form::Bytes(bytes) => Ok(bytes),
        Form::Pattern(pattern) => take_literal(walk, &pattern, change).map(|text| text.as_bytes().to_vec()),
    }
}

fn take_literal<'p>(walk: &Walk, pattern: &'p Pattern, change: Modifier) -> Result<&'p str> {
    match pattern.as_literal() {
        Some("") => {
            walk.refuse(format!("there is nothing for `{}` to encode", change.word()), "write a text")
        }
        Some(text) => Ok(text),
        None => {
            let what = format!("`{}` cannot encode the wildcards * and ?", change.word());
            walk.refuse(what, "escape them as \\* and \\?, and put `contains` behind the encoding")
        }
    }
}

/// Returns the pattern in all spellings of its dashes.
fn spell_pattern(walk: &Walk, pattern: &Pattern) -> Result<Vec<Form>> {
    let mut spellings: Vec<Vec<Piece>> = vec![Vec::new()];
    for piece in pattern.pieces() {
        let choices: Option<Vec<Piece>> = match piece {
            Piece::Text(text) => spell_dashes(text).map(|texts| texts.into_iter().map(Piece::Text).collect()),
            wildcard => Some(vec![wildcard.clone()]),
        };
        // Two pieces may have five dashes each.
        let choices = choices.filter(|choices| choices.len() * spellings.len() <= 3_125);
        let Some(choices) = choices else {
            return walk.refuse("`windash` has more than 5 dashes to replace", "split the text");
        };
        let add =
            |spelling: &Vec<Piece>, choice: &Piece| [&spelling[..], std::slice::from_ref(choice)].concat();
        spellings = spellings.iter().flat_map(|s| choices.iter().map(move |choice| add(s, choice))).collect();
    }
    Ok(spellings.into_iter().map(|pieces| Form::Pattern(pieces.into_iter().collect())).collect())
}
