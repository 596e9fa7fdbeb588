//! What is known of addresses: country, owner of the network, coordinates, and whether they are Microsoft's.

use std::collections::BTreeMap;
use std::path::Path;

use trail365_sql::{Geo, GeoDatabase, GeoPlace, NetworkOwner, is_microsoft_service, is_private};

use crate::facts::Act;
use crate::model::{AddressFacts, AddressKind, Confidence, Database, Statement, Time};
use crate::words::count_of;

/// Days by which a database may be older than the newest record: addresses change their owners.
const MOST_DAYS: i64 = 90;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// What is known of the addresses of an investigation.
#[derive(Debug, Default)]
pub(crate) struct Networks {
    known: BTreeMap<String, Known>,
    databases: Vec<GeoDatabase>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    place: GeoPlace,
    owner: Option<NetworkOwner>,
    kind: Option<AddressKind>,
}

impl Known {
    fn new(address: &str, geo: Option<&Geo>) -> Self {
        let Ok(ip) = address.parse() else { return Known::default() };
        let place = geo.and_then(|geo| geo.place_of(ip)).unwrap_or_default();
        let owner = geo.and_then(|geo| geo.owner_of(ip));
        let is_microsoft = is_microsoft_service(ip) || owner.as_ref().is_some_and(NetworkOwner::is_microsoft);
        let kind = match (is_private(ip), is_microsoft) {
            (true, _) => Some(AddressKind::Private),
            (_, true) => Some(AddressKind::Microsoft),
            _ => None,
        };
        Known { place, owner, kind }
    }
}

impl Networks {
    /// Looks up the addresses of records.
    pub fn of_acts<'a>(geo: Option<&Geo>, acts: impl Iterator<Item = &'a Act>) -> Self {
        let mut known = BTreeMap::new();
        for address in acts.filter_map(|act| act.client_ip.as_ref()) {
            if !known.contains_key(address) {
                known.insert(address.clone(), Known::new(address, geo));
            }
        }
        Networks { known, databases: geo.map(Geo::databases).unwrap_or_default() }
    }

    /// Returns what the report says of an address.
    pub fn about(&self, address: &str) -> AddressFacts {
        let known = self.known.get(address).cloned().unwrap_or_default();
        let (number, name) = known.owner.map_or((None, None), |owner| (owner.number, owner.name));
        AddressFacts {
            address: address.to_owned(),
            country: known.place.country,
            as_number: number,
            network_owner: name,
            kind: known.kind,
        }
    }

    /// Reports whether an address is Microsoft's: it says nothing about who acted.
    pub fn is_microsoft(&self, address: &str) -> bool {
        self.known.get(address).is_some_and(|known| known.kind == Some(AddressKind::Microsoft))
    }

    /// Returns the country of an address that says something about who acted.
    pub fn country(&self, address: &str) -> Option<&str> {
        self.telling(address)?.place.country.as_deref()
    }

    /// Returns the owner of the network of such an address in words: `AS64496 Example`.
    pub fn owner(&self, address: &str) -> Option<String> {
        let owner = self.telling(address)?.owner.as_ref()?;
        let number = owner.number.map(|number| format!("AS{number}"));
        let parts: Vec<&str> = number.as_deref().into_iter().chain(owner.name.as_deref()).collect();
        Some(parts.join(" "))
    }

    /// Returns the kilometres between two such addresses.
    pub fn distance_km(&self, from: &str, to: &str) -> Option<f64> {
        self.telling(from)?.place.distance_km(&self.telling(to)?.place)
    }

    fn telling(&self, address: &str) -> Option<&Known> {
        self.known.get(address).filter(|known| known.kind.is_none())
    }

    /// Lists the databases; only the names of files, because paths are those of the analyst's machine.
    pub fn databases(&self) -> Vec<Database> {
        let database = |of: &GeoDatabase| Database {
            file: Path::new(&of.path).file_name().unwrap_or_default().to_string_lossy().into_owned(),
            kind: of.kind.clone(),
            built_at: of.built_at.map(|built| Time(built.timestamp_micros())),
            tells_places: of.tells_places,
            tells_owners: of.tells_owners,
        };
        self.databases.iter().map(database).collect()
    }
}

/// States which databases were asked, and what is not known without them.
pub(crate) fn state_databases(databases: &[Database]) -> Vec<Statement> {
    let mut texts: Vec<String> = databases.iter().map(sentence).collect();
    if !databases.iter().any(|database| database.tells_places) {
        texts.push("No database of places was given (--geo): no location of an address is known.".to_owned());
    }
    if !databases.iter().any(|database| database.tells_owners) {
        texts.push(
            "No database of AS numbers was given (--asn): the owners of networks were not looked up. Of Microsoft's addresses only the \
             front ends of Microsoft 365 are known."
                .to_owned(),
        );
    }
    let state = |text: String| Statement { confidence: Confidence::Recorded, text, ..Statement::default() };
    texts.into_iter().map(state).collect()
}

fn sentence(database: &Database) -> String {
    let what = match (database.tells_places, database.tells_owners) {
        (true, true) => "Countries of addresses and owners of networks",
        (true, false) => "Countries and coordinates of addresses",
        _ => "Owners of networks",
    };
    let built = database.built_at.map_or_else(String::new, |built| format!(", built at {built}"));
    format!(
        "{what} are those of the database {} (file {}){built}. They are the database's, not the records': databases differ, and a phone, a \
         proxy or a VPN is elsewhere than its user.",
        database.kind, database.file
    )
}

/// Warns of databases that are much older than the newest record.
pub(crate) fn warn_of_age(databases: &[Database], newest: Option<Time>) -> Vec<String> {
    let warn = |database: &Database| {
        let days = (newest?.0 - database.built_at?.0) / DAY;
        (days > MOST_DAYS).then(|| {
            format!(
                "The database {} (file {}) is {} older than the newest record: addresses may have another owner since. Give a newer one.",
                database.kind,
                database.file,
                count_of(days.unsigned_abs() as usize, "day")
            )
        })
    };
    databases.iter().filter_map(warn).collect()
}

#[cfg(test)]
mod tests {
    use super::{DAY, MOST_DAYS, warn_of_age};
    use crate::model::{Database, Time};

    #[test]
    fn old_databases_are_warned_of() {
        let database = Database { kind: "City".to_owned(), built_at: Some(Time(0)), ..Database::default() };
        let warned = |days| warn_of_age(std::slice::from_ref(&database), Some(Time(days * DAY))).len();
        assert_eq!((warned(MOST_DAYS), warned(MOST_DAYS + 1), warned(-5)), (0, 1, 0));
        assert!(warn_of_age(&[database], None).is_empty());
    }
}
