//! Who signs assertions with `key.pem`: an app, or an issuer that stands for it.

use std::io::Write as _;

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::Utc;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use trail365_client::Credential;
use trail365_sandbox::{AppPlan, FederatedPlan};

use crate::sign_in::X5T;

pub const KEY: &[u8] = include_bytes!("../data/key.pem");
pub const CERTIFICATE: &str = include_str!("../data/cert.pem");

const ISSUER: &str = "https://issuer.example.com";
const SUBJECT: &str = "system:serviceaccount:audit:collector";
const AUDIENCE: &str = "api://AzureADTokenExchange";

fn key() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(PrivatePkcs8KeyDer::from_pem_slice(KEY).unwrap().secret_pkcs8_der()).unwrap()
}

/// That the issuer's tokens stand for an app.
pub fn federated() -> FederatedPlan {
    let der: PublicKeyX509Der<'_> = key().public_key().as_der().unwrap();
    let public_key =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der.as_ref()));
    FederatedPlan { issuer: ISSUER.into(), subject: SUBJECT.into(), audience: AUDIENCE.into(), public_key }
}

/// What the issuer says of the app, with changes.
pub fn claims(changes: &Value) -> Value {
    let expiry = Utc::now().timestamp() + 300;
    let mut claims = json!({"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "exp": expiry});
    claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    claims
}

pub fn signed(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&json!({"alg": "RS256", "x5t#S256": X5T})), part(claims));
    let key = key();
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The app signs in with this text in a file; the file lasts as long as it is held.
pub fn in_file(assertion: &str) -> (NamedTempFile, Credential) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(assertion.as_bytes()).unwrap();
    let credential = Credential::federated_token_file(AppPlan::ID.parse().unwrap(), file.path());
    (file, credential)
}
