//! A worker: a process that runs parts of the plans of others over its lakes.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use datafusion::common::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion_distributed::{DistributedExt as _, Worker, WorkerQueryContext};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::service::interceptor::InterceptorLayer;
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Request, Status};
use trail365_lake::Lake;
use trail365_sql::{Geo, remote};

use crate::channel::Channels;
use crate::codec::Own;
use crate::error::{Error, Result};
use crate::hello::Hello;
use crate::secret::Secret;
use crate::stores::LakeStores;
use crate::trust::Trust;

/// Time for the queries that run when a worker is stopped.
const STOP_WITHIN: Duration = Duration::from_secs(2);

/// What is said to who does not have the secret.
const WANTS_SECRET: &str = "it wants the secret of the file that it was started with (--secret-file): whoever asks gives the same \
                            (--workers-secret)";

/// How a worker serves.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// Address to listen on. One that other machines reach is taken with TLS and a secret alone.
    pub listen: SocketAddr,
    /// Certificate with its chain, and its key, each a PEM file; `None` to listen without TLS.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// What the way to other workers needs; who asks this one must have the same secret.
    pub trust: Trust,
    /// Memory in bytes that all queries take at most together. What is more goes to temporary files; a join cannot, and fails.
    pub memory_bytes: usize,
    /// Places of addresses, for queries that ask for them.
    pub geo: Option<Arc<Geo>>,
}

/// A worker that is bound to its address and does not answer yet.
pub struct BoundWorker {
    socket: TcpListener,
    address: SocketAddr,
    server: Server,
    worker: Worker,
    secret: Option<Secret>,
}

impl BoundWorker {
    /// Binds a worker over lakes to its address.
    ///
    /// # Errors
    /// If the address is taken, or would let in whoever reaches it; if the certificate or a lake cannot be read.
    pub async fn bind(lakes: &[Lake], options: WorkerOptions) -> Result<Self> {
        ensure_closed(&options)?;
        let mut stores = LakeStores::default();
        for lake in lakes {
            let snapshot = lake.snapshot().await.map_err(|error| Error::new(error.to_string()))?;
            stores.add(&snapshot).map_err(|error| Error::new(error.message().into_owned()))?;
        }
        let hello = Hello::new(stores.names());
        let runtime = runtime(stores, options.memory_bytes)
            .map_err(|error| Error::new(error.message().into_owned()))?;
        let mut server = Server::builder();
        if let Some((certificate, key)) = &options.certificate {
            server = server.tls_config(read_identity(certificate, key)?).map_err(|error| {
                Error::new(format!("the certificate {} cannot be used: {error}", certificate.display()))
            })?;
        }
        let fail = |error| trail365_listen::Error::from_listen(options.listen, &error);
        let socket = TcpListener::bind(options.listen).await.map_err(fail)?;
        let address = socket.local_addr().map_err(fail)?;
        let secret = options.trust.secret.clone();
        let worker = worker(Channels::new(options.trust), options.geo)
            .with_runtime_env(runtime)
            .with_version(hello.to_text());
        Ok(BoundWorker { socket, address, server, worker, secret })
    }

    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` ends.
    ///
    /// # Errors
    /// If the socket fails.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> Result<()> {
        let secret = self.secret;
        let check = move |request: Request<()>| match &secret {
            Some(secret) if !secret.admits(request.metadata().as_ref()) => {
                Err(Status::unauthenticated(WANTS_SECRET))
            }
            _ => Ok(request),
        };
        let mut guarded = self.server.layer(InterceptorLayer::new(check));
        let stopped = Arc::new(Notify::new());
        let late = Arc::clone(&stopped);
        let stop = async move {
            stop.await;
            stopped.notify_one();
        };
        let served = guarded
            .add_service(self.worker.into_worker_server())
            .serve_with_incoming_shutdown(TcpListenerStream::new(self.socket), stop);
        // Queries that are still running then end with an error on the other side.
        let over = async {
            late.notified().await;
            sleep(STOP_WITHIN).await;
        };
        tokio::select! {
            served = served => {
                served.map_err(|error| Error::new(format!("the worker at {} failed: {error}", self.address)))
            }
            () = over => Ok(()),
        }
    }
}

/// Refuses an address that lets in other machines without both TLS and a secret.
fn ensure_closed(options: &WorkerOptions) -> Result<()> {
    let is_closed = options.certificate.is_some() && options.trust.secret.is_some();
    if options.listen.ip().is_loopback() || is_closed {
        return Ok(());
    }
    Err(Error::new(format!(
        "other machines reach {}, and could read the lake: give --tls-cert and --tls-key, and --secret-file with what those who may ask share",
        options.listen
    )))
}

fn read_identity(certificate: &PathBuf, key: &PathBuf) -> Result<ServerTlsConfig> {
    // Looked at by the same rules as the pages over a lake: their messages name the file and what is wrong with it.
    trail365_listen::Tls::read(certificate, key)?;
    name_provider();
    let read = |path: &PathBuf| {
        std::fs::read(path).map_err(|error| Error::new(format!("cannot read {}: {error}", path.display())))
    };
    Ok(ServerTlsConfig::new().identity(Identity::from_pem(read(certificate)?, read(key)?)))
}

/// Names the cryptography of the process, unless somebody has: the library asks for one, and there are two where other parts of a program
/// bring another.
fn name_provider() {
    // An error says that there is one already.
    let _ = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider().install_default();
}

fn runtime(stores: LakeStores, memory_bytes: usize) -> std::result::Result<Arc<RuntimeEnv>, DataFusionError> {
    RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(memory_bytes)))
        .with_object_store_registry(Arc::new(stores))
        .build_arc()
}

fn worker(channels: Channels, geo: Option<Arc<Geo>>) -> Worker {
    Worker::from_session_builder(move |context: WorkerQueryContext| {
        let (channels, geo) = (channels.clone(), geo.clone());
        async move {
            let builder =
                context.builder.with_distributed_user_codec(Own).with_distributed_channel_resolver(channels);
            remote::state_for_plans(builder, geo.as_ref())
                as std::result::Result<SessionState, DataFusionError>
        }
    })
}
