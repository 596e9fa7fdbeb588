//! Ways to sign in, made of values of Python.

use std::error::Error as StdError;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use trail365_client::{
    AppId, Certificate, Denied, ManagedIdentity, Secret, Token, TokenFuture, TokenProvider,
};

use crate::failure::{OrRaise, raise};

/// A way to sign in. It shows no secret.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct Credential {
    pub(crate) inner: trail365_client::Credential,
    /// The function that was given for a provider.
    provider: Option<Py<PyAny>>,
}

impl Credential {
    fn new(inner: trail365_client::Credential) -> Self {
        Self { inner, provider: None }
    }
}

fn app(id: &str) -> PyResult<AppId> {
    id.parse::<AppId>().or_raise()
}

#[pymethods]
impl Credential {
    /// Signs in with a client secret.
    #[staticmethod]
    fn client_secret(client_id: &str, secret: String) -> PyResult<Self> {
        Ok(Self::new(trail365_client::Credential::client_secret(app(client_id)?, Secret::new(secret))))
    }

    /// Signs in with a certificate and its key: PEM, or PFX with its password.
    #[staticmethod]
    #[pyo3(signature = (client_id, certificate, password=None))]
    fn certificate(client_id: &str, certificate: &[u8], password: Option<String>) -> PyResult<Self> {
        const PEM: &[u8] = b"-----BEGIN";
        let password = password.map(Secret::new);
        let certificate = if certificate.windows(PEM.len()).any(|part| part == PEM) {
            Certificate::from_pem(certificate)
        } else {
            Certificate::from_pfx(certificate, password.as_ref())
        };
        Ok(Self::new(trail365_client::Credential::certificate(app(client_id)?, certificate.or_raise()?)))
    }

    /// Signs in with a token of another issuer, which a file holds.
    #[staticmethod]
    fn federated_token_file(client_id: &str, file: PathBuf) -> PyResult<Self> {
        Ok(Self::new(trail365_client::Credential::federated_token_file(app(client_id)?, file)))
    }

    /// Signs in with the identity that Azure gives the machine, or with the one that has this client ID.
    #[staticmethod]
    #[pyo3(signature = (client_id=None))]
    fn managed_identity(client_id: Option<&str>) -> PyResult<Self> {
        let mut identity = ManagedIdentity::from_env().or_raise()?;
        if let Some(id) = client_id {
            identity = identity.with_client_id(app(id)?);
        }
        Ok(Self::new(trail365_client::Credential::managed_identity(identity)))
    }

    /// Uses an access token from elsewhere.
    #[staticmethod]
    fn token(token: String) -> Self {
        Self::new(trail365_client::Credential::token(Secret::new(token)))
    }

    /// Takes tokens from a function that returns a token and the seconds that it lasts, or `None` for unknown.
    #[staticmethod]
    fn provider(provider: Py<PyAny>, py: Python<'_>) -> Self {
        let ask = PythonProvider(Arc::new(provider.clone_ref(py)));
        Self { inner: trail365_client::Credential::provider(ask), provider: Some(provider) }
    }

    /// The function that was given to `provider`.
    #[getter]
    fn function(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.provider.as_ref().map(|provider| provider.clone_ref(py))
    }

    fn __repr__(&self) -> String {
        format!("<{:?}>", self.inner)
    }
}

/// A function of Python that gives tokens.
struct PythonProvider(Arc<Py<PyAny>>);

type Cause = Box<dyn StdError + Send + Sync>;

impl TokenProvider for PythonProvider {
    fn token(&self) -> TokenFuture<'_> {
        let function = Arc::clone(&self.0);
        Box::pin(async move {
            // The function may wait for a person or a network: it has a thread of its own.
            let asked = tokio::task::spawn_blocking(move || ask(&function)).await;
            // The exception goes to the caller at once: whether a retry helps only the function can know.
            asked?.map_err(|error| Box::new(Denied(Box::new(error))) as Cause)
        })
    }
}

fn ask(function: &Py<PyAny>) -> PyResult<Token> {
    let asked = Python::try_attach(|py| {
        let answer = function.call0(py)?;
        let (token, seconds) = answer.extract::<(String, Option<f64>)>(py)?;
        let token = Secret::new(token);
        // A lifetime that is over counts as none left, one beyond all clocks as unlimited.
        let life = seconds.map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)));
        Ok(match life {
            Some(Ok(life)) => Token::new(token, life),
            _ => Token::unlimited(token),
        })
    });
    asked.unwrap_or_else(|| Err(raise("InternalError", "Python is about to end")))
}
