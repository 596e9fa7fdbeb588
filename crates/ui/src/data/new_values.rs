//! What an entity did, from where and with what, for the first time within a range.

use serde::{Deserialize, Serialize};
use trail365_sql::search::{self, Search};

use super::engine::{Answer, Engine, Pin};
use super::entity::{Kind, read_entity};
use super::failure::Result;
use super::filter::{Field, Filter};
use super::params::Params;
use super::places::AddressPlace;
use super::property::Property;

/// New values of a property that are listed.
const LISTED: usize = 10;

/// Range where none is chosen.
const USUAL_RANGE: &str = "7d";

/// Properties whose new values are listed, where they can be told.
const PROPERTIES: [Property; 8] = [
    Property::Searched(Field::Operation),
    Property::Searched(Field::User),
    Property::Searched(Field::Ip),
    Property::Country,
    Property::Network,
    Property::Searched(Field::App),
    Property::Device,
    Property::Program,
];

/// What is new of an entity within a range, compared with all that is recorded of it before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewValues {
    /// The kind of the entity.
    pub kind: Kind,
    /// The conditions, with the range.
    pub filter: Filter,
    /// Beginning of the range.
    pub since: Option<String>,
    /// Records of the entity within the range.
    pub records: u64,
    /// Records of the entity before it: without any there is nothing to compare with.
    pub earlier: u64,
    /// Properties with new values.
    pub properties: Vec<NewOfProperty>,
}

/// The new values of a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewOfProperty {
    /// The property.
    pub field: Property,
    /// New values that there are.
    pub count: u64,
    /// Those that came first.
    pub values: Vec<NewValue>,
}

/// A new value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewValue {
    /// The value.
    pub value: String,
    /// When it was recorded for the first time.
    pub first_time: Option<String>,
    /// Records within the range that have it.
    pub records: u64,
    /// What is known of the value, if it is an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<AddressPlace>,
}

#[derive(Deserialize)]
struct Row {
    property: Option<String>,
    value: Option<String>,
    first_time: Option<String>,
    records: u64,
    earlier: u64,
    new_values: u64,
}

/// Finds what is new of an entity.
pub async fn find_new(engine: &Engine, kind: Kind, params: &Params) -> Result<Answer<NewValues>> {
    let (_, mut filter) = read_entity(kind, params)?;
    if filter.since.as_deref().is_none_or(str::is_empty) {
        filter.since = Some(USUAL_RANGE.to_owned());
    }
    engine.ask(params.version()?, move |pin| find(pin, kind, filter)).await
}

async fn find(pin: Pin, kind: Kind, filter: Filter) -> Result<NewValues> {
    let search = filter.search(pin.times.last())?;
    let geo = pin.geo.as_deref();
    let is_told = |of: &Property| of.is_told(geo) && of.field() != Some(kind.field());
    let told: Vec<_> = PROPERTIES.into_iter().filter(is_told).collect();
    let properties: Vec<_> = told
        .iter()
        .map(|property| search::Property {
            name: property.name(),
            expression: expression(*property, &search),
        })
        .collect();
    let rows: Vec<Row> = pin.asked.kept_rows(&search.new_values_sql(&properties, LISTED)).await?;
    let all = rows.iter().find(|row| row.property.is_none());
    let (records, earlier) = all.map_or((0, 0), |row| (row.records, row.earlier));
    let properties = told.into_iter().filter_map(|property| {
        let rows: Vec<_> =
            rows.iter().filter(|row| row.property.as_deref() == Some(property.name())).collect();
        let value = |row: &&Row| {
            let value = row.value.clone().unwrap_or_default();
            let place = AddressPlace::find(geo, &value).filter(|_| property.field() == Some(Field::Ip));
            NewValue { place, value, first_time: row.first_time.clone(), records: row.records }
        };
        let count = rows.first()?.new_values;
        Some(NewOfProperty { field: property, count, values: rows.iter().map(value).collect() })
    });
    let since = search.since.map(super::times::write_time);
    Ok(NewValues { kind, since, records, earlier, properties: properties.collect(), filter })
}

/// Writes the expression of a property; a user is none that is new because of another case.
fn expression(property: Property, search: &Search) -> String {
    let written = property.expression(search);
    if property.field() == Some(Field::User) { format!("lower({written})") } else { written }
}
