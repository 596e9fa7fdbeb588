//! The file as it is written, before its values are checked.

use serde::Deserialize;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub lake: Option<String>,
    pub in_flight: Option<u64>,
    pub raw: Option<bool>,
    pub proxy: Option<TextOr<SecretSource>>,
    #[serde(default)]
    pub intervals: Intervals,
    #[serde(default)]
    pub commit: Commit,
    pub webhook: Option<Webhook>,
    pub metrics: Option<Metrics>,
    #[serde(default)]
    pub detect: Detect,
    #[serde(default)]
    pub upkeep: Upkeep,
    #[serde(default)]
    pub tenants: Vec<Tenant>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Intervals {
    pub poll: Option<String>,
    pub overlap: Option<String>,
    pub sweep: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commit {
    pub pause: Option<String>,
    pub records_after: Option<String>,
    pub marks_after: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Upkeep {
    pub enabled: Option<bool>,
    pub every: Option<String>,
    pub keep: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Webhook {
    pub listen: Option<String>,
    pub address: Option<String>,
    pub auth_id: Option<SecretSource>,
    pub certificate: Option<String>,
    pub key: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Detect {
    #[serde(default)]
    pub enabled: bool,
    #[serde(default)]
    pub rules: Vec<String>,
    #[serde(default)]
    pub lists: Vec<String>,
    #[serde(default)]
    pub domains: Vec<String>,
    pub geo: Option<String>,
    pub asn: Option<String>,
    pub webhook: Option<AlertWebhook>,
    pub command: Option<AlertCommand>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlertWebhook {
    pub url: Option<TextOr<SecretSource>>,
    pub authorization: Option<SecretSource>,
    pub level: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlertCommand {
    #[serde(default)]
    pub run: Vec<String>,
    pub level: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metrics {
    pub listen: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
// The names are those of the file.
#[allow(clippy::struct_field_names)]
pub(super) struct Tenant {
    pub name: Option<String>,
    pub tenant_id: Option<String>,
    pub app_id: Option<String>,
    pub cloud: Option<TextOr<CustomCloud>>,
    pub content_types: Option<Vec<String>>,
    pub since: Option<Time>,
    pub publisher: Option<String>,
    pub quota_per_minute: Option<u32>,
    #[serde(default)]
    pub sign_in: SignIn,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    pub client_secret: Option<SecretSource>,
    pub certificate: Option<Certificate>,
    pub managed_identity: Option<ManagedIdentity>,
    pub federated_token_file: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Certificate {
    pub pem: Option<String>,
    pub pfx: Option<String>,
    pub password: Option<SecretSource>,
    pub algorithm: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManagedIdentity {
    pub client_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomCloud {
    pub root: String,
    pub authority: String,
}

/// The place of a secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecretSource {
    pub env: Option<String>,
    pub file: Option<String>,
}

/// A text, or a table in its place.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum TextOr<T> {
    Text(String),
    Other(T),
}

/// A time of TOML or a text.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Time {
    Toml(Datetime),
    Text(String),
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Time::Toml(time) => time.fmt(f),
            Time::Text(text) => f.write_str(text),
        }
    }
}
