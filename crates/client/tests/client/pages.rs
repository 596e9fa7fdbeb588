//! Paging: where pages lead, and where they may not.

use trail365_client::{ContentInfo, ContentType, ErrorKind, Fault, Retry};

use crate::server::{Reply, Request, Server, reply};
use crate::{builder, client, feed, secret};

/// A listing of one blob, and where the next one is.
fn page(id: u32, name: &str, next: Option<String>) -> Reply {
    let body = format!(r#"[{{"contentType":"DLP.All","contentId":"{id}","contentUri":"https://x/{id}"}}]"#);
    match next {
        Some(next) => reply(200, body).header(name, next),
        None => reply(200, body),
    }
}

/// The address of page `number` as the server that was asked has it.
fn at(request: &Request, number: u32, rest: &str) -> String {
    let host = request.header("host").unwrap();
    format!("http://{host}{}?contenttype=DLP.All&nextpage={number}{rest}", feed("subscriptions/content"))
}

fn number(request: &Request) -> u32 {
    request.query("nextpage").map_or(0, |n| n.parse().unwrap())
}

#[tokio::test]
async fn every_page_is_found_however_its_header_is_spelled() {
    for name in ["NextPageUri", "nextpageuri", "NEXTPAGEURI", "NextPageUrI"] {
        let server = Server::tenant(move |r| {
            let number = number(r);
            page(number, name, (number < 3).then(|| at(r, number + 1, "")))
        });
        let infos = client(&server).content_pages(ContentType::DlpAll, None).all().await.unwrap();
        let ids: Vec<_> = infos.iter().map(|i| i.content_id.as_str()).collect();
        assert_eq!(ids, ["0", "1", "2", "3"], "{name}");
    }
}

#[tokio::test]
async fn a_publisher_in_the_address_is_kept_in_any_spelling() {
    let server = Server::tenant(|r| {
        let next = (number(r) == 0).then(|| at(r, 1, "&publisheridentifier=mine"));
        page(number(r), "NextPageUri", next)
    });
    client(&server).content_pages(ContentType::DlpAll, None).all().await.unwrap();
    let calls = server.calls();
    assert!(calls[1].target.ends_with("&publisheridentifier=mine"), "{}", calls[1].target);
}

#[tokio::test]
async fn a_page_that_failed_is_asked_for_again() {
    let failed = std::sync::atomic::AtomicBool::new(false);
    let server = Server::tenant(move |r| match number(r) {
        0 => page(0, "NextPageUri", Some(at(r, 1, ""))),
        _ if !failed.swap(true, std::sync::atomic::Ordering::SeqCst) => reply(503, ""),
        _ => page(1, "NextPageUri", None),
    });
    let mut pages = client(&server).content_pages(ContentType::DlpAll, None);
    assert_eq!(pages.next_page().await.unwrap().unwrap().items[0].content_id, "0");
    assert_eq!(pages.next_page().await.unwrap_err().kind(), ErrorKind::Service);
    assert_eq!(pages.next_page().await.unwrap().unwrap().items[0].content_id, "1");
    assert!(pages.next_page().await.unwrap().is_none());
}

#[tokio::test]
async fn pages_that_lead_back_or_have_no_end_are_an_error() {
    let server = Server::tenant(|r| page(0, "NextPageUri", Some(at(r, (number(r) + 1) % 3, ""))));
    let error = client(&server).content_pages(ContentType::DlpAll, None).all().await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::PageLoop, Retry::Soon));
    assert!(server.calls().len() <= 4);

    let server = Server::tenant(|r| page(0, "NextPageUri", Some(at(r, number(r) + 1, ""))));
    let client = builder(&server, secret()).max_pages(7).build().unwrap();
    let error = client.content_pages(ContentType::DlpAll, None).all().await.unwrap_err();
    assert_eq!((error.kind(), server.calls().len()), (ErrorKind::PageLoop, 8));
}

/// An address out of an answer gets the token only if it is the API's own.
#[tokio::test]
async fn foreign_addresses_get_no_request() {
    let stranger = Server::start(|_| reply(200, "[]"));
    let server = Server::tenant(|_| reply(200, "[]"));
    let client = client(&server);
    let host = server.address.strip_prefix("http://").unwrap();
    let port = host.rsplit(':').next().unwrap();
    for uri in [
        format!("{}/api/v1.0/x/activity/feed/audit/1", stranger.address),
        format!("https://{host}/audit/1"),
        format!("http://localhost:{port}/audit/1"),
        format!("http://{host}.example/audit/1"),
        format!("http://user@{host}/audit/1"),
        format!("http://{host}@{}/audit/1", stranger.address.strip_prefix("http://").unwrap()),
        "http://127.0.0.1/audit/1".to_owned(),
        "//127.0.0.1/audit/1".to_owned(),
        "/audit/1".to_owned(),
        "file:///etc/passwd".to_owned(),
        String::new(),
    ] {
        let fetched = client.fetch_content(&uri).await.map(drop).unwrap_err();
        let paged = client.next_page::<ContentInfo>(&uri).await.map(drop).unwrap_err();
        assert_eq!((fetched.kind(), paged.kind()), (ErrorKind::ForeignHost, ErrorKind::ForeignHost), "{uri}");
    }
    assert!(server.requests().is_empty() && stranger.requests().is_empty());
    let upper = format!("HTTP://{host}/audit/1");
    client.fetch_bytes(&upper).await.unwrap();
}

/// An address that no request can have is the fault of its item or page, and of no setting.
#[tokio::test]
async fn an_address_that_is_too_long_is_no_fault_of_the_settings() {
    let server = Server::tenant(|_| reply(200, "[]"));
    let client = client(&server);
    let long = format!("{}/audit/1?x={}", server.address, "y".repeat(70_000));
    let fetched = client.fetch_content(&long).await.map(drop).unwrap_err();
    let paged = client.next_page::<ContentInfo>(&long).await.map(drop).unwrap_err();
    for (error, kind) in [(fetched, ErrorKind::BadAnswer), (paged, ErrorKind::PageLoop)] {
        assert_eq!((error.kind(), error.retry(), error.fault()), (kind, Retry::Soon, Fault::Service));
        assert!(error.to_string().len() < 200 && !format!("{error:?}").contains("yyyy"), "{error}");
    }
    assert!(server.calls().is_empty());
}

#[tokio::test]
async fn redirects_are_followed_nowhere() {
    let stranger = Server::start(|_| reply(200, "[]"));
    let away = format!("{}/audit/1", stranger.address);
    let server = Server::tenant(move |_| reply(302, "").header("Location", away.clone()));
    let client = client(&server);
    let error = client.fetch_bytes(&client.content_uri("1").unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::BadAnswer, Some(302)));
    assert_eq!((server.calls().len(), stranger.requests().len()), (1, 0));
}
