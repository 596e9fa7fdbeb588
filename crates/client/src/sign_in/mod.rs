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
pub struct Credential {
    kind: Kind,
    anew: Option<Arc<Anew>>,
}

/// Reads a credential from where it is kept.
type Anew = dyn Fn() -> Result<Credential, Box<dyn StdError + Send + Sync>> + Send + Sync;

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
        Credential::of(Kind::Secret(app, secret))
    }

    /// A certificate whose public part the app registration has.
    pub fn certificate(app: AppId, certificate: Certificate) -> Self {
        Credential::of(Kind::Certificate(app, certificate))
    }

    /// A file with a token of another issuer that the app registration trusts, as Kubernetes and CI systems place it. It is
    /// read anew each time the app signs in.
    pub fn federated_token_file(app: AppId, file: impl Into<PathBuf>) -> Self {
        Credential::of(Kind::Federated(app, file.into()))
    }

    /// The identity that Azure gives the machine.
    pub fn managed_identity(identity: ManagedIdentity) -> Self {
        Credential::of(Kind::Managed(identity))
    }

    /// An access token that somebody else got. It cannot be renewed.
    pub fn token(token: Secret) -> Self {
        Credential::of(Kind::Token(token))
    }

    /// The same, but whenever the app signs in, what `read` gives then: a secret or certificate that was replaced where it is
    /// kept is found. What `read` fails with passes.
    #[must_use]
    pub fn read_anew_by(
        mut self,
        read: impl Fn() -> Result<Credential, Box<dyn StdError + Send + Sync>> + Send + Sync + 'static,
    ) -> Self {
        self.anew = Some(Arc::new(read));
        self
    }

    fn of(kind: Kind) -> Self {
        Credential { kind, anew: None }
    }

    /// The address of the machine that it asks at, which no proxy may see.
    pub(crate) fn local(&self) -> Option<&str> {
        match &self.kind {
            Kind::Managed(identity) => Some(identity.endpoint()),
            _ => None,
        }
    }

    /// A source of tokens of your own.
    pub fn provider(provider: impl TokenProvider) -> Self {
        Credential::of(Kind::Provider(Arc::new(provider)))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
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
        self.credential.anew.is_some() || !matches!(self.credential.kind, Kind::Token(_))
    }

    /// A new token for the API.
    pub(crate) async fn token(&self) -> Result<Token> {
        let Some(read) = &self.credential.anew else { return self.exchanged(&self.credential.kind).await };
        let credential = anew(Arc::clone(read)).await?;
        // The way to the address was chosen for the one that is known.
        if credential.local() != self.credential.local() {
            let what =
                "read the credential: it is of a managed identity at another address than before; start anew";
            return Err(Error::new(ErrorKind::Configuration, format!("{DOING}: {what}")));
        }
        self.exchanged(&credential.kind).await
    }

    async fn exchanged(&self, kind: &Kind) -> Result<Token> {
        match kind {
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

/// What is kept where the credential is from. Whoever replaces it may have it away for a moment.
async fn anew(read: Arc<Anew>) -> Result<Credential> {
    let failed = |cause| {
        Error::because(ErrorKind::Configuration, format!("{DOING}: read the credential"), cause).passing()
    };
    let read = tokio::task::spawn_blocking(move || read()).await;
    read.map_err(|e| failed(e.into()))?.map_err(failed)
}

/// What a provider fails with passes, unless it says that it does not.
fn not_provided(cause: Box<dyn StdError + Send + Sync>) -> Error {
    let ours = cause.downcast_ref::<Error>().is_some_and(|error| error.retry() == Retry::Never);
    let stays = ours || cause.is::<Denied>();
    let error =
        Error::because(ErrorKind::SignIn, format!("{DOING}: the token provider gave no token"), cause);
    if stays { error } else { error.passing() }
}
