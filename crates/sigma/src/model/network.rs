//! Networks in CIDR notation.

use std::fmt;
use std::net::IpAddr;

/// An IPv4 or IPv6 network.
///
/// ```
/// let network: trail365_sigma::Network = "203.0.113.0/24".parse().unwrap();
/// assert!(network.contains("203.0.113.7".parse().unwrap()));
/// assert!("203.0.113.7/24".parse::<trail365_sigma::Network>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Returns the first address.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Returns the number of leading bits that all addresses share.
    pub fn prefix(&self) -> u8 {
        self.prefix
    }

    /// Reports whether an address of the same family is in the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address.is_ipv4() && keep_prefix(address, self.prefix) == self.address
    }
}

impl std::str::FromStr for Network {
    /// The network that was probably meant, where only bits behind the prefix are set.
    type Err = Option<Network>;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| None)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let digits = |p: &&str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
        let prefix = match prefix {
            None => longest,
            Some(prefix) => Some(prefix).filter(digits).and_then(|p| p.parse().ok()).ok_or(None)?,
        };
        if prefix > longest {
            return Err(None);
        }
        let network = Network { address: keep_prefix(address, prefix), prefix };
        if network.address == address { Ok(network) } else { Err(Some(network)) }
    }
}

/// Clears the bits behind the prefix.
fn keep_prefix(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            IpAddr::from((v4.to_bits() & mask).to_be_bytes())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            IpAddr::from((v6.to_bits() & mask).to_be_bytes())
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}
