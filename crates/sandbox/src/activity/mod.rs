//! Invented activity, as the records of it: usable without the service.
//!
//! - [`Tenant`] has people, sites and files; [`Event`] says who does something, from where, and when.
//! - [`shape`] writes the record of an event from given values, [`story`] has the steps of an attack; the sample
//!   export of the project is made with both.
//! - [`record_of_type`] makes a record of any type of the schema.
//! - The sandbox has two scripts of its own: the attack from the phishing mail to the deletion of its tracks, and a diary
//!   of ordinary events that look like it, week by week.
//!
//! The sandbox draws the values itself: a record follows from the seed, its content type, its slot of time and its
//! number there, and from nothing else. So any record can be made at any time, in any order, again and again, and
//! always comes out the same.
//!
//! ```
//! use trail365_sandbox::activity::shape::directory::{TraceIds, put_sign_in};
//! use trail365_sandbox::activity::{Actor, Dice, Event, OFFICE, Tenant, Writer};
//! use trail365_sandbox::Moment;
//!
//! let mut dice = Dice::new(7);
//! let tenant = Tenant::new(dice.next_guid_text(), "contoso.com", 3, 7);
//! let actor = Actor { person: &tenant.people[1], address: OFFICE, agent: "", session: dice.next_guid() };
//! let at = Moment::from_millis(1_772_438_400_000);
//! let event = Event { tenant: &tenant, actor, at, id: dice.next_guid() };
//! let mut json = Vec::new();
//! Writer::write_object(&mut json, |w| put_sign_in(&event, None, TraceIds::from_dice(&mut dice), w));
//! assert!(json.starts_with(b"{\"CreationTime\":\"2026-03-02T08:00:00\",\"Id\":"));
//! ```

#[cfg(feature = "service")]
mod act;
#[cfg(feature = "service")]
mod attack;
#[cfg(feature = "service")]
mod daily;
#[cfg(feature = "service")]
mod desk;
#[cfg(feature = "service")]
mod diary;
#[cfg(feature = "service")]
mod entry;
mod event;
mod json;
#[cfg(feature = "schema")]
mod rare;
#[cfg(feature = "service")]
mod rhythm;
#[cfg(feature = "service")]
mod script;
pub mod shape;
pub mod story;
mod tenant;
#[cfg(feature = "schema")]
mod words;

pub use crate::dice::Dice;
pub use crate::guid::{Guid, guid_text};
pub use event::{Account, Event};
pub use json::{JsonValue, Writer};
pub use tenant::{Actor, Document, OFFICE, Person, Site, Tenant};

#[cfg(feature = "service")]
pub use act::{ActKind, AttackerAct};
#[cfg(feature = "service")]
pub(crate) use attack::write_story;
#[cfg(feature = "service")]
pub(crate) use daily::{RecordCause, percent_of, write_record};
#[cfg(feature = "service")]
pub(crate) use diary::{week_of, write_week};
#[cfg(feature = "service")]
pub use entry::Entry;
#[cfg(feature = "service")]
pub(crate) use rhythm::Rhythm;
#[cfg(feature = "service")]
pub(crate) use script::ScriptedRecord;
#[cfg(feature = "service")]
pub(crate) use tenant::default_tenant_id;

#[cfg(feature = "schema")]
pub use rare::record_of_type;
