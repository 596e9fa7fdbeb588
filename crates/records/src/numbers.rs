//! The documented numbers of each enum, ready to ask.

use std::sync::LazyLock;

use trail365_schema::{ENUMS, EnumId};

/// The numbers of one enum.
struct Numbers {
    /// Numbers 0 to 63, a bit each.
    low: u64,
    /// All others, sorted.
    others: Vec<i64>,
    /// The documentation gives no numbers, so none can be wrong.
    undocumented: bool,
}

static ALL: LazyLock<Vec<Numbers>> = LazyLock::new(|| {
    let numbers = |e: &trail365_schema::Enum| {
        let values = || e.members.iter().filter_map(|m| m.value).map(i64::from);
        let mut others: Vec<i64> = values().filter(|v| !(0..64).contains(v)).collect();
        others.sort_unstable();
        let low = values().filter(|v| (0..64).contains(v)).fold(0, |bits, v| bits | 1 << v);
        Numbers { low, others, undocumented: values().next().is_none() }
    };
    ENUMS.iter().map(numbers).collect()
});

/// Whether an enum may have this number, by the documentation.
pub(crate) fn may_be(id: EnumId, number: i64) -> bool {
    let numbers = &ALL[usize::from(id.0)];
    match u32::try_from(number) {
        Ok(bit @ 0..64) => numbers.low >> bit & 1 == 1 || numbers.undocumented,
        _ => numbers.others.binary_search(&number).is_ok() || numbers.undocumented,
    }
}
