//! Properties of records whose values are counted: those that a search compares, and some that it does not.

use serde::{Serialize, Serializer};
use trail365_sql::Geo;
use trail365_sql::search::{Search, expression};

use super::filter::Field;

/// A property of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// A field that a search compares.
    Searched(Field),
    /// Country of the address.
    Country,
    /// Owner of the network that the address is in.
    Network,
    /// The device.
    Device,
    /// The program that acted, as it named itself.
    Program,
}

impl Property {
    /// Returns the name that JSON has.
    pub fn name(self) -> &'static str {
        match self {
            Self::Searched(field) => field.name(),
            Self::Country => "country",
            Self::Network => "network",
            Self::Device => "device",
            Self::Program => "program",
        }
    }

    /// Returns the words for a person.
    pub fn label(self) -> &'static str {
        match self {
            Self::Searched(field) => field.label(),
            Self::Country => "Country",
            Self::Network => "Network of",
            Self::Device => "Device",
            Self::Program => "Program",
        }
    }

    /// Returns the field that a search compares.
    pub fn field(self) -> Option<Field> {
        match self {
            Self::Searched(field) => Some(field),
            _ => None,
        }
    }

    /// Reports whether its values can be told with what is known of addresses.
    pub(crate) fn is_told(self, geo: Option<&Geo>) -> bool {
        match self {
            Self::Country => geo.is_some_and(Geo::has_countries),
            Self::Network => geo.is_some_and(Geo::has_owners),
            _ => true,
        }
    }

    /// Writes its expression.
    pub(crate) fn expression(self, search: &Search) -> String {
        let field = match self {
            Self::Searched(field) => field,
            Self::Country => return format!("country_of({})", search.shown_address()),
            Self::Network => return format!("network_owner_of({})", search.shown_address()),
            Self::Device => return expression::DEVICE.to_owned(),
            Self::Program => return expression::USER_AGENT.to_owned(),
        };
        match field {
            Field::User => "user_id".to_owned(),
            Field::Ip => search.shown_address(),
            Field::Operation => "operation".to_owned(),
            Field::Workload => "workload".to_owned(),
            Field::Outcome => "outcome".to_owned(),
            Field::App => expression::APP_ID.to_owned(),
            Field::Session => expression::SESSION.to_owned(),
            Field::Object => expression::OBJECT.to_owned(),
            Field::Type => "record_type_name".to_owned(),
            Field::Text => "NULL".to_owned(),
        }
    }
}

impl Serialize for Property {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
