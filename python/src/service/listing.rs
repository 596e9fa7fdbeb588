//! Values of the service's answers, as the classes of `trail365.client`, and listings that go on.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyList, PyTuple};
use tokio::sync::Mutex;
use trail365_client::{
    ContentInfo, ContentType, Listed, Notification, NotificationStatus, Open, Secret, SensitiveType,
    Subscription, SubscriptionStatus, Webhook, WebhookChange, WebhookSettings, WebhookStatus, Window,
};
use trail365_records::Timestamp;

use super::call::Call;
use crate::failure::{OrRaise, wrong_value};
use crate::values::scalar;

static VALUES: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
static ENUMS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

fn value<'py>(
    py: Python<'py>,
    class: &str,
    fields: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
) -> PyResult<Bound<'py, PyAny>> {
    let module = VALUES.get_or_try_init(py, || py.import("trail365.client").map(Bound::unbind))?;
    module.bind(py).getattr(class)?.call1(fields.into_pyobject(py)?)
}

/// Returns the point in time of a `datetime`, a `date` or text.
pub(crate) fn utc_of(time: &Bound<'_, PyAny>) -> PyResult<DateTime<Utc>> {
    let time = scalar::time_of(time)?;
    DateTime::from_timestamp_micros(time.as_microseconds())
        .ok_or_else(|| wrong_value(format!("{time} is out of range")))
}

pub(crate) fn datetime(py: Python<'_>, time: Option<DateTime<Utc>>) -> PyResult<Option<Bound<'_, PyAny>>> {
    let time = time.map(|time| scalar::datetime(py, Timestamp::from_microseconds(time.timestamp_micros())));
    Ok(time.transpose()?.flatten())
}

/// Returns the window between two times; `None` without either.
pub(crate) fn window(
    start: Option<&Bound<'_, PyAny>>,
    end: Option<&Bound<'_, PyAny>>,
) -> PyResult<Option<Window>> {
    match (start, end) {
        (None, None) => Ok(None),
        (Some(start), Some(end)) => Window::new(utc_of(start)?, utc_of(end)?).or_raise().map(Some),
        _ => Err(wrong_value("a window has a start and an end: give both or neither")),
    }
}

/// A word of the service that is a member of an enum in Aspose's names.
trait Member: Copy {
    const ENUM: &str;
    /// Returns the name of the member; `None` for a word that the enum lacks.
    fn member(self) -> Option<&'static str>;
}

impl Member for SubscriptionStatus {
    const ENUM: &str = "SubscriptionStatus";
    fn member(self) -> Option<&'static str> {
        match self {
            SubscriptionStatus::Enabled => Some("ENABLED"),
            SubscriptionStatus::Disabled => Some("DISABLED"),
            _ => None,
        }
    }
}

impl Member for WebhookStatus {
    const ENUM: &str = "WebhookStatus";
    fn member(self) -> Option<&'static str> {
        match self {
            WebhookStatus::Enabled => Some("ENABLED"),
            WebhookStatus::Disabled => Some("DISABLED"),
            WebhookStatus::Expired => Some("EXPIRED"),
            _ => None,
        }
    }
}

impl Member for NotificationStatus {
    const ENUM: &str = "NotificationStatus";
    fn member(self) -> Option<&'static str> {
        match self {
            NotificationStatus::Success => Some("SUCCESS"),
            NotificationStatus::Failed => Some("FAILURE"),
            _ => None,
        }
    }
}

/// Returns a status: a member, the text of an unknown word, or `None`.
fn status<'py, T: Member + std::fmt::Display>(
    py: Python<'py>,
    word: Option<&Open<T>>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(word) = word else { return Ok(None) };
    let Some(name) = word.known().and_then(Member::member) else {
        return Ok(Some(word.to_string().into_pyobject(py)?.into_any()));
    };
    let module = ENUMS.get_or_try_init(py, || py.import("trail365.aspose").map(Bound::unbind))?;
    module.bind(py).getattr(T::ENUM)?.getattr(name).map(Some)
}

/// An answer that has a class in `trail365.client`.
pub(crate) trait ToPython {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

impl ToPython for ContentInfo {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (created, expiration) = (datetime(py, self.created)?, datetime(py, self.expiration)?);
        let content_type = self.content_type.to_string();
        value(py, "ContentInfo", (&self.content_id, content_type, &self.content_uri, created, expiration))
    }
}

impl ToPython for Notification {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let ContentInfo { content_type, content_id, content_uri, created, expiration } = &self.content;
        let (created, expiration) = (datetime(py, *created)?, datetime(py, *expiration)?);
        let (sent, status) = (datetime(py, self.sent)?, status(py, self.status.as_ref())?);
        let content_type = content_type.to_string();
        value(py, "Notification", (content_id, content_type, content_uri, created, expiration, sent, status))
    }
}

impl ToPython for Webhook {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (expiration, status) = (datetime(py, self.expiration)?, status(py, self.status.as_ref())?);
        value(py, "Webhook", (&self.address, &self.auth_id, expiration, status))
    }
}

impl ToPython for Subscription {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let webhook = self.webhook.as_ref().map(|webhook| webhook.to_python(py)).transpose()?;
        let status = status(py, self.status.as_ref())?;
        value(py, "Subscription", (self.content_type.to_string(), status, webhook))
    }
}

impl ToPython for SensitiveType {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        value(py, "ObjectName", (&self.id, &self.name))
    }
}

pub(crate) fn list_of<'py, T: ToPython>(py: Python<'py>, items: &[T]) -> PyResult<Bound<'py, PyAny>> {
    let items = items.iter().map(|item| item.to_python(py)).collect::<PyResult<Vec<_>>>()?;
    Ok(PyList::new(py, items)?.into_any())
}

/// Returns the change that a value of the class `Webhook` asks for.
pub(crate) fn webhook_change(webhook: Option<&Bound<'_, PyAny>>, remove: bool) -> PyResult<WebhookChange> {
    let Some(webhook) = webhook else {
        return Ok(if remove { WebhookChange::Remove } else { WebhookChange::Unchanged });
    };
    let address = webhook.getattr("address")?.extract::<Option<String>>()?;
    let address = address.ok_or_else(|| wrong_value("a webhook needs an address"))?;
    let auth_id = webhook.getattr("auth_id")?.extract::<Option<String>>()?.map(Secret::new);
    let expiration = webhook.getattr("expiration")?;
    let expiration = if expiration.is_none() { None } else { Some(utc_of(&expiration)?) };
    Ok(WebhookChange::Set(WebhookSettings { address, auth_id, expiration }))
}

/// A listing that goes on page by page.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct Pages {
    pages: Listing,
}

enum Listing {
    Content(Shared<ContentInfo>),
    Notifications(Shared<Notification>),
}

type Shared<T> = Arc<Mutex<trail365_client::Pages<T>>>;

impl Pages {
    pub(crate) fn of_content(
        client: &trail365_client::Client,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Self {
        let pages = client.content_pages(content_type, window);
        Self { pages: Listing::Content(Arc::new(Mutex::new(pages))) }
    }

    pub(crate) fn of_notifications(
        client: &trail365_client::Client,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Self {
        let pages = client.notification_pages(content_type, window);
        Self { pages: Listing::Notifications(Arc::new(Mutex::new(pages))) }
    }
}

#[pymethods]
impl Pages {
    /// Fetches the next page: its items, and how many more of its entries name no content. `None` behind the last page.
    fn next(&self) -> Call {
        match &self.pages {
            Listing::Content(pages) => next_of(pages),
            Listing::Notifications(pages) => next_of(pages),
        }
    }
}

fn next_of<T: Listed + ToPython + 'static>(pages: &Shared<T>) -> Call {
    let pages = Arc::clone(pages);
    let next = async move { pages.lock().await.next_page().await.or_raise() };
    Call::new(next, |py, page| {
        let Some(page) = page else { return Ok(py.None().into_bound(py)) };
        Ok((list_of(py, &page.items)?, page.unreadable).into_pyobject(py)?.into_any())
    })
}
