//! All that the lake knows of a user, an address, a session, an app or an object.

use serde::Serialize;
use trail365_schema::glossary::{App, app};
use trail365_sql::search::{AddressRange, app_ids_named};

use super::engine::{Answer, Engine, Pin};
use super::facets::{Frequencies, facets};
use super::failure::{Failure, Result};
use super::filter::{Field, Filter};
use super::heat::{Heat, heat};
use super::histogram::{Histogram, histogram};
use super::params::Params;
use super::places::AddressPlace;
use super::search::{Row, read_rows};
use crate::zone::Zone;

/// Newest records that the page of an entity lists.
const NEWEST: usize = 20;

/// A kind of entity: each has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A user.
    User,
    /// An address or network.
    Address,
    /// A session.
    Session,
    /// An app.
    App,
    /// An object.
    Object,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [Kind::User, Kind::Address, Kind::Session, Kind::App, Kind::Object];

    /// Returns the word in the address of its page.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Address => "address",
            Self::Session => "session",
            Self::App => "app",
            Self::Object => "object",
        }
    }

    /// Returns the field that a search compares.
    pub fn field(self) -> Field {
        match self {
            Self::User => Field::User,
            Self::Address => Field::Ip,
            Self::Session => Field::Session,
            Self::App => Field::App,
            Self::Object => Field::Object,
        }
    }

    /// Returns the kind of the entities that a field names.
    pub fn of_field(field: Field) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.field() == field)
    }
}

/// All that the lake knows of an entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entity {
    /// Its kind.
    pub kind: Kind,
    /// Its name, as it was asked for.
    pub name: String,
    /// Names that are known of an app.
    pub known: Option<Known>,
    /// Place of a single address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<AddressPlace>,
    /// First and last seen, and the most frequent values of fields.
    pub facets: Frequencies,
    /// Its records over time.
    pub histogram: Histogram,
    /// Its records by weekday and hour.
    pub heat: Heat,
    /// Time zone of these hours.
    pub heat_zone: &'static str,
    /// Its newest records.
    pub rows: Vec<Row>,
}

/// What is known of an app beside the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// Whose it is.
    pub kind: &'static str,
    /// Intruders are known to use it.
    pub watch: bool,
    /// Why it is worth a look.
    pub meaning: Option<&'static str>,
}

impl Known {
    fn of_app(app: &App) -> Self {
        Known { name: app.name, kind: app.kind, watch: app.watch, meaning: app.meaning }
    }
}

/// Gathers what the lake knows of an entity. Weekdays and hours are those of a time zone, else of UTC.
pub async fn describe(
    engine: &Engine,
    kind: Kind,
    params: &Params,
    zone: Option<Zone>,
) -> Result<Answer<Entity>> {
    let (name, filter) = read_entity(kind, params)?;
    engine.ask(params.version()?, move |pin| gather(pin, kind, name, filter, zone)).await
}

/// Reads the name of an entity, and the filter of its records within the range of a page: all times where none is given.
pub(crate) fn read_entity(kind: Kind, params: &Params) -> Result<(String, Filter)> {
    params.ensure_known(&["name", "since", "until"])?;
    let name = params.need("name")?.to_owned();
    check_name(kind, &name)?;
    let mut filter = Filter::of(kind.field(), &name);
    if params.has("since") || params.has("until") {
        let range = Filter::read(params);
        filter = filter.between(range.since.as_deref().unwrap_or(""), range.until.as_deref().unwrap_or(""));
    }
    Ok((name, filter))
}

fn check_name(kind: Kind, name: &str) -> Result<()> {
    let wrong = match kind {
        Kind::Address => name.parse::<AddressRange>().err().map(|error| error.to_string()),
        Kind::App => app_ids_named(name).err().map(|error| error.to_string()),
        _ => None,
    };
    wrong.map_or(Ok(()), |problem| Err(Failure::parameter("name", name, problem)))
}

async fn gather(pin: Pin, kind: Kind, name: String, filter: Filter, zone: Option<Zone>) -> Result<Entity> {
    let search = filter.search(pin.times.last())?;
    let found = facets(pin.clone(), filter.clone()).await?;
    if found.total == 0 && filter.until.is_none() && filter.since.as_deref() == Some("") {
        return Err(Failure::NotFound(format!("no record has the {} {name}", kind.word())));
    }
    let histogram = histogram(narrow(&pin, &found), filter).await?;
    let heat = heat(&pin, &search, zone).await?;
    let heat_zone = zone.map_or("UTC", Zone::name);
    let rows = read_rows(&pin, &search, &[], Vec::new(), NEWEST).await?;
    let known = if kind == Kind::App { app(&name).map(Known::of_app) } else { None };
    let place = AddressPlace::find(pin.geo.as_deref(), &name).filter(|_| kind == Kind::Address);
    Ok(Entity { kind, name, known, place, facets: found, histogram, heat, heat_zone, rows })
}

/// Narrows the range of the data to that of the entity, so that a day of activity in a year of data is more than one bar.
fn narrow(pin: &Pin, found: &Frequencies) -> Pin {
    let mut pin = pin.clone();
    let time = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    pin.times.narrow(time(&found.first), time(&found.last));
    pin
}
