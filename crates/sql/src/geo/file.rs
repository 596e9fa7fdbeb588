//! A file in the format of MaxMind.
//!
//! Makers write records of three shapes: MaxMind and DB-IP `{"country": {"iso_code"}, "location": {"latitude", "longitude"}}`, others
//! `{"country_code"}` flat, IPinfo that with the country's name as `country`; some have `latitude` and `longitude` flat, or as text.

use std::net::IpAddr;
use std::path::Path;

use maxminddb::{Reader, WithinOptions};
use serde::Deserialize;

use super::place::GeoPlace;

/// An open file. It is held in memory: a City database has some 60 MB.
pub(super) struct GeoFile {
    reader: Reader<Vec<u8>>,
    name: String,
    holds: Holds,
}

/// Facts that records of a file have.
#[derive(Debug, Clone, Copy, Default)]
struct Holds {
    countries: bool,
    coordinates: bool,
}

/// Largest file in bytes. The largest City databases have some 200 MB.
const MOST_BYTES: u64 = 1 << 30;

/// Records that are looked at to learn what a file holds. Some have neither country nor coordinates: those of satellites, of anycast.
const SAMPLED: usize = 2000;

/// What to do about a file that holds something else.
const REMEDY: &str =
    "give a City or Country database in MaxMind's format (GeoLite2-City.mmdb, dbip-city-lite.mmdb)";

impl GeoFile {
    /// Opens a file. An error says what is wrong with it and what to do.
    pub fn open(path: &Path) -> Result<Self, String> {
        let about = std::fs::metadata(path).map_err(|error| format!("{error}; {REMEDY}"))?;
        if !about.is_file() || about.len() > MOST_BYTES {
            let what = if about.is_file() { "it is larger than 1 GiB" } else { "it is no file" };
            return Err(format!("{what}; {REMEDY}"));
        }
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let reader = Reader::from_source(bytes).map_err(|error| {
            format!("it is no MMDB file, or it is cut off or damaged ({error}); load it again, unpacked, or {REMEDY}")
        })?;
        let holds = sample(&reader).map_err(|error| format!("it is damaged ({error}); load it again"))?;
        if !holds.countries && !holds.coordinates {
            let kind = trail365_text::terminal::escape(&reader.metadata().database_type).into_owned();
            return Err(format!(
                "it is a database of the kind `{kind}`, without countries and coordinates; {REMEDY}"
            ));
        }
        Ok(GeoFile { reader, name: path.to_string_lossy().into_owned(), holds })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn has_countries(&self) -> bool {
        self.holds.countries
    }

    pub fn has_coordinates(&self) -> bool {
        self.holds.coordinates
    }

    /// Returns when the file was built, in seconds since 1970.
    pub fn build_epoch(&self) -> u64 {
        self.reader.metadata().build_epoch
    }

    /// Returns the place of an address. A record that cannot be read says no place.
    pub fn place_of(&self, ip: IpAddr) -> Option<GeoPlace> {
        // A mapped address is found as IPv4 only.
        let ip = ip.to_canonical();
        if ip.is_ipv6() && self.reader.metadata().ip_version == 4 {
            return None;
        }
        let found: Option<Record> = self.reader.lookup(ip).ok()?.decode().ok()?;
        found.map(Record::into_place)
    }
}

/// Finds what records of a file hold.
fn sample(reader: &Reader<Vec<u8>>) -> Result<Holds, maxminddb::MaxMindDbError> {
    let mut holds = Holds::default();
    for found in reader.networks(WithinOptions::default())?.take(SAMPLED) {
        let Some(place) = found?.decode::<Record>()?.map(Record::into_place) else { continue };
        holds.countries |= place.country.is_some();
        holds.coordinates |= place.coordinates.is_some();
        if holds.countries && holds.coordinates {
            break;
        }
    }
    Ok(holds)
}

/// A record of any of the shapes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record {
    country: Option<Country>,
    country_code: Option<String>,
    location: Option<Location>,
    latitude: Option<Degrees>,
    longitude: Option<Degrees>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Country {
    Nested { iso_code: Option<String> },
    Name(String),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Location {
    Nested { latitude: Option<Degrees>, longitude: Option<Degrees> },
    Other(serde::de::IgnoredAny),
}

/// A number, or its text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Degrees {
    Number(f64),
    Text(String),
}

impl Degrees {
    fn number(&self) -> Option<f64> {
        match self {
            Degrees::Number(number) => Some(*number),
            Degrees::Text(text) => text.trim().parse().ok(),
        }
    }
}

impl Record {
    fn into_place(self) -> GeoPlace {
        let country = self.country_code.or(match self.country {
            Some(Country::Nested { iso_code }) => iso_code,
            // A code in some files, a name in others; a name is no code.
            Some(Country::Name(name)) => Some(name),
            None => None,
        });
        let (latitude, longitude) = match self.location {
            Some(Location::Nested { latitude, longitude }) => (latitude, longitude),
            Some(Location::Other(_)) | None => (self.latitude, self.longitude),
        };
        let number = |degrees: Option<Degrees>| degrees.as_ref().and_then(Degrees::number);
        GeoPlace::new(country.as_deref(), number(latitude).zip(number(longitude)))
    }
}
