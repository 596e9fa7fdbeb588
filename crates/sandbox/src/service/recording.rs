//! All records of a plan, in one process: without a socket, a client, or time that passes.

use std::sync::Arc;

use crate::content_type::ContentType;
use crate::error::Result;
use crate::feed::{BlobRest, Element, Feed};
use crate::guid::guid_text;
use crate::moment::Moment;
use crate::plan::Plan;

use super::truth::{Truth, TruthBlob, TruthState};
use super::world::World;

/// The text of a record, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordText {
    /// Id of the tenant.
    pub tenant: String,
    /// Content type that carries it.
    pub content_type: ContentType,
    /// `Id` of the record.
    pub id: String,
    /// The record, a JSON object.
    pub json: String,
}

/// Makes every record that a collector could have by then, blob by blob and without a service.
///
/// These are the records of the tenants' subscriptions from their start on, which [`TenantPlan::subscribed_hours`] puts
/// before the clock's start; a plan without subscriptions has none. The faults of the plan count: a record that stands
/// in two blobs comes twice, and withheld blobs do not come.
///
/// [`TenantPlan::subscribed_hours`]: crate::TenantPlan::subscribed_hours
///
/// # Errors
/// When the plan asks for something that the sandbox cannot do.
///
/// ```
/// # fn main() -> Result<(), trail365_sandbox::Error> {
/// use std::collections::BTreeSet;
/// use trail365_sandbox::{Entry, Moment, Plan, attacks, records};
///
/// // Eight people; the attack begins in the tenant's twenty-first day.
/// let plan = Plan::of_attack(7, Some(Entry::Aitm));
/// let until = Moment::from_millis(plan.clock.start.unwrap().millis() + 3 * 24 * 3600 * 1000);
/// let ids: BTreeSet<String> = records(&plan, until)?.map(|record| record.id).collect();
/// let attack = attacks(&plan)?.remove(0);
/// assert!(attack.acts.len() > 100 && attack.acts.iter().all(|act| ids.contains(&act.record)));
/// # Ok(()) }
/// ```
pub fn records(plan: &Plan, until: Moment) -> Result<impl Iterator<Item = RecordText> + use<>> {
    Ok(obtainable_records(&Arc::new(World::of_plan(plan)?), until))
}

/// Returns the records that can be had by then, blob by blob.
pub(crate) fn obtainable_records(
    world: &Arc<World>,
    until: Moment,
) -> impl Iterator<Item = RecordText> + use<> {
    let blobs = Truth::of_blobs(Arc::clone(world), until);
    let world = Arc::clone(world);
    blobs
        .filter(|blob| blob.state == TruthState::Obtainable)
        .filter_map(move |blob| world.find_tenant(&blob.tenant).map(|of| write_records(&of.feed, &blob)))
        .flatten()
}

fn write_records(feed: &Feed, described: &TruthBlob) -> Vec<RecordText> {
    let Some(blob) = feed.parse_content_id(&described.content_id).and_then(|key| feed.find_blob(key)) else {
        return Vec::new();
    };
    let elements = BlobRest::of_blob(feed, &blob).into_elements(feed);
    let records = elements.filter(|element| !matches!(element, Element::Broken(_)));
    let text_of = |record: Element| {
        let mut json = Vec::new();
        record.write_json(feed, &mut json);
        Some(RecordText {
            tenant: described.tenant.clone(),
            content_type: described.content_type,
            id: guid_text(&record.record_id()?),
            json: String::from_utf8(json).ok()?,
        })
    };
    records.filter_map(text_of).collect()
}
