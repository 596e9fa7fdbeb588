//! Managed identities: tokens from an address that Azure offers on a machine or in a service.

use std::env;
use std::fmt;

use reqwest::RequestBuilder;
use url::Url;

use super::DOING;
use crate::error::{Error, ErrorKind, Result, quote_harmless};
use crate::id::AppId;
use crate::secret::Secret;

/// Token endpoint of the instance metadata service, the same on every virtual machine.
const IMDS: &str = "http://169.254.169.254/metadata/identity/oauth2/token";

/// A managed identity: the address that hands out its tokens, and which of several identities is meant.
///
/// ```
/// use trail365_client::{Credential, ManagedIdentity};
///
/// let identity = ManagedIdentity::imds().with_client_id("00001111-aaaa-2222-bbbb-3333cccc4444".parse()?);
/// let credential = Credential::managed_identity(identity);
/// # Ok::<(), trail365_client::Error>(())
/// ```
#[derive(Clone)]
pub struct ManagedIdentity {
    endpoint: String,
    /// Value of the header that App Service and the like require. The metadata service of virtual machines requires none.
    header: Option<Secret>,
    app: Option<AppId>,
}

impl ManagedIdentity {
    /// The identity of a virtual machine, scale set or Kubernetes node.
    pub fn imds() -> Self {
        ManagedIdentity { endpoint: IMDS.to_owned(), header: None, app: None }
    }

    /// The identity of App Service, Functions or Container Apps, with `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` of its
    /// environment.
    pub fn app_service(endpoint: impl Into<String>, header: Secret) -> Self {
        ManagedIdentity { endpoint: endpoint.into(), header: Some(header), app: None }
    }

    /// The identity of the environment: that of App Service if its two variables are set, else of the metadata service.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if only one of the two is set, as on Azure Arc, which is not supported.
    pub fn from_env() -> Result<Self> {
        match (env::var("IDENTITY_ENDPOINT"), env::var("IDENTITY_HEADER")) {
            (Ok(endpoint), Ok(header)) => Ok(Self::app_service(endpoint, Secret::new(header))),
            (Err(_), Err(_)) => Ok(Self::imds()),
            // Azure Arc sets the first only: its secret is in a file that privileged users can read.
            _ => Err(Error::new(
                ErrorKind::Configuration,
                format!("{DOING}: only one of IDENTITY_ENDPOINT and IDENTITY_HEADER is set"),
            )),
        }
    }

    /// Requests tokens at another address.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = endpoint.into();
        self
    }

    /// Selects the user-assigned identity with this client ID instead of the machine's own.
    #[must_use]
    pub fn with_client_id(mut self, app: AppId) -> Self {
        self.app = Some(app);
        self
    }

    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Builds the request for a token.
    pub(super) fn build_request(&self, http: &reqwest::Client, resource: &str) -> Result<RequestBuilder> {
        let request = http.get(self.token_url(resource)?);
        Ok(match &self.header {
            Some(header) => request.header("X-IDENTITY-HEADER", header.expose()),
            None => request.header("Metadata", "true"),
        })
    }

    /// Returns the secrets of the request, which no error may show.
    pub(super) fn request_secrets(&self) -> Vec<&Secret> {
        self.header.iter().collect()
    }

    fn token_url(&self, resource: &str) -> Result<Url> {
        let doing =
            || format!("{DOING}: {} is no address of a managed identity", quote_harmless(&self.endpoint));
        let mut url =
            Url::parse(&self.endpoint).map_err(|e| Error::caused_by(ErrorKind::Configuration, doing(), e))?;
        // The API versions that Microsoft documents for App Service and for the metadata service.
        let version = if self.header.is_some() { "2019-08-01" } else { "2018-02-01" };
        url.query_pairs_mut().append_pair("api-version", version).append_pair("resource", resource);
        if let Some(app) = self.app {
            url.query_pairs_mut().append_pair("client_id", &app.to_string());
        }
        Ok(url)
    }
}

/// Gives a refusal of a managed identity its kind.
pub(super) fn adapt_refusal(error: Error) -> Error {
    match error.kind() {
        // The metadata service answers 404 while it is being updated, and expects a retry.
        _ if error.status() == Some(404) => error.with_kind(ErrorKind::Service),
        // Nothing lies between this program and the service: a refusal without a code is the service's own.
        ErrorKind::Intercepted => error.with_kind(ErrorKind::SignIn),
        _ => error,
    }
}

impl fmt::Debug for ManagedIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "managed identity of {}", quote_harmless(&self.endpoint))
    }
}
