//! Turns: which tenant may begin another call.
//!
//! Half of the places are shared out and kept for their tenants, so that one whose calls hang holds up no other. The other half is
//! for whoever has work.

pub(crate) struct Turns {
    /// Places that are kept for each tenant.
    own: usize,
    common: usize,
    common_taken: usize,
    /// Calls under way, by tenant.
    under_way: Vec<usize>,
}

impl Turns {
    /// Turns in `most` places; each tenant has one at least.
    pub fn new(most: usize, tenants: usize) -> Self {
        let own = (most / (2 * tenants.max(1))).max(1);
        let common = most.saturating_sub(own * tenants);
        Turns { own, common, common_taken: 0, under_way: vec![0; tenants] }
    }

    pub fn may_begin(&self, tenant: usize) -> bool {
        self.under_way[tenant] < self.own || self.common_taken < self.common
    }

    pub fn begun(&mut self, tenant: usize) {
        self.common_taken += usize::from(self.under_way[tenant] >= self.own);
        self.under_way[tenant] += 1;
    }

    pub fn ended(&mut self, tenant: usize) {
        self.under_way[tenant] -= 1;
        self.common_taken -= usize::from(self.under_way[tenant] >= self.own);
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;

    /// Begins as many calls as it may; how many these are.
    fn fill(turns: &mut Turns, tenant: usize) -> usize {
        let mut count = 0;
        while turns.may_begin(tenant) {
            turns.begun(tenant);
            count += 1;
        }
        count
    }

    #[test]
    fn one_tenant_has_all_places() {
        for most in [1, 2, 3, 10, 256] {
            assert_eq!(fill(&mut Turns::new(most, 1), 0), most);
        }
    }

    #[test]
    fn those_that_hang_leave_each_other_tenant_its_own() {
        for (most, tenants, greedy, others) in
            [(10, 2, 8, 2), (10, 3, 8, 1), (10, 10, 1, 1), (10, 50, 1, 1), (64, 4, 40, 8)]
        {
            let mut turns = Turns::new(most, tenants);
            assert_eq!(fill(&mut turns, 0), greedy, "{most} places, {tenants} tenants");
            for tenant in 1..tenants {
                assert_eq!(fill(&mut turns, tenant), others);
            }
        }
    }

    #[test]
    fn what_ends_leaves_its_place_to_whoever_comes() {
        let mut turns = Turns::new(10, 2);
        assert_eq!((fill(&mut turns, 0), fill(&mut turns, 1)), (8, 2));
        (0..8).for_each(|_| turns.ended(0));
        assert_eq!((fill(&mut turns, 1), fill(&mut turns, 0)), (6, 2));
    }
}
