//! Spellings of header names.
//!
//! A header map knows names in lower case only. hyper writes a response's names as a request spelled them, if it
//! carries what hyper noted of that request, which is meant for proxies. So at the start some requests of our own are
//! parsed, and what was noted of them is kept for the answers.

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

/// As other servers between spell them.
const ODD: [&str; 2] = ["NEXTPAGEURI", "nextPageURI"];

/// Notes of spellings.
pub(crate) struct Spellings {
    usual: Extensions,
    odd: Vec<Extensions>,
}

impl Spellings {
    pub(crate) async fn new() -> Self {
        let mut odd = Vec::new();
        for name in ODD {
            odd.push(noted(&[name, &USUAL[1].to_ascii_uppercase()]).await);
        }
        Self { usual: noted(&USUAL).await, odd }
    }

    /// The real service's spelling, or an odd one by this number.
    pub(crate) fn pick(&self, odd: Option<u64>) -> Extensions {
        let odd = odd.map(|number| number as usize % (self.odd.len() + 1));
        match odd {
            Some(number) => self.odd.get(number).cloned().unwrap_or_else(|| self.usual.clone()),
            None => self.usual.clone(),
        }
    }
}

/// What hyper notes of a request with these headers.
async fn noted(names: &[&str]) -> Extensions {
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
    // An error leaves the names in lower case, which is right, too.
    let _ = ours.write_all(head.as_bytes()).await;
    let _ = ours.shutdown().await;
    let _ = http1::Builder::new()
        .preserve_header_case(true)
        .serve_connection(TokioIo::new(theirs), service)
        .await;
    receiver.recv().await.unwrap_or_default()
}
