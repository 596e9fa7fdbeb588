//! `country_of`, `distance_km`: places of addresses, from a file of the user.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, StringViewArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use trail365_records::Address;

use super::definition::{Function, Takes};
use super::texts::Texts;
use crate::geo::{Geo, GeoPlace};

/// The functions.
pub(super) static PLACES: [PlaceFunction; 2] = [
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
}

impl Answers {
    fn data_type(self) -> DataType {
        match self {
            Answers::Country => DataType::Utf8View,
            Answers::Distance => DataType::Float64,
        }
    }

    /// Says why nothing can be answered by what is known of places.
    fn find_lack(self, geo: Option<&Geo>) -> Option<String> {
        match (self, geo) {
            (_, None) => {
                Some("no file of places was given: name a City database by --geo FILE.mmdb".to_owned())
            }
            (Answers::Country, Some(geo)) => geo
                .why_no_country()
                .map(|why| format!("{why}: name a City or Country database by --geo FILE.mmdb")),
            (Answers::Distance, Some(geo)) => {
                geo.why_no_distance().map(|why| format!("{why}: name a City database by --geo FILE.mmdb"))
            }
        }
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
        let mut known = Known { geo: self.geo.as_deref(), places: HashMap::new() };
        let rows = 0..args.number_rows;
        let column: ArrayRef = match self.of.answers {
            Answers::Country => {
                let country = |row: usize| known.place_of(texts[0].get(row)?)?.country;
                Arc::new(rows.map(country).collect::<StringViewArray>())
            }
            Answers::Distance => {
                let mut distance = |row: usize| {
                    let (from, to) = (texts[0].get(row)?, texts[1].get(row)?);
                    known.place_of(from)?.distance_km(&known.place_of(to)?)
                };
                Arc::new(rows.map(&mut distance).collect::<Float64Array>())
            }
        };
        Ok(ColumnarValue::Array(column))
    }
}

/// Places of the addresses of a batch: most of them repeat.
struct Known<'a> {
    geo: Option<&'a Geo>,
    places: HashMap<String, Option<GeoPlace>>,
}

impl Known<'_> {
    fn place_of(&mut self, text: &str) -> Option<GeoPlace> {
        if let Some(place) = self.places.get(text) {
            return place.clone();
        }
        let ip = Address::parse(text).ip;
        let place = ip.and_then(|ip| self.geo?.place_of(ip));
        self.places.insert(text.to_owned(), place.clone());
        place
    }
}
