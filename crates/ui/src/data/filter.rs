//! The conditions of a search, as the address of a page has them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use serde::Serialize;
use trail365_sql::search::{AddressRange, Moment, Search, app_ids_named, read_moment, record_types_named};
use trail365_text::near;

use super::failure::{Failure, Result};
use super::params::Params;
use super::times::{Times, write_time};

/// Time range of a search for which none was given: the last day of the data, not of the clock.
const USUAL_RANGE: TimeDelta = TimeDelta::hours(24);

/// Outcomes of records.
const OUTCOMES: [&str; 4] = ["succeeded", "failed", "partial", "unknown"];

/// Conditions that a search has at most: a query of thousands takes minutes to plan.
const MOST_CONDITIONS: usize = 200;

/// A field that a search compares. Each is an option of `trail365 search` and a parameter of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The user who acted.
    User,
    /// An address or network.
    Ip,
    /// The operation.
    Operation,
    /// The record type.
    Type,
    /// The service.
    Workload,
    /// How it ended.
    Outcome,
    /// The session.
    Session,
    /// The app.
    App,
    /// The object.
    Object,
    /// Text anywhere in the record.
    Text,
}

impl Field {
    /// Every field, in the order in which they are shown.
    pub const ALL: [Field; 10] = [
        Field::User,
        Field::Ip,
        Field::Operation,
        Field::Type,
        Field::Workload,
        Field::Outcome,
        Field::Session,
        Field::App,
        Field::Object,
        Field::Text,
    ];

    /// Returns the name of the option and of the parameter.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Ip => "ip",
            Self::Operation => "operation",
            Self::Type => "type",
            Self::Workload => "workload",
            Self::Outcome => "outcome",
            Self::Session => "session",
            Self::App => "app",
            Self::Object => "object",
            Self::Text => "text",
        }
    }

    /// Returns the words for a person.
    pub fn label(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Ip => "Address",
            Self::Operation => "Operation",
            Self::Type => "Record type",
            Self::Workload => "Service",
            Self::Outcome => "Outcome",
            Self::Session => "Session",
            Self::App => "App",
            Self::Object => "Object",
            Self::Text => "Text",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// The field.
    pub field: Field,
    /// The value that it is compared with.
    pub value: String,
}

impl Chip {
    /// Returns the value that records have; `None` where the condition is wider than one value.
    pub fn exact(&self) -> Option<&str> {
        let is_wide = exact_value(self.field, &self.value) != self.value;
        self.value
            .strip_prefix('=')
            .filter(|_| has_patterns(self.field))
            .or((!is_wide).then_some(&self.value))
    }
}

/// Reports whether the values of a field may be patterns; an equals sign in front says that one is none.
pub(crate) fn has_patterns(field: Field) -> bool {
    matches!(field, Field::User | Field::Operation | Field::Object)
}

/// Writes a value of records so that a search finds it alone: what would be a pattern gets an equals sign in front.
pub(crate) fn exact_value(field: Field, value: &str) -> Cow<'_, str> {
    let is_wide = value.contains('*')
        || value.starts_with('=')
        || value.trim() != value
        || value.is_empty()
        || (field == Field::User && !value.contains('@'))
        || (field == Field::Operation && value.contains(' '));
    if has_patterns(field) && is_wide { format!("={value}").into() } else { value.into() }
}

/// Reads a value of a form. Blanks around it are a slip, unless it is said to be meant as it is.
fn read_value(text: &str) -> String {
    let text = text.trim_start();
    if text.starts_with('=') { text.to_owned() } else { text.trim_end().to_owned() }
}

/// Refuses a word whose field is mistyped: as a text it would be found nowhere.
fn ensure_fields(text: &str) -> Result<()> {
    for (field, word) in split_words(text) {
        let Some((name, rest)) = word.split_once(':').filter(|_| field.is_none()) else { continue };
        // What stands in quotes is meant as it is, and an address such as https://... has no field.
        let is_meant = rest.starts_with("//") || text.contains(&format!("\"{word}"));
        let near = Field::ALL.into_iter().find(|field| near::distance(name, field.name()) == Some(1));
        if let Some(near) = near.filter(|_| !is_meant) {
            let problem =
                format!("no field is called {name}; did you mean {}? A text stands in quotes", near.name());
            return Err(Failure::parameter("q", &word, problem));
        }
    }
    Ok(())
}

/// The conditions of a search as the address of a page has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// Conditions; those of one field are alternatives.
    pub chips: Vec<Chip>,
    /// Earliest time, as given. `None` where the address says nothing, empty where it says that there is none.
    pub since: Option<String>,
    /// Latest time, as given.
    pub until: Option<String>,
    /// Oldest record first.
    pub oldest_first: bool,
}

impl Filter {
    /// Reads the conditions of an address. Words of the search box, `q`, become conditions.
    pub fn read(params: &Params) -> Self {
        let of_field = |field: Field| {
            let values = params.all(field.name()).filter(|value| !value.trim().is_empty());
            values.map(move |value| Chip { field, value: read_value(value) }).collect::<Vec<_>>()
        };
        let mut chips: Vec<_> = Field::ALL.into_iter().flat_map(of_field).collect();
        for chip in params.all("q").flat_map(read_words) {
            if !chips.contains(&chip) {
                chips.push(chip);
            }
        }
        let text = |name: &str| params.all(name).next_back().map(|text| text.trim().to_owned());
        Filter {
            chips,
            since: text("since"),
            until: text("until"),
            oldest_first: params.get("order") == Some("oldest"),
        }
    }

    /// Reads the conditions of an address as [`Filter::read`] does, and refuses what would silently ask another question: a parameter, an
    /// order or a field that is mistyped. `more` names the parameters that the page has besides.
    pub(crate) fn read_strictly(params: &Params, more: &[&'static str]) -> Result<Self> {
        let own = ["q", "since", "until", "order", "column", "after"];
        let fields = Field::ALL.map(Field::name);
        params.ensure_known(&[&fields[..], &own, more].concat())?;
        if let Some(order) = params.get("order").filter(|order| !["oldest", "newest"].contains(order)) {
            return Err(Failure::parameter("order", order, "it can be oldest or newest"));
        }
        params.all("q").try_for_each(ensure_fields)?;
        Ok(Self::read(params))
    }

    /// Makes a filter of the records with a value over all times.
    pub fn of(field: Field, value: &str) -> Self {
        let chip = Chip { field, value: exact_value(field, value).into_owned() };
        Filter { chips: vec![chip], since: Some(String::new()), ..Filter::default() }
    }

    /// Returns the filter with one more value, which is meant as it is.
    #[must_use]
    pub fn with(&self, field: Field, value: &str) -> Self {
        let chip = Chip { field, value: exact_value(field, value).into_owned() };
        let mut more = self.clone();
        if !more.chips.contains(&chip) {
            more.chips.push(chip);
        }
        more
    }

    /// Returns the filter without one condition.
    #[must_use]
    pub fn without(&self, chip: &Chip) -> Self {
        let chips = self.chips.iter().filter(|other| *other != chip).cloned().collect();
        Filter { chips, ..self.clone() }
    }

    /// Returns the filter between two times.
    #[must_use]
    pub fn between(&self, since: &str, until: &str) -> Self {
        Filter { since: Some(since.to_owned()), until: Some(until.to_owned()), ..self.clone() }
    }

    /// Returns names and values for the address of a page.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params: Vec<_> =
            self.chips.iter().map(|chip| (chip.field.name(), chip.value.clone())).collect();
        params.extend(self.since.clone().map(|since| ("since", since)));
        params.extend(self.until.clone().filter(|until| !until.is_empty()).map(|until| ("until", until)));
        params.extend(self.oldest_first.then(|| ("order", "oldest".to_owned())));
        params
    }

    /// Fills in the usual range where the address has none, so that links keep it.
    pub(crate) fn with_usual_range(mut self, times: &Times) -> Self {
        if self.since.is_none() && self.until.is_none() {
            // Texts of times begin with the year 1.
            let begin = |(first, last): (DateTime<Utc>, DateTime<Utc>)| {
                Some(last - USUAL_RANGE).filter(|since| since.year() > 0).unwrap_or(first)
            };
            self.since = times.likely.map(begin).map(write_time);
            // The last day ends before what is dated after now.
            self.until = times.last().filter(|_| times.has_later()).map(write_time);
        }
        self
    }

    /// Makes the search. Ages count back from the newest record.
    pub(crate) fn search(&self, newest: Option<DateTime<Utc>>) -> Result<Search> {
        if self.chips.len() > MOST_CONDITIONS {
            let problem = format!("there are {} conditions, and {MOST_CONDITIONS} at most", self.chips.len());
            return Err(Failure::missing("q", problem));
        }
        let newest = newest.unwrap_or_default();
        let since = read_time("since", self.since.as_deref())?;
        let until = read_time("until", self.until.as_deref())?;
        let before = until.and_then(Moment::day_after);
        let mut search = Search {
            since: since.map(|since| since.start(newest)),
            until: until.filter(|_| before.is_none()).map(|until| until.start(newest)),
            before,
            oldest_first: self.oldest_first,
            ..Search::default()
        };
        for chip in &self.chips {
            add_chip(&mut search, chip)?;
        }
        search.check().map_err(|error| Failure::missing("since", error.to_string()))?;
        Ok(search)
    }

    /// Writes the command line that finds the same.
    pub fn command(&self, lake: &str) -> String {
        let mut command = format!("trail365 search --lake {}", quote_for_shell(lake));
        for (name, value) in self.params() {
            match name {
                "order" => command.push_str(" --oldest-first"),
                _ if value.is_empty() => (),
                _ => {
                    let _ = write!(command, " --{name} {}", quote_for_shell(&value));
                }
            }
        }
        command
    }
}

fn read_time(name: &'static str, text: Option<&str>) -> Result<Option<Moment>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let wrong = "neither a date (2026-03-04), a time (2026-03-04T12:00:00Z) nor an age (7d, 24h, 30m)";
    let moment = read_moment(text).ok_or_else(|| Failure::parameter(name, text, wrong))?;
    // Texts of times have four digits for the year.
    let is_stated = (1..=9999).contains(&moment.start(Utc::now()).year()) || matches!(moment, Moment::Age(_));
    if !is_stated {
        return Err(Failure::parameter(name, text, "the years 0001 to 9999 are possible"));
    }
    Ok(Some(moment))
}

fn add_chip(search: &mut Search, Chip { field, value }: &Chip) -> Result<()> {
    let wrong = |error: &dyn std::fmt::Display| Failure::parameter(field.name(), value, error);
    let text = || value.clone();
    match field {
        Field::User => search.users.push(text()),
        Field::Ip => search.addresses.push(AddressRange::from_str(value).map_err(|error| wrong(&error))?),
        Field::Operation => search.operations.push(text()),
        Field::Type => search.record_types.extend(record_types_named(value).map_err(|error| wrong(&error))?),
        Field::Workload => search.workloads.push(text()),
        Field::Outcome => {
            let is_known = OUTCOMES.contains(&value.to_lowercase().as_str());
            if !is_known {
                return Err(wrong(&format!("it can be {}", OUTCOMES.join(", "))));
            }
            search.outcomes.push(text());
        }
        Field::Session => search.sessions.push(text()),
        Field::App => search.apps.extend(app_ids_named(value).map_err(|error| wrong(&error))?),
        Field::Object => search.objects.push(text()),
        Field::Text => search.texts.push(text()),
    }
    Ok(())
}

/// Reads the words of the search box: `user:lena ip:203.0.113.0/24 "two words" invoice`. A word without a field is an address where
/// it reads as one, else text.
fn read_words(text: &str) -> Vec<Chip> {
    split_words(text)
        .into_iter()
        .filter_map(|(field, value)| Some(read_word(field.as_deref(), value)).flatten())
        .collect()
}

fn read_word(field: Option<&str>, value: String) -> Option<Chip> {
    let chip = |field: Field, value: String| (!value.is_empty()).then_some(Chip { field, value });
    match field {
        Some(name) => match Field::named(&name.to_ascii_lowercase()) {
            Some(field) => chip(field, value),
            // A word such as https://... is no condition on a field.
            None => chip(Field::Text, format!("{name}:{value}")),
        },
        None if AddressRange::from_str(&value).is_ok() => chip(Field::Ip, value),
        None => chip(Field::Text, value),
    }
}

/// Splits at blanks outside of quotes; a field stands in front of a colon.
fn split_words(text: &str) -> Vec<(Option<String>, String)> {
    let mut words = Vec::new();
    let (mut field, mut word, mut quoted) = (None, String::new(), false);
    for c in text.chars().chain([' ']) {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => {
                if field.is_some() || !word.is_empty() {
                    words.push((field.take(), std::mem::take(&mut word)));
                }
            }
            ':' if field.is_none() && is_name(&word) && !quoted => field = Some(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    // A quote that was never closed.
    let rest = word.trim_end();
    if !rest.is_empty() {
        words.push((field, rest.to_owned()));
    }
    words
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        && Field::named(&word.to_ascii_lowercase()).is_some()
}

/// Quotes a text for a POSIX shell, where nothing acts between single quotes but a single quote.
fn quote_for_shell(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@+,%".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) && !text.starts_with('-') {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::{Chip, Field, Filter, Params, read_words};

    fn check(text: &str, expected: &[(Field, &str)]) {
        let chips: Vec<_> = expected
            .iter()
            .map(|(field, value)| Chip { field: *field, value: (*value).to_owned() })
            .collect();
        assert_eq!(read_words(text), chips, "{text}");
    }

    #[test]
    fn words_are_conditions() {
        check("", &[]);
        check("invoice", &[(Field::Text, "invoice")]);
        check("user:lena OPERATION:*Rule", &[(Field::User, "lena"), (Field::Operation, "*Rule")]);
        check("\"two words\" x", &[(Field::Text, "two words"), (Field::Text, "x")]);
        check("operation:\"Add user.\"", &[(Field::Operation, "Add user.")]);
        check("203.0.113.0/24 2001:db8::1", &[(Field::Ip, "203.0.113.0/24"), (Field::Ip, "2001:db8::1")]);
        check("https://a/b", &[(Field::Text, "https://a/b")]);
        check("user: \"open end", &[(Field::Text, "open end")]);
    }

    #[test]
    fn an_address_gives_the_filter_back() {
        let params = [("user", "a"), ("user", "b"), ("text", "x y"), ("since", ""), ("order", "oldest")];
        let params = Params(params.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        let filter = Filter::read(&params);
        let again: Vec<_> =
            filter.params().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(Filter::read(&Params(again)), filter);
        let chip = &filter.chips[0];
        assert_eq!(filter.without(chip).chips.len(), 2);
        assert_eq!(filter.with(Field::Text, "x y"), filter);
    }

    #[test]
    fn a_value_of_records_is_no_pattern() {
        for (field, value, written) in [
            (Field::User, "lena@example.com", "lena@example.com"),
            (Field::User, "admin", "=admin"),
            (Field::User, " a@x ", "= a@x "),
            (Field::Object, "a*b", "=a*b"),
            (Field::Object, "=a", "==a"),
            (Field::Workload, "a*b", "a*b"),
        ] {
            let filter = Filter::of(field, value);
            assert_eq!((filter.chips[0].value.as_str(), filter.chips[0].exact()), (written, Some(value)));
            let params = filter.params().into_iter().map(|(name, value)| (name.to_owned(), value));
            assert_eq!(Filter::read(&Params(params.collect())), filter);
        }
        for (field, value) in [(Field::User, "lena"), (Field::Object, "a*"), (Field::User, "*")] {
            assert_eq!(Chip { field, value: value.to_owned() }.exact(), None);
        }
    }

    #[test]
    fn a_command_is_quoted() {
        let filter = Filter::of(Field::Text, "it's; rm -rf").with(Field::Object, "*");
        assert_eq!(
            filter.command("lake"),
            "trail365 search --lake lake --text 'it'\\''s; rm -rf' --object '=*'"
        );
    }
}
