//! Listings and content, held to the sandbox's truth.

use futures::TryStreamExt as _;
use trail365_client::{ContentInfo, ContentType, Window};
use trail365_sandbox::{Moment, TruthBlob};

use super::{Stage, plan};

const EXCHANGE: ContentType = ContentType::AuditExchange;

fn ids(infos: &[ContentInfo]) -> Vec<&str> {
    infos.iter().map(|info| info.content_id.as_str()).collect()
}

/// Ids of records, in order.
pub fn records(content: &[u8]) -> Vec<String> {
    let records: Vec<serde_json::Value> = serde_json::from_slice(content).unwrap();
    records.iter().map(|record| record["Id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn content_is_listed_page_by_page_at_once_and_as_a_stream() {
    let mut plan = plan();
    plan.service.page_size = 7;
    let stage = Stage::new(plan).await;
    let (client, truth) = (&stage.client, stage.truth());
    let truth: Vec<_> = truth.iter().map(|blob| blob.content_id.as_str()).collect();
    assert!(truth.len() > 21, "{}", truth.len());

    let all = client.content_pages(EXCHANGE, None).all().await.unwrap();
    assert_eq!(ids(&all), truth);
    let first = client.list_content(EXCHANGE, None).await.unwrap();
    assert_eq!(first.items, all[..7]);
    let second = client.next_page::<ContentInfo>(&first.next.unwrap()).await.unwrap();
    assert_eq!(second.items, all[7..14]);

    let mut pages = client.content_pages(EXCHANGE, None);
    let mut walked = Vec::new();
    while let Some(page) = pages.next_page().await.unwrap() {
        walked.extend(page.items);
    }
    assert_eq!(walked, all);
    let pages: Vec<_> = client.content_pages(EXCHANGE, None).into_stream().try_collect().await.unwrap();
    assert_eq!(pages.len(), truth.len().div_ceil(7));
    assert_eq!(pages.into_iter().flat_map(|page| page.items).collect::<Vec<_>>(), all);
}

#[tokio::test]
async fn windows_that_meet_hold_everything_once_and_each_its_own() {
    let stage = Stage::new(plan()).await;
    let truth = stage.truth();
    let mut all = Vec::new();
    for (start, end) in [
        ("2026-03-02T12:00", "2026-03-02T23:10:07"),
        ("2026-03-02T23:10:07", "2026-03-03"),
        ("2026-03-03", "2026-03-03T12:00:01"),
    ] {
        let window = Window::parse(start, end).unwrap();
        let listed = stage.client.content_pages(EXCHANGE, Some(window)).all().await.unwrap();
        let within = |info: &ContentInfo| (window.start()..window.end()).contains(&info.created.unwrap());
        assert!(listed.iter().all(within), "{window}");
        all.extend(listed);
    }
    assert_eq!(ids(&all), truth.iter().map(|blob| blob.content_id.as_str()).collect::<Vec<_>>());
    let same = |(info, blob): (&ContentInfo, &TruthBlob)| {
        let millis = [info.created, info.expiration].map(|time| time.unwrap().timestamp_millis());
        millis == [blob.content_created, blob.content_expiration].map(Moment::millis)
    };
    assert!(all.iter().zip(&truth).all(same));
}

#[tokio::test]
async fn content_is_fetched_in_pieces_whole_and_by_its_id_packed_or_not() {
    for (gzip, records_per_blob) in [(true, 20), (false, 20), (true, 3000), (false, 3000)] {
        let mut plan = plan();
        plan.service.gzip = gzip;
        let tenant = &mut plan.tenants[0];
        (tenant.users, tenant.blob_minutes, tenant.records_per_blob) = (200, 240, records_per_blob);
        let stage = Stage::new(plan).await;
        let (client, truth) = (&stage.client, stage.truth());
        let listed = client.content_pages(EXCHANGE, None).all().await.unwrap();
        let largest = (0..truth.len()).max_by_key(|place| truth[*place].records.len()).unwrap();
        let (info, truth) = (&listed[largest], &truth[largest]);
        assert!(truth.records.len() * 2 > records_per_blob as usize, "{}", truth.records.len());
        let whole = client.fetch_bytes(&info.content_uri).await.unwrap();
        assert_eq!(records(&whole), truth.records);
        let stream = client.fetch_content(&info.content_uri).await.unwrap().into_stream();
        let pieces: Vec<_> = stream.try_collect().await.unwrap();
        assert_eq!(pieces.concat(), whole);
        let named = client.fetch_content(&client.content_uri(&info.content_id).unwrap()).await.unwrap();
        assert_eq!(named.bytes().await.unwrap(), whole);
    }
}
