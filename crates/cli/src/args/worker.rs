//! The arguments of `trail365 worker`, and those by which other commands name workers.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{AtGeo, AtLake};

/// Run parts of the queries of others over a lake, until Ctrl-C
///
/// Name the workers to `trail365 query --workers`, which divides a query among them. Each opens the lake by itself: a folder that all
/// machines share, or a lake in object storage, with credentials of its own. Workers and those who ask them are of the same version.
#[derive(Debug, Args)]
#[command(after_help = WORKER_EXAMPLES)]
pub struct Worker {
    #[command(flatten)]
    pub at_lake: AtLake,

    /// Address to listen on; one that other machines reach needs TLS and a secret
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3655")]
    pub listen: SocketAddr,

    /// PEM file of the certificate, with its chain, to serve over TLS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// PEM file of the certificate's key
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// PEM file of the certificates that those of other workers stem from [default: the file of --tls-cert]
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_ca: Option<PathBuf>,

    /// File with the secret that whoever asks must have; one line, of at least 24 characters
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,

    /// Memory that all queries take at most together, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    pub memory: u64,

    #[command(flatten)]
    pub at_geo: AtGeo,
}

const WORKER_EXAMPLES: &str = "\
Examples:
  trail365 worker --lake s3://audit/lake
  openssl rand -hex 32 > secret; chmod 600 secret
  trail365 worker --listen 0.0.0.0:3655 --tls-cert chain.pem --tls-key key.pem --secret-file secret
  trail365 query --workers worker-1.example.com:3655,worker-2.example.com:3655
                 --workers-ca chain.pem --workers-secret secret 'select count(*) from events'";

/// The options of commands whose queries workers can share.
#[derive(Debug, Clone, Args)]
pub struct AtWorkers {
    /// Workers that share the work, each as host and port
    ///
    /// Start them by trail365 worker over the same lake. Those of other machines are reached over TLS. A query that reads little
    /// runs here alone.
    #[arg(
        long,
        value_name = "HOST:PORT,...",
        value_delimiter = ',',
        env = "TRAIL365_WORKERS",
        hide_env = true
    )]
    pub workers: Vec<String>,

    /// Bytes of files for which one more thread of a worker is asked
    #[arg(long, value_name = "BYTES", default_value_t = 16 << 20, env = "TRAIL365_WORKERS_SHARE", hide_env = true, hide_short_help = true)]
    pub workers_share: usize,

    /// PEM file of the certificates that those of the workers stem from
    #[arg(long, value_name = "FILE", env = "TRAIL365_WORKERS_CA", hide_env = true)]
    pub workers_ca: Option<PathBuf>,

    /// File with the secret that the workers share
    #[arg(long, value_name = "FILE", env = "TRAIL365_WORKERS_SECRET", hide_env = true)]
    pub workers_secret: Option<PathBuf>,
}
