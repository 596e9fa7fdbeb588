//! The story that an incident responder is to find.
//!
//! In the night to Tuesday one address tries a few passwords on everybody, and one of them fits. On Tuesday the mailbox
//! is read, a rule sends its mail about money outside, and an application gets leave to read it for good. In the night
//! to Wednesday the application reads, all invoices are downloaded, an account of the attacker's choice becomes an
//! administrator, and the warnings about all this are deleted.

use trail365_sandbox::activity::shape::directory::{LOCKED, WRONG_PASSWORD};
use trail365_sandbox::activity::shape::exchange::{Client, WEB};
use trail365_sandbox::activity::story::{
    APPLICATION_CLIENT, APPLICATION_HOST, ATTACKER_ADDRESS, ATTACKER_AGENT, DROP_BOX, HIDING, PROMOTION,
    READ_MAILS, SCOPE, visit_consent,
};
use trail365_sandbox::activity::{Actor, Guid, guid_text};

use super::diary::{Diary, seconds_at};
use super::tenant::{VICTIM, sign_on};

/// Adds the story to the ordinary days.
pub fn write_story(diary: &mut Diary<'_>) {
    let victim = diary.contoso.find_person(VICTIM);
    let attacker = sign_on(victim, ATTACKER_ADDRESS, ATTACKER_AGENT, &mut diary.dice);
    spray_passwords(diary);
    diary.sign_in(seconds_at(1, 2, 25, 48), &attacker, None);
    read_mail(diary, seconds_at(1, 3, 2, 10), &attacker, WEB);
    forward_mail(diary, seconds_at(1, 3, 18, 4), &attacker);
    let app_id = guid_text(&consent_to_app(diary, seconds_at(1, 3, 26, 51), &attacker));
    let application = sign_on(victim, APPLICATION_HOST, "", &mut diary.dice);
    let client = Client { info: APPLICATION_CLIENT, app_id: &app_id };
    read_mail(diary, seconds_at(2, 1, 5, 0), &application, client);
    take_files(diary, seconds_at(2, 1, 31, 15), &attacker);
    let promoted = (&attacker, diary.contoso.find_person("noah.fischer"));
    diary.add_member(seconds_at(2, 1, 52, 38), promoted, PROMOTION);
    for (seconds, operation, mails) in HIDING {
        diary.remove_mails(seconds_at(2, 2, 4, 9) + seconds, &attacker, operation, mails);
    }
}

/// Tries three passwords on everybody, slowly enough that only one account is locked.
fn spray_passwords(diary: &mut Diary<'_>) {
    let people = &diary.contoso.0.people;
    for round in 0..3 {
        // Over half an hour between two passwords, as sprays wait so that accounts are not locked.
        let mut at = seconds_at(1, 1, 10 + 35 * round, 0);
        // The second password was right for the victim, who is left alone from then on.
        for person in people.iter().filter(|p| round < 2 || !p.upn.starts_with(VICTIM)) {
            at += diary.dice.number_between(4, 31);
            let attacker = sign_on(person, ATTACKER_ADDRESS, ATTACKER_AGENT, &mut diary.dice);
            let locked = round == 2 && person.upn.starts_with("ben.");
            diary.sign_in(at, &attacker, Some(if locked { LOCKED } else { WRONG_PASSWORD }));
        }
    }
}

fn read_mail(diary: &mut Diary<'_>, start: i64, actor: &Actor<'_>, client: Client<'_>) {
    let mut at = start;
    diary.sync_folder(at, actor, client, "\\Inbox");
    for mails in READ_MAILS {
        at += diary.dice.number_between(25, 140);
        diary.open_mails(at, actor, client, mails);
    }
}

/// Makes a rule that nobody sees: its name is a full stop, and the mail that it sends on is marked as read.
fn forward_mail(diary: &mut Diary<'_>, at: i64, actor: &Actor<'_>) {
    let parameters = [
        ("AlwaysDeleteOutlookRulesBlob", "False"),
        ("Force", "False"),
        ("Name", "."),
        ("SubjectOrBodyContainsWords", "invoice;payment;bank;account"),
        ("ForwardTo", DROP_BOX),
        ("MarkAsRead", "True"),
        ("StopProcessingRules", "True"),
    ];
    let rule = format!("{}\\.", actor.person.upn);
    diary.run_cmdlet(at, actor, "New-InboxRule", (&rule, &parameters));
}

/// Gives an application leave to read mail when nobody is signed in; returns its id.
fn consent_to_app(diary: &mut Diary<'_>, at: i64, actor: &Actor<'_>) -> Guid {
    let id = diary.dice.next_guid();
    let (app_id, principal) = (guid_text(&id), diary.dice.next_guid_text());
    let permissions = format!("[] => [[ClientId: {principal}, ConsentType: Principal, Scope: {SCOPE}]]; ");
    visit_consent((&app_id, &principal), &permissions, |seconds, change| {
        diary.change_directory(at + seconds, actor, change);
    });
    id
}

/// Downloads every file on the site of Finance, a few seconds each.
fn take_files(diary: &mut Diary<'_>, start: i64, actor: &Actor<'_>) {
    let site = diary.contoso.find_site("Finance");
    let mut at = start;
    for document in &site.files {
        at += diary.dice.number_between(2, 9);
        diary.use_file(at, actor, "FileDownloaded", (site, document));
    }
}
