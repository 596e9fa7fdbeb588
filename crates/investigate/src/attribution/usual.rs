//! What was usual for an account before anything was found: addresses, programs in networks and devices, by the days of their use.

use std::collections::{BTreeMap, BTreeSet};

use super::branches::Draft;
use crate::facts::Act;
use crate::networks::Networks;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Days of records before an incident that make a baseline.
const BASELINE_DAYS: i64 = 14;

/// Least days on which something was used before the incident for it to be usual.
const USUAL_DAYS: usize = 2;

/// What an account did before anything was found.
#[derive(Debug, Default)]
pub(crate) struct Usual {
    addresses: Days,
    /// Programs with the network that they were used from.
    programs: Days,
    devices: Days,
    /// Countries, and owners of networks, where a database tells them.
    countries: Days,
    owners: Days,
    /// Days from the first record to the incident.
    pub baseline_days: i64,
}

/// Values with the place of the first record of each day on which they were used.
type Days = BTreeMap<String, Vec<usize>>;

/// What speaks for the owner, as words, and the places of the records that say so.
pub(crate) struct Support {
    pub strength: Strength,
    pub text: String,
    pub acts: Vec<usize>,
}

impl Usual {
    /// Looks at the records before a time; where nothing was found, at all of them. A sign-in that was refused shows no use.
    pub fn before(incident: Option<i64>, acts: &[Act], networks: &Networks) -> Self {
        let is_use =
            |(_, act): &(usize, &Act)| incident.is_none_or(|from| act.time < from) && !act.is_refused();
        let used: Vec<(usize, &Act)> = acts.iter().enumerate().filter(is_use).collect();
        let end = incident.or(used.last().map(|(_, act)| act.time));
        let span = used.first().zip(end).map(|((_, first), end)| (end - first.time) / DAY);
        let address = |act: &Act| act.client_ip.clone();
        Usual {
            countries: days_of(&used, |act| networks.country(&address(act)?).map(str::to_owned)),
            owners: days_of(&used, |act| networks.owner(&address(act)?)),
            addresses: days_of(&used, |act| act.client_ip.clone()),
            programs: days_of(&used, |act| program_of(act.network.as_deref(), act.agent.as_deref())),
            devices: days_of(&used, |act| act.device_id.clone()),
            baseline_days: span.unwrap_or_default(),
        }
    }

    /// Returns what makes a branch the owner's, the strongest first.
    pub fn speaks_for(&self, draft: &Draft) -> Vec<Support> {
        let program = program_of(draft.network.as_deref(), draft.agent.as_deref());
        let addresses = draft.telling_addresses.iter().map(|address| {
            (Strength::Strong, &self.addresses, address.as_str(), format!("the address {address}"))
        });
        let device = draft
            .device_id
            .iter()
            .map(|device| (Strength::Strong, &self.devices, device.as_str(), format!("the device {device}")));
        let program =
            program.iter().map(|program| (Strength::Weak, &self.programs, program.as_str(), program.clone()));
        let support = |(strength, known, value, what): (Strength, &Days, &str, String)| {
            let acts = known.get(value).filter(|days| days.len() >= USUAL_DAYS)?.clone();
            let text = format!("{what} was used on {} days before the first finding", acts.len());
            Some(Support { strength, text, acts })
        };
        addresses.chain(device).chain(program).filter_map(support).collect()
    }

    /// Returns what a branch has that was new for the account, as words. Without a baseline nothing can be called new.
    pub fn news_of(&self, draft: &Draft, networks: &Networks) -> Vec<String> {
        if !self.is_baseline() {
            return Vec::new();
        }
        let countries =
            draft.addresses.iter().filter_map(|address| networks.country(address).map(str::to_owned));
        let owners = draft.addresses.iter().filter_map(|address| networks.owner(address));
        let kinds = [
            ("country", &self.countries, countries.collect::<BTreeSet<_>>()),
            ("network owner", &self.owners, owners.collect()),
        ];
        let mut news = Vec::new();
        for (kind, known, values) in kinds {
            // Where the database knows nothing of the time before, everything would be new.
            let fresh = values.into_iter().filter(|value| !known.is_empty() && !known.contains_key(value));
            news.extend(fresh.map(|value| {
                format!(
                    "{kind} new for the account: {value}, not seen in the {} days before the first finding",
                    self.baseline_days
                )
            }));
        }
        news
    }

    /// Reports whether there are enough days to call something new.
    pub fn is_baseline(&self) -> bool {
        self.baseline_days >= BASELINE_DAYS
    }
}

/// How much something says about who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strength {
    /// Others hardly have it: an address, a device.
    Strong,
    /// Others may have it: the program, in a network.
    Weak,
}

fn program_of(network: Option<&str>, agent: Option<&str>) -> Option<String> {
    Some(format!("{} from {}", agent?, network?))
}

/// Finds the first record of each day with each value, among records in order of time.
fn days_of(acts: &[(usize, &Act)], of: impl Fn(&Act) -> Option<String>) -> Days {
    let mut days = Days::new();
    let mut last_days: BTreeMap<String, i64> = BTreeMap::new();
    for (place, act) in acts {
        let Some(value) = of(act) else { continue };
        let day = act.time.div_euclid(DAY);
        if last_days.insert(value.clone(), day) != Some(day) {
            days.entry(value).or_default().push(*place);
        }
    }
    days
}
