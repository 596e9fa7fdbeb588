//! The arguments of `trail365 ui`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use super::{AtGeo, AtLake, AtRules};

/// Look at a lake in a browser: search, records, users, addresses, SQL, health
///
/// Serves pages over the lake on this machine and prints the address to open. Nothing is loaded from elsewhere, and nothing of
/// the lake is changed but what you say of alerts. The pages follow the lake while records come in. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = UI_EXAMPLES)]
pub struct Ui {
    #[command(flatten)]
    pub at_lake: AtLake,

    /// Address to listen on; one that other machines reach needs TLS or --behind-proxy
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3650")]
    pub listen: SocketAddr,

    /// Further name, with its port, under which the pages answer
    ///
    /// That of the certificate, or of a reverse proxy: audit.example.com, audit.example.com:8443.
    #[arg(long = "host", value_name = "HOST")]
    pub hosts: Vec<String>,

    /// Let in whoever reaches the port, without the token of the printed address
    ///
    /// Other users and programs of this machine can then read the lake.
    #[arg(long)]
    pub no_token: bool,

    /// PEM file of the certificate, with its chain, to serve over TLS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// PEM file of the certificate's key
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// A reverse proxy with TLS stands in front, on another machine
    ///
    /// See to it that other machines reach this address through the proxy alone: what the proxy sends here is not encrypted.
    #[arg(long)]
    pub behind_proxy: bool,

    /// Header by which the proxy names who signed in there, as X-Forwarded-User
    ///
    /// The proxy must replace the header where a browser sends it. Whoever is named needs no token.
    #[arg(long, value_name = "HEADER", requires = "trusted_proxies")]
    pub trust_header: Option<String>,

    /// Address of the proxy; the header is refused from every other
    #[arg(long = "trusted-proxy", value_name = "ADDRESS", requires = "trust_header")]
    pub trusted_proxies: Vec<IpAddr>,

    /// Note each request as a line of JSON in a file; - writes to stdout
    ///
    /// Who asked for what and when, without the token and without SQL.
    #[arg(long, value_name = "FILE")]
    pub access_log: Option<PathBuf>,

    /// Longest time for the queries of a page, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub time_limit: u64,

    /// Queries that run at the same time; others wait
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=64))]
    pub queries: u64,

    /// Memory that all queries take at most together, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    pub memory: u64,

    /// Rows that the SQL page shows at most
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub rows: u64,

    /// Folder for reports of investigations [default: LAKE-reports beside a lake on this machine]
    #[arg(long, value_name = "FOLDER")]
    pub reports: Option<PathBuf>,

    #[command(flatten)]
    pub at_rules: AtRules,

    #[command(flatten)]
    pub at_geo: AtGeo,
}

const UI_EXAMPLES: &str = "\
Examples:
  trail365 ui --lake trail365-demo
  trail365 ui --listen 127.0.0.1:8080
  ssh -L 3650:127.0.0.1:3650 collector trail365 ui      on another machine
  trail365 ui --host audit.example.com                  behind a reverse proxy on this machine
  trail365 ui --listen 0.0.0.0:8443 --host audit.example.com:8443 --tls-cert chain.pem --tls-key key.pem";
