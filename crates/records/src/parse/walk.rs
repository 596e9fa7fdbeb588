//! Second pass over a record: the grammar between the tokens, and each value held to the type of its field.
//!
//! Of the time to parse a record the scan takes a quarter and this walk the rest. A sixth of the walk finds keys; the
//! type of each value costs most where the CPU guesses the branch on it wrong (`benches/README.md`). So the common case
//! of each step is one comparison of several tokens at once, and rare cases are out of line.

use trail365_text::json as json_text;

use super::fit::{self, Fit};
use super::layout::{self, FieldType, KeyMeaning, Layout, SlotId, TypeCode};
use super::limits::Limits;
use super::member::{FieldRef, Finding, FindingKind, Member, MemberId};
use super::names::NameId;
use super::scan::{AHEAD, END};
use crate::error::{Error, Problem};
use crate::scalar::number;

/// Facts about a record whose text has been walked.
#[derive(Clone, Copy)]
pub(crate) struct Walked {
    pub layout: &'static Layout,
    /// Mandatory fields that are there, by their bits.
    pub present: u64,
    /// Findings beyond the limit.
    pub unlisted: usize,
    /// The layout lacks some of the keys.
    pub has_unknown: bool,
}

/// The walk over one record.
pub(crate) struct Walk<'p> {
    pub json: &'p [u8],
    /// Place of each token, see [`super::scan::Tokens`].
    pub places: &'p [u32],
    /// Byte at each place.
    pub bytes: &'p [u8],
    pub limits: Limits,
    pub record_type: NameId,
    pub members: &'p mut Vec<Member>,
    /// For each field of the layout the member that counts.
    pub index: &'p mut Vec<MemberId>,
    pub findings: &'p mut Vec<Finding>,
    /// Index of the next token.
    pub at: usize,
    pub keys: usize,
    pub unlisted: usize,
    /// Set where a step returns [`Failed`].
    pub failure: Option<Error>,
}

/// First three of the next tokens where a key stands, as [`Walk::next_bytes`] returns them: quote, quote, colon.
/// One comparison of a word stands for three of a byte, each with a branch.
const KEY: u64 = u64::from_le_bytes(*b"\"\":\0\0\0\0\0");
const KEY_MASK: u64 = 0xFF_FFFF;

/// A step that failed. The error lies in [`Walk::failure`]: an [`Error`] in the result of each step would make it larger
/// than two registers, and every value would pass through memory.
struct Failed;

type Step<T> = Result<T, Failed>;

impl Walk<'_> {
    /// Walks the record with `guess` as its layout. Where its `RecordType` calls for another one, it walks again.
    ///
    /// The layout depends on a field that any place of the record may hold. Records come in runs of a type, so the
    /// layout of the record before is nearly always right, and the record is walked once.
    pub fn walk_record(&mut self, guess: &'static Layout) -> Result<Walked, Error> {
        self.walk_by(guess).map_err(|Failed| self.take_failure())
    }

    /// Walks the record by a layout, whatever its `RecordType` calls for.
    pub fn walk_as(&mut self, layout: &'static Layout) -> Result<Walked, Error> {
        self.walk_members(layout, false).map_err(|Failed| self.take_failure())
    }

    fn take_failure(&mut self) -> Error {
        self.failure.take().unwrap_or(Error::at(Problem::NotAnObject, 0))
    }

    fn walk_by(&mut self, guess: &'static Layout) -> Step<Walked> {
        let first = self.walk_members(guess, true)?;
        let called_for = self.layout_of_members(guess);
        if std::ptr::eq(called_for, guess) {
            return Ok(first);
        }
        let second = self.walk_members(called_for, false)?;
        // The first walk stopped at a `RecordType`: behind it may stand another one that counts more.
        let last = self.layout_of_members(called_for);
        if std::ptr::eq(last, called_for) { Ok(second) } else { self.walk_members(last, false) }
    }

    /// Walks an object or list, and reports whether it is valid and nothing follows it.
    pub fn is_whole_container(&mut self, depth: usize) -> bool {
        self.take_other_value(FieldType::ANY, depth).is_ok() && self.next_place() == END
    }

    /// Returns the layout that belongs to the `RecordType` which counts.
    fn layout_of_members(&self, walked: &'static Layout) -> &'static Layout {
        let id = self.index.get(usize::from(walked.slot_of(self.record_type).0));
        let found = id.and_then(|id| self.members.get(id.0 as usize));
        found.map_or_else(layout::common_layout, |m| layout_by_record_type(self.span_bytes(m.value)))
    }

    /// Walks all members by a layout. With `may_stop` it ends at a `RecordType` that calls for another layout.
    fn walk_members(&mut self, layout: &'static Layout, may_stop: bool) -> Step<Walked> {
        self.members.clear();
        self.findings.clear();
        self.index.clear();
        self.index.resize(layout.fields.len(), MemberId::NONE);
        (self.at, self.keys, self.unlisted) = (0, 0, 0);
        let record_type = layout.slot_of(self.record_type);
        let (mut present, mut has_unknown) = (0, false);
        if self.next_byte() != b'{' {
            return self.fail_here(Problem::NotAnObject);
        }
        self.at = 1;
        let mut more = !self.take_close(b'}');
        while more {
            let key = self.take_key()?;
            let known = layout.identify_key(self.span_bytes(key));
            let (start, null, token) = (self.next_place(), self.next_byte() == b'n', self.at as u32);
            let (end, fit) = self.take_value(known.ty, 1)?;
            let &KeyMeaning { slot, respelled, .. } = known;
            let member = Member { key, value: (start, end), token, slot, respelled, fit };
            if known.is_field() {
                // Null stands for absent.
                present |= if null { 0 } else { known.mandatory };
                self.count_member(&member, null);
            } else {
                has_unknown = true;
            }
            self.members.push(member);
            if slot == record_type && may_stop && !std::ptr::eq(self.layout_of_members(layout), layout) {
                return Ok(Walked { layout, present, unlisted: self.unlisted, has_unknown });
            }
            more = self.take_comma_or(b'}')?;
        }
        if self.next_place() != END {
            return self.fail_here(Problem::Trailing);
        }
        Ok(Walked { layout, present, unlisted: self.unlisted, has_unknown })
    }

    /// Makes a member the one that counts for its field, if it ranks no lower than the one before. A value ranks above
    /// null, then an exact spelling above another, then the last one above the others.
    // JSON readers differ in which of two equal keys they take. Here the rule is the same wherever a record is read, so a
    // second `UserId` is not seen by one command and missed by another.
    #[inline]
    fn count_member(&mut self, member: &Member, null: bool) {
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
        self.note_finding(member.key.0, FindingKind::DoubledKey);
    }

    /// Takes a key and its colon.
    #[inline]
    fn take_key(&mut self) -> Step<(u32, u32)> {
        self.keys += 1;
        if self.keys > self.limits.keys || self.next_bytes() & KEY_MASK != KEY {
            return self.fail_without_key();
        }
        let [open, close, _] = self.next_places();
        self.at += 3;
        Ok((open + 1, close))
    }

    #[cold]
    fn fail_without_key(&mut self) -> Step<(u32, u32)> {
        if self.keys > self.limits.keys {
            return self.fail_here(Problem::TooManyKeys { limit: self.limits.keys });
        }
        if self.next_byte() != b'"' {
            return self.fail_here(Problem::Expected("a key in quotes"));
        }
        self.at += 2;
        self.fail_here(Problem::Expected("a colon"))
    }

    /// Takes a value of any kind. Returns its end and its fit; deviations inside it are noted on the way.
    #[inline]
    fn take_value(&mut self, ty: FieldType, depth: usize) -> Step<(u32, Fit)> {
        if self.next_byte() == b'"' {
            let [start, end] = self.next_places();
            self.at += 2;
            return Ok((end + 1, in_list(ty, fit::of_string(ty, self.span_bytes((start + 1, end))))));
        }
        self.take_other_value(ty, depth)
    }

    // Most values are strings. Kept out of line, the other kinds leave `take_value` small enough to be inlined into each
    // of its callers, although objects and lists call it again.
    #[inline(never)]
    fn take_other_value(&mut self, ty: FieldType, depth: usize) -> Step<(u32, Fit)> {
        match self.next_byte() {
            b'{' => self.take_object(ty, depth),
            b'[' => self.take_list(ty, depth),
            _ => self.take_scalar(ty),
        }
    }

    /// Takes a number or a literal.
    fn take_scalar(&mut self, ty: FieldType) -> Step<(u32, Fit)> {
        let [start, next] = self.next_places();
        let start = start as usize;
        let end = self.json.len().min(next as usize);
        let rest = self.json.get(start..end).unwrap_or_default();
        // The scan marks where a scalar starts, not where it ends: it reaches to the next token, less the white space.
        let text = trim_end(rest);
        let fit = match text {
            [b'-' | b'0'..=b'9', ..] if number::is_json_number(text) => in_list(ty, fit::of_number(ty, text)),
            [b'-' | b'0'..=b'9', ..] => return self.fail_here(Problem::Number),
            b"true" | b"false" => in_list(ty, fit::of_bool(ty)),
            b"null" => Fit::Exact,
            _ => return self.fail_here(Problem::Expected("a value")),
        };
        self.at += 1;
        Ok(((start + text.len()) as u32, fit))
    }

    fn take_object(&mut self, ty: FieldType, depth: usize) -> Step<(u32, Fit)> {
        self.check_depth(depth)?;
        let start = self.next_place();
        self.at += 1;
        let fit = match ty.complex_layout() {
            Some(layout) => {
                self.take_fields(start, layout, depth + 1)?;
                in_list(ty, Fit::Exact)
            }
            None => {
                self.take_untyped_fields(depth + 1)?;
                if ty.code == TypeCode::Any { in_list(ty, Fit::Exact) } else { Fit::WrongType }
            }
        };
        Ok((self.places[self.at - 1] + 1, fit))
    }

    /// Takes the inside of an object that a schema describes. The object starts at byte `at`.
    fn take_fields(&mut self, at: u32, layout: &'static Layout, depth: usize) -> Step<()> {
        let mut met = SlotSet::default();
        let mut present = 0;
        let mut more = !self.take_close(b'}');
        while more {
            let key = self.take_key()?;
            let known = layout.identify_key(self.span_bytes(key));
            let (start, null) = (self.next_place(), self.next_byte() == b'n');
            let (_, fit) = self.take_value(known.ty, depth)?;
            present |= if null { 0 } else { known.mandatory };
            let doubled = known.is_field() && met.is_repeated(known.slot);
            // One branch for all that is rare; the details are worked out elsewhere.
            if fit != Fit::Exact || known.respelled || doubled || !known.documented {
                self.note_key(key.0, layout, known, doubled);
                if fit != Fit::Exact {
                    self.note_finding(start, FindingKind::Value(fit, known.ty));
                }
            }
            more = self.take_comma_or(b'}')?;
        }
        if layout.mandatory & !present != 0 {
            self.note_missing(at, layout, layout.mandatory & !present);
        }
        Ok(())
    }

    /// Takes the inside of an object that no schema describes.
    fn take_untyped_fields(&mut self, depth: usize) -> Step<()> {
        let mut more = !self.take_close(b'}');
        while more {
            self.take_key()?;
            self.take_value(FieldType::ANY, depth)?;
            more = self.take_comma_or(b'}')?;
        }
        Ok(())
    }

    fn take_list(&mut self, ty: FieldType, depth: usize) -> Step<(u32, Fit)> {
        self.check_depth(depth)?;
        self.at += 1;
        // Where the documentation has an object, exporters also write a list of that one object.
        let item = if ty.list || ty.code == TypeCode::Complex { ty.item_type() } else { FieldType::ANY };
        let (mut count, mut fitting) = (0, 0);
        let mut more = !self.take_close(b']');
        let pairs = item.is_pair();
        while more {
            if pairs && self.take_plain_pair() {
                (count, fitting) = (count + 1, fitting + 1);
                more = self.take_comma_or(b']')?;
                continue;
            }
            let start = self.next_place();
            let (_, fit) = self.take_value(item, depth + 1)?;
            if fit == Fit::Exact {
                fitting += 1;
            } else {
                self.note_finding(start, FindingKind::Value(fit, item));
            }
            count += 1;
            more = self.take_comma_or(b']')?;
        }
        let fit = match ty.code {
            _ if ty.list => Fit::Exact,
            TypeCode::Any => Fit::Exact,
            TypeCode::Complex if (count, fitting) == (1, 1) => Fit::OtherForm,
            _ => Fit::WrongType,
        };
        Ok((self.places[self.at - 1] + 1, fit))
    }

    /// Takes `{"Name":"...","Value":"..."}` if it is written exactly so.
    ///
    /// Most tokens of most records belong to such pairs. Their thirteen tokens are compared at once, and neither key is
    /// looked up. A pair written otherwise takes the general way.
    #[inline]
    fn take_plain_pair(&mut self) -> bool {
        const PAIR: &[u8] = b"{\"\":\"\",\"\":\"\"}";
        let ahead = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<{ PAIR.len() }>);
        let [_, name, _, _, _, _, _, value] = self.next_places();
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
    fn note_finding(&mut self, at: u32, kind: FindingKind) {
        if self.findings.len() < self.limits.findings {
            self.findings.push(Finding { at, kind });
        } else {
            self.unlisted += 1;
        }
    }

    #[cold]
    fn note_key(&mut self, key: u32, layout: &'static Layout, known: &KeyMeaning, doubled: bool) {
        let field = FieldRef { schema: layout.schema, slot: known.slot };
        if !known.is_field() {
            self.note_finding(key, FindingKind::UnknownKey);
        } else if !known.documented {
            self.note_finding(key, FindingKind::UndocumentedKey(field));
        }
        if known.respelled {
            self.note_finding(key, FindingKind::RespelledKey(field));
        }
        if doubled {
            self.note_finding(key, FindingKind::DoubledKey);
        }
    }

    #[cold]
    fn note_missing(&mut self, at: u32, layout: &'static Layout, bits: u64) {
        for slot in layout.mandatory_slots(bits) {
            self.note_finding(at, FindingKind::MissingKey(FieldRef { schema: layout.schema, slot }));
        }
    }

    // The walk is recursive. Its limit keeps a hostile record from the end of the stack.
    fn check_depth(&mut self, depth: usize) -> Step<()> {
        if depth >= self.limits.depth {
            return self.fail_here(Problem::TooDeep { limit: self.limits.depth });
        }
        Ok(())
    }

    /// Takes the closing bracket of an empty object or list, if it is there.
    #[inline]
    fn take_close(&mut self, close: u8) -> bool {
        let closed = self.next_byte() == close;
        self.at += usize::from(closed);
        closed
    }

    /// Takes a comma, which returns true, or the closing bracket, which returns false.
    #[inline]
    fn take_comma_or(&mut self, close: u8) -> Step<bool> {
        let byte = self.next_byte();
        if byte != b',' && byte != close {
            let what = if close == b'}' {
                "a comma or the end of the object"
            } else {
                "a comma or the end of the list"
            };
            return self.fail_here(Problem::Expected(what));
        }
        self.at += 1;
        Ok(byte == b',')
    }

    /// Returns the places of the next tokens.
    // An array of fixed length costs one check of bounds, not one a token. The tokens end in `AHEAD` entries of padding,
    // so that the check never fails within a record.
    #[inline]
    fn next_places<const N: usize>(&self) -> [u32; N] {
        const { assert!(N <= AHEAD) };
        self.places.get(self.at..).and_then(<[u32]>::first_chunk).copied().unwrap_or([END; N])
    }

    /// Returns the place of the next token.
    #[inline]
    fn next_place(&self) -> u32 {
        self.next_places::<1>()[0]
    }

    /// Returns the bytes of the next eight tokens, the first one lowest.
    #[inline]
    fn next_bytes(&self) -> u64 {
        const { assert!(AHEAD >= 8) };
        self.bytes.get(self.at..).and_then(<[u8]>::first_chunk).copied().map_or(0, u64::from_le_bytes)
    }

    /// Returns the byte of the next token; 0 behind the last one.
    #[inline]
    fn next_byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Returns the bytes of a span that the scan found.
    #[inline]
    fn span_bytes(&self, (start, end): (u32, u32)) -> &[u8] {
        self.json.get(start as usize..end as usize).unwrap_or_default()
    }

    #[cold]
    fn fail_here<T>(&mut self, problem: Problem) -> Step<T> {
        self.failure = Some(Error::at(problem, (self.next_place() as usize).min(self.json.len())));
        Err(Failed)
    }
}

/// The fields of an object that were met, a bit each.
// The largest complex types have a dozen fields of their own. Beyond 128 fields a repetition would go unnoticed.
#[derive(Default)]
struct SlotSet(u128);

impl SlotSet {
    /// Adds a field, and reports whether it was there before.
    #[inline]
    fn is_repeated(&mut self, slot: SlotId) -> bool {
        let bit = 1_u128.checked_shl(u32::from(slot.0)).unwrap_or(0);
        let repeated = self.0 & bit != 0;
        self.0 |= bit;
        repeated
    }
}

/// Returns the fit of a single item where its type may be a list: it stands for a list of that item.
#[inline]
fn in_list(ty: FieldType, fit: Fit) -> Fit {
    if ty.list && fit == Fit::Exact { Fit::OtherForm } else { fit }
}

/// Returns the layout that a `RecordType` value calls for.
fn layout_by_record_type(value: &[u8]) -> &'static Layout {
    let number = number::parse_integer(value).or_else(|| {
        let body = std::str::from_utf8(value).ok()?.strip_prefix('"')?.strip_suffix('"')?;
        layout::record_type_number(&json_text::decode(body))
    });
    number.map_or_else(layout::common_layout, layout::layout_of_record_type)
}

/// Trims the white space of JSON at the end. Any other white space belongs to the value, which is then refused.
fn trim_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t' | b'\n' | b'\r'] = text {
        text = rest;
    }
    text
}
