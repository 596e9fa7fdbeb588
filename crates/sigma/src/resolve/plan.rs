//! The modifiers of a field, checked against each other.

use crate::model::{Comparison, DatePart, Modifier, Position};
use crate::suggest::suggest;
use crate::walk::{Result, Walk};

/// Meaning of the modifiers of a field.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a modifier of its own, and all of them combine")]
pub(crate) struct Plan {
    pub kind: Kind,
    /// Changes of texts in the order of the modifiers.
    pub changes: Vec<Modifier>,
    /// All values have to match.
    pub all: bool,
    /// Letters count with their case.
    pub cased: bool,
    /// No value may match.
    pub negated: bool,
    /// Values have placeholders.
    pub expand: bool,
    /// The modifiers, for values that wait for their placeholders.
    pub modifiers: Vec<Modifier>,
}

/// Kind of comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Regex { ignore_case: bool, multi_line: bool, dot_all: bool },
    Network,
    Exists,
    Field(Position),
    Compare(Comparison),
    Date(DatePart, Comparison),
}

/// Reads the words behind a field's name.
pub(crate) fn read_modifiers(walk: &Walk, words: &str) -> Result<Vec<Modifier>> {
    words.split('|').map(|word| Modifier::find(word).map_or_else(|| refuse_word(walk, word), Ok)).collect()
}

fn refuse_word(walk: &Walk, word: &str) -> Result<Modifier> {
    if word == "not" {
        return walk.refuse("`not` is no modifier", "write `not` into the condition, or use `neq`");
    }
    if let Some(lower) = Modifier::find(&word.to_ascii_lowercase()) {
        return walk.refuse(format!("unknown modifier `{word}`"), format!("write `{}`", lower.word()));
    }
    walk.refuse(format!("unknown modifier `{word}`"), suggest(word, Modifier::words()))
}

impl Plan {
    /// Checks the words behind a field's name; none are plain equality.
    pub fn read(walk: &Walk, words: Option<&str>) -> Result<Plan> {
        let modifiers = words.map_or(Ok(Vec::new()), |words| read_modifiers(walk, words))?;
        Plan::new(walk, modifiers)
    }

    /// Checks modifiers against each other.
    pub fn new(walk: &Walk, modifiers: Vec<Modifier>) -> Result<Plan> {
        let mut plan = Plan {
            kind: Kind::Text,
            changes: Vec::new(),
            all: false,
            cased: false,
            negated: false,
            expand: false,
            modifiers: Vec::new(),
        };
        for modifier in modifiers {
            if plan.modifiers.contains(&modifier) {
                return walk
                    .refuse(format!("the modifier `{}` stands twice", modifier.word()), "keep one of them");
            }
            plan.add(walk, modifier)?;
            plan.modifiers.push(modifier);
        }
        plan.check_kind(walk)?;
        Ok(plan)
    }

    fn add(&mut self, walk: &Walk, modifier: Modifier) -> Result<()> {
        match modifier {
            Modifier::All => self.all = true,
            Modifier::Neq => self.negated = true,
            Modifier::Expand => self.expand = true,
            Modifier::Cased => self.cased = true,
            Modifier::Exists => return self.set_kind(walk, modifier, Kind::Exists),
            Modifier::Cidr => return self.set_kind(walk, modifier, Kind::Network),
            Modifier::FieldRef => return self.set_kind(walk, modifier, Kind::Field(Position::Whole)),
            Modifier::Regex => {
                let plain = Kind::Regex { ignore_case: false, multi_line: false, dot_all: false };
                return self.set_kind(walk, modifier, plain);
            }
            Modifier::RegexFlag(flag) => return self.set_flag(walk, modifier, flag),
            Modifier::Date(part) => {
                return self.set_kind(walk, modifier, Kind::Date(part, Comparison::Equal));
            }
            Modifier::Compare(comparison) => match self.kind {
                Kind::Date(part, Comparison::Equal) => self.kind = Kind::Date(part, comparison),
                _ => return self.set_kind(walk, modifier, Kind::Compare(comparison)),
            },
            Modifier::Position(_)
            | Modifier::Base64
            | Modifier::Base64Offset
            | Modifier::Utf16Le
            | Modifier::Utf16Be
            | Modifier::Utf16
            | Modifier::Windash => self.changes.push(modifier),
        }
        Ok(())
    }

    fn set_kind(&mut self, walk: &Walk, modifier: Modifier, kind: Kind) -> Result<()> {
        if self.kind == Kind::Text {
            self.kind = kind;
            return Ok(());
        }
        let other = self.modifiers.iter().copied().find(|m| !m.is_textual()).map_or("", Modifier::word);
        refuse_pair(walk, modifier.word(), other)
    }

    fn set_flag(&mut self, walk: &Walk, modifier: Modifier, flag: char) -> Result<()> {
        let Kind::Regex { ignore_case, multi_line, dot_all } = &mut self.kind else {
            let what = format!("the modifier `{}` belongs to a regular expression", modifier.word());
            return walk.refuse(what, "put it behind `re`");
        };
        match flag {
            'i' => *ignore_case = true,
            'm' => *multi_line = true,
            _ => *dot_all = true,
        }
        Ok(())
    }

    /// Checks what can only be seen at the end: a kind may stand behind what does not fit it.
    fn check_kind(&mut self, walk: &Walk) -> Result<()> {
        if let Kind::Field(position) = &mut self.kind {
            match self.changes[..] {
                [] => {}
                [Modifier::Position(place)] => *position = place,
                [first, ..] => return refuse_pair(walk, first.word(), "fieldref"),
            }
            self.changes.clear();
        }
        if self.kind == Kind::Text {
            return Ok(());
        }
        let word = self.kind.word();
        if let Some(change) = self.changes.first() {
            return refuse_pair(walk, change.word(), word);
        }
        if self.cased && !matches!(self.kind, Kind::Field(_) | Kind::Regex { ignore_case: false, .. }) {
            return refuse_pair(walk, "cased", word);
        }
        if self.expand && !matches!(self.kind, Kind::Regex { .. } | Kind::Network) {
            return refuse_pair(walk, "expand", word);
        }
        if self.negated && self.kind == Kind::Exists {
            return walk.refuse("`neq` says nothing with `exists`", "write `exists: false`");
        }
        if self.negated && matches!(self.kind, Kind::Compare(_)) {
            return walk.refuse(format!("`neq` does not go with `{word}`"), "use the opposite comparison");
        }
        Ok(())
    }
}

fn refuse_pair<T>(walk: &Walk, one: &str, other: &str) -> Result<T> {
    walk.refuse(format!("the modifiers `{one}` and `{other}` do not go together"), "keep one of them")
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Text => "",
            Kind::Regex { ignore_case: true, .. } => "i",
            Kind::Regex { .. } => "re",
            Kind::Network => "cidr",
            Kind::Exists => "exists",
            Kind::Field(_) => "fieldref",
            Kind::Compare(comparison) => Modifier::Compare(comparison).word(),
            Kind::Date(part, _) => Modifier::Date(part).word(),
        }
    }
}
