//! The same records give the same alerts, in any order and in any batches, live and over a lake.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use trail365_findings::{Alert, Detector, load_rules};
use trail365_sql::rules::{Range, Tenant};
use trail365_sql::{SessionOptions, over_batches};

use crate::records::{all_records, batch_of};

/// Makes a detector of the rules that are no queries: those need a lake.
fn detector() -> Detector {
    let loaded = load_rules(&[], &BTreeMap::new());
    let domains = ["contoso.example.com", "contoso.onmicrosoft.com"].map(str::to_owned).into();
    Detector::new(loaded.set, Vec::new(), Tenant { domains }).unwrap()
}

/// Returns what tells alerts apart, and how many records each has.
fn keys_of(alerts: &[Alert]) -> BTreeSet<(String, String, u64)> {
    let keys: BTreeSet<_> = alerts.iter().map(|a| (a.key.clone(), a.rule_id.clone(), a.count)).collect();
    let distinct: BTreeSet<_> = alerts.iter().map(|alert| &alert.key).collect();
    assert_eq!(distinct.len(), alerts.len(), "two alerts have one key");
    keys
}

#[tokio::test]
async fn order_and_batches_make_no_difference() {
    let records = all_records();
    let lines = || (1..).zip(records.iter().map(String::as_str));
    let mut detector = detector();
    let expected = keys_of(&detector.detect_in(&batch_of(lines())).unwrap().alerts);
    assert!(expected.len() > 200, "{} alerts", expected.len());

    let session = over_batches(&[batch_of(lines())], &SessionOptions::default()).unwrap();
    let lake = detector.detect(&session, Range::default()).await.unwrap();
    assert_eq!(keys_of(&lake.alerts), expected);

    let order = Just((0..records.len()).collect::<Vec<_>>()).prop_shuffle();
    let cuts = prop::collection::vec(1..400_usize, 1..20);
    let again = prop::collection::vec(0..records.len(), 0..40);
    let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(order, cuts, again), |(mut order, cuts, again)| {
        let mut detector = detector.clone();
        // Some records come twice.
        order.extend(again);
        let mut rest = order.as_slice();
        for cut in cuts.iter().cycle() {
            let (now, later) = rest.split_at((*cut).min(rest.len()));
            let batch = batch_of(now.iter().map(|at| (*at as u64 + 1, records[*at].as_str())));
            detector.collect_matches(&batch).unwrap();
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(keys_of(&detector.finish().alerts), expected.clone());
        Ok(())
    });
    outcome.unwrap();
}
