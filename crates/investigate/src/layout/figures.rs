//! The numbers of the first page.

use super::cell::moment;
use super::derived::networks;
use crate::model::{Account, Class, Time};

/// A number of the first page with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number or time.
    pub value: String,
    /// Its meaning.
    pub label: String,
}

/// Returns the numbers of an account that follow from its sessions and times.
pub fn figures_of(account: &Account) -> Vec<Figure> {
    let figure = |value: String, label: &str| Figure { value, label: label.to_owned() };
    let mut figures = Vec::new();
    if let Some(first) = account.first_act {
        figures.push(figure(moment(first), "first act of the attacker"));
    }
    if let Some(last) = account.last_act {
        figures.push(figure(moment(last), "last act of the attacker"));
    }
    if let (Some(first), Some(last)) = (account.first_act, account.last_act) {
        figures.push(figure(duration_words(first, last), "between the first and the last act"));
    }
    for class in [Class::Attacker, Class::Undetermined] {
        let branches = account.sessions.iter().filter(|branch| branch.class == class);
        let (count, records) = branches.fold((0, 0), |(n, records), b| (n + 1, records + b.records));
        let whose = if class == Class::Attacker { "of the attacker" } else { "undetermined" };
        figures.push(figure(group_digits(count), &format!("sessions, {whose}")));
        if count > 0 {
            figures.push(figure(group_digits(records), &format!("records in sessions, {whose}")));
        }
    }
    let of_attacker = networks(account).iter().filter(|n| n.class == Class::Attacker).count() as u64;
    figures.push(figure(group_digits(of_attacker), "networks, of the attacker"));
    figures
}

/// Returns a span in words of two units at most: `3 days 4 h`.
pub fn duration_words(from: Time, until: Time) -> String {
    let seconds = (until.0 - from.0).max(0) / 1_000_000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let days_word = if days == 1 { "day" } else { "days" };
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, 0) => format!("{hours} h"),
        (0, ..) => format!("{hours} h {minutes} min"),
        (_, 0, _) => format!("{days} {days_word}"),
        _ => format!("{days} {days_word} {hours} h"),
    }
}

/// Returns a number with a comma before each three digits.
pub fn group_digits(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{duration_words, group_digits};
    use crate::model::Time;

    #[test]
    fn spans_have_two_units_at_most() {
        for (seconds, expect) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_600, "1 h"),
            (3_660, "1 h 1 min"),
            (86_400, "1 day"),
            (2 * 86_400 + 3_600, "2 days 1 h"),
        ] {
            assert_eq!(duration_words(Time(0), Time(seconds * 1_000_000)), expect);
        }
        assert_eq!(duration_words(Time(5), Time(0)), "0 s");
    }

    #[test]
    fn digits_are_grouped() {
        for (number, expect) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(group_digits(number), expect);
        }
    }
}
