//! The Management Activity API. Each operation is a call that the classes of Python wait for.

use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use trail365_client::{Builder, Client, Cloud, ContentType, ProxySetting, PublisherId, Secret, TenantId};

use super::call::Call;
use super::credential::Credential;
use super::listing::{self, Pages, ToPython};
use crate::failure::{OrRaise, wrong_value};
use crate::read::reader::Reader;

/// Settings of a client, as Python gives them: all keys are there.
#[derive(Clone, FromPyObject)]
#[pyo3(from_item_all)]
struct Settings {
    publisher: Option<String>,
    resource: Option<String>,
    proxy: Option<String>,
    direct: bool,
    connect_timeout: Option<f64>,
    read_timeout: Option<f64>,
    total_timeout: Option<f64>,
    content_timeout: Option<f64>,
    user_agent: Option<String>,
    root_certificates: Option<Vec<u8>>,
    retries: u32,
    quota_per_minute: u32,
    max_in_flight: usize,
    max_content_bytes: Option<u64>,
    max_bytes_in_memory: Option<u64>,
    max_pages: usize,
}

/// Returns a timeout of so many seconds.
fn timeout(seconds: Option<f64>) -> PyResult<Option<Duration>> {
    let time = seconds.map(Duration::try_from_secs_f64).transpose();
    time.map_err(|error| wrong_value(format!("a timeout in seconds: {error}")))
}

impl Settings {
    fn apply_to(self, builder: Builder) -> PyResult<Builder> {
        let mut builder = builder
            .connect_timeout(timeout(self.connect_timeout)?)
            .read_timeout(timeout(self.read_timeout)?)
            .total_timeout(timeout(self.total_timeout)?)
            .content_timeout(timeout(self.content_timeout)?)
            .retries(self.retries)
            .quota_per_minute(self.quota_per_minute)
            .max_in_flight(self.max_in_flight)
            .max_content_bytes(self.max_content_bytes)
            .max_bytes_in_memory(self.max_bytes_in_memory)
            .max_pages(self.max_pages);
        if let Some(publisher) = self.publisher {
            builder = builder.publisher(publisher.parse::<PublisherId>().or_raise()?);
        }
        if let Some(resource) = self.resource {
            builder = builder.resource(resource);
        }
        if let Some(user_agent) = self.user_agent {
            builder = builder.user_agent(user_agent);
        }
        if let Some(pem) = self.root_certificates {
            builder = builder.root_certificates(pem);
        }
        Ok(match (self.proxy, self.direct) {
            (Some(url), _) => builder.proxy(ProxySetting::Url(Secret::new(url))),
            (None, true) => builder.proxy(ProxySetting::Direct),
            (None, false) => builder,
        })
    }
}

/// A client of the Management Activity API, with the settings that it was made of.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct NativeClient {
    client: Client,
    cloud: Cloud,
    credential: Py<Credential>,
    settings: Settings,
}

impl NativeClient {
    fn build(
        tenant: TenantId,
        credential: Py<Credential>,
        cloud: Cloud,
        settings: Settings,
    ) -> PyResult<Self> {
        let builder = Client::builder(cloud.clone(), tenant, credential.get().inner.clone());
        let client = settings.clone().apply_to(builder)?.build().or_raise()?;
        Ok(Self { client, cloud, credential, settings })
    }
}

/// Returns the root of a cloud's API, which tokens are for unless the settings name another resource.
#[pyfunction]
pub(crate) fn cloud_root(cloud: &str) -> PyResult<String> {
    Ok(cloud.parse::<Cloud>().or_raise()?.root().to_owned())
}

/// Names the setting that has a value of another type, with the reason, which stands behind the error otherwise.
fn name_setting(py: Python<'_>, error: PyErr) -> PyErr {
    let Some(cause) = error.cause(py) else { return error };
    let text = error.value(py).to_string();
    let name = text.rsplit('.').next().unwrap_or_default();
    PyErr::from_type(cause.get_type(py), format!("cannot use {name}: {}", cause.value(py)))
}

fn tenant(id: &str) -> PyResult<TenantId> {
    id.parse::<TenantId>().or_raise()
}

#[pymethods]
impl NativeClient {
    #[new]
    fn new(
        tenant_id: &str,
        credential: Py<Credential>,
        cloud: &str,
        settings: &Bound<'_, PyDict>,
    ) -> PyResult<Self> {
        let cloud = cloud.parse::<Cloud>().or_raise()?;
        let settings = settings.extract().map_err(|error| name_setting(settings.py(), error))?;
        Self::build(tenant(tenant_id)?, credential, cloud, settings)
    }

    /// Makes a client with other settings. The two share nothing.
    #[pyo3(signature = (*, tenant_id=None, credential=None, resource=None, total_timeout=None))]
    fn rebuilt(
        &self,
        py: Python<'_>,
        tenant_id: Option<&str>,
        credential: Option<Py<Credential>>,
        resource: Option<String>,
        total_timeout: Option<f64>,
    ) -> PyResult<Self> {
        let mut settings = self.settings.clone();
        settings.resource = resource.or(settings.resource);
        settings.total_timeout = total_timeout.or(settings.total_timeout);
        let tenant = tenant_id.map_or(Ok(self.client.tenant()), tenant)?;
        let credential = credential.unwrap_or_else(|| self.credential.clone_ref(py));
        Self::build(tenant, credential, self.cloud.clone(), settings)
    }

    /// The way to sign in.
    #[getter]
    fn credential(&self, py: Python<'_>) -> Py<Credential> {
        self.credential.clone_ref(py)
    }

    /// Resource that tokens are for.
    #[getter]
    fn resource(&self) -> String {
        self.settings.resource.clone().unwrap_or_else(|| self.cloud.root().to_owned())
    }

    /// Seconds that a call may take, content aside.
    #[getter]
    fn total_timeout(&self) -> Option<f64> {
        self.settings.total_timeout
    }

    /// The tenant.
    #[getter]
    fn tenant_id(&self) -> String {
        self.client.tenant().to_string()
    }

    /// Name of the cloud, or the root of its API.
    #[getter]
    fn cloud(&self) -> String {
        self.cloud.to_string()
    }

    /// Time by the service's clock.
    #[getter]
    fn server_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        listing::datetime(py, Some(self.client.server_time()))
    }

    /// Seconds by which the service's clock is ahead of this machine's; `None` before the first answer.
    #[getter]
    fn clock_offset(&self) -> Option<f64> {
        Some(self.client.clock_offset()?.as_seconds_f64())
    }

    /// Pace of requests.
    fn pace<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (pace, dict) = (self.client.pace(), PyDict::new(py));
        dict.set_item("quota_per_minute", pace.quota_per_minute)?;
        dict.set_item("rate_per_minute", pace.rate_per_minute)?;
        dict.set_item("pause", pace.pause.as_secs_f64())?;
        dict.set_item("in_flight", pace.in_flight)?;
        dict.set_item("requests", pace.requests)?;
        dict.set_item("throttled", pace.throttled)?;
        Ok(dict)
    }

    /// Returns the address of a blob.
    fn content_uri(&self, content_id: &str) -> PyResult<String> {
        self.client.content_uri(content_id).or_raise()
    }

    /// Lists the subscriptions of the tenant.
    fn subscriptions(&self) -> Call {
        let client = self.client.clone();
        let list = async move { client.list_subscriptions().await.or_raise() };
        Call::new(list, |py, subscriptions| listing::list_of(py, &subscriptions))
    }

    /// Starts a subscription, with a webhook where one is given.
    fn start_subscription(
        &self,
        content_type: &str,
        webhook: Option<&Bound<'_, PyAny>>,
        remove_webhook: bool,
    ) -> PyResult<Call> {
        let (client, content_type) = (self.client.clone(), content_type.parse::<ContentType>().or_raise()?);
        let change = listing::webhook_change(webhook, remove_webhook)?;
        let start = async move { client.start_subscription(content_type, change).await.or_raise() };
        Ok(Call::new(start, |py, subscription| subscription.to_python(py)))
    }

    /// Stops a subscription.
    fn stop_subscription(&self, content_type: &str) -> PyResult<Call> {
        let (client, content_type) = (self.client.clone(), content_type.parse::<ContentType>().or_raise()?);
        let stop = async move { client.stop_subscription(content_type).await.or_raise() };
        Ok(Call::new(stop, |py, ()| Ok(py.None().into_bound(py))))
    }

    /// Lists the blobs of a window, page by page.
    fn content(
        &self,
        content_type: &str,
        start: Option<&Bound<'_, PyAny>>,
        end: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Pages> {
        let content_type = content_type.parse::<ContentType>().or_raise()?;
        Ok(Pages::of_content(&self.client, content_type, listing::window(start, end)?))
    }

    /// Lists the notifications of a window, page by page.
    fn notifications(
        &self,
        content_type: &str,
        start: Option<&Bound<'_, PyAny>>,
        end: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Pages> {
        let content_type = content_type.parse::<ContentType>().or_raise()?;
        Ok(Pages::of_notifications(&self.client, content_type, listing::window(start, end)?))
    }

    /// Fetches a blob, by the address of a listing.
    fn fetch_bytes(&self, uri: String) -> Call {
        let client = self.client.clone();
        let fetch = async move { client.fetch_bytes(&uri).await.or_raise() };
        Call::new(fetch, |py, bytes| Ok(PyBytes::new(py, &bytes).into_any()))
    }

    /// Fetches a blob whole, and reads its records one after the other.
    fn fetch(&self, uri: String, name: String) -> Call {
        let client = self.client.clone();
        let fetch = async move { client.fetch_bytes(&uri).await.or_raise() };
        Call::new(fetch, move |py, bytes| {
            let reader = Reader::of_content(name.into(), std::io::Cursor::new(bytes));
            Ok(Bound::new(py, reader)?.into_any())
        })
    }

    /// Lists the names of sensitive types.
    fn sensitive_types(&self, language: Option<String>) -> Call {
        let client = self.client.clone();
        let list = async move { client.list_sensitive_types(language.as_deref()).await.or_raise() };
        Call::new(list, |py, types| listing::list_of(py, &types))
    }
}
