//! `country_of`, `distance_km`, `asn_of`, `network_owner_of`: places and networks of addresses, from files of the user.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, StringViewArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use trail365_records::Address;

use super::definition::{Function, Takes};
use super::texts::Texts;
use crate::geo::{Geo, GeoFact};

/// The functions.
pub(super) static PLACES: [PlaceFunction; 4] = [
    PlaceFunction {
        function: Function {
            name: "country_of",
            syntax: "country_of(address)",
            description: "Code of the country (ISO 3166-1) that an IP address is in, by the file of places that the session was given \
                          (`--geo FILE.mmdb`); an error without one. A port behind the address is passed over. Null where the country is not known, as \
                          of private addresses. Databases differ, and phones and proxies are elsewhere than their users.",
            example: "SELECT country_of(client_ip) AS country, count(*) FROM sign_ins GROUP BY country",
        },
        arguments: 1,
        answers: Answers::Country,
    },
    PlaceFunction {
        function: Function {
            name: "distance_km",
            syntax: "distance_km(address, other)",
            description: "Kilometres between the places of two IP addresses, along a great circle, by the file of places that the session \
                          was given (`--geo FILE.mmdb`); an error without one that has coordinates. Null where one of the places is not known.",
            example: "SELECT creation_time, client_ip, distance_km(client_ip, '198.51.100.7') AS km FROM sign_ins",
        },
        arguments: 2,
        answers: Answers::Distance,
    },
    PlaceFunction {
        function: Function {
            name: "asn_of",
            syntax: "asn_of(address)",
            description: "Number of the autonomous system (AS) that an IP address is in, by the file of AS numbers that the session was given \
                          (`--asn FILE.mmdb`); an error without one. A port behind the address is passed over. Null where the number is not known, as \
                          of private addresses.",
            example: "SELECT asn_of(client_ip) AS asn, count(DISTINCT user_id) FROM sign_ins GROUP BY asn",
        },
        arguments: 1,
        answers: Answers::Number,
    },
    PlaceFunction {
        function: Function {
            name: "network_owner_of",
            syntax: "network_owner_of(address)",
            description: "Name of the company whose network an IP address is in, by the file of AS numbers that the session was given \
                          (`--asn FILE.mmdb`); an error without one. Null where the name is not known. Networks change hands, and a provider's \
                          name says nothing about its customers.",
            example: "SELECT network_owner_of(client_ip) AS network, count(*) FROM sign_ins GROUP BY network",
        },
        arguments: 1,
        answers: Answers::Owner,
    },
];

/// A function of places.
pub(super) struct PlaceFunction {
    pub function: Function,
    arguments: usize,
    answers: Answers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Country,
    Distance,
    Number,
    Owner,
}

impl Answers {
    fn data_type(self) -> DataType {
        match self {
            Answers::Country | Answers::Owner => DataType::Utf8View,
            Answers::Distance => DataType::Float64,
            Answers::Number => DataType::Int64,
        }
    }

    /// Says why nothing can be answered by what is known of addresses.
    fn find_lack(self, geo: Option<&Geo>) -> Option<String> {
        let (fact, remedy) = match self {
            // A City database answers both questions.
            Answers::Country if geo.is_some() => {
                (GeoFact::Country, "name a City or Country database by --geo FILE.mmdb")
            }
            Answers::Country => (GeoFact::Country, "name a City database by --geo FILE.mmdb"),
            Answers::Distance => (GeoFact::Distance, "name a City database by --geo FILE.mmdb"),
            Answers::Number | Answers::Owner => {
                (GeoFact::Owner, "name a database of AS numbers by --asn FILE.mmdb")
            }
        };
        let why = match geo {
            Some(geo) => geo.why_not(fact)?,
            None if fact == GeoFact::Owner => "no file of AS numbers was given".to_owned(),
            None => "no file of places was given".to_owned(),
        };
        Some(format!("{why}: {remedy}"))
    }
}

/// A function of places with the places, in the form that DataFusion registers.
#[derive(Debug)]
pub(super) struct Placed {
    of: &'static PlaceFunction,
    geo: Option<Arc<Geo>>,
    signature: Signature,
}

impl Placed {
    pub fn new(of: &'static PlaceFunction, geo: Option<Arc<Geo>>) -> Self {
        Placed { of, geo, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl std::fmt::Debug for PlaceFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.function.name)
    }
}

impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        (self.of.function.name, &self.geo) == (other.of.function.name, &other.geo)
    }
}

impl Eq for Placed {}

impl Hash for Placed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.of.function.name.hash(state);
    }
}

impl ScalarUDFImpl for Placed {
    fn name(&self) -> &str {
        self.of.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let takes = Takes::Texts(self.of.arguments, self.of.arguments);
        match takes.coerced_types(types) {
            Some(types) => Ok(types),
            None => plan_err!("{} does not fit what it was given", self.of.function.syntax),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.of.answers.data_type())
    }

    // Refused while the query is planned: rows without places would look as if there were nothing to find.
    fn return_field_from_args(&self, _: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        if let Some(lack) = self.of.answers.find_lack(self.geo.as_deref()) {
            return plan_err!("{} cannot be answered: {lack}", self.name());
        }
        Ok(Arc::new(Field::new(self.name(), self.of.answers.data_type(), true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let texts = Texts::of_all(&args.args)?;
        let geo = self.geo.as_deref();
        let (rows, first) = (0..args.number_rows, &texts[0]);
        let column: ArrayRef = match self.of.answers {
            Answers::Country => {
                let mut places = Known::new(|ip| geo?.place_of(ip));
                let country = |row: usize| places.of(first.get(row)?)?.country;
                Arc::new(rows.map(country).collect::<StringViewArray>())
            }
            Answers::Distance => {
                let mut places = Known::new(|ip| geo?.place_of(ip));
                let distance = |row: usize| {
                    let (from, to) = (first.get(row)?, texts[1].get(row)?);
                    places.of(from)?.distance_km(&places.of(to)?)
                };
                Arc::new(rows.map(distance).collect::<Float64Array>())
            }
            Answers::Number => {
                let mut owners = Known::new(|ip| geo?.owner_of(ip));
                let number = |row: usize| owners.of(first.get(row)?)?.number.map(i64::from);
                Arc::new(rows.map(number).collect::<Int64Array>())
            }
            Answers::Owner => {
                let mut owners = Known::new(|ip| geo?.owner_of(ip));
                let name = |row: usize| owners.of(first.get(row)?)?.name;
                Arc::new(rows.map(name).collect::<StringViewArray>())
            }
        };
        Ok(ColumnarValue::Array(column))
    }
}

/// Facts about the addresses of a batch: most of them repeat.
struct Known<T, F> {
    find: F,
    found: HashMap<String, Option<T>>,
}

impl<T: Clone, F: Fn(IpAddr) -> Option<T>> Known<T, F> {
    fn new(find: F) -> Self {
        Known { find, found: HashMap::new() }
    }

    fn of(&mut self, text: &str) -> Option<T> {
        if let Some(known) = self.found.get(text) {
            return known.clone();
        }
        let found = Address::parse(text).ip.and_then(&self.find);
        self.found.insert(text.to_owned(), found.clone());
        found
    }
}
