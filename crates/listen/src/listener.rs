//! A socket with limits on connections and time.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use crate::error::Error;
use crate::tls::Tls;

/// Time for a TLS handshake, and for the head of a request. An idle connection ends after it, too.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for requests in flight when the listener stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// Limits on the callers of a [`Listener`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most connections; more wait until one ends.
    pub connections: usize,
    /// Lifetime of a connection, after which it accepts no further request: no caller has its slot for ever.
    pub lifetime: Duration,
    /// Time for the request in flight at the end of a connection's lifetime.
    pub last_request: Duration,
}

impl Default for Limits {
    /// For answers that are small and made at once: 64 connections, of a minute and a half at most.
    fn default() -> Self {
        Limits { connections: 64, lifetime: Duration::from_mins(1), last_request: Duration::from_secs(30) }
    }
}

/// The address that a request came from: an extension of every request that a [`Listener`] passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

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

    /// Answers requests with a service until it is stopped. A caller that hangs up drops the service's future.
    pub fn serve<S, B>(self, limits: Limits, service: S) -> Serving
    where
        S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
        S::Future: Send,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        let (stop, stopped) = watch::channel(());
        let address = self.address;
        let task = tokio::spawn(self.accept_connections(limits, service, stopped));
        Serving { address, stop, task }
    }

    async fn accept_connections<S, B>(self, limits: Limits, service: S, mut stopped: watch::Receiver<()>)
    where
        S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
        S::Future: Send,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                _ = stopped.changed() => break,
                Some(_) = connections.join_next() => (),
                accepted = self.socket.accept(), if connections.len() < limits.connections => match accepted {
                    Ok((stream, peer)) => {
                        let service = WithPeer { peer: Peer(peer), service: service.clone() };
                        let connection = serve_connection(stream, self.tls.clone(), limits, service, stopped.clone());
                        drop(connections.spawn(connection));
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

/// A service that knows who calls.
struct WithPeer<S> {
    peer: Peer,
    service: S,
}

impl<S: Service<Request<Incoming>>> Service<Request<Incoming>> for WithPeer<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn call(&self, mut request: Request<Incoming>) -> S::Future {
        request.extensions_mut().insert(self.peer);
        self.service.call(request)
    }
}

async fn serve_connection<S, B>(
    stream: TcpStream,
    tls: Option<Tls>,
    limits: Limits,
    service: S,
    stopped: watch::Receiver<()>,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    B: Body + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    // Answers are small: waiting for more bytes would only delay them.
    let _ = stream.set_nodelay(true);
    match tls {
        None => serve_requests(stream, limits, service, stopped).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(HEAD_TIMEOUT, tls.accept_stream(stream)).await {
                serve_requests(stream, limits, service, stopped).await;
            }
        }
    }
}

/// Answers the requests of a connection. Errors are ignored, because they mean that the caller is gone.
async fn serve_requests<S, B>(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    limits: Limits,
    service: S,
    mut stopped: watch::Receiver<()>,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    B: Body + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(64 << 10);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => (),
        () = sleep(limits.lifetime) => (),
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.last_request, connection).await;
}
