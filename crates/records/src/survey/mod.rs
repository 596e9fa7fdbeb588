//! Counts over any number of records, in bounded memory: their types, times and outcomes, and how they deviate from the
//! published schemas.
//!
//! [`Survey`] takes records and errors one after the other, each with the [`RecordPlace`] where it stands. Afterwards it
//! has the [`RecordTypes`], the [`Activity`], the [`Unreadable`] pieces, and the deviations as [`Finding`]s.
//!
//! ```
//! use trail365_records::Parser;
//! use trail365_records::survey::{RecordPlace, Survey};
//!
//! let lines = [
//!     r#"{"CreationTime":"2021-07-12T11:43:15","RecordType":15,"Operation":"UserLoggedIn","Novel":1}"#,
//!     r#"{"CreationTime":"2021-07-12T11:45:00","RecordType":15,"Operation":"UserLoginFailed","Novel":2}"#,
//!     r#"{"CreationTime":"2021-07-12"#,
//! ];
//! let (mut parser, mut survey) = (Parser::new(), Survey::new());
//! for (line, json) in (1..).zip(lines) {
//!     let place = RecordPlace { source: 0, line };
//!     match parser.parse(json.as_bytes()) {
//!         Ok(record) => survey.add_record(place, &record),
//!         Err(error) => survey.add_error(place, &error),
//!     }
//! }
//!
//! assert_eq!(survey.records(), 2);
//! assert_eq!(survey.activity().outcomes.failed, 1);
//! let novel = survey.findings().into_iter().find(|finding| finding.path == "Novel").unwrap();
//! assert_eq!((novel.count, novel.first.line), (2, 1));
//! let (reason, pieces) = survey.unreadable().by_count()[0];
//! assert_eq!((reason, pieces.places[0].line), ("string is not closed", 3));
//! ```

mod activity;
mod counter;
mod findings;
mod groups;
mod path_pattern;
mod place;
mod record_types;
mod unreadable;

pub use activity::{Activity, OutcomeCounts};
pub use counter::Survey;
pub use findings::Finding;
pub use place::RecordPlace;
pub use record_types::{RecordTypes, SurveyedType};
pub use unreadable::{Pieces, Unreadable};
