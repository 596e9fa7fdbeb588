//! Words for what records say: operations, numbers of sign-in errors, apps, keys of property bags; and
//! attacks, by which one asks for these.
//!
//! ```
//! use trail365_schema::glossary::{app, operations_named, sign_in_error};
//!
//! let [accessed] = operations_named("mailitemsaccessed") else { panic!() };
//! assert_eq!((accessed.workload.name, &*accessed.record_types), ("Exchange", &[2, 50][..]));
//! assert_eq!(sign_in_error(50126).unwrap().meaning, "Wrong user name or password.");
//! assert_eq!(app("00000003-0000-0000-c000-000000000000").unwrap().name, "Microsoft Graph");
//! ```

mod app;
mod attack;
mod operation;
mod property_key;
mod sign_in_error;
mod table;
mod workload;

pub use app::{App, app, apps, apps_named};
pub use attack::{Attack, attacks};
pub use operation::{Operation, operations, operations_named};
pub use property_key::{PropertyKey, property_key, property_keys};
pub use sign_in_error::{SignInError, sign_in_error, sign_in_errors};
pub use workload::Workload;
