//! Places of addresses and owners of networks, from files that the user brings.

mod file;
mod microsoft;
mod owner;
mod place;

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::error::{Error, Result};
use crate::network::{Network, is_private};
use file::{GeoFile, Wanted};

pub use microsoft::is_microsoft_service;
pub use owner::NetworkOwner;
pub use place::GeoPlace;

/// Where addresses are, and whose networks they are in: files in the format of MaxMind (MMDB), or a few places that are named one by one.
///
/// No file ships: they are large, stale within weeks, and under terms of their own.
#[derive(Clone)]
pub struct Geo(Source);

#[derive(Clone)]
enum Source {
    Files(Files),
    Named(Vec<(Network, GeoPlace)>),
}

/// The file that answers each question; one file may answer both.
#[derive(Clone, Default)]
struct Files {
    places: Option<Arc<GeoFile>>,
    owners: Option<Arc<GeoFile>>,
}

/// A file that places or owners come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeoDatabase {
    /// Its path, as it was given.
    pub path: String,
    /// The kind that its maker gave it: `GeoLite2-City`.
    pub kind: String,
    /// When it was built.
    pub built_at: Option<DateTime<Utc>>,
    /// Whether countries or coordinates are taken from it.
    pub tells_places: bool,
    /// Whether owners of networks are taken from it.
    pub tells_owners: bool,
}

impl Geo {
    /// Opens a file: a City database with coordinates, or one with countries alone. What it holds is told by its records, not by its
    /// name.
    ///
    /// ```
    /// let error = trail365_sql::Geo::open("no-such-file.mmdb").unwrap_err().to_string();
    /// assert!(error.starts_with("cannot read the places in no-such-file.mmdb: "), "{error}");
    /// ```
    ///
    /// # Errors
    /// When it cannot be read, is no whole MMDB, or has neither countries nor coordinates: what is wrong with which file, and what to do.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Geo(Source::Files(Files::of_places(path.as_ref())?)))
    }

    /// Opens a file of places, one of AS numbers, or both. What one of them lacks is taken from the other where that has it; without
    /// either there is nothing to open.
    ///
    /// # Errors
    /// As those of [`Geo::open`]; the second file has to have AS numbers.
    pub fn open_files(places: Option<&Path>, owners: Option<&Path>) -> Result<Option<Self>> {
        if places.is_none() && owners.is_none() {
            return Ok(None);
        }
        let first = places.map(Files::of_places).transpose()?.unwrap_or_default();
        let second = owners.map(Files::of_owners).transpose()?.unwrap_or_default();
        let files = Files { places: first.places.or(second.places), owners: second.owners.or(first.owners) };
        Ok(Some(Geo(Source::Files(files))))
    }

    /// Makes one of networks (`198.51.100.0/24`) or addresses, each with its place. Of several networks that hold an address the first
    /// counts. Without any it knows no place, and queries that ask for places can be tried.
    ///
    /// # Errors
    /// When a text is no network.
    pub fn of_networks<'a>(places: impl IntoIterator<Item = (&'a str, GeoPlace)>) -> Result<Self> {
        let named = |(text, place): (&str, GeoPlace)| match Network::parse(text) {
            Some(network) => Ok((network, place)),
            None => Err(Error::no_network(text)),
        };
        Ok(Geo(Source::Named(places.into_iter().map(named).collect::<Result<_>>()?)))
    }

    /// Returns the place of an address; `None` where it is not known, as of private addresses, on which files differ.
    pub fn place_of(&self, ip: IpAddr) -> Option<GeoPlace> {
        match &self.0 {
            _ if is_private(ip) => None,
            Source::Files(files) => files.places.as_ref()?.place_of(ip),
            Source::Named(places) => {
                let holding = places.iter().find(|(network, _)| network.contains(ip));
                holding.map(|(_, place)| place.clone())
            }
        }
    }

    /// Returns the owner of the network that an address is in; `None` where it is not known, as of private addresses.
    pub fn owner_of(&self, ip: IpAddr) -> Option<NetworkOwner> {
        match &self.0 {
            Source::Files(files) if !is_private(ip) => files.owners.as_ref()?.owner_of(ip),
            _ => None,
        }
    }

    /// Reports whether countries are known of some addresses.
    pub fn has_countries(&self) -> bool {
        self.why_not(GeoFact::Country).is_none()
    }

    /// Reports whether owners of networks are known of some addresses.
    pub fn has_owners(&self) -> bool {
        matches!(self.0, Source::Files(_)) && self.why_not(GeoFact::Owner).is_none()
    }

    /// Lists the files, that of places first.
    pub fn databases(&self) -> Vec<GeoDatabase> {
        match &self.0 {
            Source::Files(files) => files.databases(),
            Source::Named(_) => Vec::new(),
        }
    }

    /// Says why a fact can be told of no address; `None` where it can of some.
    pub(crate) fn why_not(&self, fact: GeoFact) -> Option<String> {
        match &self.0 {
            Source::Files(files) => files.why_not(fact),
            Source::Named(_) => None,
        }
    }
}

/// A fact about addresses that a query asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GeoFact {
    Country,
    Distance,
    Owner,
}

impl Files {
    fn of_places(path: &Path) -> Result<Self> {
        let name = path.to_string_lossy();
        let file = GeoFile::open(path, Wanted::Places).map_err(|why| Error::no_places(&name, &why))?;
        Ok(Files::of(file))
    }

    fn of_owners(path: &Path) -> Result<Self> {
        let name = path.to_string_lossy();
        let file = GeoFile::open(path, Wanted::Owners).map_err(|why| Error::no_owners(&name, &why))?;
        Ok(Files::of(file))
    }

    /// Takes all that a file holds.
    fn of(file: GeoFile) -> Self {
        let (holds, file) = (file.holds(), Arc::new(file));
        Files { places: holds.has_places().then(|| Arc::clone(&file)), owners: holds.owners.then_some(file) }
    }

    fn why_not(&self, fact: GeoFact) -> Option<String> {
        let file = match fact {
            GeoFact::Owner => &self.owners,
            GeoFact::Country | GeoFact::Distance => &self.places,
        };
        match (fact, file) {
            (GeoFact::Owner, None) => Some("no file of AS numbers was given".to_owned()),
            (_, None) => Some("no file of places was given".to_owned()),
            (GeoFact::Distance, Some(file)) if !file.holds().coordinates => {
                Some(format!("{} has countries and no coordinates", file.name()))
            }
            (GeoFact::Country, Some(file)) if !file.holds().countries => {
                Some(format!("{} has coordinates and no countries", file.name()))
            }
            _ => None,
        }
    }

    fn databases(&self) -> Vec<GeoDatabase> {
        let is_one = self.places.as_ref().zip(self.owners.as_ref()).is_some_and(|(a, b)| Arc::ptr_eq(a, b));
        let places = self.places.iter().map(|file| file.about(true, is_one));
        let owners = self.owners.iter().filter(|_| !is_one).map(|file| file.about(false, true));
        places.chain(owners).collect()
    }

    /// Names of the files, and what tells one of their builds from another.
    fn identity(&self) -> [Option<(&str, u64)>; 2] {
        [&self.places, &self.owners].map(|file| file.as_ref().map(|file| (file.name(), file.build_epoch())))
    }
}

impl GeoFile {
    fn about(&self, tells_places: bool, tells_owners: bool) -> GeoDatabase {
        let built_at = i64::try_from(self.build_epoch()).ok();
        GeoDatabase {
            path: self.name().to_owned(),
            kind: self.kind().to_owned(),
            built_at: built_at.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
            tells_places,
            tells_owners,
        }
    }
}

impl PartialEq for Geo {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::Named(a), Source::Named(b)) => a == b,
            (Source::Files(a), Source::Files(b)) => a.identity() == b.identity(),
            _ => false,
        }
    }
}

impl Eq for Geo {}

impl fmt::Debug for Geo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Files(files) => {
                let names: Vec<&str> = files.identity().into_iter().flatten().map(|(name, _)| name).collect();
                write!(f, "Geo({})", names.join(", "))
            }
            Source::Named(places) => write!(f, "Geo({} networks)", places.len()),
        }
    }
}
