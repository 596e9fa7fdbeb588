//! A socket, and what a caller can take of it: so many connections, so much time, so large a body.

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

use super::Error;
use super::answer::{Answer, Site, status};
use super::tls::Tls;

/// Connections at once; more wait until one ends.
const MOST: usize = 64;

/// For a TLS handshake, and for the head of a request. A connection without a request ends after it, too.
const HEAD: Duration = Duration::from_secs(10);

/// For the body: with the head it makes half a minute for a request.
const BODY: Duration = Duration::from_secs(20);

/// After which a connection takes no further request: no caller has its place for ever.
const CONNECTION: Duration = Duration::from_mins(1);

/// For the request that is under way then.
const LAST: Duration = Duration::from_secs(30);

/// For what is under way when all ends.
const STOP: Duration = Duration::from_secs(2);

/// The largest body that is taken.
const LARGEST_BYTES: usize = 1 << 20;

/// A socket that nobody answers at yet.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    tls: Option<Tls>,
}

/// A socket at which requests are answered, until it is stopped or dropped.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Takes the address; with TLS or without.
    ///
    /// # Errors
    /// If it cannot be had.
    pub async fn bind(address: SocketAddr, tls: Option<Tls>) -> Result<Self, Error> {
        let fail = |error| Error::listen(address, &error);
        let socket = TcpListener::bind(address).await.map_err(fail)?;
        let address = socket.local_addr().map_err(fail)?;
        Ok(Listener { socket, address, tls })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn serve(self, site: impl Site) -> Serving {
        let (stop, stopped) = watch::channel(());
        let address = self.address;
        let task = tokio::spawn(self.accept(Arc::new(site), stopped));
        Serving { address, stop, task }
    }

    async fn accept(self, site: Arc<impl Site>, mut stopped: watch::Receiver<()>) {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                _ = stopped.changed() => break,
                Some(_) = connections.join_next() => (),
                accepted = self.socket.accept(), if connections.len() < MOST => match accepted {
                    Ok((stream, _)) => {
                        drop(connections.spawn(connect(stream, self.tls.clone(), Arc::clone(&site), stopped.clone())));
                    }
                    // A caller that is gone already, or no file handles left, which takes a while to pass.
                    Err(_) => sleep(Duration::from_millis(50)).await,
                },
            }
        }
        drop(self.socket);
        let _ = timeout(STOP, async { while connections.join_next().await.is_some() {} }).await;
    }
}

impl Serving {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no further request, and ends once those under way are answered.
    pub async fn stop(mut self) {
        let _ = self.stop.send(());
        // It ends by itself; if it panicked, that was told.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connect(stream: TcpStream, tls: Option<Tls>, site: Arc<impl Site>, stopped: watch::Receiver<()>) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    match tls {
        None => talk(stream, site, stopped).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(HEAD, tls.accept(stream)).await {
                talk(stream, site, stopped).await;
            }
        }
    }
}

/// Answers the requests of a connection. Its errors are the caller's going away.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    site: Arc<impl Site>,
    mut stopped: watch::Receiver<()>,
) {
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(respond(&*site, request).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 << 10);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => (),
        () = sleep(CONNECTION) => (),
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(LAST, connection).await;
}

async fn respond(site: &impl Site, request: Request<Incoming>) -> Answer {
    let (head, body) = request.into_parts();
    if let Some(answer) = site.refuse(&head) {
        return answer;
    }
    match read(body).await {
        Ok(body) => site.answer(&head, &body),
        Err(spoilt) => {
            site.spoilt(spoilt);
            status(spoilt)
        }
    }
}

/// The body, or what to answer where it is too large, too slow or broken.
async fn read(body: Incoming) -> Result<bytes::Bytes, StatusCode> {
    if body.size_hint().lower() > LARGEST_BYTES as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let collected = timeout(BODY, Limited::new(body, LARGEST_BYTES).collect()).await;
    match collected.map_err(|_| StatusCode::REQUEST_TIMEOUT)? {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}
