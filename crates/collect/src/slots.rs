//! Slots for calls, divided among tenants.
//!
//! Half of the slots are reserved for the tenants in equal parts, so that a tenant whose calls hang holds up no other. The other
//! half is for whoever has work.

/// The slots, and the calls that take them.
pub(crate) struct TenantSlots {
    /// Slots that are reserved for each tenant.
    own: usize,
    common: usize,
    common_taken: usize,
    /// Calls in flight, by tenant.
    in_flight: Vec<usize>,
}

impl TenantSlots {
    /// Divides `most` slots. Each tenant has at least one, even if that makes more than `most`.
    pub fn new(most: usize, tenants: usize) -> Self {
        // At least one: a tenant without a slot of its own would wait as long as others hang.
        let own = (most / (2 * tenants.max(1))).max(1);
        let common = most.saturating_sub(own * tenants);
        TenantSlots { own, common, common_taken: 0, in_flight: vec![0; tenants] }
    }

    pub fn has_slot(&self, tenant: usize) -> bool {
        self.in_flight[tenant] < self.own || self.common_taken < self.common
    }

    pub fn take_slot(&mut self, tenant: usize) {
        self.common_taken += usize::from(self.in_flight[tenant] >= self.own);
        self.in_flight[tenant] += 1;
    }

    pub fn free_slot(&mut self, tenant: usize) {
        self.in_flight[tenant] -= 1;
        self.common_taken -= usize::from(self.in_flight[tenant] >= self.own);
    }
}

#[cfg(test)]
mod tests {
    use super::TenantSlots;

    /// Takes every slot that the tenant may take, and returns their number.
    fn take_all(slots: &mut TenantSlots, tenant: usize) -> usize {
        let mut count = 0;
        while slots.has_slot(tenant) {
            slots.take_slot(tenant);
            count += 1;
        }
        count
    }

    #[test]
    fn one_tenant_has_all_slots() {
        for most in [1, 2, 3, 10, 256] {
            assert_eq!(take_all(&mut TenantSlots::new(most, 1), 0), most);
        }
    }

    #[test]
    fn those_that_hang_leave_each_other_tenant_its_own() {
        for (most, tenants, greedy, others) in
            [(10, 2, 8, 2), (10, 3, 8, 1), (10, 10, 1, 1), (10, 50, 1, 1), (64, 4, 40, 8)]
        {
            let mut slots = TenantSlots::new(most, tenants);
            assert_eq!(take_all(&mut slots, 0), greedy, "{most} slots, {tenants} tenants");
            for tenant in 1..tenants {
                assert_eq!(take_all(&mut slots, tenant), others);
            }
        }
    }

    #[test]
    fn what_ends_leaves_its_place_to_whoever_comes() {
        let mut slots = TenantSlots::new(10, 2);
        assert_eq!((take_all(&mut slots, 0), take_all(&mut slots, 1)), (8, 2));
        (0..8).for_each(|_| slots.free_slot(0));
        assert_eq!((take_all(&mut slots, 1), take_all(&mut slots, 0)), (6, 2));
    }
}
