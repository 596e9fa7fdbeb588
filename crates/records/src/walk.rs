//! Second pass over a record: the grammar between the tokens, and each value held to the type of its field.

use crate::error::{Error, Problem};
use crate::fit;
use crate::layout::{self, Layout, SlotId, Ty};
use crate::member::{Finding, Fit, Member, What};
use crate::names::{NameId, Names};
use crate::parser::Limits;
use crate::text;

/// What is known of a record when its text has been walked.
#[derive(Clone, Copy)]
pub(crate) struct Walked {
    pub layout: &'static Layout,
    /// Mandatory fields that are there, by their bits.
    pub present: u64,
}

/// Walks one record.
pub(crate) struct Walk<'p> {
    pub json: &'p [u8],
    /// Place of each token, and two places behind the end.
    pub tokens: &'p [u32],
    pub limits: Limits,
    pub names: &'static Names,
    pub record_type: NameId,
    pub members: &'p mut Vec<Member>,
    pub findings: &'p mut Vec<Finding>,
    pub(crate) at: usize,
    pub(crate) keys: usize,
}

/// Why a walk stopped before its end.
enum Stop {
    Error(Error),
    /// The record is of another layout than assumed.
    Layout(&'static Layout),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

impl Walk<'_> {
    /// Walks the record, assuming `guess` to be its layout; where its `RecordType` tells otherwise, again.
    pub fn record(&mut self, guess: &'static Layout) -> Result<Walked, Error> {
        let first = match self.members(guess, true) {
            Ok(walked) => walked,
            Err(Stop::Error(error)) => return Err(error),
            Err(Stop::Layout(layout)) => self.again(layout)?,
        };
        let layout = self.layout_by_members();
        if std::ptr::eq(layout, first.layout) { Ok(first) } else { self.again(layout) }
    }

    fn again(&mut self, layout: &'static Layout) -> Result<Walked, Error> {
        self.members(layout, false).map_err(|stop| match stop {
            Stop::Error(error) => error,
            Stop::Layout(_) => Error::at(Problem::NotAnObject, 0),
        })
    }

    /// Of a doubled `RecordType` the last one counts, as of any doubled key.
    fn layout_by_members(&self) -> &'static Layout {
        let found = self.members.iter().rev().find(|m| m.name == self.record_type);
        found.map_or_else(layout::common, |m| layout_of(&self.json[m.value.0 as usize..m.value.1 as usize]))
    }

    fn members(&mut self, layout: &'static Layout, may_stop: bool) -> Result<Walked, Stop> {
        self.members.clear();
        self.findings.clear();
        (self.at, self.keys) = (0, 0);
        let mut seen = Seen::default();
        let mut present = 0;
        if self.byte(0) != b'{' {
            return Err(self.error(Problem::NotAnObject).into());
        }
        self.at = 1;
        let mut more = !self.close_if(b'}');
        while more {
            let key = self.key()?;
            let (name, slot, respelled) = self.identify(layout, key);
            let field = layout.get(slot);
            let start = self.place(0);
            let (end, fit) = self.value(field.map_or(Ty::ANY, |f| f.ty), 1)?;
            if name == self.record_type && may_stop {
                let told = layout_of(&self.json[start as usize..end as usize]);
                if !std::ptr::eq(told, layout) {
                    return Err(Stop::Layout(told));
                }
            }
            if let Some(field) = field {
                // Null stands for absent.
                present |= if self.json[start as usize] == b'n' { 0 } else { field.mandatory };
                if seen.again(slot) {
                    self.findings.push(Finding { at: key.0, what: What::DoubledKey });
                }
            }
            self.members.push(Member { key, value: (start, end), name, slot, respelled, fit });
            more = self.comma_or(b'}')?;
        }
        match self.tokens.get(self.at) {
            Some(&place) if (place as usize) < self.json.len() => Err(self.error(Problem::Trailing).into()),
            _ => Ok(Walked { layout, present }),
        }
    }

    #[inline]
    fn identify(&self, layout: &'static Layout, key: (u32, u32)) -> Identity {
        identify(layout, self.names, &self.json[key.0 as usize..key.1 as usize])
    }

    /// A key and its colon.
    #[inline]
    fn key(&mut self) -> Result<(u32, u32), Error> {
        self.keys += 1;
        if self.keys > self.limits.keys {
            return Err(self.error(Problem::TooManyKeys { limit: self.limits.keys }));
        }
        if self.byte(0) != b'"' {
            return Err(self.error(Problem::Expected("a key in quotes")));
        }
        let key = (self.place(0) + 1, self.place(1));
        self.at += 2;
        if self.byte(0) != b':' {
            return Err(self.error(Problem::Expected("a colon")));
        }
        self.at += 1;
        Ok(key)
    }

    /// A value of any kind: its end, and how it fits. What does not fit inside it is noted on the way.
    #[inline]
    fn value(&mut self, ty: Ty, depth: usize) -> Result<(u32, Fit), Error> {
        let start = self.place(0);
        match self.byte(0) {
            b'"' => {
                let end = self.place(1);
                self.at += 2;
                let body = &self.json[start as usize + 1..end as usize];
                // One item may stand for a list of one.
                let fit = fit::of_string(ty.item(), body);
                Ok((end + 1, in_list(ty, fit)))
            }
            b'{' => self.object(ty, depth),
            b'[' => self.array(ty, depth),
            _ => self.scalar(ty),
        }
    }

    /// A number or a literal.
    fn scalar(&mut self, ty: Ty) -> Result<(u32, Fit), Error> {
        let start = self.place(0) as usize;
        let rest = self.json.get(start..self.place(1) as usize).unwrap_or_default();
        let text = trim_end(rest);
        let fit = match text {
            b"true" | b"false" => in_list(ty, fit::of_bool(ty.item())),
            b"null" => Fit::Exact,
            number if is_number(number) => in_list(ty, fit::of_number(ty.item(), number)),
            [b'-' | b'0'..=b'9', ..] => return Err(self.error(Problem::Number)),
            _ => return Err(self.error(Problem::Expected("a value"))),
        };
        self.at += 1;
        Ok(((start + text.len()) as u32, fit))
    }

    fn object(&mut self, ty: Ty, depth: usize) -> Result<(u32, Fit), Error> {
        self.check_depth(depth)?;
        let layout = ty.layout();
        self.at += 1;
        let mut seen = Seen::default();
        let mut more = !self.close_if(b'}');
        while more {
            let key = self.key()?;
            let (_, slot, respelled) = layout.map_or(UNKNOWN, |l| self.identify(l, key));
            let field = layout.and_then(|l| l.get(slot));
            let start = self.place(0);
            let ty = field.map_or(Ty::ANY, |f| f.ty);
            let (_, fit) = self.value(ty, depth + 1)?;
            if layout.is_some() {
                let doubled = field.is_some() && seen.again(slot);
                let documented = field.is_some_and(|f| f.documented);
                if fit != Fit::Exact || respelled || doubled || !documented {
                    self.note(key.0, start, Nested { ty, fit, respelled, doubled, known: field.is_some(), documented });
                }
            }
            more = self.comma_or(b'}')?;
        }
        let any = ty.code == layout::Code::Any;
        let fit = if layout.is_some() || any { in_list(ty, Fit::Exact) } else { Fit::WrongType };
        Ok((self.tokens[self.at - 1] + 1, fit))
    }

    fn array(&mut self, ty: Ty, depth: usize) -> Result<(u32, Fit), Error> {
        self.check_depth(depth)?;
        self.at += 1;
        // A list of one may stand for the item itself.
        let item = if ty.list || ty.layout().is_some() { ty.item() } else { Ty::ANY };
        let mut count = 0;
        let mut more = !self.close_if(b']');
        while more {
            let start = self.place(0);
            let (_, fit) = self.value(item, depth + 1)?;
            if fit != Fit::Exact {
                self.findings.push(Finding { at: start, what: What::Value(fit, item) });
            }
            count += 1;
            more = self.comma_or(b']')?;
        }
        let fit = match ty.code {
            _ if ty.list => Fit::Exact,
            layout::Code::Any => Fit::Exact,
            layout::Code::Complex if count <= 1 => Fit::OtherForm,
            _ => Fit::WrongType,
        };
        Ok((self.tokens[self.at - 1] + 1, fit))
    }

    #[cold]
    fn note(&mut self, key: u32, value: u32, n: Nested) {
        let mut push = |at, what| self.findings.push(Finding { at, what });
        if !n.known {
            push(key, What::UnknownKey);
        } else if !n.documented {
            push(key, What::UndocumentedKey);
        }
        if n.respelled {
            push(key, What::RespelledKey);
        }
        if n.doubled {
            push(key, What::DoubledKey);
        }
        if n.fit != Fit::Exact {
            push(value, What::Value(n.fit, n.ty));
        }
    }

    fn check_depth(&self, depth: usize) -> Result<(), Error> {
        if depth >= self.limits.depth {
            return Err(self.error(Problem::TooDeep { limit: self.limits.depth }));
        }
        Ok(())
    }

    /// Takes the closing bracket of an empty object or list.
    #[inline]
    fn close_if(&mut self, close: u8) -> bool {
        let closed = self.byte(0) == close;
        self.at += usize::from(closed);
        closed
    }

    /// Takes a comma (true) or the closing bracket (false).
    #[inline]
    fn comma_or(&mut self, close: u8) -> Result<bool, Error> {
        let byte = self.byte(0);
        if byte != b',' && byte != close {
            let what = if close == b'}' { "a comma or the end of the object" } else { "a comma or the end of the list" };
            return Err(self.error(Problem::Expected(what)));
        }
        self.at += 1;
        Ok(byte == b',')
    }

    /// Place of the token `ahead` of the current one; behind the end of the text where there is none.
    #[inline]
    fn place(&self, ahead: usize) -> u32 {
        self.tokens.get(self.at + ahead).copied().unwrap_or(u32::MAX)
    }

    /// First byte of a token; 0 where there is none.
    #[inline]
    fn byte(&self, ahead: usize) -> u8 {
        self.json.get(self.place(ahead) as usize).copied().unwrap_or(0)
    }

    #[cold]
    fn error(&self, problem: Problem) -> Error {
        Error::at(problem, (self.place(0) as usize).min(self.json.len()))
    }
}

/// What is to note of a key inside a value.
#[allow(clippy::struct_excessive_bools, reason = "each is a finding of its own")]
struct Nested {
    ty: Ty,
    fit: Fit,
    respelled: bool,
    doubled: bool,
    known: bool,
    documented: bool,
}

/// Which fields of an object were met.
#[derive(Default)]
struct Seen(u128);

impl Seen {
    #[inline]
    fn again(&mut self, slot: SlotId) -> bool {
        let bit = 1_u128.checked_shl(u32::from(slot.0)).unwrap_or(0);
        let again = self.0 & bit != 0;
        self.0 |= bit;
        again
    }
}

/// A single item where a list is documented means a list of it.
#[inline]
fn in_list(ty: Ty, fit: Fit) -> Fit {
    if ty.list && fit == Fit::Exact { Fit::OtherForm } else { fit }
}

/// Name of a field, its place in the layout, and whether the key is spelled otherwise.
type Identity = (NameId, SlotId, bool);

const UNKNOWN: Identity = (NameId::UNKNOWN, SlotId::NONE, false);

/// Which field a key is: by its exact bytes, then decoded, then with case and blanks passed over.
#[inline]
pub(crate) fn identify(layout: &'static Layout, names: &Names, key: &[u8]) -> Identity {
    match names.find(key).and_then(|name| Some((name, layout.field_of(name)?))) {
        Some((name, (slot, false))) => (name, slot, false),
        _ => identify_slowly(layout, names, key),
    }
}

#[cold]
fn identify_slowly(layout: &'static Layout, names: &Names, key: &[u8]) -> Identity {
    let decoded = match std::str::from_utf8(key) {
        Ok(key) if key.contains('\\') => text::decode(key),
        Ok(key) => key.into(),
        Err(_) => return UNKNOWN,
    };
    let decoded = decoded.as_bytes();
    let exact = names.find(decoded).and_then(|name| layout.field_of(name));
    let respelled = exact.is_none_or(|(_, respelled)| respelled);
    let slot = exact.map(|(slot, _)| slot).or_else(|| layout.field_spelled_like(decoded));
    slot.and_then(|slot| Some((layout.get(slot)?.name, slot, respelled))).unwrap_or(UNKNOWN)
}

/// The layout that a `RecordType` value calls for.
fn layout_of(value: &[u8]) -> &'static Layout {
    let number = crate::number::integer(value).or_else(|| {
        let body = std::str::from_utf8(value).ok()?.strip_prefix('"')?.strip_suffix('"')?;
        record_type_in(&text::decode(body))
    });
    number.map_or_else(layout::common, layout::of_record_type)
}

/// Number of a record type written as text: a number or one of its names.
pub(crate) fn record_type_in(text: &str) -> Option<i64> {
    crate::number::integer(text.as_bytes())
        .or_else(|| trail365_schema::record_type_named(text.trim()).map(|t| i64::from(t.value)))
}

/// Without the white space that JSON knows; what else is there belongs to the value.
fn trim_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t' | b'\n' | b'\r'] = text {
        text = rest;
    }
    text
}

/// Whether a text is a number by JSON's grammar.
fn is_number(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut rest = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let len = digits(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}
