//! A socket with limits on connections, time and the size of a body, so that no caller can hold it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::answer::{Answer, Site, only_status};
use super::error::Error;
use super::tls::Tls;

/// Most connections; more wait until one ends.
const MOST_CONNECTIONS: usize = 64;

/// Time for a TLS handshake, and for the head of a request. An idle connection ends after it, too.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for the body. With the head it makes half a minute for a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// Lifetime of a connection, after which it accepts no further request: no caller has its slot for ever.
const CONNECTION_LIFETIME: Duration = Duration::from_mins(1);

/// Time for the request in flight at the end of a connection's lifetime.
const LAST_REQUEST: Duration = Duration::from_secs(30);

/// Time for requests in flight when the listener stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// Largest body that is accepted.
const LARGEST_BYTES: usize = 1 << 20;

/// A bound socket that does not answer yet.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    tls: Option<Tls>,
}

/// A socket that answers requests until it is stopped or dropped.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Binds a socket to the address, with TLS or without.
    ///
    /// # Errors
    /// If the address cannot be bound.
    pub async fn bind(address: SocketAddr, tls: Option<Tls>) -> Result<Self, Error> {
        let fail = |error| Error::from_listen(address, &error);
        let socket = TcpListener::bind(address).await.map_err(fail)?;
        let address = socket.local_addr().map_err(fail)?;
        Ok(Listener { socket, address, tls })
    }

    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn serve_site(self, site: impl Site) -> Serving {
        let (stop, stopped) = watch::channel(());
        let address = self.address;
        let task = tokio::spawn(self.accept_connections(Arc::new(site), stopped));
        Serving { address, stop, task }
    }

    async fn accept_connections(self, site: Arc<impl Site>, mut stopped: watch::Receiver<()>) {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                _ = stopped.changed() => break,
                Some(_) = connections.join_next() => (),
                accepted = self.socket.accept(), if connections.len() < MOST_CONNECTIONS => match accepted {
                    Ok((stream, _)) => {
                        drop(connections.spawn(serve_connection(stream, self.tls.clone(), Arc::clone(&site), stopped.clone())));
                    }
                    // The caller is gone already, or there are no file handles left: without a pause that would spin.
                    Err(_) => sleep(Duration::from_millis(50)).await,
                },
            }
        }
        drop(self.socket);
        let _ = timeout(STOP_TIMEOUT, async { while connections.join_next().await.is_some() {} }).await;
    }
}

impl Serving {
    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Accepts no further request, and ends once those in flight are answered.
    pub async fn stop(mut self) {
        let _ = self.stop.send(());
        // It ends by itself; the panic hook has reported a panic.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve_connection(
    stream: TcpStream,
    tls: Option<Tls>,
    site: Arc<impl Site>,
    stopped: watch::Receiver<()>,
) {
    // Answers are small: waiting for more bytes would only delay them.
    let _ = stream.set_nodelay(true);
    match tls {
        None => serve_requests(stream, site, stopped).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(HEAD_TIMEOUT, tls.accept_stream(stream)).await {
                serve_requests(stream, site, stopped).await;
            }
        }
    }
}

/// Answers the requests of a connection. Errors are ignored, because they mean that the caller is gone.
async fn serve_requests(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    site: Arc<impl Site>,
    mut stopped: watch::Receiver<()>,
) {
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(respond_to(&*site, request).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(64 << 10);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => (),
        () = sleep(CONNECTION_LIFETIME) => (),
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(LAST_REQUEST, connection).await;
}

async fn respond_to(site: &impl Site, request: Request<Incoming>) -> Answer {
    let (head, body) = request.into_parts();
    if let Some(answer) = site.refuse_head(&head) {
        return answer;
    }
    match read_body(body).await {
        Ok(body) => site.answer_request(&head, &body),
        Err(spoilt) => {
            site.note_spoilt(spoilt);
            only_status(spoilt)
        }
    }
}

/// Reads the body, or returns the status of the answer if it is too large, too slow or broken.
async fn read_body(body: Incoming) -> Result<bytes::Bytes, StatusCode> {
    // A body that announces its size is refused before a byte of it is read.
    if body.size_hint().lower() > LARGEST_BYTES as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let collected = timeout(BODY_TIMEOUT, Limited::new(body, LARGEST_BYTES).collect()).await;
    match collected.map_err(|_| StatusCode::REQUEST_TIMEOUT)? {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}
