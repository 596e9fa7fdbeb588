//! Blobs: their content, their life, and their transfer.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::{Method, StatusCode};
use trail365_sandbox::ContentType;

use crate::caller::{Caller, plan, read_answer};

#[tokio::test]
async fn content_lasts_seven_days_and_is_not_there_before_its_time() {
    let caller = Caller::new(plan()).await;
    let item = caller.list_all(ContentType::Exchange).await.pop().unwrap();
    assert_eq!(read_answer(caller.raw(Method::GET, &item.uri, "").await).await.0, StatusCode::OK);
    caller.sandbox.clock().advance(7 * 24 * 3600 * 1000).unwrap();
    let (status, code, _) = read_answer(caller.raw(Method::GET, &item.uri, "").await).await;
    assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "AF20051"));

    let later = Caller::new(plan()).await;
    later.sandbox.clock().advance(3600 * 1000).unwrap();
    let item = later.list_all(ContentType::Exchange).await.pop().unwrap();
    let early = Caller::new(plan()).await;
    let uri = item.uri.replace(later.sandbox.origin(), early.sandbox.origin());
    let (status, code, _) = read_answer(early.raw(Method::GET, &uri, "").await).await;
    assert_eq!((status, code.as_str()), (StatusCode::NOT_FOUND, "AF20050"));
}

#[tokio::test]
async fn the_id_counts_in_its_tenant_only_and_its_dollars_may_be_escaped() {
    let mut two = plan();
    two.tenants.push(two.tenants[0].clone());
    let caller = Caller::new(two).await;
    let item = caller.list_all(ContentType::SharePoint).await.remove(0);
    let escaped = item.uri.replace('$', "%24");
    assert_eq!(caller.text(&escaped).await, caller.text(&item.uri).await);
    let other = caller.sandbox.tenant_ids()[1].to_owned();
    let mut elsewhere = item.uri.replace(&caller.tenant, &other);
    elsewhere.push('0');
    assert_eq!(read_answer(caller.raw(Method::GET, &elsewhere, "").await).await.1, "AF20010");
}

#[tokio::test]
async fn blobs_come_compressed_if_asked_for_whole_or_in_pieces() {
    let mut plan = plan();
    plan.tenants[0].blob_minutes = 60;
    plan.tenants[0].records_per_user = 10_000.0;
    plan.tenants[0].records_per_blob = 100_000;
    let caller = Caller::new(plan).await;
    let items = caller.list_all(ContentType::Exchange).await;
    let mut in_pieces = 0;
    for item in items.iter().take(8).chain(items.iter().rev().take(3)) {
        let usual = caller.raw(Method::GET, &item.uri, "").await;
        in_pieces += usize::from(usual.content_length().is_none());
        let request = caller.http.get(&item.uri).bearer_auth(&caller.token).header("Accept-Encoding", "gzip");
        let packed = request.send().await.unwrap();
        assert_eq!(packed.headers()["content-encoding"], "gzip");
        let (usual, packed) = (usual.bytes().await.unwrap(), packed.bytes().await.unwrap());
        let mut text = Vec::new();
        GzDecoder::new(&packed[..]).read_to_end(&mut text).unwrap();
        assert!(text == usual && packed.len() < usual.len() / 2);
        let records: Vec<serde_json::Value> = serde_json::from_slice(&usual).unwrap();
        assert!(!records.is_empty());
    }
    assert!((3..11).contains(&in_pieces), "{in_pieces}");
}

#[tokio::test]
async fn a_blob_of_a_hundred_megabytes_streams() {
    let mut plan = plan();
    let tenant = &mut plan.tenants[0];
    (tenant.blob_minutes, tenant.records_per_user, tenant.records_per_blob) = (60, 400_000.0, u32::MAX);
    let caller = Caller::new(plan).await;
    let item = caller.list_all(ContentType::Exchange).await.pop().unwrap();
    let mut response = caller.raw(Method::GET, &item.uri, "").await;
    let (mut bytes, mut last) = (0, 0);
    while let Some(chunk) = response.chunk().await.unwrap() {
        bytes += chunk.len();
        last = *chunk.last().unwrap();
        assert!(chunk.len() < 4_000_000);
    }
    assert!(bytes > 100_000_000 && last == b']', "{bytes}");
}
