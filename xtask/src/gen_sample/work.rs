//! An ordinary day of everybody.

use trail365_sandbox::activity::shape::directory::{Membership, WRONG_PASSWORD};
use trail365_sandbox::activity::shape::exchange::{DESKTOP, Mails, WEB};
use trail365_sandbox::activity::{Actor, Dice, OFFICE, Person};

use super::diary::{Diary, seconds_at};
use super::tenant::sign_on;

/// Browsers of the people.
const AGENTS: [&str; 2] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/145.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/145.0.0.0 Safari/537.36",
];

const SUBJECTS: [&str; 10] = [
    "Minutes of Monday",
    "Lunch on Thursday?",
    "Re: Offer Northwind",
    "Invoice 2026-0031",
    "Bridge: new drawings",
    "Your holiday request",
    "Weekly report",
    "Re: Budget 2026",
    "Key for the meeting room",
    "Welcome to the team",
];

/// Operations, each as often as its share has it: most people read.
const FILE_OPERATIONS: [&str; 7] = [
    "FileAccessed",
    "FileAccessed",
    "FileAccessed",
    "FilePreviewed",
    "FileModified",
    "FileDownloaded",
    "FileUploaded",
];

/// Writes a day of everybody, and of the service itself.
pub fn write_day(diary: &mut Diary<'_>, day: i64) {
    let contoso = diary.contoso;
    for (person, number) in contoso.0.people.iter().zip(0..) {
        let address = if diary.dice.happens_percent(70) { OFFICE } else { &person.home };
        let actor = sign_on(person, address, AGENTS[number % AGENTS.len()], &mut diary.dice);
        let start = seconds_at(day, 7, diary.dice.number_between(0, 110), diary.dice.number_between(0, 59));
        write_shift(diary, start, &actor);
    }
    write_upkeep(diary, day);
    // One honest event a day that looks like a step of the attack: not every rule, membership and link is an intrusion.
    match day {
        0 => write_own_rule(diary),
        1 => write_new_colleague(diary),
        _ => write_link_for_a_customer(diary),
    }
}

/// Writes one person's day, from the first sign-in on.
fn write_shift(diary: &mut Diary<'_>, start: i64, actor: &Actor<'_>) {
    if diary.dice.happens_percent(6) {
        // A mistyped password, shortly before the sign-in that succeeds.
        diary.sign_in(start - 20, actor, Some(WRONG_PASSWORD));
    }
    diary.sign_in(start, actor, None);
    let at = start + diary.dice.number_between(20, 200);
    diary.open_teams(at, actor);
    let at = start + diary.dice.number_between(30, 300);
    diary.sync_folder(at, actor, DESKTOP, "\\Inbox");
    for _ in 0..diary.dice.number_between(1, 3) {
        let at = draw_later(start, &mut diary.dice);
        write_mail(diary, at, actor);
    }
    for _ in 0..diary.dice.number_between(2, 5) {
        let at = draw_later(start, &mut diary.dice);
        write_file(diary, at, actor);
    }
    if diary.dice.happens_percent(70) {
        let at = draw_later(start, &mut diary.dice);
        diary.send_message(at, actor);
    }
}

/// Draws some time in the eight hours after.
fn draw_later(start: i64, dice: &mut Dice) -> i64 {
    start + dice.number_between(600, 8 * 3600)
}

fn write_mail(diary: &mut Diary<'_>, at: i64, actor: &Actor<'_>) {
    let dice = &mut diary.dice;
    let client = *dice.pick_from(&[WEB, DESKTOP]);
    // At most seven and then at most three: that ends with the last of the ten subjects.
    let first = dice.number_between(0, 7) as usize;
    let subjects = &SUBJECTS[first..first + dice.number_between(1, 3) as usize];
    match dice.number_between(1, 4) {
        1 => diary.send_mail(at, actor, client, subjects[0]),
        2 if dice.happens_percent(40) => {
            let mails = Mails { folder: "\\Inbox", subjects: &subjects[..1] };
            diary.remove_mails(at, actor, "MoveToDeletedItems", mails);
        }
        _ => diary.open_mails(at, actor, client, Mails { folder: "\\Inbox", subjects }),
    }
}

fn write_file(diary: &mut Diary<'_>, at: i64, actor: &Actor<'_>) {
    let on = diary.contoso.pick_file(actor.person, &mut diary.dice);
    let operation = *diary.dice.pick_from(&FILE_OPERATIONS);
    diary.use_file(at, actor, operation, on);
}

/// Writes that the service keeps mailboxes up to date.
fn write_upkeep(diary: &mut Diary<'_>, day: i64) {
    let contoso = diary.contoso;
    // Accounts of the datacenter come from nowhere: no address, no program.
    let actor = sign_on(&contoso.0.system, "", "", &mut diary.dice);
    for _ in 0..2 {
        let dice = &mut diary.dice;
        let Person { upn, .. } = dice.pick_from(&contoso.0.people);
        let (hour, minute) = (dice.number_between(0, 5), dice.number_between(0, 59));
        let at = seconds_at(day, hour, minute, dice.number_between(0, 59));
        let parameters = [("Identity", upn.as_str()), ("DomainController", "")];
        diary.run_cmdlet(at, &actor, "Set-Mailbox", (upn, &parameters));
    }
}

/// Writes a rule as people make them.
fn write_own_rule(diary: &mut Diary<'_>) {
    let actor = sign_on(diary.contoso.find_person("anna.keller"), OFFICE, AGENTS[0], &mut diary.dice);
    let parameters = [
        ("Name", "Newsletters"),
        ("SubjectContainsWords", "newsletter"),
        ("MoveToFolder", "Newsletters"),
        ("StopProcessingRules", "True"),
    ];
    let rule = format!("{}\\Newsletters", actor.person.upn);
    diary.run_cmdlet(seconds_at(0, 11, 12, 40), &actor, "New-InboxRule", (&rule, &parameters));
}

/// Writes that a colleague joins a group, by the book.
fn write_new_colleague(diary: &mut Diary<'_>) {
    let contoso = diary.contoso;
    let actor = sign_on(contoso.find_person("hana.novak"), OFFICE, AGENTS[1], &mut diary.dice);
    let group = Membership { operation: "Add member to group.", category: "Group", name: "Project Bridge" };
    diary.add_member(seconds_at(1, 9, 40, 11), (&actor, contoso.find_person("kofi.mensah")), group);
}

/// Writes that somebody outside gets a link to a file.
fn write_link_for_a_customer(diary: &mut Diary<'_>) {
    let contoso = diary.contoso;
    let actor = sign_on(contoso.find_person("ben.osei"), OFFICE, AGENTS[1], &mut diary.dice);
    let site = contoso.find_site("Sales");
    diary.share_file(seconds_at(2, 10, 3, 27), &actor, (site, &site.files[0]));
}
