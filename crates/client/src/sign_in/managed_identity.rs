//! The identity that Azure gives a machine or a service: a token from an address within.

use std::env;
use std::fmt;

use reqwest::RequestBuilder;
use url::Url;

use super::DOING;
use crate::error::quote;
use crate::{AppId, Error, ErrorKind, Result, Secret};

const IMDS: &str = "http://169.254.169.254/metadata/identity/oauth2/token";

/// Where a managed identity is asked for tokens, and which one of several.
#[derive(Clone)]
pub struct ManagedIdentity {
    endpoint: String,
    /// What App Service and its kin want to see; the metadata service of virtual machines wants nothing.
    header: Option<Secret>,
    app: Option<AppId>,
}

impl ManagedIdentity {
    /// That of a virtual machine, scale set or Kubernetes node.
    pub fn imds() -> Self {
        ManagedIdentity { endpoint: IMDS.to_owned(), header: None, app: None }
    }

    /// That of App Service, Functions or Container Apps: `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` of its environment.
    pub fn app_service(endpoint: impl Into<String>, header: Secret) -> Self {
        ManagedIdentity { endpoint: endpoint.into(), header: Some(header), app: None }
    }

    /// That of the place this program runs in: App Service if its two variables are set, else the metadata service.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if only one of the two is set, as on Azure Arc, which is not supported.
    pub fn from_env() -> Result<Self> {
        match (env::var("IDENTITY_ENDPOINT"), env::var("IDENTITY_HEADER")) {
            (Ok(endpoint), Ok(header)) => Ok(Self::app_service(endpoint, Secret::new(header))),
            (Err(_), Err(_)) => Ok(Self::imds()),
            _ => Err(Error::new(
                ErrorKind::Configuration,
                format!("{DOING}: only one of IDENTITY_ENDPOINT and IDENTITY_HEADER is set"),
            )),
        }
    }

    /// The same identity, asked for at another address.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = endpoint.into();
        self
    }

    /// The user-assigned identity with this client ID, rather than the one of the machine.
    #[must_use]
    pub fn with_client_id(mut self, app: AppId) -> Self {
        self.app = Some(app);
        self
    }

    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What is asked of it.
    pub(super) fn request(&self, http: &reqwest::Client, resource: &str) -> Result<RequestBuilder> {
        let request = http.get(self.url(resource)?);
        Ok(match &self.header {
            Some(header) => request.header("X-IDENTITY-HEADER", header.expose()),
            None => request.header("Metadata", "true"),
        })
    }

    /// What no answer may show.
    pub(super) fn secrets(&self) -> Vec<&Secret> {
        self.header.iter().collect()
    }

    fn url(&self, resource: &str) -> Result<Url> {
        let doing = || format!("{DOING}: {} is no address of a managed identity", quote(&self.endpoint));
        let mut url =
            Url::parse(&self.endpoint).map_err(|e| Error::because(ErrorKind::Configuration, doing(), e))?;
        let version = if self.header.is_some() { "2019-08-01" } else { "2018-02-01" };
        url.query_pairs_mut().append_pair("api-version", version).append_pair("resource", resource);
        if let Some(app) = self.app {
            url.query_pairs_mut().append_pair("client_id", &app.to_string());
        }
        Ok(url)
    }
}

/// The metadata service answers 404 while it is being updated, and wants to be asked again. Nothing lies between this
/// program and it, so that a refusal without a code is its own.
pub(super) fn told(error: Error) -> Error {
    match error.kind() {
        _ if error.status() == Some(404) => error.with_kind(ErrorKind::Service),
        ErrorKind::Intercepted => error.with_kind(ErrorKind::SignIn),
        _ => error,
    }
}

impl fmt::Debug for ManagedIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "managed identity of {}", quote(&self.endpoint))
    }
}
