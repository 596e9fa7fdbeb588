//! Ways to prove who the app is, and the token that each of them gets.

mod assertion;
mod certificate;
mod federated;
mod form;
mod managed_identity;

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

pub use assertion::Algorithm;
pub use certificate::Certificate;
pub use managed_identity::ManagedIdentity;
use managed_identity::told;

use crate::server_clock::ServerClock;
use crate::token::{Denied, Token, TokenProvider};
use crate::{AppId, Cloud, Error, ErrorKind, Result, Retry, Secret, TenantId};

const DOING: &str = "sign in";

/// How the app signs in.
///
/// ```
/// use trail365_client::{AppId, Credential, Secret};
///
/// let app: AppId = "00001111-aaaa-2222-bbbb-3333cccc4444".parse()?;
/// let credential = Credential::client_secret(app, Secret::new("hunter2"));
/// assert_eq!(format!("{credential:?}"), "client secret of 00001111-aaaa-2222-bbbb-3333cccc4444");
/// # Ok::<(), trail365_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Credential(Kind);

#[derive(Clone)]
enum Kind {
    Secret(AppId, Secret),
    Certificate(AppId, Certificate),
    Federated(AppId, PathBuf),
    Managed(ManagedIdentity),
    Token(Secret),
    Provider(Arc<dyn TokenProvider>),
}

impl Credential {
    /// A client secret of the app registration.
    pub fn client_secret(app: AppId, secret: Secret) -> Self {
        Credential(Kind::Secret(app, secret))
    }

    /// A certificate whose public part the app registration has.
    pub fn certificate(app: AppId, certificate: Certificate) -> Self {
        Credential(Kind::Certificate(app, certificate))
    }

    /// A file with a token of another issuer that the app registration trusts, as Kubernetes and CI systems place it. It is
    /// read anew each time the app signs in.
    pub fn federated_token_file(app: AppId, file: impl Into<PathBuf>) -> Self {
        Credential(Kind::Federated(app, file.into()))
    }

    /// The identity that Azure gives the machine.
    pub fn managed_identity(identity: ManagedIdentity) -> Self {
        Credential(Kind::Managed(identity))
    }

    /// An access token that somebody else got. It cannot be renewed.
    pub fn token(token: Secret) -> Self {
        Credential(Kind::Token(token))
    }

    /// The address of the machine that it asks at, which no proxy may see.
    pub(crate) fn local(&self) -> Option<&str> {
        match &self.0 {
            Kind::Managed(identity) => Some(identity.endpoint()),
            _ => None,
        }
    }

    /// A source of tokens of your own.
    pub fn provider(provider: impl TokenProvider) -> Self {
        Credential(Kind::Provider(Arc::new(provider)))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Secret(app, _) => write!(f, "client secret of {app}"),
            Kind::Certificate(app, certificate) => write!(f, "{certificate:?} of {app}"),
            Kind::Federated(app, file) => write!(f, "federated token {file:?} of {app}"),
            Kind::Managed(identity) => write!(f, "{identity:?}"),
            Kind::Token(_) => f.write_str("token"),
            Kind::Provider(_) => f.write_str("token provider"),
        }
    }
}

/// All that signing in takes.
pub(crate) struct SignIn {
    credential: Credential,
    /// To the authority, or to the address of a managed identity, which no proxy may see.
    http: reqwest::Client,
    total_timeout: Option<Duration>,
    clock: Arc<ServerClock>,
    endpoint: Url,
    resource: String,
}

impl SignIn {
    pub(crate) fn new(
        credential: Credential,
        (cloud, tenant, resource): (&Cloud, TenantId, String),
        (http, total_timeout, clock): (reqwest::Client, Option<Duration>, Arc<ServerClock>),
    ) -> Result<Self> {
        let endpoint = Url::parse(&format!("{}/{tenant}/oauth2/v2.0/token", cloud.authority()));
        let endpoint = endpoint.map_err(|e| Error::because(ErrorKind::Configuration, DOING, e))?;
        Ok(SignIn { credential, http, total_timeout, clock, endpoint, resource })
    }

    pub(crate) fn can_renew(&self) -> bool {
        !matches!(self.credential.0, Kind::Token(_))
    }

    /// A new token for the API.
    pub(crate) async fn token(&self) -> Result<Token> {
        match &self.credential.0 {
            Kind::Secret(app, secret) => self.post(*app, &[("client_secret", secret)]).await,
            Kind::Certificate(app, certificate) => {
                self.post_assertion(*app, &certificate.assertion(*app, &self.endpoint)?).await
            }
            Kind::Federated(app, file) => self.post_assertion(*app, &federated::read(file).await?).await,
            Kind::Managed(identity) => {
                let request = identity.request(&self.http, &self.resource)?;
                self.exchange(request, &identity.secrets()).await.map_err(told)
            }
            Kind::Token(token) => Ok(Token::unlimited(token.clone())),
            Kind::Provider(provider) => provider.token().await.map_err(not_provided),
        }
    }
}

/// What a provider fails with passes, unless it says that it does not.
fn not_provided(cause: Box<dyn StdError + Send + Sync>) -> Error {
    let ours = cause.downcast_ref::<Error>().is_some_and(|error| error.retry() == Retry::Never);
    let stays = ours || cause.is::<Denied>();
    let error =
        Error::because(ErrorKind::SignIn, format!("{DOING}: the token provider gave no token"), cause);
    if stays { error } else { error.passing() }
}
