//! The socket: TLS, and callers that want to hold it.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use trail365_lake::Location;
use trail365_listen::Serving;
use trail365_ui::{Options, Site, Tls};

async fn serve(options: Options) -> (Site, Serving) {
    let options = Options { listen: "127.0.0.1:0".parse().unwrap(), ..options };
    Site::serve(Location::parse("no/such/lake").unwrap(), &options).await.unwrap()
}

/// Sends a byte a second of what never ends, and returns the seconds until the other side had enough, and what it said.
async fn drip(serving: &Serving, beginning: &str) -> (u32, String) {
    let mut stream = TcpStream::connect(serving.address()).await.unwrap();
    stream.write_all(beginning.as_bytes()).await.unwrap();
    let mut said = [0; 1024];
    for second in 0..60 {
        let read = timeout(Duration::from_millis(30), stream.read(&mut said)).await;
        if let Ok(read) = read {
            return (second, String::from_utf8_lossy(&said[..read.unwrap_or(0)]).into_owned());
        }
        // Whether it arrives is said by the next read.
        let _ = stream.write_all(b"x").await;
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(1)).await;
        tokio::time::resume();
    }
    panic!("nobody hung up");
}

#[tokio::test]
async fn a_head_that_comes_slowly_is_not_waited_for() {
    let (_site, serving) = serve(Options { token: false, ..Options::default() }).await;
    let (seconds, _) = drip(&serving, "GET / HTTP/1.1\r\nHost: ").await;
    assert!((9..=11).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_body_that_comes_slowly_is_not_waited_for() {
    let (_site, serving) = serve(Options { token: false, ..Options::default() }).await;
    let host = serving.address();
    let (seconds, said) =
        drip(&serving, &format!("POST /sql HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100000\r\n\r\n"))
            .await;
    assert!((19..=21).contains(&seconds), "{seconds}");
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
}

#[tokio::test]
async fn a_body_without_the_token_is_not_read() {
    let (_site, serving) = serve(Options::default()).await;
    let host = serving.address();
    let (seconds, said) =
        drip(&serving, &format!("POST /sql HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100000\r\n\r\n"))
            .await;
    assert!(said.starts_with("HTTP/1.1 401 ") && seconds < 2, "{seconds}: {said}");
}

#[tokio::test]
async fn a_certificate_makes_it_tls() {
    let folder = tempfile::tempdir().unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = certificate.self_signed(&key).unwrap();
    let (chain, secret) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
    std::fs::write(&chain, certificate.pem()).unwrap();
    std::fs::write(&secret, key.serialize_pem()).unwrap();
    let tls = Some(Tls::read(&chain, &secret).unwrap());
    let (site, serving) = serve(Options { tls, ..Options::default() }).await;
    assert!(site.url().starts_with("https://127.0.0.1:"), "{}", site.url());

    let mut roots = RootCertStore::empty();
    roots.add(certificate.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(serving.address()).await.unwrap();
    let name = "localhost".try_into().unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    let port = serving.address().port();
    let asked = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut said = String::new();
    let _ = stream.read_to_string(&mut said).await;
    assert!(said.starts_with("HTTP/1.1 401 "), "{said}");

    // Whoever speaks without it gets nothing.
    let mut plain = TcpStream::connect(serving.address()).await.unwrap();
    plain.write_all(asked.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    let _ = timeout(Duration::from_secs(5), plain.read_to_end(&mut said)).await;
    assert!(!said.starts_with(b"HTTP/"), "{said:?}");
}
