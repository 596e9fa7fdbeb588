//! What a caller can take of a listener.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use trail365_collect::Settings;
use trail365_collect::serve::{Board, Listener, Refusals, Serving};

use crate::served::loopback;

async fn pages() -> Serving {
    Board::new(&Settings::default(), Arc::new(Refusals::default())).serve(loopback().await)
}

async fn ask(address: SocketAddr, request: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    stream
}

/// The first line of the answer.
async fn answer(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n") {
        text.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(text).unwrap().trim().to_owned()
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let serving = pages().await;
    let announced = b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n";
    let mut stream = ask(serving.address(), announced).await;
    assert_eq!(answer(&mut stream).await, "HTTP/1.1 413 Payload Too Large");

    let mut piece =
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n".to_vec();
    piece.resize(piece.len() + (1 << 20) + 1, b' ');
    let mut stream = ask(serving.address(), &piece).await;
    assert_eq!(answer(&mut stream).await, "HTTP/1.1 413 Payload Too Large");

    let within = b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n ";
    let mut stream = ask(serving.address(), within).await;
    assert_eq!(answer(&mut stream).await, "HTTP/1.1 200 OK");
    // The connection is kept for the next.
    stream.write_all(within).await.unwrap();
    serving.stop().await;
}

#[tokio::test]
async fn so_many_connections_and_the_next_waits() {
    let serving = pages().await;
    let mut open = Vec::new();
    for _ in 0..64 {
        let mut stream = ask(serving.address(), b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(answer(&mut stream).await, "HTTP/1.1 200 OK");
        open.push(stream);
    }
    let mut next = ask(serving.address(), b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(timeout(Duration::from_millis(300), answer(&mut next)).await.is_err());
    open.pop();
    assert_eq!(answer(&mut next).await, "HTTP/1.1 200 OK");
}

#[tokio::test]
async fn it_ends_with_callers_on_the_line_and_gives_the_port_back() {
    let serving = pages().await;
    let address = serving.address();
    let error = Listener::bind(address, None).await.unwrap_err().to_string();
    let says = "another program has the port; end it, or listen on another port";
    assert_eq!(error, format!("cannot listen on {address}: {says}"));
    let mut idle = ask(address, b"GET /healthz HTTP/1.1\r\n").await;
    serving.stop().await;
    let mut rest = Vec::new();
    // It was closed: with or without a last word.
    let _ = idle.read_to_end(&mut rest).await;
    Listener::bind(address, None).await.unwrap();
}

/// How long it took until the other side hung up, and what it said before. Time is no real one: it goes by when all wait.
async fn until_hung_up(stream: &mut TcpStream) -> (u64, String) {
    tokio::time::pause();
    let begun = Instant::now();
    let mut said = Vec::new();
    // How it hangs up does not matter.
    let _ = stream.read_to_end(&mut said).await;
    let seconds = begun.elapsed().as_secs();
    tokio::time::resume();
    (seconds, String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn who_does_not_say_what_he_wants_is_hung_up_on() {
    let serving = pages().await;
    for beginning in ["", "GET /healthz HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = ask(serving.address(), beginning.as_bytes()).await;
        // The connection is taken, and its time begun.
        sleep(Duration::from_millis(50)).await;
        let (seconds, _) = until_hung_up(&mut stream).await;
        assert!((9..=11).contains(&seconds), "{beginning:?}: {seconds}");
    }
    let mut stream = ask(serving.address(), b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(answer(&mut stream).await, "HTTP/1.1 200 OK");
    let (seconds, _) = until_hung_up(&mut stream).await;
    assert!((9..=11).contains(&seconds), "after an answer: {seconds}");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_answered_and_not_waited_for() {
    let serving = pages().await;
    let begun = b"GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
    let mut stream = ask(serving.address(), begun).await;
    assert_eq!(answer(&mut stream).await, "HTTP/1.1 100 Continue");
    let (seconds, said) = until_hung_up(&mut stream).await;
    assert!(said.contains("408 Request Timeout"), "{said}");
    assert!((19..=31).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn nobody_keeps_a_connection_for_ever() {
    let serving = pages().await;
    let mut stream = ask(serving.address(), b"").await;
    let mut answered = 0;
    // A request each six seconds, for two minutes.
    for _ in 0..20 {
        if stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.is_err() {
            break;
        }
        let mut said = [0; 4096];
        match stream.read(&mut said).await {
            Ok(0) | Err(_) => break,
            Ok(_) => answered += 1,
        }
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(6)).await;
        tokio::time::resume();
        // For what is due now.
        sleep(Duration::from_millis(20)).await;
    }
    assert!((9..=11).contains(&answered), "{answered} answers");
}
