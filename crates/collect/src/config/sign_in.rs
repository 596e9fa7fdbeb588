//! Sign-in of a tenant's app, as the file says it.

use std::fmt;
use std::path::{Path, PathBuf};

use trail365_client::{Algorithm, AppId, Certificate, Credential, ManagedIdentity};
use trail365_listen::exposed_file;

use super::file;
use super::secret::SecretPlace;

/// Way for an app to sign in. It contains no secret, only places of secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignIn {
    /// A client secret.
    Secret(AppId, SecretPlace),
    /// A certificate in PEM.
    Pem(AppId, PathBuf, Algorithm),
    /// A certificate in PKCS#12 with the place of its password.
    Pfx(AppId, PathBuf, Option<SecretPlace>, Algorithm),
    /// The identity that Azure gives the machine, or a user-assigned one.
    ManagedIdentity(Option<AppId>),
    /// A token of another issuer.
    FederatedToken(AppId, PathBuf),
}

/// A mistake, with its key relative to the tenant.
type Wrong = (&'static str, String);

impl SignIn {
    pub(super) fn new(file: &file::SignIn, app: Result<AppId, Wrong>, folder: &Path) -> Result<Self, Wrong> {
        match (&file.client_secret, &file.certificate, &file.managed_identity, &file.federated_token_file) {
            (Some(place), None, None, None) => {
                let place = SecretPlace::new(place, folder).map_err(|e| (".sign_in.client_secret", e))?;
                Ok(SignIn::Secret(app?, place))
            }
            (None, Some(certificate), None, None) => read_certificate(certificate, app?, folder),
            (None, None, Some(identity), None) => {
                let client = identity.client_id.as_deref().map(str::parse).transpose();
                let client = client.map_err(|e: trail365_client::Error| {
                    (".sign_in.managed_identity.client_id", e.to_string())
                })?;
                Ok(SignIn::ManagedIdentity(client))
            }
            (None, None, None, Some(path)) => Ok(SignIn::FederatedToken(app?, folder.join(path))),
            _ => {
                let ways = "client_secret, certificate, managed_identity, federated_token_file";
                Err((".sign_in", format!("say one way to sign in, just one: {ways}")))
            }
        }
    }

    /// Reads secrets from their places, now and at each sign-in, because they may be replaced there while the collector runs.
    pub(super) fn credential(&self, warnings: &mut Vec<String>) -> Result<Credential, String> {
        let sign_in = self.clone();
        // Warnings are for whoever starts the program; later ones would reach nobody.
        let read_again = move || Ok(sign_in.read_credential(&mut Vec::new())?);
        Ok(self.read_credential(warnings)?.read_anew_by(read_again))
    }

    fn read_credential(&self, warnings: &mut Vec<String>) -> Result<Credential, String> {
        match self {
            SignIn::Secret(app, place) => Ok(Credential::client_secret(*app, place.read_secret(warnings)?)),
            SignIn::Pem(app, path, algorithm) => {
                let certificate = Certificate::from_pem(&read_bytes(path, warnings)?);
                Ok(Credential::certificate(*app, check_usable(path, certificate)?.with_algorithm(*algorithm)))
            }
            SignIn::Pfx(app, path, password, algorithm) => {
                let password = password.as_ref().map(|place| place.read_secret(warnings)).transpose()?;
                let certificate = Certificate::from_pfx(&read_bytes(path, warnings)?, password.as_ref());
                Ok(Credential::certificate(*app, check_usable(path, certificate)?.with_algorithm(*algorithm)))
            }
            SignIn::ManagedIdentity(client) => {
                let identity = ManagedIdentity::from_env().map_err(|e| e.to_string())?;
                let identity = client.map_or(identity.clone(), |client| identity.with_client_id(client));
                Ok(Credential::managed_identity(identity))
            }
            SignIn::FederatedToken(app, path) => Ok(Credential::federated_token_file(*app, path)),
        }
    }
}

fn read_certificate(file: &file::Certificate, app: AppId, folder: &Path) -> Result<SignIn, Wrong> {
    let algorithm = match file.algorithm.as_deref() {
        None => Algorithm::default(),
        Some(name) => find_algorithm(name)
            .ok_or_else(|| (".sign_in.certificate.algorithm", "known are PS256 and RS256".to_owned()))?,
    };
    match (&file.pem, &file.pfx, &file.password) {
        (Some(pem), None, None) => Ok(SignIn::Pem(app, folder.join(pem), algorithm)),
        (Some(_), None, Some(_)) => Err((
            ".sign_in.certificate.password",
            "a password is for pfx; the key in a PEM file is not encrypted".to_owned(),
        )),
        (None, Some(pfx), password) => {
            let password = password.as_ref().map(|place| SecretPlace::new(place, folder)).transpose();
            let password = password.map_err(|e| (".sign_in.certificate.password", e))?;
            Ok(SignIn::Pfx(app, folder.join(pfx), password, algorithm))
        }
        _ => Err((".sign_in.certificate", "say where it is: either pem or pfx".to_owned())),
    }
}

fn find_algorithm(name: &str) -> Option<Algorithm> {
    [Algorithm::Ps256, Algorithm::Rs256]
        .into_iter()
        .find(|known| known.to_string().eq_ignore_ascii_case(name))
}

fn read_bytes(path: &Path, warnings: &mut Vec<String>) -> Result<Vec<u8>, String> {
    warnings.extend(exposed_file(path));
    std::fs::read(path).map_err(|e| format!("the certificate {} cannot be read: {e}", path.display()))
}

fn check_usable(path: &Path, read: trail365_client::Result<Certificate>) -> Result<Certificate, String> {
    read.map_err(|e| format!("the certificate {} cannot be used: {e}", path.display()))
}

impl fmt::Display for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignIn::Secret(_, place) => write!(f, "client secret in {place}"),
            SignIn::Pem(_, path, algorithm) | SignIn::Pfx(_, path, _, algorithm) => {
                write!(f, "certificate {} ({algorithm})", path.display())
            }
            SignIn::ManagedIdentity(None) => f.write_str("managed identity of this machine"),
            SignIn::ManagedIdentity(Some(client)) => write!(f, "managed identity {client}"),
            SignIn::FederatedToken(_, path) => write!(f, "federated token in {}", path.display()),
        }
    }
}
