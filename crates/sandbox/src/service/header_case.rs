//! Spellings of header names. A collector must find `NextPageUri` in any letter case, or it ends a chain of pages early.
//!
//! A header map knows names in lower case only. But hyper notes how a request spelled its names, and spells a response
//! that carries such notes alike; this is meant for proxies. So at the start some requests of our own are parsed, and
//! hyper's notes of them are kept for the answers.

use http::Extensions;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::body::Body;

/// Names of the headers that answers have, as the real service spells them.
const USUAL: [&str; 2] = ["NextPageUri", "Content-Type"];

/// The same names as servers between may spell them.
const ODD: [&str; 2] = ["NEXTPAGEURI", "nextPageURI"];

/// Hyper's notes of spellings.
pub(crate) struct Spellings {
    usual: Extensions,
    odd: Vec<Extensions>,
}

impl Spellings {
    pub(crate) async fn new() -> Self {
        let mut odd = Vec::new();
        for name in ODD {
            odd.push(note_names(&[name, &USUAL[1].to_ascii_uppercase()]).await);
        }
        Self { usual: note_names(&USUAL).await, odd }
    }

    /// Returns the real service's spelling, or an odd one by this number.
    pub(crate) fn pick_spelling(&self, odd: Option<u64>) -> Extensions {
        let odd = odd.map(|number| number as usize % (self.odd.len() + 1));
        match odd {
            Some(number) => self.odd.get(number).cloned().unwrap_or_else(|| self.usual.clone()),
            None => self.usual.clone(),
        }
    }
}

/// Returns hyper's notes of a request with these headers.
async fn note_names(names: &[&str]) -> Extensions {
    // Larger than the request, so that it is written without anybody reading yet.
    let (mut ours, theirs) = tokio::io::duplex(1024);
    let (sender, mut receiver) = mpsc::channel(1);
    let service = service_fn(move |request: Request<Incoming>| {
        let sent = sender.try_send(request.extensions().clone());
        async move { sent.map(|()| Response::new(Body::empty())) }
    });
    let mut head = "GET / HTTP/1.1\r\nHost: localhost\r\n".to_owned();
    for name in names {
        head.push_str(name);
        head.push_str(": 1\r\n");
    }
    head.push_str("\r\n");
    // An error leaves the names in lower case, which is a right spelling as well.
    let _ = ours.write_all(head.as_bytes()).await;
    let _ = ours.shutdown().await;
    let _ = http1::Builder::new()
        .preserve_header_case(true)
        .serve_connection(TokioIo::new(theirs), service)
        .await;
    receiver.recv().await.unwrap_or_default()
}
