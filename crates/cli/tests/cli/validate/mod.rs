//! `trail365 validate`.

mod bounds;
mod deviations;
mod export;
mod inputs;
mod terminal;
mod unreadable;

/// A record that is as documented: a type without a schema of its own, all mandatory fields.
pub const GOOD: &str = r#"{"CreationTime":"2024-05-06T07:08:09","Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002","Operation":"Share","OrganizationId":"0873ee4d-d342-44f2-8961-74c442a2fad2","RecordType":12,"UserId":"a@example.com","UserKey":"k","UserType":0,"Workload":"Sway","ClientIP":"192.0.2.7","ResultStatus":"Success"}"#;

/// The good record with something in front of it.
pub fn with(members: &str) -> String {
    format!("{{{members},{}", &GOOD[1..])
}

/// The good record with another text in place of one of its parts.
pub fn instead(part: &str, other: &str) -> String {
    assert!(GOOD.contains(part), "{part}");
    GOOD.replace(part, other)
}
