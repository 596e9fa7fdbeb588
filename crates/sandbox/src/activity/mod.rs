//! What happens in an invented tenant, as the records of it.
//!
//! A record follows from the seed, its content type, its slot of time and its number there, and from nothing else. So
//! any record can be made at any time, in any order, again and again, and always comes out the same.

mod attack;
mod directory;
mod exchange;
mod json;
mod rare;
mod rhythm;
mod scene;
mod sharepoint;
mod teams;
mod tenant;
mod usual;
mod words;

pub(crate) use attack::{Scripted, story};
pub(crate) use rhythm::Rhythm;
pub(crate) use tenant::{Tenant, default_id};
pub(crate) use usual::share;

use crate::content_type::ContentType;
use crate::dice::Dice;
use crate::moment::{DAY, Moment};

use json::Writer;
use scene::Scene;

/// What a record is made from.
#[derive(Clone, Copy)]
pub(crate) struct Cause {
    pub(crate) content_type: ContentType,
    pub(crate) at: Moment,
    pub(crate) id: [u8; 36],
    /// All chance in the record follows from it.
    pub(crate) hash: u64,
    pub(crate) rare_percent: u32,
}

/// Writes a record.
pub(crate) fn write(tenant: &Tenant, cause: Cause, out: &mut Vec<u8>) {
    let mut scene = scene(tenant, cause);
    let usual = if scene.dice.chance(i64::from(cause.rare_percent)) {
        None
    } else {
        usual::maker(cause.content_type, &mut scene.dice)
    };
    Writer::object_into(out, |w| match usual {
        Some(maker) => maker(&mut scene, w),
        None => rare::some(cause.content_type, &mut scene, w),
    });
}

/// A record of a type of the schema, by the type's number; none if there is no such type.
///
/// It has every documented field, filled as the schema says. Another seed makes another record.
///
/// ```
/// let record = trail365_sandbox::record_of_type(15, 1).unwrap();
/// assert!(record.contains("\"RecordType\":15") && record.contains("\"LogonError\""));
/// ```
pub fn record_of_type(record_type: i32, seed: u64) -> Option<String> {
    let record_type = trail365_schema::record_type(record_type)?;
    let tenant = Tenant::new(default_id(seed, 0), "contoso.com", 20, seed);
    let mut dice = Dice::new(seed ^ record_type.value as u64);
    let cause = Cause {
        content_type: rare::content_type(record_type),
        at: Moment(1_772_438_400_000 + dice.between(0, DAY)),
        id: dice.guid(),
        hash: dice.next(),
        rare_percent: 100,
    };
    let (mut scene, mut out) = (scene(&tenant, cause), Vec::new());
    Writer::object_into(&mut out, |w| rare::record(record_type, &mut scene, w));
    String::from_utf8(out).ok()
}

fn scene(tenant: &Tenant, cause: Cause) -> Scene<'_> {
    let mut dice = Dice::new(cause.hash);
    let person = &tenant.people[dice.below(tenant.people.len())];
    Scene { tenant, actor: tenant.actor(person, cause.at), at: cause.at, id: cause.id, dice }
}
