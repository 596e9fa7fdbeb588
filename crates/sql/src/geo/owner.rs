//! The owner of the network that an address is in.

use super::microsoft::AS_NUMBERS;

/// The owner of a network, by the number and the name of its autonomous system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkOwner {
    /// Number of the autonomous system, such as 64496.
    pub number: Option<u32>,
    /// Name of the company, as the file has it.
    pub name: Option<String>,
}

/// Most characters of a name: a file is no source to trust.
const MOST_CHARACTERS: usize = 200;

impl NetworkOwner {
    /// Makes one; the number 0 stands for none, and a blank name is left out. `None` if nothing is left.
    pub fn new(number: Option<u32>, name: Option<&str>) -> Option<Self> {
        let number = number.filter(|number| *number != 0);
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let name = name.map(|name| name.chars().take(MOST_CHARACTERS).collect());
        (number.is_some() || name.is_some()).then_some(NetworkOwner { number, name })
    }

    /// Reports whether the owner is Microsoft: its services are in these networks, and machines of Azure that anybody can rent.
    pub fn is_microsoft(&self) -> bool {
        self.number.is_some_and(|number| AS_NUMBERS.contains(&number))
    }
}

#[cfg(test)]
mod tests {
    use super::NetworkOwner;

    #[test]
    fn an_owner_has_a_number_or_a_name() {
        assert_eq!(NetworkOwner::new(Some(0), Some(" ")), None);
        let owner = NetworkOwner::new(Some(64_496), Some(" Example ")).unwrap();
        assert_eq!((owner.number, owner.name.as_deref()), (Some(64_496), Some("Example")));
        let long = NetworkOwner::new(None, Some(&"é".repeat(500))).unwrap();
        assert_eq!(long.name.unwrap().chars().count(), 200);
    }

    #[test]
    fn microsoft_is_told_by_its_numbers() {
        let is_microsoft = |number| NetworkOwner::new(Some(number), None).unwrap().is_microsoft();
        assert!(is_microsoft(8075) && is_microsoft(8068) && is_microsoft(8069) && !is_microsoft(64_496));
    }
}
