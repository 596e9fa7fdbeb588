//! Connections to workers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::common::DataFusionError;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion_distributed::grpc::{BoxCloneSyncChannel, create_worker_client};
use datafusion_distributed::{
    ChannelResolver, CoordinatorToWorkerMsg, ExecuteTaskRequest, GetWorkerInfoRequest, GetWorkerInfoResponse,
    MaybeEncoded, SetPlanRequest, WorkerChannel, WorkerToCoordinatorMsg,
};
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request};
use tonic::body::Body;
use tonic::transport::Endpoint;
use tower::ServiceExt as _;
use trail365_sql::CancellationToken;
use url::Url;

use crate::address::Address;
use crate::codec::encode_plan;
use crate::error::{Error, Result, of_worker};
use crate::secret::Secret;
use crate::trust::Trust;

/// Time for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A worker that says nothing is asked whether it is still there, and is taken for dead if it does not answer.
const ASK_AFTER: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// Connections to workers, each opened once.
#[derive(Clone)]
pub(crate) struct Channels {
    trust: Trust,
    open: Arc<Mutex<HashMap<Url, BoxCloneSyncChannel>>>,
    unsent: Unsent,
}

/// The first failure to send a part of a plan. The library waits for the part on the worker's side, and says in the end that it did not
/// come.
#[derive(Clone, Default)]
pub(crate) struct Unsent(Arc<OnceLock<String>>, CancellationToken);

impl Unsent {
    fn note(&self, error: &DataFusionError) {
        let _ = self.0.set(error.message().into_owned());
        self.1.cancel();
    }

    /// Returns what is cancelled by a failure.
    pub fn token(&self) -> CancellationToken {
        self.1.clone()
    }

    /// Returns the failure, if there is one.
    pub fn failure(&self) -> Option<DataFusionError> {
        self.0.get().cloned().map(DataFusionError::Execution)
    }
}

impl Channels {
    pub fn new(trust: Trust) -> Self {
        Channels { trust, open: Arc::default(), unsent: Unsent::default() }
    }

    /// Returns the same connections for one query, and what tells of its parts that could not be sent.
    pub fn of_query(&self) -> (Self, Unsent) {
        let unsent = Unsent::default();
        (Channels { unsent: unsent.clone(), ..self.clone() }, unsent)
    }

    /// Returns the client of a worker. It connects when it is first asked something.
    pub fn client(&self, address: &Address) -> Result<Box<dyn WorkerChannel>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let channel = match open.get(address.url()) {
            Some(channel) => channel.clone(),
            None => {
                let channel = self.channel_to(address)?;
                open.insert(address.url().clone(), channel.clone());
                channel
            }
        };
        let (inner, unsent) = (create_worker_client(channel), self.unsent.clone());
        Ok(Box::new(NamedWorker { name: address.to_string(), inner, unsent }))
    }

    fn channel_to(&self, address: &Address) -> Result<BoxCloneSyncChannel> {
        let unusable = |error: tonic::transport::Error| {
            Error::new(format!("cannot reach the worker {address}: {error}"))
        };
        let mut endpoint = Endpoint::from_shared(address.url().to_string())
            .map_err(unusable)?
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(ASK_AFTER)
            .keep_alive_timeout(ANSWER_WITHIN)
            .keep_alive_while_idle(true);
        if let Some(tls) = self.trust.tls_to(address)? {
            endpoint = endpoint.tls_config(tls).map_err(unusable)?;
        }
        let channel = endpoint.connect_lazy();
        let secret = self.trust.secret.as_ref().map(Secret::header);
        Ok(BoxCloneSyncChannel::new(channel.map_request(move |mut request: Request<Body>| {
            if let Some(secret) = &secret {
                request.headers_mut().insert(AUTHORIZATION, secret.clone());
            }
            request
        })))
    }
}

#[async_trait]
impl ChannelResolver for Channels {
    async fn get_worker_client_for_url(
        &self,
        url: &Url,
    ) -> std::result::Result<Box<dyn WorkerChannel>, DataFusionError> {
        // Plans name the workers that are to be asked: the secret goes to none that an address may not name.
        let client = Address::of_url(url).and_then(|address| self.client(&address));
        client.map_err(|error| DataFusionError::Execution(error.to_string()))
    }
}

/// A worker whose errors name it.
struct NamedWorker {
    name: String,
    inner: Box<dyn WorkerChannel>,
    unsent: Unsent,
}

impl NamedWorker {
    fn naming<T: Send + 'static>(
        &self,
        stream: BoxStream<'static, std::result::Result<T, DataFusionError>>,
    ) -> BoxStream<'static, std::result::Result<T, DataFusionError>> {
        let name = self.name.clone();
        stream.map_err(move |error| of_worker(&name, &error)).boxed()
    }
}

#[async_trait]
impl WorkerChannel for NamedWorker {
    async fn coordinator_channel(
        &mut self,
        headers: HeaderMap,
        mut plan: SetPlanRequest,
        messages: BoxStream<'static, CoordinatorToWorkerMsg>,
        metrics: ExecutionPlanMetricsSet,
        context: &Arc<TaskContext>,
    ) -> std::result::Result<
        BoxStream<'static, std::result::Result<WorkerToCoordinatorMsg, DataFusionError>>,
        DataFusionError,
    > {
        if let MaybeEncoded::Decoded(decoded) = plan.plan {
            let encoded = encode_plan(decoded).inspect_err(|error| self.unsent.note(error))?;
            plan.plan = MaybeEncoded::Encoded(encoded);
        }
        let answers = self.inner.coordinator_channel(headers, plan, messages, metrics, context).await;
        let answers = answers.map_err(|error| of_worker(&self.name, &error));
        Ok(self.naming(answers.inspect_err(|error| self.unsent.note(error))?))
    }

    async fn execute_task(
        &mut self,
        headers: HeaderMap,
        request: ExecuteTaskRequest,
        metrics: ExecutionPlanMetricsSet,
        context: &Arc<TaskContext>,
    ) -> std::result::Result<
        Vec<BoxStream<'static, std::result::Result<RecordBatch, DataFusionError>>>,
        DataFusionError,
    > {
        let streams = self.inner.execute_task(headers, request, metrics, context).await;
        let streams = streams.map_err(|error| of_worker(&self.name, &error))?;
        Ok(streams.into_iter().map(|stream| self.naming(stream)).collect())
    }

    async fn get_worker_info(
        &mut self,
        request: GetWorkerInfoRequest,
    ) -> std::result::Result<GetWorkerInfoResponse, DataFusionError> {
        self.inner.get_worker_info(request).await.map_err(|error| of_worker(&self.name, &error))
    }
}
