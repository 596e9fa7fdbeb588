//! The ordinary events of a week that look like steps of an attack, so that whoever looks for attacks meets them.
//!
//! Ordinary records are drawn one by one and hang together by their people only. These come in order, as they do in any
//! company: a journey, a new phone, a forgotten password, a new computer, rules for newsletters, a shared mailbox, the
//! work of the administrator, and what the service does by itself at night. None of them is an intrusion.
//!
//! A week follows from the seed and its number alone, whenever the clock started.

mod administration;
mod computer;
mod journey;
mod mailboxes;
mod passwords;
mod service;

use crate::dice::mix;
use crate::moment::{DAY, HOUR, MINUTE, Moment};

use super::script::{Script, ScriptedRecord};
use super::tenant::{Actor, Person, Tenant};

/// Milliseconds of a week.
const WEEK: i64 = 7 * DAY;

/// The smallest tenant that has such events: an administrator, somebody else, and the victim of the story.
const LEAST_PEOPLE: usize = 3;

/// A week while it is written.
struct Diary<'a> {
    script: Script<'a>,
    week: i64,
    /// The start of Monday in the tenant's time zone.
    monday: i64,
}

/// Returns the number of the week that a moment lies in, by the tenant's time zone; 0 is that of 5 January 1970.
pub(crate) fn week_of(at: Moment, utc_offset_minutes: i32) -> i64 {
    // 1 January 1970 was a Thursday.
    (at.0 + i64::from(utc_offset_minutes) * MINUTE - 4 * DAY).div_euclid(WEEK)
}

/// Writes the events of a week, in order of time; they lie in the week, an hour from its end at least.
pub(crate) fn write_week(tenant: &Tenant, week: i64, utc_offset_minutes: i32) -> Vec<ScriptedRecord> {
    if tenant.people.len() < LEAST_PEOPLE {
        return Vec::new();
    }
    let monday = week * WEEK + 4 * DAY - i64::from(utc_offset_minutes) * MINUTE;
    let script = Script::new(tenant, mix(tenant.seed, &[0xd1a2_17e5, week as u64]));
    let mut diary = Diary { script, week, monday };
    diary.write_journey();
    diary.write_passwords();
    diary.write_computer();
    diary.write_mailboxes();
    diary.write_administration();
    diary.write_service();
    diary.script.into_records()
}

impl<'a> Diary<'a> {
    /// Returns the moment at this time of a day, 0 for Monday.
    fn at(&self, day: i64, hour: i64, minute: i64) -> i64 {
        self.monday + day * DAY + hour * HOUR + minute * MINUTE
    }

    /// Returns the person who has this part this week.
    fn cast(&self, part: u64) -> &'a Person {
        self.script.tenant.cast(self.week, part)
    }

    /// Returns a person at work.
    fn at_work(&self, person: &'a Person, at: i64) -> Actor<'a> {
        self.script.tenant.actor_on(person, Moment(at))
    }

    /// Returns the administrator at work.
    fn administrator(&self, at: i64) -> Actor<'a> {
        self.script.tenant.admin_on(Moment(at))
    }
}

#[cfg(test)]
mod tests {
    use super::{WEEK, week_of, write_week};
    use crate::activity::Tenant;
    use crate::moment::{HOUR, Moment};

    #[test]
    fn a_week_lies_between_its_mondays_and_is_the_same_each_time() {
        let tenant = Tenant::new("11111111-1111-4111-8111-111111111111".to_owned(), "contoso.com", 20, 7);
        for offset in [-480, 0, 60, 840] {
            let monday = Moment::parse("2026-03-02").unwrap().0 - i64::from(offset) * 60_000;
            let week = week_of(Moment(monday), offset);
            assert_eq!(week_of(Moment(monday - 1), offset), week - 1);
            let records = write_week(&tenant, week, offset);
            assert!((300..1000).contains(&records.len()), "{}", records.len());
            let within = monday..monday + WEEK - HOUR;
            assert!(records.iter().all(|record| within.contains(&record.at.0)));
            let again = write_week(&tenant, week, offset);
            assert!(records.iter().zip(&again).all(|(one, two)| one.json == two.json));
            let next = write_week(&tenant, week + 1, offset);
            assert!(next.iter().all(|record| records.iter().all(|other| other.id != record.id)));
        }
    }
}
