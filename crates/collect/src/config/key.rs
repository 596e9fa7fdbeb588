//! The table of keys, from which check, example and documentation are made.

/// A key of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Path of the key, with a dot between tables.
    pub path: &'static str,
    /// Type of the value.
    pub kind: KeyType,
    /// Value in the example. For a key with a default it is the default.
    pub shown: &'static str,
    /// Need of a file for it.
    pub need: Need,
    /// Meaning.
    pub doc: &'static str,
    /// Reason for the default, or for the lack of one.
    pub why: &'static str,
}

/// Type of a key's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// A text.
    Text,
    /// A text, or a table of two texts.
    TextOrTable,
    /// A text, or the place of a secret.
    TextOrSecret,
    /// A list of texts.
    Texts,
    /// A whole number from 1 on.
    Number,
    /// `true` or `false`.
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

/// Need of a file for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A file without it cannot be used.
    Needed,
    /// The key has a default.
    Default,
    /// Without the key something is left out, or another key takes its place.
    Optional,
}

/// Every key in the order of the example.
pub const KEYS: &[Key] = &[
    Key {
        path: "lake",
        kind: KeyType::Text,
        shown: "\"trail365-lake\"",
        need: Need::Default,
        doc: "Location of the lake: a folder, or s3://, abfss:// or gs://. A relative path begins at this file's folder. Without this key the environment variable TRAIL365_LAKE counts.",
        why: "the folder that all other commands take too",
    },
    Key {
        path: "in_flight",
        kind: KeyType::Number,
        shown: "10",
        need: Need::Default,
        doc: "Requests and blobs in flight over all tenants, at most 256. Half of them are reserved for the tenants in equal parts, at least one for each, so that none waits for another.",
        why: "enough to use up a tenant's quota at usual response times, and few enough to keep memory small",
    },
    Key {
        path: "raw",
        kind: KeyType::Flag,
        shown: "true",
        need: Need::Default,
        doc: "Keep each record's exact bytes beside its columns.",
        why: "evidence should stand as it was received; without it a lake is smaller",
    },
    Key {
        path: "proxy",
        kind: KeyType::TextOrSecret,
        shown: "\"environment\"",
        need: Need::Default,
        doc: "\"environment\" (HTTPS_PROXY and the like), \"none\", or an address such as \"http://proxy:3128\". An address with a password is a secret: { env = \"NAME\" } or { file = \"PATH\" }.",
        why: "what other programs of the machine do",
    },
    Key {
        path: "intervals",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "How often content is listed, and how far back. Spans are texts: \"90s\", \"1m\", \"2h\", \"1d\".",
        why: "",
    },
    Key {
        path: "intervals.poll",
        kind: KeyType::Span,
        shown: "\"1m\"",
        need: Need::Default,
        doc: "Pause between two listings of a content type, from 1s to 1d.",
        why: "content appears minutes to hours after its events, so listing more often gains nothing",
    },
    Key {
        path: "intervals.overlap",
        kind: KeyType::Span,
        shown: "\"2h\"",
        need: Need::Default,
        doc: "Time by which a listing overlaps the last one, from 0s to 6d.",
        why: "content appears late and out of order; the sweep finds what is later still",
    },
    Key {
        path: "intervals.sweep",
        kind: KeyType::Span,
        shown: "\"6h\"",
        need: Need::Default,
        doc: "Time between two listings of the whole seven days, from 1m to 6d.",
        why: "some content is days late, and a listing of seven days costs few requests",
    },
    Key {
        path: "commit",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "When fetched content is committed to the lake.",
        why: "",
    },
    Key {
        path: "commit.pause",
        kind: KeyType::Span,
        shown: "\"5s\"",
        need: Need::Default,
        doc: "Pause after which the records that came before it are committed, from 1s to 1h.",
        why: "a listing brings its records within moments, and then nothing comes before the next",
    },
    Key {
        path: "commit.records_after",
        kind: KeyType::Span,
        shown: "\"1m\"",
        need: Need::Default,
        doc: "Longest time that records wait for a pause, from 1s to 1h. 256 MB of content are committed at once.",
        why: "each commit makes files; committing more often would make many small ones, less often delays searches",
    },
    Key {
        path: "commit.marks_after",
        kind: KeyType::Span,
        shown: "\"10m\"",
        need: Need::Default,
        doc: "Longest time that a moved mark waits for records, from 1s to 1d.",
        why: "a quiet tenant should not write a commit a minute; after a crash this much is listed again",
    },
    Key {
        path: "upkeep",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "Upkeep of the lake while collecting, as by trail365 lake compact and then lake vacuum.",
        why: "",
    },
    Key {
        path: "upkeep.enabled",
        kind: KeyType::Flag,
        shown: "true",
        need: Need::Default,
        doc: "Merge the files that commits make, and delete those that were replaced.",
        why: "queries open every file; false where something else looks after the lake",
    },
    Key {
        path: "upkeep.every",
        kind: KeyType::Span,
        shown: "\"1d\"",
        need: Need::Default,
        doc: "Age at which files are merged, from 1h to 30d.",
        why: "merging rewrites the days that have new records, so more often costs more",
    },
    Key {
        path: "upkeep.keep",
        kind: KeyType::Span,
        shown: "\"7d\"",
        need: Need::Default,
        doc: "Time for which replaced files are kept, from 1d to 30d. Older versions of the lake cannot be queried.",
        why: "the log is kept as long, and no import lasts that long",
    },
    Key {
        path: "webhook",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "Receiver of notifications about new content. Without it content is found by listing alone, which misses nothing.",
        why: "",
    },
    Key {
        path: "webhook.listen",
        kind: KeyType::Text,
        shown: "\"127.0.0.1:8365\"",
        need: Need::Optional,
        doc: "Address and port to listen on.",
        why: "none: a port is opened only where somebody says so",
    },
    Key {
        path: "webhook.address",
        kind: KeyType::Text,
        shown: "\"https://audit.example.com/trail365\"",
        need: Need::Optional,
        doc: "Address that the service calls. It has to begin with https, and the receiver answers at its path.",
        why: "none: only you know how it can be reached from outside",
    },
    Key {
        path: "webhook.auth_id",
        kind: KeyType::Secret,
        shown: "{ env = \"TRAIL365_WEBHOOK_AUTH_ID\" }",
        need: Need::Optional,
        doc: "Value that notifications must carry, which tells them from forged ones.",
        why: "none: it is a secret",
    },
    Key {
        path: "webhook.certificate",
        kind: KeyType::Text,
        shown: "\"webhook.pem\"",
        need: Need::Optional,
        doc: "PEM file with the certificate to listen with, and its chain.",
        why: "none: something in front, such as a proxy, ends TLS",
    },
    Key {
        path: "webhook.key",
        kind: KeyType::Text,
        shown: "\"webhook.key\"",
        need: Need::Optional,
        doc: "PEM file with the key of the certificate, not encrypted.",
        why: "none: it goes with certificate",
    },
    Key {
        path: "metrics",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "Pages for monitoring: /healthz and /metrics.",
        why: "",
    },
    Key {
        path: "metrics.listen",
        kind: KeyType::Text,
        shown: "\"127.0.0.1:9365\"",
        need: Need::Optional,
        doc: "Address and port to listen on. Whoever reaches it can read it.",
        why: "none: a port is opened only where somebody says so",
    },
    Key {
        path: "detect",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "Detection: rules are asked about the records of each commit, and what they find is kept in the lake as alerts.",
        why: "",
    },
    Key {
        path: "detect.enabled",
        kind: KeyType::Flag,
        shown: "false",
        need: Need::Default,
        doc: "Ask the rules while collecting.",
        why: "it takes memory and time beside the collection; trail365 detect asks them at any time",
    },
    Key {
        path: "detect.rules",
        kind: KeyType::Texts,
        shown: "[]",
        need: Need::Default,
        doc: "Files and folders of rules in place of those that ship. A relative path begins at this file's folder.",
        why: "the rules that ship",
    },
    Key {
        path: "detect.lists",
        kind: KeyType::Texts,
        shown: "[]",
        need: Need::Default,
        doc: "Files and folders of lists, in TOML, that go before those that ship: [admins] values = [\"...\"].",
        why: "the lists that ship; some are empty until you fill them",
    },
    Key {
        path: "detect.domains",
        kind: KeyType::Texts,
        shown: "[]",
        need: Need::Default,
        doc: "Your own mail domains: mail that is forwarded elsewhere leaves the organisation.",
        why: "those that the records show",
    },
    Key {
        path: "detect.geo",
        kind: KeyType::Text,
        shown: "\"GeoLite2-City.mmdb\"",
        need: Need::Optional,
        doc: "City database in MaxMind's format, for rules that ask where an address is. A relative path begins at this file's folder.",
        why: "none: such rules can find nothing",
    },
    Key {
        path: "detect.asn",
        kind: KeyType::Text,
        shown: "\"GeoLite2-ASN.mmdb\"",
        need: Need::Optional,
        doc: "Database of AS numbers in MaxMind's format, for rules that ask whose network an address is in. A relative path begins at this file's folder.",
        why: "none: such rules can find nothing",
    },
    Key {
        path: "detect.webhook",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "Address that new alerts are posted to as JSON, each until the receiver has taken it.",
        why: "",
    },
    Key {
        path: "detect.webhook.url",
        kind: KeyType::TextOrSecret,
        shown: "{ env = \"TRAIL365_ALERT_URL\" }",
        need: Need::Optional,
        doc: "The address: a text, or { env = \"NAME\" } or { file = \"PATH\" } where whoever knows it may post. It has to begin with https; http is for this machine only.",
        why: "none: alerts leave the lake only where somebody says so",
    },
    Key {
        path: "detect.webhook.authorization",
        kind: KeyType::Secret,
        shown: "{ env = \"TRAIL365_ALERT_TOKEN\" }",
        need: Need::Optional,
        doc: "Value of the header Authorization, such as Bearer and a token.",
        why: "none: it is a secret",
    },
    Key {
        path: "detect.webhook.level",
        kind: KeyType::Text,
        shown: "\"medium\"",
        need: Need::Default,
        doc: "Least level that is sent: informational, low, medium, high or critical.",
        why: "what asks for a review",
    },
    Key {
        path: "detect.command",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "Program that is run for each new alert, which it reads as JSON, until it ends with 0.",
        why: "",
    },
    Key {
        path: "detect.command.run",
        kind: KeyType::Texts,
        shown: "[\"/usr/local/bin/on-alert\"]",
        need: Need::Optional,
        doc: "The program and its arguments; no shell is in between. A relative path begins at this file's folder.",
        why: "none: a program is run only where somebody says so",
    },
    Key {
        path: "detect.command.level",
        kind: KeyType::Text,
        shown: "\"medium\"",
        need: Need::Default,
        doc: "Least level that it is run for.",
        why: "what asks for a review",
    },
    Key {
        path: "tenants",
        kind: KeyType::Tables,
        shown: "",
        need: Need::Needed,
        doc: "A tenant to collect. Each further one begins with another [[tenants]].",
        why: "",
    },
    Key {
        path: "tenants.name",
        kind: KeyType::Text,
        shown: "\"contoso\"",
        need: Need::Needed,
        doc: "Name of your choice. Commands take it as --tenant.",
        why: "none: it has to be yours",
    },
    Key {
        path: "tenants.tenant_id",
        kind: KeyType::Text,
        shown: "\"00000000-0000-0000-0000-000000000000\"",
        need: Need::Needed,
        doc: "Directory (tenant) ID, from the overview of Entra ID, not a domain name.",
        why: "none: it has to be yours",
    },
    Key {
        path: "tenants.app_id",
        kind: KeyType::Text,
        shown: "\"00000000-0000-0000-0000-000000000000\"",
        need: Need::Needed,
        doc: "Application (client) ID of the app registration. Not needed with managed_identity.",
        why: "none: it has to be yours",
    },
    Key {
        path: "tenants.cloud",
        kind: KeyType::TextOrTable,
        shown: "\"enterprise\"",
        need: Need::Default,
        doc: "\"enterprise\", \"gcc\", \"gcc-high\" or \"dod\"; for another, { root = \"https://...\", authority = \"https://...\" }.",
        why: "most tenants are there",
    },
    Key {
        path: "tenants.content_types",
        kind: KeyType::Texts,
        shown: "[\"Audit.AzureActiveDirectory\", \"Audit.Exchange\", \"Audit.SharePoint\", \"Audit.General\"]",
        need: Need::Default,
        doc: "Content types to collect; \"DLP.All\" can be added.",
        why: "all but DLP.All, which needs the further permission ActivityFeed.ReadDlp",
    },
    Key {
        path: "tenants.since",
        kind: KeyType::Time,
        shown: "2026-01-12",
        need: Need::Optional,
        doc: "Start of the wanted content, by the time at which it became available: a past date, or a past time in UTC.",
        why: "none: everything that the service still has, which is seven days",
    },
    Key {
        path: "tenants.publisher",
        kind: KeyType::Text,
        shown: "\"00000000-0000-0000-0000-000000000000\"",
        need: Need::Optional,
        doc: "Tenant ID of whoever runs the collector, for which the service counts requests.",
        why: "the tenant itself, which gives each tenant a quota of its own",
    },
    Key {
        path: "tenants.quota_per_minute",
        kind: KeyType::Number,
        shown: "2000",
        need: Need::Default,
        doc: "Most requests a minute. Throttling lowers the rate by itself.",
        why: "the least that the service grants every tenant",
    },
    Key {
        path: "tenants.sign_in",
        kind: KeyType::Table,
        shown: "",
        need: Need::Needed,
        doc: "Way for the app to sign in: exactly one of the following.",
        why: "",
    },
    Key {
        path: "tenants.sign_in.client_secret",
        kind: KeyType::Secret,
        shown: "{ env = \"TRAIL365_CLIENT_SECRET\" }",
        need: Need::Needed,
        doc: "A client secret: the environment variable or the file that holds it.",
        why: "none: a secret never stands in this file",
    },
    Key {
        path: "tenants.sign_in.certificate",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "A certificate with its RSA key, whose public part the app registration has; safer than a secret.",
        why: "",
    },
    Key {
        path: "tenants.sign_in.certificate.pem",
        kind: KeyType::Text,
        shown: "\"trail365.pem\"",
        need: Need::Optional,
        doc: "PEM file with the key, not encrypted, and the certificate.",
        why: "none: either pem or pfx",
    },
    Key {
        path: "tenants.sign_in.certificate.pfx",
        kind: KeyType::Text,
        shown: "\"trail365.pfx\"",
        need: Need::Optional,
        doc: "PKCS#12 file.",
        why: "none: either pem or pfx",
    },
    Key {
        path: "tenants.sign_in.certificate.password",
        kind: KeyType::Secret,
        shown: "{ env = \"TRAIL365_PFX_PASSWORD\" }",
        need: Need::Optional,
        doc: "Password of the PKCS#12 file.",
        why: "none, as many such files have",
    },
    Key {
        path: "tenants.sign_in.certificate.algorithm",
        kind: KeyType::Text,
        shown: "\"PS256\"",
        need: Need::Optional,
        doc: "\"PS256\", or \"RS256\" for keys that do nothing else.",
        why: "PS256, which Entra ID recommends",
    },
    Key {
        path: "tenants.sign_in.managed_identity",
        kind: KeyType::Table,
        shown: "",
        need: Need::Optional,
        doc: "The identity that Azure gives this machine; {} for the machine's own.",
        why: "",
    },
    Key {
        path: "tenants.sign_in.managed_identity.client_id",
        kind: KeyType::Text,
        shown: "\"00000000-0000-0000-0000-000000000000\"",
        need: Need::Optional,
        doc: "Client ID of a user-assigned identity.",
        why: "none: the machine's own identity",
    },
    Key {
        path: "tenants.sign_in.federated_token_file",
        kind: KeyType::Text,
        shown: "\"/var/run/secrets/azure/tokens/azure-identity-token\"",
        need: Need::Optional,
        doc: "File with a token of another issuer that the app registration trusts, as Kubernetes and CI place it.",
        why: "none: it differs between platforms",
    },
];

impl Key {
    /// Returns the key at a path.
    pub fn at(path: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.path == path)
    }

    /// Returns its name within its table.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// Returns the path of its table, empty for the file itself.
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }
}
