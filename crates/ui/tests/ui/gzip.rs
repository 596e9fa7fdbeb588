//! Responses in fewer bytes.

use std::io::Read as _;

use axum::http::Method;
use http_body_util::BodyExt as _;

use crate::world::{World, morning, request};

#[tokio::test]
async fn whole_texts_are_compressed_for_whoever_takes_it() {
    let world = World::of(&morning()).await;
    let get = async |path: &str| {
        let mut asked = request(Method::GET, path);
        asked.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
        let (head, body) = world.site.answer(asked).await.into_parts();
        (head.headers, body.collect().await.unwrap().to_bytes())
    };
    for path in ["/search?since=", "/api/v1/search?since=", "/nothing"] {
        let (headers, bytes) = get(path).await;
        assert_eq!(headers["content-encoding"], "gzip", "{path}");
        assert_eq!(headers["vary"], "accept-encoding", "{path}");
        let mut text = String::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
        let plain = world.get(path).await;
        assert!(
            !plain.headers.contains_key("content-encoding") && plain.headers["vary"] == "accept-encoding"
        );
        // Each response has a mark of its own.
        assert_eq!(text.len(), plain.text.len(), "{path}");
        assert!(bytes.len() < text.len(), "{path}: {} of {}", bytes.len(), text.len());
    }
    // Too short, and written while they are read.
    for path in ["/api/v1/search?since=x", "/search/export?since=&format=csv"] {
        assert!(!get(path).await.0.contains_key("content-encoding"), "{path}");
    }
}
