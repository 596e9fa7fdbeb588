//! Ways for an app to prove who it is.

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::certificate::Certificate;
use super::managed_identity::ManagedIdentity;
use super::provider::TokenProvider;
use crate::id::AppId;
use crate::secret::Secret;

/// A way for the app to sign in.
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
    pub(super) kind: CredentialKind,
    pub(super) reader: Option<Arc<CredentialReader>>,
}

/// Reads a credential from the place where it is kept.
pub(super) type CredentialReader =
    dyn Fn() -> Result<Credential, Box<dyn StdError + Send + Sync>> + Send + Sync;

#[derive(Clone)]
pub(super) enum CredentialKind {
    Secret(AppId, Secret),
    Certificate(AppId, Certificate),
    Federated(AppId, PathBuf),
    Managed(ManagedIdentity),
    Token(Secret),
    Provider(Arc<dyn TokenProvider>),
}

impl Credential {
    /// Signs in with a client secret of the app registration.
    pub fn client_secret(app: AppId, secret: Secret) -> Self {
        Credential::with_kind(CredentialKind::Secret(app, secret))
    }

    /// Signs in with a certificate whose public part the app registration has.
    pub fn certificate(app: AppId, certificate: Certificate) -> Self {
        Credential::with_kind(CredentialKind::Certificate(app, certificate))
    }

    /// Signs in with a token of another issuer that the app registration trusts, from a file as Kubernetes and CI systems
    /// place it. The file is read at each sign-in.
    pub fn federated_token_file(app: AppId, file: impl Into<PathBuf>) -> Self {
        Credential::with_kind(CredentialKind::Federated(app, file.into()))
    }

    /// Signs in with the identity that Azure gives the machine.
    pub fn managed_identity(identity: ManagedIdentity) -> Self {
        Credential::with_kind(CredentialKind::Managed(identity))
    }

    /// Uses an access token from elsewhere. It cannot be renewed.
    pub fn token(token: Secret) -> Self {
        Credential::with_kind(CredentialKind::Token(token))
    }

    /// Takes tokens from a provider of your own.
    pub fn provider(provider: impl TokenProvider) -> Self {
        Credential::with_kind(CredentialKind::Provider(Arc::new(provider)))
    }

    /// Replaces this credential at each sign-in by the one that `read` returns, so that a secret or certificate that was
    /// replaced in its file is found without a restart. An error of `read` may be retried.
    #[must_use]
    pub fn read_anew_by(
        mut self,
        read: impl Fn() -> Result<Credential, Box<dyn StdError + Send + Sync>> + Send + Sync + 'static,
    ) -> Self {
        self.reader = Some(Arc::new(read));
        self
    }

    fn with_kind(kind: CredentialKind) -> Self {
        Credential { kind, reader: None }
    }

    /// Returns the address on this machine that hands out tokens, which no proxy may see.
    pub(crate) fn local_endpoint(&self) -> Option<&str> {
        match &self.kind {
            CredentialKind::Managed(identity) => Some(identity.endpoint()),
            _ => None,
        }
    }

    /// Reports whether another sign-in can give another token.
    pub(super) fn can_renew(&self) -> bool {
        self.reader.is_some() || !matches!(self.kind, CredentialKind::Token(_))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            CredentialKind::Secret(app, _) => write!(f, "client secret of {app}"),
            CredentialKind::Certificate(app, certificate) => write!(f, "{certificate:?} of {app}"),
            CredentialKind::Federated(app, file) => write!(f, "federated token {file:?} of {app}"),
            CredentialKind::Managed(identity) => write!(f, "{identity:?}"),
            CredentialKind::Token(_) => f.write_str("token"),
            CredentialKind::Provider(_) => f.write_str("token provider"),
        }
    }
}
