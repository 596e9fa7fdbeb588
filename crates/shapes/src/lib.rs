//! Microsoft 365 audit records in the shapes of other people's tools.
//!
//! A [`Shaper`] writes one JSON document a record, straight from the parsed record into a buffer. Which field goes where is
//! data (`schema/shapes/`), which is also on the pages of `docs/reference/shapes/`; code is only what is no rule of one field.
//!
//! ```
//! use trail365_records::Parser;
//! use trail365_shapes::{Options, Shape, Shaper};
//!
//! let mut parser = Parser::new();
//! let record = parser.parse(br#"{"RecordType":15,"Operation":"UserLoggedIn","UserId":"joey@example.com","Novel":1}"#)?;
//! let mut shaper = Shaper::new(Shape::Ecs, Options::default());
//! let mut out = Vec::new();
//! shaper.write(&record, &mut out);
//! let document = String::from_utf8(out)?;
//! assert!(document.contains(r#""user":{"domain":"example.com","email":"joey@example.com""#), "{document}");
//! assert!(document.contains(r#""o365":{"audit":{"RecordType":"15","UserId":"joey@example.com","Novel":1}}"#), "{document}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod model;

mod document;
mod ecs;
mod flat;
mod generated;
mod mapping;
mod ocsf;
mod shape;

pub use shape::{Fit, Options, Shape, Shaper};
