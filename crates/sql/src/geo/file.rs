//! A file in the format of MaxMind.
//!
//! Makers write records of three shapes: MaxMind and DB-IP `{"country": {"iso_code"}, "location": {"latitude", "longitude"}}`, others
//! `{"country_code"}` flat, IPinfo that with the country's name as `country`; some have `latitude` and `longitude` flat, or as text. Owners
//! of networks are `{"autonomous_system_number", "autonomous_system_organization"}`, inside of `traits` in large databases, or
//! `{"asn", "as_name"}` with a number that begins with AS.

use std::net::IpAddr;
use std::path::Path;

use maxminddb::{Reader, WithinOptions};
use serde::Deserialize;

use super::owner::NetworkOwner;
use super::place::GeoPlace;

/// An open file. It is held in memory: a City database has some 60 MB.
pub(super) struct GeoFile {
    reader: Reader<Vec<u8>>,
    name: String,
    holds: Holds,
}

/// Facts that records of a file have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Holds {
    pub countries: bool,
    pub coordinates: bool,
    pub owners: bool,
}

impl Holds {
    pub fn has_places(self) -> bool {
        self.countries || self.coordinates
    }
}

/// Largest file in bytes. The largest City databases have some 200 MB.
const MOST_BYTES: u64 = 1 << 30;

/// Records that are looked at to learn what a file holds. Some have neither country nor coordinates: those of satellites, of anycast.
const SAMPLED: usize = 2000;

/// What a file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Places,
    Owners,
}

impl Wanted {
    fn is_in(self, holds: Holds) -> bool {
        match self {
            Wanted::Places => holds.has_places(),
            Wanted::Owners => holds.owners,
        }
    }

    /// Says what to do about a file that holds something else.
    fn remedy(self) -> &'static str {
        match self {
            Wanted::Places => {
                "give a City or Country database in MaxMind's format (GeoLite2-City.mmdb, dbip-city-lite.mmdb)"
            }
            Wanted::Owners => {
                "give a database of AS numbers in MaxMind's format (GeoLite2-ASN.mmdb, dbip-asn-lite.mmdb)"
            }
        }
    }

    /// Says what a file of this kind holds instead, and what to do.
    fn refusal(self, kind: &str, holds: Holds) -> String {
        let kind = trail365_text::terminal::escape(kind);
        match self {
            Wanted::Places if holds.owners => format!(
                "it is a database of the kind `{kind}`, with AS numbers and no countries; name it by --asn, or {}",
                self.remedy()
            ),
            Wanted::Owners if holds.has_places() => format!(
                "it is a database of the kind `{kind}`, with places and no AS numbers; name it by --geo, or {}",
                self.remedy()
            ),
            _ => format!(
                "it is a database of the kind `{kind}`, with neither countries nor AS numbers; {}",
                self.remedy()
            ),
        }
    }
}

impl GeoFile {
    /// Opens a file that is to hold something. An error says what is wrong with it and what to do.
    pub fn open(path: &Path, wanted: Wanted) -> Result<Self, String> {
        let remedy = wanted.remedy();
        let about = std::fs::metadata(path).map_err(|error| format!("{error}; {remedy}"))?;
        if !about.is_file() || about.len() > MOST_BYTES {
            let what = if about.is_file() { "it is larger than 1 GiB" } else { "it is no file" };
            return Err(format!("{what}; {remedy}"));
        }
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let reader = Reader::from_source(bytes).map_err(|error| {
            format!("it is no MMDB file, or it is cut off or damaged ({error}); load it again, unpacked, or {remedy}")
        })?;
        let holds = sample(&reader).map_err(|error| format!("it is damaged ({error}); load it again"))?;
        if !wanted.is_in(holds) {
            return Err(wanted.refusal(&reader.metadata().database_type, holds));
        }
        Ok(GeoFile { reader, name: path.to_string_lossy().into_owned(), holds })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn holds(&self) -> Holds {
        self.holds
    }

    /// Returns the kind that its maker gave it: `GeoLite2-City`.
    pub fn kind(&self) -> &str {
        &self.reader.metadata().database_type
    }

    /// Returns when the file was built, in seconds since 1970.
    pub fn build_epoch(&self) -> u64 {
        self.reader.metadata().build_epoch
    }

    /// Returns the place of an address. A record that cannot be read says no place.
    pub fn place_of(&self, ip: IpAddr) -> Option<GeoPlace> {
        self.record_of(ip).map(|record| record.place())
    }

    /// Returns the owner of the network of an address.
    pub fn owner_of(&self, ip: IpAddr) -> Option<NetworkOwner> {
        self.record_of(ip)?.owner()
    }

    fn record_of(&self, ip: IpAddr) -> Option<Record> {
        // A mapped address is found as IPv4 only.
        let ip = ip.to_canonical();
        if ip.is_ipv6() && self.reader.metadata().ip_version == 4 {
            return None;
        }
        self.reader.lookup(ip).ok()?.decode().ok()?
    }
}

/// Finds what records of a file hold.
fn sample(reader: &Reader<Vec<u8>>) -> Result<Holds, maxminddb::MaxMindDbError> {
    let mut holds = Holds::default();
    for found in reader.networks(WithinOptions::default())?.take(SAMPLED) {
        let Some(record) = found?.decode::<Record>()? else { continue };
        let place = record.place();
        holds.countries |= place.country.is_some();
        holds.coordinates |= place.coordinates.is_some();
        holds.owners |= record.owner().is_some();
        if holds.countries && holds.coordinates && holds.owners {
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
    autonomous_system_number: Option<AsNumber>,
    autonomous_system_organization: Option<String>,
    asn: Option<AsNumber>,
    as_name: Option<String>,
    traits: Option<Traits>,
}

/// Facts about a network that large databases have beside its place.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Traits {
    autonomous_system_number: Option<AsNumber>,
    autonomous_system_organization: Option<String>,
}

/// A number, or its text: `AS64496`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum AsNumber {
    Number(u32),
    Text(String),
    Other(serde::de::IgnoredAny),
}

impl AsNumber {
    fn number(&self) -> Option<u32> {
        match self {
            AsNumber::Number(number) => Some(*number),
            AsNumber::Text(text) => text.trim().trim_start_matches(['A', 'S', 'a', 's']).parse().ok(),
            AsNumber::Other(_) => None,
        }
    }
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
    fn place(&self) -> GeoPlace {
        let country = self.country_code.as_deref().or(match &self.country {
            Some(Country::Nested { iso_code }) => iso_code.as_deref(),
            // A code in some files, a name in others; a name is no code.
            Some(Country::Name(name)) => Some(name),
            None => None,
        });
        let (latitude, longitude) = match &self.location {
            Some(Location::Nested { latitude, longitude }) => (latitude, longitude),
            Some(Location::Other(_)) | None => (&self.latitude, &self.longitude),
        };
        let number = |degrees: &Option<Degrees>| degrees.as_ref().and_then(Degrees::number);
        GeoPlace::new(country, number(latitude).zip(number(longitude)))
    }

    fn owner(&self) -> Option<NetworkOwner> {
        let traits = self.traits.as_ref();
        let number = [
            &self.autonomous_system_number,
            &self.asn,
            traits.map_or(&None, |of| &of.autonomous_system_number),
        ];
        let name = [
            &self.autonomous_system_organization,
            &self.as_name,
            traits.map_or(&None, |of| &of.autonomous_system_organization),
        ];
        let number = number.into_iter().flatten().find_map(AsNumber::number);
        NetworkOwner::new(number, name.into_iter().flatten().next().map(String::as_str))
    }
}
