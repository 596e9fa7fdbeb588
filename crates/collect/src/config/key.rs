//! The keys of the file: the one table that checks, example and documentation go by.

/// A key of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Where it stands, with a dot between tables.
    pub path: &'static str,
    /// What can be written there.
    pub kind: Kind,
    /// What the example writes there. For a key with a default that is the default.
    pub shown: &'static str,
    /// How the example treats it.
    pub need: Need,
    /// What it means.
    pub doc: &'static str,
    /// Why the default is what it is, or why there is none.
    pub why: &'static str,
}

/// What can be written for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A text that is one, or a table of two.
    TextOrTable,
    /// A text, or the place of a secret.
    TextOrSecret,
    /// A list of texts.
    Texts,
    /// A whole number from 1 on.
    Number,
    /// true or false.
    Flag,
    /// A span of time such as "1m".
    Span,
    /// A date or a time.
    Time,
    /// The place of a secret: `{ env = "NAME" }` or `{ file = "PATH" }`.
    Secret,
    /// A table of further keys.
    Table,
    /// One table or several of the same kind: `[[...]]`.
    Tables,
}

/// Whether a file needs a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A file without it cannot be used.
    Needed,
    /// There is a default.
    Default,
    /// Without it something is left out, or another key stands for it.
    Optional,
}

/// Every key, in the order in which the example has them.
pub const KEYS: &[Key] = &[
    Key {
        path: "lake",
        kind: Kind::Text,
        shown: "\"trail365-lake\"",
        need: Need::Default,
        doc: "Where the lake is: a folder, or s3://, abfss:// or gs://. A relative path begins at this file's folder. Where it is left out, the environment variable TRAIL365_LAKE counts.",
        why: "the folder that all other commands take too",
    },
    Key {
        path: "in_flight",
        kind: Kind::Number,
        shown: "10",
        need: Need::Default,
        doc: "Requests and blobs under way at once, over all tenants, at most 256. Half are kept for the tenants in equal parts, at least one for each, so that none waits for another.",
        why: "enough to use up a tenant's quota at usual response times, and few enough to keep memory small",
    },
    Key {
        path: "raw",
        kind: Kind::Flag,
        shown: "true",
        need: Need::Default,
        doc: "Whether each record's exact bytes are kept beside its columns.",
        why: "evidence should stand as it was received; without it a lake is smaller",
    },
    Key {
        path: "proxy",
        kind: Kind::TextOrSecret,
        shown: "\"environment\"",
        need: Need::Default,
        doc: "\"environment\" (HTTPS_PROXY and its kin), \"none\", or an address such as \"http://proxy:3128\". An address with a password is a secret: { env = \"NAME\" } or { file = \"PATH\" }.",
        why: "what other programs of the machine do",
    },
    Key {
        path: "intervals",
        kind: Kind::Table,
        shown: "",
        need: Need::Optional,
        doc: "How often and how far back is listed. Spans are texts: \"90s\", \"1m\", \"2h\", \"1d\".",
        why: "",
    },
    Key {
        path: "intervals.poll",
        kind: Kind::Span,
        shown: "\"1m\"",
        need: Need::Default,
        doc: "Pause between two listings of a content type, from 1s to 1d.",
        why: "content appears minutes to hours after its events, so more haste gains nothing",
    },
    Key {
        path: "intervals.overlap",
        kind: Kind::Span,
        shown: "\"2h\"",
        need: Need::Default,
        doc: "How far a listing goes back behind the last one, from 0s to 6d.",
        why: "content appears late and out of order; what is later still is found by the sweep",
    },
    Key {
        path: "intervals.sweep",
        kind: Kind::Span,
        shown: "\"6h\"",
        need: Need::Default,
        doc: "How often everything of the last seven days is listed, from 1m to 6d.",
        why: "some content is days late, and a listing of seven days costs few requests",
    },
    Key {
        path: "commit",
        kind: Kind::Table,
        shown: "",
        need: Need::Optional,
        doc: "When what was fetched is committed to the lake.",
        why: "",
    },
    Key {
        path: "commit.records_after",
        kind: Kind::Span,
        shown: "\"10s\"",
        need: Need::Default,
        doc: "How long records wait for others at most, from 1s to 1h.",
        why: "each commit makes files; more often would make many small ones, less often delays what can be searched",
    },
    Key {
        path: "commit.marks_after",
        kind: Kind::Span,
        shown: "\"10m\"",
        need: Need::Default,
        doc: "How long a mark that moved waits for records at most, from 1s to 1d.",
        why: "a quiet tenant should not write a commit a minute; after a crash this much is listed again",
    },
    Key {
        path: "webhook",
        kind: Kind::Table,
        shown: "",
        need: Need::Optional,
        doc: "Where notifications of new content are received. Left out, content is found by listing alone, which misses nothing.",
        why: "",
    },
    Key {
        path: "webhook.listen",
        kind: Kind::Text,
        shown: "\"127.0.0.1:8365\"",
        need: Need::Optional,
        doc: "Address and port to listen on.",
        why: "none: a port is opened only where somebody says so",
    },
    Key {
        path: "webhook.address",
        kind: Kind::Text,
        shown: "\"https://audit.example.com/trail365\"",
        need: Need::Optional,
        doc: "The address that the service calls; has to begin with https. Its path is the one that is answered.",
        why: "none: only you know how it is reached from outside",
    },
    Key {
        path: "webhook.auth_id",
        kind: Kind::Secret,
        shown: "{ env = \"TRAIL365_WEBHOOK_AUTH_ID\" }",
        need: Need::Optional,
        doc: "What notifications have to carry, so that forged ones are told apart.",
        why: "none: it is a secret",
    },
    Key {
        path: "webhook.certificate",
        kind: Kind::Text,
        shown: "\"webhook.pem\"",
        need: Need::Optional,
        doc: "PEM file with the certificate to listen with, and its chain.",
        why: "none: something in front, such as a proxy, takes TLS off",
    },
    Key {
        path: "webhook.key",
        kind: Kind::Text,
        shown: "\"webhook.key\"",
        need: Need::Optional,
        doc: "PEM file with the key of the certificate, not encrypted.",
        why: "none: it goes with certificate",
    },
    Key {
        path: "metrics",
        kind: Kind::Table,
        shown: "",
        need: Need::Optional,
        doc: "Where /healthz and /metrics are answered, for monitoring.",
        why: "",
    },
    Key {
        path: "metrics.listen",
        kind: Kind::Text,
        shown: "\"127.0.0.1:9365\"",
        need: Need::Optional,
        doc: "Address and port to listen on. Whoever reaches it can read it.",
        why: "none: a port is opened only where somebody says so",
    },
    Key {
        path: "tenants",
        kind: Kind::Tables,
        shown: "",
        need: Need::Needed,
        doc: "A tenant to collect; begin another [[tenants]] for each further one.",
        why: "",
    },
    Key {
        path: "tenants.name",
        kind: Kind::Text,
        shown: "\"contoso\"",
        need: Need::Needed,
        doc: "What you call it. Commands take it as --tenant.",
        why: "none: it has to be yours",
    },
    Key {
        path: "tenants.tenant_id",
        kind: Kind::Text,
        shown: "\"00000000-0000-0000-0000-000000000000\"",
        need: Need::Needed,
        doc: "Directory (tenant) ID, from the overview of Entra ID. A domain name will not do.",
        why: "none: it has to be yours",
    },
    Key {
        path: "tenants.app_id",
        kind: Kind::Text,
        shown: "\"00000000-0000-0000-0000-000000000000\"",
        need: Need::Needed,
        doc: "Application (client) ID of the app registration. Not needed with managed_identity.",
        why: "none: it has to be yours",
    },
    Key {
        path: "tenants.cloud",
        kind: Kind::TextOrTable,
        shown: "\"enterprise\"",
        need: Need::Default,
        doc: "\"enterprise\", \"gcc\", \"gcc-high\" or \"dod\"; for another, { root = \"https://...\", authority = \"https://...\" }.",
        why: "where most tenants are",
    },
    Key {
        path: "tenants.content_types",
        kind: Kind::Texts,
        shown: "[\"Audit.AzureActiveDirectory\", \"Audit.Exchange\", \"Audit.SharePoint\", \"Audit.General\"]",
        need: Need::Default,
        doc: "What is collected; \"DLP.All\" can be added.",
        why: "all but DLP.All, which needs the further permission ActivityFeed.ReadDlp",
    },
    Key {
        path: "tenants.since",
        kind: Kind::Time,
        shown: "2026-01-12",
        need: Need::Optional,
        doc: "Nothing that became available before is collected: a date, or a time in UTC, that is past.",
        why: "none: all that the service still has, which is seven days",
    },
    Key {
        path: "tenants.publisher",
        kind: Kind::Text,
        shown: "\"00000000-0000-0000-0000-000000000000\"",
        need: Need::Optional,
        doc: "Whom the service counts requests for: the tenant ID of who runs the collector.",
        why: "the tenant itself, which gives each tenant a quota of its own",
    },
    Key {
        path: "tenants.quota_per_minute",
        kind: Kind::Number,
        shown: "2000",
        need: Need::Default,
        doc: "Requests a minute that are never exceeded; throttling lowers it by itself.",
        why: "the least that the service grants every tenant",
    },
    Key {
        path: "tenants.sign_in",
        kind: Kind::Table,
        shown: "",
        need: Need::Needed,
        doc: "How the app proves who it is: exactly one of the following.",
        why: "",
    },
    Key {
        path: "tenants.sign_in.client_secret",
        kind: Kind::Secret,
        shown: "{ env = \"TRAIL365_CLIENT_SECRET\" }",
        need: Need::Needed,
        doc: "A client secret: the environment variable or the file that holds it.",
        why: "none: a secret never stands in this file",
    },
    Key {
        path: "tenants.sign_in.certificate",
        kind: Kind::Table,
        shown: "",
        need: Need::Optional,
        doc: "A certificate with its RSA key, whose public part the app registration has; safer than a secret.",
        why: "",
    },
    Key {
        path: "tenants.sign_in.certificate.pem",
        kind: Kind::Text,
        shown: "\"trail365.pem\"",
        need: Need::Optional,
        doc: "PEM file with the key, not encrypted, and the certificate.",
        why: "none: either pem or pfx",
    },
    Key {
        path: "tenants.sign_in.certificate.pfx",
        kind: Kind::Text,
        shown: "\"trail365.pfx\"",
        need: Need::Optional,
        doc: "PKCS#12 file.",
        why: "none: either pem or pfx",
    },
    Key {
        path: "tenants.sign_in.certificate.password",
        kind: Kind::Secret,
        shown: "{ env = \"TRAIL365_PFX_PASSWORD\" }",
        need: Need::Optional,
        doc: "Password of the PKCS#12 file.",
        why: "none, as many such files have",
    },
    Key {
        path: "tenants.sign_in.certificate.algorithm",
        kind: Kind::Text,
        shown: "\"PS256\"",
        need: Need::Optional,
        doc: "\"PS256\", or \"RS256\" for keys that do nothing else.",
        why: "PS256, which Entra ID recommends",
    },
    Key {
        path: "tenants.sign_in.managed_identity",
        kind: Kind::Table,
        shown: "",
        need: Need::Optional,
        doc: "The identity that Azure gives this machine; {} for the machine's own.",
        why: "",
    },
    Key {
        path: "tenants.sign_in.managed_identity.client_id",
        kind: Kind::Text,
        shown: "\"00000000-0000-0000-0000-000000000000\"",
        need: Need::Optional,
        doc: "Client ID of a user-assigned identity.",
        why: "none: the machine's own identity",
    },
    Key {
        path: "tenants.sign_in.federated_token_file",
        kind: Kind::Text,
        shown: "\"/var/run/secrets/azure/tokens/azure-identity-token\"",
        need: Need::Optional,
        doc: "File with a token of another issuer that the app registration trusts, as Kubernetes and CI place it.",
        why: "none: it differs between platforms",
    },
];

impl Key {
    /// The key at a path.
    pub fn at(path: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.path == path)
    }

    /// Its name within its table.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The table it stands in; empty for the file itself.
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }
}
