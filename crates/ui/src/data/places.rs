//! Places of addresses and owners of their networks.

use std::net::IpAddr;

use serde::Serialize;
use trail365_sql::{Geo, NetworkOwner, is_microsoft_service, is_private};

/// What is known of an address beside the records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AddressPlace {
    /// Code of its country (ISO 3166-1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Number of the autonomous system that its network is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_number: Option<u32>,
    /// Owner of its network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_owner: Option<String>,
    /// It is of a private network, which no file places.
    pub is_private: bool,
    /// Services of Microsoft act from it.
    pub is_microsoft: bool,
}

impl AddressPlace {
    /// Looks up an address; `None` where nothing is known, or the text is none.
    pub(crate) fn find(geo: Option<&Geo>, address: &str) -> Option<Self> {
        let ip: IpAddr = address.parse().ok()?;
        let owner = geo.and_then(|geo| geo.owner_of(ip));
        let is_microsoft = is_microsoft_service(ip) || owner.as_ref().is_some_and(NetworkOwner::is_microsoft);
        let (as_number, network_owner) = owner.map_or((None, None), |owner| (owner.number, owner.name));
        let country = geo.and_then(|geo| geo.place_of(ip)).and_then(|place| place.country);
        let found =
            AddressPlace { country, as_number, network_owner, is_private: is_private(ip), is_microsoft };
        (found != AddressPlace::default()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use trail365_sql::{Geo, GeoPlace};

    use super::AddressPlace;

    #[test]
    fn an_address_has_what_is_known_of_it() {
        let geo = Geo::of_networks([("192.0.2.0/24", GeoPlace::new(Some("DE"), None))]).unwrap();
        let find = |address: &str| AddressPlace::find(Some(&geo), address);
        assert_eq!(find("192.0.2.7").unwrap().country.as_deref(), Some("DE"));
        assert!(find("10.0.0.1").unwrap().is_private);
        for unknown in ["198.51.100.9", "192.0.2.0/24", "", "<b>"] {
            assert_eq!(find(unknown), None, "{unknown}");
        }
    }
}
