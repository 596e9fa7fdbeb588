//! Items of listings as they should not be. Each keeps its id, and strangers come on top: no content is lost by them.

use serde::Serialize;
use serde_json::{Value, json};

use crate::dice::{happens_at_rate, mix, mix_text};
use crate::plan::Plan;

/// Makes some items odd, where the plan has it so; none if all stay as they are.
pub(super) fn mix_odd_items(items: &[impl Serialize], plan: &Plan) -> Option<Vec<Value>> {
    let rate = plan.faults.bad_items;
    if rate <= 0.0 {
        return None;
    }
    let seed = mix(plan.faults.seed.unwrap_or(plan.seed), &[0xbad1]);
    let mut all = Vec::with_capacity(items.len());
    let mut odd = 0;
    for item in items {
        let item = serde_json::to_value(item).unwrap_or_default();
        // By the id: the same item is odd in every listing, as a fault of the real service would have it.
        let hash = mix_text(seed, item["contentId"].as_str().unwrap_or_default());
        if happens_at_rate(hash, rate) {
            odd += 1;
            all.extend(spoil_item(item, mix(hash, &[1])));
        } else {
            all.push(item);
        }
    }
    (odd > 0).then_some(all)
}

/// Returns the item in a form that nobody expects, or with something beside it that is no item.
fn spoil_item(mut item: Value, number: u64) -> Vec<Value> {
    match number % 4 {
        0 => item["contentUri"] = Value::Null,
        1 => {
            if let Some(members) = item.as_object_mut() {
                members.remove("contentUri");
            }
        }
        // Other types than documented: a reader that takes a page as a whole loses all of it.
        2 => (item["contentType"], item["contentExpiration"]) = (json!(7), json!({})),
        _ => {
            let strangers = [json!(null), json!({}), json!("item"), json!({"contentUri": null})];
            return vec![strangers[(number / 4 % 4) as usize].clone(), item];
        }
    }
    vec![item]
}
