//! The records of what happens, each written by the sandbox's shapes from values that are drawn here.
//!
//! The order in which a method throws the dice is part of the sample: each throw follows from all before it, so a
//! changed order changes every record after it.

use trail365_sandbox::Moment;
use trail365_sandbox::activity::shape::directory::{
    Change, Membership, SignInError, TraceIds, put_added_member, put_change, put_sign_in,
};
use trail365_sandbox::activity::shape::exchange::{
    AffectedMail, Client, Cmdlet, MailboxAccess, Mails, OpenedMail, draw_folder_id, draw_port, draw_server,
    put_cmdlet, put_one_mail, put_opened_mails, put_removed_mails, put_synced_folder,
};
use trail365_sandbox::activity::shape::sharepoint::{put_anonymous_link, put_file};
use trail365_sandbox::activity::shape::teams::{Message, put_message, put_session_start};
use trail365_sandbox::activity::{Actor, Dice, Document, Event, Guid, Person, Site, Writer, guid_text};

use super::tenant::Contoso;

/// Days that the export covers.
pub const DAYS: i64 = 3;

/// 2026-03-02T00:00:00, a Monday, in milliseconds since 1970.
const FIRST_DAY: i64 = 1_772_409_600_000;

/// Returns a moment of a day, counted from 0, as seconds since the first day began.
pub fn seconds_at(day: i64, hour: i64, minute: i64, second: i64) -> i64 {
    ((day * 24 + hour) * 60 + minute) * 60 + second
}

/// A record and what the export says of it in columns of its own.
#[derive(Debug)]
pub struct SampleRecord {
    /// Seconds since the first day began.
    pub at: i64,
    pub id: String,
    pub record_type: i32,
    pub operation: String,
    pub user_id: String,
    /// The record itself.
    pub json: String,
}

impl SampleRecord {
    /// Returns the moment as records write it.
    pub fn creation_time(&self) -> String {
        moment_at(self.at).to_plain()
    }
}

fn moment_at(seconds: i64) -> Moment {
    Moment::from_millis(FIRST_DAY + seconds * 1000)
}

/// Everything that happened so far, and the dice for the rest.
pub struct Diary<'a> {
    pub contoso: &'a Contoso,
    pub dice: Dice,
    pub records: Vec<SampleRecord>,
}

impl<'a> Diary<'a> {
    fn add_record(
        &mut self,
        (at, actor, id): (i64, &Actor<'_>, Guid),
        (record_type, operation): (i32, &str),
        put: impl FnOnce(&Event<'_>, &mut Writer<'_>),
    ) {
        let event = Event { tenant: &self.contoso.0, actor: *actor, at: moment_at(at), id };
        let mut json = Vec::new();
        Writer::write_object(&mut json, |w| put(&event, w));
        self.records.push(SampleRecord {
            at,
            id: guid_text(&id),
            record_type,
            operation: operation.to_owned(),
            user_id: actor.person.upn.clone(),
            // Everything that is written comes from texts.
            json: String::from_utf8(json).unwrap_or_default(),
        });
    }

    pub fn sign_in(&mut self, at: i64, actor: &Actor<'_>, error: Option<SignInError>) {
        let operation = if error.is_none() { "UserLoggedIn" } else { "UserLoginFailed" };
        let id = self.dice.next_guid();
        let trace = TraceIds::from_dice(&mut self.dice);
        self.add_record((at, actor, id), (15, operation), |event, w| put_sign_in(event, error, trace, w));
    }

    pub fn change_directory(&mut self, at: i64, actor: &Actor<'_>, change: &Change<'_>) {
        let id = self.dice.next_guid();
        let trace = TraceIds::from_dice(&mut self.dice);
        self.add_record((at, actor, id), (8, change.operation), |event, w| {
            put_change(event, change, trace, w);
        });
    }

    pub fn add_member(
        &mut self,
        at: i64,
        (actor, member): (&Actor<'_>, &Person),
        membership: Membership<'_>,
    ) {
        // The id of the group comes first, and those of mails before that of their record: the sample was made so.
        let group = self.dice.next_guid();
        let id = self.dice.next_guid();
        let trace = TraceIds::from_dice(&mut self.dice);
        self.add_record((at, actor, id), (8, membership.operation), |event, w| {
            put_added_member(event, member, membership, (group, trace), w);
        });
    }

    pub fn open_mails(&mut self, at: i64, actor: &Actor<'_>, client: Client<'_>, mails: Mails<'_>) {
        let (domain, dice) = (&self.contoso.0.domain, &mut self.dice);
        let opened: Vec<_> =
            mails.subjects.iter().map(|subject| OpenedMail::from_dice(subject, domain, dice)).collect();
        let folder_id = draw_folder_id(dice);
        let id = dice.next_guid();
        let access = MailboxAccess { server: draw_server(dice), client };
        self.add_record((at, actor, id), (50, "MailItemsAccessed"), |event, w| {
            put_opened_mails(event, access, &opened, (mails.folder, &folder_id), w);
        });
    }

    pub fn sync_folder(&mut self, at: i64, actor: &Actor<'_>, client: Client<'_>, folder: &str) {
        let dice = &mut self.dice;
        let folder_id = draw_folder_id(dice);
        let id = dice.next_guid();
        let access = MailboxAccess { server: draw_server(dice), client };
        let item_id = draw_folder_id(dice);
        self.add_record((at, actor, id), (2, "MailItemsAccessed"), |event, w| {
            put_synced_folder(event, access, folder, [&item_id, &folder_id], w);
        });
    }

    pub fn send_mail(&mut self, at: i64, actor: &Actor<'_>, client: Client<'_>, subject: &str) {
        let (domain, dice) = (&self.contoso.0.domain, &mut self.dice);
        let mail = AffectedMail::from_dice(subject, domain, dice);
        let id = dice.next_guid();
        let access = MailboxAccess { server: draw_server(dice), client };
        self.add_record((at, actor, id), (2, "Send"), |event, w| {
            put_one_mail(event, "Send", access, ("\\Drafts", &mail), w);
        });
    }

    pub fn remove_mails(&mut self, at: i64, actor: &Actor<'_>, operation: &str, mails: Mails<'_>) {
        let (domain, dice) = (&self.contoso.0.domain, &mut self.dice);
        let affected: Vec<_> =
            mails.subjects.iter().map(|subject| AffectedMail::from_dice(subject, domain, dice)).collect();
        let id = dice.next_guid();
        let server = draw_server(dice);
        let folder_id = draw_folder_id(dice);
        self.add_record((at, actor, id), (3, operation), |event, w| {
            put_removed_mails(event, (operation, server), &affected, (mails.folder, &folder_id), w);
        });
    }

    pub fn run_cmdlet(
        &mut self,
        at: i64,
        actor: &Actor<'_>,
        operation: &str,
        (object, parameters): (&str, &[(&str, &str)]),
    ) {
        let dice = &mut self.dice;
        let (port, id, server) = (draw_port(dice), dice.next_guid(), draw_server(dice));
        let cmdlet = Cmdlet { operation, object, parameters };
        self.add_record((at, actor, id), (1, operation), |event, w| {
            put_cmdlet(event, cmdlet, (port, server), w);
        });
    }

    pub fn use_file(&mut self, at: i64, actor: &Actor<'_>, operation: &str, on: (&'a Site, &'a Document)) {
        let (id, correlation) = (self.dice.next_guid(), self.dice.next_guid());
        self.add_record((at, actor, id), (6, operation), |event, w| {
            put_file(event, operation, on, correlation, w);
        });
    }

    pub fn share_file(&mut self, at: i64, actor: &Actor<'_>, on: (&'a Site, &'a Document)) {
        let id = self.dice.next_guid();
        let ids = [self.dice.next_guid(), self.dice.next_guid()];
        self.add_record((at, actor, id), (14, "AnonymousLinkCreated"), |event, w| {
            put_anonymous_link(event, on, ids, w);
        });
    }

    pub fn open_teams(&mut self, at: i64, actor: &Actor<'_>) {
        let id = self.dice.next_guid();
        self.add_record((at, actor, id), (25, "TeamsSessionStarted"), put_session_start);
    }

    pub fn send_message(&mut self, at: i64, actor: &Actor<'_>) {
        let dice = &mut self.dice;
        let communication = *dice.pick_from(&["OneOnOne", "GroupChat", "Channel"]);
        let bytes = dice.number_between(20, 900);
        let id = dice.next_guid();
        let number = dice.number_between(10_000_000, 99_999_999);
        let team = self.contoso.site_of(actor.person).name;
        let message = Message { communication, number, bytes, team };
        self.add_record((at, actor, id), (25, "MessageSent"), |event, w| put_message(event, message, w));
    }
}

#[cfg(test)]
mod tests {
    use super::{moment_at, seconds_at};

    #[test]
    fn moments_read_as_records_write_them() {
        assert_eq!(moment_at(seconds_at(0, 7, 5, 9)).to_plain(), "2026-03-02T07:05:09");
        assert_eq!(moment_at(seconds_at(2, 23, 59, 59)).to_plain(), "2026-03-04T23:59:59");
    }
}
