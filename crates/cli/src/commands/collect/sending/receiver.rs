//! A receiver of alerts, and how it refuses one.

use std::fmt;
use std::time::Duration;

use trail365_client::{Hook, HookAnswer};

use super::back_off::Wait;
use super::program::Program;

/// What takes alerts.
pub enum Receiver {
    /// An address that they are posted to.
    Webhook(Hook),
    /// A program that is run for each.
    Command(Program),
}

/// An alert was not taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why, in words, without a secret.
    pub why: String,
    /// When to try again.
    pub wait: Wait,
    /// What to do about it, if it does not pass by itself.
    pub advice: Option<&'static str>,
}

impl Receiver {
    /// Sends one alert, and waits until it is taken.
    pub async fn deliver(&self, json: String) -> Result<(), Refusal> {
        match self {
            Receiver::Webhook(hook) => match hook.post(json).await {
                Ok(answer) => judge(hook.host(), answer),
                Err(error) => Err(Refusal::passing(error.to_string())),
            },
            Receiver::Command(program) => program.run(&json).await.map_err(Refusal::passing),
        }
    }
}

impl fmt::Display for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Receiver::Webhook(hook) => write!(f, "the webhook at {}", hook.host()),
            Receiver::Command(program) => write!(f, "the command {program}"),
        }
    }
}

impl Refusal {
    /// Makes the refusal of something that may pass by itself.
    pub fn passing(why: String) -> Self {
        Refusal { why, wait: Wait::Growing, advice: None }
    }
}

/// Says what an answer means.
fn judge(host: &str, answer: HookAnswer) -> Result<(), Refusal> {
    let HookAnswer { status, pause } = answer;
    let why = format!("{host} answered {status}");
    match status {
        200..=299 => Ok(()),
        429 | 503 => Err(Refusal { wait: pause.map_or(Wait::Growing, Wait::Asked), ..Refusal::passing(why) }),
        408 | 425 => Err(Refusal::passing(why)),
        300..=499 => Err(Refusal { why, wait: Wait::Longest, advice: Some(advice_for(status)) }),
        _ => Err(Refusal::passing(why)),
    }
}

fn advice_for(status: u16) -> &'static str {
    match status {
        300..=399 => "redirects are not followed: put the address that it points to into detect.webhook.url",
        401 | 403 => "check detect.webhook.authorization, and that detect.webhook.url is still valid",
        404 | 405 | 410 => "check detect.webhook.url",
        413 => "let it take larger bodies; an alert has up to some 100 kilobytes",
        _ => "it does not take this form of JSON: put a program in between with detect.command",
    }
}

/// Writes a pause in its largest fitting unit.
pub fn words_of(pause: Duration) -> String {
    match pause.as_secs() {
        0..=1 => "1 second".to_owned(),
        seconds @ 2..=119 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_after(status: u16, pause: Option<u64>) -> Option<(Wait, bool)> {
        let answer = HookAnswer { status, pause: pause.map(Duration::from_secs) };
        judge("hooks.example.com", answer).err().map(|refusal| {
            assert_eq!(refusal.why, format!("hooks.example.com answered {status}"));
            (refusal.wait, refusal.advice.is_some())
        })
    }

    #[test]
    fn every_answer_but_success_is_tried_again() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(wait_after(status, None), None);
        }
        for status in [408, 425, 429, 500, 502, 503, 504, 599, 100] {
            assert_eq!(wait_after(status, None), Some((Wait::Growing, false)), "{status}");
        }
        for status in [301, 308, 400, 401, 403, 404, 410, 413, 418, 422] {
            assert_eq!(wait_after(status, Some(1)), Some((Wait::Longest, true)), "{status}");
        }
        for status in [429, 503] {
            let asked = Wait::Asked(Duration::from_secs(90));
            assert_eq!(wait_after(status, Some(90)), Some((asked, false)));
        }
        assert_eq!(wait_after(500, Some(90)), Some((Wait::Growing, false)));
    }

    #[test]
    fn a_pause_is_written_in_words() {
        let words: Vec<_> =
            [0, 1, 2, 90, 150, 3600].map(|seconds| words_of(Duration::from_secs(seconds))).into();
        assert_eq!(words, ["1 second", "1 second", "2 seconds", "90 seconds", "2 minutes", "60 minutes"]);
    }
}
