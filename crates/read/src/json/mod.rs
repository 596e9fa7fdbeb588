//! The syntax of JSON in bytes that may be broken, and in text that may be no UTF-8.
//!
//! Nothing here parses values: brackets are counted, strings stepped over, and members found by their places.

mod members;
mod prefix;
mod repair;
mod salvage;
mod scan;
mod string;
mod write;

pub(crate) use members::{Members, element_places, open_member};
pub(crate) use prefix::{
    Embedded, ValuePlace, begins_value, begins_with_tag, embedded_object, find_embedded, may_hold_json,
    value_places,
};
pub(crate) use repair::{is_object_list, only_element, repair_quotes, requoted};
pub(crate) use salvage::Front;
pub(crate) use scan::{Scan, count_open};
pub(crate) use string::{
    WORD_BYTES, begins_json, count_likely_cut, count_unquoted, is_likely_cut, string_end, unescape,
};
pub(crate) use write::{Object, is_json, is_number, write_escaped, write_string};
