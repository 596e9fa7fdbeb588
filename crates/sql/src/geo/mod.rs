//! Places of addresses, from a file that the user brings.

mod file;
mod place;

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::error::{Error, Result};
use crate::network::Network;
use file::GeoFile;

pub use place::GeoPlace;

/// Where addresses are: a file in the format of MaxMind (MMDB), or a few places that are named one by one.
///
/// None ships: such files are large, stale within weeks, and under terms of their own.
#[derive(Clone)]
pub struct Geo(Source);

#[derive(Clone)]
enum Source {
    File(Arc<GeoFile>),
    Named(Vec<(Network, GeoPlace)>),
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
        let path = path.as_ref();
        let file = GeoFile::open(path).map_err(|why| Error::no_places(&path.to_string_lossy(), &why))?;
        Ok(Geo(Source::File(Arc::new(file))))
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

    /// Returns the place of an address; `None` where it is not known.
    pub fn place_of(&self, ip: IpAddr) -> Option<GeoPlace> {
        match &self.0 {
            Source::File(file) => file.place_of(ip),
            Source::Named(places) => {
                let holding = places.iter().find(|(network, _)| network.contains(ip));
                holding.map(|(_, place)| place.clone())
            }
        }
    }

    /// Returns when the file was built; `None` for places that were named one by one.
    pub fn built_at(&self) -> Option<DateTime<Utc>> {
        match &self.0 {
            Source::File(file) => DateTime::from_timestamp(i64::try_from(file.build_epoch()).ok()?, 0),
            Source::Named(_) => None,
        }
    }

    /// Says why no distance can be told; `None` where some can.
    pub(crate) fn why_no_distance(&self) -> Option<String> {
        match &self.0 {
            Source::File(file) if !file.has_coordinates() => {
                Some(format!("{} has countries and no coordinates", file.name()))
            }
            _ => None,
        }
    }

    /// Says why no country can be told; `None` where some can.
    pub(crate) fn why_no_country(&self) -> Option<String> {
        match &self.0 {
            Source::File(file) if !file.has_countries() => {
                Some(format!("{} has coordinates and no countries", file.name()))
            }
            _ => None,
        }
    }

    /// Name of the file, and what tells one of its builds from another.
    fn identity(&self) -> (&str, u64) {
        match &self.0 {
            Source::File(file) => (file.name(), file.build_epoch()),
            Source::Named(_) => ("", 0),
        }
    }
}

impl PartialEq for Geo {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::Named(a), Source::Named(b)) => a == b,
            _ => self.identity() == other.identity(),
        }
    }
}

impl Eq for Geo {}

impl fmt::Debug for Geo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::File(file) => write!(f, "Geo({})", file.name()),
            Source::Named(places) => write!(f, "Geo({} networks)", places.len()),
        }
    }
}
