//! Content: in pieces and whole, packed and plain, and every way in which it can end too early.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::TryStreamExt as _;
use trail365_client::{Client, ErrorKind, Retry};

use crate::server::{Reply, Server, reply};
use crate::{builder, client, feed, secret};

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// An array of records of about a megabyte.
fn records() -> Vec<u8> {
    let records: Vec<_> =
        (0..20_000).map(|n| format!(r#"{{"Id":"{n}","Operation":"a ] \" b [ {{"}}"#)).collect();
    format!("[{}]", records.join(",")).into_bytes()
}

fn packed(body: &[u8]) -> Reply {
    reply(200, gzip(body)).header("Content-Encoding", "gzip")
}

fn serving(answer: Reply) -> (Server, Client, String) {
    let server = Server::tenant(move |_| answer.clone());
    let client = client(&server);
    let uri = client.content_uri("1").unwrap();
    (server, client, uri)
}

#[tokio::test]
async fn whole_content_comes_as_it_is() {
    let records = records();
    let mut twice = gzip(&records[..5000]);
    twice.extend(gzip(&records[5000..]));
    let chunked =
        format!("{:x}\r\n{}\r\n0\r\n\r\n", records.len(), String::from_utf8(records.clone()).unwrap());
    for answer in [
        reply(200, records.clone()),
        reply(200, records.clone()).unframed(),
        reply(200, chunked).unframed().header("Transfer-Encoding", "chunked"),
        packed(&records),
        packed(&records).unframed(),
        reply(200, twice).header("Content-Encoding", "GZIP"),
    ] {
        let (_server, client, uri) = serving(answer);
        assert_eq!(client.fetch_bytes(&uri).await.unwrap(), records);
        let stream = client.fetch_content(&uri).await.unwrap().into_stream();
        let pieces: Vec<_> = stream.try_collect().await.unwrap();
        assert!(pieces.len() > 1, "{}", pieces.len());
        assert_eq!(pieces.concat(), records);
    }
    let (server, client, uri) = serving(reply(200, "\u{feff} []"));
    assert_eq!(client.fetch_bytes(&uri).await.unwrap(), "\u{feff} []");
    assert_eq!(server.calls()[0].path(), feed("audit/1"));
}

/// Each of these would pass for a shorter blob if one looked at the bytes alone.
#[tokio::test]
async fn content_that_ends_too_early_is_an_error() {
    let records = records();
    let cut_gzip = gzip(&records);
    let chunk = format!("{:x}\r\n{}\r\n", records.len(), String::from_utf8(records.clone()).unwrap());
    let without = |bytes: usize| cut_gzip[..cut_gzip.len() - bytes].to_vec();
    for (what, answer) in [
        ("shorter than announced", reply(200, records.clone()).cut(records.len() - 1)),
        ("nothing of what was announced", reply(200, records.clone()).cut(0)),
        ("chunks without an end", reply(200, chunk).unframed().header("Transfer-Encoding", "chunked")),
        ("no length, within JSON", reply(200, records.clone()).unframed().cut(records.len() - 1)),
        ("no length, after a record", reply(200, br#"[{"a":[1]}"#.to_vec()).unframed()),
        ("gzip without its checksum", reply(200, without(8)).header("Content-Encoding", "gzip")),
        ("gzip without its last byte", reply(200, without(1)).unframed().header("Content-Encoding", "gzip")),
        ("gzip of which nothing came", reply(200, "").header("Content-Encoding", "gzip")),
        ("nothing at all", reply(200, "")),
        ("nothing at all, without a length", reply(200, "").unframed()),
    ] {
        let (_server, client, uri) = serving(answer);
        let mut content = match client.fetch_content(&uri).await {
            Ok(content) => content,
            Err(error) => panic!("{what}: {error}"),
        };
        let error = loop {
            match content.chunk().await {
                Ok(Some(_)) => (),
                Ok(None) => panic!("{what}: passed for whole"),
                Err(error) => break error,
            }
        };
        assert_eq!((error.kind(), error.retry()), (ErrorKind::CutBody, Retry::Soon), "{what}: {error}");
        let again = content.chunk().await.unwrap_err();
        assert_eq!(again.kind(), ErrorKind::CutBody, "{what}: the error stays");
        assert_eq!(client.fetch_bytes(&uri).await.unwrap_err().kind(), ErrorKind::CutBody, "{what}");
    }
}

/// A length that is too short cuts a blob as no transport can see. What is broken in itself looks the same, but stays so.
#[tokio::test]
async fn content_whose_json_does_not_end_is_told_after_its_last_piece() {
    let records = records();
    let short = records[..records.len() - 1].to_vec();
    for answer in [reply(200, short.clone()), packed(&short), reply(200, br#"[{"Id":"open}]"#.to_vec())] {
        let (_server, client, uri) = serving(answer);
        let mut content = client.fetch_content(&uri).await.unwrap();
        let mut last = Vec::new();
        let error = loop {
            match content.chunk().await {
                Ok(piece) => last = piece.unwrap().to_vec(),
                Err(error) => break error,
            }
        };
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Unclosed, Retry::Soon), "{error}");
        assert!([&b"\"}"[..], b"}]"].contains(&&last[last.len() - 2..]), "the whole of it was given before");
    }
}

#[tokio::test]
async fn a_page_of_a_proxy_is_no_content() {
    for (what, answer) in [
        ("a page", reply(200, "<html><title>Sign in to the Wi-Fi</title>")),
        ("a page with a mark before it", reply(200, "\u{feff}  <!DOCTYPE html>")),
        ("no array", reply(200, "true")),
        ("an error", reply(200, r#"{"error":{"code":"AF50000","message":"An internal error."}}"#)),
        ("an object", reply(200, "\r\n{}")),
        ("an object without a length", reply(200, r#"{"Message":"busy"}"#).unframed()),
        ("an object, packed", packed(br#"{"status":"please wait"}"#)),
        ("nothing new", reply(204, "")),
        ("a part", reply(206, "[]")),
        ("packed otherwise", reply(200, "[]").header("Content-Encoding", "br")),
    ] {
        let (_server, client, uri) = serving(answer);
        let error = client.fetch_bytes(&uri).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::BadAnswer, Retry::Soon), "{what}: {error}");
    }
}

/// Of what came in place of content only that is told which cannot be a secret.
#[tokio::test]
async fn what_came_in_place_of_content_is_told_without_its_text() {
    for (body, shown) in [
        (
            r#"{"error":{"code":"AF50000","message":"token-1"}}"#,
            "the answer is the error AF50000: an internal error of the service",
        ),
        (r#"{"error":{"code":"token-1"}}"#, "the answer is a JSON object"),
        (r#"{"authorization":"Bearer token-1"}"#, "the answer is a JSON object"),
        ("<p>token-1", "the answer is a page in HTML or XML"),
        ("token-1", "the answer is no JSON array"),
    ] {
        let (_server, client, uri) = serving(reply(200, body));
        let error = client.fetch_bytes(&uri).await.unwrap_err();
        assert_eq!(error.to_string(), format!("fetch content: {shown}, not a list of records"));
        assert_eq!(error.code(), None, "what the code says of an answer that is no success is not said here");
    }
}

#[tokio::test]
async fn content_has_a_bound_if_one_is_set() {
    let body = format!("[{}]", " ".repeat(50_000_000));
    let server = Server::tenant(move |_| packed(body.as_bytes()));
    let uri = client(&server).content_uri("1").unwrap();
    let bounded = builder(&server, secret()).max_content_bytes(Some(1 << 20)).build().unwrap();
    let mut content = bounded.fetch_content(&uri).await.unwrap();
    let (mut bytes, mut largest) = (0, 0);
    let error = loop {
        match content.chunk().await {
            Ok(chunk) => {
                let length = chunk.unwrap().len();
                (bytes, largest) = (bytes + length, largest.max(length));
            }
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), error.retry()), (ErrorKind::TooLarge, Retry::Never));
    assert!(bytes <= 1 << 20 && largest <= 8 << 20, "{bytes} {largest}");
    assert_eq!(client(&server).fetch_bytes(&uri).await.unwrap().len(), 50_000_002);
}

#[tokio::test]
async fn content_in_memory_has_a_bound_of_its_own() {
    let body = format!("[{}]", " ".repeat(5_000_000));
    let server = Server::tenant(move |_| packed(body.as_bytes()));
    let uri = client(&server).content_uri("1").unwrap();
    let bounded = builder(&server, secret()).max_bytes_in_memory(Some(1 << 20)).build().unwrap();
    let error = bounded.fetch_bytes(&uri).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::TooLarge, Retry::Never));
    assert!(error.to_string().contains("1048576 bytes"), "{error}");
    let stream = bounded.fetch_content(&uri).await.unwrap().into_stream();
    let pieces: Vec<_> = stream.try_collect().await.unwrap();
    assert_eq!(pieces.concat().len(), 5_000_002, "who takes it piece by piece needs no memory for it");
    let bounded = builder(&server, secret()).max_bytes_in_memory(None).max_content_bytes(Some(1 << 20));
    let error = bounded.build().unwrap().fetch_bytes(&uri).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

const BEAT: Duration = Duration::from_millis(100);
const SHORT: Option<Duration> = Some(Duration::from_secs(2));

/// Begun anew it would come no faster; what is no content has an end, be it in place of content.
#[tokio::test]
async fn content_that_trickles_has_all_the_time_it_takes() {
    let server = Server::tenant(|_| reply(200, format!("[{}]", " ".repeat(38))).slowly(BEAT));
    let usual = builder(&server, secret()).total_timeout(SHORT).build().unwrap();
    let uri = usual.content_uri("1").unwrap();
    assert_eq!(usual.fetch_bytes(&uri).await.unwrap().len(), 40);
    assert_eq!(usual.list_subscriptions().await.unwrap_err().kind(), ErrorKind::Timeout);
    let hasty = builder(&server, secret()).total_timeout(None).content_timeout(SHORT).build().unwrap();
    assert_eq!(hasty.fetch_bytes(&uri).await.unwrap_err().kind(), ErrorKind::Timeout);
    assert!(hasty.list_subscriptions().await.unwrap().is_empty());
}

/// The clock jumps over every wait, so that each byte seems to take minutes.
#[tokio::test(start_paused = true)]
async fn content_that_drips_has_an_end() {
    let server = Server::tenant(|_| reply(200, format!("[{}]", " ".repeat(38))).slowly(BEAT));
    let endless = builder(&server, secret()).connect_timeout(None).read_timeout(None).total_timeout(None);
    let client = endless.build().unwrap();
    let error = client.fetch_bytes(&client.content_uri("1").unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Timeout, Retry::Soon), "{error}");
    assert_eq!(error.to_string(), "fetch content: the answer comes too slowly");
    assert!(
        client.list_subscriptions().await.unwrap().is_empty(),
        "what is no content has limits of its own"
    );
}

#[tokio::test]
async fn what_is_no_content_has_an_end() {
    let server = Server::tenant(|_| reply(400, "no ".repeat(10_000)).slowly(BEAT));
    let client = builder(&server, secret()).total_timeout(SHORT).build().unwrap();
    let error = client.fetch_bytes(&client.content_uri("1").unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Intercepted, Some(400)));
    assert!(error.message().is_some_and(|said| said.starts_with("no") && said.len() < 100), "{error}");

    let token = r#"{"expires_in":3599,"access_token":"token"}"#;
    let server = Server::start(move |_| reply(200, token).slowly(BEAT));
    let client = builder(&server, secret()).total_timeout(SHORT).build().unwrap();
    let error = client.fetch_bytes(&client.content_uri("1").unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().starts_with("sign in: "), "{error}");
}

#[tokio::test]
async fn a_broken_body_is_fetched_again_when_it_is_fetched_whole() {
    let count = std::sync::atomic::AtomicU32::new(0);
    let server = Server::tenant(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => reply(200, "[1]").cut(1),
        _ => reply(200, "[1]"),
    });
    let client = builder(&server, secret()).retries(1).build().unwrap();
    let uri = client.content_uri("1").unwrap();
    assert_eq!(client.fetch_bytes(&uri).await.unwrap(), "[1]");
    assert_eq!((server.calls().len(), client.pace().retried), (2, 1));
}
