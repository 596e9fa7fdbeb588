//! Journeys that nobody makes: two addresses too far apart for the time between their acts.

use std::collections::{BTreeMap, HashMap};

use crate::facts::Act;
use crate::model::Time;
use crate::networks::Networks;

/// Least distance in kilometres: places of databases are off by less.
const LEAST_KM: f64 = 500.0;

/// Kilometres an hour that no airliner flies.
const MOST_SPEED: f64 = 900.0;

/// Microseconds of an hour.
const HOUR: f64 = 3_600_000_000.0;

/// Two acts of one account, too far apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Journey<'a> {
    /// The act of the owner.
    pub owners: &'a Act,
    /// The other act.
    pub other: &'a Act,
    pub km: f64,
}

impl Journey<'_> {
    fn micros(&self) -> i64 {
        (self.other.time - self.owners.time).abs()
    }

    fn is_impossible(&self) -> bool {
        // Microseconds of centuries are exact as a float.
        #[allow(clippy::cast_precision_loss)]
        let hours = self.micros() as f64 / HOUR;
        self.km > LEAST_KM && self.km > MOST_SPEED * hours
    }

    /// Says what it is.
    pub fn sentence(&self, networks: &Networks) -> String {
        let place = |act: &Act| {
            let address = act.client_ip.as_deref().unwrap_or_default();
            let country =
                networks.country(address).map_or_else(String::new, |country| format!(" ({country})"));
            format!("{address}{country}")
        };
        let (first, second) = if self.owners.time <= self.other.time {
            (self.owners, self.other)
        } else {
            (self.other, self.owners)
        };
        format!(
            "the account was used from {} at {} and from {} at {}, {} km away by the database of places: no journey is so fast",
            place(first),
            Time(first.time),
            place(second),
            Time(second.time),
            self.km.round()
        )
    }
}

/// Finds for branches the journey with the least time, to or from an act of the owner; `branch_of` says the branch of each act, and
/// `is_owners` which are surely the owner's.
pub(crate) fn find_journeys<'a>(
    acts: &'a [Act],
    branch_of: &HashMap<usize, usize>,
    is_owners: impl Fn(usize) -> bool,
    networks: &Networks,
) -> BTreeMap<usize, Journey<'a>> {
    let mut found: BTreeMap<usize, Journey<'a>> = BTreeMap::new();
    let forward = 0..acts.len();
    let backward = (0..acts.len()).rev();
    for order in [forward.collect::<Vec<_>>(), backward.collect()] {
        let mut last_owners: Option<&Act> = None;
        for at in order {
            let act = &acts[at];
            let Some(address) = act.client_ip.as_deref().filter(|_| !act.is_refused()) else { continue };
            let Some(branch) = branch_of.get(&at).copied() else { continue };
            if is_owners(branch) {
                // One of unknown place would hide the one in front of it.
                last_owners = networks.distance_km(address, address).map(|_| act).or(last_owners);
                continue;
            }
            let Some(owners) = last_owners else { continue };
            let from = owners.client_ip.as_deref().unwrap_or_default();
            let Some(km) = networks.distance_km(from, address) else { continue };
            let journey = Journey { owners, other: act, km };
            let is_shorter = found.get(&branch).is_none_or(|known| journey.micros() < known.micros());
            if journey.is_impossible() && is_shorter {
                found.insert(branch, journey);
            }
        }
    }
    found
}
