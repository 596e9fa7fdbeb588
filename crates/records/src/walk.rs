//! Second pass over a record: the grammar between the tokens, and each value held to the type of its field.

use crate::error::{Error, Problem};
use crate::fit;
use crate::layout::{self, Known, Layout, SlotId, Ty};
use crate::member::{FieldOf, Finding, Fit, Member, MemberId, What};
use crate::names::NameId;
use crate::parser::Limits;
use crate::scan::{AHEAD, END};
use trail365_text::json as json_text;

/// What is known of a record when its text has been walked.
#[derive(Clone, Copy)]
pub(crate) struct Walked {
    pub layout: &'static Layout,
    /// Mandatory fields that are there, by their bits.
    pub present: u64,
    /// Findings beyond the limit.
    pub unlisted: usize,
    /// Some keys are none of the layout's.
    pub unknown: bool,
}

/// Walks one record.
pub(crate) struct Walk<'p> {
    pub json: &'p [u8],
    /// Place of each token, see [`crate::scan::Tokens`].
    pub places: &'p [u32],
    /// Byte at each place.
    pub bytes: &'p [u8],
    pub limits: Limits,
    pub record_type: NameId,
    pub members: &'p mut Vec<Member>,
    /// For each field of the layout the member that counts.
    pub index: &'p mut Vec<MemberId>,
    pub findings: &'p mut Vec<Finding>,
    pub at: usize,
    pub keys: usize,
    pub unlisted: usize,
    /// Set where a step gives [`Failed`].
    pub failure: Option<Error>,
}

/// A key that stands first among the next tokens, as [`Walk::front`] gives it: quote, quote, colon.
const KEY: u64 = u64::from_le_bytes(*b"\"\":\0\0\0\0\0");
const KEY_MASK: u64 = 0xFF_FFFF;

/// A step that failed; the error lies in [`Walk::failure`], so that what steps give stays small.
struct Failed;

type Step<T> = Result<T, Failed>;

impl Walk<'_> {
    /// Walks the record, assuming `guess` to be its layout; where its `RecordType` tells otherwise, again.
    pub fn record(&mut self, guess: &'static Layout) -> Result<Walked, Error> {
        self.walk(guess).map_err(|Failed| self.failure.take().unwrap_or(Error::at(Problem::NotAnObject, 0)))
    }

    fn walk(&mut self, guess: &'static Layout) -> Step<Walked> {
        let first = self.members(guess, true)?;
        let told = self.layout_by_members(guess);
        if std::ptr::eq(told, guess) {
            return Ok(first);
        }
        let second = self.members(told, false)?;
        // Behind the place where the first walk stopped another `RecordType` may count.
        let last = self.layout_by_members(told);
        if std::ptr::eq(last, told) { Ok(second) } else { self.members(last, false) }
    }

    /// The layout that the `RecordType` which counts calls for.
    fn layout_by_members(&self, walked: &'static Layout) -> &'static Layout {
        let id = self.index.get(usize::from(walked.slot_of(self.record_type).0));
        let found = id.and_then(|id| self.members.get(id.0 as usize));
        found.map_or_else(layout::common, |m| layout_of(self.slice(m.value)))
    }

    /// Walks all members by a layout; with `may_stop` no further than to a `RecordType` that calls for another one.
    fn members(&mut self, layout: &'static Layout, may_stop: bool) -> Step<Walked> {
        self.members.clear();
        self.findings.clear();
        self.index.clear();
        self.index.resize(layout.fields.len(), MemberId::NONE);
        (self.at, self.keys, self.unlisted) = (0, 0, 0);
        let record_type = layout.slot_of(self.record_type);
        let (mut present, mut unknown) = (0, false);
        if self.byte() != b'{' {
            return self.fail(Problem::NotAnObject);
        }
        self.at = 1;
        let mut more = !self.close_if(b'}');
        while more {
            let key = self.key()?;
            let known = layout.identify(self.slice(key));
            let (start, null, token) = (self.place(), self.byte() == b'n', self.at as u32);
            let (end, fit) = self.value(known.ty, 1)?;
            let &Known { slot, respelled, .. } = known;
            let member = Member { key, value: (start, end), token, slot, respelled, fit };
            if known.is_field() {
                // Null stands for absent.
                present |= if null { 0 } else { known.mandatory };
                self.count(&member, null);
            } else {
                unknown = true;
            }
            self.members.push(member);
            if slot == record_type && may_stop && !std::ptr::eq(self.layout_by_members(layout), layout) {
                return Ok(Walked { layout, present, unlisted: self.unlisted, unknown });
            }
            more = self.comma_or(b'}')?;
        }
        if self.place() != END {
            return self.fail(Problem::Trailing);
        }
        Ok(Walked { layout, present, unlisted: self.unlisted, unknown })
    }

    /// Makes a member the one that counts for its field, if it ranks no lower than the one before: a value goes before
    /// null, then an exact spelling before another, then the last one before the others.
    #[inline]
    fn count(&mut self, member: &Member, null: bool) {
        let id = MemberId(self.members.len() as u32);
        let place = &mut self.index[usize::from(member.slot.0)];
        if *place == MemberId::NONE {
            *place = id;
            return;
        }
        let before = self.members[place.0 as usize];
        let before_is_null = self.json.get(before.value.0 as usize) == Some(&b'n');
        if (!null, !member.respelled) >= (!before_is_null, !before.respelled) {
            *place = id;
        }
        self.find(member.key.0, What::DoubledKey);
    }

    /// A key and its colon.
    #[inline]
    fn key(&mut self) -> Step<(u32, u32)> {
        self.keys += 1;
        if self.keys > self.limits.keys || self.front() & KEY_MASK != KEY {
            return self.no_key();
        }
        let [open, close, _] = self.ahead();
        self.at += 3;
        Ok((open + 1, close))
    }

    #[cold]
    fn no_key(&mut self) -> Step<(u32, u32)> {
        if self.keys > self.limits.keys {
            return self.fail(Problem::TooManyKeys { limit: self.limits.keys });
        }
        if self.byte() != b'"' {
            return self.fail(Problem::Expected("a key in quotes"));
        }
        self.at += 2;
        self.fail(Problem::Expected("a colon"))
    }

    /// A value of any kind: its end, and how it fits. What does not fit inside it is noted on the way.
    #[inline]
    fn value(&mut self, ty: Ty, depth: usize) -> Step<(u32, Fit)> {
        if self.byte() == b'"' {
            let [start, end] = self.ahead();
            self.at += 2;
            return Ok((end + 1, in_list(ty, fit::of_string(ty, self.slice((start + 1, end))))));
        }
        self.other_value(ty, depth)
    }

    #[inline(never)]
    fn other_value(&mut self, ty: Ty, depth: usize) -> Step<(u32, Fit)> {
        match self.byte() {
            b'{' => self.object(ty, depth),
            b'[' => self.array(ty, depth),
            _ => self.scalar(ty),
        }
    }

    /// A number or a literal.
    fn scalar(&mut self, ty: Ty) -> Step<(u32, Fit)> {
        let [start, next] = self.ahead();
        let start = start as usize;
        let end = self.json.len().min(next as usize);
        let rest = self.json.get(start..end).unwrap_or_default();
        let text = trim_end(rest);
        let fit = match text {
            [b'-' | b'0'..=b'9', ..] if is_number(text) => in_list(ty, fit::of_number(ty, text)),
            [b'-' | b'0'..=b'9', ..] => return self.fail(Problem::Number),
            b"true" | b"false" => in_list(ty, fit::of_bool(ty)),
            b"null" => Fit::Exact,
            _ => return self.fail(Problem::Expected("a value")),
        };
        self.at += 1;
        Ok(((start + text.len()) as u32, fit))
    }

    fn object(&mut self, ty: Ty, depth: usize) -> Step<(u32, Fit)> {
        self.check_depth(depth)?;
        let start = self.place();
        self.at += 1;
        let fit = match ty.layout() {
            Some(layout) => {
                self.fields(start, layout, depth + 1)?;
                in_list(ty, Fit::Exact)
            }
            None => {
                self.anything(depth + 1)?;
                if ty.code == layout::Code::Any { in_list(ty, Fit::Exact) } else { Fit::WrongType }
            }
        };
        Ok((self.places[self.at - 1] + 1, fit))
    }

    /// Inside of an object that a schema describes; it starts at `at`.
    fn fields(&mut self, at: u32, layout: &'static Layout, depth: usize) -> Step<()> {
        let mut seen = Seen::default();
        let mut present = 0;
        let mut more = !self.close_if(b'}');
        while more {
            let key = self.key()?;
            let known = layout.identify(self.slice(key));
            let (start, null) = (self.place(), self.byte() == b'n');
            let (_, fit) = self.value(known.ty, depth)?;
            present |= if null { 0 } else { known.mandatory };
            let doubled = known.is_field() && seen.again(known.slot);
            if fit != Fit::Exact || known.respelled || doubled || !known.documented {
                self.note(key.0, layout, known, doubled);
                if fit != Fit::Exact {
                    self.find(start, What::Value(fit, known.ty));
                }
            }
            more = self.comma_or(b'}')?;
        }
        if layout.mandatory & !present != 0 {
            self.note_missing(at, layout, layout.mandatory & !present);
        }
        Ok(())
    }

    /// Inside of an object that no schema describes.
    fn anything(&mut self, depth: usize) -> Step<()> {
        let mut more = !self.close_if(b'}');
        while more {
            self.key()?;
            self.value(Ty::ANY, depth)?;
            more = self.comma_or(b'}')?;
        }
        Ok(())
    }

    fn array(&mut self, ty: Ty, depth: usize) -> Step<(u32, Fit)> {
        self.check_depth(depth)?;
        self.at += 1;
        // A list of one may stand for the item itself.
        let item = if ty.list || ty.code == layout::Code::Complex { ty.item() } else { Ty::ANY };
        let (mut count, mut fitting) = (0, 0);
        let mut more = !self.close_if(b']');
        let pairs = item.is_pair();
        while more {
            if pairs && self.plain_pair() {
                (count, fitting) = (count + 1, fitting + 1);
                more = self.comma_or(b']')?;
                continue;
            }
            let start = self.place();
            let (_, fit) = self.value(item, depth + 1)?;
            if fit == Fit::Exact {
                fitting += 1;
            } else {
                self.find(start, What::Value(fit, item));
            }
            count += 1;
            more = self.comma_or(b']')?;
        }
        let fit = match ty.code {
            _ if ty.list => Fit::Exact,
            layout::Code::Any => Fit::Exact,
            layout::Code::Complex if (count, fitting) == (1, 1) => Fit::OtherForm,
            _ => Fit::WrongType,
        };
        Ok((self.places[self.at - 1] + 1, fit))
    }

    /// Takes `{"Name":"...","Value":"..."}` written just so, which most of the tokens of most records belong to.
    /// Anything else is left to the general way.
    #[inline]
    fn plain_pair(&mut self) -> bool {
        const PAIR: &[u8] = b"{\"\":\"\",\"\":\"\"}";
        let ahead = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<{ PAIR.len() }>);
        let [_, name, _, _, _, _, _, value] = self.ahead();
        let follows =
            |at: u32, text: &[u8]| self.json.get(at as usize..).is_some_and(|rest| rest.starts_with(text));
        let plain = ahead.is_some_and(|ahead| ahead == PAIR)
            && follows(name, b"\"Name\"")
            && follows(value, b"\"Value\"")
            && self.keys + 2 <= self.limits.keys;
        if plain {
            self.at += PAIR.len();
            self.keys += 2;
        }
        plain
    }

    #[cold]
    fn find(&mut self, at: u32, what: What) {
        if self.findings.len() < self.limits.findings {
            self.findings.push(Finding { at, what });
        } else {
            self.unlisted += 1;
        }
    }

    #[cold]
    fn note(&mut self, key: u32, layout: &'static Layout, known: &Known, doubled: bool) {
        let field = FieldOf { schema: layout.schema, slot: known.slot };
        if !known.is_field() {
            self.find(key, What::UnknownKey);
        } else if !known.documented {
            self.find(key, What::UndocumentedKey(field));
        }
        if known.respelled {
            self.find(key, What::RespelledKey(field));
        }
        if doubled {
            self.find(key, What::DoubledKey);
        }
    }

    #[cold]
    fn note_missing(&mut self, at: u32, layout: &'static Layout, bits: u64) {
        for slot in layout.mandatory_slots(bits) {
            self.find(at, What::MissingKey(FieldOf { schema: layout.schema, slot }));
        }
    }

    fn check_depth(&mut self, depth: usize) -> Step<()> {
        if depth >= self.limits.depth {
            return self.fail(Problem::TooDeep { limit: self.limits.depth });
        }
        Ok(())
    }

    /// Takes the closing bracket of an empty object or list.
    #[inline]
    fn close_if(&mut self, close: u8) -> bool {
        let closed = self.byte() == close;
        self.at += usize::from(closed);
        closed
    }

    /// Takes a comma (true) or the closing bracket (false).
    #[inline]
    fn comma_or(&mut self, close: u8) -> Step<bool> {
        let byte = self.byte();
        if byte != b',' && byte != close {
            let what = if close == b'}' {
                "a comma or the end of the object"
            } else {
                "a comma or the end of the list"
            };
            return self.fail(Problem::Expected(what));
        }
        self.at += 1;
        Ok(byte == b',')
    }

    /// Places of the next tokens.
    #[inline]
    fn ahead<const N: usize>(&self) -> [u32; N] {
        const { assert!(N <= AHEAD) };
        self.places.get(self.at..).and_then(<[u32]>::first_chunk).copied().unwrap_or([END; N])
    }

    /// Place of the next token.
    #[inline]
    fn place(&self) -> u32 {
        self.ahead::<1>()[0]
    }

    /// Bytes of the next eight tokens, the first one lowest.
    #[inline]
    fn front(&self) -> u64 {
        const { assert!(AHEAD >= 8) };
        self.bytes.get(self.at..).and_then(<[u8]>::first_chunk).copied().map_or(0, u64::from_le_bytes)
    }

    /// Byte of the next token; 0 where there is none.
    #[inline]
    fn byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Bytes of a span that the scan found.
    #[inline]
    fn slice(&self, (start, end): (u32, u32)) -> &[u8] {
        self.json.get(start as usize..end as usize).unwrap_or_default()
    }

    #[cold]
    fn fail<T>(&mut self, problem: Problem) -> Step<T> {
        self.failure = Some(Error::at(problem, (self.place() as usize).min(self.json.len())));
        Err(Failed)
    }
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

/// The layout that a `RecordType` value calls for.
fn layout_of(value: &[u8]) -> &'static Layout {
    let number = crate::number::integer(value).or_else(|| {
        let body = std::str::from_utf8(value).ok()?.strip_prefix('"')?.strip_suffix('"')?;
        record_type_in(&json_text::decode(body))
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
        let exponent =
            exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let len = digits(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}
