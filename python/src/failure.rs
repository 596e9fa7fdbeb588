//! Errors of the crates as exceptions of Python. The classes are in `trail365/errors.py`.

use std::error::Error as StdError;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyTuple, PyType};
use trail365_client::Denied;

/// Code of the service for an ID of content that it never gave out.
const INVALID_CONTENT_ID: &str = "AF20052";

static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

/// Returns the class of this name.
fn class<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyType>> {
    let module = MODULE.get_or_try_init(py, || py.import("trail365.errors").map(Bound::unbind))?;
    Ok(module.bind(py).getattr(name)?.cast_into::<PyType>()?)
}

/// Returns an exception of a class in `trail365.errors`.
pub(crate) fn raise(class_name: &str, message: impl ToString) -> PyErr {
    raise_with(class_name, message, |_| Ok(()))
}

/// Returns the exception for a value that a call cannot take.
pub(crate) fn wrong_value(message: impl ToString) -> PyErr {
    raise("ArgumentError", message)
}

/// Returns the exception for bytes that are no UTF-8.
pub(crate) fn wrong_text(py: Python<'_>, bytes: &[u8], error: std::str::Utf8Error) -> PyErr {
    let made = class(py, "EncodingError").and_then(|class| {
        let start = error.valid_up_to();
        let end = start + error.error_len().unwrap_or(bytes.len() - start);
        let error = class.call1(("utf-8", PyBytes::new(py, bytes), start, end, "a record is UTF-8"))?;
        error.setattr("offset", start)?;
        Ok(PyErr::from_value(error))
    });
    made.unwrap_or_else(|error| error)
}

/// Returns the exception for a text that is no Unicode, for what Python says of it: halves of pairs stand alone in it.
pub(crate) fn wrong_characters(py: Python<'_>, error: PyErr) -> PyErr {
    let made = error.value(py).getattr("args").and_then(|args| {
        let args = args.cast_into::<PyTuple>()?;
        Ok(PyErr::from_value(class(py, "SurrogateError")?.call1(args)?))
    });
    // What is another error stays that.
    made.unwrap_or(error)
}

/// Returns an exception with attributes that `dress` sets.
pub(crate) fn raise_with(
    class_name: &str,
    message: impl ToString,
    dress: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<()>,
) -> PyErr {
    Python::attach(|py| {
        let made = class(py, class_name).and_then(|class| {
            let error = class.call1((message.to_string(),))?;
            dress(&error)?;
            Ok(PyErr::from_value(error))
        });
        made.unwrap_or_else(|error| error)
    })
}

/// Returns an error with the errors behind it, as one line.
pub(crate) fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    text
}

/// An error that a crate of the project returns.
pub(crate) trait IntoPython {
    /// Returns the exception for it.
    fn into_python(self) -> PyErr;
}

/// Turns the error of a result into an exception.
pub(crate) trait OrRaise<T> {
    fn or_raise(self) -> PyResult<T>;
}

impl<T, E: IntoPython> OrRaise<T> for Result<T, E> {
    fn or_raise(self) -> PyResult<T> {
        self.map_err(IntoPython::into_python)
    }
}

impl IntoPython for trail365_records::Error {
    fn into_python(self) -> PyErr {
        raise_with("RecordError", &self, |error| {
            error.setattr("offset", self.offset())?;
            error.setattr("remedy", self.remedy())
        })
    }
}

impl IntoPython for trail365_read::Error {
    fn into_python(self) -> PyErr {
        raise("ReadError", chain(&self))
    }
}

impl IntoPython for trail365_lake::Error {
    fn into_python(self) -> PyErr {
        use trail365_lake::ErrorKind;
        let class = match self.kind() {
            ErrorKind::Missing => "LakeNotFoundError",
            ErrorKind::Damaged => "LakeDamagedError",
            ErrorKind::Busy => "CommitConflictError",
            ErrorKind::Input => "ReadError",
            _ => "LakeError",
        };
        raise(class, chain(&self))
    }
}

impl IntoPython for trail365_sql::Error {
    fn into_python(self) -> PyErr {
        let class = match self.kind() {
            trail365_sql::ErrorKind::Refused => "QueryRefusedError",
            _ => "QueryError",
        };
        raise_with(class, chain(&self), |error| {
            error.setattr("position", self.place().map(|place| (place.line, place.column)))?;
            error.setattr("suggestion", self.suggestion())
        })
    }
}

/// Returns the class of an error of the service.
fn client_class(kind: trail365_client::ErrorKind) -> &'static str {
    use trail365_client::ErrorKind as K;
    match kind {
        K::Configuration => "ConfigurationError",
        K::Window => "WindowError",
        K::SignIn => "AuthenticationError",
        K::Unauthorized => "PermissionDeniedError",
        K::Throttled => "ThrottledError",
        K::NoSubscription | K::SubscriptionDisabled => "SubscriptionError",
        K::ContentExpired | K::ContentMissing => "ContentExpiredError",
        K::Timeout => "TimedOutError",
        K::Dns | K::Connect | K::Tls | K::Network | K::CutBody | K::Unclosed | K::Intercepted => {
            "TransportError"
        }
        _ => "ClientError",
    }
}

impl IntoPython for trail365_client::Error {
    fn into_python(self) -> PyErr {
        use trail365_client::Retry;
        // An exception of the caller's own token provider is the caller's to handle.
        if let Some(exception) = exception_of(&self) {
            return Python::attach(|py| exception.clone_ref(py));
        }
        let (can_retry, retry_after) = match self.retry() {
            Retry::Never => (false, None),
            Retry::After(pause) => (true, Some(pause.as_secs_f64())),
            _ => (true, None),
        };
        let class = match self.code() {
            Some(INVALID_CONTENT_ID) => "ContentIdError",
            _ => client_class(self.kind()),
        };
        raise_with(class, chain(&self), |error| {
            error.setattr("kind", format!("{:?}", self.kind()))?;
            error.setattr("fault", format!("{:?}", self.fault()))?;
            error.setattr("code", self.code())?;
            error.setattr("status", self.status())?;
            error.setattr("remedy", self.remedy())?;
            error.setattr("can_retry", can_retry)?;
            error.setattr("retry_after", retry_after)
        })
    }
}

/// Returns the exception of a token provider behind an error.
fn exception_of<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a PyErr> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(Denied(cause)) = error.downcast_ref::<Denied>() {
            return cause.downcast_ref::<PyErr>();
        }
        next = error.source();
    }
    None
}
