//! Rules about text that several crates need, each in one place.
//!
//! - [`terminal`]: the characters that act on a terminal or hide in it, and text with them escaped. Attackers write text
//!   into records, so everything that shows such text escapes it by this rule.
//! - [`near`]: the name that was probably meant by a mistyped one.
//! - [`html`]: text in HTML and SVG that is inert and shown as it is.
//! - [`json`]: JSON strings, decoded and encoded.
//! - [`levels`]: text in which JSON stands inside of JSON, level by level.
//! - [`spreadsheet`]: text that a spreadsheet would take for a formula.
//! - [`swar`]: eight bytes at a time, for loops over text.
//!
//! ```
//! use trail365_text::{near, terminal};
//!
//! assert_eq!(terminal::escape("a\u{1b}[31m"), "a\\u{1b}[31m");
//! assert_eq!(near::nearest("UsreId", ["id", "user_id", "operation"]), Some("user_id"));
//! ```

pub mod html;
pub mod json;
pub mod levels;
pub mod near;
pub mod spreadsheet;
pub mod swar;
pub mod terminal;
